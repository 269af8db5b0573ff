"""Atom as RFC 4287 has it, of lists and searches, as a visitor sees them, asked again for nothing."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import NEED, OFFER, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import NEEDS, OFFERS

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = (
    "needs/feed/",
    "offers/feed/",
    "needs/feed/?text=solid&country=DE&challenge=energy_security",
    "match/feed/?q=solid+electrolyte",
    "match/feed/?q=固态电解质&kind=person",
    "organisations/{organisation}/feed/",
    "challenges/energy_security/feed/",
    "challenges/energy_security/feed/?country=CN",
    "places/DE/feed/",
    "places/DE/bremen/feed/",
    "needs/feed/?text=nothing+has+these+words",
)


def path(language: str, pattern: str, world: World) -> str:
    return f"/{language}/{pattern.format(organisation=world.organisation.public_id)}"


def read(response: Any) -> ET.Element:
    assert response.status_code == 200, response.content[:300]
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 - our own output


def text(element: ET.Element, name: str) -> str:
    found = element.findall(f"{ATOM}{name}")
    assert len(found) == 1, name
    return found[0].text or ""


def check(feed: ET.Element) -> None:
    """RFC 4287, section 4.1: what has to be there, once, and dates as RFC 3339 writes them."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) in {"en", "zh-Hans"}
    for name in ("id", "title", "updated"):
        assert text(feed, name)
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == text(feed, "id")
    assert all(address.startswith("http://127.0.0.1:8000/") for address in links.values())
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = []
    for entry in feed.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated"):
            assert text(entry, name)
        ids.append(text(entry, "id"))
        assert datetime.fromisoformat(text(entry, "updated")).tzinfo is not None
        alternate = [one for one in entry.findall(f"{ATOM}link") if one.get("rel") == "alternate"]
        assert len(alternate) == 1
        assert [one.get("type", "text") for one in entry.findall(f"{ATOM}summary")] in ([], ["text"])
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_feed_is_atom(world: World, client: Client, language: str) -> None:
    numbers = {}
    for pattern in FEEDS:
        feed = read(client.get(path(language, pattern, world)))
        check(feed)
        assert feed.get(LANG) == ("en" if language == "en" else "zh-Hans")
        numbers[pattern] = len(feed.findall(f"{ATOM}entry"))
    assert numbers["needs/feed/"] == 1
    assert numbers["organisations/{organisation}/feed/"] == 2
    assert numbers["challenges/energy_security/feed/"] == 2
    assert numbers["challenges/energy_security/feed/?country=CN"] == 0
    assert (numbers["places/DE/feed/"], numbers["places/DE/bremen/feed/"]) == (2, 2)
    assert numbers["match/feed/?q=固态电解质&kind=person"] == 1
    assert numbers["needs/feed/?text=nothing+has+these+words"] == 0


def test_an_entry_says_what_where_and_when(world: World, client: Client) -> None:
    entry = read(client.get("/zh-hans/needs/feed/")).findall(f"{ATOM}entry")[0]
    assert text(entry, "id") == f"tag:127.0.0.1,2026:need/{world.need.public_id}"
    assert text(entry, "title") == "轻型飞机用固态电池单体"
    assert text(entry, "updated").startswith(world.need.updated_at.isoformat()[:19])
    assert entry.findall(f"{ATOM}author/{ATOM}name")[0].text == "轻型飞行研究所"
    link = entry.findall(f"{ATOM}link")[0]
    assert link.get("href") == f"http://127.0.0.1:8000/zh-hans/needs/{world.need.public_id}/"


def test_the_same_id_in_both_languages_and_after_a_change(world: World, client: Client) -> None:
    def seen(address: str) -> tuple[str, str]:
        entry = read(client.get(address)).findall(f"{ATOM}entry")[0]
        return text(entry, "id"), text(entry, "updated")

    before = seen("/en/needs/feed/")
    assert seen("/zh-hans/needs/feed/") == before
    assert seen("/en/challenges/energy_security/feed/")[0].startswith("tag:")
    row = Need.objects.get(pk=world.need.pk)
    NEEDS.approve_revision(
        NEEDS.update(
            row, actor=world.owner, fields={"problem": {"en": "Changed"}}, expected_version=row.version
        ),
        actor=world.moderator,
    )
    after = seen("/en/needs/feed/")
    assert after[0] == before[0]
    assert after[1] > before[1]


def test_words_in_another_language_are_marked(world: World, client: Client) -> None:
    entry = read(client.get("/zh-hans/offers/feed/")).findall(f"{ATOM}entry")[0]
    assert entry.findall(f"{ATOM}title")[0].get(LANG) == "en"
    assert read(client.get("/en/offers/feed/")).findall(f"{ATOM}entry/{ATOM}title")[0].get(LANG) is None


def test_asked_again_it_says_that_nothing_changed(world: World, client: Client) -> None:
    for pattern in FEEDS:
        address = path("en", pattern, world)
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), pattern
        since = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert since.status_code == 304, pattern
    publish(NEEDS, NEED, world.owner, world.moderator)
    tag = client.get("/en/offers/feed/").headers["ETag"]
    assert client.get("/en/needs/feed/", headers={"If-None-Match": tag}).status_code == 200


def test_whoever_asks_sees_what_a_visitor_sees(
    world: World, client: Client, as_user: Callable[[Account], Client]
) -> None:
    publish(
        OFFERS,
        OFFER | {"organisation": world.organisation.public_id, "field_tiers": {"organisation": "after_nda"}},
        world.owner,
        world.moderator,
    )
    before = {pattern: client.get(path("en", pattern, world)).content for pattern in FEEDS}
    owner = as_user(world.owner)
    assert {pattern: owner.get(path("en", pattern, world)).content for pattern in FEEDS} == before
    assert len(read(owner.get(path("en", FEEDS[5], world))).findall(f"{ATOM}entry")) == 2


def test_what_was_withdrawn_is_gone_at_once(world: World, client: Client) -> None:
    OFFERS.withdraw(world.offer, actor=world.owner)
    for address in ("/en/offers/feed/", "/en/match/feed/?q=solid+electrolyte&kind=offer"):
        assert world.offer.public_id not in client.get(address).content.decode()


def test_nothing_in_it_is_markup(world: World, client: Client) -> None:
    evil = "<script>alert(1)</script> ]]> & \u202e \x0b end"
    Need.objects.filter(pk=world.need.pk).update(title={"en": evil}, problem={"en": evil})
    response = client.get("/en/needs/feed/")
    assert b"<script>" not in response.content
    feed = read(response)
    check(feed)
    title = text(feed.findall(f"{ATOM}entry")[0], "title")
    assert title == "<script>alert(1)</script> ]]> & end"


def test_a_feed_is_bounded_and_costs_the_same(world: World, client: Client) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught.captured_queries)

    addresses = [path("en", pattern, world) for pattern in (FEEDS[0], FEEDS[1], FEEDS[5], FEEDS[6])]
    before = {address: count(address) for address in addresses}
    fields = {"organisation": world.organisation.public_id}
    for _number in range(30):
        publish(NEEDS, NEED | fields, world.owner, world.moderator)
        publish(OFFERS, OFFER | fields, world.owner, world.moderator)
    assert {address: count(address) for address in addresses} == before
    assert max(before.values()) <= 20
    for _number in range(20):
        publish(NEEDS, NEED, world.owner, world.moderator)
    assert len(read(client.get("/en/needs/feed/")).findall(f"{ATOM}entry")) == 50


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("needs/", "/en/needs/feed/"),
        ("needs/?text=solid&country=DE&page=2", "/en/needs/feed/?text=solid&country=DE"),
        ("offers/?kind=technology", "/en/offers/feed/?kind=technology"),
        ("match/?q=solid+cell&kind=offer", "/en/match/feed/?q=solid+cell&kind=offer"),
    ],
)
def test_the_page_names_its_feed_with_its_conditions(
    world: World, client: Client, page: str, feed: str
) -> None:
    html = client.get(f"/en/{page}").content.decode()
    named = [found["href"] for found in Page(html).all("link") if found.get("type") == "application/atom+xml"]
    assert named == [feed]
    read(client.get(feed))


def test_an_organisations_page_names_its_feed(world: World, client: Client) -> None:
    html = client.get(f"/en/organisations/{world.organisation.public_id}/").content.decode()
    assert f'href="/en/organisations/{world.organisation.public_id}/feed/"' in html


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("match/feed/", 400),
        ("challenges/boredom/feed/", 404),
        ("organisations/zzzzzzzzzzzz/feed/", 404),
        ("needs/feed/?kind=nonsense&country=XX", 200),
    ],
)
def test_odd_addresses(db: None, client: Client, address: str, status: int) -> None:
    assert client.get(f"/en/{address}").status_code == status
    assert client.post(f"/en/{address}").status_code == 405
