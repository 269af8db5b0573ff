"""The atlas in a real browser: choose, slide, compare, move in the network, follow a mark, take it along."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import PHONE, WIDE, too_wide
from tests.web.conftest import World
from tests.web.test_atlas import build_small
from tests.web.test_atlas_regions import build_placed

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WORDS = {
    "en": {"atlas": "Atlas", "china": "China", "show": "Show", "compare": "Compare with"},
    "zh-hans": {"atlas": "图谱", "china": "中国", "show": "显示", "compare": "与合作最多的伙伴比较"},
}


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_world_to_a_country_its_works_and_a_comparison(
    world: World, visit: Visit, language: str, javascript: bool
) -> None:
    build_small()
    words = WORDS[language]
    page = visit(java_script_enabled=javascript, **(WIDE if javascript else PHONE))
    page.goto(f"/{language}/atlas/")
    expect(page.locator("h1")).to_have_text(words["atlas"])
    assert not too_wide(page)
    page.locator("table.atlas-table").first.get_by_role("link", name=words["china"], exact=True).click()
    expect(page.locator("h1")).to_have_text(words["china"])
    assert not too_wide(page)
    page.locator("#from").fill("2020")
    page.locator("#to").fill("2021")
    page.locator("main").get_by_role("button", name=words["show"]).click()
    expect(page.locator(".figures strong").first).to_have_text("3")
    # The first column of the chart leads to the works of its year.
    page.locator(".chart a").first.click()
    expect(page.locator("main .list > li")).to_have_count(2)
    page.go_back()
    with page.expect_download() as download:
        page.locator("a[href*='/atlas/export/partners/csv/']").click()
    assert download.value.suggested_filename.startswith("scibridge-atlas-partners-")
    page.get_by_role("link", name=words["compare"]).click()
    expect(page.locator(".chart-line.series-2").first).to_be_attached()
    assert not too_wide(page)


@pytest.mark.parametrize(
    ("language", "beijing"),
    [("en", "Beijing"), ("zh-hans", "北京市")],
)
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_region_is_chosen_compared_followed_to_its_works_and_taken_along(
    world: World, visit: Visit, language: str, beijing: str, javascript: bool
) -> None:
    build_placed()
    words = WORDS[language]
    page = visit(java_script_enabled=javascript, **(WIDE if javascript else PHONE))
    page.goto(f"/{language}/atlas/")
    page.locator("select[name=level]").select_option("region")
    page.locator("main").get_by_role("button", name=words["show"]).click()
    expect(page).to_have_url(re.compile("level=region"))
    assert not too_wide(page)
    page.locator("table.atlas-table").first.get_by_role("link", name=beijing, exact=True).click()
    expect(page.locator("h1")).to_have_text(beijing)
    assert not too_wide(page)
    page.locator("#from").fill("2021")
    page.locator("main").get_by_role("button", name=words["show"]).click()
    page.locator(".chart a").first.click()
    expect(page.locator("main .list > li").first).to_be_visible()
    page.go_back()
    with page.expect_download() as download:
        page.locator("a[href*='/atlas/export/partners/csv/']").click()
    name = download.value.suggested_filename
    assert name.startswith("scibridge-atlas-partners-CN-BJ-region-2021-on")
    assert "Massachusetts" in Path(download.value.path()).read_text("utf-8-sig")
    page.get_by_role("link", name=words["compare"]).click()
    expect(page.locator(".chart-line.series-2").first).to_be_attached()
    expect(page.locator("table.compare thead")).to_contain_text("Massachusetts")
    assert not too_wide(page)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "strongest China – Germany, 1"), ("zh-hans", "联系最强的是中国与德国")]
)
@pytest.mark.usefixtures("world")
def test_years_slide_by_keyboard_and_the_address_follows(visit: Visit, language: str, said: str) -> None:
    build_small()
    page = visit(**WIDE)
    page.goto(f"/{language}/atlas/")
    expect(page.locator(".pair-arcs path")).to_have_count(3)
    first, last = page.locator(".year-track input").all()
    first.focus()
    for _step in range(2):
        page.keyboard.press("ArrowRight")
    last.focus()
    page.keyboard.press("ArrowLeft")
    # One request after the last step, which says what it found.
    expect(page.locator(".year-slider [role=status]")).to_contain_text(said)
    expect(page.locator(".pair-arcs path")).to_have_count(1)
    assert page.url.endswith(f"/{language}/atlas/?from=2021&to=2021")
    expect(page.locator("#from")).to_have_value("2021")
    expect(page.locator("#pairs tbody tr")).to_have_count(1)
    # The lower end cannot pass the upper one.
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(first).to_have_value("2021")
    other = page.locator("a[hreflang][rel=alternate]").first
    assert str(other.get_attribute("href")).endswith("?from=2021&to=2021")
    page.reload()
    expect(page.locator(".pair-arcs path")).to_have_count(1)


@pytest.mark.parametrize(("language", "china"), [("en", "China"), ("zh-hans", "中国")])
@pytest.mark.usefixtures("world")
def test_a_node_is_chosen_and_leads_to_its_page_and_works(visit: Visit, language: str, china: str) -> None:
    build_small()
    page = visit(**WIDE)
    page.goto(f"/{language}/atlas/network/")
    canvas = page.locator(".network canvas")
    expect(canvas).to_be_visible()
    side = page.locator(".network-side")
    expect(side).to_be_hidden()
    canvas.focus()
    page.keyboard.press("n")
    expect(side.locator("h3")).to_have_text(china)
    expect(side.locator("ol li")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    # By name, then on to a partner.
    page.locator(".network-tools input").fill(china)
    page.keyboard.press("Enter")
    expect(side.locator("h3")).to_have_text(china)
    side.locator("ol button").first.click()
    expect(side.locator("h3")).not_to_have_text(china)
    page.keyboard.press("+")
    page.mouse.move(600, 500)
    page.mouse.wheel(0, -300)
    side.locator("ol a").first.click()
    expect(page.locator("main .list > li")).to_have_count(3)
    page.go_back()
    expect(canvas).to_be_visible()
    canvas.focus()
    page.keyboard.press("n")
    side.locator("h3 a").click()
    expect(page.locator("h1")).to_have_text(china)


@pytest.mark.parametrize(("language", "china"), [("en", "China"), ("zh-hans", "中国")])
@pytest.mark.usefixtures("world")
def test_the_network_without_scripts_is_a_picture_and_a_table(
    visit: Visit, language: str, china: str
) -> None:
    build_small()
    page = visit(java_script_enabled=False, **PHONE)
    page.goto(f"/{language}/atlas/network/")
    expect(page.locator(".network-still .mark")).to_have_count(3)
    assert not too_wide(page)
    page.locator("#units").get_by_role("link", name=china, exact=True).click()
    expect(page.locator("h1")).to_have_text(china)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.usefixtures("world")
def test_a_cell_of_the_matrix_leads_to_the_works_and_pictures_are_taken_along(
    visit: Visit, language: str
) -> None:
    build_small()
    page = visit(**PHONE)
    page.goto(f"/{language}/atlas/matrix/")
    assert not too_wide(page)
    for form, begins in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as download:
            page.locator(f".picture-links a[href*='/matrix/{form}/']").click()
        assert re.fullmatch(r"scibridge-atlas-matrix-[\d-]+\." + form, download.value.suggested_filename)
        assert Path(download.value.path()).read_bytes().startswith(begins)
    page.locator(".matrix td a").first.click()
    expect(page.locator("main .list > li")).to_have_count(3)
