"""Computing the tables: a partition for each part of the lake, then their sum, made visible in one step.

Killed at any moment, finished partitions are kept and the last tables go on serving; run again, it goes on.
A part that did not change is not counted again.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.atlas.failures import AtlasBroken, AtlasBusy
from scibridge.engines.atlas.manifest import AtlasManifest
from scibridge.engines.atlas.partitions import Partition, compute, definitions, partitions_of
from scibridge.engines.atlas.selections import MOST_UNITS, Level
from scibridge.engines.atlas.tables import LEVELS, PAIRED, PARTITION, REGIONS, TABLES
from scibridge.engines.lake.connecting import sweep_spills
from scibridge.engines.lake.failures import LakeBroken
from scibridge.engines.lake.manifest import Manifest
from scibridge.engines.lake.sessions import LOCAL, Session, session_at
from scibridge.engines.lake.statements import atlas_statement
from scibridge.engines.lake.writing import refusals

Progress = Callable[[int, int, str], None]
# People are looked up by their ids, some dozens of all at a time: of each, a small group is read.
LOOKED_UP: Final = 10_000
# Table → the statement that sums it, what that reads, and which table of the partitions that is.
_SUMS: Final[dict[str, tuple[str, str, str]]] = {
    "topics": ("merged_topics", "part_topics", "topics"),
    "places": ("merged_places", "part_places", "places"),
    "corpus": ("merged_corpus", "part_corpus_cells", "corpus"),
    **{f"{level}_cells": ("merged_cells", "part_cells", f"{level}_cells") for level in LEVELS},
    **{f"{level}_pairs": ("merged_pairs", "part_pairs", f"{level}_pairs") for level in PAIRED},
    **{
        f"{level}_presences": ("merged_presences", "part_presences", f"{level}_presences") for level in LEVELS
    },
    "signatures": ("merged_signatures", "part_presences", f"{Level.PERSON}_presences"),
}


def build(
    lake: Path,
    root: Path,
    *,
    families: pa.Table,
    regions: pa.Table | None = None,
    made: str,
    seconds: Callable[[], float],
    address: str = LOCAL,
    anew: bool = False,
    progress: Progress | None = None,
) -> AtlasManifest:
    """Compute the tables of the lake's present generation; returns what is now being served.

    ``families`` is as ``families.families_table`` makes it, ``regions`` names those in it as
    ``tables.REGIONS`` says, ``made`` the time to write down, ``seconds`` a clock to measure by. ``anew``
    forgets what was counted before. ``progress`` gets steps done, steps in all, and the step at hand.
    Raises AtlasBroken, AtlasBusy, LakeBroken, LakeDrift, LakeFull, SparkAbsent and SparkGone.
    """
    begun = seconds()
    with _right_to_write(root):
        source = Manifest.load(lake)
        _sweep(root, _serving(root, anew=anew))
        if anew:
            shutil.rmtree(root / "partitions", ignore_errors=True)
        parts = partitions_of(lake, root, source, families)
        steps = len(parts) + len(TABLES)
        report = progress or (lambda _done, _total, _step: None)
        number = _next_number(root)
        folder = root / "tables" / f"{number:07d}"
        with session_at(address, root) as session:
            for place, one in enumerate(parts):
                report(place, steps, one.part.directory)
                if not one.is_there:
                    compute(session, lake, source, families, one)
            named = REGIONS.empty_table() if regions is None else regions
            session.take("named_regions", named.cast(REGIONS))
            try:
                rows = _sum(
                    session, lake, source, parts, folder, lambda n, t: report(len(parts) + n, steps, t)
                )
            except LakeBroken as problem:
                # Every part of the lake was looked at: what is damaged is our own.
                raise AtlasBroken("partitions", str(problem.data["reason"])) from problem
        first, last, works = _extent(folder)
        manifest = AtlasManifest(
            number=number,
            generation=source.generation,
            made=made,
            definitions=definitions(),
            engine=address.partition(":")[0],
            first_year=first,
            last_year=last,
            works=works,
            rows=rows,
            seconds=round(seconds() - begun, 1),
        )
        with refusals(root):
            manifest.save(root)
        _forget(root, {one.directory.name for one in parts})
        report(steps, steps, "")
    return manifest


def _sum(
    session: Session,
    lake: Path,
    source: Manifest,
    parts: list[Partition],
    folder: Path,
    report: Callable[[int, str], None],
) -> dict[str, int]:
    """Write every table the pages read; returns table → rows."""
    rows: dict[str, int] = {}

    def write(table: str, statement: str) -> None:
        report(len(rows), table)
        path = folder / f"{table}.parquet"
        text = atlas_statement(statement)
        values = {"most_units": MOST_UNITS[Level.PERSON]} if text.parameters else {}
        groups = {"rows_a_group": LOOKED_UP} if table == "people" else {}
        rows[table] = session.write(text, values, path, TABLES[table], **groups)

    for table, (statement, reads, partial) in _SUMS.items():
        if parts:
            session.read(reads, [one.directory / f"{partial}.parquet" for one in parts])
        else:
            session.take(reads, PARTITION[partial].empty_table())
        write(table, statement)
    for table in ("topics", "corpus", "places"):
        session.read(table, [folder / f"{table}.parquet"])
    for table in ("scopes", "topic_order", "subjects", "usual"):
        write(table, table)
    session.read("topic_order", [folder / "topic_order.parquet"])
    write("places_by_subject", "subject_places")
    for level in PAIRED:
        for kind in ("cells", "pairs"):
            session.read(kind, [folder / f"{level}_{kind}.parquet"])
            write(f"{level}_{kind}_whole", f"whole_{kind}")
            write(f"{level}_{kind}_by_subject", f"subject_{kind}")
        write(f"{level}_sizes", "sizes")
    for table in ("organisations", "people"):
        if source.derived:
            session.read(f"lake_{table}", [lake / "derived" / source.derived / f"{table}.parquet"])
        else:
            session.take(f"lake_{table}", TABLES[table].empty_table())
        write(table, table)
    write("regions", "regions")
    return rows


def _extent(folder: Path) -> tuple[int, int, int]:
    """The first and last known year, and how many works there are."""
    table = pq.read_table(folder / "corpus.parquet", columns=["year", "works"])
    years = [year for year in table.column("year").to_pylist() if year]
    return min(years, default=0), max(years, default=0), sum(table.column("works").to_pylist())


def _next_number(root: Path) -> int:
    there = [int(one.name) for one in (root / "tables").glob("*") if one.name.isdigit()]
    return max(there, default=0) + 1


def _serving(root: Path, *, anew: bool) -> AtlasManifest:
    """The tables that serve now; what cannot be read stops who does not begin anew. Raises AtlasBroken."""
    try:
        return AtlasManifest.load(root)
    except AtlasBroken:
        if not anew:
            raise
        return AtlasManifest()


def _sweep(root: Path, serving: AtlasManifest) -> None:
    """Remove what was half-made, and the tables before those that serve now."""
    sweep_spills(root)
    for directory in (root / "partitions").glob("*.building-*"):
        shutil.rmtree(directory, ignore_errors=True)
    for directory in (root / "tables").glob("*"):
        if directory.name != serving.directory:
            shutil.rmtree(directory, ignore_errors=True)


def _forget(root: Path, kept: set[str]) -> None:
    """Remove partitions of parts as they were before."""
    for directory in (root / "partitions").glob("*"):
        if directory.name not in kept:
            shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _right_to_write(root: Path) -> Iterator[None]:
    """Hold the only right to write; the kernel lets go of it when the process dies. Raises AtlasBusy."""
    with refusals(root):
        root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root / "building.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AtlasBusy(root) from None
        yield
    finally:
        os.close(handle)
