"""Finding anything: by name first, then by the words of its text; counted by kind.

Names are precise before they are forgiving: what comes close is asked for only where nothing answers. Texts
answer where every word occurs, analysed as the matching does. Owns this order; refuses scores and bridges
between languages, which are the matching's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import tantivy

from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.entries import ACTOR_KINDS, PLATFORM, STRONG, TEXT, index_terms
from scibridge.engines.matching.index import Snapshot
from scibridge.engines.matching.partition import MUST, MUST_NOT, Partition
from scibridge.engines.naming.searching import Answer, How
from scibridge.engines.naming.writing import Asked, read

# Beyond these a list is not read but narrowed.
MOST_FOUND: Final = 300
_MOST_TERMS: Final = 16
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that answers: by which name, and how; text answers by no name."""

    document: Document
    name: str
    how: How


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind: how many (``more``: at least so many) and those asked for."""

    kind: Kind
    count: int
    more: bool
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Groups in the order asked; ``close`` where nothing answers precisely and these come near."""

    asked: Asked
    groups: tuple[Group, ...]
    close: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an answer lies: a candidate of the names, or an entry with the text."""

    same: int
    row: Any = None
    address: Any = None


def find(
    snapshot: Snapshot,
    text: str,
    kinds: Sequence[Kind],
    *,
    limit: int,
    offset: int = 0,
    opened: Sequence[Kind] | None = None,
    without: Sequence[str] = (),
) -> Findings:
    """What answers ``text``, kind by kind; ``limit`` from ``offset`` of those ``opened`` (all unless said).

    ``without`` names documents that may not answer. At most 300 of a kind are counted and read.
    """
    asked = read(text)
    shown = kinds if opened is None else opened
    groups = [
        _group(snapshot, asked, kind, slice(offset, offset + limit) if kind in shown else slice(0), without)
        for kind in kinds
    ]
    if asked and not any(group.count for group in groups):
        close = [_close(snapshot, asked, kind, limit, without) for kind in kinds]
        return Findings(asked, tuple(close), close=any(group.count for group in close))
    return Findings(asked, tuple(groups), close=False)


def suggest(
    snapshot: Snapshot, text: str, kinds: Sequence[Kind], *, limit: int, without: Sequence[str] = ()
) -> tuple[Asked, list[Found]]:
    """Names while someone types: exact ones first, then kind by kind; near ones where few answer."""
    asked = read(text)
    answers = [(kind, snapshot.names.precise(asked, kind.value, limit, without)) for kind in kinds]
    exact = [one for _, found in answers for one in found if one.how is How.EXACT]
    if not exact and sum(len(found) for _, found in answers) < _FEW:
        held = {one.same for _, found in answers for one in found}
        answers += [
            (
                kind,
                [
                    one
                    for one in snapshot.names.close(asked, kind.value, limit, without)
                    if one.same not in held
                ],
            )
            for kind in kinds
        ]
    ordered = exact + [one for one in _in_turn([found for _, found in answers], limit) if one not in exact]
    return asked, [found for one in ordered[:limit] if (found := _found(snapshot, one)) is not None]


def _in_turn(lists: Sequence[list[Answer]], limit: int) -> list[Answer]:
    """As many of the first as leave room for one of each other; each list keeps its order and its place."""
    filled = [found for found in lists if found]
    taken = [0] * len(filled)
    while sum(taken) < limit and any(
        number < len(found) for number, found in zip(taken, filled, strict=True)
    ):
        for place, found in enumerate(filled):
            if taken[place] < len(found) and sum(taken) < limit:
                taken[place] += 1
    return [one for number, found in zip(taken, filled, strict=True) for one in found[:number]]


def _group(snapshot: Snapshot, asked: Asked, kind: Kind, wanted: slice, without: Sequence[str]) -> Group:
    rows = snapshot.names.rows(asked, kind.value, MOST_FOUND, without)
    places = {row.same: _Place(row.same, row=row) for row in rows}
    full = len(places) >= MOST_FOUND
    for place in _by_text(_partition(snapshot, kind), asked, kind, without):
        places.setdefault(place.same, place)
    ordered = list(places.values())[:MOST_FOUND]
    found = [_opened(snapshot, kind, place) for place in ordered[wanted]]
    return Group(
        kind, len(ordered), full or len(places) >= MOST_FOUND, tuple(one for one in found if one is not None)
    )


def _close(snapshot: Snapshot, asked: Asked, kind: Kind, limit: int, without: Sequence[str]) -> Group:
    answers = snapshot.names.close(asked, kind.value, limit, without)
    found = [_found(snapshot, one) for one in answers]
    return Group(kind, len(answers), more=False, found=tuple(one for one in found if one is not None))


def _by_text(partition: Partition, asked: Asked, kind: Kind, without: Sequence[str]) -> Iterator[_Place]:
    terms = list(dict.fromkeys(index_terms(asked.text).split()))[:_MOST_TERMS]
    if not terms or not asked:
        return
    clauses = [(MUST, partition.term(TEXT, term)) for term in terms]
    kept = tantivy.Query.const_score_query(partition.term("kind", kind.value), 0.0)
    clauses.append((MUST, kept))
    if without:
        clauses.append((MUST_NOT, partition.keyed(without)))
    hits = partition.search(tantivy.Query.boolean_query(clauses), MOST_FOUND)
    addresses = [hit.address for hit in hits]
    for same, address in zip(partition.sames(addresses), addresses, strict=True):
        yield _Place(same, address=address)


def _opened(snapshot: Snapshot, kind: Kind, place: _Place) -> Found | None:
    if place.row is not None:
        return _found(snapshot, snapshot.names.read(place.row))
    document = _partition(snapshot, kind).document(place.address)
    return Found(_first_record(snapshot, document), "", How.TEXT)


def _first_record(snapshot: Snapshot, document: Document) -> Document:
    """The platform's record of the same person or organisation, where there is one."""
    if document.kind not in ACTOR_KINDS or document.origin == PLATFORM:
        return document
    same = snapshot.actors.by_aliases([one for one in document.aliases if one.startswith(STRONG)])
    return next((one for one in same if one.origin == PLATFORM), document)


def _found(snapshot: Snapshot, answer: Answer) -> Found | None:
    """With its document; a name committed after the document's removal has none."""
    document = snapshot.of(answer.id).get(answer.id)
    return None if document is None else Found(_first_record(snapshot, document), answer.name, answer.how)


def _partition(snapshot: Snapshot, kind: Kind) -> Partition:
    return snapshot.actors if kind in ACTOR_KINDS else snapshot.things
