"""Documents of everything the database holds, built from what every visitor may read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from scibridge.domain.exchange.documents import need_document, offer_document
from scibridge.domain.exchange.selectors import needs_for_index, offers_for_index
from scibridge.domain.registry.selectors import (
    facilities_for_index,
    organisations_for_index,
    people_for_index,
)
from scibridge.engines.matching.documents import Document, Kind
from scibridge.flows.indexing.registry_documents import (
    facility_document,
    organisation_document,
    person_document,
)

# Below the thousand related rows that SQLite lets one statement of Django's name.
BATCH = 500


@dataclass(frozen=True, slots=True)
class _Shelf:
    """How one kind is read: the rows that belong in the index, and the document of a row."""

    rows: Callable[[Sequence[str] | None], QuerySet[Any]]
    document: Callable[[Any], Document]


_SHELVES: dict[Kind, _Shelf] = {
    Kind.OFFER: _Shelf(offers_for_index, offer_document),
    Kind.NEED: _Shelf(needs_for_index, need_document),
    Kind.PERSON: _Shelf(people_for_index, person_document),
    Kind.ORGANISATION: _Shelf(organisations_for_index, organisation_document),
    Kind.FACILITY: _Shelf(facilities_for_index, facility_document),
}


def platform_documents(document_ids: Sequence[str]) -> dict[str, Document]:
    """Id → document of those that belong in the index now; an id that does not come back is to be removed."""
    wanted: dict[Kind, list[str]] = {}
    for document_id in document_ids:
        kind, _, public_id = document_id.partition(":")
        if kind in _SHELVES:
            wanted.setdefault(Kind(kind), []).append(public_id)
    found: dict[str, Document] = {}
    for kind, public_ids in wanted.items():
        shelf = _SHELVES[kind]
        for start in range(0, len(public_ids), BATCH):
            for row in shelf.rows(public_ids[start : start + BATCH]):
                document = shelf.document(row)
                found[document.id] = document
    return found


def platform_count() -> int:
    """How many documents :func:`all_platform_documents` will give."""
    return sum(shelf.rows(None).order_by().count() for shelf in _SHELVES.values())


def all_platform_documents() -> Iterator[list[Document]]:
    """Every document of the database, in batches; memory stays flat however many there are."""
    for kind in _SHELVES:
        yield from platform_documents_of(kind)


def platform_documents_of(kind: Kind) -> Iterator[list[Document]]:
    """Every document of a kind, in batches."""
    for rows in platform_rows(kind):
        yield [_SHELVES[kind].document(row) for row in rows]


def platform_rows(kind: Kind) -> Iterator[list[Any]]:
    """The rows of a kind that belong in the index, in batches."""
    after = 0
    while rows := list(_SHELVES[kind].rows(None).filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield rows
        after = rows[-1].pk
