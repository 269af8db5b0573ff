"""Server time of every family of public pages over a large demonstration world, under open-loop load.

``scibridge serve`` runs as anyone would run it, with its worker beside it, on loopback; the visitor is a
process of its own on the same machine and shares its processors. Server time counts from the request's
arrival in the process that answers to the first byte; a process takes a request when it can answer it, so
waiting shows in the wall time alone: from the appointed moment of the request to the last byte. The bar is
put to the wall time. A loaded home is kept for the next run under a key of what made it.

    python benchmarks/pages.py --size 100 --rate 50 --seconds 60
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import orjson
import psutil
from rich.console import Console
from rich.table import Table

BAR_MS = 100.0
HERE = Path(__file__).parent
RESULTS = HERE / "results"
SOURCE = HERE.parent / "src" / "scibridge"
# What a loaded home depends on: the world, the tables, the index and how words are taken apart.
MAKERS = (
    "flows/demonstration",
    "flows/indexing",
    "domain/*/migrations",
    "engines/matching",
    "engines/text",
    "engines/lake",
)
PATIENCE = 120.0


def key() -> str:
    """Changes with anything that a loaded home is made of."""
    digest = hashlib.sha256()
    files = [
        path for one in MAKERS for folder in SOURCE.glob(one) for path in folder.rglob("*") if path.is_file()
    ]
    for path in sorted(one for one in files if one.suffix in {".py", ".toml", ".csv", ".tsv", ".sql"}):
        digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def environment(home: Path) -> dict[str, str]:
    """The product's own defaults, on that home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCIBRIDGE_")}
    kept.pop("DATABASE_URL", None)
    # All visitors come from one address here: limits meant for one of them would end the measurement.
    return kept | {
        "SCIBRIDGE_HOME": str(home),
        "SCIBRIDGE_SERVER_TIMING": "true",
        "SCIBRIDGE_PAGE_RATE_VISITOR": "1000000/m",
    }


def command(home: Path, *arguments: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    """The command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "scibridge.cli", *arguments],
        env=environment(home),
        check=True,
        text=True,
        **more,
    )


def loaded_home(size: int, console: Console) -> tuple[Path, float | None]:
    """A home with the world of that size, and how long loading took where it was not there already."""
    store = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "scibridge-bench"
    home = store / f"pages-{size}-{key()}"
    ready = home / "loaded"
    if ready.exists():
        console.print(f"home of an earlier run: {home}")
        command(home, "setup", "--quiet")
        return home, float(ready.read_text(encoding="ascii"))
    for old in store.glob(f"pages-{size}-*"):
        shutil.rmtree(old)
    home.mkdir(parents=True)
    began = time.perf_counter()
    command(home, "setup", "--quiet")
    command(home, "demo", "--size", str(size), stdout=subprocess.DEVNULL)
    took = time.perf_counter() - began
    ready.write_text(f"{took:.1f}", encoding="ascii")
    return home, took


class Served:
    """``scibridge serve`` on that home, its processes and their memory."""

    def __init__(self, home: Path, processes: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        chosen = ["--processes", str(processes)] if processes else []
        self.log = home / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scibridge.cli", "serve", "--port", str(self.port), *chosen],
                env=environment(home),
                stdout=log,
                stderr=log,
            )
        self.peak = 0.0
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def await_answer(self) -> None:
        """Until it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    self._watch.start()
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"the server did not answer; see {self.log}")

    def _look(self) -> None:
        while not self._ending.wait(1.0):
            self.peak = max(self.peak, self.memory())

    def memory(self) -> float:
        """Megabytes of all its processes; pages they share are counted once, in parts."""
        total = 0
        parent = psutil.Process(self.process.pid)
        for one in (parent, *parent.children(recursive=True)):
            try:
                total += one.memory_full_info().pss
            except psutil.Error:
                continue
        return total / 1e6

    def end(self) -> None:
        """As Ctrl-C would."""
        self._ending.set()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()


def share(values: list[float], part: float) -> float:
    """The smallest value that at least ``part`` of all do not exceed."""
    ordered = sorted(values)
    return (
        ordered[min(len(ordered) - 1, max(0, -(-int(part * 1000) * len(ordered) // 1000) - 1))]
        if ordered
        else 0.0
    )


def figures(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """What a family shows; a request without an answer of the 200s or 300s is an error."""
    good = [one for one in outcomes if 200 <= one["status"] < 400]
    server, wall = [one["server"] for one in good], [one["wall"] for one in good]
    worst = max(good, key=lambda one: one["server"], default={"address": ""})
    return {
        "requests": len(outcomes),
        "errors": len(outcomes) - len(good),
        "server_ms": {"p50": share(server, 0.5), "p95": share(server, 0.95), "max": max(server, default=0.0)},
        "wall_ms": {"p50": share(wall, 0.5), "p95": share(wall, 0.95), "max": max(wall, default=0.0)},
        "slowest": worst["address"],
        "examples": sorted(
            {f"{one['status']} {one['error']} {one['address']}" for one in outcomes if one not in good}
        )[:3],
    }


def pace() -> float:
    """Milliseconds of processor time this machine takes for a fixed loop, the median of many: shared machines
    become twice as slow from one quarter of an hour to the next, and times are read beside this."""
    taken = []
    for _ in range(101):
        began = time.process_time()
        total = 0
        for number in range(60_000):
            total += number * number % 7
        taken.append((time.process_time() - began) * 1000)
    return sorted(taken)[50]


def measure(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Serve, visit, and put the outcomes together."""
    plan = subprocess.run(
        [sys.executable, str(HERE / "page_addresses.py"), *(["--files"] if options.files else [])],
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if options.only:
        chosen = {
            name: rows for name, rows in json.loads(plan).items() if any(one in name for one in options.only)
        }
        plan = json.dumps(chosen)
    served = Served(home, options.processes)
    try:
        served.await_answer()
        before, pace_before = os.getloadavg()[0], pace()
        rates = [str(one) for one in (served.port, options.rate, options.seconds, options.warm_up)]
        visitor = subprocess.run(
            [sys.executable, str(HERE / "page_load.py"), *rates],
            input=plan,
            check=True,
            capture_output=True,
            text=True,
        )
        after, peak = os.getloadavg()[0], max(served.peak, served.memory())
    finally:
        served.end()
    outcomes = json.loads(visitor.stdout)
    families: dict[str, list[dict[str, Any]]] = {}
    for one in outcomes:
        families.setdefault(one["family"], []).append(one)
    return {
        "rate": options.rate,
        "seconds": options.seconds,
        "size": options.size,
        "load_before_and_after": [before, after],
        "pace_ms_before_and_after": [pace_before, pace()],
        "memory_mb": peak,
        "all": figures(outcomes),
        "families": {name: figures(rows) for name, rows in sorted(families.items())},
    }


def show(result: dict[str, Any], console: Console) -> None:
    """As a table."""
    before, after = result["load_before_and_after"]
    pace_before, pace_after = result["pace_ms_before_and_after"]
    console.print(
        f"world × {result['size']}, {result['rate']:g} requests/s for {result['seconds']:g} s; memory"
        f" {result['memory_mb']:,.0f} MB; load {before:.1f} before, {after:.1f} after; pace"
        f" {pace_before:.2f} ms before, {pace_after:.2f} ms after"
    )
    table = Table("pages", "requests", "errors", "server p50 ms", "p95", "max", "wall p50 ms", "p95", "max")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, row in {**result["families"], "all": result["all"]}.items():
        times = [
            f"{row[one][part]:.1f}" for one in ("server_ms", "wall_ms") for part in ("p50", "p95", "max")
        ]
        style = "red" if row["errors"] or row["wall_ms"]["p95"] > BAR_MS else ""
        table.add_row(name, str(row["requests"]), str(row["errors"]), *times, style=style)
    console.print(table)
    for row in result["families"].values():
        for one in row["examples"]:
            console.print(f"  {one}", style="red", markup=False)


def main() -> int:
    """Load, measure, tell; ends with 1 where the bar is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100, help="how many times the demonstration world")
    parser.add_argument("--rate", type=float, default=50.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm-up", type=float, default=15.0, help="seconds at half the rate, not counted")
    parser.add_argument("--processes", type=int, default=0, help="as scibridge serve; 0 leaves it to that")
    parser.add_argument("--home", type=Path, help="a home that is loaded already, used as it is")
    parser.add_argument("--files", action="store_true", help="downloads in place of pages")
    parser.add_argument("--only", nargs="*", help="families whose names hold one of these words")
    parser.add_argument(
        "--smoke", action="store_true", help="a small world and a short visit; errors count, times do not"
    )
    options = parser.parse_args()
    if options.smoke:
        options.size, options.rate, options.seconds, options.warm_up = 1, 10.0, 12.0, 6.0
    console = Console()
    home, took = (options.home, None) if options.home else loaded_home(options.size, console)
    result = measure(home, options)
    result["loading_s"] = took
    result["machine"] = {"processor": platform.machine(), "cores": os.cpu_count()}
    show(result, console)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"pages_{options.size}.json").write_bytes(
        orjson.dumps(result, option=orjson.OPT_INDENT_2) + b"\n"
    )
    slow = [name for name, row in result["families"].items() if row["wall_ms"]["p95"] > BAR_MS]
    missed = bool(result["all"]["errors"]) or (bool(slow) and not options.smoke)
    if slow:
        console.print(f"over {BAR_MS:g} ms: {', '.join(slow)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
