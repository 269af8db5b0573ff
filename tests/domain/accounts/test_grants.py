"""Roles are grants on things: who may give and end them, and what they allow."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from scibridge.domain.accounts import access
from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.selectors import grants_on_organisation, moderators
from scibridge.domain.accounts.services import end_grant, ensure_account, grant_role, move_grants
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.kernel.errors import Conflict, InvalidInput, NotAllowed, UnknownOption

pytestmark = pytest.mark.django_db
HERE, THERE = "a00000000001", "b00000000002"


def account(name: str, *roles: tuple[Role, str, str]) -> Account:
    made = ensure_account(email=f"{name}@example.org", name=name)
    for role, kind, on_id in roles:
        grant_role(account=made, role=role, on_kind=kind, on_id=on_id, actor=None)
    return made


def fresh(held: Account) -> Account:
    return Account.objects.get(pk=held.pk)


def test_each_role_allows_what_it_says() -> None:
    administrator = account("administrator", (Role.ADMINISTRATOR, PLATFORM, ""))
    moderator = account("moderator", (Role.MODERATOR, PLATFORM, ""))
    representative = account("representative", (Role.REPRESENTATIVE, ORGANISATION, HERE))
    member = account("member", (Role.MEMBER, ORGANISATION, HERE))
    nobody = account("nobody")
    table = {
        who.name: (
            bool(access.is_administrator(who)),
            bool(access.is_moderator(who)),
            bool(access.represents(who, HERE)),
            bool(access.belongs_to(who, HERE)),
            bool(access.represents(who, THERE)),
        )
        for who in (administrator, moderator, representative, member, nobody)
    }
    assert table == {
        "administrator": (True, True, False, False, False),
        "moderator": (False, True, False, False, False),
        "representative": (False, False, True, True, False),
        "member": (False, False, False, True, False),
        "nobody": (False, False, False, False, False),
    }
    assert set(moderators()) == {administrator, moderator}
    assert access.organisations_of(representative, Role.REPRESENTATIVE) == {HERE}
    assert access.organisations_of(member, Role.REPRESENTATIVE) == frozenset()


@pytest.mark.parametrize("who", [None, AnonymousUser()])
def test_a_visitor_holds_nothing(who: AnonymousUser | None) -> None:
    assert access.is_signed_in(who).reason == "sign_in_first"
    assert access.represents(who, "").reason == "representatives_only"
    assert access.belongs_to(who, "").reason == "members_only"
    assert access.is_moderator(who).reason == "moderators_only"
    assert access.is_administrator(who).reason == "administrators_only"
    assert access.organisations_of(who) == frozenset()


def test_an_inactive_account_holds_nothing() -> None:
    made = account("gone", (Role.ADMINISTRATOR, PLATFORM, ""))
    made.is_active = False
    made.save()
    assert not access.is_administrator(fresh(made))
    assert list(moderators()) == []


def test_grants_are_read_once_per_account(django_assert_num_queries: object) -> None:
    made = fresh(account("busy", (Role.MEMBER, ORGANISATION, HERE)))
    with django_assert_num_queries(1):  # type: ignore[operator]
        for _ in range(3):
            access.belongs_to(made, HERE)
            access.is_moderator(made)


def test_a_representative_grants_on_their_organisation_only() -> None:
    representative = account("representative", (Role.REPRESENTATIVE, ORGANISATION, HERE))
    other = account("other")
    grant = grant_role(
        account=other, role=Role.MEMBER, on_kind=ORGANISATION, on_id=HERE, actor=representative
    )
    assert (grant.granted_by, grant.ended_at) == (representative, None)
    for kind, on_id, role, reason in (
        (ORGANISATION, THERE, Role.MEMBER, "representatives_only"),
        (PLATFORM, "", Role.MODERATOR, "administrators_only"),
    ):
        with pytest.raises(NotAllowed) as caught:
            grant_role(account=other, role=role, on_kind=kind, on_id=on_id, actor=representative)
        assert caught.value.reason == reason
    assert [one.on_id for one in other.grants.all()] == [HERE]


def test_a_moderator_grants_nothing() -> None:
    moderator = account("moderator", (Role.MODERATOR, PLATFORM, ""))
    with pytest.raises(NotAllowed):
        grant_role(account=moderator, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=moderator)
    assert not access.is_administrator(fresh(moderator))


def test_granting_twice_keeps_one_grant() -> None:
    made = account("made", (Role.MEMBER, ORGANISATION, HERE), (Role.MEMBER, ORGANISATION, HERE))
    assert made.grants.count() == 1


@pytest.mark.parametrize(
    ("role", "kind", "on_id"), [(Role.MODERATOR, ORGANISATION, HERE), (Role.MEMBER, PLATFORM, "")]
)
def test_a_role_fits_its_thing(role: Role, kind: str, on_id: str) -> None:
    made = account("made")
    with pytest.raises(UnknownOption):
        grant_role(account=made, role=role, on_kind=kind, on_id=on_id, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(account=made, role=role.value, on_kind=kind, on_id=on_id)


def test_the_database_holds_one_live_grant_of_a_kind() -> None:
    made = account("made", (Role.MEMBER, ORGANISATION, HERE))
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(account=made, role="member", on_kind=ORGANISATION, on_id=HERE)
    Grant.objects.create(
        account=made, role="member", on_kind=ORGANISATION, on_id=HERE, ended_at=timezone.now()
    )


def test_an_ended_grant_allows_nothing_and_stays_as_history() -> None:
    representative = account("representative", (Role.REPRESENTATIVE, ORGANISATION, HERE))
    member = account("member", (Role.MEMBER, ORGANISATION, HERE))
    ended = end_grant(grant=member.grants.get(), actor=representative)
    again = end_grant(grant=ended, actor=representative)
    assert again.ended_at == ended.ended_at is not None
    assert not access.belongs_to(fresh(member), HERE)
    assert [one.account for one in grants_on_organisation(HERE)] == [representative]


def test_a_member_ends_their_own_grant_and_no_other() -> None:
    first = account("first", (Role.MEMBER, ORGANISATION, HERE))
    second = account("second", (Role.MEMBER, ORGANISATION, HERE))
    with pytest.raises(NotAllowed):
        end_grant(grant=second.grants.get(), actor=first)
    assert end_grant(grant=first.grants.get(), actor=first).ended_at is not None
    assert second.grants.get().ended_at is None


def test_the_last_administrator_stays() -> None:
    only = account("only", (Role.ADMINISTRATOR, PLATFORM, ""))
    with pytest.raises(Conflict) as caught:
        end_grant(grant=only.grants.get(), actor=only)
    assert caught.value.data == {"reason": "last_administrator"}
    second = account("second", (Role.ADMINISTRATOR, PLATFORM, ""))
    end_grant(grant=only.grants.get(), actor=second)
    assert not access.is_administrator(fresh(only))


def test_moving_grants_doubles_none() -> None:
    both = account("both", (Role.MEMBER, ORGANISATION, HERE), (Role.MEMBER, ORGANISATION, THERE))
    one = account("one", (Role.REPRESENTATIVE, ORGANISATION, HERE))
    assert move_grants(on_kind=ORGANISATION, source=HERE, target=THERE) == 1
    assert list(grants_on_organisation(HERE)) == []
    assert {(grant.account, grant.role) for grant in grants_on_organisation(THERE)} == {
        (both, "member"),
        (one, "representative"),
    }


def test_ensuring_an_account_is_idempotent_and_verifies_its_address() -> None:
    first = ensure_account(
        email=" Li.Wei@Example.org".strip(), name="Li  Wei\u202e", password="rice-and-tea-1"
    )
    second = ensure_account(
        email="li.wei@example.org", name="Li Wei", language="zh-CN", password="rice-and-tea-1"
    )
    assert (first.pk, first.name, first.email) == (second.pk, "Li Wei", "li.wei@example.org")
    assert fresh(second).language == "zh-hans"
    assert fresh(second).check_password("rice-and-tea-1")
    assert [(one.email, one.verified, one.primary) for one in second.emailaddress_set.all()] == [
        ("li.wei@example.org", True, True)
    ]


def test_an_account_without_a_password_cannot_sign_in_by_one() -> None:
    assert not ensure_account(email="a@example.org").has_usable_password()


def test_ensuring_refuses_what_is_no_address_or_another_accounts() -> None:
    with pytest.raises(InvalidInput) as caught:
        ensure_account(email="nobody")
    assert [(one.field, one.code) for one in caught.value.problems] == [("email", "not_a_mail_address")]
    held = ensure_account(email="a@example.org")
    held.emailaddress_set.create(email="second@example.org", verified=True, primary=False)
    with pytest.raises(Conflict):
        ensure_account(email="Second@example.org")
    assert Account.objects.count() == 1


def test_addresses_are_unique_without_case() -> None:
    ensure_account(email="a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(email="A@Example.org")
