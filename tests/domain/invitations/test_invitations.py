"""Inviting and answering: who may, what is granted, and what is refused to everybody else."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from tests.domain.invitations.conftest import House, link_to, long_ago, person

from scibridge.domain.accounts.access import belongs_to, represents
from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.selectors import grants_on_organisation
from scibridge.domain.accounts.services import end_grant, grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.exchange.models import NdaClearance
from scibridge.domain.exchange.selectors import clearances_of
from scibridge.domain.exchange.services import NEEDS
from scibridge.domain.invitations.access import invitation_link
from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.domain.invitations.selectors import invitations_on, invitations_to, linked_invitation
from scibridge.domain.invitations.services import (
    accept_invitation,
    decline_invitation,
    expire_invitations,
    follow_merged_organisation,
    forget_invitations,
    invite,
    send_again,
    withdraw_invitation,
)
from scibridge.domain.invitations.states import LIFETIME, MOST_A_DAY, MOST_TO_ONE, InvitedAs
from scibridge.domain.registry.services import register_organisation
from scibridge.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    UnknownOption,
)

pytestmark = pytest.mark.django_db


def again(account: Account) -> Account:
    """The account as another request reads it."""
    return Account.objects.get(pk=account.pk)


def problem(act: Any, **how: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        act(**how)
    return caught.value.problems[0].code


def refusal(act: Any, *what: Any, **how: Any) -> str:
    with pytest.raises((NotAllowed, Conflict)) as caught:
        act(*what, **how)
    return str(caught.value.data["reason"])


@pytest.mark.parametrize(("invited_as", "is_representative"), [("member", False), ("representative", True)])
def test_nothing_is_granted_before_it_is_accepted(
    house: House, invited_as: str, is_representative: bool
) -> None:
    mei = person("mei")
    link = link_to(house.organisation, house.representative, invited_as=invited_as)
    own_id = house.organisation.public_id
    assert not belongs_to(again(mei), own_id)
    accepted = accept_invitation(link, actor=mei)
    assert (accepted.state, accepted.ended_by) == ("accepted", mei)
    assert (bool(belongs_to(again(mei), own_id)), bool(represents(again(mei), own_id))) == (
        True,
        is_representative,
    )
    grant = grants_on_organisation(own_id).get(account=mei)
    assert grant.granted_by == house.representative
    assert [one.state for one in invitations_on(house.organisation)] == ["accepted"]


def test_a_reader_accepts_and_reads(house: House) -> None:
    mei = person("mei")
    link = link_to(house.need, house.owner, invited_as="reader")
    assert not clearances_of(house.need).exists()
    accept_invitation(link, actor=mei)
    assert [(one.account, one.granted_by) for one in clearances_of(house.need)] == [(mei, house.owner)]


def test_accepted_twice_it_is_accepted_once(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    for _ in range(2):
        assert accept_invitation(link, actor=mei).state == "accepted"
    assert grants_on_organisation(house.organisation.public_id).filter(account=mei).count() == 1


def test_an_accepted_link_gives_nothing_back_once_the_role_has_ended(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    accept_invitation(link, actor=mei)
    grant = Grant.objects.get(account=mei, ended_at=None)
    end_grant(grant=grant, actor=house.representative)
    accept_invitation(link, actor=again(mei))
    assert not belongs_to(again(mei), house.organisation.public_id)


def test_a_link_is_of_no_use_to_another_account(house: House) -> None:
    wei, link = person("wei"), link_to(house.organisation, house.representative)
    for act in (accept_invitation, decline_invitation):
        assert refusal(act, link, actor=wei) == "invited_at_another_address"
    assert not belongs_to(again(wei), house.organisation.public_id)
    assert Invitation.objects.get().state == "pending"


def test_an_address_that_is_not_confirmed_answers_nothing(house: House) -> None:
    wei, link = person("wei"), link_to(house.organisation, house.representative)
    EmailAddress.objects.create(user=wei, email="mei@example.org", verified=False)
    assert refusal(accept_invitation, link, actor=wei) == "invited_at_another_address"
    assert invitations_to(wei, timezone.now(), most=9) == []
    EmailAddress.objects.filter(user=wei).update(verified=True)
    assert accept_invitation(link, actor=wei).state == "accepted"


def test_a_closed_account_accepts_nothing(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    Account.objects.filter(pk=mei.pk).update(is_active=False)
    assert refusal(accept_invitation, link, actor=again(mei)) == "sign_in_first"


def test_declining_needs_no_account(house: House) -> None:
    link = link_to(house.organisation, house.representative)
    assert decline_invitation(link).state == "declined"
    assert decline_invitation(link).state == "declined"
    assert refusal(accept_invitation, link, actor=person("mei")) == "invitation_over"


def test_declined_is_not_asked_again_for_a_month(house: House) -> None:
    decline_invitation(link_to(house.organisation, house.representative))
    how: dict[str, Any] = {"subject": house.organisation, "email": "Mei@Example.org"}
    how |= {"invited_as": InvitedAs.MEMBER, "actor": house.representative}
    assert problem(invite, **how) == "declined_lately"
    row, past = Invitation.objects.get(), timezone.now() - timedelta(days=31)
    long_ago(row, invited_at=past, ended_at=past)
    assert invite(**how).pk != row.pk


def test_withdrawn_it_cannot_be_answered(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    for _ in range(2):
        withdraw_invitation(invitation=Invitation.objects.get(), actor=house.representative)
    for act in (accept_invitation, decline_invitation):
        assert refusal(act, link, actor=mei) == "invitation_over"
    assert not belongs_to(again(mei), house.organisation.public_id)


def test_accepted_it_cannot_be_taken_back(house: House) -> None:
    accept_invitation(link_to(house.organisation, house.representative), actor=person("mei"))
    with pytest.raises(IllegalTransition):
        withdraw_invitation(invitation=Invitation.objects.get(), actor=house.representative)


def test_over_its_time_it_cannot_be_answered(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    row, past = Invitation.objects.get(), timezone.now() - LIFETIME - timedelta(hours=1)
    long_ago(row, invited_at=past, expires_at=past + LIFETIME)
    assert refusal(accept_invitation, link, actor=mei) == "invitation_over"
    row.refresh_from_db()
    assert row.state_at(timezone.now()) == "expired"
    assert (expire_invitations(now=timezone.now()), expire_invitations(now=timezone.now())) == (1, 0)
    sent = send_again(invitation=row, actor=house.representative)
    assert (sent.state, sent.serial) == ("pending", 2)
    assert refusal(accept_invitation, link, actor=mei) == "invitation_over"
    assert accept_invitation(invitation_link(sent), actor=mei).state == "accepted"


def test_only_the_newest_link_opens_it(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    row = Invitation.objects.get()
    long_ago(row, invited_at=timezone.now() - timedelta(hours=2))
    send_again(invitation=row, actor=house.representative)
    assert linked_invitation(link, timezone.now()) is None
    assert refusal(accept_invitation, link, actor=mei) == "invitation_over"


@pytest.mark.parametrize("forged", ["", "x", "abc.1~", "abc.1~sig", "~", "a" * 5000])
def test_a_forged_link_opens_nothing(house: House, forged: str) -> None:
    for act in (accept_invitation, decline_invitation):
        with pytest.raises(NotFound):
            act(forged, actor=person("mei"))


def test_a_link_is_not_made_into_another_one(house: House) -> None:
    link = link_to(house.organisation, house.representative)
    named, _, signature = link.partition("~")
    for other in (f"{named}1~{signature}", f"{named.replace('.1', '.2')}~{signature}"):
        with pytest.raises(NotFound):
            accept_invitation(other, actor=person("mei"))


def test_whoever_invited_must_still_be_able_to(house: House) -> None:
    mei, link = person("mei"), link_to(house.organisation, house.representative)
    reader = link_to(house.need, house.owner, invited_as="reader")
    grant = grants_on_organisation(house.organisation.public_id).get(account=house.representative)
    end_grant(grant=grant, actor=house.administrator)
    Account.objects.filter(pk=house.owner.pk).update(is_active=False)
    assert invitations_to(mei, timezone.now(), most=9) == []
    for one in (link, reader):
        assert refusal(accept_invitation, one, actor=mei) == "invitation_over"
    assert not belongs_to(again(mei), house.organisation.public_id)
    assert not NdaClearance.objects.exists()


def test_nobody_invites_themselves(house: House) -> None:
    EmailAddress.objects.create(user=house.administrator, email="second@example.org", verified=False)
    for email in ("administrator@example.org", " Administrator@Example.org", "second@example.org"):
        how: dict[str, Any] = {"subject": house.organisation, "email": email}
        how |= {"invited_as": InvitedAs.REPRESENTATIVE, "actor": house.administrator}
        assert problem(invite, **how) == "own_address"
    link = link_to(house.organisation, house.administrator, email="later@example.org")
    EmailAddress.objects.create(user=house.administrator, email="later@example.org", verified=True)
    assert refusal(accept_invitation, link, actor=house.administrator) == "not_your_own_invitation"
    assert not belongs_to(again(house.administrator), house.organisation.public_id)


def test_who_may_invite_and_manage(house: House) -> None:
    member = person("member")
    grant_role(
        account=member,
        role=Role.MEMBER,
        on_kind=ORGANISATION,
        on_id=house.organisation.public_id,
        actor=None,
    )
    link_to(house.organisation, house.representative)
    row = Invitation.objects.get()
    for actor in (member, house.owner, person("stranger")):
        assert refusal(link_to, house.organisation, actor, "a@example.org") == "representatives_only"
        for act in (send_again, withdraw_invitation):
            with pytest.raises(NotFound):
                act(invitation=row, actor=actor)
    assert refusal(link_to, house.need, member, invited_as="reader") == "owners_and_representatives_only"
    with pytest.raises(UnknownOption):
        link_to(house.need, house.owner, invited_as="representative")
    with pytest.raises(UnknownOption):
        link_to(house.organisation, house.representative, invited_as="reader")
    assert Invitation.objects.get().state == "pending"


def test_nobody_is_mailed_about_what_was_never_published(house: House) -> None:
    draft = NEEDS.create(actor=house.owner, fields={"title": {"en": "Win money at once"}})
    assert refusal(link_to, draft, house.owner, invited_as="reader") == "invite_once_published"
    assert not InvitationMail.objects.exists()


@pytest.mark.parametrize(
    "email",
    ["no address", "a@example.org,b@example.org", "a@example.org\nBcc: b@example.org", "", "A <a@b.org>"],
)
def test_one_address_and_nothing_else_is_taken(house: House, email: str) -> None:
    how: dict[str, Any] = {"subject": house.organisation, "email": email}
    how |= {"invited_as": InvitedAs.MEMBER, "actor": house.representative}
    assert problem(invite, **how) == "not_a_mail_address"


def test_how_often_is_limited(house: House) -> None:
    how: dict[str, Any] = {"subject": house.organisation, "email": "mei@example.org"}
    how |= {"invited_as": InvitedAs.MEMBER, "actor": house.representative}
    row = invite(**how)
    assert problem(invite, **how) == "invited_just_now"
    assert problem(send_again, invitation=row, actor=house.representative) == "invited_just_now"
    for _ in range(MOST_TO_ONE - 1):
        row.mails.update(asked_at=timezone.now() - timedelta(hours=2))
        send_again(invitation=row, actor=house.representative)
    row.mails.update(asked_at=timezone.now() - timedelta(hours=2))
    withdraw_invitation(invitation=row, actor=house.representative)
    # A new invitation is no way round.
    assert problem(invite, **how) == "invited_often"
    for number in range(MOST_A_DAY - MOST_TO_ONE):
        invite(**(how | {"email": f"one{number}@example.org"}))
    assert problem(invite, **(how | {"email": "more@example.org"})) == "too_many_invitations"


def test_invited_again_as_something_else_there_is_one_invitation(house: House) -> None:
    mei = person("mei")
    first = link_to(house.organisation, house.representative)
    Invitation.objects.get().mails.update(asked_at=timezone.now() - timedelta(hours=2))
    second = link_to(house.organisation, house.representative, invited_as="representative")
    assert Invitation.objects.get().invited_as == "representative"
    assert refusal(accept_invitation, first, actor=mei) == "invitation_over"
    accept_invitation(second, actor=mei)
    assert represents(again(mei), house.organisation.public_id)


def test_it_waits_for_whoever_has_the_address(house: House) -> None:
    link_to(house.organisation, house.representative)
    link_to(house.need, house.owner, invited_as="reader")
    mei = person("mei")
    waiting = invitations_to(mei, timezone.now(), most=9)
    assert [one.subject for one in waiting] == [house.need, house.organisation]
    assert invitations_to(person("wei"), timezone.now(), most=9) == []
    NEEDS.withdraw(house.need, actor=house.owner)
    assert [one.subject for one in invitations_to(mei, timezone.now(), most=9)] == [house.organisation]


def test_addresses_are_let_go_of(house: House) -> None:
    decline_invitation(link_to(house.organisation, house.representative))
    now = timezone.now()
    assert forget_invitations(now=now + timedelta(days=89)) == 0
    assert forget_invitations(now=now + timedelta(days=91)) == 1
    assert (Invitation.objects.count(), InvitationMail.objects.count()) == (0, 0)


def test_invitations_follow_a_merged_record(house: House) -> None:
    other = register_organisation(
        actor=None, values={"name": {"en": "Lake Institute"}, "country": "CN", "types": ["institute"]}
    )
    grant_role(
        account=house.representative,
        role=Role.REPRESENTATIVE,
        on_kind=ORGANISATION,
        on_id=other.public_id,
        actor=None,
    )
    representative = again(house.representative)
    for subject, email in ((other, "mei@example.org"), (house.organisation, "mei@example.org")):
        link_to(subject, representative, email)
    link = link_to(house.organisation, representative, "wei@example.org")
    moved = follow_merged_organisation(
        gone_id=house.organisation.public_id, survivor_id=other.public_id, now=timezone.now()
    )
    assert moved == 1
    assert sorted((one.email, one.state) for one in invitations_on(other)) == [
        ("mei@example.org", "pending"),
        ("mei@example.org", "withdrawn"),
        ("wei@example.org", "pending"),
    ]
    accept_invitation(link, actor=person("wei"))
    assert belongs_to(again(person("wei")), other.public_id)
