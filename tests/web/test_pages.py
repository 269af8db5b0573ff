"""Every page answers in both languages, with and without data; nothing inline; queries do not grow."""

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
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.registry.services.facilities import register_facility
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.domain.registry.services.people import add_affiliation, register_person
from scibridge.flows.indexing.updating import bring_up_to_date

LANGUAGES = ("en", "zh-hans")
EMPTY = [
    "",
    "needs/",
    "offers/",
    "organisations/",
    "people/",
    "facilities/",
    "about/",
    "help/",
    "privacy/",
    "match/",
    "accounts/login/",
    "accounts/signup/",
    "accounts/password/reset/",
]
OPEN = [
    "match/?q=solid+electrolyte",
    "match/?q=solid+electrolyte&kind=offer",
    "match/?q=固态电解质&kind=person",
    "needs/{need}/",
    "offers/{offer}/",
    "organisations/{organisation}/",
    "people/{person}/",
    "facilities/{facility}/",
    "needs/?text=solid&country=DE&challenge=energy_security&kind=market",
    "organisations/?text=flight&type=institute",
    "facilities/?access=on_site&terms=paid",
    "people/?text=zhang&country=CN",
]
OWN = [
    "me/",
    "me/profile/",
    "me/tokens/",
    "needs/new/",
    "offers/new/",
    "needs/new/?text=固态电池",
    "needs/{need}/edit/",
    "offers/{offer}/edit/",
    "needs/{draft}/",
    "needs/{draft}/edit/",
    "needs/{need}/history/",
    "offers/{offer}/history/",
    "needs/{need}/matches/",
    "offers/{offer}/matches/",
    "records/organisation/{organisation}/correct/",
    "records/person/{person}/correct/",
    "records/facility/{facility}/correct/",
    "people/{person}/claim/",
    "records/organisation/{organisation}/contact/",
    "accounts/email/",
    "accounts/password/change/",
    "accounts/2fa/",
    "accounts/3rdparty/",
    "claims/a:b:c/",
]


def address(language: str, path: str, world: World) -> str:
    names = ("need", "offer", "organisation", "person", "facility", "draft")
    ids = {name: getattr(world, name).public_id for name in names}
    return f"/{language}/{path.format(**ids)}"


def check(response: Any, language: str) -> Page:
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    page = Page(response.content.decode())
    assert page.all("html")[0]["lang"] == ("en" if language == "en" else "zh-Hans")
    assert not [found for _, found in page.attributes if "style" in found]
    assert not [name for _, found in page.attributes for name in found if name.startswith("on")]
    assert not [found for found in page.all("script") if not found.get("src") and found.get("type") is None]
    assert len(page.all("h1")) == 1
    assert "VARIABLE_MISSING" not in page.html
    labelled = {found["for"] for found in page.all("label") if found.get("for")}
    for tag in ("input", "select", "textarea"):
        for found in page.all(tag):
            if found.get("type") in {"hidden", "submit"} or found.get("aria-label"):
                continue
            assert found.get("id") in labelled or found.get("type") in {"checkbox", "radio"}, found
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EMPTY)
def test_a_page_of_an_empty_platform(client: Client, language: str, path: str) -> None:
    cache.clear()
    page = check(client.get(f"/{language}/{path}"), language)
    assert not [found for found in page.all("p") if found.get("class") == "fictional"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_open_page(world: World, client: Client, language: str) -> None:
    for path in OPEN:
        page = check(client.get(address(language, path, world)), language)
        assert [found for found in page.all("p") if found.get("class") == "fictional"], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_own_page(world: World, as_user: Callable[[Account], Client], language: str) -> None:
    visitor = as_user(world.owner)
    for path in OWN:
        check(visitor.get(address(language, path, world)), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_moderators_pages(world: World, as_user: Callable[[Account], Client], language: str) -> None:
    NEEDS.submit(NEEDS.create(actor=world.owner, fields=NEED), actor=world.owner)
    visitor = as_user(world.moderator)
    page = check(visitor.get(f"/{language}/moderation/"), language)
    links = [found["href"] for found in page.all("a") if "/moderation/need/" in (found.get("href") or "")]
    assert len(links) == 1
    check(visitor.get(links[0] or ""), language)


def test_titles_differ(world: World, client: Client) -> None:
    titles = []
    for path in ("", "needs/", "offers/", "needs/{need}/", "offers/{offer}/", "people/{person}/"):
        html = client.get(address("en", path, world)).content.decode()
        titles.append(re.findall(r"<title>(.*?)</title>", html, re.DOTALL)[0])
    assert len(set(titles)) == len(titles)


def test_language_switch_keeps_the_page_and_its_query(world: World, client: Client) -> None:
    page = Page(client.get("/en/needs/?text=solid&page=1").content.decode())
    alternates = {found.get("hreflang"): found["href"] for found in page.all("link") if found.get("hreflang")}
    assert str(alternates["zh-Hans"]).endswith("/zh-hans/needs/")
    switch = next(found for found in page.all("a") if found.get("hreflang") == "zh-Hans")
    assert switch["href"] == "/zh-hans/needs/?text=solid&page=1"


def thirty_more(world: World) -> None:
    for number in range(29):
        organisation = register_organisation(
            actor=None,
            values={"name": {"en": f"Flight Laboratory {number}"}, "country": "DE", "types": ["institute"]},
        )
        person = register_person(actor=None, values={"name": {"en": f"Wei {number} Zhang"}, "country": "CN"})
        add_affiliation(person=person, organisation=world.organisation, actor=None)
        register_facility(
            organisation=organisation,
            actor=None,
            values={
                "name": {"en": f"Solid electrolyte hall {number}"},
                "access_types": ["on_site"],
                "access_mode": "paid",
            },
        )
        fields = {"organisation": world.organisation.public_id}
        publish(NEEDS, NEED | fields, world.owner, world.moderator)
        publish(
            OFFERS,
            OFFER | fields | {"inventors": [{"person": person.public_id}]},
            world.owner,
            world.moderator,
        )
    bring_up_to_date()


LISTS = [
    "",
    "needs/",
    "offers/",
    "organisations/",
    "people/",
    "facilities/",
    "match/?q=solid+electrolyte",
    "match/?q=solid+electrolyte&kind=offer",
    "organisations/{organisation}/",
    "people/{person}/",
]


def queries(visitor: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert visitor.get(path).status_code == 200
    return len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_queries_do_not_grow_with_the_list(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    paths = [address("en", path, world) for path in LISTS]
    for path in paths:
        visitor.get(path)
    before = {path: queries(visitor, path) for path in paths}
    thirty_more(world)
    after = {path: queries(visitor, path) for path in paths}
    assert after == before
    assert max(after.values()) <= 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("needs/zzzzzzzzzzzz/", 404),
        ("people/A404/", 404),
        ("organisations/I404/", 404),
        ("works/W404/", 404),
        ("works/nonsense/", 404),
        ("nowhere/", 404),
        ("records/spaceship/abc/correct/", 302),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there(client: Client, path: str, status: int, language: str) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == status
    if status == 404:
        page = Page(response.content.decode())
        assert page.all("html")[0]["lang"] == ("en" if language == "en" else "zh-Hans")
        assert len(page.all("h1")) == 1


def test_without_an_index_the_page_says_what_to_do(db: None, client: Client) -> None:
    response = client.get("/zh-hans/match/?q=电池")
    assert response.status_code == 503
    assert "scibridge index rebuild" in response.content.decode()


@pytest.mark.django_db
def test_the_entrance_follows_the_reader(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9"}).headers["Location"] == "/zh-hans/"
    assert client.get("/", headers={"accept-language": "fr"}).headers["Location"] == "/en/"
    assert client.get("/healthz").json() == {"status": "ok"}
    assert b"Disallow: /en/me/" in client.get("/robots.txt").content
    assert client.get("/favicon.ico").status_code == 302


def test_an_old_address_moves_for_good(world: World, client: Client) -> None:
    gone = register_organisation(
        actor=None, values={"name": {"en": "Old Flight Institute"}, "types": ["institute"], "country": "DE"}
    )
    gone.merged_into, gone.status = world.organisation, "merged"
    gone.save()
    response = client.get(f"/en/organisations/{gone.public_id}/")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/en/organisations/{world.organisation.public_id}/"


def test_theme_is_remembered_and_nothing_else(db: None, client: Client) -> None:
    client.post("/en/theme/", {"theme": "dark", "next": "/en/about/"})
    assert Page(client.get("/en/").content.decode()).all("html")[0]["data-theme"] == "dark"
    client.post("/en/theme/", {"theme": "<script>"})
    assert "data-theme" not in Page(client.get("/en/").content.decode()).all("html")[0]


def test_the_map_of_the_site(world: World, client: Client) -> None:
    listed = client.get("/sitemap.xml").content.decode()
    sections = re.findall(r"<loc>https?://[^/]+(/sitemap-[^<]+)</loc>", listed)
    assert "/sitemap-needs-1.xml" in sections
    needs = client.get("/sitemap-needs-1.xml").content.decode()
    assert f"/en/needs/{world.need.public_id}/" in needs
    assert f"/zh-hans/needs/{world.need.public_id}/" in needs
    assert world.draft.public_id not in needs
    assert client.get("/sitemap-secrets-1.xml").status_code == 404
