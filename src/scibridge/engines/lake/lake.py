"""Reading the corpus: works, people and organisations by id, in streams, and by any named statement.

Owns the view of one generation at a time; refuses writing (see ``loading``). Threads may share one Lake.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from scibridge.engines.lake.connecting import connect, define_views, open_database, statement
from scibridge.engines.lake.failures import LakeBroken
from scibridge.engines.lake.manifest import FILE, Manifest, Part
from scibridge.engines.lake.records import (
    CorpusAffiliation,
    CorpusAuthor,
    CorpusOrganisation,
    CorpusPerson,
    CorpusTopic,
    Work,
    WorkLine,
)
from scibridge.engines.lake.schema import DERIVED, TABLES

BATCH: Final = 2000


class Lake:
    """The corpus at ``root``; an absent one reads as empty.

    ``threads`` of the engine, 0 as many as there are processors. One looks a record up with less work in all.
    """

    def __init__(self, root: Path, threads: int = 0) -> None:
        self.root = root
        self._threads = threads
        self._guard = threading.Lock()
        self._mark: tuple[int, int] | None = None
        self._manifest = Manifest()
        self._database: Any = None

    @property
    def generation(self) -> int:
        """Grows whenever a record of the corpus was added or changed."""
        self._cursor().close()
        return self._manifest.generation

    def counts(self) -> dict[str, int]:
        """Table → rows."""
        with self._cursor() as cursor:
            return {
                name: cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
                for name in (*TABLES, *DERIVED)
            }

    def query(self, name: str, **parameters: object) -> pa.Table:
        """The answer of the statement ``sql/<name>.sql``, its parameters bound.

        Raises UnknownOption for an unknown name and LakeBroken where a file cannot be read.
        """
        with self._cursor() as cursor, self._breakage():
            return cursor.sql(statement(name), params=parameters or None).to_arrow_table()

    def _few(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        """As :meth:`query`, for a few rows: a relation is bound and planned twice before it is read."""
        with self._cursor() as cursor, self._breakage():
            return _rows_of(cursor.execute(statement(name), parameters))

    def _by_number(self, cursor: Any, name: str, numbers: list[int]) -> list[dict[str, Any]]:
        """The rows of the statement that asks ``IN ($ids)``. Each number is a parameter of its own: a list
        that is unnested is joined with, and then every part is read to its end."""
        marks = ", ".join("?" * len(numbers))
        return _rows_of(cursor.execute(statement(name).replace("$ids", marks), numbers))

    def _chosen(self, name: str, numbers: list[int]) -> list[dict[str, Any]]:
        if not numbers:
            return []
        with self._cursor() as cursor, self._breakage():
            return self._by_number(cursor, name, numbers)

    def work(self, work_id: str) -> Work | None:
        """The work ``W…``, with authors and topics."""
        return next(iter(self.works([work_id])), None)

    def work_by_doi(self, doi: str) -> Work | None:
        """The work with this DOI in its normal form."""
        rows = self._few("works_by_doi", doi=doi)
        return self.work(f"W{rows[0]['id']}") if rows else None

    def works(self, ids: Iterable[str]) -> list[Work]:
        """The works with these ids that are there, in order of id."""
        numbers = _numbers(ids, "W")
        if not numbers:
            return []
        # Three plain statements take less than one that gathers lists. One cursor: one generation.
        with self._cursor() as cursor, self._breakage():
            works = self._by_number(cursor, "works_by_id", numbers)
            signed = _grouped(self._by_number(cursor, "authorships_of_works", numbers))
            about = _grouped(self._by_number(cursor, "topics_of_works", numbers))
        return [
            _work(row | {"authorships": signed.get(row["id"]), "topics": about.get(row["id"])})
            for row in works
        ]

    def work_parts(self) -> list[Part]:
        """The parts that hold works, in order."""
        return [part for part in Manifest.load(self.root).parts if part.entity == "works"]

    def stream_works(
        self, batch_size: int = BATCH, *, since: int = 0, only: int | None = None
    ) -> Iterator[list[Work]]:
        """Every work with authors and topics, of one generation, part by part: memory is bounded by one part.

        ``since`` a generation leaves out what was visible then already, ``only`` reads the part of that
        number.
        """
        manifest = Manifest.load(self.root)
        with self._breakage(), connect(self.root) as database:
            for part in manifest.parts:
                if part.entity != "works" or part.generation <= since > 0 or only not in (None, part.number):
                    continue
                define_views(database, self.root, replace(manifest, parts=(part,)))
                rows = database.sql(statement("works_of_part"), params={"part": part.number})
                for batch in rows.to_arrow_reader(batch_size):
                    yield [_work(row) for row in batch.to_pylist()]

    def person(self, person_id: str) -> CorpusPerson | None:
        """The author ``A…``."""
        return next(iter(self.people([person_id])), None)

    def people(self, ids: Iterable[str]) -> list[CorpusPerson]:
        """The authors with these ids that are there, in order of id."""
        numbers = _numbers(ids, "A")
        return [_person(row) for row in self._chosen("people_by_id", numbers)]

    def stream_people(self, batch_size: int = BATCH) -> Iterator[list[CorpusPerson]]:
        """Every author, in order of id."""
        for batch in self._rows("SELECT * FROM people ORDER BY id", batch_size):
            yield [_person(row) for row in batch]

    def organisation(self, organisation_id: str) -> CorpusOrganisation | None:
        """The institution ``I…``."""
        return next(iter(self.organisations([organisation_id])), None)

    def organisations(self, ids: Iterable[str]) -> list[CorpusOrganisation]:
        """The institutions with these ids that are there, in order of id."""
        numbers = _numbers(ids, "I")
        return [_organisation(row) for row in self._chosen("organisations_by_id", numbers)]

    def organisation_by_ror(self, ror: str) -> CorpusOrganisation | None:
        """The institution with this ROR address."""
        rows = self._few("organisation_by_ror", ror=ror)
        return _organisation(rows[0]) if rows else None

    def stream_organisations(self, batch_size: int = BATCH) -> Iterator[list[CorpusOrganisation]]:
        """Every institution, in order of id."""
        for batch in self._rows("SELECT * FROM organisations ORDER BY id", batch_size):
            yield [_organisation(row) for row in batch]

    def works_of_person(self, person_id: str, limit: int = 20, offset: int = 0) -> list[WorkLine]:
        """The works of an author, newest first."""
        return self._lines("works_of_person", _numbers([person_id], "A"), limit, offset)

    def works_of_organisation(self, organisation_id: str, limit: int = 20, offset: int = 0) -> list[WorkLine]:
        """The works of an institution, newest first."""
        return self._lines("works_of_organisation", _numbers([organisation_id], "I"), limit, offset)

    def people_of_organisation(
        self, organisation_id: str, limit: int = 20, offset: int = 0
    ) -> list[CorpusPerson]:
        """Authors whose latest works name the institution, most works first."""
        numbers = _numbers([organisation_id], "I")
        if not numbers:
            return []
        rows = self._few("people_of_organisation", id=numbers[0], limit=limit, offset=offset)
        return [_person(row) for row in rows]

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """(``W…``, ``A…`` or ``I…``, fingerprint) of every record."""
        for letter, table in (("W", "works"), ("A", "people"), ("I", "organisations")):
            for batch in self._rows(f"SELECT id, fingerprint FROM {table}", 50_000):  # noqa: S608
                for row in batch:
                    yield f"{letter}{row['id']}", row["fingerprint"]

    def _lines(self, name: str, numbers: list[int], limit: int, offset: int) -> list[WorkLine]:
        if not numbers:
            return []
        rows = self._few(name, id=numbers[0], limit=limit, offset=offset)
        return [
            WorkLine(
                f"W{row['id']}",
                row["title"] or "",
                row["year"],
                row["venue"] or "",
                row["language"] or "",
                row["cited_by"] or 0,
            )
            for row in rows
        ]

    def _rows(self, sql: str, batch_size: int = BATCH) -> Iterator[list[dict[str, Any]]]:
        with self._cursor() as cursor, self._breakage():
            for batch in cursor.sql(sql).to_arrow_reader(batch_size):
                yield batch.to_pylist()

    @contextmanager
    def _breakage(self) -> Iterator[None]:
        """A file that is gone or damaged as the lake's own error."""
        try:
            yield
        except (duckdb.Error, OSError) as problem:
            if ".parquet" not in str(problem):
                raise
            raise LakeBroken(self.root, str(problem)) from problem

    def _cursor(self) -> Any:
        """A cursor on the newest generation."""
        with self._guard:
            mark = _mark(self.root)
            if self._database is None or mark != self._mark:
                database = open_database(self.root, self._threads)
                manifest = Manifest.load(self.root)
                define_views(database, self.root, manifest)
                self._database, self._manifest, self._mark = database, manifest, mark
            return self._database.cursor()


def _mark(root: Path) -> tuple[int, int] | None:
    try:
        found = (root / FILE).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _numbers(ids: Iterable[str], letter: str) -> list[int]:
    return [
        int(one[1:])
        for one in ids
        if one[:1] == letter and one[1:].isascii() and one[1:].isdigit() and len(one) < 20
    ]


def _rows_of(answer: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _grouped(rows: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Rows by the work they belong to."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["work_id"], []).append(row)
    return found


def _affiliation(row: Mapping[str, Any], id_key: str = "id", name_key: str = "name") -> CorpusAffiliation:
    number = row[id_key]
    return CorpusAffiliation(
        f"I{number}" if number is not None else "",
        row[name_key] or "",
        row["ror"] or "",
        row["country"] or "",
    )


def _authors(rows: Iterable[Mapping[str, Any]]) -> tuple[CorpusAuthor, ...]:
    by_position: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_position.setdefault(row["position"], []).append(row)
    return tuple(
        CorpusAuthor(
            id=f"A{held[0]['person_id']}" if held[0]["person_id"] is not None else "",
            name=held[0]["person_name"] or "",
            orcid=held[0]["orcid"] or "",
            organisations=tuple(
                _affiliation(row, "organisation_id", "organisation_name")
                for row in held
                if row["organisation_id"] is not None or row["organisation_name"]
            ),
        )
        for _, held in sorted(by_position.items())
    )


def _topics(rows: Iterable[Mapping[str, Any]]) -> tuple[CorpusTopic, ...]:
    return tuple(
        CorpusTopic(
            id=f"{'T' if row['scheme'] == 'topic' else 'C'}{row['topic_id']}",
            scheme=row["scheme"],
            name=row["name"] or "",
            score=row["score"] or 0.0,
            subfield=row["subfield"] or "",
            field=row["field"] or "",
            domain=row["domain"] or "",
        )
        for row in rows
    )


def _work(row: Mapping[str, Any]) -> Work:
    return Work(
        id=f"W{row['id']}",
        doi=row["doi"] or "",
        title=row["title"] or "",
        abstract=row["abstract"] or "",
        language=row["language"] or "",
        type=row["type"] or "",
        year=row["year"],
        published=row["published"],
        cited_by=row["cited_by"] or 0,
        is_retracted=bool(row["is_retracted"]),
        venue=row["venue"] or "",
        keywords=tuple(row["keywords"] or ()),
        countries=tuple(row["countries"] or ()),
        sdgs=tuple(row["sdgs"] or ()),
        author_count=row["author_count"] or 0,
        fingerprint=row["fingerprint"],
        authors=_authors(row["authorships"] or ()),
        topics=_topics(row["topics"] or ()),
    )


def _person(row: Mapping[str, Any]) -> CorpusPerson:
    return CorpusPerson(
        id=f"A{row['id']}",
        name=row["name"] or "",
        orcid=row["orcid"] or "",
        organisations=tuple(_affiliation(one) for one in row["organisations"] or ()),
        countries=tuple(row["countries"] or ()),
        works=row["works"],
        first_year=row["first_year"],
        last_year=row["last_year"],
        topics=tuple(row["topics"] or ()),
        fingerprint=row["fingerprint"],
    )


def _organisation(row: Mapping[str, Any]) -> CorpusOrganisation:
    return CorpusOrganisation(
        id=f"I{row['id']}",
        name=row["name"] or "",
        name_zh=row["name_zh"] or "",
        ror=row["ror"] or "",
        country=row["country"] or "",
        type=row["type"] or "",
        works=row["works"],
        first_year=row["first_year"],
        last_year=row["last_year"],
        topics=tuple(row["topics"] or ()),
        fingerprint=row["fingerprint"],
    )
