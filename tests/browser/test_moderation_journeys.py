"""Moderating by keyboard: take, return with a text in both languages, on to the next; the owner reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.web.conftest import NEED, PASSWORD, World

from scibridge.domain.exchange.models import ModerationDecision, Need, ReturnTemplate
from scibridge.domain.exchange.services import NEEDS
from scibridge.kernel.bilingual import bilingual

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}


def sign_in(page: Page, language: str, email: str) -> None:
    page.goto(f"/{language}/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("header a[href$='/me/']")).to_be_visible()


def submitted(world: World, days: int, **fields: Any) -> Need:
    need = NEEDS.submit(NEEDS.create(actor=world.owner, fields=NEED | fields), actor=world.owner)
    Need.objects.filter(pk=need.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    return need


@pytest.fixture
def entries(world: World) -> tuple[Need, Need]:
    ReturnTemplate.objects.all().delete()
    ReturnTemplate.objects.create(
        reason="not_measurable",
        name=bilingual("Needs figures", "缺少指标"),
        text=bilingual("Please state one figure.", "请写明一项数值。"),
    )
    first = submitted(world, 9, title={"en": "Quieter wings", "zh-hans": "更安静的机翼"})
    return first, submitted(world, 2, title={"en": "Lighter wings", "zh-hans": "更轻的机翼"})


@pytest.mark.parametrize(
    ("language", "title", "after", "note"),
    [
        ("en", "Quieter wings", "Lighter wings", "Please state one figure."),
        ("zh-hans", "更安静的机翼", "更轻的机翼", "请写明一项数值。"),
    ],
)
def test_an_entry_is_returned_by_keyboard_and_the_owner_reads_why(
    world: World, entries: tuple[Need, Need], visit: Visit, language: str, title: str, after: str, note: str
) -> None:
    page = visit(**WIDE)
    sign_in(page, language, "moderator@example.org")
    page.goto(f"/{language}/moderation/")
    expect(page.locator(".queue > li")).to_have_count(2)
    page.locator(".title-row .button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)
    page.locator(".take button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".take button[name=leave]")).to_be_visible()
    page.locator("#template").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=note_en]")).to_have_value("Please state one figure.")
    expect(page.locator("[name=note_zh]")).to_have_value("请写明一项数值。")
    expect(page.locator("[name=reason]")).to_have_value("not_measurable")
    page.locator("#return-form button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice.success")).to_be_visible()
    expect(page.locator("h1")).to_contain_text(after)
    page.locator("button[name=publish]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    assert ModerationDecision.objects.count() >= 2
    owner = visit(**WIDE)
    sign_in(owner, language, "owner@example.org")
    owner.goto(f"/{language}/needs/{entries[0].public_id}/")
    expect(owner.locator(".notice.warning")).to_contain_text(note)


def test_without_scripts_on_a_phone(world: World, entries: tuple[Need, Need], visit: Visit) -> None:
    page = visit(java_script_enabled=False, **PHONE)
    page.goto("/zh-hans/accounts/login/")
    page.locator("[name=login]").fill("moderator@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"/zh-hans/moderation/need/{entries[0].public_id}/?sort=new")
    page.locator("#template").select_option(index=1)
    page.locator(".templates button").click()
    expect(page.locator("[name=note_zh]")).to_have_value("请写明一项数值。")
    page.locator("[name=note_zh]").fill("请写明噪声的数值。")
    page.locator("#return-form button").click()
    expect(page.locator("h1")).to_contain_text("更轻的机翼")
    entries[0].refresh_from_db()
    assert entries[0].return_note.data["zh-hans"] == "请写明噪声的数值。"
    page.goto("/zh-hans/moderation/waiting/")
    expect(page.locator("table").first).to_be_visible()


def test_no_page_of_moderation_is_wider_than_a_phone(
    world: World, entries: tuple[Need, Need], visit: Visit
) -> None:
    page = visit(**PHONE)
    sign_in(page, "en", "moderator@example.org")
    for path in ("", "waiting/", f"need/{entries[0].public_id}/"):
        page.goto(f"/en/moderation/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
