"""Every role at every address of the API and at the command line: what is held back leaves through none."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from tests.doors import (
    ADMINISTRATOR,
    CLEARED,
    MEMBER,
    MODERATOR,
    MODERATORS,
    OWN_SIDE,
    OWNER,
    READERS,
    REPRESENTATIVE,
    RIVAL,
    ROLES,
    STRANGER,
    VISITOR,
    Doors,
    build,
    leaks,
)
from tests.kept import kept

from scibridge.cli.matching import show
from scibridge.domain.accounts.states import Scope
from scibridge.domain.exchange import services
from scibridge.domain.exchange.asking import read_asking
from scibridge.domain.exchange.documents import need_document, offer_document
from scibridge.domain.exchange.models import IdempotencyKey, Need, Offer
from scibridge.domain.exchange.selectors import answers_to, get_need
from scibridge.flows.indexing.platform_documents import all_platform_documents
from scibridge.kernel.errors import NotFound

ROOT = "/api/v1"
STATES = ("draft", "submitted", "returned", "withdrawn", "shelved", "revised")


@pytest.fixture
def world(db: None, settings: Any) -> Doors:
    settings.API_RATE_TOKEN = settings.API_RATE_VISITOR = "100000/m"
    cache.clear()
    return kept(build)


Send = Callable[..., Any]


@pytest.fixture
def send(world: Doors) -> Send:
    """``send(role, method, path, body)``: a request with that role's token, of every scope."""
    client, tokens = Client(raise_request_exception=False), {}

    def call(role: str, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        if role not in tokens:
            tokens[role] = world.token(role)
        text = tokens[role] if token is None else token
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {text}"} if text else {}
        return getattr(client, method)(f"{ROOT}{path}", headers=headers, **more)

    return call


def _posting_doors(world: Doors) -> list[str]:
    ids = [("needs", one.public_id) for one in (world.need, *world.needs.values())]
    ids.append(("offers", world.offer.public_id))
    own = [f"/{many}/{one}{tail}" for many, one in ids for tail in ("", "/history")]
    own += [f"/needs/{one}/matches?kind=offer,need" for many, one in ids if many == "needs"]
    lists = [f"/{many}{query}" for many in ("needs", "offers") for query in _LISTS]
    lists += [f"/needs?organisation={world.organisation.public_id}&state={state}" for state in _LISTED]
    lists += [f"/offers?organisation={world.organisation.public_id}"]
    questions = [f"/match?kind={kind}&q=quiet+rotor" for kind in ("need", "offer", "person", "organisation")]
    questions += ["/match?kind=need,offer&q=serrated+blades+customer", "/match?kind=need&q=shelved+rotor"]
    return [*own, f"/offers/{world.offer.public_id}/needs", *lists, *questions]


_LISTED = ("draft", "submitted", "returned", "published", "withdrawn", "expired", "fulfilled")
_LISTS = (
    *(f"?state={state}" for state in _LISTED),
    "?country=IS",
    "?mine=true",
    f"?state={','.join(_LISTED)}",
)


@pytest.mark.parametrize("role", ROLES)
def test_nothing_leaks_through_the_api(world: Doors, send: Send, role: str) -> None:
    registry = [
        f"/organisations/{world.organisation.public_id}",
        f"/people/{world.inventor.public_id}",
        f"/facilities/{world.facility.public_id}",
        "/organisations",
        "/people",
        "/facilities",
        "/organisations?q=leak",
    ]
    found = {}
    for open_names, doors in ((False, _posting_doors(world)), (True, registry)):
        for door in doors:
            response = send(role, "get", door)
            assert response.status_code < 500, door
            found[door] = leaks(response.content.decode() + str(response.headers), role, registry=open_names)
    for many, one in (("needs", world.need), *(("needs", one) for one in world.needs.values())):
        answer = send(role, "post", "/match", {"need": one.public_id, "kinds": ["offer", "need"]})
        found[f"match {many} {one.public_id}"] = leaks(answer.content.decode(), role)
    assert {door: leaked for door, leaked in found.items() if leaked} == {}


@pytest.mark.parametrize("role", ROLES)
def test_whom_it_is_for_does_get_it(world: Doors, send: Send, role: str) -> None:
    need = send(role, "get", f"/needs/{world.need.public_id}").json()
    offer = send(role, "get", f"/offers/{world.offer.public_id}").json()
    cleared, signed = role in OWN_SIDE | {CLEARED}, role != VISITOR
    after_nda = ("confidential_details", "must_haves", "current_solution", "organisation", "owner_name")
    assert {name: name in need for name in after_nda} == dict.fromkeys(after_nda, cleared)
    assert {name: name in need for name in ("shortfall", "budget_low")} == dict.fromkeys(
        ("shortfall", "budget_low"), signed
    )
    after_nda = ("confidential_details", "claims", "rights", "identifiers", "inventors", "facilities")
    assert {name: name in offer for name in after_nda} == dict.fromkeys(after_nda, cleared)
    assert ("external_reference" in need and bool(need["external_reference"])) == (role in OWN_SIDE)
    for state in STATES[:-1]:
        got = send(role, "get", f"/needs/{world.needs[state].public_id}")
        assert (state, got.status_code) == (state, 200 if role in READERS[f"leak-{state}"] else 404)
        if got.status_code == 404:
            assert got.json() == send(role, "get", "/needs/zzzzzzzzzzzz").json()


def test_counts_and_conditions_do_not_tell_who_stands_behind(world: Doors, send: Send) -> None:
    by_country = {role: len(send(role, "get", "/needs?country=IS").json()["items"]) for role in ROLES}
    assert by_country == {role: 2 if role in OWN_SIDE else 0 for role in ROLES}
    for role in ROLES:
        counts = send(role, "get", "/match?kind=need&q=quiet+rotor").json()["counts"]
        assert (counts.get("country", {}), counts["kind"]["need"]) == ({}, 2)


def test_the_index_holds_what_everyone_may_read(world: Doors) -> None:
    documents = [document for batch in all_platform_documents() for document in batch]
    assert {one.id for one in documents if one.id.startswith("need:")} == {
        world.need.document_id,
        world.needs["revised"].document_id,
    }
    for one in documents:
        assert leaks(repr(one), VISITOR, registry=not one.id.startswith(("need:", "offer:"))) == set()
    assert leaks(repr((need_document(world.need), offer_document(world.offer))), VISITOR) == set()


def test_the_command_line_sees_with_the_eyes_it_is_given(world: Doors, capsys: Any) -> None:
    asking = read_asking(kinds=["offer", "need"])
    for role in ROLES:
        viewer = world.account(role)
        for need in (world.need, *world.needs.values()):
            try:
                found = answers_to(get_need(need.public_id, viewer), viewer, kinds=asking.kinds)
            except NotFound:
                continue
            show(found, as_json=True, explain=True)
            assert leaks(capsys.readouterr().out, role) == set(), (role, need.state)


def _everything() -> list[Any]:
    from scibridge.domain.accounts.models import Grant
    from scibridge.domain.registry.models import Affiliation, Facility, Organisation, Person

    tables = (Need, Offer, Organisation, Person, Facility)
    rows = [list(table.objects.order_by("pk").values_list("pk", "updated_at")) for table in tables]
    return [*rows, Affiliation.objects.count(), Grant.objects.count()]


KEEPERS = {REPRESENTATIVE} | MODERATORS
WRITES: dict[str, tuple[str, str, Any, set[str]]] = {
    # What is tried: method, address, body, and who may; for all others nothing changes.
    "edit a need": ("patch", "/needs/{open}", {"title": {"en": "changed"}}, OWN_SIDE),
    "edit a draft": ("patch", "/needs/{draft}", {"title": {"en": "changed"}}, OWN_SIDE),
    "loosen its tiers": ("patch", "/needs/{open}", {"field_tiers": {}}, OWN_SIDE),
    "submit a draft": ("post", "/needs/{draft}/submit", {}, OWN_SIDE),
    "withdraw a need": ("post", "/needs/{open}/withdraw", {}, OWN_SIDE),
    "fulfil a need": ("post", "/needs/{open}/fulfil", {}, OWN_SIDE),
    "take back a need": ("post", "/needs/{submitted}/take-back", {}, OWN_SIDE),
    "withdraw an offer": ("post", "/offers/{offer}/withdraw", {}, OWN_SIDE),
    "edit an organisation": ("patch", "/organisations/{body}", {"website": "https://a.example"}, KEEPERS),
    "redirect its mail": ("patch", "/organisations/{body}", {"contact_address": "a@a.example"}, KEEPERS),
    "add to its domains": ("patch", "/organisations/{body}", {"domains": ["a.example"]}, KEEPERS),
    "add a facility": (
        "post",
        "/facilities",
        {"organisation": "{body}", "name": {"en": "x"}, "access_types": ["remote"], "access_mode": "free"},
        KEEPERS,
    ),
    "edit a facility": ("patch", "/facilities/{hall}", {"website": "https://a.example"}, KEEPERS),
    "edit a person": ("patch", "/people/{person}", {"website": "https://a.example"}, MODERATORS),
    "place a person": ("post", "/people/{person}/affiliations", {"organisation": "{body}"}, MODERATORS),
    "write in its name": (
        "post",
        "/needs",
        {"title": {"en": "x"}, "organisation": "{body}"},
        {OWNER, MEMBER, REPRESENTATIVE, ADMINISTRATOR},
    ),
}  # fmt: skip


def _filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, ids) for name, one in value.items()}
    return value.format(**ids) if isinstance(value, str) else value


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write_what(world: Doors, send: Send, role: str) -> None:
    ids = {state: one.public_id for state, one in world.needs.items()} | {
        "open": world.need.public_id,
        "offer": world.offer.public_id,
        "body": world.organisation.public_id,
        "hall": world.facility.public_id,
        "person": world.inventor.public_id,
    }
    send(role, "get", "/needs")
    before, changed = _everything(), {}
    for name, (method, address, body, _) in WRITES.items():
        path = address.format(**ids)
        with transaction.atomic():
            sent = _filled(body, ids)
            if method == "patch":
                etag = send(role, "get", path).headers.get("ETag", '"1"')
                sent = sent | {"expected_version": etag.strip('"').partition("-")[0]}
            response = send(role, method, path, sent)
            assert response.status_code < 500, name
            changed[name] = _everything() != before
            if role == VISITOR:
                assert response.status_code == 401, name
            transaction.set_rollback(True)
    assert changed == {name: role in allowed for name, (*_, allowed) in WRITES.items()}


def test_no_address_moderates_merges_claims_or_grants(world: Doors) -> None:
    from tests.api.conftest import description

    told = json.dumps(list(description()["paths"]))
    assert [
        word for word in ("publish", "merge", "claim", "grant", "role", "token", "account") if word in told
    ] == []


def test_a_token_of_one_scope_writes_nothing_else(world: Doors, send: Send) -> None:
    offers_only = world.token(REPRESENTATIVE, Scope.READ, Scope.WRITE_OFFERS)
    before = _everything()
    for address in (
        f"/needs/{world.need.public_id}/withdraw",
        "/needs",
        "/organisations",
        "/people",
        "/facilities",
    ):
        response = send(REPRESENTATIVE, "post", address, {}, token=offers_only)
        assert (address, response.status_code, response.json()["code"]) == (address, 403, "scope_missing")
    assert _everything() == before


def test_an_idempotency_key_is_its_accounts_own(world: Doors) -> None:
    fields = {"title": {"en": "LEAK-DRAFT under a key"}}
    mine = services.create_need(actor=world.people[OWNER], fields=fields, idempotency_key="k")
    theirs = services.create_need(actor=world.people[STRANGER], fields=fields, idempotency_key="k")
    assert mine.public_id != theirs.public_id
    assert IdempotencyKey.objects.count() == 2
    client = Client()
    for role, there in ((OWNER, mine), (RIVAL, None)):
        response = client.post(
            f"{ROOT}/needs",
            json.dumps(fields),
            content_type="application/json",
            headers={"Authorization": f"Bearer {world.token(role)}", "Idempotency-Key": "k"},
        )
        assert response.status_code == 201
        assert (response.json()["id"] == mine.public_id) is (there is mine)


def test_a_conflict_tells_nothing_of_what_others_wrote(world: Doors, send: Send) -> None:
    for role in (OWNER, REPRESENTATIVE, STRANGER, MODERATOR):
        body = {"title": {"en": "x"}, "expected_version": 999}
        response = send(role, "patch", f"/needs/{world.needs['draft'].public_id}", body)
        assert response.status_code == (412 if role in OWN_SIDE else 404)
        assert leaks(response.content.decode(), STRANGER) == set()


ODD = [
    None, True, 0, -1, 1.5, 2**70, "", "\x00", "a\u202eb", "²", [], {}, [[]], [{}], {"en": None}, {"fr": "x"},
    {"en": ["x"]}, {"en": {"en": "x"}}, "9999-12-31", "0000-00-00", "1e999", [None], ["x"] * 400,
    {"x": {"y": {"z": 1}}}, "=cmd|' /C calc'!A0", [2**70], {"": ""}, "zz\r\nBcc: a@b.c",
]  # fmt: skip


def _bodies(value: Any) -> list[tuple[str, dict[str, Any]]]:
    """The value in the place of every kind of field."""
    need = ("title", "must_haves", "sdgs", "topics", "field_tiers", "deadline", "budget_low")
    found = [("/needs", {"title": "t", name: value}) for name in need]
    found += [("/needs", {"title": "t", "must_haves": [{one: value}]}) for one in ("metric", "low", "unit")]
    found += [("/offers", {"title": "t", name: value}) for name in ("rights", "inventors", "facilities")]
    found += [("/offers", {"title": "t", "identifiers": [{"scheme": "spdx", "value": value}]})]
    found += [("/match", {name: value}) for name in ("text", "need", "fields")]
    found += [("/match", {"text": "t", name: value}) for name in ("kinds", "countries", "limit", "year_from")]
    organisation = {"name": {"en": "N"}, "country": "DE", "types": ["company"]}
    names = ("name", "names", "types", "identifiers", "latitude", "established", "domains", "contact_address")
    return [*found, *(("/organisations", organisation | {name: value}) for name in names)]


def test_no_value_breaks_an_address(world: Doors, send: Send) -> None:
    broken = []
    for path, body in (one for value in ODD for one in _bodies(value)):
        with transaction.atomic():
            if send(ADMINISTRATOR, "post", path, body).status_code >= 500:
                broken.append((path, body))
            transaction.set_rollback(True)
    assert broken == []
