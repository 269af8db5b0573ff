"""Match latency, index size and build rate beside bare tantivy, bm25s and SQLite FTS5, in one run.

Documents are drawn independently from a Zipfian vocabulary of made-up words (no copies, no templates),
titles of 8–16 words and abstracts of 60–180. A need is 50 (or 5) distinct words drawn as documents draw
them, the hundred most frequent words, which stand for stop words, left out. The peers hold the same index
terms in one field and are asked the same terms, analysed in the same way, as a plain union, top 100, in one
thread (``matching_peers``). Neither side reads stored documents there; the engine's further rows do.
Collections are frozen after opening, as the server does. ``--keep DIR`` builds there once and measures what
it finds again; ``--asked N`` puts so many queries more and tells whether the process grows.

    python benchmarks/matching_latency.py --documents 100000
"""

import argparse
import gc
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import psutil
from rich.console import Console
from rich.table import Table

from matching_peers import TOP, Peer, peers
from scibridge.engines.matching.documents import Document, Filters, Kind, Query, Stage, TextFields
from scibridge.engines.matching.entries import index_terms
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import candidates, search
from scibridge.engines.text.lexicon import Lexicon

VOCABULARY = 200_000
STOP_WORDS = 100
EXPONENT = 1.0
BATCH = 5_000
OURS = "SciBridge"
Peers = dict[str, type[Peer]]
ANALYSED = "analysis alone, of words met before"
TURN = 20
SLOW = 100
_OBJECTS_BETWEEN_COLLECTIONS = (10_000, 20, 50)  # as the server has it
COUNTRIES = ("CN", "US", "DE", "GB", "FR", "JP", "IN", "BR", "KE", "AU", "IT", "NL", "KR", "CA", "ZA", "SE")
RESULTS = Path(__file__).with_name("results")


def words(generator: np.random.Generator) -> list[str]:
    """Made-up words of two to four syllables, each once."""
    syllables = [consonant + vowel for consonant in "bcdfghjklmnpqrstvwxz" for vowel in "aeiou"]
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        lengths = generator.integers(2, 5, 50_000)
        picks = generator.integers(0, len(syllables), (50_000, 4))
        for length, row in zip(lengths.tolist(), picks.tolist(), strict=True):
            found["".join(syllables[pick] for pick in row[:length]) + "k"] = None
    return list(found)[:VOCABULARY]


class World:
    """A seeded source of documents and needs."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        self.words = words(self.generator)
        weights = 1 / np.arange(1, VOCABULARY + 1) ** EXPONENT
        self.cumulative = np.cumsum(weights) / weights.sum()

    def draw(self, number: int, lowest: float = 0.0) -> list[str]:
        chances = lowest + (1 - lowest) * self.generator.random(number)
        places = np.minimum(np.searchsorted(self.cumulative, chances), VOCABULARY - 1)
        return [self.words[place] for place in places.tolist()]

    def documents(self, number: int) -> Iterator[list[Document]]:
        for begin in range(0, number, BATCH):
            batch = []
            for place in range(begin, min(begin + BATCH, number)):
                title, abstract = self.generator.integers((8, 60), (17, 181)).tolist()
                drawn = self.draw(title + abstract)
                fields = TextFields(" ".join(drawn[:title]), " ".join(drawn[title:]))
                batch.append(
                    Document(
                        id=f"work:W{place}",
                        kind=Kind.WORK,
                        texts={"en": fields},
                        countries=(COUNTRIES[place % len(COUNTRIES)], COUNTRIES[place * 7 % len(COUNTRIES)]),
                        year=1990 + place % 35,
                        stage=tuple(Stage)[place % 3],
                        origin="corpus",
                        fingerprint=f"{place:032x}",
                    )
                )
            yield batch

    def needs(self, number: int, size: int) -> list[str]:
        lowest = float(self.cumulative[STOP_WORDS - 1])
        return [" ".join(list(dict.fromkeys(self.draw(3 * size, lowest)))[:size]) for _ in range(number)]


def size_of(directory: Path) -> int:
    """Bytes on disk."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def build(seed: int, number: int, home: Path, beside_us: Peers) -> dict[str, Any]:
    """One index after the other from the same documents; drawing and analysis for peers are not counted."""
    text_bytes, analysis = 0, 0.0
    seconds = {OURS: build_ours(seed, number, home / "ours")}
    for name, peer in beside_us.items():
        folder, clock, place, analysis, text_bytes = home / _folder(name), Stopwatch(), 0, 0.0, 0
        folder.mkdir(parents=True)
        one = peer(folder)
        for batch in World(seed).documents(number):
            texts = [f"{fields.title}\n{fields.summary}" for fields in (one.texts["en"] for one in batch)]
            text_bytes += sum(len(text) - 1 for text in texts)
            started = time.perf_counter()
            lines = [index_terms(text) for text in texts]
            analysis += time.perf_counter() - started
            with clock:
                one.add(place, lines)
            place += len(batch)
        with clock:
            one.finish()
        seconds[name] = clock.seconds
    seconds[ANALYSED] = analysis
    return {
        "text_bytes": text_bytes,
        "bytes": {OURS: size_of(home / "ours")} | {name: size_of(home / _folder(name)) for name in beside_us},
        "documents_per_second": {name: number / spent for name, spent in seconds.items()},
    }


def build_ours(seed: int, number: int, home: Path) -> float:
    """Seconds of a rebuild. Documents are drawn before it, since other processes would go on meanwhile."""
    documents = list(World(seed).documents(number))
    gc.collect()
    gc.freeze()  # a source that streams leaves none to look through
    started = time.perf_counter()
    with MatchIndex(home).rebuild() as builder:
        for batch in documents:
            builder.put(batch)
    seconds = time.perf_counter() - started
    gc.unfreeze()
    return seconds


class Stopwatch:
    """Adds up the time spent inside it."""

    def __init__(self) -> None:
        self.seconds = self._begun = 0.0

    def __enter__(self) -> None:
        self._begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._begun


def _folder(name: str) -> str:
    return name.partition(",")[0].replace(" ", "-")


def timed(asked: dict[str, Callable[[str], object]], needs: list[str]) -> dict[str, dict[str, float]]:
    """Milliseconds per way of asking; the ways take turns by ``TURN`` needs, so that noise falls on all alike
    and none is asked with its memory just swept out by another. A way that is a hundred times slower than the
    first is asked every tenth need.
    """
    found: dict[str, list[float]] = {name: [] for name in asked}
    for begin in range(0, len(needs), TURN):
        for name, ask in asked.items():
            slow = bool(begin) and np.median(found[name]) > SLOW * np.median(next(iter(found.values())))
            for need in needs[begin : begin + TURN : 10 if slow else 1]:
                started = time.perf_counter()
                ask(need)
                found[name].append(1000 * (time.perf_counter() - started))
    return {
        name: {
            "p50_ms": float(np.median(times)),
            "p95_ms": float(np.percentile(times, 95)),
            "asked": len(times),
        }
        for name, times in found.items()
    }


def grown(
    plain: Callable[[str], object], whole: Callable[[str], object], world: World, number: int
) -> dict[str, int]:
    """Resident bytes as so many needs of 5 and of 50 words are asked, every twentieth with its reasons."""
    process = psutil.Process()
    found = {}
    for place in range(number + 1):
        if place % max(1, number // 10) == 0:
            found[str(place)] = process.memory_info().rss
        (plain if place % 20 else whole)(world.needs(1, 50 if place // 20 % 2 else 5)[0])
    return found


def ways(
    home: Path, index: MatchIndex, lexicon: Lexicon, beside_us: Peers
) -> dict[str, Callable[[str], object]]:
    """Everything that is asked, the peer that ratios are taken to first."""
    works = Filters(kinds=(Kind.WORK,))
    return {
        **{name: peer(home / _folder(name)).ask for name, peer in beside_us.items()},
        "search, top 100": lambda text: candidates(index, lexicon, Query({"en": text}, limit=TOP)),
        "with facets and documents, top 20": lambda text: search(
            index, lexicon, Query({"en": text}, filters=works, limit=20), explain=False
        ),
        "with 20 explanations": lambda text: search(
            index, lexicon, Query({"en": text}, filters=works, limit=20)
        ),
    }


def measure(number: int, seed: int, queries: int, asked: int, home: Path, beside_us: Peers) -> dict[str, Any]:
    """Everything about one corpus size; what was built in ``home`` before is not built again."""
    told = home / "built.json"
    if not told.is_file():
        told.write_bytes(orjson.dumps(build(seed, number, home, beside_us)))
    built = orjson.loads(told.read_bytes())
    world = World(seed)
    world.generator = np.random.default_rng(seed + 1)
    index, lexicon = MatchIndex.open(home / "ours"), Lexicon.default(home / "cache")
    for word in world.words:
        index_terms(word)  # a serving process has met the words of its language
    everything = ways(home, index, lexicon, beside_us)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_OBJECTS_BETWEEN_COLLECTIONS)
    latency = {f"{size} terms": timed(everything, world.needs(queries, size)) for size in (50, 5)}
    result = {"documents": number, "seed": seed, **built, "latency": latency}
    if asked:
        result["resident_bytes"] = grown(
            everything["search, top 100"], everything["with 20 explanations"], world, asked
        )
    return result


def show(result: dict[str, Any], console: Console) -> None:
    """The figures as tables."""
    number, text = result["documents"], result["text_bytes"]
    console.print(f"{number:,} documents, {text / 1e6:,.0f} MB of text")
    table = Table("index", "documents / s", "MB", "MB / MB of text")
    for name, rate in result["documents_per_second"].items():
        size = result["bytes"].get(name)
        sizes = ("–", "–") if size is None else (f"{size / 1e6:,.0f}", f"{size / text:.2f}")
        table.add_row(name, f"{rate:,.0f}", *sizes)
    console.print(table)
    table = Table("need", "asked", "n", "p50 ms", "p95 ms", "p50 / bare", "p95 / bare")
    for size, asked in result["latency"].items():
        bare = next(iter(asked.values()))
        for name, figures in asked.items():
            ratios = [f"{figures[key] / bare[key]:.2f}" for key in ("p50_ms", "p95_ms")]
            times = [f"{figures[key]:.2f}" for key in ("p50_ms", "p95_ms")]
            table.add_row(size, name, str(figures["asked"]), *times, *ratios)
    console.print(table)
    if resident := result.get("resident_bytes"):
        told = ", ".join(f"{size / 1e6:,.0f} after {place}" for place, size in resident.items())
        console.print(f"MB resident: {told} queries")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="build here, once; for one number of documents")
    parser.add_argument("--bare", action="store_true", help="beside bare tantivy alone")
    parser.add_argument("--asked", type=int, default=0, help="queries after which memory is looked at")
    arguments = parser.parse_args()
    console = Console(width=120)
    RESULTS.mkdir(exist_ok=True)
    for number in arguments.documents:
        with ExitStack() as stack:
            home = arguments.keep or Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="scibridge-bench-"))
            )
            home.mkdir(parents=True, exist_ok=True)
            beside_us = dict(list(peers().items())[: 1 if arguments.bare else None])
            result = measure(number, arguments.seed, arguments.queries, arguments.asked, home, beside_us)
        result["machine"] = {"processor": platform.machine(), "cores": os.cpu_count()}
        show(result, console)
        target = RESULTS / f"matching_latency_{number}.json"
        target.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
