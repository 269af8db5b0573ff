"""The front page: the world in the page and at its own address, and the ways in."""

import gzip
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.web.conftest import World
from tests.web.reading import Page

from scibridge.domain.exchange.states import Challenge
from scibridge.flows.world import pairs, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def pictures(html: str) -> list[str]:
    return re.findall(r'(?:src|srcset)="(/world/[^"]+)"', html)


@pytest.mark.parametrize(("language", "view"), [("en", "atlantic"), ("zh-hans", "pacific")])
def test_each_reader_gets_the_world_of_their_maps(client: Client, language: str, view: str) -> None:
    html = client.get(f"/{language}/").content.decode()
    found = pictures(html)
    assert [one.rpartition(f"-{view}-")[2] for one in found] == [
        "narrow-dark.svg",
        "wide-dark.svg",
        "narrow-light.svg",
        "wide-light.svg",
    ]
    assert {client.get(one).status_code for one in found} == {200}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_appearance_holds_for_the_picture_too(client: Client, theme: str) -> None:
    client.cookies["theme"] = theme
    found = pictures(client.get("/en/").content.decode())
    assert [one.rpartition("-atlantic-")[2] for one in found] == [f"narrow-{theme}.svg", f"wide-{theme}.svg"]


def test_a_drawing_may_be_kept_for_ever(client: Client) -> None:
    address = pictures(client.get("/en/").content.decode())[-1]
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == "image/svg+xml"
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert packed.headers["X-Content-Type-Options"] == "nosniff"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Cookie" not in packed.headers["Vary"]
    assert not packed.cookies
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert plain.content.startswith(b"<svg ")
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "{key}-atlantic-wide-sepia",
        "{key}-arctic-wide-light",
        "{key}-atlantic-huge-light",
        "0000000000000000-atlantic-wide-light",
        "..-atlantic-wide-light",
        "world",
    ],
)
def test_other_addresses_are_no_pictures(client: Client, name: str) -> None:
    key = picture.draw().key
    assert client.get(f"/world/{name.format(key=key)}.svg").status_code == 404


def test_the_world_is_told_in_words_too(world: World, client: Client) -> None:
    page = Page(client.get("/en/").content.decode())
    texts = " ".join(text for text, _ in page.texts)
    assert "A dot for each place with organisations: 1 of them in 1 country or region." in texts
    assert "Arcs join" not in texts
    assert (
        page.all("img")[0]["alt"]
        == "A map of the world drawn by its institutions alone: dots, without borders"
    )


def test_an_empty_world_says_so(client: Client) -> None:
    html = client.get("/zh-hans/").content.decode()
    assert "这张世界地图正等待第一个点" in html
    assert "world-arcs" not in html


def test_arcs_are_lines_between_two_marks(world: World, client: Client, monkeypatch: Any) -> None:
    from scibridge.engines.mapping.arcs import Place

    one = pairs.Joined("a" * 12, "b" * 12, Place(53.07, 8.8), Place(30.67, 104.07), True)
    monkeypatch.setattr(picture, "joined", lambda: [one])
    html = client.get("/en/").content.decode()
    drawn = html.partition('class="world-arcs"')[2].partition("</svg>")[0]
    assert (drawn.count("<path"), drawn.count("<circle")) == (1, 2)
    assert (
        "Arcs join a published need to the offer that answers it best: 1 of them, 1 across a border." in html
    )
    assert "a" * 12 not in html


def test_every_challenge_has_its_way_in(client: Client) -> None:
    page = Page(client.get("/en/").content.decode())
    links = [str(found["href"]) for found in page.all("a")]
    for one in Challenge:
        assert f"/en/challenges/{one.value}/" in links


def test_the_picture_leads_to_the_table_of_countries(world: World, client: Client) -> None:
    caption = client.get("/en/").content.decode().partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert '<a href="/en/places/">All of them in a table</a>' in caption
