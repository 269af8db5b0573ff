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

from scibridge.engines.lake.connecting import connect, define_views, statement, sweep_spills
from scibridge.engines.lake.failures import LakeBusy
from scibridge.engines.lake.manifest import Input, Manifest, Part
from scibridge.engines.lake.schema import DERIVED, ENTITIES, SUPERSEDED
from scibridge.engines.lake.writing import (
    ROWS_A_GROUP,
    PartWriter,
    WrittenPart,
    refusals,
    take_over,
    write_batches,
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What making the staged parts visible did to the records of one entity."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


class Loading:
    """The right to write to a lake. Made by :func:`loading`."""

    def __init__(self, root: Path, source: str = "") -> None:
        self.root = root
        self.manifest = Manifest.load(root)
        self._source = source
        self._sweep()
        if self.manifest.staged and self.manifest.source != source:
            # What another source left staged is its own account; it must not enter this one's.
            self.settle()

    def known(self, entity: str) -> dict[str, Input]:
        """Digest → the inputs taken in before."""
        return self.manifest.known(entity)

    def part(self, entity: str, after: int = 0) -> PartWriter:
        """A writer of the next part, ``after`` others that are being written."""
        return PartWriter(self.root, entity, self.manifest.last_part + 1 + after)

    def stage(self, entity: str, parts: Sequence[PartWriter | WrittenPart], inputs: Sequence[Input]) -> None:
        """Take parts over and remember the inputs that are thereby whole, both at once. Raises LakeFull."""
        staged = []
        for part in parts:
            if not part.rows:
                if isinstance(part, PartWriter):
                    part.discard()
                continue
            take_over(self.root, part.finish() if isinstance(part, PartWriter) else part)
            staged.append(Part(part.number, entity, part.rows))
        self._save(replace(self.manifest.with_staged(staged, inputs), source=self._source))

    def settle(self) -> dict[str, Settled]:
        """Make every staged part visible, with people and organisations computed anew, all in one step.

        Returns entity → what that did. Raises LakeFull, and then nothing has changed for readers.
        """
        outcome = {entity: Settled() for entity in ENTITIES}
        if not self.manifest.staged:
            return outcome
        parts, superseded, moved = list(self.manifest.parts), dict(self.manifest.superseded), False
        generation = self.manifest.generation + 1
        for entity in ENTITIES:
            staged = [part for part in self.manifest.staged if part.entity == entity]
            if not staged:
                continue
            outcome[entity], losers, winning = self._settle_entity(entity, staged, generation)
            parts += [replace(part, generation=generation) for part in staged if part.number in winning]
            if losers:
                superseded[entity] = (*superseded.get(entity, ()), losers)
            moved = moved or bool(winning)
        manifest = replace(
            self.manifest,
            generation=generation if moved else self.manifest.generation,
            parts=tuple(parts),
            staged=(),
            superseded=superseded,
            source="",
        )
        if moved:
            manifest = replace(manifest, derived=self._derive(manifest))
        self._save(manifest)
        self.sweep_parts()
        return outcome

    def derive(self) -> None:
        """Compute people and organisations of the present generation, if there are none. Raises LakeFull."""
        if not self.manifest.derived and self.manifest.generation:
            self._save(replace(self.manifest, derived=self._derive(self.manifest)))

    def _save(self, manifest: Manifest) -> None:
        with refusals(self.root):
            manifest.save(self.root)
        self.manifest = manifest

    def _derive(self, manifest: Manifest) -> str:
        """Write the tables computed from the others; returns the name of their folder."""
        name = f"{manifest.generation:07d}"
        directory = self.root / "derived" / name
        shutil.rmtree(directory, ignore_errors=True)
        with refusals(self.root), connect(self.root) as database:
            define_views(database, self.root, manifest)
            for table, schema in DERIVED.items():
                rows = database.sql(statement(table)).to_arrow_reader(ROWS_A_GROUP)
                write_batches(self.root, directory / f"{table}.parquet", schema, rows)
        return name

    def _settle_entity(
        self, entity: str, staged: list[Part], generation: int
    ) -> tuple[Settled, str, set[int]]:
        """Counts, the file of (id, part) that lost in parts that stay, and the parts that won anything."""
        total = sum(part.rows for part in staged)
        with refusals(self.root), connect(self.root) as database:
            define_views(database, self.root, self.manifest)
            columns = "id, fingerprint, updated, part"
            database.execute(f"CREATE TEMP VIEW living_rows AS SELECT {columns} FROM {entity}")  # noqa: S608
            files = [str(self.root / "parts" / part.directory / f"{entity}.parquet") for part in staged]
            database.read_parquet(files).select(columns).create_view("staged_rows", replace=True)
            database.execute(f"CREATE TEMP TABLE settled AS {statement('settle')}")
            counts = database.execute(
                "SELECT count(*) FILTER (NOT was_known), count(*) FILTER (was_known AND differs) "
                "FROM settled WHERE wins AND NOT living"
            ).fetchone()
            new, changed = counts if counts is not None else (0, 0)
            won = database.execute("SELECT DISTINCT part FROM settled WHERE wins AND NOT living").fetchall()
            winning = {number for (number,) in won}
            losers = database.sql(
                "SELECT id, part FROM settled "
                "WHERE NOT wins AND (living OR list_contains($winning, part)) ORDER BY part, id",
                params={"winning": sorted(winning)},
            ).to_arrow_reader(ROWS_A_GROUP)
            path = self.root / "superseded" / f"{entity}-{generation:07d}.parquet"
            lost = write_batches(self.root, path, SUPERSEDED, losers)
            if not lost:
                path.unlink()
        return Settled(new, changed, total - new - changed), path.name if lost else "", winning

    def sweep_parts(self) -> None:
        """Remove half-written parts and those that brought nothing."""
        named = {part.directory for part in (*self.manifest.parts, *self.manifest.staged)}
        for directory in (self.root / "parts").glob("*"):
            if directory.name not in named:
                shutil.rmtree(directory, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what the manifest does not name. Readers keep the people and organisations of the last
        generation until the next load begins, so that a long reading ends as it began."""
        self.sweep_parts()
        sweep_spills(self.root)
        for directory in (self.root / "derived").glob("*"):
            if directory.name != self.manifest.derived:
                shutil.rmtree(directory, ignore_errors=True)
        kept = {name for names in self.manifest.superseded.values() for name in names}
        for file in (self.root / "superseded").glob("*"):
            if file.name not in kept:
                file.unlink(missing_ok=True)


@contextmanager
def loading(root: Path, on_wait: Callable[[], None] | None = None, *, source: str = "") -> Iterator[Loading]:
    """Hold the lake's only right to write; the kernel lets go of it when the process dies.

    ``source`` says what will be staged: parts another run left staged for the same source are gone on with.
    Raises LakeBusy while another process loads; ``on_wait`` given, waits instead, after calling it once.
    """
    with refusals(root):
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
        held = Loading(root, source)
        try:
            yield held
        except BaseException:
            # Room taken by what was not staged is given back at once: the disk may be full.
            held.sweep_parts()
            raise
    finally:
        os.close(handle)
