"""Clearances after an NDA: granted and ended by the posting's own side alone; no page tells who has an
account."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.doors import CLEARED, OWN_SIDE, OWNER, ROLES, STRANGER, VISITOR, Doors
from tests.web.conftest import World
from tests.web.reading import Page
from tests.web.test_pages import check

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import NdaClearance
from scibridge.domain.exchange.selectors import clearances_of
from scibridge.domain.exchange.services import grant_clearance

LANGUAGES = ("en", "zh-hans")


@pytest.mark.parametrize("role", ROLES)
def test_clearances_are_for_the_own_side(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    visitor = come(role)
    for many, posting in (("needs", doors.need), ("offers", doors.offer)):
        path = f"/en/{many}/{posting.public_id}/clearances/"
        shown = visitor.get(f"/en/{many}/{posting.public_id}/").content.decode()
        got = visitor.get(path)
        for _ in range(2):
            visitor.post(path, {"email": " leak-mail-Stranger@example.org"})
        held = clearances_of(posting).get(account=doors.people[CLEARED])
        assert (path in shown) == (role in OWN_SIDE)
        granted = clearances_of(posting).filter(account=doors.people[STRANGER])
        assert granted.count() == (1 if role in OWN_SIDE else 0)
        if role in OWN_SIDE:
            assert "leak-mail-cleared@example.org" in got.content.decode()
            for _ in range(2):
                assert visitor.post(f"{path}{held.pk}/end/").status_code == 302
            assert not clearances_of(posting).filter(pk=held.pk).exists()
            assert NdaClearance.objects.get(pk=held.pk).ended_at is not None
        else:
            refused = {302} if role == VISITOR else {403}
            assert {got.status_code, visitor.post(f"{path}{held.pk}/end/").status_code} == refused
            assert clearances_of(posting).filter(pk=held.pk).exists()
            assert "leak-mail" not in (got.content.decode() + shown).lower()


def test_granted_reads_and_ended_reads_no_more(doors: Doors, come: Callable[[str], Client]) -> None:
    owner, reader = come(OWNER), come(STRANGER)
    page, path = f"/en/needs/{doors.need.public_id}/", f"/en/needs/{doors.need.public_id}/clearances/"
    assert "LEAK-NDA" not in reader.get(page).content.decode()
    owner.post(path, {"email": "leak-mail-stranger@example.org"})
    assert "LEAK-NDA-details" in reader.get(page).content.decode()
    held = clearances_of(doors.need).get(account=doors.people[STRANGER])
    owner.post(f"{path}{held.pk}/end/")
    assert "LEAK-NDA" not in reader.get(page).content.decode()


def test_a_clearance_of_another_posting_is_not_ended_from_here(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    held = clearances_of(doors.offer).get()
    come(OWNER).post(f"/en/needs/{doors.need.public_id}/clearances/{held.pk}/end/")
    assert clearances_of(doors.offer).filter(pk=held.pk).exists()


def test_granting_does_not_say_whether_there_is_an_account(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    owner, path = come(OWNER), f"/en/needs/{doors.need.public_id}/clearances/"
    Account.objects.create_user("squatter@example.org", "a long enough password", name="Not confirmed")
    closed = doors.people["rival"]
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    before, answers = NdaClearance.objects.count(), set()
    for email in ("nobody@example.org", "squatter@example.org", closed.email, doors.people[CLEARED].email):
        response = owner.post(path, {"email": email}, follow=True)
        page = Page(response.content.decode())
        answers.add(tuple(text for text, _ in page.texts if "If an account" in text))
        assert "Some rival" not in page.html
        assert "Not confirmed" not in page.html
    assert len(answers) == 1
    assert next(iter(answers))
    assert NdaClearance.objects.count() == before
    assert owner.post(path, {"email": "no address"}).status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_both_languages(doors: Doors, come: Callable[[str], Client], language: str) -> None:
    for many, posting in (("needs", doors.need), ("offers", doors.offer)):
        check(come(OWNER).get(f"/{language}/{many}/{posting.public_id}/clearances/"), language)


def test_the_list_asks_the_same_number_of_questions(doors: Doors, come: Callable[[str], Client]) -> None:
    owner, path = come(OWNER), f"/en/needs/{doors.need.public_id}/clearances/"

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert owner.get(path).status_code == 200
        return len(caught.captured_queries)

    count()
    before = count()
    for number in range(29):
        account = Account.objects.create_user(f"reader{number}@example.org", "a long password")
        grant_clearance(doors.need, account=account, actor=doors.people[OWNER])
    assert count() == before


def test_no_column_of_notes_without_notes(world: World, client: Client) -> None:
    bare = client.get(f"/en/needs/{world.need.public_id}/").content.decode()
    assert "energy density" in bare
    assert '<th scope="col">Note</th>' not in bare


def test_the_column_of_notes_is_there_when_there_are_notes(
    doors: Doors, come: Callable[[str], Client]
) -> None:
    noted = come(OWNER).get(f"/en/needs/{doors.need.public_id}/").content.decode()
    assert '<th scope="col">Note</th>' in noted
