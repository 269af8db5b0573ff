"""Pages kept for the next visitor: only what all see alike, and never older than the last commit."""

import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from tests.everything import MODERATOR, OWNER, VISITOR, build, come
from tests.pages import PAGES

from scibridge.domain.registry.models import Organisation
from scibridge.web import shared

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"')


@pytest.fixture
def commits(monkeypatch):
    """The revision as a test says it is; SQLite in memory cannot tell."""
    number = [1]
    monkeypatch.setattr(shared, "revision", lambda: None if number[0] is None else str(number[0]))
    caches["pages"].clear()
    yield number
    caches["pages"].clear()


@pytest.fixture
def made(monkeypatch):
    """How many pages were made by a view and kept."""
    kept = []
    monkeypatch.setattr(shared, "_is_for_all", lambda *given: kept.append(1) or _is_for_all(*given))
    return kept


_is_for_all = shared._is_for_all


def read(address, client=None, **more):
    return (client or Client()).get(address, **more)


@pytest.mark.django_db
def test_the_next_visitor_gets_the_page_that_was_made(commits, made):
    first, second = read("/en/organisations/"), read("/en/organisations/")
    assert len(made) == 1
    assert first.status_code == second.status_code == 200
    assert TOKEN.sub("", first.text) == TOKEN.sub("", second.text)
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Cookie" in second.headers["Vary"]
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_each_visitor_has_a_token_of_its_own_that_works(commits, made):
    pages = []
    for _visitor in range(3):
        client = Client(enforce_csrf_checks=True)
        page = read("/en/about/", client)
        token = TOKEN.search(page.text)[1]
        answer = client.post("/en/theme/", {"theme": "dark", "csrfmiddlewaretoken": token, "next": "/en/"})
        assert answer.status_code == 302
        pages.append((token, client.cookies[settings.CSRF_COOKIE_NAME].value, page.text))
    assert len(made) == 1
    assert len({token for token, _, _ in pages}) == len({cookie for _, cookie, _ in pages}) == 3
    assert not any("\0" in page for _, _, page in pages)
    stranger = Client(enforce_csrf_checks=True)
    taken = {"theme": "dark", "csrfmiddlewaretoken": pages[0][0]}
    assert stranger.post("/en/theme/", taken).status_code == 403


def test_a_commit_shows_at_once(world, commits, made):
    address = f"/en/organisations/{world.organisation.public_id}/"
    assert "Institute for Slow Light" not in read(address).text
    Organisation.objects.filter(pk=world.organisation.pk).update(name={"en": "Institute for Slow Light"})
    commits[0] += 1
    assert "Institute for Slow Light" in read(address).text
    assert len(made) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "differently",
    [
        {"address": "/zh-hans/organisations/"},
        {"address": "/en/organisations/?page=1"},
        {"headers": {"host": "localhost"}},
        {"cookies": {"theme": "dark"}},
        {"index": "another"},
        {"secure": True},
    ],
)
def test_whatever_makes_another_page_is_told_apart(commits, made, monkeypatch, differently):
    read("/en/organisations/")
    client = Client()
    for name, value in differently.pop("cookies", {}).items():
        client.cookies[name] = value
    if index := differently.pop("index", ""):
        kept = type("Index", (), {"version": index})
        monkeypatch.setattr(shared, "current_index", lambda: kept)
    read(differently.pop("address", "/en/organisations/"), client, **differently)
    assert len(made) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "messages", "anything"])
def test_a_visitor_with_another_cookie_is_neither_shown_nor_kept_a_page(commits, made, cookie):
    client = Client()
    client.cookies[cookie] = "x"
    read("/en/organisations/", client)
    read("/en/organisations/", client)
    assert made == []


@pytest.mark.django_db
def test_what_htmx_asks_for_is_kept_apart(commits, made):
    for _time in range(2):
        read("/en/organisations/", headers={"HX-Request": "true"})
        read("/en/organisations/")
    assert len(made) == 2


@pytest.mark.django_db
def test_errors_and_what_cannot_be_told_are_not_kept(commits, made):
    Client().head("/en/organisations/")
    commits[0] = None
    read("/en/organisations/")
    assert made == []
    commits[0] = 5
    assert read("/en/organisations/zzzzzzzzzzzz/").status_code == 404
    assert read("/en/organisations/zzzzzzzzzzzz/").status_code == 404
    assert made == []


@pytest.mark.django_db
def test_what_others_saw_before_never_reaches_a_visitor(commits):
    every = build()
    open_pages = [one for one in PAGES if one.who == VISITOR and one.status == 200 and one.prepare is None]
    addresses = [f"/en/{every.path(one.path)}" for one in open_pages if "accounts/" not in one.path]
    plain = {address: TOKEN.sub("", read(address).text) for address in addresses}
    caches["pages"].clear()
    for who in (OWNER, MODERATOR):
        client = come(every, who)
        for address in addresses:
            client.get(address)
    for _time in range(2):
        different = [one for one in addresses if TOKEN.sub("", read(one).text) != plain[one]]
        assert different == []
