"""Match latency, index size and build rate beside bare tantivy, in one run and one thread.

Documents are drawn independently from a Zipfian vocabulary of made-up words (no copies, no templates),
titles of 8–16 words and abstracts of 60–180. A need is 50 (or 5) distinct words drawn as documents draw
them, the hundred most frequent words, which stand for stop words, left out. Bare tantivy holds the same
index terms in one field and is asked the same terms, analysed in the same way, as a plain union, top 100.
Neither side reads stored documents there; the engine's further rows do.

    python benchmarks/matching_latency.py --documents 100000
"""

import argparse
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import psutil
import tantivy
from rich.console import Console
from rich.table import Table

from scibridge.engines.matching.documents import Document, Filters, Kind, Query, Stage, TextFields
from scibridge.engines.matching.entries import index_terms
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import candidates, search
from scibridge.engines.text.lexicon import Lexicon

VOCABULARY = 200_000
STOP_WORDS = 100
EXPONENT = 1.0
BATCH = 5_000
TOP = 100
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


def build(world: World, number: int, home: Path) -> dict[str, Any]:
    """Both indexes from the same documents; the time of making documents up is not counted."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    bare_home = home / "bare"
    bare_home.mkdir(parents=True)
    bare = tantivy.Index(schema.build(), str(bare_home))
    bare_writer = bare.writer(256_000_000, 1)
    ours = theirs = 0.0
    index = MatchIndex(home / "ours")
    with index.rebuild() as writer:
        for batch in world.documents(number):
            started = time.perf_counter()
            writer.put(batch)
            ours += time.perf_counter() - started
            started = time.perf_counter()
            for document in batch:
                fields = document.texts["en"]
                entry = tantivy.Document()
                entry.add_text("id", document.id)
                entry.add_text("text", index_terms(f"{fields.title}\n{fields.summary}"))
                bare_writer.add_document(entry)
            theirs += time.perf_counter() - started
        started = time.perf_counter()
    ours += time.perf_counter() - started
    started = time.perf_counter()
    bare_writer.commit()
    bare_writer.wait_merging_threads()
    theirs += time.perf_counter() - started
    return {
        "build_seconds": ours,
        "documents_per_second": number / ours,
        "bare_documents_per_second": number / theirs,
        "bytes": size_of(home / "ours"),
        "bare_bytes": size_of(bare_home),
    }


def bare_search(home: Path) -> Callable[[str], object]:
    """The peer: a union of the same terms in one field."""
    index = tantivy.Index.open(str(home / "bare"))
    index.config_reader("manual")
    index.reload()
    searcher, schema = index.searcher(), index.schema

    def ask(text: str) -> object:
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq"))
            for term in dict.fromkeys(index_terms(text).split())
        ]
        return searcher.search(tantivy.Query.boolean_query(clauses), limit=TOP, count=False).hits

    return ask


def timed(asked: dict[str, Callable[[str], object]], needs: list[str]) -> dict[str, dict[str, float]]:
    """Milliseconds per way of asking; the ways take turns, so that noise falls on all alike."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for need in needs[:5]:
        for ask in asked.values():
            ask(need)
    for need in needs:
        for name, ask in asked.items():
            started = time.perf_counter()
            ask(need)
            found[name].append(1000 * (time.perf_counter() - started))
    return {
        name: {"p50_ms": float(np.median(times)), "p95_ms": float(np.percentile(times, 95))}
        for name, times in found.items()
    }


def measure(number: int, seed: int, queries: int, home: Path, cache: Path) -> dict[str, Any]:
    """Everything about one corpus size."""
    world = World(seed)
    built = build(world, number, home)
    index, lexicon = MatchIndex.open(home / "ours"), Lexicon.default(cache)
    works = Filters(kinds=(Kind.WORK,))
    asked: dict[str, Callable[[str], object]] = {
        "bare tantivy, top 100": bare_search(home),
        "search, top 100": lambda text: candidates(index, lexicon, Query({"en": text}, limit=TOP)),
        "with facets and documents, top 20": lambda text: search(
            index, lexicon, Query({"en": text}, filters=works, limit=20), explain=False
        ),
        "with 20 explanations": lambda text: search(
            index, lexicon, Query({"en": text}, filters=works, limit=20)
        ),
    }
    latency = {f"{size} terms": timed(asked, world.needs(queries, size)) for size in (50, 5)}
    memory = psutil.Process().memory_info().rss
    return {"documents": number, "seed": seed, **built, "latency": latency, "resident_bytes": memory}


def show(result: dict[str, Any], console: Console) -> None:
    """The figures as a table."""
    console.print(
        f"{result['documents']:,} documents: built at {result['documents_per_second']:,.0f}/s "
        f"(bare {result['bare_documents_per_second']:,.0f}/s), {result['bytes'] / 1e6:,.0f} MB on disk "
        f"(bare {result['bare_bytes'] / 1e6:,.0f}), {result['resident_bytes'] / 1e6:,.0f} MB resident"
    )
    table = Table("need", "asked", "p50 ms", "p95 ms", "p50 / bare", "p95 / bare")
    for size, ways in result["latency"].items():
        bare = next(iter(ways.values()))
        for name, figures in ways.items():
            ratios = [f"{figures[key] / bare[key]:.2f}" for key in ("p50_ms", "p95_ms")]
            table.add_row(size, name, f"{figures['p50_ms']:.2f}", f"{figures['p95_ms']:.2f}", *ratios)
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    console = Console()
    RESULTS.mkdir(exist_ok=True)
    for number in arguments.documents:
        home = Path(tempfile.mkdtemp(prefix="scibridge-bench-"))
        try:
            result = measure(number, arguments.seed, arguments.queries, home, home / "cache")
        finally:
            shutil.rmtree(home)
        result["machine"] = {"processor": platform.machine(), "cores": os.cpu_count()}
        show(result, console)
        target = RESULTS / f"matching_latency_{number}.json"
        target.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
