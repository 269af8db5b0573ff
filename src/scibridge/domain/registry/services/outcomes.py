"""Telling whoever suggested a correction what became of it: one mail, in their language."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scibridge.domain.registry.labels import FIELDS
from scibridge.domain.registry.models import CorrectionSuggestion
from scibridge.domain.registry.selectors.curation import record
from scibridge.domain.registry.states import CorrectionState, RecordKind
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import NotFound


def tell_outcome(suggestion_id: int) -> bool:
    """Mail the outcome of one decided suggestion, once; whether it went now.

    Nobody is told who decided, nor what they did themselves.
    """
    rows = CorrectionSuggestion.objects.select_related("suggested_by").exclude(
        state=CorrectionState.OPEN.value
    )
    row = rows.filter(pk=suggestion_id, told_at=None).first()
    if row is None or row.suggested_by is None or not row.suggested_by.is_active:
        return False
    if row.suggested_by_id == row.decided_by_id:
        return False
    try:
        target = record(RecordKind(row.target_kind), row.target_id)
    except NotFound:
        return False
    with translation.override(row.suggested_by.language):
        name = " ".join(show(target.name).text.split())
        accepted = row.state == CorrectionState.ACCEPTED.value
        subject = (
            _("Your correction is in: %(name)s") if accepted else _("Your correction was declined: %(name)s")
        )
        message = EmailMessage(
            subject=subject % {"name": name},
            body=_body(row, name, accepted=accepted),
            to=[row.suggested_by.email],
        )
    # No transaction waits for mail; what fails is sent when it is asked for again.
    message.send()
    return bool(CorrectionSuggestion.objects.filter(pk=row.pk, told_at=None).update(told_at=timezone.now()))


def _body(row: CorrectionSuggestion, name: str, *, accepted: bool) -> str:
    """What was suggested, the answer, and where to see it."""
    field = FIELDS.get(row.field, row.field)
    words = {"name": name, "field": field}
    lines = [
        _("You suggested another value for “%(field)s” of %(name)s. It was accepted and shows now.") % words
        if accepted
        else _("You suggested another value for “%(field)s” of %(name)s. It was declined.") % words
    ]
    if row.answer:
        lines += ["", _("The answer to you:"), row.answer]
    many = {"organisation": "organisations", "person": "people", "facility": "facilities"}[row.target_kind]
    language = get_language() or settings.LANGUAGE_CODE
    lines += ["", f"{settings.SITE_ADDRESS}/{language}/{many}/{row.target_id}/"]
    return "\n".join(lines)
