"""Finding organisations by name: quality on real names, latency of type-ahead, and both beside SQLite.

Names are those of the ROR release beside the checkout. Quality: queries written by hand with the organisation
meant (``name_search.tsv``, in both languages, seen while the method was being built), and queries made from
the names of every organisation that has a Chinese and an English one: as they stand, in traditional
characters, in pinyin (as the index itself writes it, so that row is no test of pinyin), by its first
letters, and with one typing error (seeded). Type-ahead is every
beginning of every query, from its second letter on. The peer is SQLite's FTS5 with trigrams over the same
folded names, and a scan with LIKE. At the end the names are multiplied by made-up ones, to see what breaks.

    python benchmarks/name_search.py --data ../shared/data
"""

import argparse
import csv
import os
import platform
import random
import shutil
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import opencc
import orjson
import tantivy
from rich.console import Console
from rich.table import Table

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.finding import suggest
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.naming.entries import Named, build_schema, entries
from scibridge.engines.naming.searching import Names
from scibridge.engines.naming.sounding import pinyin_of
from scibridge.engines.naming.writing import folded, read
from scibridge.sources.ror import OrganisationRecord, read_ror

HERE = Path(__file__).parent
RESULTS = HERE / "results"
ROR = Path("ror") / "v2.9-subset-ror-data.zip"
PAIRS = Path("bilingual") / "org-names" / "ror_names_en_zh.tsv"
KINDS = (Kind.ORGANISATION, Kind.PERSON, Kind.NEED, Kind.OFFER, Kind.FACILITY, Kind.WORK)
SHOWN = 8
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, the organisation that is meant, and in what way it is written."""

    text: str
    ror: str
    way: str


def documents(path: Path) -> Iterable[Document]:
    """ROR's records as the registry's documents have them: every name, every identifier."""
    for one in read_ror(path):
        if not isinstance(one, OrganisationRecord) or one.status == "withdrawn":
            continue
        shown = sorted(one.names, key=lambda name: "ror_display" not in name.kinds)
        yield Document(
            id=f"organisation:{one.ror}",
            kind=Kind.ORGANISATION,
            texts={"en": TextFields(shown[0].value)},
            aliases=(f"ror:{one.ror}",),
            names=tuple(dict.fromkeys(name.value for name in shown)),
            known=len(one.names) + len(one.external_ids) + len(one.relations),
        )


def by_hand() -> list[Question]:
    """The hand-written queries."""
    with (HERE / "name_search.tsv").open(encoding="utf-8") as rows:
        return [
            Question(row["query"], row["ror"], row["way"]) for row in csv.DictReader(rows, delimiter="\t")
        ]


def made(path: Path, seed: int) -> list[Question]:
    """Queries made from the names of organisations that have one in each language."""
    generator, traditional = random.Random(seed), opencc.OpenCC("s2t")
    found = []
    with path.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            english, chinese = row["en"], row["zh"]
            if not english or not chinese:
                continue
            mistyped = mistype(english, generator)
            found += [
                Question(chinese, row["ror"], "Chinese"),
                Question(traditional.convert(chinese), row["ror"], "traditional"),
                Question(pinyin_of(folded(chinese)), row["ror"], "pinyin"),
                Question(english, row["ror"], "English"),
                Question(english[: max(4, len(english) * 2 // 3)], row["ror"], "two thirds of the English"),
                Question(mistyped, row["ror"], "English, one error"),
            ]
    return [one for one in found if read(one.text)]


def mistype(name: str, generator: random.Random) -> str:
    """One letter left out, doubled or changed places, somewhere after the first."""
    place = generator.randrange(1, len(name) - 1)
    return generator.choice(
        (
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        )
    )


class Sqlite:
    """The peer: folded names under FTS5's trigrams, the better known first, and a scan with LIKE."""

    def __init__(self, path: Path, given: Iterable[Document]) -> None:
        self.rows = sqlite3.connect(path)
        self.rows.execute(
            "CREATE VIRTUAL TABLE names USING fts5(ror UNINDEXED, known UNINDEXED, name, tokenize='trigram')"
        )
        self.rows.execute("CREATE TABLE plain (ror TEXT, known INTEGER, name TEXT)")
        rows = [(one.id, one.known, folded(name)) for one in given for name in one.names]
        self.rows.executemany("INSERT INTO names VALUES (?, ?, ?)", rows)
        self.rows.executemany("INSERT INTO plain VALUES (?, ?, ?)", rows)
        self.rows.commit()

    def trigrams(self, text: str) -> list[str]:
        written = folded(text).replace('"', "")
        if len(written) < 3:
            return self.scan(text)
        terms = " AND ".join(f'"{word}"' for word in written.split() if len(word) > 2) or f'"{written}"'
        return self._best("SELECT ror, known FROM names WHERE names MATCH ? ORDER BY rank LIMIT 200", terms)

    def scan(self, text: str) -> list[str]:
        return self._best("SELECT ror, known FROM plain WHERE name LIKE ? LIMIT 2000", f"%{folded(text)}%")

    def _best(self, statement: str, value: str) -> list[str]:
        found = sorted(self.rows.execute(statement, (value,)).fetchall(), key=lambda row: -row[1])
        return list(dict.fromkeys(row[0] for row in found))[:SHOWN]


def quality(questions: Sequence[Question], search: Search) -> dict[str, dict[str, float]]:
    """Way of writing → number, recall at 1 and at 5."""
    ranks: dict[str, list[int]] = defaultdict(list)
    for one in questions:
        found = list(search(one.text))
        wanted = f"organisation:{one.ror}"
        ranks[one.way].append(found.index(wanted) if wanted in found else 99)
    ranks["all"] = [rank for found in list(ranks.values()) for rank in found]
    return {
        way: {
            "queries": len(found),
            "recall_at_1": float(np.mean([rank < 1 for rank in found])),
            "recall_at_5": float(np.mean([rank < 5 for rank in found])),
        }
        for way, found in ranks.items()
    }


def timed(asked: dict[str, Search], texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Milliseconds per way of asking, by the clock and of the processor, which other work disturbs less.

    The ways take turns, so that noise falls on all alike.
    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for text in texts[:20]:
        for search in asked.values():
            search(text)
    for text in texts:
        for name, search in asked.items():
            started, spent = time.perf_counter(), time.process_time()
            search(text)
            taken = (time.perf_counter() - started, time.process_time() - spent)
            found[name].append((1000 * taken[0], 1000 * taken[1]))
    return {
        name: {
            f"{of}p{level}_ms": float(np.percentile([one[place] for one in times], level))
            for place, of in enumerate(("", "cpu_"))
            for level in (50, 95, 99)
        }
        for name, times in found.items()
    }


def beginnings(questions: Sequence[Question], most: int, seed: int) -> list[str]:
    """What the box is asked while each query is typed."""
    typed = [one.text[:end] for one in questions for end in range(2, len(one.text) + 1)]
    return random.Random(seed).sample(typed, min(most, len(typed)))


def multiplied(path: Path, given: Sequence[Document], number: int, seed: int) -> Names:
    """So many names in all: the real ones, and made-up ones of their words."""
    generator = random.Random(seed)
    words = [word for one in given for word in one.names[0].split()]
    index = tantivy.Index(build_schema(), str(path))
    writer = index.writer(256_000_000, 1)
    held = 0
    for place, one in enumerate(given):
        for entry in entries(
            Named(one.id, "organisation", place, place, one.names, known=one.known, spoken=True)
        ):
            writer.add_document(entry)
            held += 1
    for place in range(number - held):
        name = " ".join(generator.choice(words) for _ in range(generator.randint(2, 6)))
        key = len(given) + place
        known = int(30 * generator.random() ** 4)
        for entry in entries(Named(f"organisation:x{place}", "organisation", key, key, (name,), known=known)):
            writer.add_document(entry)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return Names(index)


def measure(data: Path, home: Path, *, smoke: bool, seed: int) -> dict[str, Any]:
    """Everything, in the order of the table."""
    given = list(documents(data / ROR))
    names = sum(len(one.names) for one in given)
    started = time.perf_counter()
    index = MatchIndex.create(home / "index")
    with index.writer(bulk=True) as writer:
        writer.put(given)
    built = time.perf_counter() - started
    peer = Sqlite(home / "peer.sqlite", given)

    def ours(text: str) -> list[str]:
        return [one.document.id for one in suggest(index.snapshot, text, KINDS, limit=SHOWN)[1]]

    hand, from_names = by_hand(), made(data / PAIRS, seed)
    if smoke:
        from_names = random.Random(seed).sample(from_names, 300)
    typed = beginnings(hand, 200 if smoke else 1_500, seed)
    asked: dict[str, Search] = {"suggest": ours, "FTS5 trigrams": peer.trigrams, "LIKE": peer.scan}
    result: dict[str, Any] = {
        "organisations": len(given),
        "names": names,
        "build_seconds": built,
        "by_hand": {name: quality(hand, search) for name, search in asked.items()},
        "from_names": {
            name: quality(from_names, search) for name, search in asked.items() if name != "LIKE" or smoke
        },
        "typing": timed(asked, typed),
    }
    many = 20_000 + names if smoke else 1_000_000
    (home / "many").mkdir()
    crowd = multiplied(home / "many", given, many, seed)

    def in_the_crowd(text: str) -> list[str]:
        asked_for = read(text)
        found = crowd.precise(asked_for, "organisation", SHOWN)
        found = found if len(found) > 2 else crowd.close(asked_for, "organisation", SHOWN)
        return [one.id for one in found]

    result["multiplied"] = {"names": crowd.count, **timed({"names": in_the_crowd}, typed)["names"]}
    return result


def show(result: dict[str, Any], console: Console) -> None:
    """The figures as tables."""
    console.print(
        f"{result['organisations']:,} organisations, {result['names']:,} names: "
        f"built in {result['build_seconds']:.1f} s"
    )
    for title in ("by_hand", "from_names"):
        table = Table(
            "way of writing", "queries", *(f"{name}: @1, @5" for name in result[title]), title=title
        )
        for way, figures in result[title]["suggest"].items():
            cells = [
                f"{found[way]['recall_at_1']:.2f} {found[way]['recall_at_5']:.2f}"
                for found in result[title].values()
            ]
            table.add_row(way, str(figures["queries"]), *cells)
        console.print(table)
    table = Table("typing", "p50 ms", "p95 ms", "p99 ms", "cpu p50 ms", "cpu p95 ms", "cpu p99 ms")
    crowd = result["multiplied"]
    rows = result["typing"] | {f"names alone, {crowd['names']:,} of them": crowd}
    for name, times in rows.items():
        cells = (f"{times[f'{of}p{level}_ms']:.1f}" for of in ("", "cpu_") for level in (50, 95, 99))
        table.add_row(name, *cells)
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smoke", action="store_true")
    arguments = parser.parse_args()
    console = Console()
    if not (arguments.data / ROR).is_file():
        console.print(f"no names at {arguments.data / ROR}: nothing measured")
        return
    home = Path(tempfile.mkdtemp(prefix="scibridge-bench-"))
    try:
        result = measure(arguments.data, home, smoke=arguments.smoke, seed=arguments.seed)
    finally:
        shutil.rmtree(home)
    result["machine"] = {"processor": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    show(result, console)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "name_search.json").write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
