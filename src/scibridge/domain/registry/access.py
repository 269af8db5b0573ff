"""Who may write what in the registry. Everyone may read records; contact addresses are the relay's alone."""

from django.contrib.auth.models import AnonymousUser

from scibridge.domain.accounts.access import is_administrator, is_moderator, is_signed_in, represents
from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.kernel.access import Decision, allow, refuse

Actor = Account | AnonymousUser | None


def _unmerged(record: Organisation | Person) -> Decision:
    return allow("unmerged") if record.merged_into_id is None else refuse("merged")


def may_register(actor: Actor) -> Decision:
    """Add an organisation or a person: anyone signed in."""
    return is_signed_in(actor)


def may_edit_organisation(actor: Actor, organisation: Organisation) -> Decision:
    """Its representatives, and moderators; a merged record is history."""
    return (represents(actor, organisation.public_id) | is_moderator(actor)) & _unmerged(organisation)


def is_claimed_by(actor: Actor, person: Person) -> Decision:
    """The person's own account."""
    own = isinstance(actor, Account) and actor.is_active and person.account_id == actor.pk
    return allow("own_record") if own else refuse("own_record_only")


def registered(actor: Actor, person: Person) -> Decision:
    """Whoever added the record, until the person claims it."""
    adds = isinstance(actor, Account) and actor.is_active and person.registered_by_id == actor.pk
    if not adds:
        return refuse("own_record_only")
    return allow("registrar") if person.account_id is None else refuse("claimed")


def may_edit_person(actor: Actor, person: Person) -> Decision:
    """The person, moderators, and until it is claimed whoever added the record."""
    return (is_claimed_by(actor, person) | registered(actor, person) | is_moderator(actor)) & _unmerged(
        person
    )


def may_register_facility(actor: Actor, organisation: Organisation) -> Decision:
    """As editing the organisation."""
    return may_edit_organisation(actor, organisation)


def may_edit_facility(actor: Actor, facility: Facility) -> Decision:
    """As editing its organisation."""
    return may_edit_organisation(actor, facility.organisation)


def may_suggest(actor: Actor) -> Decision:
    """Propose a correction: anyone signed in."""
    return is_signed_in(actor)


def may_decide(actor: Actor, record: Organisation | Person | Facility) -> Decision:
    """Answer a proposed correction: representatives, the claimed person, moderators."""
    if isinstance(record, Organisation):
        return may_edit_organisation(actor, record)
    if isinstance(record, Facility):
        return may_edit_facility(actor, record)
    return (is_claimed_by(actor, record) | is_moderator(actor)) & _unmerged(record)


def may_merge(actor: Actor) -> Decision:
    """Moderators and administrators."""
    return is_moderator(actor)


def may_contact(actor: Actor) -> Decision:
    """Write to whoever stands behind a record: anyone signed in."""
    return is_signed_in(actor)


def is_representable_by(actor: Actor, organisation: Organisation) -> Decision:
    """Whether asking to represent it is of use: a visitor is shown the way, and signs in on it."""
    if represents(actor, organisation.public_id):
        return refuse("represents_already")
    return _unmerged(organisation)


def may_ask_to_represent(actor: Actor, organisation: Organisation) -> Decision:
    """Anyone signed in who does not represent it yet."""
    return is_signed_in(actor) & is_representable_by(actor, organisation)


def may_decide_representation(actor: Actor, organisation: Organisation, asker_id: int) -> Decision:
    """Moderators and those who represent it; nobody for themselves."""
    if isinstance(actor, Account) and actor.pk == asker_id:
        return refuse("not_your_own_request")
    return represents(actor, organisation.public_id) | is_moderator(actor)


def may_manage_members(actor: Actor, organisation: Organisation) -> Decision:
    """See, add and end the roles on an organisation: its representatives, and administrators."""
    return (represents(actor, organisation.public_id) | is_administrator(actor)) & _unmerged(organisation)
