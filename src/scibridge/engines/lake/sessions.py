"""Where the statements of the atlas run: DuckDB in this process, or a Spark Connect server.

A session names tables over Parquet files and runs statements from ``.sql``; what differs between engines is
here and nowhere else: how a list is unnested, and how rows come back.
"""

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.errors import UnknownOption
from scibridge.engines.lake.connecting import SPILL
from scibridge.engines.lake.failures import LakeBroken, LakeFull
from scibridge.engines.lake.statements import Statement
from scibridge.engines.lake.writing import refusals, written_at_once

LOCAL: Final = "duckdb"
MEMORY_LIMIT: Final = "2GB"
BATCH: Final = 100_000
# What one thread reads of a table at a time; smaller groups cost more to open than to read.
ROWS_A_GROUP: Final = 122_880
_FULL: Final = ("No space left", "max_temp_directory_size")
_NUMBERS = itertools.count()


class Session(Protocol):
    """One connection to an engine; names are its own and end with it."""

    engine: str

    def read(self, name: str, paths: Sequence[Path]) -> None:
        """Name a table over Parquet files, which must be there."""

    def take(self, name: str, rows: pa.Table) -> None:
        """Name a table held in memory."""

    def unnest(self, name: str, table: str, key: str, column: str, renamed: tuple[str, str]) -> None:
        """Name one row for each element of a list ``column``, with the ``key``; both renamed."""

    def define(self, name: str, text: str) -> None:
        """Name the answer of a statement without parameters."""

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
        """The answer, in batches."""

    def write(
        self,
        statement: Statement,
        values: Mapping[str, Any],
        path: Path,
        schema: pa.Schema,
        rows_a_group: int = ROWS_A_GROUP,
    ) -> int:
        """Write the answer to ``path`` durably, in one step; returns its rows."""

    def close(self) -> None:
        """Give back what the session holds."""


class LocalSession:
    """DuckDB in memory, spilling into ``root``."""

    engine = LOCAL

    def __init__(self, root: Path, memory: str = MEMORY_LIMIT) -> None:
        self._root = root
        self._database = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "temp_directory": str(root / f"{SPILL}-{os.getpid()}-{next(_NUMBERS)}"),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )

    def read(self, name: str, paths: Sequence[Path]) -> None:
        with self._breakage():
            files = [str(path) for path in paths]
            self._database.read_parquet(files).create_view(name, replace=True)

    def take(self, name: str, rows: pa.Table) -> None:
        self._database.register("taken", rows)
        self._database.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM taken")  # noqa: S608
        self._database.unregister("taken")

    def unnest(self, name: str, table: str, key: str, column: str, renamed: tuple[str, str]) -> None:
        self._database.execute(
            f"CREATE OR REPLACE VIEW {name} AS "  # noqa: S608 - names of our own schema
            f"SELECT {key} AS {renamed[0]}, unnest({column}) AS {renamed[1]} FROM {table}"
        )

    def define(self, name: str, text: str) -> None:
        with self._breakage():
            self._database.execute(f"CREATE OR REPLACE TABLE {name} AS {text}")

    def rows(self, statement: Statement, values: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
        with self._breakage():
            answer = self._database.sql(statement.text, params=statement.bind(values) or None)
            yield from answer.to_arrow_reader(BATCH)

    def write(
        self,
        statement: Statement,
        values: Mapping[str, Any],
        path: Path,
        schema: pa.Schema,
        rows_a_group: int = ROWS_A_GROUP,
    ) -> int:
        with self._breakage(), written_at_once(self._root, path) as new:
            # By the engine itself, on all its threads; an ORDER BY is kept.
            ((rows,),) = self._database.execute(
                f"COPY ({statement.text}) TO '{_quoted(new)}' "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows_a_group})",
                statement.bind(values) or None,
            ).fetchall()
            found = [(one.name, one.type) for one in pq.read_schema(new)]
            if found != [(one.name, one.type) for one in schema]:
                raise TypeError(f"{statement.name} gives {found}, not {schema}")
        return int(rows)

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def _breakage(self) -> Iterator[None]:
        """A full disk and a damaged file as the lake's own errors."""
        try:
            with refusals(self._root):
                yield
        except duckdb.Error as problem:
            words = str(problem)
            if any(one in words for one in _FULL):
                raise LakeFull(self._root) from problem
            if ".parquet" in words or "Parquet" in words:
                raise LakeBroken(self._root, words.splitlines()[0]) from problem
            raise


def _quoted(path: Path) -> str:
    """A path as SQL writes it between quotation marks."""
    return str(path).replace("'", "''")


@contextmanager
def session_at(address: str, root: Path, memory: str = MEMORY_LIMIT) -> Iterator[Session]:
    """A session with ``duckdb`` or ``sc://host:port``, closed on leaving.

    Raises UnknownOption for another address, SparkAbsent and SparkGone.
    """
    session: Session
    if address == LOCAL:
        session = LocalSession(root, memory)
    elif address.startswith("sc://"):
        from scibridge.engines.lake.spark import SparkConnectSession

        session = SparkConnectSession(address, root)
    else:
        raise UnknownOption("SCIBRIDGE_LAKE", address, (LOCAL, "sc://host:port"))
    try:
        yield session
    finally:
        session.close()
