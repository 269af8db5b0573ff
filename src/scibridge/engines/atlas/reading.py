"""Reading the tables: any named statement over those of one manifest. Threads may share one Atlas."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from scibridge.engines.atlas.failures import AtlasAbsent, AtlasBroken
from scibridge.engines.atlas.manifest import FILE, AtlasManifest
from scibridge.engines.atlas.naming import views_of
from scibridge.engines.atlas.selections import Level
from scibridge.engines.atlas.tables import TABLES
from scibridge.engines.lake.statements import atlas_statement


@dataclass(frozen=True, slots=True)
class Query:
    """A statement as it was run: for who wants to run it again. ``level`` says whose tables ``cells``,
    ``pairs`` and ``presences`` are; ``parameters`` are those of the text, in order."""

    name: str
    level: str
    text: str
    parameters: tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class Asked:
    """What was asked on the way to one view."""

    queries: list[Query] = field(default_factory=list)


class Atlas:
    """The tables at ``root``; a new set is taken up as soon as it is there.

    ``countries`` gives code → name in English and in Chinese, which the tables do not hold.
    """

    def __init__(self, root: Path, countries: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.root = root
        self.countries = countries or {}
        self._guard = threading.Lock()
        self._mark: tuple[int, int] | None = None
        self._manifest = AtlasManifest()
        self._database: Any = None

    @property
    def manifest(self) -> AtlasManifest:
        """Of the tables that serve now. Raises AtlasAbsent."""
        self._cursor(Level.COUNTRY).close()
        return self._manifest

    def ask(
        self,
        name: str,
        level: Level,
        asked: Asked | None = None,
        wanted: pa.Table | None = None,
        **values: Any,
    ) -> list[dict[str, Any]]:
        """The rows of a statement over the tables of ``level``; see :meth:`ask_table`."""
        rows: list[dict[str, Any]] = self.ask_table(name, level, asked, wanted, **values).to_pylist()
        return rows

    def ask_table(
        self,
        name: str,
        level: Level,
        asked: Asked | None = None,
        wanted: pa.Table | None = None,
        **values: Any,
    ) -> pa.Table:
        """The answer of a statement over the tables of ``level``; ``asked`` remembers it.

        ``wanted`` is the table of that name, where the statement reads one. ``values`` may hold more than the
        statement asks for. Raises AtlasAbsent and AtlasBroken.
        """
        statement = atlas_statement(name)
        bound = [values[one] for one in statement.parameters]
        with self._cursor(level) as cursor, self._breakage():
            if wanted is not None:
                cursor.register("wanted", wanted)
            answer = cursor.sql(statement.text, params=bound or None).to_arrow_table()
        if asked is not None:
            pairs = tuple(zip(statement.parameters, bound, strict=True))
            asked.queries.append(Query(name, level.value, statement.text, pairs))
        return answer

    def names(self, level: Level, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Rows with id and name of organisations or people; those unknown are left out."""
        table = "people" if level is Level.PERSON else "organisations"
        with self._cursor(level) as cursor, self._breakage():
            sql = f"SELECT * FROM {table} WHERE id IN (SELECT unnest($ids))"  # noqa: S608 - our own names
            rows: list[dict[str, Any]] = (
                cursor.sql(sql, params={"ids": list(numbers)}).to_arrow_table().to_pylist()
            )
        return rows

    @contextmanager
    def _breakage(self) -> Iterator[None]:
        """A file that is gone or damaged as the atlas's own error."""
        try:
            yield
        except (duckdb.IOException, duckdb.InvalidInputException, OSError) as problem:
            if ".parquet" not in str(problem):
                raise
            raise AtlasBroken(self._manifest.directory, str(problem).splitlines()[0]) from problem

    def _cursor(self, level: Level) -> Any:
        """A cursor on the newest tables, those of ``level`` under their common names."""
        with self._guard:
            mark = _mark(self.root)
            if mark is None:
                raise AtlasAbsent
            if self._database is None or mark != self._mark:
                self._open(AtlasManifest.load(self.root), mark)
            cursor = self._database.cursor()
        cursor.execute(f"SET search_path = '{level.value},main'")
        return cursor

    def _open(self, manifest: AtlasManifest, mark: tuple[int, int]) -> None:
        """A database with a schema for each level, in which the statements find their tables."""
        database = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
        folder = self.root / "tables" / manifest.directory
        for table in TABLES:
            try:
                database.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
            except duckdb.Error as problem:
                raise AtlasBroken(table, str(problem).splitlines()[0]) from problem
        for level in Level:
            database.execute(f"CREATE SCHEMA {level.value}")
            database.execute(f"SET search_path = '{level.value},main'")
            for name, text in views_of(level, "main.").items():
                database.execute(f"CREATE VIEW {level.value}.{name} AS {text}")
        self._database, self._manifest, self._mark = database, manifest, mark


def _mark(root: Path) -> tuple[int, int] | None:
    try:
        found = (root / FILE).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def numbered(ids: Sequence[str], letter: str) -> list[int]:
    """The numbers of ids ``I12`` or ``A12``; what is none is left out."""
    return [int(one[1:]) for one in ids if one[:1] == letter and one[1:].isascii() and one[1:].isdigit()]
