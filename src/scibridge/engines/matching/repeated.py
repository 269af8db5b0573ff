"""The same thing posted again in the other language.

Two postings of one kind are taken for one another where each is what answers the other best in the other
language, and the smaller of the two shares of the greatest score is at least ``LEAST_SHARE``. A share alone
tells little: short texts reach high ones by chance. Measured in ``benchmarks/quality/duplicates.py``. Those
that share a language are compared by their words elsewhere. Owns this rule; refuses who may see what.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from scibridge.engines.matching import planning, ranking
from scibridge.engines.matching.documents import Document, Filters, Kind, Query
from scibridge.engines.matching.entries import PIECES, TEXT, has_words, indexed_texts
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.partition import Partition
from scibridge.engines.matching.planning import Plan
from scibridge.engines.matching.postings import kept_length
from scibridge.engines.matching.ranking import Candidate
from scibridge.engines.matching.search import likened
from scibridge.engines.text.languages import CHINESE, ENGLISH
from scibridge.engines.text.lexicon import Lexicon

LEAST_SHARE: Final = 0.25
_SATURATION, _BY_LENGTH = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Repeated:
    """The posting in the other language; ``share`` is the smaller of both ways, 0 to 1."""

    document: Document
    share: float


def repeated(
    index: MatchIndex, lexicon: Lexicon, document: Document, *, exclude_ids: Sequence[str] = ()
) -> Repeated | None:
    """The posting of the index that says the same in the other language, if there is one.

    ``document`` may be in the index or not yet. One with titles in both languages, or in neither, has none.

    Raises:
        IndexAbsent, IndexOutdated, IndexCorrupt: no usable index.
    """
    snapshot, things = index.snapshot, index.snapshot.things
    mine = [language for language, fields in document.texts.items() if fields.title] or [
        language for language, fields in document.texts.items() if has_words(fields)
    ]
    other = {ENGLISH: CHINESE, CHINESE: ENGLISH}.get(mine[0], "") if len(mine) == 1 else ""
    if not other:
        return None
    document = replace(document, texts={mine[0]: document.texts[mine[0]]})
    asked = planning.plan(things, snapshot.actors, lexicon, Query(likened(document)))
    there = _best(things, asked, document.kind, other, (document.id, *exclude_ids))
    if there is None or there.score < LEAST_SHARE * asked.mass:
        return None
    twin, counts = things.document(there.address), _WithOne(things, document)
    back = planning.plan(counts, snapshot.actors, lexicon, Query(likened(twin)))
    rival = _best(things, back, document.kind, mine[0], (document.id, twin.id, *exclude_ids))
    own = _score(counts, back)
    if own < LEAST_SHARE * back.mass or (rival is not None and own < rival.score):
        return None
    return Repeated(twin, min(there.score / asked.mass, own / back.mass)) if own else None


def _best(
    things: Partition, plan: Plan, kind: Kind, language: str, exclude_ids: Sequence[str]
) -> Candidate | None:
    """What answers best among those of a kind in a language, by words alone."""
    filters = Filters(languages=(language,), exclude_ids=tuple(exclude_ids))
    found = ranking.rank(things, plan, filters, (kind,), depth=1, needed=1)
    return found[0] if found else None


class _WithOne:
    """The counts of a partition as they would be with a document in it."""

    def __init__(self, things: Partition, document: Document) -> None:
        self._things, self._added = things, 0 if things.holds(document.id) else 1
        # Per entry, field → term → times.
        self.entries = {
            language: {TEXT: Counter(words.split()), PIECES: Counter(pieces.split())}
            for language, (words, pieces) in indexed_texts(document).items()
        }

    @property
    def entry_count(self) -> int:
        return self._things.entry_count + self._added * len(self.entries)

    @property
    def entries_by_language(self) -> dict[str, int]:
        return {
            language: number + (self._added if language in self.entries else 0)
            for language, number in self._things.entries_by_language.items()
        }

    def frequency(self, field: str, value: str) -> int:
        held = sum(value in entry[field] for entry in self.entries.values()) if field in (TEXT, PIECES) else 0
        return self._things.frequency(field, value) + self._added * held

    def mean_length(self, field: str, entry: Counter[str]) -> float:
        return self._things.mean_length(field, entry) or float(entry.total())


def _score(counts: _WithOne, plan: Plan) -> float:
    """What the index gives the document, or would give it: BM25 by the lengths it keeps."""
    best = 0.0
    for entry in counts.entries.values():
        score = 0.0
        for field, terms in entry.items():
            long = kept_length(terms.total()) / (counts.mean_length(field, terms) or 1)
            spread = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * long)
            for term, times in terms.items():
                value = sum(value for _, value in plan.parts.get(term, ()))
                score += value * (1 + _SATURATION) * times / (times + spread)
        best = max(best, score)
    return best
