"""Candidates among things (offers, works, needs, facilities, positions, calls, articles), best first.

One search ranks all kinds together. A kind that did not get enough places is searched again alone, since a
filter on a rare kind is cheap while one on the dominant kind would defeat block-max pruning.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import tantivy

from scibridge.engines.matching.documents import Filters, Kind
from scibridge.engines.matching.packing import Columns, Packed, kind_of
from scibridge.engines.matching.partition import MUST, MUST_NOT, SHOULD, Hit, Partition
from scibridge.engines.matching.planning import Plan

# Ranked and counted for the facets; a page beyond goes deeper.
CANDIDATES: Final = 1000
# Bilingual documents have two entries, so some more than the wanted number of entries are asked for.
_SPARE: Final = 16
# Longer runs of equal scores and places keep the order of the hashes of their ids.
_LONGEST_RUN: Final = 500
_MOST_DEPTH: Final = 20_000
_DOMINANT: Final = 0.6
# Entries of other kinds that may stand among the best of the dominant one.
_OTHERS: Final = 500
_SCORE: Final = attrgetter("score")
_KEY: Final = attrgetter("key")


class Candidate(NamedTuple):
    """A document by its best entry; ``meaning`` is the part of the score that is not its words'."""

    score: float
    key: int
    address: Any
    codes: Packed
    meaning: float = 0.0


def conditions(partition: Partition, filters: Filters) -> list[tuple[Any, Any]]:
    """The filters but for the kinds, as clauses that exclude without scoring."""
    clauses: list[tuple[Any, Any]] = []
    wanted: tuple[tuple[str, Sequence[str]], ...] = (
        ("country", filters.countries),
        ("stage", filters.stages),
        ("language", filters.languages),
        ("challenge", filters.challenges),
        ("topic", filters.topics),
        ("contributor", filters.contributors),
    )
    for name, values in wanted:
        if values:
            clauses.append((MUST, unscored(any_of(partition, name, values))))
    if filters.year_from is not None or filters.year_to is not None:
        years = tantivy.Query.range_query(
            partition.schema, "year", tantivy.FieldType.Integer, filters.year_from, filters.year_to
        )
        clauses.append((MUST, unscored(years)))
    if filters.exclude_ids:
        clauses.append((MUST_NOT, partition.keyed(filters.exclude_ids)))
    if filters.only_ids:
        clauses.append((MUST, unscored(partition.keyed(filters.only_ids))))
    return clauses


def any_of(partition: Partition, name: str, values: Iterable[str]) -> Any:
    """Entries with any of the codes in a field."""
    return tantivy.Query.boolean_query([(SHOULD, partition.term(name, str(value))) for value in values])


def rank(
    partition: Partition, plan: Plan, filters: Filters, kinds: Sequence[Kind], *, depth: int, needed: int
) -> list[Candidate]:
    """The best ``depth`` candidates over the kinds, and of each kind at least ``needed``.

    Ordered by score, ties by id.
    """
    scored = plan.query(partition)
    present = {kind: number for kind, number in partition.count_by_kind.items() if kind in kinds}
    if scored is None or not present:
        return []
    clauses = conditions(partition, filters)
    asked, everything = sum(present.values()), sum(partition.count_by_kind.values())
    restricted = asked < _DOMINANT * everything
    pool = _Pool(partition, scored, clauses)
    exhausted = pool.add(tuple(present) if restricted else (), depth)
    if not exhausted:
        short = [kind for kind, number in present.items() if pool.count(kind) < min(needed, number)]
        if short and not pool.add(tuple(short), needed):
            for kind in short:
                if pool.count(kind) < min(needed, present[kind]):
                    pool.add((kind,), needed)
    return pool.ranked(set(present))


class Gathered(NamedTuple):
    """Candidates of one kind, best first, as columns of equal length."""

    scores: list[float]
    keys: list[int]
    addresses: list[Any]
    facets: Columns

    def first(self, number: int) -> list[Candidate]:
        """So many of them, and those that score as the last of them does."""
        scores = self.scores
        while 0 < number < len(scores) and scores[number] == scores[number - 1]:
            number += 1
        codes = map(Packed, *(column[:number] for column in self.facets))
        return list(map(Candidate, scores[:number], self.keys, self.addresses, codes))


def gathered(partition: Partition, plan: Plan, filters: Filters, kind: Kind, most: int) -> Gathered:
    """The best ``most`` candidates of one kind."""
    scored, number = plan.query(partition), partition.count_by_kind.get(kind, 0)
    if scored is None or not number or most < 1:
        return Gathered([], [], [], Columns([], [], []))
    clauses = conditions(partition, filters)
    if number >= _DOMINANT * sum(partition.count_by_kind.values()):
        found, exhausted = _gathered(partition, scored, clauses, kind, most, max(_OTHERS, most // 2))
        if exhausted or len(found.keys) == most:
            return found
    of_kind = (MUST, unscored(any_of(partition, "kind", (kind,))))
    spare = most if partition.entries_per_document > 1 else 0
    return _gathered(partition, scored, [*clauses, of_kind], kind, most, spare)[0]


def _gathered(
    partition: Partition, scored: Any, clauses: Sequence[Any], kind: Kind, most: int, spare: int
) -> tuple[Gathered, bool]:
    """One search for ``most + spare`` entries, and whether there were no more."""
    query = tantivy.Query.boolean_query([(MUST, scored), *clauses]) if clauses else scored
    scores, addresses, keys = partition.hits(query, most + spare)
    facets = partition.columns(addresses)
    # Of a document's entries the best comes first.
    best = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    rows = [row for row in sorted(best.values()) if kind_of(facets.codes[row]) is kind][:most]
    kept = ([scores[row] for row in rows], [keys[row] for row in rows], [addresses[row] for row in rows])
    return Gathered(*kept, facets.at(rows)), len(keys) < most + spare


class _Pool:
    """Candidates gathered by several searches, each document once with its best score."""

    def __init__(self, partition: Partition, scored: Any, clauses: Sequence[tuple[Any, Any]]) -> None:
        self._partition = partition
        self._scored = scored
        self._clauses = list(clauses)
        self._found: dict[int, Candidate] = {}

    def add(self, kinds: Sequence[Kind], depth: int) -> bool:
        """Search once; whether there was nothing more to find."""
        clauses = list(self._clauses)
        if kinds:
            clauses.append((MUST, unscored(any_of(self._partition, "kind", kinds))))
        query = tantivy.Query.boolean_query([(MUST, self._scored), *clauses]) if clauses else self._scored
        limit = depth + (_SPARE if self._partition.entries_per_document > 1 else 0)
        while True:
            hits = self._partition.search(query, limit)
            distinct = len({hit.key for hit in hits})
            if len(hits) < limit or distinct >= depth or limit >= _MOST_DEPTH:
                break
            limit = min(_MOST_DEPTH, 2 * limit)
        self._keep(hits)
        return len(hits) < limit

    def count(self, kind: Kind) -> int:
        return sum(1 for one in self._found.values() if one.codes.kind is kind)

    def ranked(self, kinds: set[Kind]) -> list[Candidate]:
        found: Iterable[Candidate] = self._found.values()
        if len(kinds) < len(self._partition.count_by_kind):
            found = [one for one in found if one.codes.kind in kinds]
        return in_order(self._partition, found)

    def _keep(self, hits: Sequence[Hit]) -> None:
        found = self._found
        if not found and self._partition.entries_per_document == 1:
            # Every hit is another document, and none is known yet.
            scores, addresses, keys = zip(*hits, strict=True) if hits else ((), (), ())
            codes = self._partition.codes(addresses)
            self._found = dict(zip(keys, map(Candidate, scores, keys, addresses, codes), strict=True))
            return
        better = [hit for hit in hits if hit.key not in found or found[hit.key].score < hit.score]
        codes = self._partition.codes([hit.address for hit in better])
        for (score, address, key), facets in zip(better, codes, strict=True):
            held = found.get(key)
            if held is None or held.score < score:
                found[key] = Candidate(score, key, address, facets)


def in_order(partition: Partition, candidates: Iterable[Candidate]) -> list[Candidate]:
    """By score, ties by id; the ids themselves are read only where their order column cannot tell."""
    found = sorted(candidates, key=_SCORE, reverse=True)
    if len(set(map(_SCORE, found))) == len(found):
        return found
    counts = Counter(map(_SCORE, found))
    tied = [one for one in found if counts[one.score] > 1]
    places = dict(zip(map(_KEY, tied), partition.places([one.address for one in tied]), strict=True))
    ordered: list[Candidate] = []
    for _, run in itertools.groupby(found, key=_SCORE):
        alike = list(run)
        ordered += alike if len(alike) == 1 else _settled(partition, alike, places)
    return ordered


def _settled(partition: Partition, alike: list[Candidate], places: Mapping[int, int]) -> Iterator[Candidate]:
    """Candidates of one score by their places, and those of one place by their ids."""
    alike.sort(key=lambda one: places[one.key])
    for _, run in itertools.groupby(alike, key=lambda one: places[one.key]):
        near = list(run)
        if 1 < len(near) <= _LONGEST_RUN:
            near.sort(key=lambda one: partition.document_id(one.address))
        elif len(near) > 1:
            near.sort(key=_KEY)
        yield from near


def unscored(query: Any) -> Any:
    """What must hold and adds nothing to the score."""
    return tantivy.Query.const_score_query(query, 0.0)
