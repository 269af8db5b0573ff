"""The pages of asking to represent an organisation, through every door."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.doors import ADMINISTRATOR, MODERATOR, REPRESENTATIVE, ROLES, STRANGER, VISITOR, Doors
from tests.web.test_pages import check

from scibridge.domain.accounts.access import represents
from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.models import RepresentationRequest
from scibridge.domain.registry.services import ask_to_represent

ANSWERERS = {REPRESENTATIVE, MODERATOR, ADMINISTRATOR}
WORDS = "leak-words: I run the office of partnerships."


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_asked_granted_and_seen(doors: Doors, come: Callable[[str], Client], language: str) -> None:
    home = f"/{language}/organisations/{doors.organisation.public_id}/"
    visitor, moderator = come(STRANGER), come(MODERATOR)
    assert f"{home}represent/" in visitor.get(home).content.decode()
    check(visitor.get(f"{home}represent/"), language)
    refused = visitor.post(f"{home}represent/", {"words": " "})
    assert refused.status_code == 400
    sent = visitor.post(f"{home}represent/", {"words": WORDS})
    assert sent.headers["Location"] == f"{home}represent/"
    check(visitor.get(f"{home}represent/"), language)
    assert WORDS in visitor.get(f"{home}represent/").content.decode()
    row = RepresentationRequest.objects.get()
    path = f"/{language}/representation/{row.pk}/"
    assert f'href="/{language}/representation/"' in moderator.get(f"/{language}/me/").content.decode()
    assert path in moderator.get(f"/{language}/representation/").content.decode()
    check(moderator.get(f"/{language}/representation/"), language)
    check(moderator.get(path), language)
    assert WORDS in moderator.get(path).content.decode()
    assert moderator.post(path, {"refuse": "1", "answer": ""}).status_code == 400
    # What says neither decides nothing.
    moderator.post(path, {"answer": "No."})
    row.refresh_from_db()
    assert row.state == "asked"
    assert moderator.post(path, {"grant": "1"}).status_code == 302
    assert moderator.post(path, {"grant": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "granted"
    assert represents(Account.objects.get(pk=doors.people[STRANGER].pk), doors.organisation.public_id)
    assert visitor.get(f"{home}represent/").status_code == 403
    page = visitor.get(home).content.decode()
    assert f"{home}represent/" not in page
    assert f"{home}edit/" in page


def test_a_request_is_taken_back(doors: Doors, come: Callable[[str], Client]) -> None:
    path = f"/en/organisations/{doors.organisation.public_id}/represent/"
    visitor = come(STRANGER)
    visitor.post(path, {"words": WORDS})
    for _ in range(2):
        assert visitor.post(path, {"withdraw": "1"}).status_code == 302
    assert RepresentationRequest.objects.get().state == "withdrawn"


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_answer_read_a_request(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    row = ask_to_represent(
        organisation=doors.organisation,
        words=WORDS,
        actor=Account.objects.create_user("asker@example.org", "a long password", name="leak-asker"),
    )
    visitor, may = come(role), role in ANSWERERS
    listed, mine = visitor.get("/en/representation/"), visitor.get("/en/me/").content.decode()
    path = f"/en/representation/{row.pk}/"
    assert (path in listed.content.decode()) == may
    assert ("/en/representation/" in mine) == may
    expected = 200 if may else 302 if role == VISITOR else 404
    shown = visitor.get(path)
    assert shown.status_code == expected
    if not may:
        for body in (shown.content.decode(), listed.content.decode()):
            assert "leak-words" not in body
            assert "leak-asker" not in body
        for sent in ({"grant": "1"}, {"refuse": "1", "answer": "No."}):
            assert visitor.post(path, sent).status_code == (302 if role == VISITOR else 404)
        row.refresh_from_db()
        assert row.state == "asked"


def test_the_list_asks_the_same_number_of_questions(doors: Doors, come: Callable[[str], Client]) -> None:
    moderator = come(MODERATOR)

    def queries(number: int) -> int:
        while RepresentationRequest.objects.count() < number:
            place = RepresentationRequest.objects.count()
            asker = Account.objects.create_user(f"a{place}@example.org", "a long password", name=f"A {place}")
            ask_to_represent(organisation=doors.organisation, words=WORDS, actor=asker)
        with CaptureQueriesContext(connection) as caught:
            assert moderator.get("/en/representation/").status_code == 200
        return len([one for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]])

    queries(1)
    assert queries(1) == queries(15)
