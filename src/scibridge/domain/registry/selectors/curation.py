"""Reads of claims, corrections and of who stands behind a record."""

from django.db.models import Q, QuerySet

from scibridge.domain.accounts.access import is_moderator, organisations_of
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.selectors import grants_on_organisation
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.models import Claim, CorrectionSuggestion, Facility, Organisation, Person
from scibridge.domain.registry.selectors.facilities import resolve_facility
from scibridge.domain.registry.selectors.organisations import resolve_organisation
from scibridge.domain.registry.selectors.people import resolve_person
from scibridge.domain.registry.states import CorrectionState, OrganisationStatus, RecordKind

Record = Organisation | Person | Facility


def record(kind: RecordKind, public_id: str) -> Record:
    """The record of that kind, or its survivor. Raises NotFound."""
    if kind == RecordKind.FACILITY:
        return resolve_facility(public_id)
    if kind == RecordKind.PERSON:
        return resolve_person(public_id)[0]
    return resolve_organisation(public_id)[0]


def person_of(account: Account) -> Person | None:
    """The person record this account has claimed."""
    return Person.objects.filter(account=account).first()


def claims_of(account: Account) -> QuerySet[Claim]:
    """The account's claims, newest first."""
    return Claim.objects.filter(account=account).select_related("person", "organisation")


def corrections_for(kind: RecordKind, public_id: str) -> QuerySet[CorrectionSuggestion]:
    """Open suggestions about a record, newest first."""
    return CorrectionSuggestion.objects.filter(
        target_kind=kind.value, target_id=public_id, state=CorrectionState.OPEN.value
    )


def corrections_of(account: Account) -> QuerySet[CorrectionSuggestion]:
    """What an account has suggested, newest first."""
    return CorrectionSuggestion.objects.filter(suggested_by=account)


def corrections_to_decide(account: Account) -> QuerySet[CorrectionSuggestion]:
    """Open suggestions that wait for this account's answer, oldest first; moderators answer all of them."""
    rows = CorrectionSuggestion.objects.filter(state=CorrectionState.OPEN.value).order_by(
        "suggested_at", "pk"
    )
    rows = rows.select_related("suggested_by")
    if is_moderator(account):
        return rows
    own = organisations_of(account, Role.REPRESENTATIVE)
    facilities = Facility.objects.filter(organisation__public_id__in=own).values("public_id")
    claimed = Person.objects.filter(account=account, merged_into__isnull=True).values("public_id")
    return rows.filter(
        Q(target_kind=RecordKind.ORGANISATION.value, target_id__in=own)
        | Q(target_kind=RecordKind.FACILITY.value, target_id__in=facilities)
        | Q(target_kind=RecordKind.PERSON.value, target_id__in=claimed)
    )


def recipients(target: Record) -> tuple[str, ...]:
    """Where a message about ``target`` goes. For the relay alone: these addresses are never shown.

    A facility's own address, else its organisation's; an organisation's own address, else those of its
    representatives; a person's account.
    """
    if isinstance(target, Person):
        account = target.account
        return (account.email,) if account is not None and account.is_active else ()
    if target.contact_address:
        return (target.contact_address,)
    if isinstance(target, Facility):
        return recipients(target.organisation)
    if target.status == OrganisationStatus.MERGED.value:
        return ()
    grants = grants_on_organisation(target.public_id).filter(
        role=Role.REPRESENTATIVE.value, account__is_active=True
    )
    return tuple(dict.fromkeys(grant.account.email for grant in grants.order_by("granted_at", "pk")))


def can_be_contacted(target: Record) -> bool:
    """Whether a message about ``target`` would reach anyone."""
    return bool(recipients(target))
