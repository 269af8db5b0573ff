"""One part of the lake to one partition of the atlas: counted once, kept until the part changes.

A partition is named for the part, for how many of its rows lost to newer ones, and for what it was computed
by. It appears under its name in one step: there is no half-computed one.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.atlas.selections import MOST_UNITS, Level
from scibridge.engines.atlas.tables import FAMILIES, LEVELS, PAIRED, PARTITION
from scibridge.engines.lake.failures import LakeBroken, LakeDrift
from scibridge.engines.lake.manifest import Manifest, Part, sync_directory
from scibridge.engines.lake.schema import ENTITIES
from scibridge.engines.lake.sessions import Session
from scibridge.engines.lake.statements import atlas_statement

_STATEMENTS: Final = (
    *(f"sides_{level}" for level in LEVELS),
    "facts",
    "presences",
    "cells",
    "pairs",
    "corpus_cells",
    "topics",
    "places",
)


@dataclass(frozen=True, slots=True)
class Partition:
    """Where one part's counts lie."""

    part: Part
    directory: Path

    @property
    def is_there(self) -> bool:
        """Whether it was computed."""
        return self.directory.is_dir()


@cache
def definitions() -> str:
    """A digest of every statement and limit a partition is computed by."""
    digest = hashlib.sha256(repr(sorted(MOST_UNITS.items())).encode())
    for name in _STATEMENTS:
        digest.update(atlas_statement(name).text.encode())
    return digest.hexdigest()[:12]


def partitions_of(lake: Path, root: Path, manifest: Manifest, families: pa.Table) -> list[Partition]:
    """The partitions of the lake's present generation, computed or not, in order of the parts.

    Raises LakeBroken where a file of the lake is missing or damaged, and LakeDrift for other columns.
    """
    belonging = hashlib.sha256(repr(families.to_pylist()).encode()).hexdigest()[:8]
    lost = _lost(lake, manifest)
    found = []
    for part in manifest.parts:
        if part.entity != "works":
            continue
        name = f"{part.directory}-{lost.get(part.number, 0)}-{definitions()}-{belonging}"
        found.append(Partition(part, root / "partitions" / name))
    return found


def _lost(lake: Path, manifest: Manifest) -> dict[int, int]:
    """Part → rows of it that lost to newer ones."""
    found: dict[int, int] = {}
    for path in superseded_files(lake, manifest):
        for row in _table(path).column("part").value_counts().to_pylist():
            found[row["values"]] = found.get(row["values"], 0) + row["counts"]
    return found


def superseded_files(lake: Path, manifest: Manifest) -> list[Path]:
    """The files that name rows of works that lost."""
    return [lake / "superseded" / name for name in manifest.superseded.get("works", ())]


def _table(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise LakeBroken(path.parent.parent, f"{path.name}: {problem}") from problem


def check_part(lake: Path, part: Part, tables: Sequence[str] = tuple(ENTITIES["works"])) -> None:
    """Look at the foot of every file of a part. Raises LakeBroken and LakeDrift."""
    for table in tables:
        schema = ENTITIES["works"][table]
        path = lake / "parts" / part.directory / f"{table}.parquet"
        try:
            found = pq.read_schema(path)
        except (OSError, pa.ArrowInvalid) as problem:
            reason = f"parts/{part.directory}/{table}.parquet: {str(problem).splitlines()[0]}"
            raise LakeBroken(lake, reason) from problem
        differing = [
            one.name
            for one in schema
            if one.name not in found.names or not found.field(one.name).type.equals(one.type)
        ]
        if differing:
            raise LakeDrift(path, tuple(differing))


def compute(session: Session, lake: Path, manifest: Manifest, families: pa.Table, one: Partition) -> None:
    """Count one part. Raises LakeBroken, LakeDrift, LakeFull, SparkGone."""
    check_part(lake, one.part)
    building = one.directory.with_name(f"{one.directory.name}.building-{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        name_lake(session, lake, manifest, (one.part,), ("works", "authorships", "works_topics"))
        session.unnest("works_countries", "works", "id", "countries", ("work_id", "country"))
        session.take("families", families.cast(FAMILIES))
        _count(session, building)
        shutil.rmtree(one.directory, ignore_errors=True)
        building.rename(one.directory)
        sync_directory(one.directory.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def name_lake(
    session: Session, lake: Path, manifest: Manifest, parts: Sequence[Part], tables: Sequence[str]
) -> None:
    """The living rows of some parts in these tables, under the names the statements read."""
    lost = superseded_files(lake, manifest)
    if lost:
        session.read("superseded", lost)
    for table in tables:
        name = f"{table}_rows" if lost else table
        if parts:
            session.read(name, [lake / "parts" / part.directory / f"{table}.parquet" for part in parts])
        else:
            session.take(name, ENTITIES["works"][table].empty_table())
        if lost:
            key = "id" if table == "works" else "work_id"
            session.define(
                table,
                f"SELECT r.* FROM {table}_rows AS r WHERE NOT EXISTS "  # noqa: S608 - our own names
                f"(SELECT 1 FROM superseded AS s WHERE s.part = r.part AND s.id = r.{key})",
            )


def _count(session: Session, folder: Path) -> None:
    """Write every table of the partition, each read again from its file by what builds on it."""

    def write(table: str, name: str, **values: int) -> None:
        session.write(atlas_statement(name), values, folder / f"{table}.parquet", PARTITION[table])

    for level in LEVELS:
        session.define(f"sides_{level}", atlas_statement(f"sides_{level}").text)
    write("facts", "facts")
    write("topics", "topics")
    session.read("facts", [folder / "facts.parquet"])
    write("places", "places")
    write(
        "corpus",
        "corpus_cells",
        most_countries=MOST_UNITS[Level.COUNTRY],
        most_organisations=MOST_UNITS[Level.ORGANISATION],
        most_people=MOST_UNITS[Level.PERSON],
    )
    for level in LEVELS:
        session.define("sides", f"SELECT * FROM sides_{level}")  # noqa: S608 - our own names
        write(f"{level}_presences", "presences")
        session.read("presences", [folder / f"{level}_presences.parquet"])
        write(f"{level}_cells", "cells", most_units=MOST_UNITS[level])
        if level in PAIRED:
            write(f"{level}_pairs", "pairs", most_units=MOST_UNITS[level])
