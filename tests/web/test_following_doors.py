"""Every role follows everything it can: neither its pages nor its mail say more than it may read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.doors import (
    CLEARED,
    OWN_SIDE,
    OWNER,
    ROLES,
    SIGNED_IN,
    VISITOR,
    Doors,
    leaks,
)

from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.following.access import follow_link
from scibridge.domain.following.models import Follow, Notice
from scibridge.domain.following.services import deliver_due
from scibridge.domain.following.states import Cadence
from scibridge.flows.indexing.updating import bring_up_to_date

PAGES = ("me/", "me/following/", "me/notices/", "me/suggestions/", "me/export/?format=json")


def follow_everything(client: Client, doors: Doors) -> dict[str, int]:
    """Name of a posting → the status of asking to follow it."""
    named = {"open": doors.need, "offer": doors.offer, **doors.needs}
    statuses = {}
    for name, row in named.items():
        fields = {"target": row.KIND.value, "target_id": row.public_id}
        statuses[name] = client.post("/en/me/follow/", fields).status_code
    client.post("/en/me/follow/", {"target": "organisation", "target_id": doors.organisation.public_id})
    for place in ("needs", "offers"):
        client.post("/en/me/follow/", {"place": place, "country": "IS"})
        client.post("/en/me/follow/", {"place": place})
    client.post("/en/me/follow/", {"place": "match", "q": "quiet rotor serrated customer"})
    return statuses


def make_news(doors: Doors) -> None:
    """Something of every kind happens: changes open and hidden, answers, a withdrawal, an end."""
    owner, moderator = doors.people[OWNER], doors.people["moderator"]
    own = {"organisation": doors.organisation.public_id}
    hidden = {
        "title": {"en": "Quiet rotor hub"},
        "summary": {"en": "A hub for a quiet rotor."},
        "background": {"en": "LEAK-NDA-hub"},
        "field_tiers": {"organisation": "after_nda", "background": "after_nda"},
        "kind": "technology",
    }
    offer = services.create_offer(actor=owner, fields=hidden | own)
    services.publish_offer(services.submit_offer(offer, actor=owner), actor=moderator)
    gone = services.create_offer(
        actor=owner, fields=hidden | own | {"title": {"en": "LEAK-GONE quiet rotor blade"}}
    )
    gone = services.publish_offer(services.submit_offer(gone, actor=owner), actor=moderator)
    for row, word in ((doors.need, "solution"), (doors.offer, "recipe")):
        fresh = type(row).objects.get(pk=row.pk)
        desk = services.NEEDS if isinstance(fresh, Need) else services.OFFERS
        desk.update(
            fresh,
            actor=owner,
            fields={"confidential_details": {"en": f"LEAK-NDA-{word} changed"}},
            expected_version=fresh.version,
        )
    bring_up_to_date()
    services.withdraw_offer(gone, actor=owner)
    Offer.objects.filter(title__contains="hub").update(published_at=timezone.now() - timedelta(minutes=30))


def back_in_time(**changes: Any) -> None:
    """As if everything had been followed for a long time."""
    Follow.objects.filter(checked_at__isnull=False).update(
        checked_at=timezone.now() - timedelta(days=9),
        created_at=timezone.now() - timedelta(days=9),
        **changes,
    )


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_pages_and_mail_say_no_more_than_the_role_may_read(
    doors: Doors, come: Callable[[str], Client], role: str, mailoutbox: list[Any]
) -> None:
    client = come(role)
    statuses = follow_everything(client, doors)
    public = {"open", "offer", "revised"}
    for name, status in statuses.items():
        assert status == (302 if name in public or role in OWN_SIDE else 404), name
    make_news(doors)
    back_in_time(cadence=Cadence.DAILY.value)
    deliver_due(now=timezone.now())
    found: dict[str, set[str]] = {}
    for page in PAGES:
        response = client.get(f"/en/{page}")
        assert response.status_code == 200
        own = {f"leak-mail-{role}"} | ({"leak-gone"} if role in OWN_SIDE else set())
        found[page] = leaks(response.content.decode(), role, registry=True) - own
    for number, message in enumerate(mailoutbox):
        assert message.to == [doors.people[role].email]
        written = message.subject + message.body + message.alternatives[0][0]
        # Names of the registry are what an organisation that is followed is called.
        found[f"mail {number}"] = leaks(written, role, registry=True)
        assert "leak-gone" not in written.lower()
    assert {where: leaked for where, leaked in found.items() if leaked} == {}
    told = set(Notice.objects.filter(account=doors.people[role]).values_list("news", flat=True))
    if role in OWN_SIDE:
        assert "changed" not in told
    else:
        assert "found" in told
        assert ("changed" in told) == (role == CLEARED)
        assert len(mailoutbox) == 1


@pytest.mark.parametrize("role", ROLES)
def test_what_waits_for_an_nda_moves_nothing_for_others(
    doors: Doors, come: Callable[[str], Client], role: str
) -> None:
    """A follow of the organisation must not tell that a posting is its own where that is held back."""
    client = come(role)
    if role == VISITOR:
        return
    client.post("/en/me/follow/", {"target": "organisation", "target_id": doors.organisation.public_id})
    client.post("/en/me/follow/", {"place": "offers", "country": "IS"})
    make_news(doors)
    back_in_time(cadence=Cadence.IN_APP.value)
    deliver_due(now=timezone.now())
    assert not Notice.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_whoever_holds_a_link_learns_a_name_and_no_more(
    doors: Doors, come: Callable[[str], Client], role: str
) -> None:
    client = come(OWNER)
    fields = {"target": "need", "target_id": doors.need.public_id}
    client.post("/en/me/follow/", fields)
    address = f"/en/stop/{follow_link(Follow.objects.get())}/"
    visitor = come(role)
    for response in (visitor.get(address), visitor.post(address), visitor.get(address)):
        text = response.content.decode()
        assert "Quiet rotor for harbour drones" in text
        assert (
            leaks(text, "nobody") - {f"leak-mail-{role}", *({"leak-owner"} if role == OWNER else ())} == set()
        )


def test_a_visitor_follows_nothing(doors: Doors, come: Callable[[str], Client]) -> None:
    client = come(VISITOR)
    follow_everything(client, doors)
    assert not Follow.objects.exists()
    for page in PAGES:
        assert client.get(f"/en/{page}").status_code == 302


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ["withdraw", "renew"])
def test_who_may_act_from_the_desk(doors: Doors, come: Callable[[str], Client], role: str, act: str) -> None:
    Need.objects.filter(pk=doors.need.pk).update(expires_at=timezone.now() + timedelta(days=3))
    before = Need.objects.get(pk=doors.need.pk)
    named = [f"need:{row.public_id}" for row in (doors.need, *doors.needs.values())]
    response = come(role).post("/en/me/do/", {"act": act, "posting": named})
    assert leaks(response.content.decode(), role) - {f"leak-mail-{role}"} == set()
    come(role).post("/en/me/do/", {"act": act, "posting": named, "confirmed": "1"})
    after = Need.objects.get(pk=doors.need.pk)
    changed = (after.state, after.expires_at) != (before.state, before.expires_at)
    assert changed == (role in OWN_SIDE)
