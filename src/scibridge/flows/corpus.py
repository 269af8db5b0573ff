"""Loading the corpus: OpenAlex files or answers of its live API, staged in the lake part by part.

An input taken in before is recognised by its digest and counted, not read again. Killed at any moment and run
again, the result is that of an uninterrupted run: finished inputs stay staged, half-written ones are dropped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

from scibridge.engines.lake.loading import Loading, Settled, loading
from scibridge.engines.lake.manifest import Input
from scibridge.flows.corpus_intake import (
    READERS,
    RECORDS_A_PART,
    Batch,
    groups_of,
    rejections_of,
    take_groups,
    workers_for,
)
from scibridge.flows.imports import ImportSummary, RejectFile
from scibridge.sources.openalex.records import Refused, work_rows
from scibridge.sources.openalex.snapshot import InputFile, input_files, listed_files

Progress = Callable[[int, int, str], None]
_SNIPPET = 200


def import_openalex(
    directory: Path,
    root: Path,
    *,
    reject_file: Path,
    progress: Progress | None = None,
    workers: int | None = None,
) -> ImportSummary:
    """Load the snapshot in ``directory`` into the lake at ``root``; the summary counts works.

    ``progress`` gets bytes done, bytes in all, and the file at hand. ``workers`` processes read; by default
    as many as there are processors, up to four. Raises SourceAbsent, SourceUnreadable, LakeBusy, LakeFull
    and LoadingInterrupted.
    """
    inputs = {entity: input_files(directory, entity) for entity in READERS}
    total = sum(one.size for files in inputs.values() for one in files)
    workers = workers or workers_for(total)
    label = ""

    def report(done: int) -> None:
        if progress is not None:
            progress(min(done, total), total, label)

    summary = ImportSummary(source=str(directory))
    for entity, files in inputs.items():
        summary.notes.update(_differences(directory, entity, files))
    source = f"openalex:{directory.resolve()}"
    with loading(root, source=source) as lake, RejectFile(reject_file, summary) as rejects:
        groups = [
            group
            for entity, files in inputs.items()
            for group in groups_of(
                entity,
                [(one.path, str(one.path.relative_to(directory)), one.size) for one in files],
                workers,
            )
        ]
        known = {entity: lake.known(entity) for entity in READERS}
        account: list[Input] = []
        report(0)
        # Closed before the lock is let go of: no worker may outlive the right to write.
        with closing(take_groups(root, groups, known, lake.manifest.last_part, workers, report)) as ready:
            for group, taken in ready:
                if taken.parts or taken.inputs:
                    lake.stage(taken.entity, taken.parts, taken.inputs)
                account += taken.known + taken.inputs
                label = group.files[-1][1]
        outcome = lake.settle()["works"]
        lake.derive()
        _tell(lake, account, rejects)
    report(total)
    works = sum(one.rows for one in account if one.entity == "works")
    summary.notes["institutions"] += sum(one.rows for one in account if one.entity == "institutions")
    _close(summary, outcome, works)
    return summary


def import_openalex_works(
    works: Iterable[Mapping[str, Any]], root: Path, *, source: str, reject_file: Path
) -> ImportSummary:
    """Load work objects as the live API gives them; ``source`` names the query in the summary.

    All or nothing: where ``works`` fails, what it gave before is dropped.
    """
    summary, taken = ImportSummary(source=source), 0
    with loading(root, source=source) as lake, RejectFile(reject_file, summary) as rejects:
        with _batch(lake, "works") as batch:
            parts = []
            for number, data in enumerate(works, start=1):
                try:
                    rows = work_rows(data, summary.notes)
                except Refused as problem:
                    snippet = orjson.dumps(data)[:_SNIPPET].decode("utf-8", "replace")
                    rejects.add(f"{source}:{number}", problem.reason, {"snippet": snippet})
                    continue
                taken += 1
                batch.add(rows)
                if batch.records >= RECORDS_A_PART:
                    parts += batch.finish()
            lake.stage("works", [*parts, *batch.finish()], [])
        outcome = lake.settle()["works"]
        lake.derive()
    _close(summary, outcome, taken)
    return summary


@contextmanager
def _batch(lake: Loading, entity: str) -> Iterator[Batch]:
    """A batch written by this process; what was not finished on leaving is dropped."""
    number = lake.manifest.last_part

    def next_number() -> int:
        nonlocal number
        number += 1
        return number

    batch = Batch(lake.root, entity, next_number)
    try:
        yield batch
    finally:
        batch.discard()


def _differences(directory: Path, entity: str, files: list[InputFile]) -> Counter[str]:
    """Files the snapshot's manifest lists that are not there or have another size: a download to repeat."""
    listed = listed_files(directory, entity)
    present = {f"{one.path.parent.name}/{one.path.name}": one.size for one in files}
    found: Counter[str] = Counter()
    for name, size in listed.items():
        if name not in present:
            found["listed_file_missing"] += 1
        elif present[name] != size:
            found["listed_file_differs"] += 1
    return found


def _tell(lake: Loading, account: list[Input], rejects: RejectFile) -> None:
    """Write the reject file, in order of the files, and note the warnings."""
    for one in sorted(account, key=lambda each: (each.entity, each.label)):
        rejects.summary.notes.update(one.warnings)
        if one.rejected:
            with rejections_of(lake.root, one.digest).open("rb") as lines:
                for line in lines:
                    told = orjson.loads(line)
                    rejects.add(told["where"], told["reason"], {"snippet": told["snippet"]})


def _close(summary: ImportSummary, works: Settled, taken: int) -> None:
    """Fill in the counts: records taken in that are neither new nor changed were known."""
    summary.new, summary.changed = works.new, works.changed
    summary.unchanged = max(taken - works.new - works.changed, 0)
    summary.read = summary.new + summary.changed + summary.unchanged + summary.rejected
