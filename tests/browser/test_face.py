"""What every page has in common, in a real browser: reflow, motion, menus, the picture, paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import PHONE, WIDE, too_wide
from tests.web.conftest import World

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
# 320 CSS pixels: a window of 1280 at 400 %, or of 640 at 200 %.
NARROWEST = {"viewport": {"width": 320, "height": 640}}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_moves_sideways_on_the_narrowest_page(world: World, visit: Visit, language: str) -> None:
    page = visit(**NARROWEST)
    for path in (
        "",
        "needs/",
        f"needs/{world.need.public_id}/",
        f"offers/{world.offer.public_id}/",
        f"organisations/{world.organisation.public_id}/",
        "match/?q=solid+electrolyte",
        "accounts/login/",
        "accounts/signup/",
        "about/",
        "help/",
    ):
        page.goto(f"/{language}/{path}")
        assert too_wide(page) == [], path


def test_the_picture_is_there_in_every_size_and_colour(world: World, visit: Visit) -> None:
    seen = set()
    for options, scheme in ((WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")):
        page = visit(color_scheme=scheme, **options)
        page.goto("/zh-hans/")
        picture = page.locator(".world img")
        expect(picture).to_be_visible()
        page.wait_for_function("document.querySelector('.world img').complete")
        assert picture.evaluate("image => image.naturalWidth") > 0
        seen.add(re.sub(r".*-pacific-", "", picture.evaluate("image => image.currentSrc")))
    assert seen == {"wide-light.svg", "wide-dark.svg", "narrow-light.svg", "narrow-dark.svg"}


def test_who_wants_no_motion_gets_none(world: World, visit: Visit) -> None:
    page = visit(reduced_motion="reduce", **WIDE)
    page.goto("/en/")
    moving = page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length")
    assert moving == 0


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_the_menu_of_a_phone_leads_to_every_section(world: World, visit: Visit, javascript: bool) -> None:
    page = visit(java_script_enabled=javascript, **PHONE)
    page.goto("/en/")
    menu = page.locator("details.phone-menu")
    expect(menu.get_by_role("link", name="Offers")).not_to_be_visible()
    menu.locator("summary").click()
    menu.get_by_role("link", name="Offers").click()
    expect(page.locator("h1")).to_have_text("Offers")
    menu.locator("summary").click()
    expect(menu.locator("[aria-current=page]")).to_have_text("Offers")


def test_escape_closes_a_menu_and_gives_the_focus_back(world: World, visit: Visit) -> None:
    page = visit(**PHONE)
    page.goto("/en/")
    summary = page.locator("details.phone-menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("details.phone-menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("details.phone-menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def look(page: Page, selector: str, name: str) -> Any:
    return page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{name}")


def test_on_paper_there_are_words_and_no_ways_about(world: World, visit: Visit) -> None:
    page = visit(color_scheme="dark", **WIDE)
    page.goto(f"/en/needs/{world.need.public_id}/")
    page.emulate_media(media="print")
    for gone in ("header.site", "footer.site"):
        expect(page.locator(gone)).not_to_be_visible()
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".on-paper")).to_contain_text(f"/en/needs/{world.need.public_id}/")
    assert look(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert look(page, "body", "color") == "rgb(0, 0, 0)"


def test_chinese_has_no_italics_and_more_air(visit: Visit, transactional_db: None) -> None:
    page = visit(**WIDE)
    page.goto("/zh-hans/about/")
    page.evaluate(
        "document.querySelector('.lead').innerHTML ="
        " '<em>重点</em><cite>书名</cite><span lang=\"en\"><em>stress</em></span>'"
    )
    assert look(page, ".lead > em", "fontStyle") == "normal"
    assert "dot" in look(page, ".lead > em", "textEmphasisStyle")
    assert look(page, ".lead > cite", "fontStyle") == "normal"
    assert look(page, ".lead > span > em", "fontStyle") == "italic"
    assert look(page, ".lead > span > em", "textEmphasisStyle") == "none"
    size, leading = (
        float(look(page, "body", name).removesuffix("px")) for name in ("fontSize", "lineHeight")
    )
    assert leading / size == pytest.approx(1.75)
