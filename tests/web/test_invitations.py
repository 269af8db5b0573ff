"""Invitations through the pages: who sees what, what is the same for everyone, and what an attacker gets."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.doors import (
    ADMINISTRATOR,
    MODERATOR,
    OWN_SIDE,
    OWNER,
    REPRESENTATIVE,
    ROLES,
    STRANGER,
    VISITOR,
    Doors,
)
from tests.web.test_pages import check

from scibridge.domain.accounts.access import belongs_to
from scibridge.domain.accounts.models import Account
from scibridge.domain.invitations.access import invitation_link
from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.domain.invitations.services import deliver_mail, invite, send_again
from scibridge.domain.invitations.states import InvitedAs

Come = Callable[[str], Client]
LANGUAGES = ("en", "zh-hans")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
PASSWORD = "a long enough password"


def lists(doors: Doors) -> dict[str, tuple[str, set[str]]]:
    """Each list of invitations, and who manages it."""
    return {
        f"/en/organisations/{doors.organisation.public_id}/members/": (
            "body",
            {REPRESENTATIVE, ADMINISTRATOR},
        ),
        f"/en/needs/{doors.need.public_id}/clearances/": ("need", OWN_SIDE),
        f"/en/offers/{doors.offer.public_id}/clearances/": ("offer", OWN_SIDE),
    }


def sent_to(doors: Doors, email: str) -> str:
    """The path of a link that was mailed to an address."""
    row = invite(
        subject=doors.organisation,
        email=email,
        invited_as=InvitedAs.MEMBER,
        actor=doors.people[REPRESENTATIVE],
    )
    return f"/en/invitation/{invitation_link(row)}/"


def stranger(doors: Doors) -> str:
    return doors.people[STRANGER].email


def belongs(doors: Doors, account: Account) -> bool:
    return bool(belongs_to(Account.objects.get(pk=account.pk), doors.organisation.public_id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_invited_signed_in_accepted(
    doors: Doors, come: Come, client: Client, mailoutbox: list[Any], language: str
) -> None:
    path = f"/{language}/organisations/{doors.organisation.public_id}/members/"
    manager, email = come(REPRESENTATIVE), stranger(doors)
    check(manager.get(path), language)
    manager.post(path, {"email": email, "invited_as": "member"})
    row = Invitation.objects.get(email=email)
    assert row.language == language
    assert deliver_mail(row.mails.get().pk)
    link = re.search(rf"/{language}/invitation/\S+", mailoutbox[0].body)
    assert link is not None
    page = client.get(link[0])
    check(page, language)
    assert f"/{language}/accounts/login/?next={quote(link[0], safe='')}" in page.content.decode()
    signed_in = client.post(
        f"/{language}/accounts/login/", {"login": email, "password": PASSWORD, "next": link[0]}
    )
    assert signed_in.headers["Location"] == link[0]
    assert link[0] in client.get(f"/{language}/me/").content.decode()
    check(client.get(link[0]), language)
    done = client.post(link[0], {"accept": "1"})
    assert done.headers["Location"] == f"/{language}/organisations/{doors.organisation.public_id}/"
    assert belongs(doors, doors.people[STRANGER])
    assert link[0] not in client.get(f"/{language}/me/").content.decode()
    assert client.get(link[0]).headers["Location"] == done.headers["Location"]
    check(manager.get(path), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_declined_without_an_account(doors: Doors, come: Come, client: Client, language: str) -> None:
    path = sent_to(doors, "new@example.org").replace("/en/", f"/{language}/")
    done = client.post(path, {"decline": "1"})
    check(done, language)
    assert Invitation.objects.get(email="new@example.org").state == "declined"
    assert client.get(path).status_code == 410
    members = f"/{language}/organisations/{doors.organisation.public_id}/members/"
    assert {"en": "Declined", "zh-hans": "已谢绝"}[language] in come(REPRESENTATIVE).get(
        members
    ).content.decode()


def test_inviting_is_the_same_whoever_has_the_address(doors: Doors, come: Come) -> None:
    """Every page that follows, every header, and how many questions the database is asked."""
    Account.objects.create_user("squatter@example.org", PASSWORD, name="LEAK-NAME Unconfirmed")
    closed = Account.objects.create_user("closed@example.org", PASSWORD, name="LEAK-NAME Closed")
    EmailAddress.objects.create(user=closed, email=closed.email, verified=True)
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    addresses = [
        "nobody@example.org",
        "squatter@example.org",
        closed.email,
        stranger(doors),
        doors.people["member"].email,
        doors.people["cleared"].email,
        doors.people[OWNER].email,
    ]
    manager = come(REPRESENTATIVE)
    for path in lists(doors):
        seen = set()
        for email in addresses:
            with CaptureQueriesContext(connection) as caught:
                response = manager.post(path, {"email": email, "invited_as": "member"})
            told = "".join(str(one) for one in get_messages(response.wsgi_request))
            seen.add((len(caught), response.status_code, response.headers["Location"], told))
            page = manager.get(path).content.decode()
            assert "LEAK-NAME" not in page
            row = Invitation.objects.latest("pk")
            assert (row.email, row.state) == (email, "pending")
            row.delete()
        assert len(seen) == 1, (path, seen)


def test_answers_for_unknown_and_known_addresses_are_letter_for_letter_the_same(
    doors: Doors, come: Come
) -> None:
    manager = come(REPRESENTATIVE)
    for path in lists(doors):
        told = set()
        for email in ("nobody@example.org", stranger(doors), doors.people[MODERATOR].email):
            page = manager.post(path, {"email": email, "invited_as": "member"}, follow=True)
            row = Invitation.objects.latest("pk")
            text = TOKEN.sub("", page.content.decode()).replace(f"invitations/{row.pk}/", "N/")
            told.add(text.replace(email, "ADDRESS"))
            row.delete()
        assert len(told) == 1, path


def test_errors_do_not_tell_either(doors: Doors, come: Come) -> None:
    manager = come(REPRESENTATIVE)
    path = f"/en/organisations/{doors.organisation.public_id}/members/"
    told = set()
    for email in ("nobody@example.org", stranger(doors)):
        manager.post(path, {"email": email, "invited_as": "member"})
        again = manager.post(path, {"email": email, "invited_as": "member"})
        assert again.status_code == 400
        row = Invitation.objects.latest("pk")
        resent = manager.post(f"/en/invitations/{row.pk}/send/", follow=True).content.decode()
        assert "within the last hour" in resent
        text = TOKEN.sub("", again.content.decode()).replace(f"invitations/{row.pk}/", "N/")
        told.add(text.replace(email, "ADDRESS"))
        row.delete()
    assert len(told) == 1


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_manage_see_take_back_and_send(doors: Doors, come: Come, role: str) -> None:
    InvitationMail.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    visitor = come(role)
    for path, (name, managers) in lists(doors).items():
        row = doors.invitations[name]
        page = visitor.get(path).content.decode()
        assert (row.email in page) == (role in managers)
        for act, state in (("send", "pending"), ("withdraw", "withdrawn")):
            done = visitor.post(f"/en/invitations/{row.pk}/{act}/")
            expected = {302} if role in managers or role == VISITOR else {404}
            assert {done.status_code} == expected, (path, act)
            row.refresh_from_db()
            if role in managers:
                assert row.state == state
                assert done.headers["Location"] == f"{path}#invitations"
                assert row.serial == 2
            else:
                assert (row.state, row.serial) == ("pending", 1)
        assert visitor.get(f"/en/invitations/{row.pk}/send/").status_code == 405


def test_a_link_forwarded_to_another_account_opens_nothing(doors: Doors, come: Come) -> None:
    path = sent_to(doors, "invited.person@river.example")
    other = come(STRANGER)
    page = other.get(path).content.decode()
    assert 'name="accept"' not in page
    assert 'name="decline"' not in page
    # Enough for whoever has the address, not the address.
    assert "invited.person" not in page
    assert "i…@river.example" in page
    for sent in ({"accept": "1"}, {"decline": "1"}):
        assert other.post(path, sent).status_code == 403
    assert Invitation.objects.get(email="invited.person@river.example").state == "pending"
    assert not belongs(doors, doors.people[STRANGER])


def test_a_visitor_does_not_accept(doors: Doors, client: Client) -> None:
    path = sent_to(doors, stranger(doors))
    sent = client.post(path, {"accept": "1"})
    assert sent.headers["Location"].startswith("/en/accounts/login/?next=/en/invitation/")
    assert Invitation.objects.get(email=stranger(doors)).state == "pending"


def test_looking_answers_nothing(doors: Doors, come: Come) -> None:
    """Scanners of mail open every link."""
    path, invited = sent_to(doors, stranger(doors)), come(STRANGER)
    for query in ("", "?accept=1", "?decline=1"):
        assert invited.get(f"{path}{query}").status_code == 200
        assert invited.head(f"{path}{query}").status_code == 200
    assert invited.post(path, {}).status_code == 400
    assert Invitation.objects.get(email=stranger(doors)).state == "pending"


def test_a_form_of_another_site_answers_nothing(doors: Doors) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(doors.people[STRANGER], backend="django.contrib.auth.backends.ModelBackend")
    path = sent_to(doors, stranger(doors))
    for sent in ({"accept": "1"}, {"decline": "1"}):
        assert browser.post(path, sent, HTTP_ORIGIN="https://evil.example").status_code == 403
    manager = Client(enforce_csrf_checks=True)
    manager.force_login(doors.people[REPRESENTATIVE], backend="django.contrib.auth.backends.ModelBackend")
    members = f"/en/organisations/{doors.organisation.public_id}/members/"
    assert (
        manager.post(members, {"email": "eve@evil.example", "invited_as": "representative"}).status_code
        == 403
    )
    row = Invitation.objects.get(email=stranger(doors))
    for act in ("send", "withdraw"):
        assert manager.post(f"/en/invitations/{row.pk}/{act}/").status_code == 403
    row.refresh_from_db()
    assert (row.state, row.serial) == ("pending", 1)
    assert not Invitation.objects.filter(email="eve@evil.example").exists()


@pytest.mark.parametrize(
    "evil", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1"]
)
def test_the_way_back_leads_nowhere_else(doors: Doors, come: Come, client: Client, evil: str) -> None:
    path, invited = sent_to(doors, stranger(doors)), come(STRANGER)
    page = client.get(path, {"next": evil}).content.decode()
    links = re.findall(r'(?:href|action)="([^"]*)"', page.partition("<main")[2].partition("</main")[0])
    assert [one for one in links if "evil" in one] == []
    sent = {"login": stranger(doors), "password": PASSWORD, "next": evil}
    assert "evil" not in client.post("/en/accounts/login/", sent).headers["Location"]
    done = invited.post(f"{path}?next={evil}", {"accept": "1", "next": evil})
    assert done.headers["Location"] == f"/en/organisations/{doors.organisation.public_id}/"


def test_whatever_became_of_it_a_link_tells_the_same(doors: Doors, come: Come, client: Client) -> None:
    manager, now = come(REPRESENTATIVE), timezone.now()
    addresses = ("withdrawn", "declined", "expired", "replaced", "accepted", "forgotten")
    paths = {name: sent_to(doors, f"{name}@example.org") for name in addresses}
    rows = {name: Invitation.objects.get(email=f"{name}@example.org") for name in addresses}
    manager.post(f"/en/invitations/{rows['withdrawn'].pk}/withdraw/")
    client.post(paths["declined"], {"decline": "1"})
    Invitation.objects.filter(pk=rows["expired"].pk).update(expires_at=now - timedelta(seconds=1))
    rows["replaced"].mails.update(asked_at=now - timedelta(hours=2))
    send_again(invitation=rows["replaced"], actor=doors.people[REPRESENTATIVE])
    Invitation.objects.filter(pk=rows["accepted"].pk).update(state="accepted", ended_at=now)
    rows["forgotten"].delete()
    seen = set()
    for name, path in paths.items():
        for visitor in (client, come(STRANGER)):
            response = visitor.get(path)
            assert response.status_code == 410, name
            for sent in ({"accept": "1"}, {"decline": "1"}):
                assert visitor.post(path, sent).status_code == 410, name
        # For the link itself, which the page gives in its own other languages.
        own = re.search(r"[^/]+(?=/$)", path)
        assert own is not None
        text = TOKEN.sub("", client.get(path).content.decode())
        seen.add(text.replace(own[0], "LINK"))
    assert len(seen) == 1
    assert "example.org" not in next(iter(seen)).replace("site.example.org", "")
    assert client.get("/en/invitation/abc.1~forged/").status_code == 404


def test_the_page_of_a_link_stays_private(doors: Doors, client: Client) -> None:
    response = client.get(sent_to(doors, "new@example.org"))
    # Not "no-referrer": a browser then sends "Origin: null" with the form, which is refused.
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_reader_is_not_told_who_stands_behind_it(doors: Doors, client: Client) -> None:
    for name in ("need", "offer"):
        page = client.get(f"/en/invitation/{invitation_link(doors.invitations[name])}/").content.decode()
        assert "leak" not in page.lower()


def test_readers_are_invited_to_what_is_published(doors: Doors, come: Come) -> None:
    owner, path = come(OWNER), f"/en/needs/{doors.needs['draft'].public_id}/clearances/"
    page = owner.get(path).content.decode()
    assert "Readers can be invited once it is published." in page
    assert 'name="email"' not in page
    assert owner.post(path, {"email": "new@example.org"}).status_code == 403
    assert not Invitation.objects.filter(email="new@example.org").exists()


def test_the_lists_ask_the_same_number_of_questions(doors: Doors, come: Come) -> None:
    def queries(browser: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(path).status_code == 200
        return len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])

    manager, invited = come(REPRESENTATIVE), come(STRANGER)
    mine = sent_to(doors, stranger(doors))
    assert mine
    pages = [(manager, path) for path in lists(doors)] + [(invited, "/en/me/")]
    for browser, path in pages:
        queries(browser, path)
    before = [queries(browser, path) for browser, path in pages]
    row = Invitation.objects.get(email=stranger(doors))
    for name, one in doors.invitations.items():
        for number in range(30):
            email = f"{name}{number}@example.org"
            Invitation.objects.create(
                subject_kind=one.subject_kind,
                subject_id=one.subject_id,
                invited_as=one.invited_as,
                email=email,
                language="en",
                invited_by=doors.people[OWNER if name != "body" else REPRESENTATIVE],
                expires_at=row.expires_at,
            )
            EmailAddress.objects.create(user=doors.people[STRANGER], email=email, verified=True)
    assert [queries(browser, path) for browser, path in pages] == before
