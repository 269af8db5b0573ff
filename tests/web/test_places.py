"""Pages of places and challenges: what they show, to whom, in which order, at what price."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import NEED, OFFER, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services.facilities import register_facility
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.domain.registry.services.people import add_affiliation, register_person
from scibridge.flows.indexing.updating import bring_up_to_date

AsUser = Callable[[Account], Client]
TABS = ("needs", "offers", "organisations", "people", "facilities")


def linked(html: str) -> list[dict[str, Any]]:
    """What the page tells machines."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    graph: list[dict[str, Any]] = json.loads(found[0])["@graph"]
    return graph


def read(client: Client, path: str, language: str = "en") -> str:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def post(world: World, desk: Any, fields: dict[str, Any], organisation: Organisation) -> Any:
    """Published by the owner, who is made a member of the organisation."""
    grant_role(
        account=world.owner,
        role=Role.MEMBER,
        on_kind=ORGANISATION,
        on_id=organisation.public_id,
        actor=None,
    )
    owner = Account.objects.get(pk=world.owner.pk)
    return publish(desk, fields | {"organisation": organisation.public_id}, owner, world.moderator)


def test_a_place_shows_who_is_there_and_what_they_need(world: World, client: Client) -> None:
    for path in ("places/DE/", "places/DE/bremen/"):
        english, chinese = read(client, path), read(client, path, "zh-hans")
        for html, words in (
            (english, ("Solid-state cell for light aircraft", "Institute of Light Flight", "Wei Zhang")),
            (chinese, ("轻型飞机用固态电池单体", "轻型飞行研究所", "张伟")),
        ):
            assert [word for word in (*words, "Battery abuse test hall") if word not in html] == []
        assert "Nothing is registered here yet." not in english
    # The city has both names, and a way up.
    html = read(client, "places/DE/bremen/", "zh-hans")
    page = Page(html)
    assert "<h1>不来梅</h1>" in html
    assert "Bremen" in page.in_language("en")
    steps = next(one for one in linked(html) if one["@type"] == "BreadcrumbList")["itemListElement"]
    assert [one["name"] for one in steps] == ["首页", "地区", "德国", "不来梅"]
    about = next(one for one in linked(html) if one["@type"] == "CollectionPage")["about"]
    assert (about["@type"], about["name"], about["alternateName"]) == ("City", "不来梅", ["Bremen"])
    assert about["geo"] == {"@type": "GeoCoordinates", "latitude": 53.07, "longitude": 8.8}


ANSWERS = {
    "places/de/": 301,
    "places/de/bremen/": 301,
    "places/XX/": 404,
    "places/DEU/": 404,
    "places/DE/nowhere/": 404,
    "places/IS/": 200,
    "challenges/nothing/": 404,
}


@pytest.mark.django_db
def test_what_is_not_there(client: Client) -> None:
    assert {path: client.get(f"/en/{path}").status_code for path in ANSWERS} == ANSWERS


def test_places_are_found_in_either_language(world: World, client: Client) -> None:
    for words in ("bremen", "不来梅", "BREM"):
        assert "/en/places/DE/bremen/" in read(client, f"places/?text={words}")
    for words in ("germany", "德国", "de"):
        assert 'href="/en/places/DE/"' in read(client, f"places/?text={words}")
    assert "No place of that name is known here." in read(client, "places/?text=atlantis")


def test_each_list_of_a_place_and_a_challenge(world: World, client: Client) -> None:
    for tab in TABS:
        assert 'class="list' in read(client, f"places/DE/?show={tab}")
        listed = 'class="list' in read(client, f"challenges/energy_security/?show={tab}")
        assert listed == (tab != "facilities")  # the offer names none
        assert "None here yet." in read(client, f"challenges/climate_change/?show={tab}")


def test_organisations_by_type(world: World, client: Client) -> None:
    register_organisation(
        actor=None, values={"name": {"en": "Bremen Clinic"}, "country": "DE", "types": ["hospital"]}
    )
    bring_up_to_date()
    hospitals = read(client, "places/DE/?show=organisations&type=hospital")
    assert "Bremen Clinic" in hospitals
    assert "Institute of Light Flight" not in hospitals


def test_a_challenge_puts_first_what_asks_for_an_answer(world: World, client: Client) -> None:
    topic = [{"id": "T9", "name": {"en": "Anodes"}}]
    publish(OFFERS, OFFER | {"topics": topic}, world.owner, world.moderator)
    publish(NEEDS, NEED | {"title": {"en": "Answered"}, "topics": topic}, world.owner, world.moderator)
    bring_up_to_date()
    html = read(client, "challenges/energy_security/")
    assert html.index("Solid-state cell for light aircraft") < html.index("Answered")
    assert html.count("Asking for an answer</span>") == 1
    assert "Feeding everyone" not in html


def test_a_challenge_narrows_by_country_and_kind(world: World, client: Client) -> None:
    publish(NEEDS, NEED | {"title": {"en": "Nobody's need"}}, world.owner, world.moderator)
    bring_up_to_date()
    everywhere = read(client, "challenges/energy_security/?show=needs")
    germany = read(client, "challenges/energy_security/?show=needs&country=DE")
    assert "Nobody's need" in everywhere.replace("&#x27;", "'")
    assert "Nobody" not in germany
    assert "Solid-state cell" in germany
    assert "Solid-state cell" not in read(client, "challenges/energy_security/?show=needs&kind=public")
    # A country from which nothing is posted is no filter.
    assert "Nobody" in read(client, "challenges/energy_security/?show=needs&country=IS")


def test_a_held_back_organisation_shows_through_no_place(world: World, client: Client) -> None:
    hidden = register_organisation(
        actor=None,
        values={
            "name": {"en": "Hidden Works"},
            "country": "IS",
            "types": ["company"],
            "place": {"en": "Vik"},
        },
    )
    fields = {"field_tiers": {"organisation": "after_nda"}, "title": {"en": "LEAK need of the hidden works"}}
    post(world, NEEDS, NEED | fields, hidden)
    bring_up_to_date()
    for path in (
        "places/IS/",
        "places/IS/vik/",
        "places/IS/?show=needs",
        f"organisations/{hidden.public_id}/",
    ):
        assert "LEAK" not in read(client, path), path
    assert "LEAK" in read(client, "challenges/energy_security/?show=needs")
    for path in ("challenges/energy_security/", "challenges/energy_security/?show=organisations"):
        html = read(client, path)
        assert "Iceland" not in html, path
        assert "Hidden Works" not in html, path
    row = re.search(r'href="/en/places/IS/".*?</tr>', read(client, "places/"), re.DOTALL)
    assert row is not None
    assert re.findall(r'class="number">(\d+)<', row[0]) == ["1", "0", "0", "0", "0"]


def more(world: World, number: int) -> None:
    for one in range(number):
        organisation = register_organisation(
            actor=None,
            values={
                "name": {"en": f"Flight Laboratory {one}"},
                "country": "DE",
                "place": {"en": f"Town {one}"} if one % 2 else {"en": "Bremen", "zh-hans": "不来梅"},
                "types": ["institute", "company"],
            },
        )
        person = register_person(actor=None, values={"name": {"en": f"Wei {one} Zhang"}, "country": "DE"})
        add_affiliation(person=person, organisation=organisation, actor=None)
        hall = {"name": {"en": f"Hall {one}"}, "access_types": ["on_site"], "access_mode": "paid"}
        facility = register_facility(organisation=organisation, actor=None, values=hall)
        topics = {"topics": [{"id": f"T{one}", "name": {"en": f"Topic {one}"}}]}
        post(world, NEEDS, NEED | topics, organisation)
        behind = {"inventors": [{"person": person.public_id}], "facilities": [facility.public_id]}
        post(world, OFFERS, OFFER | topics | behind, organisation)
    bring_up_to_date()


PAGES = [
    "places/",
    "places/?text=to",
    "places/DE/",
    "places/DE/bremen/",
    *(f"places/DE/?show={tab}" for tab in TABS),
    "challenges/",
    "challenges/energy_security/",
    "challenges/energy_security/?country=DE",
    *(f"challenges/energy_security/?show={tab}" for tab in TABS),
]


def queries(visitor: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert visitor.get(f"/en/{path}").status_code == 200
    return len(caught)


def test_queries_do_not_grow(world: World, as_user: AsUser) -> None:
    visitor = as_user(world.reader)
    more(world, 1)
    for path in PAGES:
        visitor.get(f"/en/{path}")
    before = {path: queries(visitor, path) for path in PAGES}
    more(world, 29)
    after = {path: queries(visitor, path) for path in PAGES}
    assert after == before
    assert max(after.values()) <= 40
