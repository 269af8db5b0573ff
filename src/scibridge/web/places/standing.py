"""Rows of places and challenges as pages show them: records by id, postings through their door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from scibridge.domain.exchange.access import listed
from scibridge.domain.exchange.selectors import published_by_id
from scibridge.domain.exchange.visible import PostingLine
from scibridge.domain.places.models import Posted
from scibridge.domain.registry.models import Facility, Organisation
from scibridge.domain.registry.selectors import people
from scibridge.engines.matching.documents import Kind

TABS: Mapping[str, Kind] = {
    "needs": Kind.NEED,
    "offers": Kind.OFFER,
    "organisations": Kind.ORGANISATION,
    "people": Kind.PERSON,
    "facilities": Kind.FACILITY,
}
_ROWS: dict[Kind, Any] = {
    Kind.ORGANISATION: Organisation.objects.all,
    Kind.PERSON: people,
    Kind.FACILITY: lambda: Facility.objects.select_related("organisation"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A record of the registry, with the number of its open needs and offers, and of its works."""

    record: Any
    postings: int
    works: int


def records(kind: Kind, found: Iterable[tuple[str, int, int]]) -> list[Standing]:
    """The records of (public id, postings, works), in that order, in a constant number of queries."""
    given = list(found)
    # Without an order of its own, or SQLite walks every record in that order instead of asking for these.
    rows: QuerySet[Any] = _ROWS[kind]().order_by().filter(public_id__in=[one[0] for one in given])
    held = {row.public_id: row for row in rows}
    return [Standing(held[own_id], postings, works) for own_id, postings, works in given if own_id in held]


def postings(kind: Kind, rows: Sequence[Posted], viewer: Any, *, named: bool = False) -> list[PostingLine]:
    """The needs or offers of these rows as this reader sees them, in their order.

    ``named`` leaves out those whose organisation is not for this reader: what stands under a place would
    otherwise tell it.
    """
    ids = [row.public_id for row in rows]
    lines = listed(published_by_id(kind, ids), viewer)
    held = {line.id: line for line in lines if not (named and "organisation" in line.held_back)}
    return [held[own_id] for own_id in ids if own_id in held]


@dataclass(frozen=True, slots=True)
class Tab:
    """A list behind a page of a place or a challenge: its code, its kind and how many are in it."""

    code: str
    kind: Kind
    number: int
    current: bool


def tabs(numbers: Mapping[str, int], chosen: str) -> list[Tab]:
    """The lists, in order; ``numbers`` is by kind."""
    return [Tab(code, kind, numbers.get(kind.value, 0), code == chosen) for code, kind in TABS.items()]
