"""Writing one part: records in, Parquet files out, memory flat."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.lake.failures import LakeFull
from scibridge.engines.lake.manifest import sync_directory
from scibridge.engines.lake.schema import ENTITIES

ROWS_A_GROUP: Final = 20_000
Rows = dict[str, list[tuple[Any, ...]]]


class PartWriter:
    """Writes the tables of one entity into a directory that becomes a part when ``finish`` returns.

    Rows are tuples in the order of the table's schema without its first column, ``part``. A record's id is
    written once per part: :meth:`add` refuses a second one, which belongs into another part.
    """

    def __init__(self, root: Path, entity: str, number: int) -> None:
        self.number = number
        self.rows = 0
        self._root = root
        self._schemas = ENTITIES[entity]
        self._key_table = next(iter(self._schemas))
        self._directory = root / "parts" / f"{number:07d}"
        self._building = root / "parts" / f"{number:07d}.building"
        self._pending: Rows = {name: [] for name in self._schemas}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._seen: set[int] = set()
        shutil.rmtree(self._building, ignore_errors=True)
        self._building.mkdir(parents=True)

    def add(self, rows: Rows) -> bool:
        """Take one record's rows in every table; False, and nothing taken, if its id is here already."""
        (key, *_) = rows[self._key_table][0]
        if key in self._seen:
            return False
        self._seen.add(key)
        for name, added in rows.items():
            self._pending[name].extend(added)
            if len(self._pending[name]) >= ROWS_A_GROUP:
                self._flush(name)
        self.rows += 1
        return True

    def finish(self) -> None:
        """Write what is pending, wait for the disk, and give the part its name. Raises LakeFull."""
        with refusals(self._root):
            for name in self._schemas:
                self._flush(name)
                if name in self._writers:
                    self._writers.pop(name).close()
                    _sync_file(self._building / f"{name}.parquet")
            shutil.rmtree(self._directory, ignore_errors=True)
            self._building.rename(self._directory)
            sync_directory(self._directory.parent)

    def discard(self) -> None:
        """Leave nothing behind."""
        for writer in self._writers.values():
            try:
                writer.close()
            except OSError:
                continue
        self._writers.clear()
        shutil.rmtree(self._building, ignore_errors=True)

    def _flush(self, name: str) -> None:
        rows, schema = self._pending[name], self._schemas[name]
        if not rows:
            return
        part = pa.array([self.number], pa.int32()).take(pa.array([0] * len(rows)))
        columns = [
            pa.array(column, field.type)
            for column, field in zip(zip(*rows, strict=True), list(schema)[1:], strict=True)
        ]
        with refusals(self._root):
            if name not in self._writers:
                self._writers[name] = pq.ParquetWriter(
                    self._building / f"{name}.parquet", schema, compression="zstd"
                )
            self._writers[name].write_table(pa.Table.from_arrays([part, *columns], schema=schema))
        rows.clear()


def write_table(root: Path, path: Path, table: pa.Table) -> None:
    """Write a small table durably and at once. Raises LakeFull."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".building")
    with refusals(root):
        pq.write_table(table, new, compression="zstd")
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
