"""What waits on the desk of whoever was invited: what it is to, and the page that answers it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from scibridge.domain.accounts.models import Account
from scibridge.domain.invitations.access import invitation_link
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.selectors import invitations_to
from scibridge.domain.registry.models import Organisation


@dataclass(frozen=True, slots=True)
class Waiting:
    """One invitation: the name of what it is to, and where to answer."""

    invitation: Invitation
    name: Any
    address: str


def waiting_invitations(actor: Account, now: datetime, *, most: int) -> list[Waiting]:
    """What waits for an answer at the actor's confirmed addresses."""
    return [
        Waiting(
            one.invitation,
            one.subject.name if isinstance(one.subject, Organisation) else one.subject.title,
            reverse("invitation", args=[invitation_link(one.invitation)]),
        )
        for one in invitations_to(actor, now, most=most)
    ]
