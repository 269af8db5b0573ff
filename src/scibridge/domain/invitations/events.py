"""What happens to invitations. Ids are public ids; a mail is named by its row."""

from dataclasses import dataclass

from scibridge.kernel.events import Event


@dataclass(frozen=True, slots=True)
class InvitationSent(Event):
    """Someone was invited, or invited again: a mail is to go out."""

    invitation_id: str
    mail: int


@dataclass(frozen=True, slots=True)
class InvitationEvent(Event):
    """An invitation came to an end."""

    invitation_id: str


class InvitationAccepted(InvitationEvent):
    """Whoever has the address said yes; what was offered is theirs."""


class InvitationDeclined(InvitationEvent):
    """Whoever has the address said no."""


class InvitationWithdrawn(InvitationEvent):
    """Whoever manages the list took it back."""
