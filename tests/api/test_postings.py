"""Needs and offers over HTTP: writing, reading by tier, listing, pages."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.conftest import NEED, OFFER

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import grant_clearance
from scibridge.domain.registry.models import Organisation

pytestmark = pytest.mark.django_db
KINDS = [("need", NEED), ("offer", OFFER)]


@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_written_read_changed_submitted_withdrawn(
    send: Any, conforms: Any, owner: Account, token: Any, kind: str, fields: dict[str, Any]
) -> None:
    mine, path = token(owner), f"/{kind}s"
    made = send("post", path, fields, token=mine)
    data = conforms(made, "post", path)
    one = f"{path}/{data['id']}"
    assert made.headers["Location"] == f"/api/v1{one}"
    assert (data["state"], data["version"], data["origin"]) == ("draft", 1, "api")
    read = send("get", one, token=mine)
    assert conforms(read, "get", f"{path}/{{public_id}}") == data
    assert read.headers["ETag"].startswith('"1-')
    assert send("get", one, token=mine, headers={"If-None-Match": read.headers["ETag"]}).status_code == 304
    changed = send("patch", one, {"title": "Other"}, token=mine, headers={"If-Match": read.headers["ETag"]})
    data = conforms(changed, "patch", f"{path}/{{public_id}}")
    assert (data["title"], data["version"]) == ({"en": "Other"}, 2)
    submitted = send("post", f"{one}/submit", {"expected_version": 2}, token=mine)
    assert conforms(submitted, "post", f"{path}/{{public_id}}/submit")["state"] == "submitted"
    withdrawn = send("post", f"{one}/withdraw", {"note": "no longer"}, token=mine)
    assert conforms(withdrawn, "post", f"{path}/{{public_id}}/withdraw")["state"] == "withdrawn"
    life = conforms(send("get", f"{one}/history", token=mine), "get", f"{path}/{{public_id}}/history")
    assert [(step["action"], step["note"]) for step in life["items"]] == [
        ("submitted", ""),
        ("withdrawn", "no longer"),
    ]
    again = send("post", f"{one}/take-back", {}, token=mine)
    assert again.json()["state"] == "draft"


def test_a_change_needs_the_version_that_was_read(send: Any, owner: Account, token: Any) -> None:
    mine = token(owner)
    one = f"/needs/{send('post', '/needs', NEED, token=mine).json()['id']}"
    assert send("patch", one, {"title": "a"}, token=mine).status_code == 428
    assert send("patch", one, {"title": "a", "expected_version": 7}, token=mine).status_code == 412
    assert send("patch", one, {"title": "a"}, token=mine, headers={"If-Match": '"7-x"'}).status_code == 412
    assert send("patch", one, {"title": "a", "expected_version": []}, token=mine).status_code == 422
    assert send("get", one, token=mine).json()["title"] == NEED["title"]
    assert send("patch", one, {"title": "a", "expected_version": 1}, token=mine).status_code == 200


def test_a_change_of_something_published_waits(
    send: Any, conforms: Any, publish: Any, owner: Account, token: Any
) -> None:
    need = publish("need", owner)
    body = {"title": {"en": "Another"}, "expected_version": need.version}
    answer = send("patch", f"/needs/{need.public_id}", body, token=token(owner))
    assert answer.status_code == 202
    assert conforms(answer, "patch", "/needs/{public_id}")["title"] == NEED["title"]


def test_what_cannot_be_submitted_says_why(send: Any, owner: Account, token: Any) -> None:
    mine = token(owner)
    one = send("post", "/needs", {"title": "Only a title"}, token=mine).json()["id"]
    refused = send("post", f"/needs/{one}/submit", {}, token=mine)
    assert refused.status_code == 422
    assert {(e["field"], e["code"]) for e in refused.json()["errors"]} == {
        ("kind", "required"),
        ("problem", "required"),
    }
    assert send("post", f"/needs/{one}/fulfil", {}, token=mine).status_code == 409
    assert send("post", f"/needs/{one}/withdraw", {"because": "x"}, token=mine).status_code == 422
    assert send("post", f"/needs/{one}/withdraw", {"note": 5}, token=mine).status_code == 422
    assert send("post", f"/needs/{one}/renew", {"expires_on": "soon"}, token=mine).status_code == 422


def test_the_same_key_makes_one_thing(send: Any, owner: Account, token: Any) -> None:
    mine, key = token(owner), {"Idempotency-Key": "k-1"}
    first = send("post", "/needs", NEED, token=mine, headers=key)
    second = send("post", "/needs", NEED, token=mine, headers=key)
    assert first.json()["id"] == second.json()["id"]
    assert Need.objects.count() == 1
    other = send("post", "/needs", {**NEED, "title": "x"}, token=mine, headers=key)
    assert (other.status_code, other.json()["reason"]) == (409, "idempotency_key_reused")
    for bad in ("", "x" * 201, "a\tb"):
        refused = send("post", "/needs", NEED, token=mine, headers={"Idempotency-Key": bad})
        assert refused.status_code == 422, bad


def test_nobody_writes_for_an_organisation_that_is_not_theirs(
    send: Any, owner: Account, representative: Account, organisation: Organisation, token: Any
) -> None:
    body = {**NEED, "organisation": organisation.public_id}
    assert send("post", "/needs", body, token=token(owner)).status_code == 403
    assert send("post", "/needs", body, token=token(representative)).status_code == 201


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_each_reader_sees_their_tier_through_every_door(
    send: Any,
    publish: Any,
    owner: Account,
    stranger: Account,
    moderator: Account,
    account: Any,
    token: Any,
    kind: str,
) -> None:
    cleared = account("cleared")
    made = publish(kind, owner)
    grant_clearance(made, account=cleared, actor=owner)
    doors = [f"/{kind}s/{made.public_id}", f"/{kind}s"]
    held = "cost_comparison" if kind == "offer" else "budget_low"
    for reader, tier in ((None, 0), (stranger, 1), (moderator, 1), (cleared, 2), (owner, 2)):
        for door in doors:
            answer = send("get", door, token=token(reader) if reader else "")
            text, data = answer.content.decode(), answer.json()
            shown = data["items"][0] if "items" in data else data
            assert ("LEAK-NDA" in text) == ("confidential_details" in shown) == (tier >= 2), (reader, door)
            assert (held in shown) == (tier >= 1), (reader, door)
            assert ("LEAK-SIGNED" in text) == (tier >= 1 and kind == "offer"), (reader, door)
            assert "example.org" not in text


def test_a_condition_does_not_betray_a_hidden_organisation(
    send: Any,
    publish: Any,
    representative: Account,
    stranger: Account,
    organisation: Organisation,
    token: Any,
) -> None:
    held_back = {"organisation": organisation.public_id}
    hidden = publish("need", representative, **held_back, field_tiers={"organisation": "after_nda"})
    half = publish("need", representative, **held_back, field_tiers={"organisation": "signed_in"})
    shown = publish("need", representative, **held_back)
    for condition in (f"organisation={organisation.public_id}", "country=SG"):

        def found(reader: Account | None, condition: str = condition) -> set[str]:
            answer = send("get", f"/needs?{condition}", token=token(reader) if reader else "")
            return {one["id"] for one in answer.json()["items"]}

        assert found(None) == {shown.public_id}
        assert found(stranger) == {shown.public_id, half.public_id}
        assert found(representative) == {shown.public_id, half.public_id, hidden.public_id}


def test_lists_are_narrowed(send: Any, conforms: Any, publish: Any, owner: Account, token: Any) -> None:
    first = publish("need", owner)
    second = publish("need", owner, kind="public", challenge="human_health")
    services.create_need(actor=owner, fields=NEED)

    def ids(query: str, text: str = "") -> list[str]:
        page = conforms(send("get", f"/needs{query}", token=text), "get", "/needs")
        return [one["id"] for one in page["items"]]

    assert ids("") == [second.public_id, first.public_id]
    assert ids("?kind=public") == [second.public_id]
    assert ids("?kind=public,market&challenge=energy_security") == [first.public_id]
    assert ids("?state=expired") == []
    assert ids("?state=draft") == []
    assert len(ids("?mine=true", token(owner))) == 3
    assert len(ids("?mine=true&state=draft", token(owner))) == 1


def test_pages_of_drafts_and_a_cursor_of_another_list(send: Any, owner: Account, token: Any) -> None:
    mine = token(owner)
    for number in range(5):
        services.create_need(actor=owner, fields={**NEED, "title": f"Need {number}"})
    first = send("get", "/needs?mine=true&limit=2", token=mine)
    assert first.headers["Link"].endswith('rel="next"')
    cursor = first.json()["next"]
    for query in (f"kind=market&cursor={cursor}", f"cursor={cursor}", f"mine=true&cursor={cursor}x"):
        assert send("get", f"/needs?{query}", token=mine).status_code == 422, query
    assert send("get", f"/offers?mine=true&cursor={cursor}", token=mine).status_code == 422
    seen, cursor = [], ""
    while cursor is not None:
        page = send("get", f"/needs?mine=true&limit=2&cursor={cursor}", token=mine).json()
        seen += [one["title"]["en"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ["Need 4", "Need 3", "Need 2", "Need 1", "Need 0"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 7),
    limit=st.integers(1, 4),
    inserts=st.lists(st.integers(0, 2), max_size=8),
    same_moment=st.booleans(),
)
def test_inserts_move_nothing(
    send: Any, account: Any, start: int, limit: int, inserts: list[int], same_moment: bool
) -> None:
    """Whoever pages sees everything that was there at the start exactly once, in order, whatever comes in."""
    from datetime import UTC, datetime

    from django.core.cache import cache

    cache.clear()
    Organisation.objects.all().delete()
    moments = iter(range(1000))

    def add() -> str:
        number = next(moments)
        key = "same" if same_moment else f"{number * 7919 % 1000:04}"
        made = Organisation.objects.create(
            name=f"O{number}", sort_key=key, country="DE", updated_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        return made.public_id

    there = {add() for _ in range(start)}
    waiting, seen, cursor = iter(inserts), [], ""
    while cursor is not None:
        page = send("get", f"/organisations?limit={limit}&cursor={cursor}").json()
        seen += [(one["name"]["en"], one["id"]) for one in page["items"]]
        cursor = page["next"]
        for _ in range(next(waiting, 0)):
            add()
    ids = [one for _, one in seen]
    assert len(ids) == len(set(ids))
    assert there <= set(ids)
    rows = list(Organisation.objects.filter(public_id__in=ids).order_by("sort_key", "public_id"))
    assert ids == [row.public_id for row in rows]


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_lists_cost_the_same_however_long(
    send: Any,
    publish: Any,
    representative: Account,
    organisation: Organisation,
    token: Any,
    django_assert_num_queries: Any,
    kind: str,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    text = token(representative)
    publish(kind, representative, organisation=organisation.public_id)
    send("get", f"/{kind}s", token=text)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(send("get", f"/{kind}s?limit=50", token=text).json()["items"]) == 1
    for _ in range(29):
        publish(kind, representative, organisation=organisation.public_id)
    with django_assert_num_queries(len(one)):
        assert len(send("get", f"/{kind}s?limit=50", token=text).json()["items"]) == 30


def test_the_body_of_an_answer_is_plain_json(send: Any, publish: Any, owner: Account) -> None:
    publish("need", owner)
    text = send("get", "/needs").content.decode()
    assert "适用于寒冷港口的固态电解质" in text
    assert json.loads(text)["items"][0]["must_haves"][0]["low"] == 400.0
