"""The mail of an invitation: the same for everyone, in both languages, and with nothing of others in it."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from tests.domain.invitations.conftest import House, link_to, person

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.selectors import grants_on_organisation
from scibridge.domain.accounts.services import end_grant
from scibridge.domain.invitations.access import invitation_link
from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.domain.invitations.services import deliver_mail, waiting_mails, withdraw_invitation
from scibridge.domain.invitations.services.mailing import MOST_ATTEMPTS, plain_name
from scibridge.domain.invitations.states import MOST_TO_ADDRESS_A_DAY
from scibridge.domain.registry.services import edit_organisation

pytestmark = pytest.mark.django_db


def mails() -> list[int]:
    return list(InvitationMail.objects.filter(sent_at=None).values_list("pk", flat=True))


@pytest.fixture
def outbox(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    return mailoutbox


def test_it_carries_the_link_in_both_languages(house: House, outbox: list[EmailMessage]) -> None:
    Account.objects.filter(pk=house.representative.pk).update(language="zh-hans", name="李梅")
    link_to(house.organisation, Account.objects.get(pk=house.representative.pk), "new@example.org")
    with translation.override("en"):
        assert [deliver_mail(one) for one in mails() * 2] == [True, False]
    (mail,) = outbox
    assert (mail.to, mail.cc, mail.bcc) == (["new@example.org"], [], [])
    assert mail.subject == "邀请：河流研究所 / Invitation: River Institute"
    link = invitation_link(Invitation.objects.get())
    chinese, english = (f"/{code}/invitation/{link}/" for code in ("zh-hans", "en"))
    assert mail.body.index(chinese) < mail.body.index(english)
    assert "李梅" in mail.body
    assert "representative@example.org" not in mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_it_is_the_same_with_and_without_an_account(
    house: House, outbox: list[EmailMessage], caplog: Any
) -> None:
    mei = person("mei")
    Account.objects.filter(pk=mei.pk).update(language="zh-hans", name="Leak Mei")
    seen = set()
    for email in ("mei@example.org", "new@example.org"):
        caplog.clear()
        link = link_to(house.organisation, house.representative, email)
        (number,) = mails()
        with caplog.at_level("DEBUG"):
            assert deliver_mail(number)
        mail = outbox.pop()
        seen.add((mail.subject, mail.body.replace(link, "LINK"), caplog.text.replace(email, "")))
    assert len(seen) == 1
    assert "Leak Mei" not in str(seen)


def test_a_reader_is_not_told_who_wrote_it(house: House, outbox: list[EmailMessage]) -> None:
    Account.objects.filter(pk=house.owner.pk).update(name="LEAK-OWNER Lena")
    link_to(house.need, Account.objects.get(pk=house.owner.pk), "new@example.org", "reader")
    deliver_mail(mails()[0])
    (mail,) = outbox
    assert "Solid-state cell for light aircraft" in mail.subject
    assert "LEAK" not in f"{mail.subject}{mail.body}"
    assert "secret airline" not in mail.body


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("River\r\nBcc: all@example.org", "River Bcc: all@example. org"),
        ("Win at http://evil.example/x", "Win at http:/ /evil. example/x"),
        ("www.evil.example", "www. evil. example"),
        ("St. Mary's, U.S.A.", "St. Mary's, U.S.A."),
        ("a\u202eb\u200bc", "abc"),
        ("河" * 200, "河" * 119 + "…"),
    ],
)
def test_a_name_is_one_line_and_no_link(written: str, plain: str) -> None:
    assert plain_name(written) == plain


def test_hostile_names_make_neither_header_nor_link(house: House, outbox: list[EmailMessage]) -> None:
    bad = "Prize https://evil.example"
    edit_organisation(
        organisation=house.organisation, actor=None, values={"name": {"en": bad, "zh-hans": bad}}
    )
    Account.objects.filter(pk=house.representative.pk).update(name="Eve\nBcc: all@example.org")
    house.organisation.refresh_from_db()
    link_to(house.organisation, Account.objects.get(pk=house.representative.pk))
    assert deliver_mail(mails()[0])
    (mail,) = outbox
    written = mail.message().as_string()
    assert "\nBcc:" not in written
    assert "evil.example" not in f"{mail.subject}{mail.body}"
    assert mail.recipients() == ["mei@example.org"]


def test_nothing_goes_out_once_it_is_over(house: House, outbox: list[EmailMessage]) -> None:
    link_to(house.organisation, house.representative)
    withdraw_invitation(invitation=Invitation.objects.get(), actor=house.representative)
    link_to(house.organisation, house.administrator, "wei@example.org")
    link_to(house.organisation, house.representative, "lin@example.org")
    grant = grants_on_organisation(house.organisation.public_id).get(account=house.representative)
    end_grant(grant=grant, actor=house.administrator)
    assert [deliver_mail(one) for one in mails()] == [False, True, False]
    assert [mail.to for mail in outbox] == [["wei@example.org"]]


def test_a_mail_server_that_is_away_is_waited_for(
    house: House, outbox: list[EmailMessage], monkeypatch: Any, caplog: Any
) -> None:
    def refuse(_mail: EmailMessage) -> None:
        raise SMTPRecipientsRefused({"mei@example.org": (550, b"no such user mei@example.org")})

    link_to(house.organisation, house.representative)
    (number,) = mails()
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        assert deliver_mail(number) is False
    assert "mei@example.org" not in caplog.text
    assert waiting_mails() == []
    InvitationMail.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert waiting_mails() == [number]
    assert deliver_mail(number) is True
    assert len(outbox) == 1
    InvitationMail.objects.update(sent_at=None, attempts=MOST_ATTEMPTS)
    assert (waiting_mails(), deliver_mail(number)) == ([], False)


def test_nobodys_mailbox_is_flooded_and_no_inviter_learns_of_it(
    house: House, outbox: list[EmailMessage]
) -> None:
    mails_of_others = MOST_TO_ADDRESS_A_DAY
    for number in range(mails_of_others):
        other = person(f"other{number}")
        link_to(house.organisation, house.representative, f"x{number}@example.org")
        row = Invitation.objects.get(email=f"x{number}@example.org")
        Invitation.objects.filter(pk=row.pk).update(email="mei@example.org", subject_id=f"other{number}")
        row.mails.update(sent_at=timezone.now(), asked_by=other)
    link_to(house.organisation, house.representative)
    row = Invitation.objects.latest("pk")
    assert deliver_mail(row.mails.get().pk) is False
    assert outbox == []
    assert (row.state, row.mails.get().attempts) == ("pending", 0)
    assert row.mails.get().next_at is not None
