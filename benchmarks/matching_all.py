"""All needs against all documents in the lake, beside the index asked need by need: time by step, memory.

Documents and needs are made up as in ``matching_latency`` (133 words a document, 50 distinct words a need).
The job runs in a process of its own: it plans the needs against the index, reads the documents, joins, and
puts the best together. Its peak memory is that of the process and its children, looked at ten times a second.
Drawing the documents is part of reading, since some lake must be read, and told besides. ``--kill`` ends the
job the hard way when two fifths are joined and lets it go on; the time of both runs counts. The answers of
``--checked`` needs are compared with those of the index. The index is asked ``--asked`` needs in one thread,
from which its time for all is extrapolated; building it is told, and not counted on either side, since the
job takes document frequencies from it too. Processor time stands beside the clock's, which a busy machine
stretches, and so do the seconds for which the whole benchmark was stopped from outside.

    python benchmarks/matching_all.py --needs 10000 --documents 1000000 --kill --keep DIR
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matching_latency import RESULTS, World
from scibridge.engines.matching import planning
from scibridge.engines.matching.against_all import TOP, Shelf, match_all
from scibridge.engines.matching.documents import Document, Filters, Kind, Query
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.postings import AskedNeed
from scibridge.engines.matching.search import candidates
from scibridge.engines.text.lexicon import Lexicon

SEED, WORDS = 1, 50
KILLED_AT = 0.4
WORKS = Filters(kinds=(Kind.WORK,))
_SAMPLED_EVERY = 0.1
_LATE = 2.0
_TOLD_EVERY = 20.0


def asked(needs: int) -> dict[str, Query]:
    """The needs by their names; the same for the job, the check and the index."""
    world = World(SEED)
    world.generator = type(world.generator)(type(world.generator.bit_generator)(SEED + 1))
    texts = world.needs(needs, WORDS)
    return {
        f"need:{place}": Query({"en": text}, {}, filters=WORKS, limit=TOP) for place, text in enumerate(texts)
    }


class Job:
    """The job as its own process runs it: every step told on a line, with seconds and processor time."""

    def __init__(self, home: Path, root: Path, needs: int, documents: int) -> None:
        self._home, self._root, self._sizes = home, root, (needs, documents)
        self._drawing = 0.0

    def tell(self, step: str, done: int, everything: int) -> None:
        spent = time.process_time()
        print(json.dumps([step, done, everything, spent, self._drawing]), flush=True)

    def needs(self) -> Iterator[AskedNeed]:
        queries = asked(self._sizes[0])
        self.tell("draw needs", len(queries), len(queries))
        snapshot = MatchIndex.open(self._home / "ours").snapshot
        lexicon = Lexicon.default(self._home / "cache")
        for place, (name, query) in enumerate(queries.items(), 1):
            yield AskedNeed.of(name, planning.plan(snapshot.things, snapshot.actors, lexicon, query))
            if place % 1_000 == 0 or place == len(queries):
                self.tell("plan", place, len(queries))

    def documents(self) -> Iterator[list[Document]]:
        source = World(SEED).documents(self._sizes[1])
        while True:
            begun = time.perf_counter()
            batch = next(source, None)
            self._drawing += time.perf_counter() - begun
            if batch is None:
                return
            yield batch

    def run(self) -> None:
        self.tell("start", 1, 1)
        shelf = Shelf("works", self._sizes[1], self.documents)
        key = "-".join(map(str, self._sizes))
        found = match_all(self._root, key, self.needs, [shelf], progress=self.tell)
        self.tell("put together", found.answers, found.answers)


class Watched:
    """A job from outside: seconds, processor time and drawing by step, over all its runs, and peak memory."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments
        self.steps: dict[str, dict[str, float]] = {}
        self.peak = 0
        self.runs = 0
        self.still = 0.0

    def run(self, kill: bool) -> bool:
        """Until it is done, or killed; whether it is done."""
        self.runs += 1
        process = subprocess.Popen(
            [sys.executable, __file__, "--job", *self._arguments], stdout=subprocess.PIPE
        )
        watcher = threading.Thread(target=self._sample, args=(process.pid,))
        watcher.start()
        at, spent, drawn, told = time.perf_counter(), 0.0, 0.0, 0.0
        assert process.stdout is not None
        for line in process.stdout:
            step, done, everything, cpu, drawing = json.loads(line)
            now = time.perf_counter()
            held = self.steps.setdefault(step, {"seconds": 0.0, "processor": 0.0, "drawing": 0.0})
            held["seconds"] += now - at
            held["processor"] += cpu - spent
            held["drawing"] += drawing - drawn
            at, spent, drawn = now, cpu, drawing
            if now - told > _TOLD_EVERY or done == everything:
                told = now
                print(
                    f"{time.strftime('%H:%M:%S')} run {self.runs}: {step} {done:,} of {everything:,}",
                    flush=True,
                )
            if kill and step == "match" and done >= KILLED_AT * everything:
                os.kill(process.pid, signal.SIGKILL)
                break
        process.stdout.close()
        code = process.wait()
        watcher.join()
        if code not in (0, -signal.SIGKILL):
            raise SystemExit(f"the job ended with {code}")
        return code == 0

    def _sample(self, pid: int) -> None:
        seen = time.perf_counter()
        while True:
            # Nobody looks so late but who was stopped, and the job with him, for somebody else's measurement.
            late = time.perf_counter() - seen - _SAMPLED_EVERY
            self.still += late if late > _LATE else 0.0
            seen = time.perf_counter()
            try:
                process = psutil.Process(pid)
                if process.status() == psutil.STATUS_ZOMBIE:
                    return
                held = sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
            except psutil.NoSuchProcess:
                return
            self.peak = max(self.peak, held)
            time.sleep(_SAMPLED_EVERY)


def build(home: Path, documents: int) -> float:
    """The index, built once in ``home``; its seconds."""
    told = home / "seconds.json"
    if not told.is_file():
        begun = time.perf_counter()
        with MatchIndex(home / "ours").rebuild() as writer:
            for batch in World(SEED).documents(documents):
                writer.put(batch)
        told.write_text(json.dumps(time.perf_counter() - begun))
    return float(json.loads(told.read_text()))


def check(table: Path, index: MatchIndex, lexicon: Lexicon, queries: dict[str, Query]) -> int:
    """Answers compared. Scores agree to the index's single precision; only equals may differ."""
    answers = pq.read_table(table)
    compared = 0
    for name, query in queries.items():
        ours = answers.filter(pc.equal(answers["need"], name)).sort_by("place").to_pylist()
        theirs = candidates(index, lexicon, query)
        assert len(ours) == len(theirs), name
        things = index.snapshot.things
        known = {things.document_id(one.address) for one in theirs}
        for one, other in zip(ours, theirs, strict=True):
            assert abs(one["score"] - other.score) <= 1e-4 * other.score, (name, one, other)
            assert one["document"] in known or one["score"] <= ours[-1]["score"] * 1.0001, (name, one)
        compared += len(ours)
    return compared


def ask_one_by_one(index: MatchIndex, lexicon: Lexicon, queries: list[Query]) -> dict[str, float]:
    """Seconds a need of the index alone, in this thread, planning included."""
    for query in queries[:20]:
        candidates(index, lexicon, query)
    begun, spent = time.perf_counter(), time.process_time()
    for query in queries:
        candidates(index, lexicon, query)
    return {
        "asked": len(queries),
        "seconds_a_need": (time.perf_counter() - begun) / len(queries),
        "processor_a_need": (time.process_time() - spent) / len(queries),
    }


def measure(
    needs: int, documents: int, options: argparse.Namespace, home: Path, root: Path
) -> dict[str, Any]:
    """One size."""
    built = build(home, documents)
    load = os.getloadavg()[0]
    watched = Watched([str(home), str(root), str(needs), str(documents)])
    while not watched.run(kill=options.kill and watched.runs == 0):
        pass
    (table,) = root.glob("run-*/answers.parquet")
    queries = asked(needs)
    index, lexicon = MatchIndex.open(home / "ours"), Lexicon.default(home / "cache")
    every = max(1, needs // options.checked)
    checked = dict(list(queries.items())[::every][: options.checked])
    alone = ask_one_by_one(index, lexicon, list(queries.values())[: options.asked])
    return {
        "needs": needs,
        "documents": documents,
        "top": TOP,
        "answers": pq.read_metadata(table).num_rows,
        "steps": watched.steps,
        "seconds": sum(one["seconds"] for one in watched.steps.values()),
        "processor": sum(one["processor"] for one in watched.steps.values()),
        "stood_still": watched.still,
        "gigabytes": watched.peak / 1e9,
        "runs": watched.runs,
        "needs_compared": len(checked),
        "answers_compared": check(table, index, lexicon, checked),
        "index": {**alone, "extrapolated": alone["seconds_a_need"] * needs, "built_in": built},
        "load": [load, os.getloadavg()[0]],
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
    }


def show(found: dict[str, Any]) -> None:
    """The figures as text."""
    print(f"\n{found['needs']:,} needs × {found['documents']:,} documents: {found['answers']:,} answers")
    for step, spent in found["steps"].items():
        drawn = f", {spent['drawing']:.1f} s of them drawing" if spent["drawing"] > 0.05 else ""
        print(f"  {step}: {spent['seconds']:.1f} s (processor {spent['processor']:.1f} s){drawn}")
    print(
        f"  all: {found['seconds']:.1f} s (processor {found['processor']:.1f} s), {found['gigabytes']:.2f} GB"
    )
    print(f"  stopped from outside for {found['stood_still']:.0f} s of them")
    print(f"  runs: {found['runs']}; load before and after: {found['load'][0]:.1f}, {found['load'][1]:.1f}")
    print(
        f"  compared with the index: {found['needs_compared']} needs, {found['answers_compared']:,} answers"
    )
    index = found["index"]
    print(
        f"  the index, one thread: {1000 * index['seconds_a_need']:.2f} ms a need ({index['asked']} asked),"
        f" {index['extrapolated']:.0f} s for all, extrapolated; built in {index['built_in']:.0f} s"
    )
    print("  scipy is no dependency and was not measured")


def main() -> None:
    """Measure, print, and write the figures down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--needs", type=int, default=1_000)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--kill", action="store_true", help="end the job the hard way once, and let it go on")
    parser.add_argument("--checked", type=int, default=20, help="needs whose answers are compared")
    parser.add_argument("--asked", type=int, default=500, help="needs that the index is asked")
    parser.add_argument("--keep", type=Path, help="build the index here, once; for one number of documents")
    parser.add_argument("--job", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        home, root, needs, documents = options.job
        Job(Path(home), Path(root), int(needs), int(documents)).run()
        return
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scibridge-bench-")))
        home = options.keep or work / "index"
        home.mkdir(parents=True, exist_ok=True)
        found = measure(options.needs, options.documents, options, home, work / "matches")
    show(found)
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"matching_all_{options.needs}_{options.documents}.json"
    target.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
