"""People and content that the tests of the exchange share."""

from collections.abc import Callable
from typing import Any

import pytest

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.kernel.bilingual import bilingual


@pytest.fixture
def account(db: None) -> Callable[..., Account]:
    def make(name: str) -> Account:
        return Account.objects.create_user(f"{name}@example.org", "a long enough password", name=name.title())

    return make


@pytest.fixture
def owner(account: Callable[..., Account]) -> Account:
    return account("owner")


@pytest.fixture
def stranger(account: Callable[..., Account]) -> Account:
    return account("stranger")


@pytest.fixture
def moderator(account: Callable[..., Account]) -> Account:
    made = account("moderator")
    grant_role(account=made, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def administrator(account: Callable[..., Account]) -> Account:
    made = account("administrator")
    grant_role(account=made, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(
        name=bilingual("Harbour Battery Works", "海港电池厂"), country="SG", sort_key="harbour battery works"
    )


@pytest.fixture
def representative(account: Callable[..., Account], organisation: Organisation) -> Account:
    made = account("representative")
    grant_role(
        account=made, role=Role.REPRESENTATIVE, on_kind=ORGANISATION, on_id=organisation.public_id, actor=None
    )
    return made


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(
        name=bilingual("Lin Wei", "林伟"), country="CN", sort_key="lin wei", folded="lin wei"
    )


@pytest.fixture
def facility(organisation: Organisation) -> Facility:
    return Facility.objects.create(
        name=bilingual("Dry room 3", "三号干燥间"),
        organisation=organisation,
        country="SG",
        sort_key="dry room 3",
        folded="dry room 3",
    )


NEED: dict[str, Any] = {
    "kind": "market",
    "title": {"en": "A solid electrolyte for cold ports", "zh": "适用于寒冷港口的固态电解质"},
    "problem": {
        "en": "Batteries of port cranes lose half their charge in winter.",
        "zh": "冬季港口起重机电池电量减半。",
    },
    "current_solution": {"en": "Heated battery rooms."},
    "shortfall": {"en": "Heating takes a fifth of the energy."},
    "material": {"en": "sulfide electrolyte", "zh": "硫化物电解质"},
    "keywords": {"en": "battery; solid electrolyte", "zh": "电池；固态电解质"},
    "must_haves": [
        {
            "metric": {"en": "energy density", "zh": "能量密度"},
            "operator": "at_least",
            "low": 400,
            "unit": "Wh/kg",
            "note": {"en": "at cell level"},
        },
        {
            "metric": {"en": "operating temperature"},
            "operator": "between",
            "low": -40,
            "high": 60,
            "unit": "degC",
        },
    ],
    "excluded_approaches": {"en": "liquid electrolyte"},
    "readiness_now": 3,
    "readiness_required": 6,
    "budget_low": "100000",
    "budget_high": "250000.50",
    "currency": "EUR",
    "deadline": "2099-06-30",
    "answer_within_days": 30,
    "ip_position": ["non_exclusive_licence", "negotiable"],
    "eligible_countries": ["SG", "CN", "DE"],
    "eligible_reason": {"en": "Partners of the funding treaty."},
    "challenge": "energy_security",
    "orientation": "economy",
    "research_class": "key_generic",
    "sdgs": [7, 9],
    "topics": [{"id": "T10018", "name": {"en": "Advancements in Battery Materials"}}],
    "confidential_details": {"en": "LEAK-NDA the supplier is Acme"},
    "external_reference": "N-1",
}
OFFER: dict[str, Any] = {
    "kind": "technology",
    "title": {"en": "Sulfide electrolyte film", "zh": "硫化物电解质薄膜"},
    "summary": {"en": "A rollable film that works at minus forty.", "zh": "可卷绕薄膜，零下四十度可用。"},
    "description": {"en": "Made by slurry casting."},
    "claims": [
        {
            "metric": {"en": "energy density", "zh": "能量密度"},
            "operator": "equal",
            "low": 0.42,
            "unit": "kWh/kg",
            "baseline_value": 0.26,
            "baseline": {"en": "commercial lithium-ion cell"},
            "source": {"en": "own test report 12"},
        }
    ],
    "cost_comparison": {"en": "LEAK-SIGNED a third cheaper"},
    "readiness": 6,
    "readiness_evidence": {"en": "Pilot line"},
    "identifiers": [
        {"scheme": "doi", "value": "https://doi.org/10.1000/ABC"},
        {"scheme": "patent", "value": "ZL 2021 1 0123456.7"},
        {"scheme": "spdx", "value": "apache-2.0"},
    ],
    "ip_status": "granted",
    "rights": [{"right": "make", "territories": ["CN"], "exclusive": True, "field_of_use": {"en": "ports"}}],
    "background": {"en": "LEAK-SIGNED needs a licence from Beta"},
    "export_control": "unrestricted",
    "partnerships": ["licence", "pilot"],
    "challenge": "energy_security",
    "sdgs": [7],
    "confidential_details": {"en": "LEAK-NDA the binder is PTFE"},
}


@pytest.fixture
def need_fields() -> dict[str, Any]:
    return dict(NEED)


@pytest.fixture
def offer_fields() -> dict[str, Any]:
    return dict(OFFER)


@pytest.fixture
def draft(owner: Account, need_fields: dict[str, Any]) -> Need:
    return services.create_need(actor=owner, fields=need_fields)


@pytest.fixture
def published(draft: Need, owner: Account, moderator: Account) -> Need:
    return services.publish_need(services.submit_need(draft, actor=owner), actor=moderator)


@pytest.fixture
def offer(owner: Account, moderator: Account, offer_fields: dict[str, Any]) -> Offer:
    made = services.create_offer(actor=owner, fields=offer_fields)
    return services.publish_offer(services.submit_offer(made, actor=owner), actor=moderator)
