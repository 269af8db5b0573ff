"""Journeys 4 and 6: follow something and be told, and keep one's own in order; in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import PHONE, WIDE, sign_in, too_wide
from tests.web.conftest import NEED, OFFER, PASSWORD, World, publish

from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.following.models import Follow, Notice
from scibridge.domain.following.services import deliver_due
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WORDS = {
    "en": {
        "follow": "Follow",
        "following": "You follow this",
        "save": "Save this search",
        "unread": "1 unread",
        "new": "New answer",
        "stop": "Stop",
        "stopped": "Stopped",
        "desk": "My desk",
        "renew": "Renew",
        "renewed": "1 renewed.",
        "withdraw": "Withdraw",
        "withdrawn": "2 withdrawn.",
    },
    "zh-hans": {
        "follow": "关注",
        "following": "您正在关注",
        "save": "保存这项搜索",
        "unread": "1 条未读",
        "new": "新的应答",
        "stop": "停止",
        "stopped": "已停止",
        "desk": "我的工作台",
        "renew": "续期",
        "renewed": "已续期 1 条。",
        "withdraw": "撤回",
        "withdrawn": "已撤回 2 条。",
    },
}


def as_if_long_ago(**changes: Any) -> None:
    before = timezone.now() - timedelta(days=9)
    Follow.objects.update(checked_at=before, created_at=before, **changes)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_visitor_follows_a_need_is_told_and_stops(
    world: World, visit: Visit, mailoutbox: list[Any], language: str, javascript: bool
) -> None:
    words = WORDS[language]
    page = visit(java_script_enabled=javascript, **(WIDE if javascript else PHONE))
    page.goto(f"/{language}/needs/{world.need.public_id}/")
    page.locator(".follow").get_by_role("button", name=words["follow"]).click()
    # Led to signing in, and back with it done.
    page.locator("[name=login]").fill("reader@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/needs/{world.need.public_id}/$"))
    expect(page.locator(".follow")).to_contain_text(words["following"])

    page.locator(".follow select").select_option("daily")
    if not javascript:
        page.locator(".follow form").first.get_by_role("button").click()
    else:
        expect(page.locator(".follow-state")).to_be_focused()
    expect(page.locator(".follow select")).to_have_value("daily")

    fresh = publish(OFFERS, OFFER, world.owner, world.moderator)
    bring_up_to_date()
    as_if_long_ago()
    deliver_due(now=timezone.now())
    page.reload()
    page.locator("header").get_by_role("link", name=words["unread"]).click()
    told = page.locator(".notices-list li", has_text=words["new"])
    expect(told).to_have_count(1)
    told.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/{language}/offers/{fresh.public_id}/$"))
    expect(page.locator("header").get_by_role("link", name=words["unread"])).to_have_count(0)

    assert len(mailoutbox) == 1
    link = re.search(r"https?://[^/\s]+(/\S+/stop/f\.\S+)", mailoutbox[0].body)
    assert link is not None
    stranger = visit(java_script_enabled=javascript, **PHONE)
    stranger.goto(link.group(1))
    expect(stranger.locator("main")).not_to_contain_text("reader@example.org")
    stranger.locator("main").get_by_role("button", name=words["stop"]).click()
    expect(stranger.locator("h1")).to_have_text(words["stopped"])
    assert not Follow.objects.filter(ended_at__isnull=True).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_search_is_saved_where_it_was_found(world: World, visit: Visit, language: str) -> None:
    words, page = WORDS[language], visit(**WIDE)
    sign_in(page, language, "reader@example.org", PASSWORD)
    page.goto(f"/{language}/match/?q=solid+electrolyte&kind=offer")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator(".follow-state")).to_be_visible()
    expect(page).to_have_url(re.compile("q=solid"))
    page.goto(f"/{language}/me/following/")
    row = page.locator("main ul.list > li")
    expect(row).to_have_count(1)
    row.locator("[name=name]").fill("Solid cells 固态")
    row.locator("form").first.get_by_role("button").click()
    expect(page.locator(".notice.success")).to_be_visible()
    row.locator("h2 a").click()
    expect(page).to_have_url(re.compile(r"/match/\?q=solid\+electrolyte&kind=offer$"))
    expect(page.locator(".follow-state")).to_be_visible()
    feed = page.locator("link[type='application/atom+xml']").get_attribute("href")
    answer = page.request.get(feed or "")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert world.offer.public_id in answer.text()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_desk_keeps_ones_own_in_order(
    world: World, visit: Visit, language: str, window: dict[str, Any]
) -> None:
    words = WORDS[language]
    soon = timezone.now() + timedelta(days=9)
    Offer.objects.filter(pk=world.offer.pk).update(expires_at=soon)
    asking = NEED | {"title": {"en": "Spare solid electrolyte pouch cells"}}
    other = publish(NEEDS, asking, world.reader, world.moderator)
    bring_up_to_date()
    page = visit(**window)
    sign_in(page, language, "owner@example.org", PASSWORD)
    page.goto(f"/{language}/me/")
    expect(page.locator("h1")).to_have_text(words["desk"])
    # What asks for one's offers comes by itself.
    expect(page.locator("section", has=page.locator("#desk-suggested"))).to_contain_text("Spare")
    assert too_wide(page) == []

    waiting = page.locator("section", has=page.locator("#desk-waiting"))
    waiting.get_by_role("button", name=re.compile(words["renew"])).click()
    page.locator("main").get_by_role("button", name=words["renew"]).click()
    expect(page.locator(".notice.success")).to_have_text(words["renewed"])
    expect(page.locator("#desk-waiting")).to_have_count(0)
    renewed = Offer.objects.get(pk=world.offer.pk).expires_at
    assert renewed is not None
    assert renewed > timezone.now() + timedelta(days=300)

    for row in (world.need, world.draft):
        page.locator(f"#tick-{row.public_id}").check()
    own = page.locator("section", has=page.locator("#desk-own"))
    own.get_by_role("button", name=words["withdraw"], exact=True).click()
    expect(page.locator("main ul.list > li")).to_have_count(2)
    page.locator("main").get_by_role("button", name=words["withdraw"]).click()
    expect(page.locator(".notice.success")).to_have_text(words["withdrawn"])
    assert set(Need.objects.exclude(pk=other.pk).values_list("state", flat=True)) == {"withdrawn"}
    assert not Notice.objects.exists()
