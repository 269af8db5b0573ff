"""Words and meaning in one score: BM25 and the cosine of an encoder, each by its own spread.

score = BM25 + w × s × (cosine − mean): s is the ratio of the standard deviations of both and the mean that of
cosines, over the ``MEASURED`` best by words alone under no filter. So a document has the same score on every
page and under every filter. It is the weighted sum of z-scores up to a constant (Fox & Shaw 1994), on the
scale of BM25. What meaning takes from a document is at most half of what its words gave; what has none of the
words joins if it is as near as those measured are on average.

The quick encoder gathers and does not score (``QUICK``): its cosines order no better than words do. Where the
thorough encoder has read a document its cosine speaks, with ``THOROUGH``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import tantivy

from scibridge.engines.encoding.encoder import Vectors
from scibridge.engines.matching.documents import Filters, Kind, Query
from scibridge.engines.matching.meaning import Meaning, Reader
from scibridge.engines.matching.partition import MUST, SHOULD, Partition
from scibridge.engines.matching.planning import Plan
from scibridge.engines.matching.ranking import Candidate, any_of, conditions, in_order, rank, unscored
from scibridge.engines.text.lexicon import Lexicon

# Best by words, whose spreads set the scale.
MEASURED: Final = 100
# Nearest by meaning that join those found by words.
NEAREST: Final = 400
# Best by both that the thorough encoder is asked about.
REREAD: Final = 200
# Chosen on which works of the OpenAlex sample cite which (44 and 150 citing works, no reviews): the quick
# encoder gains nothing there at any weight, the thorough one most at 0.25 to 0.5.
QUICK: Final = 0.0
THOROUGH: Final = 0.5
_MOST_TAKEN: Final = 0.5
_LEAST_READ: Final = 10
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class _Scale:
    """cosine → its part of a score: (cosine − mean) × factor."""

    mean: float
    factor: float

    @classmethod
    def of(cls, cosines: Vectors, spread: float, weight: float) -> "_Scale":
        """``spread`` is that of the words' scores."""
        known = cosines[~np.isnan(cosines)]
        if not len(known):
            return cls(0.0, 0.0)
        return cls(float(known.mean()), weight * spread / max(float(known.std()), _TINY))

    def parts(self, cosines: Vectors) -> Vectors:
        """NaN stays NaN."""
        found: Vectors = (cosines - self.mean) * self.factor
        return found


class Nearness:
    """How near documents are to one query, on the scale of its BM25 scores."""

    def __init__(
        self, meaning: Meaning, things: Partition, plan: Plan, query: Query, lexicon: Lexicon
    ) -> None:
        self._meaning, self._things = meaning, things
        self._left = meaning.at_once
        text = meaning.asked(query, lexicon)
        self._quick = meaning.quick.vector(text)
        self._thorough = meaning.thorough.vector(text) if meaning.thorough is not None else None
        self.speaks = bool(self._quick.any()) and len(meaning) > 0
        self.nearest = meaning.quick.held.nearest(self._quick, NEAREST) if self.speaks else []
        self._measure(plan, tuple(Kind))

    def _measure(self, plan: Plan, kinds: Sequence[Kind]) -> None:
        best = rank(self._things, plan, Filters(), kinds, depth=MEASURED, needed=0)[:MEASURED]
        keys = [one.key for one in best] or self.nearest[:MEASURED]
        words = np.array([one.score for one in best], dtype=np.float32)
        # Without words to compare with, cosines are scores of their own.
        spread = float(words.std()) if len(words) > 1 else 0.0
        spread = spread or 1.0
        self._scale = _Scale.of(self._cosines(self._meaning.quick, self._quick, keys), spread, QUICK)
        self._reread: _Scale | None = None
        if self._meaning.thorough is not None and self._thorough is not None:
            self._read(best)
            thorough = self._cosines(self._meaning.thorough, self._thorough, keys)
            if (~np.isnan(thorough)).sum() >= min(_LEAST_READ, len(keys)):
                self._reread = _Scale.of(thorough, spread, THOROUGH)

    def _read(self, candidates: Sequence[Candidate]) -> None:
        """Have the thorough encoder read what it has not, as far as somebody who waits may be kept."""
        if not self._left or self._meaning.thorough is None:
            return
        rows = self._meaning.thorough.held.rows([one.key for one in candidates])
        missing = [one for one, row in zip(candidates, rows, strict=True) if row < 0]
        documents = [self._things.document(one.address) for one in missing[: self._left]]
        self._left -= len(documents)
        self._meaning.read(documents, thoroughly=True, progress=lambda _number: None)

    @staticmethod
    def _cosines(reader: Reader, vector: Vectors, keys: Sequence[int]) -> Vectors:
        return reader.held.similarities(vector, keys)

    def shares(self, candidates: Sequence[Candidate]) -> Vectors:
        """Each document's part of the score; nothing for what no encoder has read."""
        keys = [one.key for one in candidates]
        cosines = self._cosines(self._meaning.quick, self._quick, keys)
        found, near = self._scale.parts(cosines), cosines >= self._scale.mean - _TINY
        if self._reread is not None and self._meaning.thorough is not None and self._thorough is not None:
            cosines = self._cosines(self._meaning.thorough, self._thorough, keys)
            own = self._reread.parts(cosines)
            found = np.where(np.isnan(own), found, own)
            near = np.where(np.isnan(own), near, cosines >= self._reread.mean - _TINY)
        words = np.array([one.score for one in candidates], dtype=np.float32)
        found = np.where((words <= 0) & near, np.maximum(found, _TINY), np.nan_to_num(found))
        kept: Vectors = np.maximum(found, -_MOST_TAKEN * words)
        return kept

    def fused(
        self,
        plan: Plan,
        filters: Filters,
        kinds: Sequence[Kind],
        found: Sequence[Candidate],
    ) -> list[Candidate]:
        """The candidates with those near by meaning, by both; ties by id."""
        if not self.speaks:
            return list(found)
        pool = [*found, *self._near(plan, filters, kinds, {one.key for one in found})]
        if self._left:
            first = sorted(self._with_shares(pool), key=lambda one: -one.score)
            self._read(first[:REREAD])
        return in_order(self._things, self._with_shares(pool))

    def _with_shares(self, pool: Sequence[Candidate]) -> list[Candidate]:
        shares = self.shares(pool)
        scored = (
            one._replace(score=one.score + float(share), meaning=float(share))
            for one, share in zip(pool, shares, strict=True)
        )
        return [one for one in scored if one.score > 0]

    def _near(self, plan: Plan, filters: Filters, kinds: Sequence[Kind], known: set[int]) -> list[Candidate]:
        """Those near by meaning that the words did not find, with what their words score all the same."""
        keys = [key for key in self.nearest if key not in known]
        if not keys or not kinds:
            return []
        things = self._things
        asked: Any = tantivy.Query.term_set_query(things.schema, "key", keys)
        clauses = [
            (MUST, unscored(asked)),
            (MUST, unscored(any_of(things, "kind", kinds))),
            *conditions(things, filters),
        ]
        scored = plan.query(things)
        if scored is not None:
            clauses.append((SHOULD, scored))
        best: dict[int, Any] = {}
        for hit in things.search(tantivy.Query.boolean_query(clauses), 2 * len(keys)):
            best.setdefault(hit.key, hit)
        hits = list(best.values())
        codes = things.codes([hit.address for hit in hits])
        return [
            Candidate(hit.score, hit.key, hit.address, facets)
            for hit, facets in zip(hits, codes, strict=True)
        ]
