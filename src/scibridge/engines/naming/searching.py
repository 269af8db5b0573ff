"""Which names answer what was typed: exactly, by their beginning, by their words, by sound, or nearly.

Order: exact names first. Then the better known, a name that begins with what was typed counting twice as well
known as one that holds the words; of equal ones the shorter. Names that only come close are asked for apart,
and are ordered by their likeness. Owns this order; refuses texts, records and permissions.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import orjson
import tantivy
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from scibridge.engines.naming.entries import unpack_rank
from scibridge.engines.naming.sounding import pinyin_of, sounds
from scibridge.engines.naming.writing import Asked, folded, is_unspaced, joined

_MUST: Final = tantivy.Occur.Must
_SHOULD: Final = tantivy.Occur.Should
# One letter begins too many names to be worth a walk over them.
SHORTEST_BEGINNING: Final = 2
SHORTEST_TYPED_WRONG: Final = 4
TWO_ERRORS_FROM: Final = 8
_LOOKED_AT: Final = 6
_CLOSE_LOOKED_AT: Final = 250
_HEARD: Final = 6
LEAST_LIKENESS: Final = 72.0


class How(StrEnum):
    """In what way a name answers, best first."""

    EXACT = "exact"
    BEGINS = "begins"
    WORDS = "words"
    SOUND = "sound"
    TEXT = "text"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Answer:
    """A thing whose name answers: the name, how, and how well known the thing is."""

    id: str
    key: int
    same: int
    name: str
    how: How
    known: int


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate before its name is read."""

    address: Any
    how: How
    key: int
    same: int
    known: int
    length: int
    first: bool

    @property
    def order(self) -> tuple[bool, int, int, int]:
        """Exact first, then the better known, a beginning counting double, then the shorter."""
        weight = (self.known + 1) * (2 if self.how is How.BEGINS else 1)
        return self.how is not How.EXACT, -weight, self.length, self.key


class Names:
    """A read-only view of the names; safe to share between threads."""

    def __init__(self, index: Any) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @property
    def count(self) -> int:
        """How many names."""
        return int(self._searcher.num_docs)

    def has(self, kind: str) -> bool:
        """Whether anything of the kind has a name."""
        return int(self._searcher.doc_freq("kind", kind)) > 0

    def document_ids(self) -> Iterator[str]:
        """Whose names are held, each once."""
        if self.count:
            everything = tantivy.Query.all_query()
            for document_id, number in self._searcher.terms_with_prefix("id", "", filter_query=everything):
                if number:
                    yield document_id

    def holds(self, document_id: str) -> bool:
        """Whether a committed name belongs to that id."""
        return int(self._searcher.doc_freq("id", document_id)) > 0

    def precise(self, asked: Asked, kind: str, limit: int, without: Sequence[str] = ()) -> list[Answer]:
        """The things of a kind whose names answer, each once, in the order of this module."""
        return [self.read(row) for row in self.rows(asked, kind, _LOOKED_AT * limit, without)[:limit]]

    def close(self, asked: Asked, kind: str, limit: int, without: Sequence[str] = ()) -> list[Answer]:
        """The things of a kind whose names are nearly what was typed, the likest first."""
        query = self._close_query(asked, kind) if self.has(kind) else None
        if query is None:
            return []
        best: dict[int, tuple[float, bool, Answer]] = {}
        for row in self._best(query, How.CLOSE, _CLOSE_LOOKED_AT, without):
            answer = self.read(row)
            likeness = _likeness(asked, answer.name)
            if likeness < LEAST_LIKENESS:
                continue
            held, first, other = best.get(row.same, (0.0, False, answer))
            shown = other if first and not row.first else answer
            if likeness > held or (row.first and not first):
                best[row.same] = (max(likeness, held), row.first or first, shown)
        ordered = sorted(best.values(), key=lambda one: (-one[0], -one[2].known, len(one[2].name), one[2].id))
        return [answer for _, _, answer in ordered[:limit]]

    # Queries

    def rows(self, asked: Asked, kind: str, limit: int, without: Sequence[str]) -> list[Row]:
        """Candidates, each thing once by its best name, ordered; each way gives ``limit`` names at most."""
        best: dict[int, Row] = {}
        for how, query in self._precise_queries(asked, kind):
            for row in self._best(query, how, limit, without):
                best[row.same] = _of_one_thing(best[row.same], row) if row.same in best else row
        return sorted(best.values(), key=lambda row: row.order)

    def _precise_queries(self, asked: Asked, kind: str) -> Iterable[tuple[How, Any]]:
        if not asked or not self.has(kind):
            return
        exact = [(_SHOULD, self._term(field, f"{kind}:{asked.joined}")) for field in ("whole", "code")]
        yield How.EXACT, tantivy.Query.boolean_query(exact)
        if len(asked.joined) >= SHORTEST_BEGINNING or asked.unspaced:
            yield How.BEGINS, self._beginning("whole", kind, asked.joined)
            if not asked.unspaced:
                yield How.SOUND, self._beginning("sound", kind, asked.joined)
        if parts := self._word_queries(asked, kind):
            yield How.WORDS, tantivy.Query.boolean_query([(_MUST, part) for part in parts])

    def _word_queries(self, asked: Asked, kind: str) -> list[Any]:
        whole = [self._term("word", f"{kind}:{word}") for word in asked.words]
        begun = [
            self._beginning("word", kind, word)
            if len(word) >= SHORTEST_BEGINNING
            else self._term("word", f"{kind}:{word}")
            for word in asked.beginnings
        ]
        return whole + begun

    def _close_query(self, asked: Asked, kind: str) -> Any | None:
        """Every word nearly, or of three and more all but one; or the whole nearly; or the same sound."""
        ways: list[Any] = []
        if asked.unspaced:
            if sound := pinyin_of(asked.folded):
                ways.append(self._term("sound", f"{kind}:{sound}"))
            # Short forms keep the order of characters: 中科院 for 中国科学院.
            characters = [self._term("word", f"{kind}:{one}") for one in dict.fromkeys(asked.joined)]
            if len(characters) > 1:
                ways.append(tantivy.Query.boolean_query([(_MUST, one) for one in characters]))
        elif asked:
            parts = [self._nearly("word", kind, word) for word in asked.beginnings]
            least = len(parts) if len(parts) < 3 else len(parts) - 1
            ways.append(
                tantivy.Query.boolean_query(
                    [(_SHOULD, part) for part in parts], minimum_number_should_match=least
                )
            )
            if len(asked.joined) >= SHORTEST_TYPED_WRONG:
                ways += [self._nearly(field, kind, asked.joined) for field in ("whole", "sound")]
        return tantivy.Query.boolean_query([(_SHOULD, way) for way in ways]) if ways else None

    def _nearly(self, field: str, kind: str, word: str) -> Any:
        if len(word) < SHORTEST_TYPED_WRONG:
            if len(word) < SHORTEST_BEGINNING:
                return self._term(field, f"{kind}:{word}")
            return self._beginning(field, kind, word)
        distance = 2 if len(word) >= TWO_ERRORS_FROM else 1
        return tantivy.Query.fuzzy_term_query(
            self._schema, field, f"{kind}:{word}", distance=distance, transposition_cost_one=True, prefix=True
        )

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, term, "basic")

    def _beginning(self, field: str, kind: str, word: str) -> Any:
        # Without errors this walks the terms as a pattern would, and is built several times as fast.
        return tantivy.Query.fuzzy_term_query(
            self._schema, field, f"{kind}:{word}", distance=0, transposition_cost_one=True, prefix=True
        )

    def _best(self, query: Any, how: How, limit: int, without: Sequence[str]) -> list[Row]:
        """The best known names that a query finds."""
        if not self.count or limit < 1:
            return []
        if without:
            gone = tantivy.Query.term_set_query(self._schema, "id", list(without))
            query = tantivy.Query.boolean_query([(_MUST, query), (tantivy.Occur.MustNot, gone)])
        hits = self._searcher.search(query, limit=limit, count=False, order_by_field="rank").hits
        addresses = [address for _, address in hits]
        if not addresses:
            return []
        keys = self._searcher.fast_field_values("key", addresses)
        sames = self._searcher.fast_field_values("same", addresses)
        return [
            Row(address, how, key, same, *unpack_rank(int(rank)))
            for (rank, address), key, same in zip(hits, keys, sames, strict=True)
        ]

    def read(self, row: Row) -> Answer:
        """The answer a candidate is."""
        document_id, name = orjson.loads(self._searcher.doc(row.address).get_first("stored"))
        return Answer(document_id, row.key, row.same, name, row.how, row.known)


def _of_one_thing(held: Row, row: Row) -> Row:
    """Of two names of one thing the better; of two records of it the first, as well known as either."""
    better, other = (row, held) if row.order < held.order else (held, row)
    shown = other if other.first and not better.first else better
    return replace(shown, how=better.how, known=max(held.known, row.known))


def _likeness(asked: Asked, name: str) -> float:
    """How like a name is to what was typed, 0 to 100: whole, by words in any order, or as far as typed."""
    written = folded(name)
    if asked.unspaced:
        return _short_form(asked, written)
    heard = sounds(written)[:_HEARD] if is_unspaced(written) else ()
    begun = 100 * max(
        OSA.normalized_similarity(asked.joined, whole[: len(asked.joined) + 1])
        for whole in (joined(written), *heard)
    )
    return max(fuzz.token_sort_ratio(asked.folded, written), 0.97 * begun, 0.9 * _by_words(asked, written))


def _by_words(asked: Asked, written: str) -> float:
    """The mean over the words typed of the likest word of the name, as far as typed."""
    parts = written.split()
    if not parts or not asked.beginnings:
        return 0.0
    found = [
        max(
            OSA.normalized_similarity(word, part[:length])
            for part in parts
            for length in (len(word), len(word) + 1)
        )
        for word in asked.beginnings
    ]
    return 100 * sum(found) / len(found)


def _short_form(asked: Asked, written: str) -> float:
    """Characters in their order from the first on, the more of the name the better; or the same sound."""
    if pinyin_of(written) == pinyin_of(asked.folded):
        return 100.0
    if not written.startswith(asked.joined[0]):
        return 0.0
    place = 0
    for character in asked.joined:
        place = written.find(character, place) + 1
        if not place:
            return 0.0
    return LEAST_LIKENESS + (100 - LEAST_LIKENESS) * len(asked.joined) / max(len(written), 1)
