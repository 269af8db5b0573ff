"""The contact relay: the address behind a record receives mail and is never seen."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.events import MessageLeft
from scibridge.domain.registry.models import ContactMessage, Person
from scibridge.domain.registry.selectors import can_be_contacted, recipients
from scibridge.domain.registry.services import deliver_message, send_message, waiting_messages
from scibridge.domain.registry.services.contact import (
    MOST_ATTEMPTS,
    MOST_MESSAGES_A_DAY,
    MOST_MESSAGES_AN_HOUR,
)
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.errors import InvalidInput, NotAllowed, Unavailable
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
HIDDEN = "desk@neutron.example"


def write(target: Any, actor: Any, subject: str = "Beam time", body: str = "May we come?") -> ContactMessage:
    kind = RecordKind(type(target).__name__.lower())
    return send_message(kind=kind, public_id=target.public_id, subject=subject, body=body, actor=actor)


def test_a_message_is_stored_and_mailed_to_the_hidden_address(
    facility: Make, account: Make, events: list[Event], mailoutbox: list[EmailMessage]
) -> None:
    target = facility("Neutron source", contact_address=HIDDEN)
    mei = account("mei")
    events.clear()
    message = write(target, mei)
    assert events == [MessageLeft(message.pk)]
    assert mailoutbox == []
    assert (deliver_message(message.pk), deliver_message(message.pk)) == (True, False)
    [sent] = mailoutbox
    assert (sent.to, sent.reply_to, sent.subject) == ([HIDDEN], ["mei@example.org"], "Beam time")
    assert sent.cc == sent.bcc == []
    assert "Neutron source" in sent.body
    assert sent.body.endswith("\n\nMay we come?")


def test_the_address_is_in_no_answer_row_or_error(facility: Make, account: Make, mailoutbox: object) -> None:
    target = facility(contact_address=HIDDEN)
    message = write(target, account("mei"))
    deliver_message(message.pk)
    shown = [
        repr(ContactMessage.objects.values().get()),
        repr(message),
        str(message),
        str(target),
        repr(target),
    ]
    with pytest.raises(InvalidInput) as caught:
        write(target, account("mei"), subject="")
    assert all(HIDDEN not in one for one in (*shown, str(caught.value)))


@pytest.mark.parametrize(
    "line", ["Hi\nBcc: all@example.org", "Hi\r\nBcc: all@example.org", "Hi\x00", "Hi\u2028x"]
)
def test_a_subject_cannot_add_headers(facility: Make, account: Make, line: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        write(facility(contact_address=HIDDEN), account("mei"), subject=line)
    assert [(one.field, one.code) for one in caught.value.problems] == [("subject", "control_characters")]
    assert not ContactMessage.objects.exists()


def test_a_name_cannot_add_headers(facility: Make, account: Make, mailoutbox: list[EmailMessage]) -> None:
    mei = account("mei")
    Account.objects.filter(pk=mei.pk).update(name="Mei\r\nBcc: all@example.org")
    message = write(facility(contact_address=HIDDEN), Account.objects.get(pk=mei.pk))
    deliver_message(message.pk)
    assert mailoutbox[0].recipients() == [HIDDEN]
    assert "\nBcc:" not in mailoutbox[0].message().as_string().split("\n\n")[0]


def test_who_receives(facility: Make, organisation: Make, person: Make, account: Make) -> None:
    here = organisation("Here")
    room, own = facility(at=here), facility(at=here, contact_address=HIDDEN)
    assert (recipients(here), recipients(room), recipients(own)) == ((), (), (HIDDEN,))
    account("first", role=Role.REPRESENTATIVE, at=here)
    account("member", role=Role.MEMBER, at=here)
    account("second", role=Role.REPRESENTATIVE, at=here)
    gone = account("gone", role=Role.REPRESENTATIVE, at=here)
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    assert recipients(room) == ("first@example.org", "second@example.org")
    here.contact_address = "office@here.example"
    here.save()
    room.refresh_from_db()
    assert recipients(room) == ("office@here.example",)
    lin = person()
    assert not can_be_contacted(lin)
    Person.objects.filter(pk=lin.pk).update(account=account("lin"))
    assert recipients(Person.objects.get(pk=lin.pk)) == ("lin@example.org",)


def test_representatives_do_not_see_one_anothers_addresses(
    organisation: Make, account: Make, mailoutbox: list[EmailMessage]
) -> None:
    here = organisation()
    account("first", role=Role.REPRESENTATIVE, at=here)
    account("second", role=Role.REPRESENTATIVE, at=here)
    deliver_message(write(here, account("mei")).pk)
    assert [one.to for one in mailoutbox] == [["first@example.org"], ["second@example.org"]]
    assert "second@example.org" not in mailoutbox[0].message().as_string()


def test_nobody_there_is_said_at_once(person: Make, account: Make) -> None:
    with pytest.raises(Unavailable) as caught:
        write(person(), account("mei"))
    assert caught.value.data["reason"] == "no_contact"
    assert not ContactMessage.objects.exists()


def test_visitors_and_unverified_addresses_do_not_write(facility: Make, account: Make) -> None:
    target = facility(contact_address=HIDDEN)
    with pytest.raises(NotAllowed):
        write(target, AnonymousUser())
    mei = account("mei")
    EmailAddress.objects.filter(user=mei).update(verified=False)
    with pytest.raises(NotAllowed) as caught:
        write(target, mei)
    assert caught.value.reason == "mail_not_verified"


def test_messages_are_limited_by_the_hour_and_the_day(facility: Make, account: Make) -> None:
    target, mei = facility(contact_address=HIDDEN), account("mei")
    for _ in range(MOST_MESSAGES_AN_HOUR):
        write(target, mei)
    with pytest.raises(NotAllowed) as caught:
        write(target, mei)
    assert (caught.value.reason, caught.value.data["hours"]) == ("too_many_messages", 1)
    write(target, account("other"))
    ContactMessage.objects.filter(sender=mei).update(sent_at=timezone.now() - timedelta(hours=2))
    rows = [
        ContactMessage(target_kind="facility", target_id=target.public_id, sender=mei, subject="x", body="x")
        for _ in range(MOST_MESSAGES_A_DAY - MOST_MESSAGES_AN_HOUR)
    ]
    for row in rows:
        row.sent_at = timezone.now() - timedelta(hours=3)
    ContactMessage.objects.bulk_create(rows)
    with pytest.raises(NotAllowed) as caught:
        write(target, mei)
    assert caught.value.data["hours"] == 24


def test_what_could_not_be_mailed_is_tried_ever_more_slowly(
    facility: Make, account: Make, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    message = write(facility(contact_address=HIDDEN), account("mei"))
    ContactMessage.objects.update(sent_at=timezone.now() - timedelta(minutes=11))
    # Its task never came.
    assert waiting_messages() == [message.pk]

    def fail(self: EmailMessage) -> int:
        raise OSError("mail server away")

    pauses = []
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", fail)
        for _ in range(MOST_ATTEMPTS):
            assert not deliver_message(message.pk)
            message.refresh_from_db()
            assert message.next_at is not None
            pauses.append(round((message.next_at - timezone.now()) / timedelta(minutes=5)))
            # Not due yet: neither listed nor sent.
            assert (waiting_messages(), deliver_message(message.pk)) == ([], False)
            ContactMessage.objects.update(next_at=timezone.now())
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 144, 144, 144, 144]
    # Given up: there it stays, for the operator to see.
    assert (waiting_messages(), deliver_message(message.pk), mailoutbox) == ([], False, [])
    ContactMessage.objects.update(attempts=MOST_ATTEMPTS - 1)
    assert waiting_messages() == [message.pk]
    assert deliver_message(message.pk)
    assert (waiting_messages(), len(mail.outbox)) == ([], 1)


@pytest.mark.parametrize("ends", [SMTPException("mailbox full"), KeyboardInterrupt()])
def test_who_has_it_does_not_get_it_again(
    organisation: Make,
    account: Make,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list[EmailMessage],
    ends: BaseException,
) -> None:
    """Whether the server refused the second, or this process ended before it."""
    here = organisation()
    account("first", role=Role.REPRESENTATIVE, at=here)
    account("second", role=Role.REPRESENTATIVE, at=here)
    message, send = write(here, account("mei")), EmailMessage.send

    def refuse_the_second(self: EmailMessage) -> int:
        if self.to == ["second@example.org"]:
            raise ends
        return send(self)

    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(EmailMessage, "send", refuse_the_second)
        assert not deliver_message(message.pk)
    ContactMessage.objects.update(next_at=timezone.now())
    assert deliver_message(message.pk)
    assert [one.to for one in mailoutbox] == [["first@example.org"], ["second@example.org"]]
    message.refresh_from_db()
    assert "example.org" not in str(message.reached)
