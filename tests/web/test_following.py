"""Following on the pages: with and without htmx, before and after signing in, and by a mailed link alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.conftest import NEED, PASSWORD, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.services import NEEDS
from scibridge.domain.following.access import follow_link, mails_link
from scibridge.domain.following.models import Follow, Notice
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.services import deliver_due, follow_search, follow_target
from scibridge.domain.following.states import Cadence, Target

SignIn = Callable[[Account], Client]
LANGUAGES = ("en", "zh-hans")


def a_follow(world: World, **more: Any) -> Follow:
    return follow_target(
        actor=world.reader,
        target=Target.NEED,
        target_id=world.need.public_id,
        now=timezone.now(),
        **more,
    )


def noticed(world: World, number: int = 1) -> list[Notice]:
    """A saved list that told of this many needs."""
    now = timezone.now()
    search = read_search("needs", {"kind": ["public"]})
    follow_search(
        actor=world.reader, search=search, name="Public needs", now=now - timedelta(hours=3), cadence="in_app"
    )
    fields = {"kind": "public", "organisation": world.organisation.public_id}
    for _number in range(number):
        publish(NEEDS, NEED | fields, world.owner, world.moderator)
    deliver_due(now=timezone.now())
    return list(Notice.objects.all())


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({"target": "need", "target_id": "{need}"}, "need"),
        ({"target": "offer", "target_id": "{offer}"}, "offer"),
        ({"target": "organisation", "target_id": "{organisation}"}, "organisation"),
        ({"place": "match", "q": "solid electrolyte", "language": "en"}, "search"),
        ({"place": "needs", "country": ["DE", "CN"]}, "search"),
    ],
)
def test_following_and_back_to_the_page(
    world: World, as_user: SignIn, fields: dict[str, Any], target: str
) -> None:
    ids = {name: getattr(world, name).public_id for name in ("need", "offer", "organisation")}
    filled = {
        name: value.format(**ids) if isinstance(value, str) else value for name, value in fields.items()
    }
    client = as_user(world.reader)
    back = f"/zh-hans/needs/{ids['need']}/"
    for _twice in range(2):
        response = client.post("/zh-hans/me/follow/", filled | {"next": back})
        assert (response.status_code, response.headers["Location"]) == (302, back)
    row = Follow.objects.get()
    assert (row.account, row.target, row.language, row.cadence) == (
        world.reader,
        target,
        "zh-hans",
        "weekly",
    )


def test_the_button_on_the_page_does_it(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    address = f"/en/needs/{world.need.public_id}/"
    html = client.get(address).content.decode()
    form = re.search(r'<form method="post" action="/en/me/follow/".*?</form>', html, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group()))
    assert client.post("/en/me/follow/", fields).headers["Location"] == address
    html = client.get(address).content.decode()
    assert "You follow this" in html
    assert 'action="/en/me/follow/"' not in html


def test_with_htmx_only_the_button_changes(world: World, as_user: SignIn) -> None:
    client, htmx = as_user(world.reader), {"HX-Request": "true"}
    fields = {"target": "need", "target_id": world.need.public_id, "next": "/en/"}
    html = client.post("/en/me/follow/", fields, headers=htmx).content.decode()
    assert "<html" not in html
    assert "You follow this now." in html
    row = Follow.objects.get()
    change = {"name": row.name, "cadence": "daily", "language": "en"}
    html = client.post(f"/en/me/following/{row.public_id}/", change, headers=htmx).content.decode()
    assert '<option value="daily" selected>' in html
    html = client.post(f"/en/me/following/{row.public_id}/stop/", {}, headers=htmx).content.decode()
    assert "You no longer follow this." in html
    assert "<html" not in html
    assert not Follow.objects.filter(ended_at__isnull=True).exists()


def test_a_visitor_signs_in_and_it_is_done(world: World, client: Client) -> None:
    back = f"/en/needs/{world.need.public_id}/"
    fields = {"target": "need", "target_id": world.need.public_id, "next": back}
    to_sign_in = client.post("/en/me/follow/", fields).headers["Location"]
    assert to_sign_in == "/en/accounts/login/?next=/en/me/follow/"
    assert not Follow.objects.exists()
    signed_in = client.post(to_sign_in, {"login": "reader@example.org", "password": PASSWORD})
    assert signed_in.headers["Location"] == "/en/me/follow/"
    done = client.get("/en/me/follow/")
    assert done.headers["Location"] == back
    assert Follow.objects.get().account == world.reader
    # Once: opening it again does nothing.
    Follow.objects.all().delete()
    assert client.get("/en/me/follow/").headers["Location"] == "/en/me/following/"
    assert not Follow.objects.exists()


def test_a_visitor_with_htmx_is_led_there_too(world: World, client: Client) -> None:
    fields = {"target": "need", "target_id": world.need.public_id}
    response = client.post("/en/me/follow/", fields, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/en/accounts/login/?next=/en/me/follow/"


def test_a_link_alone_follows_nothing(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    client.get(f"/en/me/follow/?target=need&target_id={world.need.public_id}")
    assert not Follow.objects.exists()


def test_nobody_is_led_elsewhere(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    fields = {"target": "need", "target_id": world.need.public_id}
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert (
            client.post("/en/me/follow/", fields | {"next": evil}).headers["Location"] == "/en/me/following/"
        )


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"target": "spaceship", "target_id": "x"}, 400),
        ({"target": "need", "target_id": "\x00"}, 404),
        ({"target": "need", "target_id": "zzzzzzzzzzzz"}, 404),
        ({"place": "match"}, 400),
        ({"place": "match", "q": "x" * 6000}, 400),
        ({"place": "../../etc"}, 400),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_followed_is_said(
    world: World, as_user: SignIn, fields: dict[str, str], status: int, language: str
) -> None:
    response = as_user(world.reader).post(f"/{language}/me/follow/", fields)
    assert response.status_code == status
    assert not Follow.objects.exists()


def test_names_and_paces_are_changed_on_ones_own_page(world: World, as_user: SignIn) -> None:
    row = a_follow(world)
    client = as_user(world.reader)
    page = Page(client.get("/en/me/following/").content.decode())
    assert f"/en/needs/{world.need.public_id}/" in [found.get("href") for found in page.all("a")]
    change = {"name": "Cells\r\nBcc: x", "cadence": "daily", "language": "zh-hans"}
    assert client.post(f"/en/me/following/{row.public_id}/", change).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.cadence, row.language) == ("Cells Bcc: x", "daily", "zh-hans")
    refused = client.post(f"/en/me/following/{row.public_id}/", change | {"cadence": "hourly"})
    assert refused.status_code == 400
    assert "errorlist" in refused.content.decode()
    assert 'value="Cells' in refused.content.decode()


def test_anothers_follow_is_not_there(world: World, as_user: SignIn) -> None:
    row = a_follow(world)
    client = as_user(world.owner)
    change = {"name": "Mine", "cadence": "daily", "language": "en"}
    assert client.post(f"/en/me/following/{row.public_id}/", change).status_code == 404
    assert client.post(f"/en/me/following/{row.public_id}/stop/").status_code == 404
    row.refresh_from_db()
    assert (row.name, row.ended_at) == (NEED["title"]["en"], None)  # type: ignore[index]


def test_notices_are_counted_opened_and_read(world: World, as_user: SignIn) -> None:
    notices = noticed(world, 2)
    client = as_user(world.reader)
    assert "2 unread" in client.get("/en/").content.decode()
    assert "2 条未读" in client.get("/zh-hans/me/notices/").content.decode()
    opened = client.get(f"/en/me/notices/{notices[0].pk}/")
    assert opened.headers["Location"] == f"/en/needs/{notices[0].document_id.partition(':')[2]}/"
    assert "1 unread" in client.get("/en/").content.decode()
    client.post("/en/me/notices/read/")
    assert "unread" not in client.get("/en/").content.decode()


def test_anothers_notices_are_not_there(world: World, as_user: SignIn) -> None:
    notices = noticed(world)
    client = as_user(world.owner)
    assert client.get(f"/en/me/notices/{notices[0].pk}/").status_code == 404
    client.post("/en/me/notices/read/")
    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def test_what_was_taken_back_is_named_nowhere(world: World, as_user: SignIn) -> None:
    noticed(world)
    need = NEEDS.model.objects.get(kind="public")
    NEEDS.withdraw(need, actor=world.owner)
    html = as_user(world.reader).get("/en/me/notices/").content.decode()
    assert "This was taken back since." in html
    assert str(NEED["title"]["en"]) not in html  # type: ignore[index]


def count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_queries_do_not_grow(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    noticed(world, 1)
    a_follow(world)
    paths = ("/en/me/notices/", "/en/me/following/")
    for path in paths:
        client.get(path)
    before = {path: count(client, path) for path in paths}
    for number in range(30):
        search = read_search("needs", {"text": [f"word{number}"]})
        follow_search(actor=world.reader, search=search, name=f"{number}", now=timezone.now())
        fields = {"kind": "public", "organisation": world.organisation.public_id}
        publish(NEEDS, NEED | fields, world.owner, world.moderator)
    Follow.objects.update(checked_at=timezone.now() - timedelta(hours=3))
    Follow.objects.filter(cadence="weekly").update(checked_at=timezone.now())
    deliver_due(now=timezone.now())
    assert Notice.objects.count() == 31
    assert {path: count(client, path) for path in paths} == before
    assert max(before.values()) <= 16


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_click_in_a_mail_stops_it(world: World, client: Client, language: str) -> None:
    row = a_follow(world)
    address = f"/{language}/stop/{follow_link(row)}/"
    asked = client.get(address)
    html = asked.content.decode()
    assert row.name in html
    for told in ("reader@example.org", "Rea Der", "weekly", row.public_id + "<"):
        assert told not in html.replace("Stop following", "")
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in asked.headers["Cache-Control"]
    row.refresh_from_db()
    assert row.ended_at is None
    assert client.post(address).status_code == 200
    row.refresh_from_db()
    assert row.ended_at is not None
    assert client.get(address).status_code == 200


def test_mail_programs_stop_it_by_themselves(world: World) -> None:
    a_follow(world, cadence="daily")
    # As RFC 8058 has it: a form with this one field, no cookie, no token of ours.
    strict = Client(enforce_csrf_checks=True)
    address = f"/en/stop/{mails_link(world.reader, Cadence.DAILY)}/"
    sent = strict.post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert sent.status_code == 200
    assert Follow.objects.get().cadence == "in_app"


def test_a_link_that_is_not_ours_opens_nothing(world: World, client: Client) -> None:
    link = follow_link(a_follow(world))
    for forged in (link[:-2] + "AA", link.replace("f.", "w.", 1), "f.zzzzzzzzzzzz~x", "x"):
        for answer in (client.get(f"/en/stop/{forged}/"), client.post(f"/en/stop/{forged}/")):
            assert answer.status_code == 404
            assert "solid-state" not in answer.content.decode().lower()
    assert Follow.objects.get().ended_at is None


def test_robots_are_kept_off(db: None, client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /en/stop/" in lines
    assert "Disallow: /zh-hans/me/" in lines


def test_signed_in_pages_ask_once_for_the_count(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    client.get("/en/about/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/en/about/")
    assert len([one for one in caught.captured_queries if "following_notice" in one["sql"]]) == 1
    visitor = Client()
    with CaptureQueriesContext(connection) as caught:
        visitor.get("/en/about/")
    assert [one for one in caught.captured_queries if "following_" in one["sql"]] == []
