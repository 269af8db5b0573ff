"""The atlas in a real browser: choose a country, narrow the years, follow a mark, compare, take it along."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import PHONE, WIDE, too_wide
from tests.web.conftest import World
from tests.web.test_atlas import build_small

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
