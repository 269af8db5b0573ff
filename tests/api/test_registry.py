"""Organisations, people and facilities over HTTP."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import merge_organisations, register_facility, register_person

pytestmark = pytest.mark.django_db
ORGANISATION = {
    "name": {"en": "Bridge Institute", "zh-hans": "桥梁研究所"},
    "names": [{"value": "Brückeninstitut", "language": "de", "kind": "alias"}],
    "types": ["institute"],
    "country": "DE",
    "place": {"en": "Kiel"},
    "latitude": 54.3,
    "longitude": 10.1,
    "identifiers": [{"scheme": "ror", "value": "https://ror.org/013meh722"}],
    "contact_address": "leak@bridge.example",
}
FACILITY = {
    "name": {"en": "Dry room 3"},
    "techniques": {"en": ["slurry casting"]},
    "access_types": ["on_site", "mail_in"],
    "access_mode": "paid",
    "eligible_countries": ["SG", "DE"],
    "eligibility_reason": {"en": "Funded by both."},
    "contact_address": "leak@dry.example",
}


def test_an_organisation_registered_read_changed(
    send: Any, conforms: Any, owner: Account, stranger: Account, token: Any
) -> None:
    mine = token(owner)
    made = conforms(send("post", "/organisations", ORGANISATION, token=mine), "post", "/organisations")
    path = f"/organisations/{made['id']}"
    read = send("get", path)
    assert conforms(read, "get", "/organisations/{public_id}") == made
    assert "leak@" not in read.content.decode()
    change = {"summary": "It builds bridges.", "expected_version": made["version"]}
    assert send("patch", path, change, token=token(stranger)).status_code == 403
    assert send("patch", path, {"summary": "x"}, token=mine).status_code == 428
    changed = conforms(send("patch", path, change, token=mine), "patch", "/organisations/{public_id}")
    assert changed["summary"] == {"en": "It builds bridges."}
    assert send("patch", path, change, token=mine).status_code == 412
    etag = send("get", path).headers["ETag"]
    assert send("patch", path, {"region": "S-H"}, token=mine, headers={"If-Match": etag}).status_code == 200
    taken = send("post", "/organisations", ORGANISATION, token=mine)
    assert [(one["field"], one["code"]) for one in taken.json()["errors"]] == [("identifiers", "taken")]


def test_organisations_are_found(send: Any, conforms: Any, owner: Account, token: Any) -> None:
    made = send("post", "/organisations", ORGANISATION, token=token(owner)).json()

    def names(query: str) -> list[str]:
        page = conforms(send("get", f"/organisations?{query}"), "get", "/organisations")
        return [one["name"]["en"] for one in page["items"]]

    for query in (
        "q=bruckeninstitut",
        "q=桥梁",
        "country=de",
        "type=institute,company",
        "identifier=ror:013meh722",
        "origin=platform",
    ):
        assert names(query) == ["Bridge Institute"], query
    assert names("country=CN") == []
    assert names("status=merged") == []
    assert made["domains"] == []


def test_a_merged_record_leads_to_the_other(
    send: Any, owner: Account, moderator: Account, organisation: Organisation, token: Any
) -> None:
    made = send("post", "/organisations", ORGANISATION, token=token(owner)).json()
    gone = Organisation.objects.get(public_id=made["id"])
    merge_organisations(gone=gone, survivor=organisation, reason="the same", actor=moderator)
    moved = send("get", f"/organisations/{made['id']}")
    assert moved.status_code == 308
    assert moved.headers["Location"] == f"/api/v1/organisations/{organisation.public_id}"
    assert made["id"] in send("get", f"/organisations/{organisation.public_id}").json()["absorbed"]


def test_a_person_and_where_they_are(
    send: Any, conforms: Any, owner: Account, stranger: Account, organisation: Organisation, token: Any
) -> None:
    mine = token(owner)
    body = {"name": {"en": "Lin Wei", "zh-hans": "林伟"}, "country": "CN", "expertise": {"en": ["batteries"]}}
    made = conforms(send("post", "/people", body, token=mine), "post", "/people")
    path = f"/people/{made['id']}"
    where = {"organisation": organisation.public_id, "from_year": 2020, "role": "engineer"}
    assert send("post", f"{path}/affiliations", where, token=token(stranger)).status_code == 403
    there = conforms(
        send("post", f"{path}/affiliations", where, token=mine), "post", "/people/{public_id}/affiliations"
    )
    assert there["affiliations"][0]["organisation"]["id"] == organisation.public_id
    nowhere = send("post", f"{path}/affiliations", {"organisation": "zzz"}, token=mine)
    assert nowhere.json()["errors"][0]["field"] == "organisation"
    found = conforms(
        send("get", f"/people?organisation={organisation.public_id}&q=wei+lin"), "get", "/people"
    )
    assert [one["id"] for one in found["items"]] == [made["id"]]
    current = send("get", path).json()["version"]
    changed = send("patch", path, {"website": "https://a.example", "expected_version": current}, token=mine)
    assert conforms(changed, "patch", "/people/{public_id}")["website"] == "https://a.example"
    assert changed.json()["claimed"] is False


def test_a_facility_and_its_terms(
    send: Any,
    conforms: Any,
    owner: Account,
    representative: Account,
    organisation: Organisation,
    token: Any,
) -> None:
    body, mine = {**FACILITY, "organisation": organisation.public_id}, token(representative)
    assert send("post", "/facilities", body, token=token(owner)).status_code == 403
    assert send("post", "/facilities", FACILITY, token=mine).json()["errors"][0]["code"] == "required"
    made = conforms(send("post", "/facilities", body, token=mine), "post", "/facilities")
    path = f"/facilities/{made['id']}"
    assert "leak@" not in send("get", path).content.decode()
    assert conforms(send("get", path), "get", "/facilities/{public_id}") == made
    for query in ("q=slurry", "access_type=mail_in", "access_mode=paid", "country=SG"):
        page = conforms(send("get", f"/facilities?{query}"), "get", "/facilities")
        assert [one["id"] for one in page["items"]] == [made["id"]], query
    closed = {"status": "closed", "access_mode": "free", "expected_version": made["version"]}
    changed = conforms(send("patch", path, closed, token=mine), "patch", "/facilities/{public_id}")
    assert (changed["status"], changed["access_mode"]) == ("closed", "free")
    assert send("get", "/facilities").json()["items"] == []
    back = {"status": "paused", "name": {"en": "x"}, "expected_version": changed["version"]}
    assert send("patch", path, back, token=mine).status_code == 409
    assert send("get", path).json()["name"] == FACILITY["name"], (
        "a refused step undoes the rest of the change"
    )


@pytest.mark.parametrize("noun", ["organisations", "people", "facilities"])
def test_lists_cost_the_same_however_long(
    send: Any, organisation: Organisation, django_assert_num_queries: Any, noun: str
) -> None:
    def add(number: int) -> None:
        if noun == "people":
            register_person(actor=None, values={"name": f"P {number}"})
        elif noun == "facilities":
            register_facility(
                organisation=organisation, actor=None, values={**FACILITY, "name": f"F {number}"}
            )
        else:
            Organisation.objects.create(name=f"O {number}", sort_key=f"o {number}", country="DE")

    add(0)
    with CaptureQueriesContext(connection) as one:
        send("get", f"/{noun}?limit=50")
    for number in range(1, 30):
        add(number)
    with django_assert_num_queries(len(one)):
        assert len(send("get", f"/{noun}?limit=50").json()["items"]) >= 30
