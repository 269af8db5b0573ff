"""From an entered address to a role, in a real browser, in both languages: invited, signed up, accepted; and
declined by somebody who never had an account."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from tests.browser.test_journeys import PHONE, WIDE, too_wide
from tests.browser.test_moderation_journeys import sign_in
from tests.web.conftest import PASSWORD, World

from scibridge.domain.accounts.access import belongs_to
from scibridge.domain.accounts.models import Account
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.services import deliver_mail

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "invite": "Invite",
        "sign_up": "Sign up",
        "accept": "Accept",
        "decline": "Decline",
        "accepted": "Accepted",
        "declined": "Declined",
        "name": "Institute of Light Flight",
        "need": "Solid-state cell for light aircraft",
    },
    "zh-hans": {
        "invite": "邀请",
        "sign_up": "注册",
        "accept": "接受",
        "decline": "谢绝",
        "accepted": "已接受",
        "declined": "已谢绝",
        "name": "轻型飞行研究所",
        "need": "轻型飞机用固态电池单体",
    },
}


def mailed_link(email: str, outbox: list[EmailMessage], language: str) -> str:
    """The path of the link in the mail to an address."""
    assert deliver_mail(Invitation.objects.get(email=email).mails.get().pk)
    found = re.search(rf"/{language}/invitation/\S+", str(outbox[-1].body))
    assert found is not None
    return found[0]


def invited(page: Page, email: str, words: dict[str, str]) -> None:
    page.locator("main [name=email]").fill(email)
    page.locator("main form").last.get_by_role("button", name=words["invite"], exact=True).click()
    expect(page.locator(".notice.success")).to_be_visible()
    expect(page.locator("main")).to_contain_text(email)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_invited_signed_up_and_accepted(
    world: World, visit: Visit, mailoutbox: list[EmailMessage], language: str
) -> None:
    words, email = WORDS[language], "newcomer@example.org"
    manager = visit(**WIDE)
    sign_in(manager, language, "owner@example.org")
    members = f"/{language}/organisations/{world.organisation.public_id}/members/"
    manager.goto(members)
    invited(manager, email, words)
    link = mailed_link(email, mailoutbox, language)
    guest = visit(java_script_enabled=False, **PHONE)
    guest.goto(link)
    expect(guest.locator("h1")).to_have_text(words["name"])
    assert not too_wide(guest)
    guest.locator("main").get_by_role("link", name=words["sign_up"]).click()
    guest.locator("[name=name]").fill("Nela New")
    guest.locator("[name=email]").fill(email)
    for name in ("password1", "password2"):
        guest.locator(f"[name={name}]").fill(PASSWORD)
    guest.locator("main form button[type=submit]").first.click()
    confirm = re.search(r"/\S*/accounts/confirm-email/\S+", str(mailoutbox[-1].body))
    assert confirm is not None
    assert mailoutbox[-1].to == [email]
    guest.goto("/" + confirm[0].split("/", 3)[-1] if confirm[0].startswith("//") else confirm[0])
    guest.locator("main form button").first.click()
    if "/login/" in guest.url:
        sign_in(guest, language, email)
    # Wherever confirming led, it waits on the desk.
    guest.goto(f"/{language}/me/")
    guest.locator("main").get_by_role("link", name=words["name"]).first.click()
    expect(guest).to_have_url(re.compile(re.escape(link)))
    guest.get_by_role("button", name=words["accept"]).click()
    expect(guest.locator("h1")).to_have_text(words["name"])
    assert belongs_to(Account.objects.get(email=email), world.organisation.public_id)
    manager.goto(members)
    expect(manager.locator("main")).to_contain_text("Nela New")
    expect(manager.locator("main")).to_contain_text(words["accepted"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_reader_declines_without_an_account(
    world: World, visit: Visit, mailoutbox: list[Any], language: str
) -> None:
    words, email = WORDS[language], "nobody@example.org"
    manager = visit(**WIDE)
    sign_in(manager, language, "owner@example.org")
    readers = f"/{language}/needs/{world.need.public_id}/clearances/"
    manager.goto(readers)
    invited(manager, email, words)
    guest = visit(**PHONE)
    guest.goto(mailed_link(email, mailoutbox, language))
    expect(guest.locator("h1")).to_have_text(words["need"])
    guest.get_by_role("button", name=words["decline"]).click()
    expect(guest.locator("h1")).to_have_text(words["declined"])
    manager.goto(readers)
    expect(manager.locator("main")).to_contain_text(words["declined"])
    assert not Account.objects.filter(email=email).exists()
