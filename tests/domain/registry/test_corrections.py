"""Suggested corrections: proposed by anyone signed in, answered by those responsible."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.events import CorrectionDecided, CorrectionSuggested
from scibridge.domain.registry.models import CorrectionSuggestion, Organisation, Person
from scibridge.domain.registry.selectors import corrections_for, corrections_of
from scibridge.domain.registry.services import (
    decide_correction,
    merge_organisations,
    suggest_correction,
    tell_outcome,
)
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def suggest(target: Any, field: str, proposed: Any, actor: Any) -> CorrectionSuggestion:
    kind = RecordKind(type(target).__name__.lower())
    return suggest_correction(
        kind=kind,
        public_id=target.public_id,
        field=field,
        proposed=proposed,
        reason="Seen on its site",
        actor=actor,
    )


@pytest.mark.parametrize(
    ("field", "proposed", "stored"),
    [
        ("name", {"en": "River Institute of Water", "zh-hans": "河流研究所"}, None),
        ("established", "1958", 1958),
        ("types", ["company"], ["company"]),
        ("website", "https://river.example/", "https://river.example/"),
    ],
)
def test_an_accepted_correction_is_an_edit(
    organisation: Make, account: Make, field: str, proposed: Any, stored: Any
) -> None:
    target = organisation()
    representative = account("rep", role=Role.REPRESENTATIVE, at=target)
    suggestion = suggest(target, field, proposed, account("reader"))
    decided = decide_correction(suggestion=suggestion, actor=representative, accept=True, answer="Thank you")
    value = getattr(Organisation.objects.get(pk=target.pk), field)
    assert (versions(value) if field == "name" else value) == (proposed if stored is None else stored)
    assert (decided.state, decided.decided_by, decided.answer) == ("accepted", representative, "Thank you")


def test_names_and_identifiers_are_proposed_whole(
    organisation: Make, account: Make, moderator: Account
) -> None:
    target, reader = organisation(), account("reader")
    for field, proposed in (
        ("names", [{"value": "RI", "language": "", "kind": "acronym"}]),
        ("identifiers", [{"scheme": "ror", "value": "05a28rw58"}]),
    ):
        decide_correction(suggestion=suggest(target, field, proposed, reader), actor=moderator, accept=True)
    assert target.names.get(kind="acronym").value == "RI"
    assert [str(one) for one in target.identifiers.all()] == ["ror:https://ror.org/05a28rw58"]


def test_proposals_pass_the_fields_own_check(organisation: Make, account: Make) -> None:
    target, reader = organisation(contact_address="hidden@river.example"), account("reader")
    for field, proposed, problem in (
        ("established", 20233, ("established", "out_of_range")),
        ("contact_address", "me@evil.example", ("field", "unknown_code")),
        ("domains", ["evil.example"], ("field", "unknown_code")),
        ("merged_into", 1, ("field", "unknown_code")),
        ("public_id", "x", ("field", "unknown_code")),
    ):
        with pytest.raises(InvalidInput) as caught:
            suggest(target, field, proposed, reader)
        assert [(one.field, one.code) for one in caught.value.problems] == [problem]
        assert "hidden@river.example" not in str(caught.value)
    assert not CorrectionSuggestion.objects.exists()


def test_who_may_suggest_and_on_what(organisation: Make, account: Make) -> None:
    with pytest.raises(NotAllowed):
        suggest(organisation(), "country", "FR", AnonymousUser())
    with pytest.raises(NotFound):
        suggest_correction(
            kind=RecordKind.PERSON,
            public_id=organisation().public_id,
            field="country",
            proposed="FR",
            reason="x",
            actor=account("reader"),
        )


def test_only_those_responsible_decide(
    organisation: Make, facility: Make, person: Make, account: Make, moderator: Account
) -> None:
    here, elsewhere = organisation("Here"), organisation("Elsewhere")
    lin = person()
    owner, reader = account("owner"), account("reader")
    Person.objects.filter(pk=lin.pk).update(account=owner)
    here_rep = account("here", role=Role.REPRESENTATIVE, at=here)
    other_rep = account("other", role=Role.REPRESENTATIVE, at=elsewhere)
    member = account("member", role=Role.MEMBER, at=here)
    for target, responsible in ((here, here_rep), (facility(at=here), here_rep), (lin, owner)):
        for who in (reader, member, other_rep, *({here_rep, owner} - {responsible})):
            suggestion = suggest(target, "website", "https://evil.example/", reader)
            with pytest.raises(NotAllowed):
                decide_correction(suggestion=suggestion, actor=who, accept=True)
        assert type(target).objects.get(pk=target.pk).website == ""
        for who in (responsible, moderator):
            decide_correction(
                suggestion=suggest(target, "website", f"https://{who.name.lower()}.example/", reader),
                actor=who,
                accept=True,
            )
            assert type(target).objects.get(pk=target.pk).website == f"https://{who.name.lower()}.example/"


def test_declining_needs_an_answer_and_a_decision_is_final(
    organisation: Make, account: Make, moderator: Account, events: list[Event]
) -> None:
    target = organisation()
    events.clear()
    suggestion = suggest(target, "country", "FR", account("reader"))
    with pytest.raises(InvalidInput) as caught:
        decide_correction(suggestion=suggestion, actor=moderator, accept=False)
    assert [(one.field, one.code) for one in caught.value.problems] == [("answer", "required")]
    decide_correction(suggestion=suggestion, actor=moderator, accept=False, answer="It moved")
    with pytest.raises(IllegalTransition):
        decide_correction(suggestion=suggestion, actor=moderator, accept=True)
    assert Organisation.objects.get(pk=target.pk).country == "CN"
    named = ("organisation", target.public_id, suggestion.pk)
    assert events == [CorrectionSuggested(*named), CorrectionDecided(*named)]


def test_a_value_that_no_longer_fits_decides_nothing(
    organisation: Make, account: Make, moderator: Account
) -> None:
    target = organisation()
    suggestion = suggest(target, "identifiers", [{"scheme": "ror", "value": "05a28rw58"}], account("reader"))
    organisation("Quicker", identifiers=[{"scheme": "ror", "value": "05a28rw58"}])
    with pytest.raises(InvalidInput):
        decide_correction(suggestion=suggestion, actor=moderator, accept=True)
    suggestion.refresh_from_db()
    assert (suggestion.state, target.identifiers.count()) == ("open", 0)


def test_an_open_suggestion_follows_a_merge(organisation: Make, account: Make, moderator: Account) -> None:
    gone, survivor, reader = organisation("Gone"), organisation("Survivor"), account("reader")
    suggestion = suggest(gone, "established", 1958, reader)
    merge_organisations(gone=gone, survivor=survivor, reason="Same", actor=moderator)
    assert list(corrections_for(RecordKind.ORGANISATION, survivor.public_id)) == [suggestion]
    decide_correction(suggestion=suggestion, actor=moderator, accept=True)
    assert Organisation.objects.get(pk=survivor.pk).established == 1958
    assert list(corrections_of(reader)) == [suggestion]


@pytest.mark.parametrize(
    ("accept", "language", "subject", "words"),
    [
        (True, "en", "Your correction is in: River Institute", "It was accepted and shows now."),
        (False, "zh-hans", "更正建议未采纳：River Institute", "建议未被采纳。"),
    ],
)
def test_whoever_suggested_is_told_the_outcome_once(
    organisation: Make,
    account: Make,
    moderator: Account,
    mailoutbox: list[Any],
    accept: bool,
    language: str,
    subject: str,
    words: str,
) -> None:
    mei, target = account("mei"), organisation()
    Account.objects.filter(pk=mei.pk).update(language=language)
    row = suggest_correction(
        kind=RecordKind.ORGANISATION,
        public_id=target.public_id,
        field="website",
        proposed="https://river.example",
        reason="Their own site.",
        actor=mei,
    )
    assert not tell_outcome(row.pk)  # nothing is decided
    decide_correction(suggestion=row, actor=moderator, accept=accept, answer="The answer.")
    assert (tell_outcome(row.pk), tell_outcome(row.pk)) == (True, False)
    [sent] = mailoutbox
    assert (sent.to, sent.subject) == (["mei@example.org"], subject)
    assert words in sent.body
    assert "The answer." in sent.body
    assert f"/{language}/organisations/{target.public_id}/" in sent.body
    assert moderator.name not in sent.body
    assert moderator.email not in sent.body


def test_nobody_is_told_what_they_did_themselves(
    organisation: Make, moderator: Account, mailoutbox: list[Any]
) -> None:
    row = suggest_correction(
        kind=RecordKind.ORGANISATION,
        public_id=organisation().public_id,
        field="website",
        proposed="https://river.example",
        reason="Their own site.",
        actor=moderator,
    )
    decide_correction(suggestion=row, actor=moderator, accept=True)
    assert not tell_outcome(row.pk)
    assert mailoutbox == []
