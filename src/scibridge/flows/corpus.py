"""Loading the corpus: OpenAlex files or answers of its live API, staged in the lake part by part.

An input taken in before is recognised by its digest and counted, not read again. Killed at any moment and run
again, the result is that of an uninterrupted run: finished inputs stay staged, half-written ones are dropped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from scibridge.engines.lake.loading import Loading, Settled, loading
from scibridge.engines.lake.manifest import Input, Manifest
from scibridge.engines.lake.writing import PartWriter, Rows
from scibridge.flows.imports import ImportSummary, RejectFile
from scibridge.sources.openalex.records import Refused, institution_rows, work_rows
from scibridge.sources.openalex.snapshot import BadLine, digest_of, input_files, read_lines

Progress = Callable[[int, int, str], None]
_READERS: dict[str, Callable[[Mapping[str, Any], Counter[str]], Rows]] = {
    "works": work_rows,
    "institutions": institution_rows,
}
# A part is staged when it holds this many records: what a crash can cost, and what one query nests at a time.
RECORDS_A_PART = 50_000
_SNIPPET = 200


def import_openalex(
    directory: Path, root: Path, *, reject_file: Path, progress: Progress | None = None
) -> ImportSummary:
    """Load the snapshot in ``directory`` into the lake at ``root``; the summary counts works.

    ``progress`` gets bytes done, bytes in all, and the file at hand. Raises SourceAbsent, SourceUnreadable,
    LakeBusy and LakeFull.
    """
    inputs = {entity: input_files(directory, entity) for entity in _READERS}
    total, done = sum(one.size for files in inputs.values() for one in files), 0
    summary = ImportSummary(source=str(directory))
    with loading(root) as lake, RejectFile(reject_file, summary) as rejects:
        taken: Counter[str] = Counter()
        for entity, files in inputs.items():
            intake = _Intake(lake, entity, rejects, summary)
            with intake:
                for one in files:
                    label = str(one.path.relative_to(directory))
                    if progress is not None:
                        progress(done, total, label)
                    intake.take_file(one.path, label)
                    done += one.size
            taken[entity] = intake.taken
        outcome = lake.settle()
        lake.derive()
    if progress is not None:
        progress(total, total, "")
    _close(summary, outcome["works"], taken["works"])
    summary.notes["institutions"] += taken["institutions"]
    return summary


def import_openalex_works(
    works: Iterable[Mapping[str, Any]], root: Path, *, source: str, reject_file: Path
) -> ImportSummary:
    """Load work objects as the live API gives them; ``source`` names the query in the summary."""
    summary = ImportSummary(source=source)
    with loading(root) as lake, RejectFile(reject_file, summary) as rejects:
        intake = _Intake(lake, "works", rejects, summary)
        with intake:
            for number, data in enumerate(works, start=1):
                intake.take(f"{source}:{number}", data, str(data.get("id", ""))[:_SNIPPET])
                intake.stage_if_full([])
        outcome = lake.settle()
        lake.derive()
    _close(summary, outcome["works"], intake.taken)
    return summary


def write_works(
    works: Iterable[Rows], root: Path, *, source: str, institutions: Iterable[Rows] = ()
) -> Settled:
    """Put rows as ``sources.openalex.records`` makes them into the lake; says what that did to the works.

    ``source`` names the whole as one input, which :func:`known_inputs` then lists.
    """
    with loading(root) as lake:
        for entity, records in (("works", works), ("institutions", institutions)):
            batch, taken = _Batch(lake, entity), 0
            try:
                for rows in records:
                    batch.add(rows)
                    taken += 1
                    if batch.records >= RECORDS_A_PART:
                        batch.stage([])
                batch.stage([Input(entity, source, source, taken)] if taken else [])
            finally:
                batch.discard()
        outcome = lake.settle()
        lake.derive()
    return outcome["works"]


def known_inputs(root: Path) -> frozenset[str]:
    """Labels of what the lake at ``root`` has taken in whole."""
    return frozenset(one.label for one in Manifest.load(root).inputs)


def _close(summary: ImportSummary, works: Settled, taken: int) -> None:
    """Fill in the counts: records taken in that are neither new nor changed were known."""
    summary.new, summary.changed = works.new, works.changed
    summary.unchanged = taken - works.new - works.changed
    summary.read = taken + summary.rejected


class _Batch:
    """Records on their way into the next part; those whose id comes twice go into parts of their own."""

    def __init__(self, lake: Loading, entity: str) -> None:
        self._lake, self._entity = lake, entity
        self._writers: list[PartWriter] = [lake.part(entity)]

    @property
    def records(self) -> int:
        """Records taken since the last staging."""
        return sum(writer.rows for writer in self._writers)

    def add(self, rows: Rows) -> bool:
        """Take one record; False if its id was taken in this batch before."""
        for place, writer in enumerate(self._writers):
            if writer.add(rows):
                return place == 0
        self._writers.append(self._lake.part(self._entity, after=len(self._writers)))
        self._writers[-1].add(rows)
        return False

    def stage(self, inputs: list[Input]) -> None:
        """Make what was taken durable, with the inputs that are thereby whole."""
        if self.records or inputs:
            self._lake.stage(self._entity, self._writers, inputs)
            self._writers = [self._lake.part(self._entity)]

    def discard(self) -> None:
        """Drop what was not staged."""
        for writer in self._writers:
            writer.discard()


class _Intake:
    """Reads the inputs of one entity; leaving it stages what is left, an error drops that."""

    def __init__(self, lake: Loading, entity: str, rejects: RejectFile, summary: ImportSummary) -> None:
        self._lake, self._entity, self._rejects, self._summary = lake, entity, rejects, summary
        self._read = _READERS[entity]
        self._known = lake.known(entity)
        self._batch = _Batch(lake, entity)
        self._whole: list[Input] = []
        self._refused: Counter[str] = Counter()
        self._warnings: Counter[str] = Counter()
        self.taken = 0

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        try:
            if kind is None:
                self._batch.stage(self._whole)
                self._summary.notes.update(self._warnings)
        finally:
            self._batch.discard()

    def take_file(self, path: Path, label: str) -> None:
        """Take one file in, or recognise it."""
        digest = digest_of(path)
        if digest in self._known:
            self._count_known(self._known[digest])
            return
        before, self._refused, self._warnings = self.taken, Counter(), Counter()
        for line in read_lines(path):
            if isinstance(line, BadLine):
                self.refuse(f"{label}:{line.number}", line.reason, line.snippet)
            else:
                number, raw, data = line
                self.take(f"{label}:{number}", data, raw[:_SNIPPET].decode("utf-8", "replace"))
            self.stage_if_full(self._whole)
        rejected, warnings = dict(self._refused), dict(self._warnings)
        self._whole.append(Input(self._entity, digest, label, self.taken - before, rejected, warnings))
        self._summary.notes.update(self._warnings)
        self._warnings = Counter()

    def take(self, where: str, data: Mapping[str, Any], snippet: str) -> None:
        """Take one object, or write it to the reject file."""
        try:
            rows = self._read(data, self._warnings)
        except Refused as problem:
            self.refuse(where, problem.reason, snippet)
            return
        self.taken += 1
        if not self._batch.add(rows):
            self._warnings["duplicate_id"] += 1

    def refuse(self, where: str, reason: str, snippet: str) -> None:
        """Write a rejection."""
        self._refused[reason] += 1
        self._rejects.add(where, reason, {"snippet": snippet})

    def stage_if_full(self, whole: list[Input]) -> None:
        """Stage once enough has come together."""
        if self._batch.records >= RECORDS_A_PART:
            self._batch.stage(whole)
            whole.clear()

    def _count_known(self, known: Input) -> None:
        """An input taken in before: its records, and its rejections from memory."""
        self.taken += known.rows
        self._summary.reasons.update(known.rejected)
        self._summary.rejected += sum(known.rejected.values())
        self._summary.notes.update(known.warnings)
