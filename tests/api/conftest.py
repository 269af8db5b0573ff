"""Callers of the API, things to ask for, and the description every answer is held to."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.core.cache import cache as rates
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator

from scibridge.api.v1 import api
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import create_token, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role, Scope
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.registry.models import Organisation
from scibridge.kernel.bilingual import bilingual

ROOT = "/api/v1"
NEED: dict[str, Any] = {
    "kind": "market",
    "title": {"en": "A solid electrolyte for cold ports", "zh-hans": "适用于寒冷港口的固态电解质"},
    "problem": {"en": "Batteries of port cranes lose half their charge in winter."},
    "material": {"en": "sulfide electrolyte"},
    "must_haves": [{"metric": {"en": "energy density"}, "operator": "at_least", "low": 400, "unit": "Wh/kg"}],
    "budget_low": "100000",
    "currency": "EUR",
    "challenge": "energy_security",
    "topics": [{"id": "T10018", "name": {"en": "Battery Materials"}}],
    "confidential_details": {"en": "LEAK-NDA the supplier is Acme"},
}
OFFER: dict[str, Any] = {
    "kind": "technology",
    "title": {"en": "Sulfide electrolyte film"},
    "summary": {"en": "A rollable solid electrolyte film that works at minus forty."},
    "claims": [
        {
            "metric": {"en": "energy density"},
            "operator": "equal",
            "low": 0.42,
            "unit": "kWh/kg",
            "baseline": {"en": "commercial cell"},
            "source": {"en": "own test report 12"},
        }
    ],
    "rights": [{"right": "make", "territories": ["CN"], "exclusive": True}],
    "identifiers": [{"scheme": "doi", "value": "10.1000/abc"}],
    "readiness": 6,
    "readiness_evidence": {"en": "Pilot line"},
    "challenge": "energy_security",
    "cost_comparison": {"en": "LEAK-SIGNED a third cheaper"},
    "confidential_details": {"en": "LEAK-NDA the binder is PTFE"},
}


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    """Requests of one test do not count in another."""
    rates.clear()


@pytest.fixture
def account(db: None) -> Callable[[str], Account]:
    def make(name: str) -> Account:
        return Account.objects.create_user(f"{name}@example.org", "a long enough password", name=name.title())

    return make


@pytest.fixture
def owner(account: Callable[[str], Account]) -> Account:
    return account("owner")


@pytest.fixture
def stranger(account: Callable[[str], Account]) -> Account:
    return account("stranger")


@pytest.fixture
def moderator(account: Callable[[str], Account]) -> Account:
    made = account("moderator")
    grant_role(account=made, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(
        name=bilingual("Harbour Battery Works", "海港电池厂"),
        country="SG",
        sort_key="harbour battery works",
        types=["company"],
        contact_address="leak@harbour.example",
    )


@pytest.fixture
def representative(account: Callable[[str], Account], organisation: Organisation) -> Account:
    made = account("representative")
    grant_role(
        account=made, role=Role.REPRESENTATIVE, on_kind=ORGANISATION, on_id=organisation.public_id, actor=None
    )
    return made


@pytest.fixture
def token() -> Callable[..., str]:
    """A bearer token of an account, with every scope unless some are named."""

    def make(account: Account, *scopes: Scope) -> str:
        return create_token(actor=account, name="test", scopes=scopes or tuple(Scope))[1]

    return make


Send = Callable[..., HttpResponse]


@pytest.fixture
def send() -> Send:
    """``send("post", "/needs", body, token=…)``: a request as a program makes it."""
    client = Client(raise_request_exception=False)

    def call(
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str = "",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> HttpResponse:
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            more |= {
                "data": body if isinstance(body, bytes) else json.dumps(body),
                "content_type": more.get("content_type", "application/json"),
            }
        return getattr(client, method)(f"{ROOT}{path}", headers=sent, **more)

    return call


@pytest.fixture
def publish(moderator: Account) -> Callable[..., Any]:
    """A published need or offer of ``owner``; ``more`` fields go over the usual ones."""

    def make(kind: str, owner: Account, /, **more: Any) -> Need | Offer:
        if kind == "need":
            made = services.create_need(actor=owner, fields={**NEED, **more})
            return services.publish_need(services.submit_need(made, actor=owner), actor=moderator)
        offer = services.create_offer(actor=owner, fields={**OFFER, **more})
        return services.publish_offer(services.submit_offer(offer, actor=owner), actor=moderator)

    return make


@cache
def description() -> dict[str, Any]:
    """The API's description of itself."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix=f"{ROOT}/")))


@pytest.fixture
def conforms() -> Callable[..., Any]:
    """Check an answer against the description, and give back its JSON."""

    def check(response: HttpResponse, method: str, template: str) -> Any:
        operation = description()["paths"][f"{ROOT}{template}"][method]
        content = operation["responses"][str(response.status_code)]["content"]
        schema = content["application/json"]["schema"] | {"components": description()["components"]}
        data = json.loads(response.content)
        Draft202012Validator(schema).validate(data)
        return data

    return check
