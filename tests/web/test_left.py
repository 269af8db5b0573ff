"""Whoever left an organisation finds no door left through which to write, or read, in its name."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from tests.doors import OWNER, REPRESENTATIVE, Doors, leaks
from tests.web.test_doors import posting_doors

from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.services import end_grant
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.invitations.models import Invitation

Come = Callable[[str], Client]


@pytest.fixture
def left(doors: Doors) -> Doors:
    """The owner is no longer a member."""
    grant = Grant.objects.get(account=doors.people[OWNER], ended_at=None)
    end_grant(grant=grant, actor=doors.people[REPRESENTATIVE])
    doors.people[OWNER] = Account.objects.get(pk=doors.people[OWNER].pk)
    return doors


def state(doors: Doors) -> list[object]:
    columns = ("public_id", "state", "version", "title", "organisation", "owner", "field_tiers")
    rows = [*Need.objects.order_by("pk").values_list(*columns), *Offer.objects.values_list(*columns)]
    return [*map(str, rows), Invitation.objects.count()]


def test_no_page_lets_them_write(left: Doors, come: Come) -> None:
    owner, before = come(OWNER), state(left)
    for many, posting in (("needs", left.need), ("offers", left.offer)):
        for tail in ("edit/", "files/", "clearances/", "matches/", "do/withdraw/", "do/fulfil/"):
            sent = owner.post(f"/en/{many}/{posting.public_id}/{tail}", {"email": "new@example.org"})
            assert sent.status_code == 403, (many, tail)
        for tail in ("edit/", "files/", "clearances/", "matches/", "history/"):
            assert owner.get(f"/en/{many}/{posting.public_id}/{tail}").status_code == 403, (many, tail)
    for name in ("draft", "submitted", "returned", "withdrawn", "shelved"):
        for tail in ("", "edit/", "history/"):
            assert owner.get(f"/en/needs/{left.needs[name].public_id}/{tail}").status_code == 404, name
    assert state(left) == before


def test_no_address_of_the_api_lets_them_write(left: Doors) -> None:
    headers, before = {"Authorization": f"Bearer {left.token(OWNER)}"}, state(left)
    client = Client(headers=headers)
    for many, posting in (("needs", left.need), ("offers", left.offer)):
        path = f"/api/v1/{many}/{posting.public_id}"
        # Neither as theirs, nor taken along into their own name.
        for fields in ({"title": {"en": "Mine"}}, {"organisation": ""}):
            sent = client.patch(path, json.dumps(fields), content_type="application/json")
            assert sent.status_code == 403, fields
        assert client.post(f"{path}/withdraw", content_type="application/json").status_code == 403
        mine = client.get(f"/api/v1/{many}?mine=true").json()
        assert mine["items"] == []
    assert state(left) == before


def test_no_page_lets_them_read_more_than_others(left: Doors, come: Come) -> None:
    owner, found = come(OWNER), {}
    for door in (*posting_doors(left), "me/", "me/export/?format=json"):
        response = owner.get(f"/en/{door}")
        body = b"".join(response) if response.streaming else response.content
        text = body.decode("utf-8", "replace").replace("LEAK-OWNER Lena", "")
        # As whoever never was there.
        found[door] = leaks(text.replace("leak-mail-owner", ""), "stranger")
    assert {door: leaked for door, leaked in found.items() if leaked} == {}
