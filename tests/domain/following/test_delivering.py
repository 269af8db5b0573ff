"""One mail an account and period, whatever breaks: no mail server is too rude, no worker killed too early."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from tests.domain.following.conftest import NOON, make_account

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.services import NEEDS, withdraw_need
from scibridge.domain.following.access import follow_link, mails_link
from scibridge.domain.following.models import Digest, Follow, Notice
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.selectors import anything_due
from scibridge.domain.following.services import (
    change_follow,
    deliver_due,
    delivering,
    expected,
    follow_search,
    keep,
    mark_read,
    stop_follow,
)
from scibridge.domain.following.states import Cadence
from scibridge.domain.following.tasks import deliver_digests

Publish = Callable[..., Any]
MORNING = NOON - timedelta(hours=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Mails = list[Any]


def save(account: Account, *, now: datetime, country: str = "", **more: Any) -> Follow:
    """Follow all needs, or none that exist (a country)."""
    search = read_search("needs", {"country": [country]} if country else {})
    wanted = {"name": "All needs", "cadence": "daily"} | more
    return follow_search(actor=account, search=search, now=now, **wanted)


@pytest.fixture
def daily(reader: Account) -> Follow:
    return save(reader, now=NOON - DAY)


@pytest.fixture
def something(daily: Follow, publish: Publish) -> Any:
    return publish(NEEDS, at=NOON - DAY / 2)


def test_a_day_is_one_mail(reader: Account, something: Any, mailoutbox: Mails) -> None:
    done = deliver_due(now=MORNING)
    assert (done.looked, done.told, done.mailed, done.more) == (1, 1, 1, False)
    assert [one.to for one in mailoutbox] == [["reader@example.org"]]
    assert mailoutbox[0].subject == "1 new: All needs"
    assert something.public_id in mailoutbox[0].body
    again = deliver_due(now=NOON)
    assert (again.looked, again.mailed) == (0, 0)
    assert len(mailoutbox) == 1


def test_nothing_new_is_no_mail(daily: Follow, mailoutbox: Mails) -> None:
    assert deliver_due(now=MORNING).looked == 1
    assert mailoutbox == []
    assert not Digest.objects.exists()


def test_the_next_day_is_another_mail(something: Any, publish: Publish, mailoutbox: Mails) -> None:
    deliver_due(now=MORNING)
    publish(NEEDS, at=NOON)
    deliver_due(now=NOON + HOUR)
    assert len(mailoutbox) == 1
    deliver_due(now=MORNING + DAY)
    assert len(mailoutbox) == 2
    assert len({one.extra_headers["Message-ID"] for one in mailoutbox}) == 2


def test_a_week_is_one_mail_on_monday(reader: Account, publish: Publish, mailoutbox: Mails) -> None:
    save(reader, now=NOON, cadence="weekly")
    publish(NEEDS, at=NOON + HOUR)
    deliver_due(now=NOON + 3 * DAY)
    assert mailoutbox == []
    deliver_due(now=MORNING + 5 * DAY)
    assert len(mailoutbox) == 1
    assert Digest.objects.get().period == "2026-W49"


def test_who_reads_on_the_site_gets_no_mail(reader: Account, publish: Publish, mailoutbox: Mails) -> None:
    save(reader, now=NOON, cadence="in_app")
    publish(NEEDS, at=NOON + MINUTE)
    assert deliver_due(now=NOON + HOUR).told == 1
    deliver_due(now=NOON + DAY)
    assert mailoutbox == []


def test_no_mail_to_an_address_nobody_confirmed(publish: Publish, mailoutbox: Mails) -> None:
    stranger = make_account("stranger", verified=False)
    save(stranger, now=NOON - DAY)
    publish(NEEDS, at=NOON - DAY / 2)
    deliver_due(now=MORNING)
    assert mailoutbox == []
    assert Notice.objects.filter(account=stranger).count() == 1
    assert Digest.objects.get().state == "empty"


def test_a_closed_account_hears_nothing(reader: Account, something: Any, mailoutbox: Mails) -> None:
    reader.is_active = False
    reader.save()
    assert deliver_due(now=MORNING).looked == 0
    assert mailoutbox == []


def test_what_is_taken_back_before_the_mail_leaves_is_not_in_it(
    owner: Account, something: Any, publish: Publish, mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays = publish(NEEDS, at=NOON - DAY / 2, title={"en": "It stays"})
    monkeypatch.setattr(delivering, "send", lambda digest, now: None)
    deliver_due(now=MORNING)
    monkeypatch.undo()
    assert Notice.objects.count() == 2
    withdraw_need(something, actor=owner)
    deliver_due(now=MORNING + MINUTE)
    assert stays.public_id in mailoutbox[0].body
    assert something.public_id not in mailoutbox[0].body
    assert "cold ports" not in mailoutbox[0].body + mailoutbox[0].alternatives[0][0]


@pytest.mark.parametrize("meanwhile", ["read", "stopped", "in_app", "withdrawn"])
def test_a_mail_with_nothing_left_is_not_sent(
    reader: Account,
    owner: Account,
    daily: Follow,
    something: Any,
    mailoutbox: Mails,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
) -> None:
    monkeypatch.setattr(delivering, "send", lambda digest, now: None)
    deliver_due(now=MORNING)
    monkeypatch.undo()
    if meanwhile == "read":
        mark_read(actor=reader, now=MORNING)
    elif meanwhile == "stopped":
        stop_follow(daily, actor=reader, now=MORNING)
    elif meanwhile == "in_app":
        change_follow(daily, actor=reader, name="x", cadence="in_app", language="en")
    else:
        withdraw_need(something, actor=owner)
    deliver_due(now=MORNING + MINUTE)
    assert mailoutbox == []
    assert Digest.objects.get().state == "empty"


class Refusing(EmailBackend):
    """A mail server that fails in the way of the day."""

    at_opening: Exception | None = None
    at_sending: Exception | None = None

    def open(self) -> None:
        if self.at_opening is not None:
            raise self.at_opening

    def send_messages(self, messages: Any) -> int:
        if self.at_sending is not None:
            raise self.at_sending
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Refusing]:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr("django.utils.module_loading.import_string", lambda _name: Refusing)
    monkeypatch.setattr("django.core.mail.import_string", lambda _name: Refusing)
    monkeypatch.setattr(Refusing, "at_opening", None)
    monkeypatch.setattr(Refusing, "at_sending", None)
    return Refusing


@pytest.mark.parametrize(
    ("opening", "sending"),
    [
        (ConnectionRefusedError(), None),
        (smtplib.SMTPAuthenticationError(535, b"no"), None),
        (None, smtplib.SMTPDataError(452, b"full")),
        (None, smtplib.SMTPRecipientsRefused({"reader@example.org": (450, b"later")})),
    ],
)
def test_what_was_refused_is_tried_again_later(
    server: type[Refusing], something: Any, mailoutbox: Mails, opening: Any, sending: Any
) -> None:
    server.at_opening, server.at_sending = opening, sending
    assert deliver_due(now=MORNING).failed == 1
    server.at_opening = server.at_sending = None
    assert deliver_due(now=MORNING + 9 * MINUTE).mailed == 0
    assert deliver_due(now=MORNING + 10 * MINUTE).mailed == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("broken", [smtplib.SMTPServerDisconnected("gone"), TimeoutError()])
def test_what_may_have_left_is_not_sent_again(
    server: type[Refusing], something: Any, mailoutbox: Mails, broken: Exception
) -> None:
    server.at_sending = broken
    deliver_due(now=MORNING)
    server.at_sending = None
    deliver_due(now=MORNING + 2 * DAY)
    assert mailoutbox == []
    assert Digest.objects.get().state == "uncertain"
    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def test_a_server_that_always_refuses_is_let_be(
    server: type[Refusing], something: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "MOST_ATTEMPTS", 3)
    server.at_opening = ConnectionRefusedError()
    for hour in range(5):
        deliver_due(now=MORNING + hour * HOUR)
    assert (Digest.objects.get().state, Digest.objects.get().attempts) == ("refused", 3)


def test_a_mail_that_never_left_goes_into_the_next(
    server: type[Refusing], something: Any, publish: Publish, mailoutbox: Mails
) -> None:
    server.at_opening = ConnectionRefusedError()
    deliver_due(now=MORNING)
    Digest.objects.update(next_at=MORNING + 3 * DAY)
    fresh = publish(NEEDS, at=NOON)
    server.at_opening = None
    deliver_due(now=MORNING + DAY)
    assert len(mailoutbox) == 1
    assert something.public_id in mailoutbox[0].body
    assert fresh.public_id in mailoutbox[0].body
    assert Digest.objects.count() == 1


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


def killed(*_arguments: Any, **_more: Any) -> Any:
    raise Killed


@pytest.mark.parametrize(
    ("where", "mails"),
    [
        ("look", 1),
        ("_tell", 1),
        ("prepare", 1),
        ("send", 1),
        ("compose", 1),
        ("get_connection", 1),
    ],
)
def test_killed_before_the_mail_server_had_it(
    something: Any, mailoutbox: Mails, monkeypatch: pytest.MonkeyPatch, where: str, mails: int
) -> None:
    monkeypatch.setattr(delivering, where, killed)
    with pytest.raises(Killed):
        deliver_due(now=MORNING)
    monkeypatch.undo()
    assert anything_due(MORNING + HOUR)
    deliver_due(now=MORNING + HOUR)
    deliver_due(now=MORNING + 2 * HOUR)
    assert len(mailoutbox) == mails
    assert Notice.objects.count() == 1


def test_killed_while_the_mail_server_took_it(
    something: Any, mailoutbox: Mails, server: type[Refusing]
) -> None:
    def taken_and_killed(self: Refusing, messages: Any) -> int:
        EmailBackend.send_messages(self, messages)
        raise Killed

    server.send_messages, before = taken_and_killed, server.send_messages  # type: ignore[method-assign]
    try:
        with pytest.raises(Killed):
            deliver_due(now=MORNING)
    finally:
        server.send_messages = before  # type: ignore[method-assign]
    assert anything_due(MORNING + HOUR)
    deliver_due(now=MORNING + HOUR)
    assert not anything_due(MORNING + HOUR)
    assert len(mailoutbox) == 1
    assert Digest.objects.get().state == "uncertain"


def test_two_workers_send_one_mail(something: Any, mailoutbox: Mails) -> None:
    read_by_both = None

    def second_worker_first(digest: Digest, *, now: datetime) -> Any:
        nonlocal read_by_both
        if read_by_both is None:
            read_by_both = digest
            deliver_due(now=now)
        return real(digest, now=now)

    real = delivering.send
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering, "send", second_worker_first)
        deliver_due(now=MORNING)
    assert len(mailoutbox) == 1


def test_two_workers_tell_once(daily: Follow, something: Any, mailoutbox: Mails) -> None:
    real, inside = delivering.look, []

    def second_worker_meanwhile(follow: Follow, account: Account, *, now: datetime) -> Any:
        found = real(follow, account, now=now)
        if not inside:
            inside.append(True)
            deliver_due(now=now)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering, "look", second_worker_meanwhile)
        done = deliver_due(now=MORNING)
    assert done.told == 0
    assert Notice.objects.count() == 1
    assert len(mailoutbox) == 1


def test_a_round_is_bounded_and_says_that_there_is_more(publish: Publish, mailoutbox: Mails) -> None:
    for number in range(5):
        save(make_account(f"reader{number}"), now=NOON - DAY)
    publish(NEEDS, at=NOON - DAY / 2)
    rounds = []
    while not rounds or rounds[-1].more:
        rounds.append(deliver_due(now=MORNING, most=2))
    assert [one.looked for one in rounds] == [2, 2, 1]
    assert len(mailoutbox) == 5


def test_the_task_does_it(something: Any, mailoutbox: Mails) -> None:
    Follow.objects.update(checked_at=NOON - 400 * DAY, created_at=NOON - 400 * DAY)
    deliver_digests.func()
    assert len(mailoutbox) == 1


def test_a_dry_run_tells_what_would_be_told(reader: Account, something: Any) -> None:
    found = expected(now=MORNING)
    assert [(one.account, one.cadence, one.number) for one in found] == [(reader, Cadence.DAILY, 1)]
    assert not Notice.objects.exists()


def test_the_mail_says_what_who_where_and_how_to_stop(
    daily: Follow, reader: Account, something: Any, mailoutbox: Mails, settings: Any
) -> None:
    settings.SITE_ADDRESS = "https://bridge.example"
    deliver_due(now=MORNING)
    message = mailoutbox[0]
    raw = message.message().as_bytes()
    read = BytesParser(policy=policy.default).parsebytes(raw)
    stop_all = f"https://bridge.example/en/stop/{mails_link(reader, Cadence.DAILY)}/"
    assert read["List-Unsubscribe"].strip() == f"<{stop_all}>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"] == f"<digest.{Digest.objects.get().public_id}@bridge.example>"
    plain, html = message.body, message.alternatives[0][0]
    stop_one = f"https://bridge.example/en/stop/{follow_link(daily)}/"
    for text in (plain, html):
        assert "Solid electrolyte for cold ports" in text
        assert f"https://bridge.example/en/needs/{something.public_id}/" in text
        assert stop_one in text
        assert stop_all in text
        assert "leak" not in text.lower()
    assert "\n\n\n\n" not in plain


def test_the_mail_in_chinese(reader: Account, publish: Publish, mailoutbox: Mails) -> None:
    save(reader, now=NOON - DAY, language="zh-hans", name="全部需求")
    publish(NEEDS, at=NOON - DAY / 2)
    deliver_due(now=MORNING)
    message = mailoutbox[0]
    assert "全部需求" in message.subject
    assert "new" not in message.subject
    assert "适用于寒冷港口的固态电解质" in message.body
    assert "/zh-hans/needs/" in message.body
    assert '<html lang="zh-Hans">' in message.alternatives[0][0]
    assert "following" not in message.body.replace("/following/", "").lower()


def test_each_part_is_in_the_language_of_its_follow(
    reader: Account, publish: Publish, mailoutbox: Mails
) -> None:
    save(reader, now=NOON - DAY, language="zh-hans", name="全部需求")
    search = read_search("offers", {})
    follow_search(actor=reader, search=search, name="Offers", now=NOON - DAY, cadence="daily")
    publish(NEEDS, at=NOON - DAY / 2)
    from scibridge.domain.exchange.services import OFFERS

    publish(OFFERS, at=NOON - DAY / 2)
    deliver_due(now=MORNING)
    assert len(mailoutbox) == 1
    html = mailoutbox[0].alternatives[0][0]
    assert '<html lang="en">' in html
    assert '<section lang="zh-Hans">' in html
    assert '<section lang="en">' in html
    assert mailoutbox[0].subject == "2 new in what you follow"


def test_no_header_can_be_smuggled_in(reader: Account, publish: Publish, mailoutbox: Mails) -> None:
    row = save(reader, now=NOON - DAY)
    # Past the service, as a stored row of another time might hold it.
    evil = "Needs\r\nBcc: everyone@example.org\r\n\r\nHello\u2028<script>alert(1)</script>"
    Follow.objects.filter(pk=row.pk).update(name=evil)
    need = publish(NEEDS, at=NOON - DAY / 2)
    type(need).objects.filter(pk=need.pk).update(title={"en": "A <b>bold</b>\r\nSubject: title"})
    deliver_due(now=MORNING)
    message = mailoutbox[0]
    read = BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())
    assert read["Bcc"] is None
    assert read.get_all("Subject") == [message.subject]
    assert message.recipients() == ["reader@example.org"]
    assert "\n" not in message.subject
    html = message.alternatives[0][0]
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_long_list_is_cut_and_counted(reader: Account, publish: Publish, mailoutbox: Mails) -> None:
    save(reader, now=NOON - DAY)
    for _number in range(12):
        publish(NEEDS, at=NOON - DAY / 2)
    deliver_due(now=MORNING)
    assert mailoutbox[0].body.count("/en/needs/") == 10
    assert "2 more are on your page." in mailoutbox[0].body
    assert mailoutbox[0].subject.startswith("12 new")


def test_old_notices_are_let_go_of(reader: Account, something: Any, mailoutbox: Mails) -> None:
    deliver_due(now=MORNING)
    assert keep(now=MORNING + 300 * DAY) == 0
    mark_read(actor=reader, now=MORNING + 300 * DAY)
    assert keep(now=MORNING + 301 * DAY) == 1
    assert keep(now=MORNING + 400 * DAY) == 0
    assert not Digest.objects.exists()
    # What was told is not told again for want of its notice.
    Follow.objects.update(checked_at=MORNING)
    deliver_due(now=MORNING + 302 * DAY)
    assert len(mailoutbox) == 1
