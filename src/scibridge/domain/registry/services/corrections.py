"""Suggested corrections: anyone signed in proposes, those responsible for the record answer."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_decide, may_suggest
from scibridge.domain.registry.events import CorrectionDecided, CorrectionSuggested
from scibridge.domain.registry.fields import SUGGESTIBLE, WRITABLE
from scibridge.domain.registry.models import CorrectionSuggestion, Facility, Organisation, Person
from scibridge.domain.registry.selectors.curation import Record, record
from scibridge.domain.registry.services.facilities import edit_facility
from scibridge.domain.registry.services.organisations import edit_organisation
from scibridge.domain.registry.services.people import edit_person
from scibridge.domain.registry.services.saving import saved
from scibridge.domain.registry.states import CORRECTION_MACHINE, CorrectionState, RecordKind
from scibridge.domain.registry.validators import IdentifierValue, NameValue, clean, text
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.kernel.events import emit

MOST_OPEN = 50


def _storable(value: Any) -> Any:
    """The cleaned value as JSON that the same check accepts again."""
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, IdentifierValue):
        return {"scheme": value.scheme, "value": value.value}
    if isinstance(value, NameValue):
        return {"value": value.value, "language": value.language, "kind": value.kind}
    return versions(value) if hasattr(value, "localize") else value


@transaction.atomic
def suggest_correction(
    *, kind: RecordKind, public_id: str, field: str, proposed: Any, reason: str, actor: Account
) -> CorrectionSuggestion:
    """Propose another value for one field. It passes the field's own check now and again when accepted.

    Raises InvalidInput, NotFound, NotAllowed.
    """
    may_suggest(actor).require()
    target = record(kind, public_id)
    if field not in SUGGESTIBLE[kind]:
        choices = tuple(sorted(SUGGESTIBLE[kind]))
        raise InvalidInput([FieldProblem("field", "unknown_code", {"value": field[:50], "choices": choices})])
    cleaned = clean({field: proposed}, WRITABLE[kind])
    why = clean({"reason": reason}, {"reason": text(2000, lines=True)}, required=("reason",))["reason"]
    waiting = CorrectionSuggestion.objects.filter(suggested_by=actor, state=CorrectionState.OPEN.value)
    if waiting.count() >= MOST_OPEN:
        raise InvalidInput([FieldProblem("", "too_many_open", {"most": MOST_OPEN})])
    suggestion = saved(
        CorrectionSuggestion(
            target_kind=kind.value,
            target_id=target.public_id,
            field=field,
            proposed={"value": _storable(cleaned[field])},
            reason=why,
            suggested_by=actor,
        )
    )
    emit(CorrectionSuggested(kind.value, target.public_id, suggestion.pk))
    return suggestion


def _apply(target: Record, field: str, value: Any, actor: Account) -> None:
    values = {field: value}
    if isinstance(target, Organisation):
        edit_organisation(organisation=target, actor=actor, values=values)
    elif isinstance(target, Facility):
        edit_facility(facility=target, actor=actor, values=values)
    elif isinstance(target, Person):
        edit_person(person=target, actor=actor, values=values)


@transaction.atomic
def decide_correction(
    *, suggestion: CorrectionSuggestion, actor: Account, accept: bool, answer: str = ""
) -> CorrectionSuggestion:
    """Accept, which applies the value as an edit by ``actor``, or decline, which needs an answer.

    Raises InvalidInput (then nothing is decided), IllegalTransition, NotAllowed.
    """
    row = CorrectionSuggestion.objects.select_for_update().get(pk=suggestion.pk)
    target = record(RecordKind(row.target_kind), row.target_id)
    may_decide(actor, target).require()
    state = CorrectionState.ACCEPTED if accept else CorrectionState.DECLINED
    CORRECTION_MACHINE.check(CorrectionState(row.state), state)
    needed = () if accept else ("answer",)
    row.answer = clean({"answer": answer}, {"answer": text(2000, lines=True)}, required=needed)["answer"]
    if accept:
        _apply(target, row.field, row.proposed["value"], actor)
    row.state, row.decided_by, row.decided_at = state.value, actor, timezone.now()
    saved(row)
    emit(CorrectionDecided(row.target_kind, row.target_id, row.pk))
    return row
