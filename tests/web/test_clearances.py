"""Clearances after an NDA: offered and ended by the posting's own side alone, and accepted."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.doors import CLEARED, OWN_SIDE, OWNER, ROLES, STRANGER, VISITOR, Doors
from tests.web.conftest import World
from tests.web.test_pages import check

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import NdaClearance
from scibridge.domain.exchange.selectors import clearances_of
from scibridge.domain.exchange.services import grant_clearance
from scibridge.domain.invitations.access import invitation_link
from scibridge.domain.invitations.selectors import invitations_on

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
        invited = invitations_on(posting).filter(email="leak-mail-stranger@example.org")
        assert invited.count() == (1 if role in OWN_SIDE else 0)
        assert not clearances_of(posting).filter(account=doors.people[STRANGER]).exists()
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


def test_accepted_reads_and_ended_reads_no_more(doors: Doors, come: Callable[[str], Client]) -> None:
    owner, reader = come(OWNER), come(STRANGER)
    page, path = f"/en/needs/{doors.need.public_id}/", f"/en/needs/{doors.need.public_id}/clearances/"
    owner.post(path, {"email": "leak-mail-stranger@example.org"})
    assert "LEAK-NDA" not in reader.get(page).content.decode()
    row = invitations_on(doors.need).get(email="leak-mail-stranger@example.org")
    reader.post(f"/en/invitation/{invitation_link(row)}/", {"accept": "1"})
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
