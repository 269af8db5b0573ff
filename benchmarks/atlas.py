"""Building the atlas and reading it: time and memory by size, beside other libraries on the same works.

The corpus is made (see ``atlas_corpus``): heavy-tailed teams, up to 5,000 authors on one work. "Pairs" is one
question: organisations that share works, each pair once, how many works in which year, works of more than
100 organisations left out. Here that is one statement (``pairing.organisation_pairs_by_year``), run by DuckDB
on all threads under a limit of 2 GB, from the lake's Parquet files to a Parquet file on disk. networkx reads
the same columns of the same files and keeps its answer in memory, which favours it; see ``atlas_peers``.
Both clocks start after the imports, and the numbers of rows must be equal. "Everything" is the whole
``scibridge atlas build``: all levels, topics, places, people. "Again" builds a second time with nothing
changed, up to a million works. Views are asked as pages ask them, with subjects, years, counting and scope
drawn from a seed. Memory is the peak of a process of its own.

    python benchmarks/atlas.py --works 100000 1000000 --peer-python OTHER/bin/python
"""

import argparse
import json
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

RESULTS = Path(__file__).with_name("results")
# More works are not built a second time: it would take as long as all else together.
MOST_TWICE = 1_000_000
SIZES, SMOKE_SIZES = (100_000, 1_000_000), (3_000,)
ROUNDS, SMOKE_ROUNDS = 50, 4


def pairs(lake: Path, root: Path) -> dict[str, Any]:
    """Organisation pairs by year."""
    from scibridge.engines.atlas.pairing import organisation_pairs_by_year

    begun = time.perf_counter()
    rows = organisation_pairs_by_year(lake, root / "pairs.parquet")
    return {"rows": rows, "seconds": time.perf_counter() - begun}


def everything(lake: Path, root: Path, twice: int) -> dict[str, Any]:
    """The whole build, then again with nothing changed where that is asked for."""
    from benchmarks.atlas_corpus import regions

    from scibridge.engines.atlas.building import build
    from scibridge.engines.atlas.families import families_table

    belonging = families_table({}, dict(regions()))

    def once() -> float:
        return build(lake, root, families=belonging, made="now", seconds=time.perf_counter).seconds

    found: dict[str, Any] = {"first_seconds": once()}
    size = sum(one.stat().st_size for one in (root / "tables").rglob("*.parquet"))
    if twice:
        found["again_seconds"] = once()
    return {**found, "megabytes": size // 1_000_000}


def views(lake: Path, root: Path, rounds: int) -> dict[str, Any]:
    """Median and 95th percentile of what pages ask, in milliseconds; a first question of each kind is not
    counted."""
    from scibridge.engines.atlas.failures import UnitAbsent
    from scibridge.engines.atlas.reading import Atlas

    atlas, chance = Atlas(root), random.Random(1)
    found = {}
    for name, ask in _questions(atlas, chance).items():
        times: list[float] = []
        while len(times) <= rounds:
            begun = time.perf_counter()
            try:
                ask()
            except UnitAbsent:
                continue
            times.append((time.perf_counter() - begun) * 1000)
        ordered = sorted(times[1:])
        found[name] = [round(ordered[len(ordered) // 2]), round(ordered[int(len(ordered) * 0.95)])]
    return found


def _questions(atlas: Any, chance: random.Random) -> dict[str, Callable[[], Any]]:
    from scibridge.engines.atlas.networks import bridges_view, network_view
    from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Selection, Subject
    from scibridge.engines.atlas.units import pairs_view, ranking_view, unit_view, works_view

    def selection(level: Level) -> Selection:
        subjects = [
            Subject(),
            Subject(Depth.FIELD, chance.randint(10, 34)),
            Subject(Depth.SUBFIELD, chance.randint(1000, 1240)),
            Subject(Depth.TOPIC, chance.randint(10_000, 14_515)),
        ]
        first = chance.randint(1990, 2015)
        return Selection(
            level,
            chance.choice(subjects),
            first if chance.random() < 0.7 else 0,
            chance.randint(first + 1, 2024),
            chance.choice(list(Counting)),
            chance.choice(list(Scope)),
        )

    country, house, family, region = Level.COUNTRY, Level.ORGANISATION, Level.FAMILY, Level.REGION
    # As many as are asked for: a million held here would slow the collector of what is asked.
    staff = [row["id"] for row in atlas.names(Level.PERSON, list(range(1_000_000)))]
    people = chance.sample(staff, min(1000, len(staff)))
    del staff

    def code() -> str:
        return f"{chance.choice('AB')}{chance.choice('ABCDEFGHIJKLMNOPQRST')}"

    def number() -> str:
        return f"I{chance.randint(1, 1000)}"

    return {
        "country": lambda: unit_view(atlas, code(), selection(country)),
        "organisation": lambda: unit_view(atlas, number(), selection(house)),
        "family": lambda: unit_view(atlas, number(), selection(family)),
        "region": lambda: unit_view(atlas, f"{code()}-{chance.randint(0, 9)}", selection(region)),
        "person": lambda: unit_view(atlas, f"A{chance.choice(people)}", Selection(Level.PERSON)),
        "pairs of countries": lambda: pairs_view(atlas, selection(country)),
        "pairs of organisations": lambda: pairs_view(atlas, selection(house)),
        "ranking of organisations": lambda: ranking_view(atlas, selection(house)),
        "network of countries": lambda: network_view(atlas, selection(country)),
        "network of organisations": lambda: network_view(atlas, selection(house)),
        "bridges of countries": lambda: bridges_view(atlas, selection(country), most=20),
        "bridges of organisations": lambda: bridges_view(atlas, selection(house), most=20),
        "bridges of regions": lambda: bridges_view(atlas, selection(region), most=20),
        "works of an organisation": lambda: works_view(atlas, number(), selection(house)),
        "works of a pair": lambda: works_view(atlas, code(), selection(country), partner="AA"),
    }


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "pairs": pairs,
    "everything": everything,
    "views": views,
}


def one(job: str, lake: Path, root: Path, *more: str) -> dict[str, Any]:
    """A job in a process of its own, with its seconds and the peak of its memory."""
    root.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, __file__, "--job", job, str(lake), str(root), *more],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{job}: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def measure(works: int, rounds: int, peer_python: str) -> dict[str, Any]:
    """One size; what was made is removed again."""
    from benchmarks.atlas_corpus import write_corpus
    from benchmarks.atlas_peers import PEERS, ask_peer

    folder = Path(tempfile.mkdtemp(prefix="atlas-"))
    try:
        lake = folder / "lake"
        found: dict[str, Any] = {"works": works, "authorships": write_corpus(lake, works)}
        found["pairs"] = one("pairs", lake, folder / "pairs")
        for name, peer in PEERS.items():
            if works <= peer.most:
                found[name] = ask_peer(name, lake, folder / name, peer_python)
        for name in PEERS:
            assert found.get(name, {}).get("rows", found["pairs"]["rows"]) == found["pairs"]["rows"]
        twice = int(works <= MOST_TWICE)
        found["everything"] = one("everything", lake, folder / "atlas", str(twice))
        found["views"] = one("views", lake, folder / "atlas", str(rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def tell(found: dict[str, Any]) -> None:
    pairs_, all_ = found["pairs"], found["everything"]
    print(f"\n{found['works']:,} works, {found['authorships']:,} authorships")
    print(f"  organisation pairs by year: {pairs_['seconds']:.2f} s, {pairs_['gigabytes']:.2f} GB")
    for name in ("networkx", "metaknowledge"):
        if "skipped" in (peer := found.get(name, {})):
            print(f"  {name}: left out, {peer['skipped']}")
        elif peer:
            ratio = peer["seconds"] / pairs_["seconds"]
            print(f"  {name}: {peer['seconds']:.1f} s, {peer['gigabytes']:.2f} GB: {ratio:.1f} times as long")
    again = f", again {all_['again_seconds']:.0f} s" if "again_seconds" in all_ else ""
    print(
        f"  everything: {all_['first_seconds']:.0f} s{again}, {all_['gigabytes']:.2f} GB,"
        f" tables {all_['megabytes']:,} MB"
    )
    for name, times in found["views"].items():
        if isinstance(times, list):
            print(f"  {name}: median {times[0]} ms, p95 {times[1]} ms")


def main() -> None:
    """Run every size, print, and write the figures down."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--works", type=int, nargs="+")
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument(
        "--peer-python",
        default=sys.executable,
        metavar="PATH",
        help="a Python with metaknowledge, where that is to be measured",
    )
    parser.add_argument("--job", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        name, lake, root, *more = options.job
        begun = time.perf_counter()
        answer = JOBS[name](Path(lake), Path(root), *map(int, more))
        answer = dict(answer)
        seconds, peak = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"seconds": seconds, **answer, "gigabytes": peak / 1e6}))
        return
    sizes = options.works or (SMOKE_SIZES if options.smoke else SIZES)
    found = []
    for works in sizes:
        found.append(measure(works, SMOKE_ROUNDS if options.smoke else ROUNDS, options.peer_python))
        tell(found[-1])
    if not options.smoke:
        keep(found)


def keep(found: list[dict[str, Any]]) -> None:
    """Write the figures down, beside those of other sizes that were measured before."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "atlas.json"
    before = json.loads(path.read_text())["sizes"] if path.exists() else []
    sizes = {one["works"]: one for one in [*before, *found]}
    machine = {"machine": platform.machine(), "python": platform.python_version()}
    told = {**machine, "sizes": [sizes[works] for works in sorted(sizes)]}
    path.write_text(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
