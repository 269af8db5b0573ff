"""Journey 3, a match read from the list to the next step: with scripts, without, and by keyboard alone."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import OFFER, World, publish

from scibridge.domain.exchange.services import OFFERS
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NEEDS = {
    "en": "solid electrolyte with an energy density of at least 400 Wh/kg",
    "zh-hans": "能量密度不低于 400 Wh/kg 的固态电解质电池",
}
WORDS = {
    "en": {
        "why": "Why this answer",
        "compare": "Compare the chosen",
        "met": "Met",
        "not": "Not met",
        "ask": "Who measured this, how, and on how many samples?",
        "write": "Write to them with these questions",
        "many": "You chose 5.",
    },
    "zh-hans": {
        "why": "为什么是这个结果",
        "compare": "对比所选结果",
        "met": "满足",
        "not": "未满足",
        "ask": "由谁测量？用什么方法？样本有多少？",
        "write": "带着这些问题联系对方",
        "many": "您选择了 5 条",
    },
}
SULFIDE = "Sulfide solid electrolyte pouch cell"


@pytest.fixture
def more(world: World) -> World:
    for number in range(1, 6):
        fields: dict[str, Any] = OFFER | {
            "organisation": world.organisation.public_id,
            "title": {"en": f"Solid electrolyte of kind {number}"},
            "summary": {"en": "A cell with an energy density of 300 Wh/kg."},
            "claims": [],
        }
        publish(OFFERS, fields, world.owner, world.moderator)
    bring_up_to_date()
    return world


def too_wide(page: Page) -> list[int]:
    found: list[int] = page.evaluate(
        "() => [document.documentElement.scrollWidth].filter(width => width > window.innerWidth)"
    )
    return found


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_match_is_read_from_the_list_to_the_next_step(
    more: World, visit: Visit, language: str, javascript: bool
) -> None:
    page = visit(java_script_enabled=javascript, **(WIDE if language == "en" else PHONE))
    words = WORDS[language]
    page.goto(f"/{language}/match/?q={NEEDS[language]}&kind=offer")
    card = page.locator("article.answer", has_text=SULFIDE)
    expect(card.locator(".verdicts")).to_contain_text(words["met"])
    expect(card.locator(".verdicts .found")).to_contain_text("420")
    card.get_by_role("link", name=words["why"]).click()
    expect(page).to_have_url(re.compile(f"/{language}/match/answer/{more.offer.document_id}/"))
    expect(page.locator("h1")).to_contain_text(SULFIDE)
    expect(page.locator(".judged")).to_contain_text(words["ask"])
    expect(page.locator(".judged mark.figure.meets")).to_contain_text("0.42 kWh/kg")
    asked, answered = page.locator(".beside > div").nth(0), page.locator(".beside > div").nth(1)
    expect(asked.locator("mark.figure.meets")).to_contain_text("400 Wh/kg")
    expect(asked.locator("mark.term").first).to_be_visible()
    expect(answered.locator("mark", has_text="solid").first).to_be_visible()
    if javascript:
        assert too_wide(page) == []
    page.get_by_role("link", name=words["write"]).click()
    # A visitor is asked to sign in first, and comes back to the letter.
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_up_to_four_are_compared(more: World, visit: Visit, language: str, javascript: bool) -> None:
    page, words = visit(java_script_enabled=javascript, **PHONE), WORDS[language]
    page.goto(f"/{language}/match/?q={NEEDS[language]}&kind=offer")
    boxes = page.locator("input[name=with]")
    for place in range(5):
        boxes.nth(place).check()
    page.get_by_role("button", name=words["compare"]).click()
    expect(page.locator(".notice")).to_contain_text(words["many"])
    expect(page.locator(".comparison thead th")).to_have_count(4)
    row = page.locator(".comparison tbody tr", has_text="400 Wh/kg").first
    expect(row.locator("td")).to_have_count(4)
    expect(row).to_contain_text(words["not"])
    page.locator(".comparison .remove a").first.click()
    expect(page.locator(".comparison thead th")).to_have_count(4)
    expect(page.locator(".notice")).to_have_count(0)
    if javascript:
        assert too_wide(page) == []
        region = page.locator(".compare-scroll")
        head = page.locator(".comparison tbody th").first
        before = head.bounding_box()
        region.evaluate("one => one.scrollTo(400, 0)")
        after = head.bounding_box()
        assert before is not None
        assert after is not None
        assert region.evaluate("one => one.scrollLeft") > 100
        assert abs(before["x"] - after["x"]) < 2


def test_facets_swap_in_place_tell_the_number_and_keep_the_focus(more: World, visit: Visit) -> None:
    page = visit(**WIDE)
    page.goto("/en/match/?q=solid+electrolyte&kind=offer")
    expect(page.locator("#answer-count")).to_have_text("Offers: 1–6 of 6")
    page.locator("#f-challenge-energy_security").focus()
    page.locator("#f-sort").select_option("readiness")
    expect(page).to_have_url(re.compile("sort=readiness"))
    page.locator("#f-met, #f-language-en").first.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("language=en"))
    expect(page.locator("#f-language-en")).to_be_focused()
    expect(page.locator("#answer-count")).to_have_text("Offers: 1–6 of 6 · the 100 best, in this order")
    chip = page.locator(".chip", has_text="English")
    chip.get_by_role("link").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("language=en"))


def test_the_table_comes_along(more: World, visit: Visit, tmp_path: Path) -> None:
    page = visit(accept_downloads=True, **WIDE)
    page.goto(f"/zh-hans/match/?q={NEEDS['zh-hans']}&kind=offer")
    page.locator(".list-tools details.menu summary").click()
    with page.expect_download() as caught:
        page.get_by_role("link", name="表格（CSV）").click()
    file = tmp_path / "answers.csv"
    caught.value.save_as(file)
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert rows[0][2] == "标题"
    assert SULFIDE in [row[2] for row in rows]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_by_keyboard_alone(more: World, visit: Visit, language: str) -> None:
    page, words = visit(**WIDE), WORDS[language]
    page.goto(f"/{language}/match/?q={NEEDS[language]}&kind=offer")

    def tab_to(selector: str, most: int = 120) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("name => document.activeElement.matches(name)", selector):
                return
        raise AssertionError(f"{selector} is out of reach")

    tab_to("article.answer input[name=with]")
    page.keyboard.press("Space")
    tab_to("article.answer input[name=with]:not(:checked)")
    page.keyboard.press("Space")
    expect(page.locator("input[name=with]:checked")).to_have_count(2)
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("() => document.activeElement.matches('#compare button')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".comparison thead th")).to_have_count(2)
    tab_to(".compare-scroll")
    tab_to(".steps-cell a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/match/answer/offer:"))
    tab_to("section.next-step a")
    expect(page.locator("section.next-step a").first).to_have_text(words["write"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/accounts/login/"))
