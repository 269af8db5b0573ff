"""The head of every page: one address, both languages, what it is about; data that cannot break out."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from tests.everything import VISITOR, build
from tests.kept import kept
from tests.pages import PAGES
from tests.web.conftest import World
from tests.web.reading import Page

from scibridge.web.landing import Landing, clipped, crumb, data_block, from_home

SITE = "http://127.0.0.1:8000"


def head(client: Client, path: str) -> Page:
    return Page(client.get(path).content.decode())


def metas(page: Page) -> dict[str, str]:
    return {
        str(found.get("property") or found.get("name")): str(found["content"])
        for found in page.all("meta")
        if found.get("content")
    }


@pytest.mark.django_db
def test_one_address_for_a_page_whatever_its_query(client: Client) -> None:
    page = head(client, "/zh-hans/organisations/?text=x&page=3&utm_source=mail")
    links = {(found["rel"], found.get("hreflang")): str(found["href"]) for found in page.all("link")}
    own = "http://127.0.0.1:8000/zh-hans/organisations/"
    assert links[("canonical", None)] == metas(page)["og:url"] == own
    english = "http://127.0.0.1:8000/en/organisations/"
    assert links[("alternate", "en")] == links[("alternate", "x-default")] == english
    assert links[("alternate", "zh-Hans")] == own
    assert metas(page)["og:locale"] == "zh_CN"
    assert metas(page)["og:locale:alternate"] == "en_GB"


@pytest.mark.django_db
def test_a_page_that_is_not_there_has_no_address(client: Client) -> None:
    assert 'rel="canonical"' not in client.get("/en/needs/zzzzzzzzzzzz/").content.decode()


WANTED = {"og:title", "og:type", "og:url", "og:site_name", "og:description", "og:locale", "description"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_public_page_names_itself_and_its_twin(db: None, client: Client, language: str) -> None:
    everything, faults = kept(build), {}
    for entry in PAGES:
        if entry.who != VISITOR or entry.prepare is not None or entry.status != 200:
            continue
        asked = f"/{language}/{everything.path(entry.path)}"
        response = client.get(asked, follow=True)
        page, own = Page(response.content.decode()), SITE + response.wsgi_request.path
        links = {(one["rel"], one.get("hreflang")): str(one["href"]) for one in page.all("link")}
        told = metas(page)
        twins = {
            "en": own.replace("/zh-hans/", "/en/", 1),
            "zh-Hans": own.replace("/en/", "/zh-hans/", 1),
            "x-default": own.replace("/zh-hans/", "/en/", 1),
        }
        found = {code: links.get(("alternate", code)) for code in twins}
        wrong = sorted(WANTED - set(told))
        if links.get(("canonical", None)) != own or told.get("og:url") != own:
            wrong.append("canonical")
        if found != twins:
            wrong.append("alternates")
        if wrong:
            faults[asked] = wrong
    assert faults == {}


def test_the_title_is_said_once_and_shared(world: World, client: Client) -> None:
    page = head(client, f"/en/needs/{world.need.public_id}/")
    title = "Solid-state cell for light aircraft"
    assert metas(page)["og:title"] == title
    assert f"<title>{title} – SciBridge</title>" in page.html


@pytest.mark.parametrize("attack", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b & c"])
def test_a_data_block_cannot_be_left(attack: str) -> None:
    block = str(data_block([{"@type": "Thing", "name": attack}]))
    inner = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block, re.DOTALL)
    assert inner is not None
    assert not set("<>&\u2028") & set(inner[1])
    assert json.loads(inner[1])["@graph"][0]["name"] == attack


def test_a_description_is_one_line_cut_at_a_word() -> None:
    assert clipped("one\n two\t three") == "one two three"
    assert clipped("one two, three", 10) == "one two…"
    assert clipped("电" * 400) == "电" * 299 + "…"


def test_the_way_up_ends_at_the_page_itself(settings: Any) -> None:
    landing = Landing("Cell", crumbs=from_home(crumb("Needs", "needs")))
    found = json.loads(str(landing.linked_data).partition(">")[2].rpartition("<")[0])
    steps = [(one["position"], one["name"], one.get("item")) for one in found["@graph"][0]["itemListElement"]]
    site = settings.SITE_ADDRESS
    assert steps == [(1, "Home", f"{site}/en/"), (2, "Needs", f"{site}/en/needs/"), (3, "Cell", None)]
