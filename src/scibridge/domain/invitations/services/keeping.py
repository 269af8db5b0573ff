"""What the clock and merges do to invitations."""

from datetime import datetime

from django.db import transaction

from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.services.inviting import ended
from scibridge.domain.invitations.states import KEPT_AFTER_END, InvitationState, SubjectKind


@transaction.atomic
def expire_invitations(*, now: datetime) -> int:
    """Close what was not answered in time; returns how many."""
    over = Invitation.objects.select_for_update().filter(
        state=InvitationState.PENDING.value, expires_at__lte=now
    )
    return len([ended(row, InvitationState.EXPIRED, None, now) for row in over])


def forget_invitations(*, now: datetime) -> int:
    """Let go of what ended long ago, its address with it; returns how many."""
    old = Invitation.objects.filter(ended_at__lt=now - KEPT_AFTER_END)
    number = old.count()
    old.delete()
    return number


@transaction.atomic
def follow_merged_organisation(*, gone_id: str, survivor_id: str, now: datetime) -> int:
    """Invitations to a merged organisation are to its survivor; returns how many wait there now.

    Where the same address waits at both, the survivor's stands.
    """
    rows = Invitation.objects.filter(subject_kind=SubjectKind.ORGANISATION.value)
    moving = rows.select_for_update().filter(subject_id=gone_id)
    waiting = [InvitationState.PENDING.value, InvitationState.EXPIRED.value]
    there = set(rows.filter(subject_id=survivor_id, state__in=waiting).values_list("email", flat=True))
    number = 0
    for row in list(moving):
        if row.state in waiting and row.email in there:
            ended(row, InvitationState.WITHDRAWN, None, now)
        row.subject_id = survivor_id
        row.save(update_fields=["subject_id"])
        number += row.state == InvitationState.PENDING.value
    return number
