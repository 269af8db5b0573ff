"""What people come for, from end to end, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import PASSWORD, World

from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
NEED = "能量密度不低于 400 Wh/kg 的固态电解质电池"


def describe(page: Page, language: str, text: str) -> None:
    page.goto(f"/{language}/")
    page.locator("#need-text").fill(text)
    page.locator("form.search button").click()
    expect(page.locator("#results")).to_be_visible()


def too_wide(page: Page) -> list[str]:
    """What makes the page wider than its window."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [document.documentElement.scrollWidth + ' > ' + window.innerWidth,
         ...[...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > window.innerWidth)
            .filter(one => !one.closest('.tabs, .scroll'))
            .map(one => one.outerHTML.slice(0, 120))]"""
    )
    return found


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_need_in_chinese_finds_its_answer(
    world: World, visit: Visit, window: dict[str, Any], javascript: bool
) -> None:
    page = visit(java_script_enabled=javascript, **window)
    describe(page, "zh-hans", NEED)
    offer = page.locator("article.answer", has_text="Sulfide solid electrolyte pouch cell").first
    expect(offer.locator(".reason", has_text="固态电解质").first).to_contain_text("solid electrolyte")
    expect(offer.locator(".verdicts")).to_contain_text("满足")
    expect(offer.locator(".verdicts .found")).to_contain_text("420")
    expect(offer.locator(".summary mark.figure")).to_contain_text("0.42 kWh/kg")
    expect(offer.locator(".only-in")).to_have_text("仅有英文")
    offer.locator("h3 a").click()
    expect(page.locator("h1")).to_contain_text("Sulfide solid electrolyte pouch cell")
    expect(page).to_have_url(re.compile(f"/zh-hans/offers/{world.offer.public_id}/$"))
    if javascript:
        assert too_wide(page) == []


def test_the_same_in_english_on_a_phone(world: World, visit: Visit) -> None:
    page = visit(**PHONE)
    describe(page, "en", "solid electrolyte with an energy density of at least 400 Wh/kg")
    assert too_wide(page) == []
    expect(page.locator("article.answer").first).to_contain_text("Sulfide solid electrolyte pouch cell")
    page.get_by_role("link", name="People").last.click()
    page.goto(f"/en/needs/{world.need.public_id}/")
    assert too_wide(page) == []
    page.get_by_role("link", name="中文").click()
    expect(page.locator("h1")).to_have_text("轻型飞机用固态电池单体")


def test_facets_narrow_in_place_and_keep_the_address(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    page.goto("/en/match/?q=solid+electrolyte&kind=person")
    page.locator("#f-country-CN").check()
    expect(page).to_have_url(re.compile("country=CN"))
    expect(page.locator("article.answer")).to_have_count(1)
    expect(page.locator("article.answer h3")).to_contain_text("Wei Zhang")
    page.reload()
    expect(page.locator("#f-country-CN")).to_be_checked()
    page.get_by_role("link", name="Clear").click()
    expect(page).not_to_have_url(re.compile("country="))
    expect(page.locator("#f-country-CN")).not_to_be_checked()


def test_facets_work_without_scripts(world: World, visit: Visit) -> None:
    page = visit(java_script_enabled=False, **WIDE)
    page.goto("/en/match/?q=solid+electrolyte&kind=person")
    page.locator("#f-country-CN").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("article.answer")).to_have_count(1)


def test_other_kinds_follow_where_one_comes_to_them(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    page.goto("/en/match/?q=solid+electrolyte")
    expect(page.locator("article.answer h3", has_text="Sulfide solid electrolyte pouch cell")).to_be_visible()
    people = page.locator("section.group", has=page.get_by_role("heading", name="People", exact=True))
    people.scroll_into_view_if_needed()
    expect(people.locator("article.answer h3", has_text="Wei Zhang")).to_be_visible()
    people.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page).to_have_url(re.compile("compare/.*with=person"))


def test_other_kinds_are_a_link_away_without_scripts(world: World, visit: Visit) -> None:
    page = visit(java_script_enabled=False, **WIDE)
    page.goto("/zh-hans/match/?q=固态电解质")
    page.get_by_role("link", name="看看谁做过相关研究").click()
    expect(page).to_have_url(re.compile("kind=person"))
    expect(page.locator("article.answer")).not_to_have_count(0)


def test_from_signing_up_to_being_found(world: World, visit: Visit, mailoutbox: list[Any]) -> None:
    page = visit(**WIDE)
    page.goto("/zh-hans/accounts/signup/")
    page.locator("[name=name]").fill("王敏")
    page.locator("[name=email]").fill("wang.min@example.org")
    page.locator("[name=password1]").fill("a rather long password 7")
    page.locator("[name=password2]").fill("a rather long password 7")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_be_visible()
    link = re.search(r"https?://\S+/accounts/confirm-email/\S+", mailoutbox[-1].body)
    assert link is not None
    page.goto(re.sub(r"^https?://[^/]+", "", link.group()))
    page.locator("main form button[type=submit]").first.click()
    sign_in(page, "zh-hans", "wang.min@example.org", "a rather long password 7")

    page.goto("/zh-hans/needs/new/?blank=1")
    page.locator("[name=kind]").select_option("public")
    page.locator("[name=title_zh]").fill("独居老人跌倒的无感预警")
    page.locator("[name=problem_zh]").fill(
        "独居老人跌倒后平均四小时才被发现，需要不佩戴设备的毫米波雷达预警。"
    )
    page.locator("[name='must_haves-0-metric_zh']").fill("报警时间")
    page.locator("[name='must_haves-0-operator']").select_option("at_most")
    page.locator("[name='must_haves-0-low']").fill("30")
    page.locator("[name='must_haves-0-unit']").fill("s")
    page.locator("button[name=add_row][value=must_haves]").click()
    expect(page.locator("[name='must_haves-2-low']")).to_be_visible()
    expect(page.locator("[name='must_haves-0-metric_zh']")).to_have_value("报警时间")
    page.locator("button[name=submit]").click()
    expect(page.locator(".notice.success")).to_be_visible()
    address = page.url

    moderator = visit(**WIDE)
    sign_in(moderator, "en", "moderator@example.org", PASSWORD)
    moderator.goto("/en/moderation/")
    moderator.get_by_role("link", name="独居老人跌倒的无感预警").click()
    moderator.get_by_role("button", name="Publish").click()
    expect(moderator.locator(".notice.success")).to_be_visible()

    bring_up_to_date()
    stranger = visit(**WIDE)
    describe(stranger, "zh-hans", "毫米波雷达 跌倒预警")
    found = stranger.locator("article.answer", has_text="独居老人跌倒的无感预警")
    found.locator("h3 a").click()
    assert stranger.url == address


def sign_in(page: Page, language: str, email: str, password: str) -> None:
    page.goto(f"/{language}/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("header a[href$='/me/']")).to_be_visible()


def test_the_keyboard_reaches_everything(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#need-text")).to_be_focused()


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
  const light = (c) => { const [r, g, b] = [c[0], c[1], c[2]].map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126*r + 0.7152*g + 0.0722*b; };
  const behind = (element) => { for (let one = element; one; one = one.parentElement) {
    const c = rgb(getComputedStyle(one).backgroundColor); if (c[3] > 250) return c; }
    return [255, 255, 255, 255]; };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('.unseen, .skip')) continue;
    const a = light(rgb(getComputedStyle(element).color)), b = light(behind(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push([element.tagName, element.textContent.trim().slice(0, 30), ratio.toFixed(2)]);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_to_read(world: World, visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme, **WIDE)
    for path in (
        "",
        "match/?q=solid+electrolyte+energy+density+of+at+least+500+Wh/kg",
        f"needs/{world.need.public_id}/",
        "needs/",
        "accounts/login/",
    ):
        page.goto(f"/en/{path}")
        assert page.evaluate(CONTRAST) == [], path
