"""A table of token vectors made from a sentence encoder once, for encoding masses of text.

Every token of the vocabulary goes through the model by itself; principal components keep the directions in
which they differ; a token's weight falls with its frequency, which by Zipf's law is read from its rank in the
vocabulary (Arora et al. 2017; the recipe is that of model2vec, Tulkens & van Dongen 2024). A text is then the
mean of its tokens: thousands of abstracts a second instead of twenty.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from scibridge.engines.encoding.bert import Bert
from scibridge.engines.encoding.encoder import Progress, Vectors, silent, unit_rows

DIMENSIONS: Final = 256
SMOOTHING: Final = 1e-4
_RECIPE: Final = 1  # another number makes tables anew
_AT_ONCE: Final = 512
_TEXTS_AT_ONCE: Final = 2_000


class Distilled:
    """The encoder of the table; its tokenizer is the model's."""

    def __init__(self, model: Bert, table: Vectors) -> None:
        self._model, self._table = model, table

    @property
    def name(self) -> str:
        """The model's name and the recipe."""
        return f"{self._model.name}-static{_RECIPE}"

    @property
    def dimensions(self) -> int:
        """Columns of the table."""
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See :class:`Encoder`."""
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            sequences = self._model.token_ids(texts[start : start + _TEXTS_AT_ONCE])
            for place, ids in enumerate(sequences, start):
                if ids:
                    # Text by text stays within the caches; all at once is forty times slower.
                    found[place] = self._table.take(ids, axis=0).mean(axis=0)
        return unit_rows(found)


def distil(model: Bert, progress: Progress = silent) -> Vectors:
    """The table: float32 [vocabulary, at most 256]. ``progress`` gets tokens done and in all."""
    opening, closing = model.special()
    found = np.zeros((model.vocabulary, model.dimensions), dtype=np.float32)
    for start in range(0, len(found), _AT_ONCE):
        ids = range(start, min(start + _AT_ONCE, len(found)))
        found[start : start + _AT_ONCE] = model.encode_tokens([[opening, one, closing] for one in ids])
        progress(ids.stop, len(found))
    centred = found - found.mean(axis=0)
    _values, vectors = np.linalg.eigh(centred.T @ centred)
    reduced = centred @ vectors[:, ::-1][:, :DIMENSIONS]
    # Below the first whole word lie reserved places, marks and letters: as common as the commonest word.
    ranks = np.maximum(np.arange(len(found)) - model.first_word() + 1, 1).astype(np.float64)
    shares = (1 / ranks) / (1 / np.arange(1, ranks.max() + 1)).sum()
    table: Vectors = (reduced * (SMOOTHING / (SMOOTHING + shares))[:, None]).astype(np.float32)
    return table


def load(model: Bert, folder: Path) -> Distilled | None:
    """The table kept in ``folder`` for this model; None where it was not made yet."""
    path = _path(model, folder)
    return Distilled(model, np.asarray(np.load(path, mmap_mode="r"))) if path.is_file() else None


def load_or_distil(model: Bert, folder: Path, progress: Progress = silent) -> Distilled:
    """The same, made and kept there if it is not."""
    if (held := load(model, folder)) is not None:
        return held
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(model, folder)
    new = folder / f".{path.name}.{os.getpid()}"
    with new.open("wb") as file:
        np.save(file, distil(model, progress))
    new.replace(path)
    return Distilled(model, np.load(path))


def _path(model: Bert, folder: Path) -> Path:
    return folder / f"{model.name}-static{_RECIPE}.npy"
