"""A small world for the pages: made through the services, as users would, and indexed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from tests.doors import Doors, build
from tests.kept import kept

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.services.facilities import register_facility
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.domain.registry.services.people import add_affiliation, register_person
from scibridge.flows.indexing.updating import bring_up_to_date

PASSWORD = "a long enough password"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PATHS = ("/en/", "/zh-hans/")

NEED = {
    "kind": "market",
    "title": {"en": "Solid-state cell for light aircraft", "zh-hans": "轻型飞机用固态电池单体"},
    "problem": {
        "en": "Electric light aircraft fly 40 minutes. A solid electrolyte could store more energy safely.",
        "zh-hans": "电动轻型飞机只能飞行 40 分钟。固态电解质可以更安全地储存更多能量。",
    },
    "must_haves": [
        {
            "metric": {"en": "energy density", "zh-hans": "能量密度"},
            "operator": "at_least",
            "low": 400,
            "unit": "Wh/kg",
        }
    ],
    "challenge": "energy_security",
    "readiness_required": 5,
    "budget_low": "200000",
    "budget_high": "500000",
    "currency": "EUR",
    "confidential_details": {"en": "The customer is a secret airline."},
    "keywords": {"en": "solid electrolyte; battery", "zh-hans": "固态电解质；电池"},
}
OFFER = {
    "kind": "technology",
    "title": {"en": "Sulfide solid electrolyte pouch cell"},
    "summary": {
        "en": "A pouch cell with a sulfide solid electrolyte reaches an energy density of 0.42 kWh/kg."
    },
    "claims": [
        {
            "metric": {"en": "energy density"},
            "operator": "equal",
            "low": 0.42,
            "unit": "kWh/kg",
            "baseline_value": 0.25,
        },
    ],
    "readiness": 5,
    "readiness_evidence": {"en": "Tested on a bench for six months."},
    "challenge": "energy_security",
    "cost_comparison": {"en": "Twenty per cent above graphite cells."},
    "keywords": {"en": "solid electrolyte; battery"},
}


@dataclass
class World:
    """What the tests speak of."""

    owner: Account
    moderator: Account
    reader: Account
    organisation: Organisation
    person: Person
    facility: Facility
    need: Need
    offer: Offer
    draft: Need
    more: dict[str, Any] = field(default_factory=dict)


def make_account(email: str, name: str) -> Account:
    account = Account.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def publish(desk: Any, fields: dict[str, object], owner: Account, moderator: Account) -> Any:
    row = desk.create(actor=owner, fields=fields)
    row = desk.submit(row, actor=owner)
    return desk.publish(row, actor=moderator)


def make_world() -> World:
    owner = make_account("owner@example.org", "Lena Owner")
    moderator = make_account("moderator@example.org", "Mo Derator")
    reader = make_account("reader@example.org", "Rea Der")
    grant_role(account=moderator, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    organisation = register_organisation(
        actor=None,
        values={
            "name": {"en": "Institute of Light Flight", "zh-hans": "轻型飞行研究所"},
            "country": "DE",
            "place": {"en": "Bremen", "zh-hans": "不来梅"},
            "latitude": 53.07,
            "longitude": 8.8,
            "types": ["institute"],
            "identifiers": [{"scheme": "wikidata", "value": "Q24879"}],
            "contact_address": "desk@example.org",
            "summary": {"zh-hans": "研究轻型电动飞机。"},
        },
        fictional=True,
    )
    grant_role(
        account=owner,
        role=Role.REPRESENTATIVE,
        on_kind=ORGANISATION,
        on_id=organisation.public_id,
        actor=None,
    )
    person = register_person(
        actor=None,
        values={
            "name": {"en": "Wei Zhang", "zh-hans": "张伟"},
            "country": "CN",
            "expertise": {"en": ["solid electrolytes"], "zh-hans": ["固态电解质"]},
            "biography": {"en": "Works on cells."},
        },
    )
    add_affiliation(person=person, organisation=organisation, actor=None, values={"from_year": 2019})
    facility = register_facility(
        organisation=organisation,
        actor=None,
        values={
            "name": {"en": "Battery abuse test hall"},
            "description": {"en": "Nail penetration and heating of solid electrolyte cells."},
            "techniques": {"en": ["calorimetry"]},
            "access_types": ["on_site", "mail_in"],
            "access_mode": "paid",
            "country": "DE",
        },
    )
    fields = {"organisation": organisation.public_id}
    need = publish(NEEDS, NEED | fields, owner, moderator)
    offer = publish(OFFERS, OFFER | fields | {"inventors": [{"person": person.public_id}]}, owner, moderator)
    draft = NEEDS.create(actor=owner, fields={"title": {"zh-hans": "草稿：一项未完成的需求"}})
    return World(owner, moderator, reader, organisation, person, facility, need, offer, draft)


def make_indexed_world() -> World:
    made = make_world()
    bring_up_to_date()
    return made


@pytest.fixture
def world(db: None, settings: Any) -> World:
    cache.clear()
    return kept(make_indexed_world)


@pytest.fixture
def doors(db: None) -> Doors:
    """Something worth stealing behind every door."""
    cache.clear()
    return kept(build)


@pytest.fixture
def come(doors: Doors) -> Callable[[str], Client]:
    """A browser of someone in that role, at those doors."""

    def make(role: str) -> Client:
        client, account = Client(raise_request_exception=False), doors.account(role)
        if account is not None:
            client.force_login(account, backend=BACKEND)
        return client

    return make


@pytest.fixture
def as_user(client: Client) -> Callable[[Account], Client]:
    def sign_in(account: Account) -> Client:
        client.force_login(account, backend=BACKEND)
        return client

    return sign_in
