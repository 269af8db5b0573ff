"""What a document must reach to come among the best of a need, as exact scores and as counted in lanes.

Owns how scores are counted where twelve documents share a row (``sql/matching/hopeful.sql``): a lane holds
whole units up to ``LANE`` - 1, and a need's ``scale`` is how many units a point is. Refuses reading, joining.
"""

from typing import Final

import numpy as np
import pyarrow as pa

LANE: Final = 8_192
LIMITS: Final = pa.schema(
    [("need", pa.int32()), ("scale", pa.float64()), ("least", pa.float64()), ("score", pa.float64())]
)
# BM25's weight of a term stays below k1 + 1.
_GREATEST_WEIGHT: Final = 2.2
# Scores are rounded to six places, each way by half of one; the rest is what sums of doubles may be off by.
_ROUNDED: Final = 2e-6


class Limits:
    """The ``top`` best scores of every need as far as documents were looked at; they only rise."""

    def __init__(self, asked: pa.Table, needs: int, entries: int, top: int) -> None:
        """``asked`` as in ``postings.ASKED``; ``entries`` a document has at most."""
        self._best = np.zeros((needs, top))
        places = asked["need"].to_numpy()
        terms = np.bincount(places, minlength=needs)
        values = np.bincount(places, weights=asked["value"].to_numpy(), minlength=needs)
        # Rounding up adds less than a unit per term and entry; all entries of a document share a lane.
        room = LANE - 1 - terms * entries
        self._counted = (room >= LANE / 2) & (values > 0)
        self._scale = np.zeros(needs)
        np.divide(room, _GREATEST_WEIGHT * entries * values, out=self._scale, where=self._counted)

    def learn(self, found: pa.Table) -> None:
        """Take in scores of documents not seen before: ``need`` in ascending order, ``score``."""
        needs, scores = found["need"].to_numpy(), found["score"].to_numpy()
        met, begins, numbers = np.unique(needs, return_index=True, return_counts=True)
        if not len(met):
            return
        row = np.repeat(np.arange(len(met)), numbers)
        more = np.zeros((len(met), int(numbers.max())))
        more[row, np.arange(len(needs)) - np.repeat(begins, numbers)] = scores
        top = self._best.shape[1]
        every = np.concatenate([self._best[met], more], axis=1)
        self._best[met] = np.partition(every, every.shape[1] - top, axis=1)[:, -top:]

    def table(self, first: int, last: int) -> pa.Table:
        """``LIMITS`` of the needs from ``first`` up to but not ``last``; ``least`` is in units of the lanes.

        A need that has no room in a lane has a scale of 0 and a least of 0: all it touches is looked at.
        """
        scores = self._best[first:last].min(axis=1, initial=np.inf)
        scale = self._scale[first:last]
        least = np.maximum(np.ceil((scores - _ROUNDED) * scale), self._counted[first:last])
        columns = (np.arange(first, first + len(scores), dtype=np.int32), scale, least, scores)
        return pa.Table.from_arrays([pa.array(one) for one in columns], schema=LIMITS)
