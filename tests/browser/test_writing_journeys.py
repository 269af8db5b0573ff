"""A need stated in two minutes, an offer put forward, in a browser: with scripts, without them, by keys."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from tests.browser.test_journeys import PHONE, WIDE, Visit, sign_in, too_wide
from tests.web.conftest import PASSWORD, World

from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, Offer, UnsavedForm

pytestmark = pytest.mark.browser
CHINESE = "电动轻型飞机需要一种固态电池，能量密度不低于 400 Wh/kg，单次充电时间小于30分钟。用于通用航空。"
ENGLISH = "We need a solid-state battery for light aircraft, with an energy density of at least 400 Wh/kg."
READER = "reader@example.org"


def faultless(page: Page) -> None:
    """No rule is broken in what is ours; the frame around it has its own test."""
    found = Axe().run(page, context="main")
    assert found.response["violations"] == [], found.generate_report()


def paste(page: Page, language: str, text: str) -> None:
    page.goto(f"/{language}/needs/new/")
    page.locator("[name=source]").fill(text)
    page.locator("button[name=read]").click()
    expect(page.locator("#read-title")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(
    ("language", "text", "suffix", "metric"),
    [("zh-hans", CHINESE, "zh", "能量密度"), ("en", ENGLISH, "en", "energy density")],
    ids=["Chinese", "English"],
)
def test_a_pasted_paragraph_is_submitted(
    world: World, visit: Visit, language: str, text: str, suffix: str, metric: str, javascript: bool
) -> None:
    page = visit(java_script_enabled=javascript, **WIDE)
    sign_in(page, language, READER, PASSWORD)
    paste(page, language, text)
    expect(page.locator(".source mark", has_text="400 Wh/kg")).to_be_visible()
    expect(page.locator(f"[name=title_{suffix}]")).not_to_have_value("")
    expect(page.locator(f"[name='must_haves-0-metric_{suffix}']")).to_have_value(metric)
    expect(page.locator("[name='must_haves-0-low']")).to_have_value("400")
    expect(page.locator("#beside")).to_contain_text("Sulfide solid electrolyte pouch cell")
    if javascript:
        faultless(page)
        assert too_wide(page) == []
    page.locator("[name=kind]").select_option("market")
    page.locator("button[name=submit]").click()
    expect(page.locator(".notice.success")).to_be_visible()
    need = Need.objects.get(owner=world.reader)
    assert (need.state, need.must_haves.first().low, need.challenge) == (  # type: ignore[union-attr]
        "submitted",
        400,
        "energy_security",
    )
    assert not UnsavedForm.objects.exists()


def test_ticks_move_words_in_and_out_of_the_form(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    sign_in(page, "zh-hans", READER, PASSWORD)
    paste(page, "zh-hans", CHINESE)
    title = page.locator("[name=title_zh]")
    expect(title).to_have_value("固态电池")
    # What htmx has just put in listens once it has settled.
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    box = page.locator(".proposal", has_text="标题").locator("input")
    box.uncheck()
    expect(title).to_have_value("")
    page.locator(".proposal", has_text="标题").locator("input").check()
    expect(title).to_have_value("固态电池")


def test_words_typed_while_the_form_is_on_its_way_stay(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    sign_in(page, "en", READER, PASSWORD)
    paste(page, "en", ENGLISH)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route("**/needs/new/", hold_the_first)
    with page.expect_request("**/needs/new/"):
        page.locator(".proposal input").first.uncheck()
    page.locator("[name=problem_zh]").fill("边等边写的话")
    held[0].continue_()
    expect(page.locator("[name=title_en]")).to_have_value("")
    expect(page.locator("[name=problem_zh]")).to_have_value("边等边写的话")
    assert len(held) == 2


def test_without_scripts_the_ticks_go_by_a_button(world: World, visit: Visit) -> None:
    page = visit(java_script_enabled=False, **PHONE)
    sign_in(page, "zh-hans", READER, PASSWORD)
    paste(page, "zh-hans", CHINESE)
    page.locator(".proposal", has_text="标题").locator("input").uncheck()
    page.locator("button[name=fit]").click()
    expect(page.locator("[name=title_zh]")).to_have_value("")
    page.locator("[name=title_zh]").fill("轻型飞机用固态电池单体")
    page.locator("button[name=look]").click()
    expect(page.locator("[name=title_zh]")).to_have_value("轻型飞机用固态电池单体")
    expect(page.locator("#beside")).to_contain_text("轻型飞机用固态电池单体")


def test_matches_come_and_words_are_kept_while_one_writes(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    sign_in(page, "en", READER, PASSWORD)
    page.goto("/en/needs/new/?blank=1")
    expect(page.locator("#beside")).to_contain_text("What makes it found")
    page.locator("[name=title_en]").press_sequentially("Solid-state cell for light aircraft")
    expect(page.locator("#beside")).to_contain_text("Sulfide solid electrolyte pouch cell")
    expect(page.locator("#beside .alike")).to_contain_text("Very alike")
    expect(page.locator("#kept")).to_contain_text(re.compile(r"Kept as typed at \d\d:\d\d"))
    page.goto("/en/needs/new/")
    page.get_by_role("link", name="Solid-state cell for light aircraft").click()
    expect(page.locator("[name=title_en]")).to_have_value("Solid-state cell for light aircraft")


def test_the_session_ends_while_someone_writes(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    sign_in(page, "zh-hans", READER, PASSWORD)
    page.goto("/zh-hans/needs/new/?blank=1")
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=title_zh]").fill("没有保存的一句话")
    expect(page.locator("#kept")).to_contain_text("您已退出登录")
    page.locator("button[name=save]").last.click()
    page.locator("[name=login]").fill(READER)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("[name=title_zh]")).to_have_value("没有保存的一句话")


def test_two_editors_choose(world: World, visit: Visit) -> None:
    page = visit(**WIDE)
    sign_in(page, "en", world.owner.email, PASSWORD)
    page.goto(f"/en/needs/{world.draft.public_id}/edit/")
    page.locator("[name=title_zh]").fill("我的标题")
    services.update_need(
        world.draft, actor=world.owner, fields={"title": {"zh-hans": "对方的标题"}}, expected_version=1
    )
    page.locator("button[name=save]").last.click()
    expect(page.locator("h1")).to_have_text("Two people changed this")
    faultless(page)
    page.get_by_label("Mine").check()
    page.get_by_role("button", name="Save it so").click()
    expect(page.locator("h1")).to_contain_text("我的标题")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_offer_sees_who_asks_for_it(world: World, visit: Visit, language: str, javascript: bool) -> None:
    page = visit(java_script_enabled=javascript, **WIDE)
    sign_in(page, language, READER, PASSWORD)
    page.goto(f"/{language}/offers/new/")
    if javascript:
        faultless(page)
    page.locator("[name=source]").fill(
        "Oxide pouch cell\nThe cell with a solid electrolyte reaches an energy density of 0.41 kWh/kg."
    )
    page.locator("button[name=read]").click()
    expect(page.locator("[name=title_en]")).to_have_value("Oxide pouch cell")
    asked = page.locator("#beside .beside-list > li", has_text=re.compile("light aircraft|轻型飞机"))
    expect(asked.locator(".tag.good").first).to_be_visible()
    page.locator("[name=kind]").select_option("technology")
    page.locator("[name=readiness]").select_option("5")
    page.locator("button[name=submit]").click()
    expect(page.locator(".form-problems")).to_be_visible()
    if javascript:
        faultless(page)
    page.locator("[name=readiness_evidence_en]").fill("Bench test of six months.")
    page.locator("[name='claims-0-no_comparison']").check()
    page.locator("button[name=submit]").click()
    expect(page.locator(".notice.success")).to_be_visible()
    assert Offer.objects.get(owner=world.reader).state == "submitted"


def tab_to(page: Page, reached: Callable[[], bool], most: int = 120) -> None:
    """Press Tab until ``reached``."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if reached():
            return
    pytest.fail("the keyboard does not get there")


def focused(page: Page, selector: str) -> Callable[[], bool]:
    return lambda: bool(page.evaluate("one => document.activeElement.matches(one)", selector))


@pytest.mark.parametrize(
    ("language", "text"), [("zh-hans", CHINESE), ("en", ENGLISH)], ids=["Chinese", "English"]
)
def test_a_need_is_stated_by_keyboard_alone(world: World, visit: Visit, language: str, text: str) -> None:
    page = visit(**WIDE)
    sign_in(page, language, READER, PASSWORD)
    page.goto(f"/{language}/needs/new/")
    tab_to(page, focused(page, "[name=source]"))
    page.keyboard.insert_text(text)
    tab_to(page, focused(page, "button[name=read]"))
    page.keyboard.press("Enter")
    expect(page.locator("#read-title")).to_be_visible()
    tab_to(page, focused(page, "[name=take]"))
    page.keyboard.press("Space")
    expect(page.locator(".proposal input").first).not_to_be_checked()
    expect(page.locator(".proposal input").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".proposal input").first).to_be_checked()
    tab_to(page, focused(page, "[name=kind]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, focused(page, "button[name=submit]"))
    page.keyboard.press("Enter")
    expect(page.locator(".notice.success")).to_be_visible()
    assert Need.objects.get(owner=world.reader).state == "submitted"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_offer_is_put_forward_by_keyboard_alone(world: World, visit: Visit, language: str) -> None:
    page = visit(**WIDE)
    sign_in(page, language, READER, PASSWORD)
    page.goto(f"/{language}/offers/new/")
    tab_to(page, focused(page, "[name=source]"))
    page.keyboard.insert_text(
        "Oxide pouch cell\nThe cell with a solid electrolyte reaches an energy density of 0.41 kWh/kg."
    )
    tab_to(page, focused(page, "button[name=read]"))
    page.keyboard.press("Enter")
    expect(page.locator("[name=title_en]")).to_have_value("Oxide pouch cell")
    tab_to(page, focused(page, "[name=kind]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, focused(page, "[name=readiness]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, focused(page, "[name=readiness_evidence_en]"))
    page.keyboard.insert_text("Bench test of six months.")
    tab_to(page, focused(page, "[name='claims-0-no_comparison']"))
    page.keyboard.press("Space")
    tab_to(page, focused(page, "button[name=submit]"))
    page.keyboard.press("Enter")
    expect(page.locator(".notice.success")).to_be_visible()
    assert Offer.objects.get(owner=world.reader).state == "submitted"
