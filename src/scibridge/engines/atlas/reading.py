"""Reading the tables: any named statement over those of one manifest. Threads may share one Atlas."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from scibridge.engines.atlas.failures import AtlasAbsent, AtlasBroken, ScienceAbsent
from scibridge.engines.atlas.manifest import FILE, AtlasManifest
from scibridge.engines.atlas.naming import (
    BY_SUBJECT,
    SCIENCE,
    SUMMED,
    by_subject_views,
    science_views,
    views_of,
    whole_views,
)
from scibridge.engines.atlas.science import FILE as SCIENCE_FILE
from scibridge.engines.atlas.science import ScienceManifest
from scibridge.engines.atlas.selections import Depth, Level
from scibridge.engines.atlas.tables import HELD, PAIRED, TABLES
from scibridge.engines.lake.statements import atlas_statement

_WHOLE, _BY_SUBJECT = "_whole", "_by_subject"
_FEW: Final = 120
_EVERYTHING: Final = (Depth.ALL.value, 0)
# The topics of a subject stand side by side: groups of rows outside are not looked into.
_WITHIN: Final = " WHERE place BETWEEN getvariable('first_place') AND getvariable('last_place')"
_PLACES: Final = (
    "SELECT s.depth, s.node, min(o.place), max(o.place) FROM scopes AS s "
    "JOIN topic_order AS o ON o.topic_id = s.topic_id GROUP BY s.depth, s.node"
)


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
        self._marks: tuple[tuple[int, int] | None, ...] = ()
        self._science = ScienceManifest()
        self._manifest = AtlasManifest()
        self._database: Any = None
        self._places: dict[tuple[str, int], tuple[int, int]] = {}

    @property
    def manifest(self) -> AtlasManifest:
        """Of the tables that serve now. Raises AtlasAbsent."""
        self._cursor(Level.COUNTRY).close()
        return self._manifest

    def ask(
        self,
        name: str,
        tables: str,
        asked: Asked | None = None,
        wanted: pa.Table | None = None,
        **values: Any,
    ) -> list[dict[str, Any]]:
        """The rows of a statement over ``tables``; see :meth:`ask_table`."""
        rows: list[dict[str, Any]] = self.ask_table(name, tables, asked, wanted, **values).to_pylist()
        return rows

    def ask_table(
        self,
        name: str,
        tables: str,
        asked: Asked | None = None,
        wanted: pa.Table | None = None,
        **values: Any,
    ) -> pa.Table:
        """The answer of a statement; ``tables`` are those of a level, or ``science``; ``asked`` remembers it.

        ``wanted`` is the table of that name, where the statement reads one. ``values`` may hold more than the
        statement asks for. Raises AtlasAbsent, ScienceAbsent and AtlasBroken.
        """
        statement = atlas_statement(name)
        bound = [values[one] for one in statement.parameters]
        subject = (values.get("depth", Depth.ALL.value), values.get("node", 0))
        with self._cursor(_arranged(name, tables, subject), subject) as cursor, self._breakage():
            if wanted is not None:
                cursor.register("wanted", wanted)
            answer = cursor.sql(statement.text, params=bound or None).to_arrow_table()
        if asked is not None:
            pairs = tuple(zip(statement.parameters, bound, strict=True))
            asked.queries.append(Query(name, str(tables), statement.text, pairs))
        return answer

    def names(self, level: Level, keys: Sequence[int | str]) -> list[dict[str, Any]]:
        """Rows with id and name of regions, organisations or people; those unknown are left out."""
        table = {Level.PERSON: "people", Level.REGION: "regions"}.get(level, "organisations")
        # Some ids, each by itself, say which groups to read; of many, all are.
        few = 0 < len(keys) <= _FEW
        among = ", ".join("?" * len(keys)) if few else "SELECT unnest(?)"
        bound = list(keys) if few else [list(keys)]
        with self._cursor(level) as cursor, self._breakage():
            sql = f"SELECT * FROM {table} WHERE id IN ({among})"  # noqa: S608 - our own names
            rows: list[dict[str, Any]] = cursor.sql(sql, params=bound).to_arrow_table().to_pylist()
        return rows

    @property
    def science(self) -> ScienceManifest:
        """Of the aggregate beside the corpus; empty where none was imported. Raises AtlasAbsent."""
        self._cursor(Level.COUNTRY).close()
        return self._science

    @contextmanager
    def _breakage(self) -> Iterator[None]:
        """A file that is gone or damaged as the atlas's own error."""
        try:
            yield
        except (duckdb.IOException, duckdb.InvalidInputException, OSError) as problem:
            if ".parquet" not in str(problem):
                raise
            raise AtlasBroken(self._manifest.directory, str(problem).splitlines()[0]) from problem

    def _cursor(self, tables: str, subject: tuple[str, int] = _EVERYTHING) -> Any:
        """A cursor on the newest tables, those asked for under their common names; of those in the order of
        subjects, the rows of one."""
        with self._guard:
            mark = (_mark(self.root / FILE), _mark(self.root / SCIENCE_FILE))
            if mark[0] is None:
                raise AtlasAbsent
            if self._database is None or mark != self._marks:
                self._open(AtlasManifest.load(self.root), ScienceManifest.load(self.root))
                self._marks = mark
            if tables == SCIENCE and not self._science.directory:
                raise ScienceAbsent
            cursor = self._database.cursor()
            first, last = self._places.get(subject, (1, 0))
        above = tables.removesuffix(_WHOLE).removesuffix(_BY_SUBJECT)
        cursor.execute(f"SET search_path = '{tables},{above},main'")
        if tables != above:
            cursor.execute(f"SET VARIABLE first_place = {first}; SET VARIABLE last_place = {last}")
        return cursor

    def _open(self, manifest: AtlasManifest, science: ScienceManifest) -> None:
        """A database with a schema for each level, in which the statements find their tables."""
        database = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
        # Files are never written to again: their feet are read once.
        database.execute("SET parquet_metadata_cache = true")
        folder = self.root / "tables" / manifest.directory
        for table in TABLES:
            try:
                rows = database.read_parquet(str(folder / f"{table}.parquet"))
                rows.create(table) if table in HELD else rows.create_view(table)
            except duckdb.Error as problem:
                raise AtlasBroken(table, str(problem).splitlines()[0]) from problem
        for level in Level:
            database.execute(f"CREATE SCHEMA {level.value}")
            database.execute(f"SET search_path = '{level.value},main'")
            for name, text in views_of(level, "main.").items():
                database.execute(f"CREATE VIEW {level.value}.{name} AS {text}")
        for level in PAIRED:
            arranged = {
                _WHOLE: whole_views(level, "main."),
                _BY_SUBJECT: by_subject_views(level, "main.", _WITHIN),
            }
            for suffix, views in arranged.items():
                database.execute(f"CREATE SCHEMA {level.value}{suffix}")
                for name, text in views.items():
                    database.execute(f"CREATE VIEW {level.value}{suffix}.{name} AS {text}")
        database.execute("SET search_path = 'main'")
        self._places = {
            (depth, node): (first, last) for depth, node, first, last in database.execute(_PLACES).fetchall()
        }
        if science.directory:
            _add_science(database, self.root / "science" / science.directory)
        self._database, self._manifest, self._science = database, manifest, science


def _add_science(database: Any, folder: Path) -> None:
    """The aggregate under the names of a level; what it cannot tell is empty."""
    database.execute("SET search_path = 'main'")
    for name in ("cells", "pairs"):
        try:
            database.read_parquet(str(folder / f"{name}.parquet")).create_view(f"{SCIENCE}_{name}")
        except duckdb.Error as problem:
            raise AtlasBroken(f"{SCIENCE}/{name}", str(problem).splitlines()[0]) from problem
    database.execute(f"CREATE SCHEMA {SCIENCE}")
    for name, text in science_views().items():
        database.execute(f"CREATE VIEW {SCIENCE}.{name} AS {text}")


def _arranged(name: str, tables: str, subject: tuple[str, int]) -> str:
    """The schema in whose tables a statement is answered soonest; the answer is the same in each."""
    if tables in PAIRED and name in SUMMED and subject == _EVERYTHING:
        return tables + _WHOLE
    if tables in PAIRED and name in BY_SUBJECT and subject != _EVERYTHING:
        return tables + _BY_SUBJECT
    return tables


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns
