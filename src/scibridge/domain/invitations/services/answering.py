"""Accepting and declining by the mailed link, each once; whoever answers second finds it answered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.exchange.services import grant_clearance
from scibridge.domain.invitations.access import Actor, Subject, may_answer
from scibridge.domain.invitations.events import InvitationAccepted, InvitationDeclined
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.selectors import is_live, linked_invitation
from scibridge.domain.invitations.services.inviting import ended, locked
from scibridge.domain.invitations.states import InvitationState
from scibridge.domain.registry.models import Organisation
from scibridge.kernel.errors import Conflict
from scibridge.kernel.events import emit


def _over() -> Conflict:
    """The same for every reason, so that a link tells nothing of what became of it."""
    return Conflict(reason="invitation_over")


def _opened(link: str, now: datetime) -> tuple[Invitation, Subject]:
    """What the link names, held. Raises NotFound for a link that is not ours, Conflict for an old one."""
    opened = linked_invitation(link, now)
    if opened is None:
        raise _over()
    row, subject = locked(opened.invitation)
    if row.serial != opened.invitation.serial:
        raise _over()
    return row, subject


@transaction.atomic
def accept_invitation(link: str, /, *, actor: Account) -> Invitation:
    """Take what is offered; accepted by this account already, nothing changes.

    Raises NotFound for a link that is not ours, NotAllowed for an account that has not confirmed the address
    or that invited, Conflict (``invitation_over``) once it cannot be answered any more.
    """
    is_signed_in(actor).require()
    now = timezone.now()
    Account.objects.select_for_update().get(pk=actor.pk)
    row, subject = _opened(link, now)
    if row.state == InvitationState.ACCEPTED.value and row.ended_by_id == actor.pk:
        return row
    may_answer(actor, row).require()
    if not is_live(row, subject, now):
        raise _over()
    # In the name of whoever invited, whose right to give it is asked once more there.
    if isinstance(subject, Organisation):
        grant_role(
            account=actor,
            role=Role(row.invited_as),
            on_kind=ORGANISATION,
            on_id=subject.public_id,
            actor=row.invited_by,
        )
    elif row.invited_by is not None:
        grant_clearance(subject, account=actor, actor=row.invited_by)
    row = ended(row, InvitationState.ACCEPTED, actor, now)
    emit(InvitationAccepted(row.public_id))
    return row


@transaction.atomic
def decline_invitation(link: str, /, *, actor: Actor = None) -> Invitation:
    """Say no; said already, nothing changes. Nobody needs an account for that: the link was mailed to one
    address alone. Who is signed in as somebody else does not answer for them.

    Raises NotFound, NotAllowed, Conflict as :func:`accept_invitation`.
    """
    now = timezone.now()
    row, subject = _opened(link, now)
    known = actor if isinstance(actor, Account) else None
    if known is not None:
        may_answer(known, row).require()
    if row.state == InvitationState.DECLINED.value:
        return row
    if not is_live(row, subject, now):
        raise _over()
    row = ended(row, InvitationState.DECLINED, known, now)
    emit(InvitationDeclined(row.public_id))
    return row
