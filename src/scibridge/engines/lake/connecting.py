"""DuckDB over the Parquet files of one generation: a view for each table, statements from ``.sql``."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from scibridge.engines.errors import UnknownOption
from scibridge.engines.lake.failures import LakeBroken, LakeFull
from scibridge.engines.lake.manifest import Manifest
from scibridge.engines.lake.schema import DERIVED, ENTITIES

MEMORY_LIMIT: Final = "1GB"
SPILL: Final = "spill"
# How DuckDB words a full disk, or a spill folder that may not grow.
_FULL: Final = ("No space left", "max_temp_directory_size")
_NUMBERS = itertools.count()
_STATEMENTS: Final = files("scibridge.engines.lake") / "sql"


@cache
def statement(name: str) -> str:
    """The SQL of that name. Raises UnknownOption, listing those there are."""
    path = _STATEMENTS / f"{name}.sql"
    if not path.is_file():
        names = sorted(
            one.name.removesuffix(".sql") for one in _STATEMENTS.iterdir() if one.name.endswith(".sql")
        )
        raise UnknownOption("statement", name, tuple(names))
    return path.read_text(encoding="utf-8").rstrip().rstrip(";")


@contextmanager
def connect(root: Path) -> Iterator[Any]:
    """A connection of its own, spilling into the lake's folder, closed on leaving. Raises LakeFull."""
    database = open_database(root)
    try:
        yield database
    except duckdb.Error as problem:
        if any(words in str(problem) for words in _FULL):
            raise LakeFull(root) from problem
        raise
    finally:
        database.close()


def open_database(root: Path, threads: int = 0) -> Any:
    """A DuckDB in memory with the lake's limits and a folder of its own to spill into; ``threads`` 0 leaves
    their number to it."""
    database = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(root / f"{SPILL}-{os.getpid()}-{next(_NUMBERS)}"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            **({"threads": threads} if threads else {}),
        },
    )
    # Where a file was written since, its footer is read again.
    database.execute("SET GLOBAL parquet_metadata_cache = true")
    return database


def sweep_spills(root: Path) -> None:
    """Remove what processes that are no more have spilt."""
    for folder in root.glob(f"{SPILL}-*-*"):
        try:
            os.kill(int(folder.name.split("-")[1]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            continue


def define_views(database: Any, root: Path, manifest: Manifest) -> None:
    """Name every table of ``manifest``; a table without rows is there, empty. Raises LakeBroken."""
    for entity, tables in ENTITIES.items():
        parts = [part for part in manifest.parts if part.entity == entity]
        lost = [root / "superseded" / name for name in manifest.superseded.get(entity, ())]
        if lost:
            _define(database, root, f"{entity}_superseded", lost, None)
        numbers = [part.number for part in parts]
        for place, (table, schema) in enumerate(tables.items()):
            paths = [root / "parts" / part.directory / f"{table}.parquet" for part in parts]
            name = f"{table}_rows" if lost else table
            _define(database, root, name, paths, schema)
            if lost:
                key = "id" if place == 0 else "work_id"
                database.execute(
                    f"CREATE OR REPLACE VIEW {table} AS SELECT r.* FROM {table}_rows AS r "  # noqa: S608
                    f"ANTI JOIN (SELECT part, id FROM {entity}_superseded "
                    f"WHERE part BETWEEN {min(numbers, default=0)} AND {max(numbers, default=0)}) AS s "
                    f"ON s.part = r.part AND s.id = r.{key}"
                )
    for table, schema in DERIVED.items():
        paths = [root / "derived" / manifest.derived / f"{table}.parquet"] if manifest.derived else []
        _define(database, root, table, paths, schema)


def _define(database: Any, root: Path, name: str, paths: list[Path], schema: pa.Schema | None) -> None:
    if paths:
        try:
            database.read_parquet([str(path) for path in paths]).create_view(name, replace=True)
        except duckdb.Error as problem:
            raise LakeBroken(root, str(problem)) from problem
    elif schema is not None:
        # A table, not a registered object: cursors share tables and views, not what is registered.
        database.register("nothing", schema.empty_table())
        database.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM nothing")  # noqa: S608
        database.unregister("nothing")
