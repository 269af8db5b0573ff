"""Writes of invitations: each is atomic, names its actor and is the sole writer of what it writes."""

from scibridge.domain.invitations.services.answering import accept_invitation, decline_invitation
from scibridge.domain.invitations.services.inviting import invite, send_again, withdraw_invitation
from scibridge.domain.invitations.services.keeping import (
    expire_invitations,
    follow_merged_organisation,
    forget_invitations,
)
from scibridge.domain.invitations.services.mailing import deliver_mail, waiting_mails

__all__ = [
    "accept_invitation",
    "decline_invitation",
    "deliver_mail",
    "expire_invitations",
    "follow_merged_organisation",
    "forget_invitations",
    "invite",
    "send_again",
    "waiting_mails",
    "withdraw_invitation",
]
