"""Organisations, places and challenges, from end to end in a real browser, in both languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import PHONE, WIDE, sign_in, too_wide
from tests.web.conftest import PASSWORD, World

from scibridge.domain.registry.models import CorrectionSuggestion, Organisation
from scibridge.domain.registry.services import edit_organisation, tell_outcome
from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.kernel.bilingual import versions

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
LANGUAGES = ["en", "zh-hans"]
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "organisation": "Institute of Light Flight",
        "country": "Germany",
        "city": "Bremen",
        "need": "Solid-state cell for light aircraft",
        "challenge": "Energy security",
        "correct": "Suggest a correction",
        "send": "Send the suggestion",
        "accept": "Accept and change the record",
        "find": "Find",
        "show": "Show",
    },
    "zh-hans": {
        "organisation": "轻型飞行研究所",
        "country": "德国",
        "city": "不来梅",
        "need": "轻型飞机用固态电池单体",
        "challenge": "能源安全",
        "correct": "建议更正",
        "send": "提交建议",
        "accept": "采纳并修改条目",
        "find": "查找",
        "show": "显示",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_country_to_a_need_and_its_challenge(
    world: World, visit: Visit, language: str, javascript: bool
) -> None:
    words = WORDS[language]
    page = visit(java_script_enabled=javascript, **(WIDE if javascript else PHONE))
    page.goto(f"/{language}/places/")
    page.locator("main #text").fill(words["city"])
    page.locator("main").get_by_role("button", name=words["find"]).click()
    page.locator("table.places").get_by_role("link", name=words["city"]).click()
    expect(page.locator("h1")).to_have_text(words["city"])
    expect(page.get_by_role("img", name=re.compile(words["city"]))).to_be_visible()
    page.locator(".crumbs").get_by_role("link", name=words["country"]).click()
    expect(page.locator("h1")).to_have_text(words["country"])
    page.locator("main").get_by_role("link", name=words["organisation"], exact=True).click()
    expect(page.locator("h1")).to_contain_text(words["organisation"])
    page.locator("#needs").get_by_role("link", name=words["need"]).click()
    expect(page.locator("h1")).to_have_text(words["need"])
    page.locator("ul.facts").get_by_role("link", name=words["challenge"]).first.click()
    expect(page.locator("h1")).to_have_text(words["challenge"])
    page.locator("#filter-country").select_option("DE")
    page.locator("main").get_by_role("button", name=words["show"]).click()
    expect(page).to_have_url(re.compile("country=DE"))
    expect(page.locator("main")).to_contain_text(words["need"])
    if javascript:
        assert too_wide(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_is_suggested_accepted_and_told(
    world: World, visit: Visit, mailoutbox: list[EmailMessage], language: str
) -> None:
    words, address = WORDS[language], f"/{language}/organisations/{world.organisation.public_id}/"
    reader = visit(**WIDE)
    sign_in(reader, language, "reader@example.org", PASSWORD)
    reader.goto(address)
    reader.locator("main").get_by_role("link", name=words["correct"]).click()
    expect(reader.locator("main")).to_contain_text("Bremen")  # what the record says now
    reader.locator("[name=field]").select_option("website")
    reader.locator("[name=proposed]").fill("https://light-flight.example")
    reader.locator("[name=reason]").fill("Their own letterhead.")
    reader.get_by_role("button", name=words["send"]).click()
    expect(reader).to_have_url(re.compile(f"{address}$"))

    owner = visit(**WIDE)
    sign_in(owner, language, "owner@example.org", PASSWORD)
    owner.goto(address)
    owner.locator(".next-step a.button[href$='/corrections/']").click()
    owner.locator("main .list h2 a").click()
    expect(owner.locator("main")).to_contain_text("https://light-flight.example")
    owner.get_by_role("button", name=words["accept"]).click()
    expect(owner.get_by_role("status").first).to_be_visible()
    assert Organisation.objects.get().website == "https://light-flight.example"

    # The worker's part: whoever suggested it is told, once.
    suggestion = CorrectionSuggestion.objects.get()
    assert (tell_outcome(suggestion.pk), tell_outcome(suggestion.pk)) == (True, False)
    assert [message.to for message in mailoutbox] == [["reader@example.org"]]
    reader.goto(f"/{language}/records/organisation/{world.organisation.public_id}/correct/")
    expect(reader.locator(".panel .tag.good")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_representative_completes_the_page(world: World, visit: Visit, language: str) -> None:
    page = visit(**PHONE)
    sign_in(page, language, "owner@example.org", PASSWORD)
    page.goto(f"/{language}/organisations/{world.organisation.public_id}/")
    assert too_wide(page) == []
    page.locator(".next-step").get_by_role("link").last.click()
    page.locator("[name=summary_en]").fill("Makes electric aircraft light.")
    page.locator("main form .actions button, main form .save button").first.click()
    expect(page.locator("main .lead")).to_contain_text(
        "Makes electric aircraft light." if language == "en" else "研究轻型电动飞机。"
    )
    assert versions(Organisation.objects.get().summary)["en"] == "Makes electric aircraft light."


def test_what_moves_is_found_at_its_new_place(world: World, visit: Visit) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(place={"en": "Kiel", "zh-hans": "基尔"})

    edit_organisation(organisation=world.organisation, actor=None, values={"website": "https://kiel.example"})
    bring_up_to_date()
    page = visit(**WIDE)
    page.goto("/en/places/DE/kiel/")
    expect(page.locator("main")).to_contain_text("Institute of Light Flight")
    page.goto("/en/places/DE/bremen/")
    expect(page.locator("main")).not_to_contain_text("Institute of Light Flight")
