"""Other libraries at the question of ``atlas``'s pairs, each in a process of its own.

networkx is the straightforward way: a graph for each year, an edge for each two organisations of a work,
over the same columns of the same Parquet files, on one thread. metaknowledge reads what publishers export:
the same works are written for it beforehand as Web of Science's tagged text, and reading that is part of its
time, as it is of its users'; its nodes are addresses, of which every organisation has one. It was written for
networkx before 2.4: one name it uses is given back to later ones. It is no dependency of this project: where
it is not installed it is left out with the reason.
pyBibX is not measured: installing it asks for torch and eighteen packages for graphics cards.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_ORGANISATIONS = 100


@dataclass(frozen=True)
class Peer:
    """How many works it bears here, and what it does."""

    most: int
    run: Callable[[Path, Path], dict[str, Any]]


def networkx_pairs(lake: Path, root: Path) -> dict[str, Any]:
    """A graph for each year."""
    from itertools import combinations

    import networkx as nx
    import pyarrow.parquet as pq

    begun = time.perf_counter()
    graphs: dict[int, Any] = {}
    for folder in sorted((lake / "parts").iterdir()):
        works = pq.read_table(folder / "works.parquet", columns=["id", "year"]).to_pydict()
        years = dict(zip(works["id"], works["year"], strict=True))
        houses: dict[int, set[int]] = {}
        rows = pq.read_table(
            folder / "authorships.parquet", columns=["work_id", "organisation_id"]
        ).to_pydict()
        for work, house in zip(rows["work_id"], rows["organisation_id"], strict=True):
            houses.setdefault(work, set()).add(house)
        for work, members in houses.items():
            if len(members) > MOST_ORGANISATIONS:
                continue
            graph = graphs.setdefault(years[work], nx.Graph())
            for one, other in combinations(sorted(members), 2):
                if graph.has_edge(one, other):
                    graph[one][other]["works"] += 1
                else:
                    graph.add_edge(one, other, works=1)
    seconds = time.perf_counter() - begun
    return {"rows": sum(graph.number_of_edges() for graph in graphs.values()), "seconds": seconds}


def metaknowledge_pairs(lake: Path, root: Path) -> dict[str, Any]:
    """Web of Science's tagged text into records, split by year, a network of addresses for each."""
    path = root / "works.txt"
    import metaknowledge as mk
    import networkx as nx

    # What it was written for: networkx 2.4 took the older of two names away.
    if not hasattr(nx.Graph, "node"):
        nx.Graph.node = nx.Graph.nodes
    mk.VERBOSE_MODE = False
    begun = time.perf_counter()
    records, rows = mk.RecordCollection(str(path)), 0
    for year in sorted({record.get("year") for record in records}):
        rows += records.yearSplit(year, year).networkOneMode("C1").number_of_edges()
    return {"rows": rows, "seconds": time.perf_counter() - begun}


PEERS = {
    "networkx": Peer(10_000_000, networkx_pairs),
    "metaknowledge": Peer(100_000, metaknowledge_pairs),
}


def write_tagged(lake: Path, path: Path) -> None:
    """The works as Web of Science exports them: authors, addresses, year."""
    import pyarrow.parquet as pq

    with path.open("w", encoding="utf-8") as file:
        file.write("FN Clarivate Analytics Web of Science\nVR 1.0\n")
        for folder in sorted((lake / "parts").iterdir()):
            works = pq.read_table(folder / "works.parquet", columns=["id", "title", "year"]).to_pylist()
            signed: dict[int, list[dict[str, Any]]] = {}
            columns = ["work_id", "person_name", "organisation_name", "country"]
            for row in pq.read_table(folder / "authorships.parquet", columns=columns).to_pylist():
                signed.setdefault(row["work_id"], []).append(row)
            for work in works:
                rows = signed.get(work["id"], [])
                if len({row["organisation_name"] for row in rows}) > MOST_ORGANISATIONS:
                    continue
                names: list[str] = []
                there: dict[str, list[str]] = {}
                for row in rows:
                    names.append(row["person_name"].replace(" ", ", "))
                    place = f"{row['organisation_name']}, City, {row['country']}."
                    there.setdefault(place, []).append(names[-1])
                places = [f"[{'; '.join(held)}] {place}" for place, held in there.items()]
                lines = ["PT J", "AU " + "\n   ".join(names), "AF " + "\n   ".join(names)]
                lines += [f"TI {work['title']}", "SO Journal", "DT Article", "LA English"]
                lines += ["C1 " + "\n   ".join(places), f"PY {work['year']}", "TC 0", "NR 0"]
                lines += [f"DI 10.1/{work['id']}", f"UT WOS:{work['id']:015d}", "ER"]
                file.write("\n".join(lines) + "\n\n")
        file.write("EF\n")


def ask_peer(name: str, lake: Path, root: Path, python: str) -> dict[str, Any]:
    """Seconds, rows and peak memory, or why it was left out."""
    root.mkdir(parents=True)
    if name != "networkx":
        found = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
        if found.returncode:
            return {"skipped": "it is not installed in the Python of --peer-python"}
        write_tagged(lake, root / "works.txt")
    done = subprocess.run(
        [sys.executable if name == "networkx" else python, __file__, name, str(lake), str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1][:200]}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


if __name__ == "__main__":
    import resource

    which, lake_, root_ = sys.argv[1:]
    answered = PEERS[which].run(Path(lake_), Path(root_))
    answered["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps(answered))
