"""Vectors on disk, one file per encoder: appended to, memory-mapped, read while they are written.

A record is a key, a digest of the text and the vector. A key written again speaks by its last record. Vectors
survive a new index; a half-written tail is cut off by the next writer.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scibridge.engines.encoding.encoder import Vectors

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
ABSENT: Final = -1
_ROWS_AT_ONCE: Final = 50_000


def digest_of(text: str) -> int:
    """64 bits that tell one text from another."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


class VectorFile:
    """The vectors of one encoder. Threads may share one for reading; writers exclude each other."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self.path = path
        self._kind = np.dtype([("key", "<u8"), ("digest", "<u8"), ("vector", "<f4", (dimensions,))])
        self._mark: tuple[int, int] | None = None
        self._records: Any = np.empty(0, dtype=self._kind)
        self._sorted: Keys = np.empty(0, dtype=np.uint64)
        self._order: Rows = np.empty(0, dtype=np.int64)
        self.reload()

    def reload(self) -> None:
        """See what was appended since; costs microseconds when nothing was."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            return
        mark = (state.st_ino, state.st_size // self._kind.itemsize)
        if mark == self._mark:
            return
        size = mark[1]
        records = (
            np.memmap(self.path, dtype=self._kind, mode="r", shape=(size,)) if size else self._records[:0]
        )
        records = np.asarray(records)
        keys = np.array(records["key"])
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        last = np.ones(size, dtype=bool)
        last[:-1] = ordered[1:] != ordered[:-1]
        self._sorted, self._order = ordered[last], order[last]
        self._records, self._mark = records, mark

    def __len__(self) -> int:
        """How many keys have a vector."""
        return len(self._sorted)

    @property
    def records(self) -> int:
        """How many records the file has, those no longer spoken for included."""
        return len(self._records)

    def rows(self, keys: Sequence[int]) -> Rows:
        """Where each key's vector lies; ``ABSENT`` where it has none."""
        wanted = np.asarray(keys, dtype=np.uint64)
        if not len(self._sorted) or not len(wanted):
            return np.full(len(wanted), ABSENT, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        return np.where(self._sorted[places] == wanted, self._order[places], ABSENT)

    def similarities(self, vector: Vectors, keys: Sequence[int]) -> Vectors:
        """The cosine of each key's vector with one of length one; NaN where it has none."""
        rows = self.rows(keys)
        found = np.full(len(rows), np.nan, dtype=np.float32)
        held = rows != ABSENT
        if held.any():
            found[held] = self._records["vector"][rows[held]] @ vector
        return found

    def nearest(self, vector: Vectors, most: int) -> list[int]:
        """Keys of the nearest vectors, nearest first: all are compared."""
        if not len(self._order) or most < 1:
            return []
        scores = self._records["vector"] @ vector
        spoken = scores[self._order]
        last = max(len(spoken) - most, 0)
        chosen = np.flatnonzero(spoken >= np.partition(spoken, last)[last])
        chosen = chosen[np.lexsort((self._sorted[chosen], -spoken[chosen]))]
        return [int(key) for key in self._sorted[chosen[:most]]]

    def lacks(self, keys: Sequence[int], digests: Sequence[int]) -> list[int]:
        """Places of those keys that have no vector of this very text."""
        rows = self.rows(keys)
        known = np.zeros(len(rows), dtype=np.uint64)
        held = rows != ABSENT
        known[held] = self._records["digest"][rows[held]]
        differs = ~held | (known != np.asarray(digests, dtype=np.uint64))
        return [int(place) for place in np.flatnonzero(differs)]

    def append(self, keys: Sequence[int], digests: Sequence[int], vectors: Vectors) -> None:
        """Add records durably; waits for another writer."""
        records = np.empty(len(keys), dtype=self._kind)
        records["key"], records["digest"], records["vector"] = keys, digests, vectors
        with self._writing(), self.path.open("ab") as file:
            file.truncate(file.tell() // self._kind.itemsize * self._kind.itemsize)
            file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())
        self.reload()

    def keep(self, keys: Collection[int]) -> int:
        """Write the file anew with the last records of these keys alone; returns how many records went."""
        with self._writing():
            self.reload()
            rows = self.rows(list(keys))
            rows = np.sort(rows[rows != ABSENT])
            gone = len(self._records) - len(rows)
            new = self.path.with_name(f".{self.path.name}.{os.getpid()}")
            with new.open("wb") as file:
                for start in range(0, len(rows), _ROWS_AT_ONCE):
                    file.write(self._records[rows[start : start + _ROWS_AT_ONCE]].tobytes())
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
        self.reload()
        return gone

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("ab") as handle:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX)
            yield
