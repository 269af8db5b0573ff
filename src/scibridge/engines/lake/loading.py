"""Loading: one process at a time stages parts, then makes them visible in one step.

A process killed at any moment leaves the last whole generation serving and every finished part staged; the
next one throws away what was half-written and goes on.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scibridge.engines.lake.connecting import connect, define_views, statement
from scibridge.engines.lake.failures import LakeBusy
from scibridge.engines.lake.manifest import Input, Manifest, Part
from scibridge.engines.lake.schema import DERIVED, ENTITIES
from scibridge.engines.lake.writing import PartWriter, refusals, write_table


@dataclass(frozen=True, slots=True)
class Settled:
    """What making the staged parts visible did to the records of one entity."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Loading:
    """The right to write to a lake. Made by :func:`loading`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = Manifest.load(root)
        self._sweep()

    def known(self, entity: str) -> dict[str, Input]:
        """Digest → the inputs taken in before."""
        return self.manifest.known(entity)

    def part(self, entity: str, after: int = 0) -> PartWriter:
        """A writer of the next part, ``after`` others that are being written."""
        return PartWriter(self.root, entity, self.manifest.last_part + 1 + after)

    def stage(self, entity: str, writers: Sequence[PartWriter], inputs: Sequence[Input]) -> None:
        """Finish parts and remember the inputs that are thereby whole, both at once. Raises LakeFull."""
        filled = [writer for writer in writers if writer.rows]
        for writer in writers:
            if writer.rows:
                writer.finish()
            else:
                writer.discard()
        manifest = self.manifest.with_staged(
            [Part(writer.number, entity, writer.rows) for writer in filled], inputs
        )
        with refusals(self.root):
            manifest.save(self.root)
        self.manifest = manifest

    def settle(self) -> dict[str, Settled]:
        """Make every staged part visible; entity → what that did. Raises LakeFull."""
        outcome = {entity: Settled() for entity in ENTITIES}
        if not self.manifest.staged:
            return outcome
        parts, superseded, moved = list(self.manifest.parts), dict(self.manifest.superseded), False
        generation = self.manifest.generation + 1
        for entity in ENTITIES:
            staged = [part for part in self.manifest.staged if part.entity == entity]
            if not staged:
                continue
            outcome[entity], losers, winning = self._settle_entity(entity, staged)
            parts += [part for part in staged if part.number in winning]
            if losers.num_rows:
                name = f"{entity}-{generation:07d}.parquet"
                write_table(self.root, self.root / "superseded" / name, losers)
                superseded[entity] = (*superseded.get(entity, ()), name)
            moved = moved or bool(winning)
        manifest = replace(
            self.manifest,
            generation=generation if moved else self.manifest.generation,
            parts=tuple(parts),
            staged=(),
            superseded=superseded,
            derived="" if moved else self.manifest.derived,
        )
        with refusals(self.root):
            manifest.save(self.root)
        self.manifest = manifest
        self._sweep()
        return outcome

    def derive(self) -> None:
        """Compute people and organisations from the present generation, once. Raises LakeFull."""
        if self.manifest.derived or not self.manifest.generation:
            return
        name = f"{self.manifest.generation:07d}"
        directory = self.root / "derived" / name
        shutil.rmtree(directory, ignore_errors=True)
        with connect(self.root) as database:
            define_views(database, self.root, self.manifest)
            for table, schema in DERIVED.items():
                rows = database.sql(statement(table)).to_arrow_table()
                write_table(self.root, directory / f"{table}.parquet", rows.cast(schema))
        manifest = replace(self.manifest, derived=name)
        with refusals(self.root):
            manifest.save(self.root)
        self.manifest = manifest
        self._sweep()

    def _settle_entity(self, entity: str, staged: list[Part]) -> tuple[Settled, Any, set[int]]:
        """Counts, the (id, part) rows that lost in parts that stay, and the parts that won anything."""
        total = sum(part.rows for part in staged)
        with connect(self.root) as database:
            define_views(database, self.root, self.manifest)
            columns = "id, fingerprint, updated, part"
            database.execute(f"CREATE TEMP VIEW living_rows AS SELECT {columns} FROM {entity}")  # noqa: S608
            files = [str(self.root / "parts" / part.directory / f"{entity}.parquet") for part in staged]
            database.read_parquet(files).select(columns).create_view("staged_rows", replace=True)
            database.execute(f"CREATE TEMP TABLE settled AS {statement('settle')}")
            counts = database.execute(
                "SELECT count(*) FILTER (NOT was_known), count(*) FILTER (was_known) "
                "FROM settled WHERE wins AND NOT living"
            ).fetchone()
            new, changed = counts if counts is not None else (0, 0)
            won = database.execute("SELECT DISTINCT part FROM settled WHERE wins AND NOT living").fetchall()
            winning = {number for (number,) in won}
            losers = database.sql(
                "SELECT id, part FROM settled "
                "WHERE NOT wins AND (living OR list_contains($winning, part)) ORDER BY part, id",
                params={"winning": sorted(winning)},
            ).to_arrow_table()
        return Settled(new, changed, total - new - changed), losers, winning

    def _sweep(self) -> None:
        """Remove what no manifest names: half-written files and parts that brought nothing."""
        named = {part.directory for part in (*self.manifest.parts, *self.manifest.staged)}
        for directory in (self.root / "parts").glob("*"):
            if directory.name not in named:
                shutil.rmtree(directory, ignore_errors=True)
        for directory in (self.root / "derived").glob("*"):
            if directory.name != self.manifest.derived:
                shutil.rmtree(directory, ignore_errors=True)
        kept = {name for names in self.manifest.superseded.values() for name in names}
        for file in (self.root / "superseded").glob("*"):
            if file.name not in kept:
                file.unlink(missing_ok=True)


@contextmanager
def loading(root: Path, on_wait: Callable[[], None] | None = None) -> Iterator[Loading]:
    """Hold the lake's only right to write; the kernel lets go of it when the process dies.

    Raises LakeBusy while another process loads; ``on_wait`` given, waits instead, after calling it once.
    """
    root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root / "loading.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if on_wait is None:
                raise LakeBusy(root) from None
            on_wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield Loading(root)
    finally:
        os.close(handle)
