"""All of science as an aggregate tells it: cells and pairs of countries, in the form of the corpus's own."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import orjson
import pyarrow as pa

from scibridge.engines.atlas.failures import AtlasBroken
from scibridge.engines.atlas.selections import Level
from scibridge.engines.atlas.tables import cells, pairs
from scibridge.engines.lake.manifest import sync_directory
from scibridge.engines.lake.writing import refusals, write_batches

FILE: Final = "science.json"
# Year, country, other country → works; the same country twice: its international works.
Matrix = Mapping[tuple[int, str, str], int]


@dataclass(frozen=True, slots=True)
class ScienceManifest:
    """What was loaded, from which file, when; ``directory`` is empty where nothing was."""

    directory: str = ""
    source: str = ""
    made: str = ""
    cells: int = 0
    first_year: int = 0
    last_year: int = 0

    @classmethod
    def load(cls, root: Path) -> Self:
        """Of the atlas at ``root``. Raises AtlasBroken."""
        try:
            return cls(**orjson.loads((root / FILE).read_bytes()))
        except FileNotFoundError:
            return cls()
        except (orjson.JSONDecodeError, TypeError) as problem:
            raise AtlasBroken(FILE, str(problem)) from problem


def contradictions(matrix: Matrix) -> list[tuple[int, str, str]]:
    """Pairs of more works than one of the two has at all: that cannot be. A country without a diagonal is
    not judged."""
    return sorted(
        (year, one, other)
        for (year, one, other), works in matrix.items()
        if one != other
        for side in (one, other)
        if works > matrix.get((year, side, side), works)
    )


def write_science(root: Path, matrix: Matrix, *, source: str, made: str) -> ScienceManifest:
    """Put the aggregate beside the corpus, in one step. Raises LakeFull."""
    rows = sorted(matrix.items())
    digest = hashlib.sha256(repr((source, made, rows)).encode()).hexdigest()[:12]
    folder = root / "science" / digest
    with refusals(root):
        folder.mkdir(parents=True, exist_ok=True)
    write_batches(root, folder / "cells.parquet", cells(Level.COUNTRY), _cells(matrix).to_batches())
    write_batches(root, folder / "pairs.parquet", pairs(Level.COUNTRY), _pairs(matrix).to_batches())
    years = [year for year, _, _ in matrix]
    manifest = ScienceManifest(
        digest, source, made, len(matrix), min(years, default=0), max(years, default=0)
    )
    new = root / f"{FILE}.new"
    with refusals(root), new.open("wb") as file:
        file.write(orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
        file.flush()
        os.fsync(file.fileno())
    new.replace(root / FILE)
    sync_directory(root)
    for other in (root / "science").iterdir():
        if other.name != digest:
            shutil.rmtree(other, ignore_errors=True)
    return manifest


def _table(schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """What an aggregate cannot tell is empty."""
    return pa.Table.from_pylist([{"topic_id": 0, "international": 1, **row} for row in rows], schema=schema)


def _cells(matrix: Matrix) -> pa.Table:
    links: dict[tuple[str, int], int] = {}
    for (year, one, other), works in matrix.items():
        if one != other:
            for unit in (one, other):
                links[unit, year] = links.get((unit, year), 0) + works
    own = {(one, year): works for (year, one, other), works in matrix.items() if one == other}
    return _table(
        cells(Level.COUNTRY),
        (
            {
                "unit": unit,
                "year": year,
                "works": own.get((unit, year), 0),
                "joint": own.get((unit, year), 0),
                "links": links.get((unit, year), 0),
            }
            for unit, year in sorted(own.keys() | links.keys())
        ),
    )


def _pairs(matrix: Matrix) -> pa.Table:
    both = [
        (unit, partner, year, works)
        for (year, one, other), works in matrix.items()
        if one != other
        for unit, partner in ((one, other), (other, one))
    ]
    return _table(
        pairs(Level.COUNTRY),
        (
            {"unit": unit, "partner": partner, "year": year, "works": works}
            for unit, partner, year, works in sorted(both)
        ),
    )
