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

import tantivy

from scibridge.engines.matching import generations
from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.entries import (
    NAMES,
    PARTITIONS,
    PARTS,
    PLATFORM,
    SCHEMA_VERSION,
    THINGS,
    build_schema,
    check,
    entries,
    partition_of,
)
from scibridge.engines.matching.failures import IndexCorrupt, IndexWriteFailed
from scibridge.engines.matching.meaning import Meaning
from scibridge.engines.matching.memory import Memory
from scibridge.engines.matching.named import named
from scibridge.engines.matching.partition import Partition
from scibridge.engines.matching.storing import encode, from_record
from scibridge.engines.naming import entries as naming
from scibridge.engines.naming.searching import Names

_HEAP_BYTES: Final = 64_000_000
_BULK_HEAP_BYTES: Final = 256_000_000
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
                    _make_generation(generation)
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
                lost = named(document).names and not snapshot.names.holds(document.id)
                yield document.id, "" if lost else document.fingerprint

    def count_by_kind(self) -> Mapping[Kind, int]:
        """Kind → documents; kinds without any are left out."""
        snapshot = self.snapshot
        return {**snapshot.things.count_by_kind, **snapshot.actors.count_by_kind}

    @contextlib.contextmanager
    def writer(self, wait_seconds: float = 10.0, *, bulk: bool = False) -> Iterator["IndexWriter"]:
        """Write to the serving generation; leaving without an error commits, an error discards.

        ``bulk`` takes more memory and fewer, larger segments.

        Raises:
            IndexBusy: another writer did not finish within ``wait_seconds``.
        """
        with generations.locked(self.directory, generations.WRITER, wait_seconds):
            generation = generations.serving(self.directory)
            generations.check_schema_version(self.directory, generation, SCHEMA_VERSION)
            with _writing(generation, bulk=bulk, note=self.directory) as writer:
                yield writer
        self.reload()

    @contextlib.contextmanager
    def rebuild(self, wait_seconds: float = 10.0) -> Iterator["IndexWriter"]:
        """Write a new generation from nothing; leaving without an error makes it serve, an error discards it.

        The old one serves and takes writes meanwhile; those are replayed before the switch.

        Raises:
            IndexBusy: another rebuild is under way.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        building = self.directory / generations.BUILDING
        with generations.locked(self.directory, generations.REBUILD, wait_seconds):
            shutil.rmtree(building, ignore_errors=True)
            _make_generation(building)
            try:
                with _writing(building, bulk=True, note=None) as writer:
                    yield writer
                with generations.locked(self.directory, generations.WRITER, max(wait_seconds, 60.0)):
                    with _writing(building, bulk=False, note=None) as writer:
                        _replay(writer, generations.noted_changes(self.directory))
                    (building / generations.CHANGES).unlink(missing_ok=True)
                    generation = generations.next_generation(self.directory)
                    building.rename(generation)
                    generations.point_to(self.directory, generation)
            finally:
                shutil.rmtree(building, ignore_errors=True)
        self.reload()


class IndexWriter:
    """One batch: documents replace those of the same id. Made by :meth:`MatchIndex.writer`."""

    def __init__(self, generation: Path, heap_bytes: int, note: Path | None) -> None:
        self._generation = generation
        self._heap_bytes = heap_bytes
        self._note = note
        self._opened: dict[str, Any] = {}
        self._committed: dict[str, Partition] = {}
        self._pending: set[str] = set()
        self._touched: dict[str, None] = {}

    def put(self, documents: Iterable[Document]) -> int:
        """Add or replace documents; returns how many.

        Raises:
            DocumentInvalid: one cannot be indexed; nothing of the batch is kept unless committed before.
            IndexWriteFailed: the disk refused.
        """
        number = 0
        for document in documents:
            check(document)
            whole, called = list(entries(document)), list(naming.entries(named(document)))
            self._delete(document.id)
            for part, found in ((partition_of(document.id), whole), (NAMES, called)):
                if found:
                    self._add(self._writer(part), found)
            self._pending.add(document.id)
            self._touched[document.id] = None
            number += 1
        return number

    def _add(self, writer: Any, found: Iterable[Any]) -> None:
        try:
            for entry in found:
                writer.add_document(entry)
        except (ValueError, OSError) as problem:
            raise IndexWriteFailed(self._generation, str(problem)) from problem

    def remove(self, document_ids: Iterable[str]) -> int:
        """Take documents out; returns how many were there."""
        number = 0
        for document_id in document_ids:
            number += self._delete(document_id)
            self._pending.discard(document_id)
            self._touched[document_id] = None
        return number

    def commit(self) -> None:
        """Make the batch durable and visible to readers that reload."""
        with self._refusals():
            for name in PARTS:
                if name in self._opened:
                    self._opened[name].commit()
            self._committed.clear()
            # Asked only now: a rebuild that begins later reads what has just been committed.
            if self._note is not None and self._touched and generations.is_rebuilding(self._note):
                generations.note_changes(self._note, map(self._change, self._touched))
        self._touched.clear()
        self._pending.clear()

    def rollback(self) -> None:
        """Forget what was not committed."""
        for writer in self._opened.values():
            writer.rollback()
        self._pending.clear()
        self._touched.clear()

    def close(self) -> None:
        """Wait for the merges under way and let go of the files."""
        with self._refusals():
            for writer in self._opened.values():
                writer.wait_merging_threads()
        self._opened.clear()
        self._committed.clear()

    def _writer(self, name: str) -> Any:
        if name not in self._opened:
            with self._refusals():
                index = tantivy.Index.open(str(self._generation / name))
                self._opened[name] = index.writer(self._heap_bytes, 1)
        return self._opened[name]

    def _held(self, document_id: str) -> Partition:
        """What is committed where the document lies."""
        name = partition_of(document_id)
        if name not in self._committed:
            with self._refusals():
                self._committed[name] = Partition(_open_part(self._generation / name))
        return self._committed[name]

    def _change(self, document_id: str) -> bytes | str:
        document = self._held(document_id).get(document_id)
        return document_id if document is None else encode(document)

    def _delete(self, document_id: str) -> int:
        # A look at the committed terms is far cheaper than a delete that finds nothing.
        if document_id not in self._pending and not self._held(document_id).holds(document_id):
            return 0
        for part in (partition_of(document_id), NAMES):
            self._writer(part).delete_documents_by_term("id", document_id)
        return 1

    @contextlib.contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as problem:
            raise IndexWriteFailed(self._generation, str(problem)) from problem


@contextlib.contextmanager
def _writing(generation: Path, *, bulk: bool, note: Path | None) -> Iterator[IndexWriter]:
    writer = IndexWriter(generation, _BULK_HEAP_BYTES if bulk else _HEAP_BYTES, note)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with contextlib.suppress(ValueError, OSError):
            writer.rollback()
        raise
    finally:
        writer.close()


def _make_generation(generation: Path) -> None:
    for name in PARTS:
        path = generation / name
        path.mkdir(parents=True)
        tantivy.Index(naming.build_schema() if name == NAMES else build_schema(), str(path))
    generations.write_schema_version(generation, SCHEMA_VERSION)


def _open_generation(directory: Path, generation: Path) -> Snapshot:
    generations.check_schema_version(directory, generation, SCHEMA_VERSION)
    try:
        things, actors = (Partition(_open_part(generation / name)) for name in PARTITIONS)
        return Snapshot(things, actors, Names(_open_part(generation / NAMES)))
    except (ValueError, OSError) as problem:
        raise IndexCorrupt(directory, str(problem)) from problem


def _open_part(path: Path) -> Any:
    index = tantivy.Index.open(str(path))
    index.config_reader("manual")
    index.reload()
    return index


def _replay(writer: IndexWriter, changes: Iterable[Mapping[str, Any]]) -> None:
    for change in changes:
        if "remove" in change:
            writer.remove([change["remove"]])
        else:
            writer.put([from_record(change["put"])])


def _speaks_before(document: Document, other: Document) -> bool:
    return (document.origin != PLATFORM, document.id) < (other.origin != PLATFORM, other.id)
