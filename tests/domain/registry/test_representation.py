"""Asking to represent an organisation: who may, what is granted, who is told, and what nobody else learns."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage

from scibridge.domain.accounts.access import represents
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import end_grant
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.models import Organisation, RepresentationRequest
from scibridge.domain.registry.selectors import own_request, request_to_read, requests_to_decide
from scibridge.domain.registry.services import (
    ask_to_represent,
    decide_representation,
    merge_organisations,
    tell_representation,
    withdraw_request,
)
from scibridge.domain.registry.services.representation import MOST_ASKED
from scibridge.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
WORDS = "I run the office of partnerships."


def asked(organisation: Organisation, account: Account, words: str = WORDS) -> RepresentationRequest:
    return ask_to_represent(organisation=organisation, words=words, actor=account)


def test_a_moderator_grants_and_the_asker_represents(
    organisation: Make, account: Make, moderator: Account, mailoutbox: list[EmailMessage]
) -> None:
    river, mei = organisation("River Institute", "河流研究所"), account("mei")
    Account.objects.filter(pk=mei.pk).update(language="zh-hans")
    row = asked(river, mei)
    assert not represents(mei, river.public_id)
    done = decide_representation(request=row, actor=moderator, grant=True)
    assert (done.state, done.decided_by, done.answer) == ("granted", moderator, "")
    mei = Account.objects.get(pk=mei.pk)
    assert represents(mei, river.public_id)
    assert tell_representation(row.pk) is True
    assert tell_representation(row.pk) is False
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["mei@example.org"], "您现在是“河流研究所”的代表")
    assert f"/zh-hans/organisations/{river.public_id}/" in mail.body
    assert "moderator" not in mail.body.lower()


def test_a_refusal_needs_an_answer_and_carries_it(
    organisation: Make, account: Make, moderator: Account, mailoutbox: list[EmailMessage]
) -> None:
    river, mei = organisation(), account("mei")
    row = asked(river, mei)
    with pytest.raises(InvalidInput) as caught:
        decide_representation(request=row, actor=moderator, grant=False)
    assert [(one.field, one.code) for one in caught.value.problems] == [("answer", "required")]
    assert RepresentationRequest.objects.get(pk=row.pk).state == "asked"
    decide_representation(request=row, actor=moderator, grant=False, answer="Nothing names you there.")
    assert not represents(Account.objects.get(pk=mei.pk), river.public_id)
    tell_representation(row.pk)
    assert "Nothing names you there." in mailoutbox[0].body
    again = asked(river, mei, "Now on the page of contacts.")
    assert again.pk != row.pk
    assert own_request(mei, river) == again


def test_who_may_decide(organisation: Make, account: Make, moderator: Account) -> None:
    river, other = organisation("River"), organisation("Other")
    mei, wei = account("mei"), account("wei", role=Role.REPRESENTATIVE, at=river)
    foreign, member = (
        account("foreign", role=Role.REPRESENTATIVE, at=other),
        account("member", role=Role.MEMBER, at=river),
    )
    row = asked(river, mei)
    for one in (mei, foreign, member, account("nobody")):
        assert not requests_to_decide(one).exists()
        assert request_to_read(one, row.pk) is None
        for grant in (True, False):
            with pytest.raises(NotAllowed):
                decide_representation(request=row, actor=one, grant=grant, answer="No.")
    assert [list(requests_to_decide(one)) for one in (wei, moderator)] == [[row], [row]]
    decide_representation(request=row, actor=wei, grant=True)
    assert request_to_read(wei, row.pk) == row
    assert request_to_read(moderator, row.pk) is None
    with pytest.raises(IllegalTransition):
        decide_representation(request=row, actor=moderator, grant=False, answer="No.")


def test_who_may_no_longer_decide_no_longer_reads(
    organisation: Make, account: Make, moderator: Account
) -> None:
    row = asked(organisation(), account("mei"))
    decide_representation(request=row, actor=moderator, grant=True)
    assert request_to_read(moderator, row.pk) == row
    end_grant(grant=moderator.grants.get(), actor=moderator)
    assert request_to_read(Account.objects.get(pk=moderator.pk), row.pk) is None


def test_words_written_while_it_is_decided_do_not_undo_that(
    organisation: Make, account: Make, moderator: Account
) -> None:
    river, mei = organisation(), account("mei")
    row = asked(river, mei)
    decide_representation(request=row, actor=moderator, grant=False, answer="Nothing names you there.")
    assert asked(river, mei, "Written on a page opened before.").pk != row.pk
    row.refresh_from_db()
    assert row.state == "refused"


def test_a_moderator_does_not_answer_their_own(organisation: Make, moderator: Account) -> None:
    row = asked(organisation(), moderator)
    assert not requests_to_decide(moderator).exists()
    with pytest.raises(NotAllowed) as caught:
        decide_representation(request=row, actor=moderator, grant=True)
    assert caught.value.data["reason"] == "not_your_own_request"


def test_asked_twice_it_is_one_request_with_the_words_of_now(organisation: Make, account: Make) -> None:
    river, mei = organisation(), account("mei")
    first, second = asked(river, mei), asked(river, mei, "I moved to the rector's office.")
    assert first.pk == second.pk
    assert RepresentationRequest.objects.get().words == "I moved to the rector's office."


def test_words_are_needed_and_requests_are_limited(organisation: Make, account: Make) -> None:
    mei = account("mei")
    with pytest.raises(InvalidInput):
        asked(organisation(), mei, "  ")
    for number in range(MOST_ASKED):
        asked(organisation(f"Institute {number}"), mei)
    with pytest.raises(InvalidInput) as caught:
        asked(organisation("One more"), mei)
    assert caught.value.problems[0].code == "too_many_requests"
    assert RepresentationRequest.objects.count() == MOST_ASKED


def test_who_represents_it_need_not_ask(organisation: Make, account: Make) -> None:
    river = organisation()
    with pytest.raises(NotAllowed) as caught:
        asked(river, account("wei", role=Role.REPRESENTATIVE, at=river))
    assert caught.value.data["reason"] == "represents_already"


def test_a_confirmed_address_at_the_organisation_is_noted(organisation: Make, account: Make) -> None:
    river = organisation(domains=["river.example"])
    mei, wei = account("mei"), account("wei")
    EmailAddress.objects.create(user=mei, email="mei@River.example", verified=True)
    EmailAddress.objects.create(user=wei, email="wei@river.example", verified=False)
    assert (asked(river, mei).domain, asked(river, wei).domain) == ("river.example", "")


def test_ones_own_request_is_taken_back_by_oneself_alone(
    organisation: Make, account: Make, moderator: Account
) -> None:
    mei = account("mei")
    row = asked(organisation(), mei)
    with pytest.raises(NotAllowed):
        withdraw_request(request=row, actor=moderator)
    withdraw_request(request=row, actor=mei)
    assert not requests_to_decide(moderator).exists()
    assert tell_representation(row.pk) is False
    with pytest.raises(IllegalTransition):
        decide_representation(request=row, actor=moderator, grant=True)


def test_a_closed_account_gets_no_role(organisation: Make, account: Make, moderator: Account) -> None:
    mei = account("mei")
    row = asked(organisation(), mei)
    Account.objects.filter(pk=mei.pk).update(is_active=False)
    with pytest.raises(Conflict):
        decide_representation(request=row, actor=moderator, grant=True)
    assert RepresentationRequest.objects.get(pk=row.pk).state == "asked"


def test_requests_follow_a_merged_record(organisation: Make, account: Make, moderator: Account) -> None:
    gone, survivor = organisation("River"), organisation("River Institute")
    mei, wei = account("mei"), account("wei")
    asked(gone, mei)
    asked(survivor, mei)
    asked(gone, wei)
    merge_organisations(gone=gone, survivor=survivor, reason="One house.", actor=moderator)
    rows = RepresentationRequest.objects.all()
    assert sorted((row.account.name, row.organisation_id) for row in rows) == [
        ("Mei", survivor.pk),
        ("Wei", survivor.pk),
    ]
