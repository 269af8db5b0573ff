"""Writing a generation: one batch that is committed or discarded as a whole.

Owns what a writer knows of its batch; refuses locks and the choice of generation, which are
:mod:`index`'s.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import tantivy

from scibridge.engines.matching import generations
from scibridge.engines.matching.documents import Document
from scibridge.engines.matching.entries import (
    NAMES,
    PARTS,
    SCHEMA_VERSION,
    Reading,
    build_schema,
    entries,
    key_of,
    partition_of,
    same_of,
    stored_form,
)
from scibridge.engines.matching.failures import IndexWriteFailed
from scibridge.engines.matching.named import named
from scibridge.engines.matching.partition import Partition
from scibridge.engines.matching.storing import encode, record_of
from scibridge.engines.naming import entries as naming

HEAP_BYTES: Final = 64_000_000
BULK_HEAP_BYTES: Final = 256_000_000
# Read at once: enough that what every batch costs is small beside its documents.
BATCH: Final = 8_192


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
        self._reading = Reading()

    def put(self, documents: Iterable[Document]) -> int:
        """Add or replace documents; returns how many.

        Raises:
            DocumentInvalid: one cannot be indexed; nothing of the batch is kept unless committed before.
            IndexWriteFailed: the disk refused.
        """
        number, given = 0, iter(documents)
        while batch := list(map(stored_form, islice(given, BATCH))):
            number += self.put_stored(batch)
        return number

    def put_stored(self, batch: Sequence[bytes]) -> int:
        """The same with documents as ``stored_form`` gives them.

        Raises:
            IndexWriteFailed: the disk refused.
        """
        records = list(map(record_of, batch))
        for record, stored, texts in zip(records, batch, self._reading.texts(records), strict=True):
            document_id = record["i"]
            key = key_of(document_id)
            same = same_of(record, key)
            self._delete(document_id)
            self._add(partition_of(document_id), entries(record, stored, texts, key, same))
            if called := naming.entries(named(record, key, same)):
                self._add(NAMES, called)
            self._pending.add(document_id)
            if self._note is not None:
                self._touched[document_id] = None
        return len(batch)

    def _add(self, part: str, found: Iterable[Any]) -> None:
        writer = self._opened.get(part) or self._writer(part)
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
                self._committed[name] = Partition(open_part(self._generation / name))
        return self._committed[name]

    def _change(self, document_id: str) -> bytes | str:
        document = self._held(document_id).get(document_id)
        return document_id if document is None else encode(document)

    def _delete(self, document_id: str) -> int:
        # A look at the committed terms is far cheaper than a delete that finds nothing.
        held = self._held(document_id)
        if document_id not in self._pending and not held.holds(document_id):
            return 0
        keyed = held.term("key", key_of(document_id))
        self._writer(partition_of(document_id)).delete_documents_by_query(keyed)
        self._writer(NAMES).delete_documents_by_term("id", document_id)
        return 1

    @contextlib.contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as problem:
            raise IndexWriteFailed(self._generation, str(problem)) from problem


@contextlib.contextmanager
def writing(
    generation: Path, heap_bytes: int = HEAP_BYTES, note: Path | None = None
) -> Iterator[IndexWriter]:
    """Write to a generation; leaving without an error commits, an error discards.

    ``note``: the directory whose rebuild under way is told of the changes.
    """
    writer = IndexWriter(generation, heap_bytes, note)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with contextlib.suppress(ValueError, OSError):
            writer.rollback()
        raise
    finally:
        writer.close()


def make_generation(generation: Path) -> None:
    """An empty generation."""
    for name in PARTS:
        path = generation / name
        path.mkdir(parents=True)
        tantivy.Index(naming.build_schema() if name == NAMES else build_schema(), str(path))
    generations.write_schema_version(generation, SCHEMA_VERSION)


def open_part(path: Path) -> Any:
    """A part of a generation, to be read."""
    index = tantivy.Index.open(str(path))
    index.config_reader("manual")
    index.reload()
    return index
