"""Rate and memory of loading OpenAlex into the lake, beside plain DuckDB over the same files in the same run.

The real sample is repeated under other ids (three in four authors are new each time) until there are enough
works, packed as OpenAlex packs its snapshot; without the sample, works are made up. The lake reads, judges,
cleans and writes five tables, settles versions and computes people and organisations. The peer only copies
the same lines to Parquet with ``read_json``: nothing is judged, taken apart or rebuilt. Memory is the peak of
all processes together, sampled; two sizes show whether it grows. Processor seconds are told beside the rate,
since they do not depend on what else the machine does.

    python benchmarks/ingest.py --data ../shared/data
"""

import argparse
import gzip
import os
import platform
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import psutil
from rich.console import Console
from rich.table import Table

SIZES, SMOKE_SIZES = (50_000, 200_000), (2_000, 8_000)
WORKS_A_FILE = 25_000
SHIFT = 10_000_000_000
RESULTS = Path(__file__).with_name("results")
_NUMBER = re.compile(rb"openalex\.org/([WA])(\d+)")
_PEER = """
import sys, duckdb
text = ("id", "doi", "title", "display_name", "language", "type", "publication_date", "updated_date")
packed = (
    "abstract_inverted_index", "authorships", "topics", "concepts", "keywords", "referenced_works",
    "primary_location", "host_venue", "sustainable_development_goals")
columns = {name: "VARCHAR" for name in text} | {name: "JSON" for name in packed}
columns |= {"publication_year": "BIGINT", "cited_by_count": "BIGINT", "is_retracted": "BOOLEAN"}
options = {"format": "newline_delimited", "maximum_object_size": 1 << 26}
lines = duckdb.connect().read_json(sys.argv[1] + "/data/works/*/*.gz", columns=columns, **options)
lines.write_parquet(sys.argv[2], compression="zstd")
"""
_OURS = """
import sys
from pathlib import Path
from scibridge.flows.corpus import import_openalex
if __name__ == "__main__":
    root = Path(sys.argv[2])
    summary = import_openalex(Path(sys.argv[1]), root, reject_file=root.with_suffix(".rejected"))
    print(summary.new, summary.unchanged)
"""


def made_up(count: int, seed: int) -> Iterator[bytes]:
    """Works with about as many authors, words and references as real ones."""
    chance = random.Random(seed)
    words = [f"word{number}" for number in range(5_000)]
    address = "https://openalex.org/"
    for number in range(1, count + 1):
        abstract: dict[str, list[int]] = {}
        for place in range(chance.randint(80, 300)):
            abstract.setdefault(chance.choice(words), []).append(place)
        authors = [
            {
                "author": {"id": f"{address}A{chance.randrange(1, 30_000)}", "display_name": "Made Up"},
                "institutions": [{"id": f"{address}I{chance.randrange(1, 5_000)}", "country_code": "CN"}],
            }
            for _ in range(chance.randint(1, 10))
        ]
        yield orjson.dumps(
            {
                "id": f"{address}W{number}",
                "title": " ".join(chance.choices(words, k=12)),
                "publication_year": chance.randint(1990, 2025),
                "abstract_inverted_index": abstract,
                "authorships": authors,
                "concepts": [
                    {"id": f"{address}C{n}", "display_name": f"Concept {n}", "score": 0.5} for n in range(11)
                ],
                "referenced_works": [f"{address}W{chance.randrange(1, 10**9)}" for _ in range(33)],
                "updated_date": "2024-01-01",
            }
        )


def real(data: Path) -> list[bytes]:
    """The lines of the sample."""
    files = sorted((data / "openalex" / "data" / "works").glob("updated_date=*/*.gz"))
    return [line.rstrip(b"\n") for path in files for line in gzip.decompress(path.read_bytes()).splitlines()]


def write_snapshot(directory: Path, lines: list[bytes], works: int) -> None:
    """``works`` works in files as OpenAlex cuts them."""

    turn = 0

    def other(match: re.Match[bytes]) -> bytes:
        times = turn if match[1] == b"W" else turn // 4
        return b"openalex.org/%s%d" % (match[1], int(match[2]) + times * SHIFT)

    for start in range(0, works, WORKS_A_FILE):
        folder = directory / "data" / "works" / f"updated_date=2024-01-{start // WORKS_A_FILE + 1:02d}"
        folder.mkdir(parents=True)
        with gzip.open(folder / "part_000.gz", "wb", compresslevel=6) as file:
            for number in range(start, min(start + WORKS_A_FILE, works)):
                turn, place = divmod(number, len(lines))
                file.write((_NUMBER.sub(other, lines[place]) if turn else lines[place]) + b"\n")


def run(program: str, *arguments: str) -> dict[str, Any]:
    """Seconds, processor seconds and peak memory of a program and its children, and what it printed."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script, tempfile.TemporaryFile("w+") as printed:
        script.write(program)
        script.flush()
        started, used, peak = time.perf_counter(), processor_seconds(), 0
        process = psutil.Popen([sys.executable, script.name, *arguments], stdout=printed)
        while process.poll() is None:
            try:
                family = [process, *process.children(recursive=True)]
                peak = max(peak, sum(one.memory_info().rss for one in family))
            except psutil.NoSuchProcess:
                pass
            time.sleep(0.05)
        seconds = time.perf_counter() - started
        if process.returncode:
            sys.exit(f"a benchmarked program failed with {process.returncode}")
        printed.seek(0)
        used = processor_seconds() - used
        return {"seconds": seconds, "cpu": used, "peak_bytes": peak, "printed": printed.read().strip()}


def processor_seconds() -> float:
    """What all finished children have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(lines: list[bytes], works: int, home: Path) -> dict[str, Any]:
    """One size: the lake twice, the peer once."""
    source, lake = home / "source", home / "lake"
    write_snapshot(source, lines, works)
    first, again = run(_OURS, str(source), str(lake)), run(_OURS, str(source), str(lake))
    assert (first["printed"], again["printed"]) == (f"{works} 0", f"0 {works}")
    peer = run(_PEER, str(source), str(home / "peer.parquet"))
    return {
        "works": works,
        "packed_bytes": size(source),
        "lake_bytes": size(lake),
        "works_per_second": works / first["seconds"],
        "cpu_ms_per_work": 1000 * first["cpu"] / works,
        "peak_bytes": first["peak_bytes"],
        "seconds_again": again["seconds"],
        "peer_works_per_second": works / peer["seconds"],
        "peer_cpu_ms_per_work": 1000 * peer["cpu"] / works,
        "peer_peak_bytes": peer["peak_bytes"],
    }


def size(directory: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def show(results: list[dict[str, Any]], console: Console) -> None:
    """The figures as a table."""
    table = Table(
        "works", "works/s", "CPU ms", "peak MB", "again s", "lake MB", "peer /s", "CPU ms", "peak MB"
    )
    for one in results:
        table.add_row(
            f"{one['works']:,}",
            f"{one['works_per_second']:,.0f}",
            f"{one['cpu_ms_per_work']:.3f}",
            f"{one['peak_bytes'] / 1e6:,.0f}",
            f"{one['seconds_again']:.1f}",
            f"{one['lake_bytes'] / 1e6:,.0f}",
            f"{one['peer_works_per_second']:,.0f}",
            f"{one['peer_cpu_ms_per_work']:.3f}",
            f"{one['peer_peak_bytes'] / 1e6:,.0f}",
        )
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="the folder of real data; without it works are made up")
    parser.add_argument("--works", type=int, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    sizes = options.works or (SMOKE_SIZES if options.smoke else SIZES)
    lines = real(options.data) if options.data else list(made_up(min(max(sizes), 8_000), options.seed))
    results = []
    for works in sizes:
        home = Path(tempfile.mkdtemp(prefix="scibridge-bench-"))
        try:
            results.append(measure(lines, works, home))
        finally:
            shutil.rmtree(home)
    show(results, Console(width=110))
    RESULTS.mkdir(exist_ok=True)
    machine = {"processor": platform.machine(), "cores": os.cpu_count()}
    content = {"source": "real" if options.data else "made up", "machine": machine, "sizes": results}
    name = "ingest_smoke.json" if options.smoke else "ingest.json"
    (RESULTS / name).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
