"""The index on disk: open, read, write one batch, rebuild while the old one serves.

Owns files, locks and snapshots; refuses ranking. Readers work on a :class:`Snapshot` and never see half a
batch of one part; things, actors and names are committed one after the other, in this order.
"""

import contextlib
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from scibridge.engines.matching import generations
from scibridge.engines.matching.building import FEWEST, Builder, building, cores
from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.entries import (
    NAMES,
    PARTITIONS,
    PLATFORM,
    SCHEMA_VERSION,
    THINGS,
    partition_of,
)
from scibridge.engines.matching.failures import IndexCorrupt
from scibridge.engines.matching.meaning import Meaning
from scibridge.engines.matching.memory import Memory
from scibridge.engines.matching.named import is_named
from scibridge.engines.matching.partition import Partition
from scibridge.engines.matching.storing import from_record
from scibridge.engines.matching.writing import (
    BULK_HEAP_BYTES,
    HEAP_BYTES,
    IndexWriter,
    make_generation,
    open_part,
    writing,
)
from scibridge.engines.naming.searching import Names

_ATTEMPTS: Final = 5
_CREATION_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The index as it stood at one moment."""

    things: Partition
    actors: Partition
    names: Names
    meaning: Meaning | None = field(default=None, compare=False)
    memory: Memory = field(default_factory=Memory, compare=False)

    def of(self, document_id: str) -> Partition:
        """The partition a document of that id lies in."""
        return self.things if partition_of(document_id) == THINGS else self.actors


class MatchIndex:
    """A directory of generations and the snapshot this process reads. Threads may share one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._guard = threading.Lock()
        self._generation: Path | None = None
        self._mark: tuple[tuple[int, int] | None, ...] = ()
        self._snapshot: Snapshot | None = None
        self._meaning: Meaning | None = None

    @classmethod
    def open(cls, directory: Path | str) -> Self:
        """Open the generation that serves.

        Raises:
            IndexAbsent, IndexOutdated, IndexCorrupt: nothing usable there.
        """
        index = cls(Path(directory))
        index.reload()
        return index

    @classmethod
    def create(cls, directory: Path | str) -> Self:
        """Open the index, making an empty one if the directory has none."""
        path = Path(directory)
        path.mkdir(parents=True, exist_ok=True)
        if not cls.exists(path):
            with generations.locked(path, generations.WRITER, _CREATION_SECONDS):
                if not cls.exists(path):
                    generation = generations.next_generation(path)
                    make_generation(generation)
                    generations.point_to(path, generation)
        return cls.open(path)

    @staticmethod
    def exists(directory: Path | str) -> bool:
        """Whether an index was ever built there."""
        return (Path(directory) / generations.CURRENT).is_file()

    @property
    def snapshot(self) -> Snapshot:
        """What this process reads now; stays whole while others write."""
        if self._snapshot is None:
            self.reload()
        assert self._snapshot is not None  # noqa: S101 - reload sets it or raises
        return self._snapshot

    def read_with(self, meaning: Meaning | None) -> None:
        """Answer by the meaning of texts too, or by their words alone again."""
        with self._guard:
            if meaning is not self._meaning:
                self._meaning = meaning
                if self._snapshot is not None:
                    self._snapshot = replace(self._snapshot, meaning=meaning, memory=Memory())

    @property
    def version(self) -> str:
        """Names what answers come from: another after every commit, rebuild and reading for meaning."""
        return f"{self._generation or self.directory}:{self._mark}:{len(self._meaning or ())}"

    def reload(self) -> None:
        """See what was committed since; costs microseconds when nothing was.

        Raises:
            IndexAbsent, IndexOutdated, IndexCorrupt: nothing usable there.
        """
        with self._guard:
            mark = generations.mark(self.directory, self._generation)
            if self._snapshot is not None and mark == self._mark:
                return
            for attempt in range(_ATTEMPTS):
                generation = generations.serving(self.directory)
                # Marked before it is opened: a commit in between is then seen as new by the next reload.
                mark = generations.mark(self.directory, generation)
                try:
                    opened = _open_generation(self.directory, generation)
                    self._snapshot = replace(opened, meaning=self._meaning)
                except IndexCorrupt:
                    # A rebuild may have replaced the generation between the look and the opening.
                    replaced = mark != generations.mark(self.directory, generation)
                    if attempt == _ATTEMPTS - 1 or not replaced:
                        raise
                else:
                    self._generation, self._mark = generation, mark
                    return

    def get(self, document_id: str) -> Document | None:
        """The document of that id."""
        return self.snapshot.of(document_id).get(document_id)

    def find_aliases(self, keys: Iterable[str]) -> dict[str, Document]:
        """Key → the person or organisation it names; the platform's goes before the corpus's, ties by id."""
        wanted = dict.fromkeys(key for key in keys if key)
        found: dict[str, Document] = {}
        for document in self.snapshot.actors.by_aliases(list(wanted)):
            for alias in document.aliases:
                if alias in wanted and (alias not in found or _speaks_before(document, found[alias])):
                    found[alias] = document
        return found

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """(id, fingerprint) of every document, streaming; no fingerprint where its names are not held."""
        snapshot = self.snapshot
        for partition in (snapshot.things, snapshot.actors):
            for document in partition.all_documents():
                lost = is_named(document) and not snapshot.names.holds(document.id)
                yield document.id, "" if lost else document.fingerprint

    def count_by_kind(self) -> Mapping[Kind, int]:
        """Kind → documents; kinds without any are left out."""
        snapshot = self.snapshot
        return {**snapshot.things.count_by_kind, **snapshot.actors.count_by_kind}

    @contextlib.contextmanager
    def writer(self, wait_seconds: float = 10.0, *, bulk: bool = False) -> Iterator[IndexWriter]:
        """Write to the serving generation; leaving without an error commits, an error discards.

        ``bulk`` takes more memory and fewer, larger segments.

        Raises:
            IndexBusy: another writer did not finish within ``wait_seconds``.
        """
        with generations.locked(self.directory, generations.WRITER, wait_seconds):
            generation = generations.serving(self.directory)
            generations.check_schema_version(self.directory, generation, SCHEMA_VERSION)
            heap_bytes = BULK_HEAP_BYTES if bulk else HEAP_BYTES
            with writing(generation, heap_bytes, self.directory) as writer:
                yield writer
        self.reload()

    @contextlib.contextmanager
    def rebuild(
        self, wait_seconds: float = 10.0, processes: int | None = None, fewest: int = FEWEST
    ) -> Iterator[Builder]:
        """Write a new generation from nothing; leaving without an error makes it serve, an error discards it.

        The old one serves and takes writes meanwhile; those are replayed before the switch. From ``fewest``
        documents on they are written by ``processes``, one for each core if not said.

        Raises:
            IndexBusy: another rebuild is under way.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / generations.BUILDING
        with generations.locked(self.directory, generations.REBUILD, wait_seconds):
            shutil.rmtree(path, ignore_errors=True)
            try:
                with building(path, processes or cores(), fewest) as builder:
                    yield builder
                with generations.locked(self.directory, generations.WRITER, max(wait_seconds, 60.0)):
                    with writing(path) as writer:
                        _replay(writer, generations.noted_changes(self.directory))
                    (path / generations.CHANGES).unlink(missing_ok=True)
                    generation = generations.next_generation(self.directory)
                    path.rename(generation)
                    generations.point_to(self.directory, generation)
            finally:
                shutil.rmtree(path, ignore_errors=True)
        self.reload()


def _open_generation(directory: Path, generation: Path) -> Snapshot:
    generations.check_schema_version(directory, generation, SCHEMA_VERSION)
    try:
        things, actors = (Partition(open_part(generation / name)) for name in PARTITIONS)
        return Snapshot(things, actors, Names(open_part(generation / NAMES)))
    except (ValueError, OSError) as problem:
        raise IndexCorrupt(directory, str(problem)) from problem


def _replay(writer: IndexWriter, changes: Iterable[Mapping[str, Any]]) -> None:
    for change in changes:
        if "remove" in change:
            writer.remove([change["remove"]])
        else:
            writer.put([from_record(change["put"])])


def _speaks_before(document: Document, other: Document) -> bool:
    return (document.origin != PLATFORM, document.id) < (other.origin != PLATFORM, other.id)
