"""Taking files of a snapshot in: what one worker does with a group of them, and the workers.

A worker reads, judges and writes parts in folders of its own; only the importing process, which holds the
lake's lock, makes them the lake's. Imports no Django, so that workers start quickly.
"""

import gc
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TextIO

import orjson

from scibridge.engines.lake.failures import LoadingInterrupted
from scibridge.engines.lake.manifest import Input
from scibridge.engines.lake.writing import PartWriter, Rows, WrittenPart, refusals
from scibridge.sources.openalex.records import Refused, institution_rows, work_rows
from scibridge.sources.openalex.snapshot import BadLine, digest_of, read_lines

READERS: dict[str, Callable[[Mapping[str, Any], Counter[str]], Rows]] = {
    "works": work_rows,
    "institutions": institution_rows,
}
# A part is closed when it holds this many records: what one query nests at a time.
RECORDS_A_PART = 50_000
# A group of files becomes at least one part: small files are taken together.
MOST_BYTES_A_GROUP = 128 << 20
LEAST_BYTES_A_WORKER = 4 << 20
MOST_WORKERS = 4
_SECONDS_BETWEEN_REPORTS = 0.2
_SNIPPET = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one entity taken in together, each with the label it has in accounts."""

    entity: str
    files: tuple[tuple[Path, str], ...]


@dataclass(slots=True)
class Taken:
    """What came of a group: parts to take over, inputs that are whole with them, inputs known before."""

    entity: str
    parts: list[WrittenPart] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    known: list[Input] = field(default_factory=list)


class Stopped(Exception):
    """The import this worker worked for is over."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker needs to know: the lake, the inputs it holds (entity → digest → input), how to get the
    number of a new part, how to report bytes read, and when to stop."""

    root: Path
    known: Mapping[str, Mapping[str, Input]]
    next_number: Callable[[], int]
    advance: Callable[[int], None]
    stopped: Callable[[], bool]


def rejections_of(root: Path, digest: str) -> Path:
    """Where the rejections of an input are kept, so that a later run that skips it can still tell them."""
    return root / "rejected" / f"{digest}.jsonl"


class Batch:
    """Records on their way into the next part; those whose id comes twice go into parts of their own."""

    def __init__(self, root: Path, entity: str, next_number: Callable[[], int]) -> None:
        self._root, self._entity, self._next_number = root, entity, next_number
        self._writers: list[PartWriter] = []

    @property
    def records(self) -> int:
        """Records taken since the last finish."""
        return sum(writer.rows for writer in self._writers)

    def add(self, rows: Rows) -> bool:
        """Take one record; False if its id was taken in this batch before."""
        for place, writer in enumerate(self._writers):
            if writer.add(rows):
                return place == 0
        self._writers.append(PartWriter(self._root, self._entity, self._next_number()))
        self._writers[-1].add(rows)
        return len(self._writers) == 1

    def finish(self) -> list[WrittenPart]:
        """Write what was taken durably and begin anew."""
        written = [writer.finish() for writer in self._writers]
        self._writers = []
        return written

    def discard(self) -> None:
        """Drop what was not finished."""
        for writer in self._writers:
            writer.discard()
        self._writers = []


def take_group(around: Surroundings, group: Group) -> Taken:
    """Read a group of files into parts. Raises LakeFull, SourceUnreadable and Stopped."""
    taken = Taken(group.entity)
    batch = Batch(around.root, group.entity, around.next_number)
    try:
        for path, label in group.files:
            digest = digest_of(path)
            known = around.known[group.entity].get(digest)
            if known is not None:
                taken.known.append(known)
                around.advance(path.stat().st_size)
            else:
                taken.inputs.append(
                    _take_file(around, batch, taken, path, Input(group.entity, digest, label, 0))
                )
        taken.parts += batch.finish()
    finally:
        batch.discard()
    return taken


def _take_file(around: Surroundings, batch: Batch, taken: Taken, path: Path, source: Input) -> Input:
    read, warnings, rows = READERS[source.entity], Counter[str](), 0
    with _Rejections(around.root, source.digest) as rejections:
        for line in read_lines(path, around.advance):
            if isinstance(line, BadLine):
                rejections.add(f"{source.label}:{line.number}", line.reason, line.snippet)
                continue
            number, raw, data = line
            try:
                record = read(data, warnings)
            except Refused as problem:
                snippet = raw[:_SNIPPET].decode("utf-8", "replace")
                rejections.add(f"{source.label}:{number}", problem.reason, snippet)
                continue
            rows += 1
            if not batch.add(record):
                warnings["duplicate_id"] += 1
            if batch.records >= RECORDS_A_PART:
                taken.parts += batch.finish()
            if number % 64 == 0 and around.stopped():
                raise Stopped
    return Input(source.entity, source.digest, source.label, rows, dict(rejections.reasons), dict(warnings))


class _Rejections:
    """The rejections of one input as JSON Lines; the file comes into being with the first."""

    def __init__(self, root: Path, digest: str) -> None:
        self.reasons: Counter[str] = Counter()
        self._root, self._path = root, rejections_of(root, digest)
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._file is not None:
            with refusals(self._root), self._file as file:
                file.flush()
                os.fsync(file.fileno())

    def add(self, where: str, reason: str, snippet: str) -> None:
        """Write one down."""
        with refusals(self._root):
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("w", encoding="utf-8")
            line = orjson.dumps({"where": where, "reason": reason, "snippet": snippet})
            self._file.write(line.decode() + "\n")
        self.reasons[reason] += 1


def groups_of(entity: str, files: Sequence[tuple[Path, str, int]], workers: int) -> list[Group]:
    """Neighbouring files together, so that every worker has something to do and parts are not small."""
    total = sum(size for _, _, size in files)
    most = min(max(total // workers, LEAST_BYTES_A_WORKER), MOST_BYTES_A_GROUP)
    groups: list[list[tuple[Path, str]]] = []
    room = 0
    for path, label, size in files:
        if not groups or size > room:
            groups.append([])
            room = most
        groups[-1].append((path, label))
        room -= size
    return [Group(entity, tuple(group)) for group in groups]


def workers_for(size: int) -> int:
    """How many processes are worth starting for so many bytes of packed files."""
    return max(1, min(len(os.sched_getaffinity(0)), MOST_WORKERS, size // LEAST_BYTES_A_WORKER))


def take_groups(
    root: Path,
    groups: Sequence[Group],
    known: Mapping[str, Mapping[str, Input]],
    last_number: int,
    workers: int,
    report: Callable[[int], None],
) -> Generator[tuple[Group, Taken], None, None]:
    """What came of each group, as they are done; ``report`` gets the bytes read so far, now and then.

    Raises what :func:`take_group` raises, and LoadingInterrupted where a worker dies.
    """
    if workers == 1:
        yield from _take_here(root, groups, known, last_number, report)
        return
    context = multiprocessing.get_context("spawn")
    number, done, stop = context.Value("q", last_number), context.Value("q", 0), context.Value("b", 0)
    with ProcessPoolExecutor(
        workers, context, initializer=_start, initargs=(root, known, number, done, stop, os.getpid())
    ) as pool:
        try:
            waiting: dict[Future[Taken], Group] = {pool.submit(_work, group): group for group in groups}
            while waiting:
                ready, _ = wait(waiting, _SECONDS_BETWEEN_REPORTS, return_when=FIRST_COMPLETED)
                report(done.value)
                for one in ready:
                    yield waiting.pop(one), one.result()
        except BrokenProcessPool as problem:
            raise LoadingInterrupted(root) from problem
        finally:
            stop.value = 1
            pool.shutdown(wait=True, cancel_futures=True)


def _take_here(
    root: Path,
    groups: Sequence[Group],
    known: Mapping[str, Mapping[str, Input]],
    last_number: int,
    report: Callable[[int], None],
) -> Generator[tuple[Group, Taken], None, None]:
    number, done = last_number, 0

    def next_number() -> int:
        nonlocal number
        number += 1
        return number

    def advance(read: int) -> None:
        nonlocal done
        done += read
        report(done)

    around = Surroundings(root, known, next_number, advance, lambda: False)
    for group in groups:
        yield group, take_group(around, group)


_around: list[Surroundings] = []


def _start(
    root: Path, known: Mapping[str, Mapping[str, Input]], number: Any, done: Any, stop: Any, parent: int
) -> None:
    """Set a worker process up."""
    # Ctrl-C is for the importing process, which then stops its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Records are trees without cycles: looking for cycles after every few of them finds none and takes long.
    gc.set_threshold(500_000, 20, 100)

    def next_number() -> int:
        with number.get_lock():
            number.value += 1
            return int(number.value)

    def advance(read: int) -> None:
        with done.get_lock():
            done.value += read

    def stopped() -> bool:
        return bool(stop.value) or os.getppid() != parent

    _around[:] = [Surroundings(root, known, next_number, advance, stopped)]


def _work(group: Group) -> Taken:
    return take_group(_around[0], group)
