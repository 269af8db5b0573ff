"""Every role at every page: what is held back is on none of them, and whom it is for does find it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.doors import (
    ADMINISTRATOR,
    CLEARED,
    MEMBER,
    MODERATOR,
    MODERATORS,
    OWN_SIDE,
    OWNER,
    READERS,
    RIVAL,
    ROLES,
    STRANGER,
    TITLES,
    VISITOR,
    Doors,
    leaks,
)
from tests.web.conftest import BACKEND

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Match, ModerationClaim, Need, Offer, Revision, Version
from scibridge.domain.exchange.services import match_need
from scibridge.domain.exchange.services.keeping import keep_form
from scibridge.engines.matching.documents import Kind

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
HELD_BACK = ("leak-nda", "leak-signed", "leak-reference", "leak-contact")


LISTS = ("", *(f"?show={tab}" for tab in ("needs", "offers", "organisations", "people", "facilities")))
CHALLENGE_LISTS = (*LISTS, "?country=IS", "?show=needs&country=IS")


def posting_doors(doors: Doors) -> list[str]:
    """Addresses that could tell something of a need or an offer."""
    ids = [("needs", one.public_id) for one in (doors.need, *doors.needs.values())]
    ids.append(("offers", doors.offer.public_id))
    own = [f"{many}/{one}/{tail}" for many, one in ids for tail in ("", "history/", "matches/")]
    searches = [
        f"{many}/?text={word}"
        for many in ("needs", "offers")
        for word in ("", "rotor", "serrated", "nda", "works")
    ]
    filters = ["needs/?country=IS", "offers/?country=IS", "needs/?kind=market", "needs/?state=draft"]
    questions = [
        f"match/?q={q}" for q in ("quiet+rotor", "customer+serrated+blades", "withdrawn+shelved+rotor")
    ]
    questions += [f"match/?q=quiet+rotor&kind={kind}" for kind in ("need", "offer", "person", "organisation")]
    questions += [f"search/?q={q}&kind={kind}" for q in ("rotor", "serrated") for kind in ("need", "offer")]
    questions += ["challenges/", *(f"challenges/energy_security/{more}" for more in CHALLENGE_LISTS)]
    # One match, comparisons and files: for words, and for needs in every state.
    things = [f"{many[:-1]}:{one}" for many, one in ids]
    questions += [f"match/answer/{one}/?q=quiet+rotor+noise+level+at+most+62+dB" for one in things]
    chosen = "&".join(f"with={one}" for one in things[-4:])
    for form in ("csv", "json"):
        questions += [
            f"match/export/{form}/?q=quiet+rotor",
            f"match/export/{form}/?q=quiet+rotor&kind=need",
            f"match/compare/export/{form}/?q=quiet+rotor&{chosen}",
            f"needs/export/{form}/",
            f"offers/export/{form}/",
            *(f"needs/{one}/matches/export/{form}/" for many, one in ids if many == "needs"),
            *(f"needs/{one}/compare/export/{form}/?{chosen}" for many, one in ids if many == "needs"),
        ]
    questions.append(f"match/compare/?q=quiet+rotor&{chosen}")
    for many, one in ids:
        if many == "needs":
            questions += [f"needs/{one}/compare/?{chosen}", f"needs/{one}/matches/{things[-1]}/"]
    moderation = [f"moderation/{kind[:-1]}/{one}/" for kind, one in ids]
    feeds = [
        *(f"{many}/feed/{narrowed}" for many in ("needs", "offers") for narrowed in ("", "?text=nda")),
        "needs/feed/?country=IS",
        "challenges/energy_security/feed/",
        "places/IS/feed/",
        *(f"match/feed/?q=quiet+rotor+serrated{kind}" for kind in ("", "&kind=need", "&kind=offer")),
    ]
    return [
        "",
        *own,
        *searches,
        *filters,
        *questions,
        *feeds,
        "moderation/",
        "moderation/?kind=offer",
        "moderation/next/",
        "moderation/waiting/",
        "moderation/waiting.csv",
        *moderation,
    ]


def registry_doors(doors: Doors) -> list[str]:
    """Addresses of records, and one's own pages, where names of the registry are at home."""
    records = [
        f"organisations/{doors.organisation.public_id}/",
        f"people/{doors.inventor.public_id}/",
        f"facilities/{doors.facility.public_id}/",
    ]
    relay = [
        f"records/organisation/{doors.organisation.public_id}/contact/",
        f"records/facility/{doors.facility.public_id}/contact/",
        f"records/facility/{doors.facility.public_id}/correct/",
    ]
    finding = ["search/?q=rotor", "search/?q=leak", "search/suggest/?q=rotor", "search/suggest/?q=leak"]
    edits = [f"needs/{one.public_id}/edit/" for one in (doors.need, doors.needs["draft"])]
    return [
        "organisations/",
        "people/",
        "facilities/",
        "places/",
        "places/?text=iceland",
        *(f"places/IS/{more}" for more in LISTS),
        *records,
        *relay,
        f"organisations/{doors.organisation.public_id}/feed/",
        "me/",
        "me/?state=returned",
        "me/suggestions/",
        "me/export/?format=json",
        "me/export/?format=csv&kind=need",
        "me/export/?format=csv&kind=offer",
        "me/following/",
        "me/notices/",
        "me/tokens/",
        "needs/new/",
        "needs/new/?blank=1",
        "needs/new/?text=quiet rotor with serrated blades for harbour drones, at most 60 dB",
        "needs/new/?form=leaked-key",
        "offers/new/",
        "offers/new/?works=quiet+rotor",
        *edits,
        *finding,
    ]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_leaks_through_a_page(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    client, found = come(role), {}
    for registry, addresses in ((False, posting_doors(doors)), (True, registry_doors(doors))):
        for door in addresses:
            response = client.get(f"/en/{door}")
            assert response.status_code < 500, (door, response.status_code)
            body = b"".join(response) if response.streaming else response.content
            text = body.decode() + str(response.headers)
            found[door] = leaks(text, role, registry=registry)
            own_mail = f"leak-mail-{role}"
            found[door].discard(own_mail)  # one's own address, on one's own pages
    assert {door: leaked for door, leaked in found.items() if leaked} == {}


TYPED = {
    "title_en": "Quiet rotor for harbour drones",
    "problem_en": "Rotors of harbour drones are loud at night.",
    "summary_en": "A porous trailing edge that makes a rotor quiet.",
    "once": "the-key",
} | {
    f"{rows}-{name}_FORMS": "0"
    for rows in ("must_haves", "claims", "rights", "identifiers", "inventors")
    for name in ("TOTAL", "INITIAL")
}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_leaks_beside_a_form(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    """What is like it, who answers and who asks, drafts of others, and what others typed and did not save."""
    keep_form(
        actor=doors.people[OWNER],
        kind=Kind.NEED,
        data={"title_en": ["LEAK-DRAFT unsaved"], "once": ["leaked-key"]},
        now=timezone.now(),
        key="leaked-key",
    )
    client, found = come(role), {}
    own = [f"needs/{one.public_id}/edit/" for one in (doors.need, *doors.needs.values())]
    own.append(f"offers/{doors.offer.public_id}/edit/")
    for form in ("needs/new/", "offers/new/", *own):
        for part in ("beside/", "keep/"):
            response = client.post(f"/en/{form}{part}", TYPED)
            assert response.status_code < 500, (form, part)
            found[form, part] = leaks(response.content.decode() + str(response.headers), role)
    assert {door: leaked for door, leaked in found.items() if leaked} == {}


@pytest.mark.parametrize("role", ROLES)
def test_whom_it_is_for_does_find_it(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    client = come(role)
    need = client.get(f"/en/needs/{doors.need.public_id}/").content.decode().lower()
    offer = client.get(f"/en/offers/{doors.offer.public_id}/").content.decode().lower()
    assert ("leak-signed-shortfall" in need, "leak-signed-cost" in offer) == (role != VISITOR,) * 2
    cleared = role in OWN_SIDE | {CLEARED}
    for text, markers in (
        (need, ("leak-nda-details", "leak-nda-musthave", "leak-nda-solution", "leak-body")),
        (offer, ("leak-nda-recipe", "leak-nda-claim", "leak-body", "leak-hall", "leak-inventor")),
    ):
        assert {marker: marker in text for marker in markers} == dict.fromkeys(markers, cleared)
    # What one may not know of looks like what is not there.
    nowhere = client.get("/en/needs/zzzzzzzzzzzz/")
    for state in ("draft", "submitted", "returned", "withdrawn", "shelved"):
        own_id = doors.needs[state].public_id
        there = client.get(f"/en/needs/{own_id}/")
        if role in READERS[f"leak-{state}"]:
            assert (state, there.status_code) == (state, 200)
            continue
        assert (state, there.status_code) == (state, nowhere.status_code) == (state, 404)
        words = there.content.decode().replace(own_id, "zzzzzzzzzzzz")
        assert TOKEN.sub("", words) == TOKEN.sub("", nowhere.content.decode())


def test_records_do_not_tell_what_they_stand_behind(doors: Doors, come: Callable[[str], Client]) -> None:
    behind = {OWNER, "representative", CLEARED}
    addresses = [
        f"organisations/{doors.organisation.public_id}/",
        f"people/{doors.inventor.public_id}/",
        f"facilities/{doors.facility.public_id}/",
        *(f"places/IS/{more}" for more in LISTS),
    ]
    for role in set(ROLES) - behind:
        for door in addresses:
            text = come(role).get(f"/en/{door}").content.decode()
            assert [title for title in TITLES if title in text] == [], (role, door)


def test_the_machines_pages_name_what_is_public_only(doors: Doors, client: Client) -> None:
    for door in (
        "robots.txt",
        "sitemap.xml",
        "sitemap-needs-1.xml",
        "sitemap-offers-1.xml",
        "healthz",
        "sitemap-places-1.xml",
    ):
        text = client.get(f"/{door}").content.decode()
        assert leaks(text, VISITOR) == set()
        assert [
            state for state, one in doors.needs.items() if one.public_id in text and state != "revised"
        ] == []


def test_counts_do_not_count_what_is_hidden(doors: Doors, client: Client) -> None:
    page = client.get("/en/needs/").content.decode()
    assert [state for state, one in doors.needs.items() if one.public_id in page] == ["revised"]
    # A challenge counts a need whose organisation is held back; no place and no country does.
    challenge = client.get("/en/challenges/energy_security/").content.decode()
    assert "?country=IS" not in challenge
    assert "Iceland" not in challenge
    row = re.search(r'href="/en/places/IS/".*?</tr>', client.get("/en/places/").content.decode(), re.DOTALL)
    assert row is not None
    assert re.findall(r'class="number">(\d+)<', row[0]) == ["2", "0", "1", "0", "0"]
    facets = client.get("/en/match/?q=quiet+rotor&kind=need").content.decode()
    assert "country=IS" not in facets


def test_the_operators_pages_hold_back_what_owners_hold_back(doors: Doors, client: Client) -> None:
    operator = Account.objects.create_superuser("root@example.org", "a long enough password")
    client.force_login(operator, backend=BACKEND)
    match_need(doors.need, actor=doors.people[OWNER])
    for table in (Need, Offer, Version, Revision, Match):
        address = f"/en/admin/exchange/{table.__name__.lower()}/"
        pages = [address, f"{address}?q=LEAK"]
        pages += [f"{address}{row.pk}/change/" for row in table.objects.all()[:12]]
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200, page
            found = leaks(response.content.decode().replace("?q=LEAK", ""), "nobody")
            assert [one for one in found if one.startswith(HELD_BACK)] == [], page


WRITES: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    # The address of a write, what is sent, and who may; all others change nothing.
    "submit a draft": ("needs/{draft}/do/submit/", {}, OWN_SIDE),
    "withdraw what is published": ("needs/{open}/do/withdraw/", {}, OWN_SIDE),
    "mark it fulfilled": ("needs/{open}/do/fulfil/", {}, OWN_SIDE),
    "take back what is submitted": ("needs/{submitted}/do/take-back/", {}, OWN_SIDE),
    "publish what is submitted": ("moderation/need/{submitted}/", {"publish": "1"}, MODERATORS),
    "return what is submitted": (
        "moderation/need/{submitted}/",
        {"reason": "unclear", "note_en": "x"},
        MODERATORS,
    ),
    "return what is published": (
        "moderation/need/{open}/",
        {"reason": "unclear", "note_en": "x"},
        MODERATORS,
    ),
    "approve a revision": ("moderation/need/{revised}/", {"publish": "1"}, MODERATORS),
    "refuse a revision": ("moderation/need/{revised}/", {"reason": "unclear"}, MODERATORS),
    "keep answers": ("needs/{open}/matches/", {}, OWN_SIDE),
    "keep answers to a draft": ("needs/{draft}/matches/", {}, OWN_SIDE),
}


def _state(doors: Doors) -> list[Any]:
    needs = Need.objects.order_by("pk").values_list("public_id", "state", "version", "title")
    others = [Match.objects.count(), Version.objects.count(), ModerationClaim.objects.count()]
    return [*needs, *others, *Revision.objects.order_by("pk").values_list("outcome", flat=True)]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write_what(doors: Doors, come: Callable[[str], Client], role: str) -> None:
    client, ids = come(role), {"open": doors.need.public_id}
    ids |= {state: one.public_id for state, one in doors.needs.items()}
    before, changed = _state(doors), {}
    for write, (address, data, _allowed) in WRITES.items():
        with transaction.atomic():
            response = client.post(f"/en/{address.format(**ids)}", data)
            assert response.status_code < 500, write
            changed[write] = _state(doors) != before
            transaction.set_rollback(True)
    assert changed == {write: role in allowed for write, (_, _, allowed) in WRITES.items()}


def test_nobody_moderates_their_own(doors: Doors, come: Callable[[str], Client]) -> None:
    moderator = doors.people[MODERATOR]
    own = services.create_need(actor=moderator, fields={"kind": "public", "title": "Mine", "problem": "Mine"})
    services.submit_need(own, actor=moderator)
    come(MODERATOR).post(f"/en/moderation/need/{own.public_id}/", {"publish": "1"})
    own.refresh_from_db()
    assert own.state == "submitted"


def test_writing_in_anothers_name_is_refused(doors: Doors, come: Callable[[str], Client]) -> None:
    data = {
        "title_en": "A need of theirs",
        "problem_en": "None",
        "kind": "public",
        "organisation": doors.organisation.public_id,
        "must_haves-TOTAL_FORMS": "0",
        "must_haves-INITIAL_FORMS": "0",
    }
    count = Need.objects.count()
    for role in (STRANGER, RIVAL, MODERATOR):
        assert come(role).post("/en/needs/new/", data).status_code in (400, 403), role
    assert Need.objects.count() == count
    assert come(MEMBER).post("/en/needs/new/", data).status_code == 302
    assert come(ADMINISTRATOR).post("/en/needs/new/", data).status_code in (302, 400)
