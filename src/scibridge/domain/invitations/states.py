"""Codes of invitations, their life, and how many may be sent.

Owns codes and pure guards; refuses labels (see ``labels``), rows and the clock.
"""

from datetime import timedelta
from enum import StrEnum

from scibridge.kernel.workflow import Machine


class SubjectKind(StrEnum):
    """What one is invited to."""

    ORGANISATION = "organisation"
    NEED = "need"
    OFFER = "offer"


class InvitedAs(StrEnum):
    """As what: the first two at an organisation, with the codes of its roles; a reader of a posting."""

    REPRESENTATIVE = "representative"
    MEMBER = "member"
    READER = "reader"


INVITED_TO = {
    SubjectKind.ORGANISATION: frozenset({InvitedAs.REPRESENTATIVE, InvitedAs.MEMBER}),
    SubjectKind.NEED: frozenset({InvitedAs.READER}),
    SubjectKind.OFFER: frozenset({InvitedAs.READER}),
}


class InvitationState(StrEnum):
    """Where an invitation stands. ``expired`` may be sent again; the others but the first are final."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


INVITATION_MACHINE: Machine[InvitationState] = Machine(
    "invitation",
    {
        InvitationState.PENDING: frozenset(
            {
                InvitationState.ACCEPTED,
                InvitationState.DECLINED,
                InvitationState.EXPIRED,
                InvitationState.WITHDRAWN,
            }
        ),
        InvitationState.EXPIRED: frozenset({InvitationState.PENDING, InvitationState.WITHDRAWN}),
    },
)

LIFETIME = timedelta(days=14)
# After its end the address is of no use here, and is let go of with the row.
KEPT_AFTER_END = timedelta(days=90)
# Mails of one account in a day; mails to one address about one thing, and the time between two of them.
MOST_A_DAY = 30
MOST_TO_ONE, TO_ONE_WITHIN, PAUSE = 3, timedelta(days=7), timedelta(hours=1)
# Whoever declined is not asked about the same thing for this long.
REST_AFTER_NO = timedelta(days=30)
# Mails to one address about anything in a day: one more is not sent, and no inviter learns of it.
MOST_TO_ADDRESS_A_DAY = 5
