"""Words: each in its language and marked with it; on Chinese pages nothing of ours is left in English."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from tests.web.conftest import World
from tests.web.reading import Page
from tests.web.test_pages import EMPTY, OPEN, OWN, address

from scibridge.domain.accounts.models import Account

# Names, codes and units that are the same in every language.
SAME = re.compile(
    r"SciBridge|English|API|ORCID|iD|DOI|ROR|OpenAlex|CC-?CEDICT|CC0|BY-SA|Apache|BM25|bm25|TRL|NDA|SPDX"
    r"|Wikidata|Q24879|Lucide|ISC|Equal Earth"
    r"|[kM]?Wh/kg|Research Organization Registry|Authorization|Bearer|Cookie|CN|DE|EUR|CNY|TXT|CSV|JSON"
    r"|Wh|kg|mg/L|T10018"
    r"|CN112345678B|Apache-2\.0|LEI|ISNI|GRID|SDG|e-?mail|Lena Owner|Mo Derator|Rea Der|desk"
    r"|example\.org|(owner|reader)@"
    r"|https?://\S+|Atom|needs:write|read|sb_|[a-z0-9]{12}|TOTP|WebAuthn|passkey|Email|JavaScript"
)
ENGLISH_WORD = re.compile(r"[A-Za-z]{3,}")
CONTENT = (
    "Wei Zhang",
    "solid electrolyte",
    "Institute of Light Flight",
    "Battery abuse test hall",
    "reaches",
)


def english_left(page: Page) -> list[str]:
    found = []
    for text in page.in_language("zh-Hans"):
        # What a sentence of ours quotes is somebody else's.
        rest = SAME.sub("", re.sub("“[^“”]*”", "", text))
        for content in CONTENT:
            rest = rest.replace(content, "")
        if ENGLISH_WORD.search(rest) and not text.startswith("未提及"):
            found.append(text)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("path", EMPTY)
def test_no_english_is_left_on_an_empty_platform(client: Client, path: str) -> None:
    cache.clear()
    assert english_left(Page(client.get(f"/zh-hans/{path}").content.decode())) == []


def test_no_english_is_left_on_open_pages(world: World, client: Client) -> None:
    left = {}
    for path in OPEN:
        page = Page(client.get(address("zh-hans", path, world)).content.decode())
        if found := english_left(page):
            left[path] = found
    assert left == {}


def test_no_english_is_left_on_own_pages(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor, left = as_user(world.owner), {}
    for path in OWN:
        if found := english_left(Page(visitor.get(address("zh-hans", path, world)).content.decode())):
            left[path] = found
    assert left == {}


def test_no_english_is_left_for_moderators(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.moderator)
    assert english_left(Page(visitor.get("/zh-hans/moderation/").content.decode())) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nowhere/", "needs/zzzzzzzzzzzz/", "match/?q=电池"])
def test_no_english_is_left_in_errors(client: Client, path: str) -> None:
    page = Page(client.get(f"/zh-hans/{path}").content.decode())
    assert [text for text in english_left(page) if "scibridge index rebuild" not in text] == []


def test_a_missing_language_is_seen_and_marked(world: World, client: Client) -> None:
    page = Page(client.get(f"/zh-hans/offers/{world.offer.public_id}/").content.decode())
    assert "Sulfide solid electrolyte pouch cell" in page.in_language("en")
    assert "本页内容仅有英文。" in page.in_language("zh-Hans")
    page = Page(client.get(f"/en/organisations/{world.organisation.public_id}/").content.decode())
    assert "研究轻型电动飞机。" in page.in_language("zh-Hans")
    assert "only in Chinese" in page.in_language("en")


def test_a_page_with_both_languages_needs_no_note(world: World, client: Client) -> None:
    html = client.get(f"/zh-hans/needs/{world.need.public_id}/").content.decode()
    assert "轻型飞机用固态电池单体" in html
    assert "仅有英文" not in Page(html).in_language("zh-Hans")


def test_a_match_shows_its_bridge_its_verdict_and_its_gap(world: World, client: Client) -> None:
    page = Page(
        client.get("/zh-hans/match/?q=能量密度不低于 400 Wh/kg 的固态电解质&kind=offer").content.decode()
    )
    texts = [text for text, _ in page.texts]
    assert "固态电解质" in page.in_language("zh-Hans")
    assert "solid electrolyte" in page.in_language("en")
    assert "满足" in texts
    marked = [text for text, language in page.texts if "0.42 kWh/kg" in text and language == "en"]
    assert marked
    assert [text for text in texts if text.startswith("=") and "420" in text]


def test_figures_and_dates_follow_the_reader(world: World, as_user: Callable[[Account], Client]) -> None:
    visitor = as_user(world.reader)
    english = visitor.get(f"/en/needs/{world.need.public_id}/").content.decode()
    chinese = visitor.get(f"/zh-hans/needs/{world.need.public_id}/").content.decode()
    assert re.search(r"[A-Z][a-z]{2,4}\.? \d{1,2}, \d{4}", english)
    assert re.search(r"\d{4}年\d{1,2}月\d{1,2}日", chinese)
    assert "at least <strong>400 Wh/kg" in english.replace("\xa0", " ")
    assert "不低于 <strong>400 Wh/kg" in chinese.replace("\xa0", " ")
