"""Who holds which role. Other apps compose these predicates into their own ladders.

The grants of an account are read once per account object, so a page asks the database once.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.kernel.access import Decision, allow, refuse

type_of_actor = Account | AnonymousUser | None


def _grants(actor: type_of_actor) -> frozenset[tuple[str, str, str]]:
    if not isinstance(actor, Account) or not actor.is_active:
        return frozenset()
    held: frozenset[tuple[str, str, str]] | None = getattr(actor, "_held_grants", None)
    if held is None:
        rows = actor.grants.filter(ended_at__isnull=True).values_list("role", "on_kind", "on_id")
        held = frozenset(rows)
        actor._held_grants = held  # type: ignore[attr-defined]  # noqa: SLF001 - read once per object
    return held


def read_grants(accounts: Iterable[Account]) -> None:
    """Read the grants of several accounts at once, for whoever is about to ask each of them."""
    given = list(accounts)
    rows = Grant.objects.filter(account__in=given, ended_at__isnull=True)
    held: dict[int, set[tuple[str, str, str]]] = {one.pk: set() for one in given}
    for account_id, *grant in rows.values_list("account_id", "role", "on_kind", "on_id"):
        held[account_id].add((grant[0], grant[1], grant[2]))
    for one in given:
        one._held_grants = frozenset(held[one.pk])  # type: ignore[attr-defined]  # noqa: SLF001 - as above


def is_signed_in(actor: type_of_actor) -> Decision:
    """An active account."""
    known = isinstance(actor, Account) and actor.is_active
    return allow("signed_in") if known else refuse("sign_in_first")


def is_administrator(actor: type_of_actor) -> Decision:
    """Platform administrator."""
    held = (Role.ADMINISTRATOR.value, PLATFORM, "") in _grants(actor)
    return allow("administrator") if held else refuse("administrators_only")


def is_moderator(actor: type_of_actor) -> Decision:
    """Platform moderator; an administrator is one too."""
    held = (Role.MODERATOR.value, PLATFORM, "") in _grants(actor)
    return allow("moderator") if held else refuse("moderators_only") | is_administrator(actor)


def represents(actor: type_of_actor, organisation_id: str) -> Decision:
    """Representative of the organisation with this public id."""
    held = (Role.REPRESENTATIVE.value, ORGANISATION, organisation_id) in _grants(actor)
    return allow("representative") if held and organisation_id else refuse("representatives_only")


def belongs_to(actor: type_of_actor, organisation_id: str) -> Decision:
    """Member or representative of the organisation with this public id."""
    held = (Role.MEMBER.value, ORGANISATION, organisation_id) in _grants(actor)
    if held and organisation_id:
        return allow("member")
    return refuse("members_only") | represents(actor, organisation_id)


def organisations_of(actor: type_of_actor, *roles: Role) -> frozenset[str]:
    """Public ids of the organisations on which ``actor`` holds one of ``roles`` (any, when none is named)."""
    wanted = {role.value for role in roles} or {Role.REPRESENTATIVE.value, Role.MEMBER.value}
    return frozenset(on_id for role, kind, on_id in _grants(actor) if kind == ORGANISATION and role in wanted)
