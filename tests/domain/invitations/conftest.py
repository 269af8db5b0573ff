"""An organisation, a published need, those who manage them, and people with addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.web.conftest import NEED, publish

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import ensure_account, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import NEEDS
from scibridge.domain.invitations.access import Subject, invitation_link
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.services import invite
from scibridge.domain.invitations.states import InvitedAs
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import register_organisation

Make = Callable[..., Any]


@dataclass
class House:
    """Who manages what."""

    organisation: Organisation
    need: Need
    representative: Account
    owner: Account
    administrator: Account


def person(name: str) -> Account:
    """An account with a confirmed address."""
    return ensure_account(email=f"{name}@example.org", name=name.title())


def link_to(
    subject: Subject, actor: Account, email: str = "mei@example.org", invited_as: str = "member"
) -> str:
    """The link of a new invitation."""
    row = invite(subject=subject, email=email, invited_as=InvitedAs(invited_as), actor=actor)
    return invitation_link(row)


def long_ago(invitation: Invitation, **past: Any) -> None:
    """Move an invitation and its mails into the past."""
    Invitation.objects.filter(pk=invitation.pk).update(**{name: at for name, at in past.items() if at})
    invitation.mails.update(asked_at=past["invited_at"])


@pytest.fixture
def house(db: None) -> House:
    names = ("representative", "owner", "administrator", "moderator")
    people = {name: person(name) for name in names}
    made = register_organisation(
        actor=None,
        values={
            "name": {"en": "River Institute", "zh-hans": "河流研究所"},
            "country": "CN",
            "types": ["institute"],
        },
    )
    for name, role in (("administrator", Role.ADMINISTRATOR), ("moderator", Role.MODERATOR)):
        grant_role(account=people[name], role=role, on_kind=PLATFORM, actor=None)
    grant_role(
        account=people["representative"],
        role=Role.REPRESENTATIVE,
        on_kind=ORGANISATION,
        on_id=made.public_id,
        actor=None,
    )
    need = publish(NEEDS, NEED, people["owner"], people["moderator"])
    return House(made, need, people["representative"], people["owner"], people["administrator"])
