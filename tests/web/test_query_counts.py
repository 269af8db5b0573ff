"""Every list and every page asks the database as often for thirty things as for a few."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.everything import Everything, build, come, file_beside
from tests.pages import FAMILIES, FILES, FRAGMENTS, Entry
from tests.web.conftest import NEED, OFFER, make_account

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import create_token, grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role, Scope
from scibridge.domain.attachments.states import MOST_FILES
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import NEEDS, OFFERS, grant_clearance, match_need, publish_many
from scibridge.domain.exchange.states import Origin as PostingOrigin
from scibridge.domain.exchange.states import Tier
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.services import deliver_due, follow_search
from scibridge.domain.registry.services import (
    NewFacility,
    NewPerson,
    NewRecord,
    register_facilities,
    register_organisations,
    register_people,
    suggest_correction,
)
from scibridge.domain.registry.states import Origin, RecordKind
from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.kernel.ids import new_public_id
from scibridge.web import context

MORE = 30
MOST_TOKENS = 19
# Families whose pages show no lists that grow with what people do here.
UNGROWN = {"signing in", "errors"}


def grow(everything: Everything, numbers: range) -> None:
    """More of everything, around what the addresses name; ``numbers`` tell them apart."""
    world = everything.world
    organisations = register_organisations(
        [
            NewRecord(
                new_public_id(),
                {
                    "name": {"en": f"Solid Institute {number}", "zh-hans": f"固态研究所{number}"},
                    "country": "DE",
                    "place": {"en": "Bremen"},
                    "types": ["institute"],
                    "identifiers": [{"scheme": "wikidata", "value": f"Q{5000 + number}"}],
                    "latitude": 53.0,
                    "longitude": 8.0,
                },
            )
            for number in numbers
        ],
        origin=Origin.PLATFORM,
    )
    people = register_people(
        [
            NewPerson(
                new_public_id(),
                {
                    "name": {"en": f"Wei Zhang {number}"},
                    "country": "CN",
                    "expertise": {"en": ["solid electrolyte"]},
                },
                ((world.organisation, {"from_year": 2019}), (organisations[place], {"from_year": 2020})),
            )
            for place, number in enumerate(numbers)
        ],
        origin=Origin.PLATFORM,
    )
    halls = register_facilities(
        [
            NewFacility(
                new_public_id(),
                {
                    "name": {"en": f"Solid hall {number}"},
                    "access_types": ["on_site"],
                    "access_mode": "paid",
                    "country": "DE",
                },
                organisation,
            )
            for place, number in enumerate(numbers)
            for organisation in (world.organisation, organisations[place])
        ],
        origin=Origin.PLATFORM,
    )
    _more_postings(everything, numbers, organisations, people, halls)
    _more_around(everything, numbers)
    bring_up_to_date()
    match_need(world.need, actor=world.owner)
    deliver_due(now=timezone.now())


def _more_postings(
    everything: Everything, numbers: range, organisations: Any, people: Any, halls: Any
) -> None:
    world, administrator = everything.world, everything.people["administrator"]
    homes = [one.public_id for pair in organisations for one in (pair, world.organisation)]

    def needs() -> Iterator[dict[str, Any]]:
        for number, home in enumerate(homes):
            yield NEED | {"title": {"en": f"Solid-state cell {numbers.start + number}"}, "organisation": home}

    def offers() -> Iterator[dict[str, Any]]:
        for number, home in enumerate(homes):
            behind = [people[number % len(people)].public_id, world.person.public_id]
            yield OFFER | {
                "title": {"en": f"Solid electrolyte {numbers.start + number}"},
                "organisation": home,
                "inventors": [{"person": one} for one in behind],
                "facilities": [halls[number].public_id, world.facility.public_id],
            }

    made = publish_many(NEEDS, actor=administrator, fields=needs(), origin=PostingOrigin.FORM)
    publish_many(OFFERS, actor=administrator, fields=offers(), origin=PostingOrigin.FORM)
    # The owner's desk, the moderators' queue, and the history of one need.
    Need.objects.filter(pk__in=[one.pk for one in made[: len(numbers)]]).update(owner=world.owner)
    for model, desk, fields in ((Need, NEEDS, NEED), (Offer, OFFERS, OFFER)):
        for number in numbers:
            title = {"en": f"Waiting {number} {model.__name__}"}
            row = desk.create(actor=world.owner, fields=fields | {"title": title})  # type: ignore[attr-defined]
            if number % 2:
                desk.submit(row, actor=world.owner)  # type: ignore[attr-defined]
    grant_role(
        account=administrator,
        role=Role.REPRESENTATIVE,
        on_kind=ORGANISATION,
        on_id=world.organisation.public_id,
        actor=None,
    )
    administrator = Account.objects.get(pk=administrator.pk)
    need = Need.objects.get(pk=world.need.pk)
    for number in numbers:
        need = NEEDS.update(
            need,
            actor=administrator,
            fields={"shortfall": {"en": f"Version {number}"}},
            expected_version=need.version,
        )


def _more_around(everything: Everything, numbers: range) -> None:
    world, now = everything.world, timezone.now()
    for number in numbers:
        account = make_account(f"more{number}@example.org", f"More {number}")
        grant_clearance(world.need, account=account, actor=world.owner)
        grant_clearance(world.offer, account=account, actor=world.owner)
        grant_role(
            account=account,
            role=Role.MEMBER,
            on_kind=ORGANISATION,
            on_id=world.organisation.public_id,
            actor=world.owner,
        )
        suggest_correction(
            kind=RecordKind.ORGANISATION,
            public_id=world.organisation.public_id,
            field="place",
            proposed={"en": f"Bremen {number}"},
            reason="They moved.",
            actor=account,
        )
        if number < MOST_TOKENS:
            create_token(actor=world.owner, name=f"Token {number}", scopes=[Scope.READ])
        follow_search(
            actor=world.reader,
            search=read_search("needs", {"text": [f"solid {number}"]}),
            name=f"Search {number}",
            now=now,
            cadence="in_app",
        )
    for posting in (world.need, world.offer):
        for number in numbers[: MOST_FILES - 6]:
            tier = (Tier.PUBLIC, Tier.SIGNED_IN, Tier.AFTER_NDA)[number % 3]
            file_beside(posting, world.owner, f"{number}.txt", f"file {number}".encode(), tier)


def counted(everything: Everything, entries: tuple[Entry, ...]) -> dict[tuple[str, str], list[str]]:
    """Who and what → the questions to the database, on a second visit: what a process keeps is warm."""
    found = {}
    for entry in entries:
        client = come(everything, entry.who, entry.prepare)
        address = f"/en/{everything.path(entry.path)}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == entry.status, address
        found[entry.who, entry.path] = [one["sql"] for one in queries.captured_queries]
    return found


def test_no_page_asks_more_for_thirty(
    db: None, settings: Any, mailoutbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAGE_RATE_VISITOR = "100000/m"
    # Asked anew every so many seconds, by whichever page comes then.
    monkeypatch.setattr(context, "_FICTIONAL_SECONDS", 3600)
    cache.clear()
    everything = build()
    walked = tuple(
        entry
        for family, entries in FAMILIES.items()
        if family not in UNGROWN
        for entry in entries
        if entry.status == 200
    )
    walked += tuple(entry for entry in (*FRAGMENTS, *FILES) if not entry.path.startswith("accounts/"))
    grow(everything, range(1))
    before = counted(everything, walked)
    grow(everything, range(1, 1 + MORE))
    cache.clear()
    after = counted(everything, walked)
    found = grown(before, after)
    assert found == {}, "\n".join(f"{place}: {row}" for place, row in found.items())


def grown(
    before: dict[tuple[str, str], list[str]], after: dict[tuple[str, str], list[str]]
) -> dict[tuple[str, str], tuple[int, int, list[str]]]:
    """Pages that asked more often, with what they asked most."""
    return {
        place: (len(before[place]), len(after[place]), _repeated(after[place]))
        for place in before
        if len(after[place]) > len(before[place])
    }


def _repeated(queries: list[str]) -> list[str]:
    """The question that was asked most often, with its number, for whoever mends it."""
    shapes: dict[str, int] = {}
    for sql in queries:
        shape = sql.partition("WHERE")[0][:90]
        shapes[shape] = shapes.get(shape, 0) + 1
    return [f"{number} × {shape}" for shape, number in sorted(shapes.items(), key=lambda one: -one[1])[:2]]


def test_growth_is_seen() -> None:
    place = ("visitor", "needs/")
    one = ["SELECT a FROM needs WHERE x", "SELECT b FROM people WHERE id = 1"]
    assert grown({place: one}, {place: one}) == {}
    more = [one[0], *(one[1].replace("1", str(number)) for number in range(30))]
    assert grown({place: one}, {place: more}) == {
        place: (2, 31, ["30 × SELECT b FROM people ", "1 × SELECT a FROM needs "])
    }
