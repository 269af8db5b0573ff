"""One match on one page: why, what it meets, what nobody knows, who is behind it, and what to do next."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import OFFER, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.services import OFFERS
from scibridge.domain.exchange.services.matching import match_need
from scibridge.flows.indexing.updating import bring_up_to_date

ASKED = "能量密度不低于 400 Wh/kg 的固态电解质电池"


def address(document: str, text: str = ASKED, language: str = "en") -> str:
    return f"/{language}/match/answer/{document}/?q={quote(text)}"


def read(client: Client, path: str, status: int = 200) -> Page:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:500]
    return Page(response.content.decode())


def marks(page: Page) -> list[tuple[str, str, str]]:
    """(class, title, words) of the marks with a title, in order."""
    found = []
    for part in page.html.split("<mark ")[1:]:
        head, _, rest = part.partition(">")
        if 'title="' in head:
            classes = head.split('class="')[1].split('"')[0]
            words = re.sub(r"</?span[^>]*>", "", rest.partition("</mark>")[0])
            found.append((classes, head.split('title="')[1].split('"')[0], words))
    return found


def test_words_are_marked_on_both_sides(world: World, client: Client) -> None:
    found = marks(read(client, address(world.offer.document_id)))
    words = [(tone, text) for tone, _title, text in found]
    assert words[:3] == [
        ("term", "能量密度"),
        ("figure meets", "不低于 400 Wh/kg"),
        ("term", "固态电解质"),
    ]
    assert ("term", "solid electrolyte") in words
    assert ("figure meets", "energy density of 0.42 kWh/kg") in words
    titles = {text: title for _tone, title, text in found}
    assert titles["solid electrolyte"].startswith("Answers “固态电解质”: ")
    assert titles["固态电解质"].startswith("Found as “solid electrolyte”")
    assert titles["energy density of 0.42 kWh/kg"].startswith("Must-have: Met · Answers “能量密度”: ")


def test_in_chinese_every_sentence_is(world: World, client: Client) -> None:
    page = read(client, address(world.offer.document_id, language="zh-hans"))
    titles = {text: title for _tone, title, text in marks(page)}
    assert titles["solid electrolyte"].startswith("对应“固态电解质”，占得分 ")
    shown = [text for text, language in page.texts if language == "zh-Hans"]
    for words in ("逐词对照", "由谁提供", "权利与条件", "您可以这样做", "由谁测量？用什么方法？样本有多少？"):
        assert words in shown, [pair for pair in page.texts if words in pair[0]]


def test_the_page_says_what_it_meets_and_what_to_ask(world: World, client: Client) -> None:
    page = read(client, address(world.offer.document_id, "energy density of at least 500 Wh/kg, battery"))
    texts = [text for text, _language in page.texts]
    assert "Not met" in texts
    assert "We need “energy density” at least 500 Wh/kg. Can it be brought there, and at what cost?" in texts
    assert "Wei Zhang" in texts
    assert "Institute of Light Flight" in texts
    assert "Not assessed yet" in texts
    assert "Readiness now: TRL 5." in " ".join(texts)


def test_a_must_have_nobody_speaks_of_is_asked_for(world: World, client: Client) -> None:
    page = read(client, address(world.offer.document_id, "battery with a cycle life of at least 900 cycles"))
    texts = [text for text, _language in page.texts]
    assert "Not stated" in texts
    assert any(text.startswith("We need “cycle life” at least 900") for text in texts)
    letters = [found["href"] for found in page.all("a") if "/contact/?" in (found.get("href") or "")]
    assert len(letters) == 1
    assert "cycle+life" in (letters[0] or "")


@pytest.mark.parametrize("kind", ["offer", "need", "person", "organisation", "facility"])
@pytest.mark.parametrize("text", ["solid electrolyte", "nothing of the kind zzzz"])
def test_no_kind_ends_without_a_next_step(world: World, client: Client, kind: str, text: str) -> None:
    record = getattr(world, kind)
    page = read(client, address(f"{kind}:{record.public_id}", text))
    start = page.html.index('id="next-steps"')
    panel = page.html[start : page.html.index("</section>", start)]
    assert panel.count('class="button') >= 2
    assert len(page.all("h1")) == 1


def test_a_letter_begins_with_what_is_open(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    page = read(visitor, address(world.offer.document_id, "energy density of at least 500 Wh/kg, battery"))
    letter = next(found["href"] for found in page.all("a") if "/contact/?" in (found.get("href") or ""))
    form = visitor.get(letter).content.decode()
    assert "1. We need “energy density” at least 500 Wh/kg." in form
    assert "Sulfide solid electrolyte pouch cell" in form


def test_what_is_not_there(world: World, client: Client) -> None:
    for document in (
        "offer:zzzzzzzzzzzz",
        "nonsense",
        "work:W999",
        f"need:{world.draft.public_id}",
        "offer:",
    ):
        assert client.get(address(document)).status_code == 404, document
    assert client.get(f"/en/match/answer/{world.offer.document_id}/").headers["Location"] == (
        f"/en/offers/{world.offer.public_id}/"
    )
    assert client.get("/en/match/answer/nonsense/").status_code == 404


def test_what_was_withdrawn_is_read_no_longer(world: World, client: Client) -> None:
    services.OFFERS.withdraw(world.offer, actor=world.owner)
    assert client.get(address(world.offer.document_id)).status_code == 404


def test_what_changed_since_is_said_to_have(world: World, client: Client) -> None:
    services.OFFERS.fulfil(world.offer, actor=world.owner)
    page = read(client, address(world.offer.document_id))
    assert "Nothing of what was asked is found in it now" in page.html
    assert "Fulfilled" in [text for text, _language in page.texts]


def test_beside_a_need_both_languages_stand_side_by_side(world: World, client: Client) -> None:
    page = read(client, f"/en/needs/{world.need.public_id}/matches/{world.offer.document_id}/")
    words = [(tone, text) for tone, _title, text in marks(page)]
    assert [word for word in words if word[1] in ("solid", "electrolyte")][:2] == [
        ("term", "solid"),
        ("term", "electrolyte"),
    ]
    assert ("term", "固态电解质") in words
    titles = {text: title for _tone, title, text in marks(page)}
    assert titles["固态电解质"].startswith("Found as “solid electrolyte”: ")
    texts = [text for text, _language in page.texts]
    assert "As ready as you need it." in texts
    assert "Found on" not in page.html
    assert "轻型飞机用" in page.html


def test_the_needs_own_side_sees_when_it_was_kept(world: World, as_user: Callable[[Account], Client]) -> None:
    match_need(world.need, actor=world.owner)
    path = f"/en/needs/{world.need.public_id}/matches/{world.offer.document_id}/"
    assert "Found on" in read(as_user(world.owner), path).html
    assert "Found on" not in read(as_user(world.reader), path).html


def test_a_reader_who_was_shown_more_is_judged_on_more(
    world: World, as_user: Callable[[Account], Client], client: Client
) -> None:
    fields = OFFER | {
        "organisation": world.organisation.public_id,
        "summary": {"en": "A cell with a solid electrolyte."},
        "field_tiers": {"claims": "after_nda"},
    }
    offer = publish(OFFERS, fields, world.owner, world.moderator)
    services.grant_clearance(offer, account=world.reader, actor=world.owner)
    bring_up_to_date()
    path = address(offer.document_id)
    note = "Judged on what you may read. The score counts what is public alone."
    public = read(client, path)
    assert note not in public.html
    assert "0.42" not in public.html
    cleared = read(as_user(world.reader), path)
    assert note in cleared.html
    assert "energy density 0.42 kWh/kg" in [text for _tone, _title, text in marks(cleared)]


def test_what_else_of_theirs_answers(world: World, client: Client) -> None:
    other = publish(
        OFFERS,
        OFFER | {"organisation": world.organisation.public_id, "title": {"en": "Battery of another kind"}},
        world.owner,
        world.moderator,
    )
    bring_up_to_date()
    page = read(client, address(world.offer.document_id))
    panel = page.html[page.html.index("What else of theirs answers this") :].partition("</section>")[0]
    assert f"/en/match/answer/{other.document_id}/" in panel
    assert panel.count("/match/answer/") == 1


def queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert visitor.get(path).status_code == 200
    return len(caught.captured_queries)


def test_queries_do_not_grow(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    paths = [
        address(world.offer.document_id),
        f"/en/needs/{world.need.public_id}/matches/{world.offer.document_id}/",
        f"/en/match/compare/?q={quote(ASKED)}&with={world.offer.document_id}",
    ]
    for path in paths:
        visitor.get(path)
    before = [queries(visitor, path) for path in paths]
    made = [
        publish(OFFERS, OFFER | {"organisation": world.organisation.public_id}, world.owner, world.moderator)
        for _ in range(12)
    ]
    bring_up_to_date()
    paths[2] += "".join(f"&with={one.document_id}" for one in made[:3])
    assert [queries(visitor, path) for path in paths] == before
    assert max(before) <= 25


def test_script_attempts_stay_words(world: World, client: Client) -> None:
    attempt = '"><script>alert(1)</script><mark title="'
    for path in (
        address(world.offer.document_id, f"solid electrolyte {attempt}"),
        f"/en/match/compare/?q={quote(attempt)}&with={quote(attempt)}&with={world.offer.document_id}",
        f"/en/match/?q={quote(attempt)}&country={quote(attempt)}&sort={quote(attempt)}",
    ):
        page = read(client, path)
        assert "<script>alert" not in page.html
