"""Finding anything: the box in the header, its suggestions by keyboard, and the page without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import World

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "wei zh", "1 suggestion: arrow keys to choose"),
        ("zh-hans", "zhangw", "1 条建议，可用方向键选择"),
    ],
)
def test_suggestions_by_keyboard_alone(
    world: World, visit: Visit, language: str, typed: str, said: str
) -> None:
    page = visit(**WIDE)
    page.goto(f"/{language}/needs/")
    box = page.locator("#find-everything")
    # The first stop after the skip link and the brand.
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.type(typed, delay=15)
    listed = page.get_by_role("listbox").get_by_role("option")
    expect(listed).to_have_count(2)
    expect(page.locator(".finder [role=status]")).to_have_text(said)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(listed.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", listed.first.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value(typed)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/people/{world.person.public_id}/$"))


def test_the_last_option_and_enter_lead_to_all_results(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    page.goto("/zh-hans/")
    box = page.locator("#find-everything")
    box.press_sequentially("固态", delay=15)
    expect(page.get_by_role("option").last).to_contain_text("查看“固态”的全部结果")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/zh-hans/search/\?q="))
    expect(page.locator(".found mark").first).to_have_text("固态")
    page.get_by_role("link", name="需求").last.click()
    page.goto("/en/")
    page.locator("#find-everything").fill("solid")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=solid$"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_scripts_it_is_a_form(world: World, visit: Visit, language: str) -> None:
    page = visit(java_script_enabled=False, **WIDE)
    page.goto(f"/{language}/offers/")
    box = page.locator("#find-everything")
    box.fill("Sulfid solid electrolite")
    box.press("Enter")
    expect(page.locator("main .notice")).to_be_visible()
    page.locator(".found a").first.click()
    expect(page.locator("h1")).to_contain_text("Sulfide solid electrolyte pouch cell")
    page.goto(f"/{language}/search/?q=solid")
    page.locator(".tabs a").nth(3).click()
    expect(page.locator(".found > li")).to_have_count(1)
    page.locator(".found a").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/needs/{world.need.public_id}/$"))


def test_on_a_phone_a_sign_leads_to_the_page(world: World, visit: Visit) -> None:
    page = visit(**PHONE)
    page.goto("/en/")
    expect(page.locator("#find-everything")).to_be_hidden()
    page.get_by_role("link", name="Search everything").click()
    page.locator("#search-text").press_sequentially("flight", delay=15)
    page.get_by_role("option").first.click()
    expect(page.locator("h1")).to_contain_text("Institute of Light Flight")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
