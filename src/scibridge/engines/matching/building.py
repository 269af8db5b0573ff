"""A generation written from nothing: a few documents in this process, many in a process for each core.

Each process writes a shard, an index of its own; in the end the shards are joined. A document goes where the
hash of its id says, so that documents of one id meet and the later one replaces the earlier. Owns these
processes; they end when this one does. Refuses the switch to the new generation, which is :mod:`index`'s.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

from scibridge.engines.matching import generations, shard
from scibridge.engines.matching.documents import Document
from scibridge.engines.matching.entries import PARTS, SCHEMA_VERSION, stored_form
from scibridge.engines.matching.failures import IndexWriteFailed
from scibridge.engines.matching.joining import join
from scibridge.engines.matching.storing import record_of
from scibridge.engines.matching.writing import BATCH, BULK_HEAP_BYTES, IndexWriter, make_generation, writing
from scibridge.engines.text import tokens

# Fewer are written before another process has begun.
FEWEST: Final = 20_000
_MOST_PROCESSES: Final = 8
_FRAME_BYTES: Final = 500_000
_LEAST_HEAP_BYTES: Final = 64_000_000


# The terms of a shard lie scattered over hundreds of megabytes: in large pages, kept once they were had, a
# look-up costs a fifth less. The C library of Linux reads this and Arrow turns to it; others do not know it.
_MEMORY: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1:glibc.malloc.top_pad=67108864"
    ":glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=4294967296",
}


def cores() -> int:
    """The processes that a large generation is written by: one for each core this one may use."""
    if not sys.executable or tokens.are_words_added():
        return 1  # the words added here would be cut otherwise elsewhere
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)


@contextlib.contextmanager
def building(generation: Path, processes: int, fewest: int = FEWEST) -> Iterator["Builder"]:
    """Write a new generation; leaving without an error makes it whole, an error leaves what is to be removed.

    From ``fewest`` documents on they are given to ``processes``.
    """
    generation.mkdir(parents=True)
    with ExitStack() as stack:
        builder = Builder(generation, processes, fewest, stack)
        yield builder
        builder.finish()


class Builder:
    """Takes the documents of a generation; they replace those of the same id. Made by :func:`building`."""

    def __init__(self, generation: Path, processes: int, fewest: int, stack: ExitStack) -> None:
        self._generation = generation
        self._number = processes
        self._fewest = fewest if processes > 1 else BATCH
        self._stack = stack
        self._held: list[bytes] = []
        self._here: IndexWriter | None = None
        self._shards: list[_Shard] = []

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that write."""
        return [one.process_id for one in self._shards]

    def put(self, documents: Iterable[Document]) -> int:
        """Add or replace documents; returns how many.

        Raises:
            DocumentInvalid: one cannot be indexed.
            IndexWriteFailed: the disk refused, or a process was lost.
        """
        number = 0
        for number, document in enumerate(documents, 1):  # noqa: B007 - how many there were
            stored = stored_form(document)
            if self._shards:
                self._shard_of(document.id).put(stored)
                continue
            self._held.append(stored)
            if len(self._held) >= self._fewest:
                self._pass_on()
        return number

    def finish(self) -> None:
        """Make the generation of what was put."""
        if not self._shards:
            self._write_here()
            return
        for one in self._shards:
            one.end()
        for one in self._shards:
            one.wait()
        for part in PARTS:
            join([one.folder / part for one in self._shards], self._generation / part)
        for one in self._shards:
            shutil.rmtree(one.folder)
        generations.write_schema_version(self._generation, SCHEMA_VERSION)

    def _pass_on(self) -> None:
        if self._number == 1:
            self._write_here()
            return
        heap = max(_LEAST_HEAP_BYTES, 3 * BULK_HEAP_BYTES // self._number)
        for number in range(self._number):
            # A name of this process's own: one left over from another may not be done with its folder.
            folder = self._generation / f"shard-{os.getpid()}-{number}"
            self._shards.append(self._stack.enter_context(_Shard(folder, heap, number)))
        for stored in self._held:
            self._shard_of(record_of(stored)["i"]).put(stored)
        self._held.clear()

    def _write_here(self) -> None:
        if self._here is None:
            make_generation(self._generation)
            self._here = self._stack.enter_context(writing(self._generation, BULK_HEAP_BYTES))
        self._here.put_stored(self._held)
        self._held.clear()

    def _shard_of(self, document_id: str) -> "_Shard":
        return self._shards[zlib.crc32(document_id.encode()) % len(self._shards)]


class _Shard:
    """A process that writes a shard; leaving its context ends it."""

    def __init__(self, folder: Path, heap_bytes: int, number: int) -> None:
        self.folder = folder
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", shard.__name__, str(folder), str(heap_bytes), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_MEMORY | os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def put(self, stored: bytes) -> None:
        """Give it a stored document."""
        self._held.append(stored)
        self._held_bytes += len(stored)
        if self._held_bytes >= _FRAME_BYTES:
            self._send()

    def end(self) -> None:
        """Tell it that this was all."""
        if self._held:
            self._send()
        self._send()

    def wait(self) -> None:
        """Wait for its commit.

        Raises:
            IndexWriteFailed: it did not come to that.
        """
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        told = self._process.stdout.read().decode(errors="replace")
        if code := self._process.wait():
            raise IndexWriteFailed(self.folder, told or f"the process that writes it ended with {code}")

    def _send(self) -> None:
        frame = b"\n".join(self._held)
        self._held.clear()
        self._held_bytes = 0
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        try:
            self._process.stdin.write(len(frame).to_bytes(shard.LENGTH_BYTES, "big") + frame)
            if not frame:
                self._process.stdin.flush()
        except BrokenPipeError:
            self.wait()
            raise
