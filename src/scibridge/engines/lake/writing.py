"""Writing one part: records in, Parquet files out, memory flat."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.lake.failures import LakeFull
from scibridge.engines.lake.manifest import sync_directory
from scibridge.engines.lake.schema import DISTINCT, ENTITIES

ROWS_A_GROUP: Final = 20_000
# Bounds what waits in memory where every abstract is as long as allowed.
CHARACTERS_A_GROUP: Final = 64_000_000
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part on disk, whole, but not yet known to the lake."""

    number: int
    rows: int
    building: Path


class PartWriter:
    """Writes the tables of one entity into a directory of its own, which the lake takes over when staged.

    Rows are tuples in the order of the table's schema without its first column, ``part``. A record's id is
    written once per part: :meth:`add` refuses a second one, which belongs into another part.
    """

    def __init__(self, root: Path, entity: str, number: int) -> None:
        self.number = number
        self.rows = 0
        self._root = root
        self._schemas = ENTITIES[entity]
        self._key_table = next(iter(self._schemas))
        # Named for its writer: one that outlives the load it worked for can touch nothing of the next.
        self._building = root / "parts" / f"{number:07d}.building-{os.getpid()}"
        self._pending: Rows = {name: [] for name in self._schemas}
        self._pending_characters = 0
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._seen: set[int] = set()
        shutil.rmtree(self._building, ignore_errors=True)
        with refusals(root):
            self._building.mkdir(parents=True)

    def add(self, rows: Rows) -> bool:
        """Take one record's rows in every table; False, and nothing taken, if its id is here already."""
        (key, *words) = rows[self._key_table][0]
        if key in self._seen:
            return False
        self._seen.add(key)
        for name, added in rows.items():
            self._pending[name].extend(added)
            if len(self._pending[name]) >= ROWS_A_GROUP:
                self._flush(name)
        self._pending_characters += sum(len(word) for word in words if isinstance(word, str))
        if self._pending_characters >= CHARACTERS_A_GROUP:
            self._flush(self._key_table)
        self.rows += 1
        return True

    def finish(self) -> WrittenPart:
        """Write what is pending and wait for the disk. Raises LakeFull."""
        with refusals(self._root):
            for name in self._schemas:
                self._flush(name)
                # A table without rows is a file too: one that is missing is damage, never emptiness.
                self._writer(name).close()
                _sync_file(self._building / f"{name}.parquet")
            self._writers.clear()
            sync_directory(self._building)
        return WrittenPart(self.number, self.rows, self._building)

    def discard(self) -> None:
        """Leave nothing behind, if the lake has not taken it over."""
        for writer in self._writers.values():
            try:
                writer.close()
            except OSError:
                continue
        self._writers.clear()
        shutil.rmtree(self._building, ignore_errors=True)

    def _flush(self, name: str) -> None:
        rows, schema = self._pending[name], self._schemas[name]
        if name == self._key_table:
            self._pending_characters = 0
        if not rows:
            return
        part = pa.repeat(pa.scalar(self.number, pa.int32()), len(rows))
        columns = [
            pa.array(column, field.type)
            for column, field in zip(zip(*rows, strict=True), list(schema)[1:], strict=True)
        ]
        with refusals(self._root):
            self._writer(name).write_table(pa.Table.from_arrays([part, *columns], schema=schema))
        rows.clear()

    def _writer(self, name: str) -> pq.ParquetWriter:
        if name not in self._writers:
            path = self._building / f"{name}.parquet"
            schema = self._schemas[name]
            repeating = [field.name for field in schema if field.name not in DISTINCT]
            self._writers[name] = pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=repeating)
        return self._writers[name]


def take_over(root: Path, written: WrittenPart) -> None:
    """Give a written part its name. Only the holder of the lake's lock may."""
    directory = root / "parts" / f"{written.number:07d}"
    with refusals(root):
        shutil.rmtree(directory, ignore_errors=True)
        written.building.rename(directory)
        sync_directory(directory.parent)


def write_batches(
    root: Path,
    path: Path,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    rows_a_group: int = ROWS_A_GROUP,
) -> int:
    """Write a table as it comes, durably and at once; returns its rows. Raises LakeFull."""
    rows = 0
    with written_at_once(root, path) as new, pq.ParquetWriter(new, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema), row_group_size=rows_a_group)
            rows += batch.num_rows
    return rows


@contextmanager
def written_at_once(root: Path, path: Path) -> Iterator[Path]:
    """Where to write what becomes ``path`` on leaving, durably and in one step. Raises LakeFull."""
    new = path.with_name(path.name + ".building")
    with refusals(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        yield new
        _sync_file(new)
        new.replace(path)
        sync_directory(path.parent)


@contextmanager
def refusals(root: Path) -> Iterator[None]:
    """A full disk as the lake's own error."""
    try:
        yield
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(problem):
            raise LakeFull(root) from problem
        raise


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
