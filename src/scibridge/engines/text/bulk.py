"""Index terms of many plain texts at once: what :mod:`tokens` gives for each of them, in a third of the time.

Most texts are ASCII, where no term goes over a space. What stands between two spaces is read once and looked
up from then on, by columns of Arrow instead of word by word. Refuses texts that may hold another script.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scibridge.engines.text import tokens

_MOST_REMEMBERED: Final = 400_000
_MOST_BYTES: Final = 64_000_000
_MOST_AT_ONCE: Final = 200_000_000
_NOTHING: Final = pa.array([], pa.string())


class Terms(NamedTuple):
    """Of each text its words and its bare figures, index terms separated by spaces."""

    words: list[str]
    pieces: list[str]


class PlainTexts:
    """Reads ASCII texts and remembers what it read; not shared between threads."""

    def __init__(self) -> None:
        # What stands between spaces, its terms, its figures, and whether it has any: columns of one length.
        self._stretches: Any = _NOTHING
        self._terms: Any = _NOTHING
        self._figures: Any = np.array([], dtype=object)
        self._bears_figures: Any = np.array([], dtype=bool)

    def read(self, texts: Sequence[str]) -> Terms:
        """The terms of ASCII texts, as ``english_text`` and ``pieces_text`` give them."""
        if len(texts) > 1 and sum(map(len, texts)) > _MOST_AT_ONCE:
            half = len(texts) // 2
            first, second = self.read(texts[:half]), self.read(texts[half:])
            return Terms(first.words + second.words, first.pieces + second.pieces)
        lowered = pc.ascii_lower(pa.array(texts, pa.string()))
        split = pc.ascii_split_whitespace(lowered)
        places = self._places(split.values)
        # Where nothing is left of a stretch two spaces follow each other, which means nothing to the index.
        words = pc.binary_join(
            pa.ListArray.from_arrays(split.offsets, self._terms.take(places)), " "
        ).to_pylist()
        return Terms(words, self._pieces(places, np.asarray(split.offsets), len(texts)))

    def _places(self, stretches: Any) -> Any:
        """Where each stretch is remembered; those not met before are read."""
        places = pc.index_in(stretches, self._stretches)
        if not places.null_count:
            return places
        fresh = pc.unique(stretches.filter(places.is_null()))
        if len(self._stretches) + len(fresh) > _MOST_REMEMBERED or self._stretches.nbytes > _MOST_BYTES:
            self._keep(pc.unique(places.drop_null()))
        written = fresh.to_pylist()
        figures = ["" if one.isalpha() else tokens.pieces_text(one) for one in written]
        self._stretches = pa.concat_arrays([self._stretches, fresh])
        self._terms = pa.concat_arrays(
            [self._terms, pa.array(map(tokens.english_stretch, written), pa.string())]
        )
        self._figures = np.concatenate([self._figures, np.array(figures, dtype=object)])
        self._bears_figures = np.concatenate([self._bears_figures, np.array(figures, dtype=bool)])
        return pc.index_in(stretches, self._stretches)

    def _keep(self, places: Any) -> None:
        """Forget all but what is met now."""
        self._stretches, self._terms = self._stretches.take(places), self._terms.take(places)
        held = places.to_numpy()
        self._figures, self._bears_figures = self._figures[held], self._bears_figures[held]

    def _pieces(self, places: Any, offsets: Any, number: int) -> list[str]:
        held = places.to_numpy(zero_copy_only=False)
        bearing = np.flatnonzero(self._bears_figures[held])
        rows = np.searchsorted(offsets, bearing, side="right") - 1
        found: dict[int, list[str]] = {}
        for row, place in zip(rows.tolist(), held[bearing].tolist(), strict=True):
            found.setdefault(row, []).append(self._figures[place])
        return [" ".join(found[row]) if row in found else "" for row in range(number)]
