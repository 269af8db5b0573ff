"""What every encoder offers: texts in, rows of unit length out."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]


class Encoder(Protocol):
    """``name`` tells vectors of one encoder from those of another: it changes with the weights."""

    @property
    def name(self) -> str:
        """A short name, fit for a file."""
        ...

    @property
    def dimensions(self) -> int:
        """Columns of what ``encode`` gives."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dimensions], rows of length one; a text without any known token gives zeros."""
        ...


def unit_rows(vectors: Vectors) -> Vectors:
    """Rows brought to length one; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def silent(done: int, total: int) -> None:
    """Nobody watches."""
