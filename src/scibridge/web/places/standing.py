"""Rows of places and challenges as pages show them: records by id, postings through their door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scibridge.domain.exchange.access import listed_by_id
from scibridge.domain.exchange.visible import PostingLine
from scibridge.domain.places.models import Posted
from scibridge.domain.registry.models import Facility, Organisation
from scibridge.domain.registry.selectors import people, with_affiliations
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.prepared import Prepared

TABS: Mapping[str, Kind] = {
    "needs": Kind.NEED,
    "offers": Kind.OFFER,
    "organisations": Kind.ORGANISATION,
    "people": Kind.PERSON,
    "facilities": Kind.FACILITY,
}
# Without an order of its own, or SQLite walks every record in that order instead of asking for these.
_ROWS: Mapping[Kind, Prepared[Any]] = {
    Kind.ORGANISATION: Prepared(lambda ids: Organisation.objects.filter(public_id__in=ids).order_by()),
    Kind.PERSON: Prepared(lambda ids: people().filter(public_id__in=ids).order_by().prefetch_related(None)),
    Kind.FACILITY: Prepared(
        lambda ids: Facility.objects.select_related("organisation").filter(public_id__in=ids).order_by()
    ),
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
    rows = _ROWS[kind].all([one[0] for one in given])
    if kind is Kind.PERSON:
        rows = with_affiliations(rows)
    held = {row.public_id: row for row in rows}
    return [Standing(held[own_id], postings, works) for own_id, postings, works in given if own_id in held]


def postings(kind: Kind, rows: Sequence[Posted], viewer: Any, *, named: bool = False) -> list[PostingLine]:
    """The needs or offers of these rows as this reader sees them, in their order.

    ``named`` leaves out those whose organisation is not for this reader: what stands under a place would
    otherwise tell it.
    """
    ids = [row.public_id for row in rows]
    lines = listed_by_id(kind, ids, viewer)
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
