"""Who follows, and what there is to be followed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.flows.indexing.updating import bring_up_to_date

# A Wednesday, at noon.
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

NEED: dict[str, Any] = {
    "kind": "market",
    "title": {"en": "Solid electrolyte for cold ports", "zh": "适用于寒冷港口的固态电解质"},
    "problem": {"en": "Batteries of port cranes with a solid electrolyte lose half their charge in winter."},
    "challenge": "energy_security",
    "confidential_details": {"en": "LEAK-NDA harbour"},
    "shortfall": {"en": "LEAK-SIGNED shortfall"},
    "field_tiers": {"shortfall": "signed_in"},
}
OFFER: dict[str, Any] = {
    "kind": "technology",
    "title": {"en": "Sulfide solid electrolyte pouch cell"},
    "summary": {"en": "A pouch cell with a sulfide solid electrolyte for cold ports."},
    "challenge": "energy_security",
}


def make_account(name: str, *, verified: bool = True, language: str = "en") -> Account:
    email = f"{name}@example.org"
    made = Account.objects.create_user(email, "a long enough password", name=name.title(), language=language)
    EmailAddress.objects.create(user=made, email=email, verified=verified, primary=True)
    return made


@pytest.fixture
def owner(db: None) -> Account:
    return make_account("owner")


@pytest.fixture
def reader(db: None) -> Account:
    return make_account("reader")


@pytest.fixture
def moderator(db: None) -> Account:
    made = make_account("moderator")
    grant_role(account=made, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def publish(owner: Account, moderator: Account) -> Callable[..., Any]:
    """``publish(NEEDS, at=moment, **fields)``: published and indexed, as if at that moment."""

    def make(desk: Any, *, at: datetime | None = None, by: Account | None = None, **changes: Any) -> Any:
        fields = (NEED if desk is NEEDS else OFFER) | changes
        author = by or owner
        row = desk.publish(
            desk.submit(desk.create(actor=author, fields=fields), actor=author), actor=moderator
        )
        if at is not None:
            type(row).objects.filter(pk=row.pk).update(published_at=at)
        bring_up_to_date()
        return type(row).objects.get(pk=row.pk)

    return make


@pytest.fixture
def need(publish: Callable[..., Any]) -> Need:
    row: Need = publish(NEEDS)
    return row


@pytest.fixture
def offer(publish: Callable[..., Any]) -> Offer:
    row: Offer = publish(OFFERS)
    return row


@pytest.fixture
def now() -> datetime:
    return timezone.now()
