"""The desk: what is one's own by state, what waits, what ends; acting from the list; taking it along."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.conftest import NEED, OFFER, World, make_account, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import NEEDS, OFFERS, expire_due, grant_clearance
from scibridge.domain.exchange.states import ReturnReason
from scibridge.domain.registry.services import suggest_correction
from scibridge.domain.registry.states import RecordKind
from scibridge.flows.exchange_import import import_needs, import_offers
from scibridge.flows.indexing.updating import bring_up_to_date

SignIn = Callable[[Account], Client]
LANGUAGES = ("en", "zh-hans")
HTMX = {"HX-Request": "true"}


def returned(world: World) -> Need:
    row: Need = NEEDS.submit(NEEDS.create(actor=world.owner, fields=NEED), actor=world.owner)
    return NEEDS.return_for_changes(
        row, actor=world.moderator, reason=ReturnReason.UNCLEAR, note="Which figure must be met?"
    )


def ending(row: Any, days: int = 9) -> Any:
    type(row).objects.filter(pk=row.pk).update(expires_at=timezone.now() + timedelta(days=days))
    return row


def expired(world: World) -> Need:
    row: Need = publish(NEEDS, NEED, world.owner, world.moderator)
    Need.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(days=1))
    expire_due(now=timezone.now())
    return row


def parts(html: str) -> dict[str, str]:
    """Section → its words."""
    found = re.findall(r'<section[^>]*aria-labelledby="desk-(\w+)".*?</section>', html, re.DOTALL)
    texts = re.findall(r'<section[^>]*aria-labelledby="desk-\w+".*?</section>', html, re.DOTALL)
    return dict(zip(found, texts, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_desk_says_what_to_do(world: World, as_user: SignIn, language: str) -> None:
    page = Page(as_user(world.reader).get(f"/{language}/me/").content.decode())
    links = [found.get("href") for found in page.all("a")]
    for path in ("needs/new/", "offers/new/", "needs/"):
        assert f"/{language}/{path}" in links
    assert not [found for found in page.all("form") if "/me/do/" in (found.get("action") or "")]


def test_what_is_mine_by_state(world: World, as_user: SignIn) -> None:
    returned(world)
    client = as_user(world.owner)
    html = client.get("/en/me/").content.decode()
    tabs = re.search(r'<nav class="tabs".*?</nav>', html, re.DOTALL)
    assert tabs is not None
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", tabs.group())).strip()
    assert seen == "All 4 Draft 1 Returned for changes 1 Published 2"
    own = parts(client.get("/en/me/?state=draft").content.decode())["own"]
    assert world.draft.public_id in own
    assert world.need.public_id not in own
    own = parts(client.get("/en/me/?kind=offer").content.decode())["own"]
    assert world.offer.public_id in own
    assert world.need.public_id not in own


def test_what_waits_for_me(world: World, as_user: SignIn) -> None:
    back, soon = returned(world), ending(world.offer)
    row = Need.objects.get(pk=world.need.pk)
    NEEDS.update(row, actor=world.owner, fields={"problem": {"en": "Else"}}, expected_version=row.version)
    NEEDS.refuse_revision(row, actor=world.moderator, reason=ReturnReason.ADVERTISING, note="No slogans.")
    suggest_correction(
        kind=RecordKind.ORGANISATION,
        public_id=world.organisation.public_id,
        field="place",
        proposed={"en": "Hamburg"},
        reason="They moved.",
        actor=world.reader,
    )
    client = as_user(world.owner)
    waiting = parts(client.get("/en/me/").content.decode())["waiting"]
    assert f"/en/needs/{back.public_id}/edit/" in waiting
    assert "Which figure must be met?" in waiting
    assert "Not clear enough to be answered" in waiting
    assert f"/en/needs/{row.public_id}/edit/" in waiting
    assert "No slogans." in waiting
    assert "1 waits for your answer." in waiting
    assert f'value="renew:offer:{soon.public_id}"' in waiting
    chinese = parts(client.get("/zh-hans/me/").content.decode())["waiting"]
    assert "待您处理" in chinese
    assert "未获通过" in chinese


def test_a_change_that_waits_is_marked(world: World, as_user: SignIn) -> None:
    row = Need.objects.get(pk=world.need.pk)
    NEEDS.update(row, actor=world.owner, fields={"problem": {"en": "Else"}}, expected_version=row.version)
    html = as_user(world.owner).get("/en/me/").content.decode()
    assert html.count("A change waits for a moderator") == 1
    assert "waiting" not in parts(html)


def test_what_ends_later_does_not_wait(world: World, as_user: SignIn) -> None:
    ending(world.offer, days=31)
    assert "waiting" not in parts(as_user(world.owner).get("/en/me/").content.decode())


def test_renewing_asks_first_and_comes_back(world: World, as_user: SignIn) -> None:
    row = ending(world.offer)
    client = as_user(world.owner)
    back = "/en/me/?state=published"
    asked = client.post("/en/me/do/", {"act": f"renew:offer:{row.public_id}", "next": back})
    assert asked.status_code == 200
    main = asked.content.decode().partition("<main")[2].partition("</main>")[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main)
    sent = {name: value for name, value in fields if name != "csrfmiddlewaretoken"}
    row.refresh_from_db()
    assert row.expires_at - timezone.now() < timedelta(days=10)
    done = client.post("/en/me/do/", sent)
    assert (done.status_code, done.headers["Location"]) == (302, back)
    row.refresh_from_db()
    assert row.expires_at - timezone.now() > timedelta(days=360)
    assert "1 renewed." in client.get(back).content.decode()


def test_several_at_once_each_by_itself(world: World, as_user: SignIn) -> None:
    over, soon = expired(world), ending(world.offer)
    client = as_user(world.owner)
    named = [
        f"need:{over.public_id}",
        f"offer:{soon.public_id}",
        f"need:{world.draft.public_id}",
        "need:zzzzzzzzzzzz",
        "nonsense",
    ]
    asked = client.post("/en/me/do/", {"act": "renew", "posting": named}).content.decode()
    assert "Renew these 2?" in asked
    assert "1 more was ticked" in asked
    client.post("/en/me/do/", {"act": "renew", "posting": named, "confirmed": "1"})
    assert Need.objects.get(pk=over.pk).state == "published"
    assert Need.objects.get(pk=world.draft.pk).state == "draft"
    client.post("/en/me/do/", {"act": "withdraw", "posting": named, "confirmed": "1"})
    states = [Need.objects.get(pk=over.pk).state, Offer.objects.get(pk=soon.pk).state]
    assert states == ["withdrawn", "withdrawn"]
    assert Need.objects.get(pk=world.draft.pk).state == "withdrawn"


def test_one_that_fails_is_named_and_stops_no_other(world: World, as_user: SignIn) -> None:
    good, bad = expired(world), expired(world)
    Need.objects.filter(pk=bad.pk).update(problem="", title={"en": "The broken one"})
    client = as_user(world.owner)
    named = [f"need:{one.public_id}" for one in (bad, good)]
    client.post("/en/me/do/", {"act": "renew", "posting": named, "confirmed": "1"})
    html = client.get("/en/me/").content.decode()
    assert "1 renewed." in html
    assert re.search(r'class="notice error">The broken one: .*problem', html)
    assert [Need.objects.get(pk=one.pk).state for one in (bad, good)] == ["expired", "published"]


@pytest.mark.parametrize("sent", [{}, {"act": "delete", "posting": "need:x"}, {"act": "publish"}])
def test_nothing_else_can_be_done(world: World, as_user: SignIn, sent: dict[str, str]) -> None:
    assert as_user(world.owner).post("/en/me/do/", sent).status_code == 404


def test_nothing_ticked_is_said(world: World, as_user: SignIn) -> None:
    client = as_user(world.owner)
    assert client.post("/en/me/do/", {"act": "renew"}).headers["Location"] == "/en/me/"
    assert "Tick what is expired" in client.get("/en/me/").content.decode()


def test_what_is_anothers_is_not_there(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    sent = {"act": "withdraw", "posting": f"need:{world.need.public_id}", "confirmed": "1"}
    assert client.post("/en/me/do/", sent).status_code == 404
    assert Need.objects.get(pk=world.need.pk).state == "published"


def test_no_way_back_leads_elsewhere(world: World, as_user: SignIn) -> None:
    sent = {"act": f"withdraw:need:{world.need.public_id}", "next": "https://evil.example/"}
    html = as_user(world.owner).post("/en/me/do/", sent).content.decode()
    assert "evil" not in html


def test_needs_that_ask_for_my_offers(world: World, as_user: SignIn) -> None:
    stranger = make_account("stranger@example.org", "Stranger")
    asking = publish(NEEDS, NEED, stranger, world.moderator)
    publish(NEEDS, {"kind": "public", "title": "Apples", "problem": "Rot."}, stranger, world.moderator)
    # It shares the word "pouch" with the offer, and asks for nothing of the kind.
    far = {"kind": "public", "title": "Apples kept in a pouch", "problem": "Fruit rots on its way to market."}
    distant = publish(NEEDS, far, stranger, world.moderator)
    bring_up_to_date()
    client = as_user(world.owner)
    part = client.get("/en/me/suggestions/", headers=HTMX).content.decode()
    assert "<html" not in part
    assert asking.public_id in part
    assert distant.public_id not in part
    assert world.need.public_id not in part
    page = client.get("/zh-hans/me/suggestions/").content.decode()
    assert page.count("<h1>") == 1
    assert asking.public_id in page
    assert "no published offer yet" in as_user(stranger).get("/en/me/suggestions/").content.decode()


def test_suggestions_without_an_index_say_so(
    world: World, as_user: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.INDEX_DIRECTORY = tmp_path / "nowhere"
    html = as_user(world.owner).get("/en/me/suggestions/").content.decode()
    assert "scibridge index rebuild" in html


def test_who_was_cleared_finds_it_on_the_desk(world: World, as_user: SignIn) -> None:
    grant_clearance(world.need, account=world.reader, actor=world.owner)
    html = as_user(world.reader).get("/en/me/").content.decode()
    assert f'href="/en/needs/{world.need.public_id}/"' in html


def count(client: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_queries_do_not_grow(world: World, as_user: SignIn) -> None:
    client = as_user(world.owner)
    returned(world)
    ending(world.offer)
    # It asks for the offer in its own words, so that it is near however common they become.
    near = {"kind": "public", "title": OFFER["title"], "problem": OFFER["summary"]}
    publish(NEEDS, near, make_account("stranger@example.org", "Stranger"), world.moderator)
    bring_up_to_date()
    paths = ("/en/me/", "/en/me/?state=published", "/en/me/export/?format=json", "/en/me/suggestions/")
    for path in paths:
        client.get(path)
    before = {path: count(client, path) for path in paths}
    fields = {"organisation": world.organisation.public_id}
    behind = {"inventors": [{"person": world.person.public_id}]}
    for _number in range(29):
        returned(world)
        publish(NEEDS, NEED | fields, world.owner, world.moderator)
        ending(publish(OFFERS, OFFER | fields | behind, world.owner, world.moderator))
    bring_up_to_date()
    assert {path: count(client, path) for path in paths} == before
    assert max(before.values()) <= 45


def test_json_holds_everything_of_ones_own(world: World, as_user: SignIn) -> None:
    response = as_user(world.owner).get("/en/me/export/?format=json")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    data = json.loads(response.content)
    assert {one["id"] for one in data["needs"]} == {world.need.public_id, world.draft.public_id}
    assert [one["id"] for one in data["offers"]] == [world.offer.public_id]
    need = next(one for one in data["needs"] if one["id"] == world.need.public_id)
    assert need["confidential_details"] == NEED["confidential_details"]
    others = json.loads(as_user(world.reader).get("/en/me/export/?format=json").content)
    assert (others["needs"], others["offers"]) == ([], [])


@pytest.mark.parametrize(("kind", "loader"), [("need", import_needs), ("offer", import_offers)])
def test_csv_can_be_imported_again(
    world: World, as_user: SignIn, kind: str, loader: Any, tmp_path: Path
) -> None:
    for model in (Need, Offer):
        for row in model.objects.filter(owner=world.owner):
            model.objects.filter(pk=row.pk).update(external_reference=f"own-{row.pk}")
    response = as_user(world.owner).get(f"/en/me/export/?format=csv&kind={kind}")
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert world.need.public_id in {row["#id"] for row in rows} or kind == "offer"
    file = tmp_path / f"{kind}s.csv"
    file.write_bytes(response.content)
    summary = loader(file, actor=world.owner)
    assert (summary.rejected, summary.changed, summary.new) == (0, 0, 0)
    assert summary.unchanged == len(rows)


def test_no_cell_runs_in_a_spreadsheet(world: World, as_user: SignIn) -> None:
    evil = ['=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
    for formula in evil:
        row = NEEDS.create(actor=world.owner, fields={"title": "x"})
        Need.objects.filter(pk=row.pk).update(title={"en": formula}, external_reference=formula)
    text = as_user(world.owner).get("/en/me/export/?format=csv&kind=need").content.decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for name, cell in row.items():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or cell.lstrip("-").isdigit(), name


@pytest.mark.parametrize("query", ["", "?format=xml", "?format=csv", "?format=csv&kind=person"])
def test_other_files_are_not_there(world: World, as_user: SignIn, query: str) -> None:
    assert as_user(world.owner).get(f"/en/me/export/{query}").status_code == 404
