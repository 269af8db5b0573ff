"""Reads of invitations: for whoever manages them, and for whoever has the address."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from scibridge.domain.accounts.access import read_grants
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.invitations.access import (
    Subject,
    confirmed_addresses,
    is_open,
    kind_of,
    may_manage,
    read_link,
)
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.states import InvitationState, SubjectKind
from scibridge.domain.registry.models import Organisation
from scibridge.kernel.errors import NotFound

_POSTINGS: dict[SubjectKind, type[Need] | type[Offer]] = {SubjectKind.NEED: Need, SubjectKind.OFFER: Offer}


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation with what it is to; ``live`` while it can be answered."""

    invitation: Invitation
    subject: Subject
    live: bool


def subject_rows(kind: SubjectKind) -> QuerySet[Organisation] | QuerySet[Need] | QuerySet[Offer]:
    """The table of what one is invited to; of a posting, what rights are asked of comes with it."""
    if kind is SubjectKind.ORGANISATION:
        return Organisation.objects.all()
    return _POSTINGS[kind].objects.select_related("organisation", "owner")


def subject_of(invitation: Invitation) -> Subject | None:
    """What it is to; none where that is gone."""
    return subject_rows(SubjectKind(invitation.subject_kind)).filter(public_id=invitation.subject_id).first()


def is_live(invitation: Invitation, subject: Subject, now: datetime) -> bool:
    """Whether it can be answered: it waits, what it is to is open, whoever invited still could."""
    inviter = invitation.invited_by
    return (
        invitation.state_at(now) is InvitationState.PENDING
        and inviter is not None
        and bool(may_manage(inviter, subject) & is_open(subject))
    )


def invitations_on(subject: Subject) -> QuerySet[Invitation]:
    """Every invitation to it that is kept, newest first."""
    rows = Invitation.objects.filter(subject_kind=kind_of(subject).value, subject_id=subject.public_id)
    return rows.select_related("invited_by").order_by("-invited_at", "-pk")


def invitation_to_manage(number: int, actor: Account) -> Opened:
    """An invitation whose list this account manages. Raises NotFound for everybody else."""
    row = Invitation.objects.select_related("invited_by").filter(pk=number).first()
    subject = subject_of(row) if row is not None else None
    if row is None or subject is None or not may_manage(actor, subject):
        raise NotFound(kind="invitation", id=number)
    return Opened(row, subject, live=False)


def linked_invitation(link: str, now: datetime) -> Opened | None:
    """What a mailed link opens; none for a link that was replaced by a newer one, or let go of.

    Raises NotFound for a link that is not ours.
    """
    public_id, serial = read_link(link)
    rows = Invitation.objects.select_related("invited_by")
    row = rows.filter(public_id=public_id, serial=serial).first()
    subject = subject_of(row) if row is not None else None
    return Opened(row, subject, is_live(row, subject, now)) if row is not None and subject else None


def invitations_to(account: Account, now: datetime, *, most: int) -> list[Opened]:
    """What waits for an answer at the account's confirmed addresses, newest first."""
    rows = Invitation.objects.filter(
        email__in=confirmed_addresses(account), state=InvitationState.PENDING.value, expires_at__gt=now
    )
    others = rows.exclude(invited_by=account).select_related("invited_by")
    waiting = list(others.order_by("-invited_at", "-pk")[:most])
    if not waiting:
        return []
    read_grants([row.invited_by for row in waiting if row.invited_by is not None])
    subjects: dict[tuple[str, str], Subject] = {}
    for kind in SubjectKind:
        ids = [row.subject_id for row in waiting if row.subject_kind == kind.value]
        subjects |= {(kind.value, one.public_id): one for one in subject_rows(kind).filter(public_id__in=ids)}
    pairs = [(row, subjects.get((row.subject_kind, row.subject_id))) for row in waiting]
    return [
        Opened(row, subject, live=True)
        for row, subject in pairs
        if subject is not None and is_live(row, subject, now)
    ]
