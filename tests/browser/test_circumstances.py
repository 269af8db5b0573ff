"""How people have set up their machine: zoom, colours of their own, an appearance they chose."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import WIDE, Visit, too_wide
from tests.web.conftest import World

pytestmark = pytest.mark.browser
# A window of 1440 by 900 at 200 %: half as many CSS pixels, each drawn as two by two.
ZOOMED = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
LANGUAGES = ("en", "zh-hans")
# Words that are cut off by the edge of what holds them.
CLIPPED = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.checkVisibility() && !one.closest('.unseen, .skip, svg, select, .scroll, .tabs'))
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .filter(one => { for (let box = one; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
      const inner = one.getBoundingClientRect(), outer = box.getBoundingClientRect();
      if (inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1) return true; }
    return false; })
  .map(one => one.outerHTML.slice(0, 140))"""


def paths(world: World) -> tuple[str, ...]:
    return (
        "",
        "needs/",
        f"needs/{world.need.public_id}/",
        f"offers/{world.offer.public_id}/",
        f"organisations/{world.organisation.public_id}/",
        f"people/{world.person.public_id}/",
        "match/?q=solid+electrolyte+of+at+least+400+Wh/kg",
        f"match/answer/{world.offer.document_id}/?q=solid+electrolyte",
        "search/?q=solid",
        "challenges/energy_security/",
        "places/DE/",
        "accounts/login/",
        "help/",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_twice_the_size_nothing_is_lost(world: World, visit: Visit, language: str) -> None:
    page = visit(**ZOOMED)
    for path in paths(world):
        page.goto(f"/{language}/{path}")
        assert page.evaluate("window.devicePixelRatio") == 2
        assert too_wide(page) == [], path
        assert page.evaluate(CLIPPED) == [], path
        # What stays in sight while one scrolls leaves room for what one came to read.
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        covered = page.evaluate(
            "() => { let rows = 0; for (let y = 5; y < innerHeight; y += 10) {"
            " const top = document.elementFromPoint(innerWidth / 2, y);"
            " rows += top && top.closest('header.site') ? 10 : 0; } return rows; }"
        )
        assert covered <= 110, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_colours_of_ones_own_everything_can_be_told_apart(
    world: World, visit: Visit, language: str
) -> None:
    page = visit(forced_colors="active", **WIDE)
    page.goto(f"/{language}/match/?q=solid+electrolyte+of+at+least+500+Wh/kg&kind=offer")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    # A button is a box, whatever its colour was; so is what holds a hint or a warning.
    for box in ("main form button", ".tag"):
        edge = page.locator(box).first.evaluate(
            "one => [getComputedStyle(one).borderTopStyle, getComputedStyle(one).borderTopWidth]"
        )
        assert edge != ["none", "0px"], box
    # A verdict says in words what it says in colour.
    assert page.locator(".verdicts .verdict").first.inner_text().strip()
    assert unseen_focus(page) == []


def unseen_focus(page: Page) -> list[str]:
    """What the keyboard reaches without a ring that these colours leave."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
          .filter(one => !one.disabled && one.checkVisibility({checkVisibilityCSS: true}))
          .filter(one => { one.focus({focusVisible: true, preventScroll: true});
            if (document.activeElement !== one) return false;
            return ![one, one.parentElement].map(each => getComputedStyle(each)).some(
              each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0); })
          .map(one => one.outerHTML.slice(0, 140))"""
    )
    return found


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(
    ("language", "dark", "system"), [("en", "Dark", "As the system"), ("zh-hans", "深色", "跟随系统")]
)
def test_a_chosen_appearance_stays(
    world: World, visit: Visit, language: str, dark: str, system: str, javascript: bool
) -> None:
    page = visit(color_scheme="light", java_script_enabled=javascript, **WIDE)
    address = f"/{language}/needs/{world.need.public_id}/"
    page.goto(address)
    light = page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
    page.get_by_role("button", name=dark).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    for path in (address, f"/{language}/", "/en/offers/", "/zh-hans/accounts/login/"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") != light
    page.goto(address)
    expect(page.get_by_role("button", name=dark)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=system).click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == light
