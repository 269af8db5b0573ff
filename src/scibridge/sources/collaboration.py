"""Countries that publish together, as an aggregate: ``year,country_a,country_b,works``, gzipped or not.

International works only, in full counting: a work of k countries adds one to each of its k(k-1)/2 pairs. On
the diagonal (a country with itself) stands how many international works the country has. Each pair once.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from scibridge.sources.failures import SourceAbsent, SourceUnreadable

COLUMNS: Final = ("year", "country_a", "country_b", "works")
FIRST_YEAR, LAST_YEAR = 1400, 2100
MOST_WORKS: Final = 1_000_000_000
# NA is Namibia: a code, never "not available".
_CODE = re.compile(r"[A-Z]{2}")
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Joint:
    """Works of two countries in one year; with ``one == other``, international works of that country."""

    year: int
    one: str
    other: str
    works: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken: its line, why, and what it says."""

    line: int
    reason: str
    snippet: str


def read_collaboration(path: Path) -> Iterator[Joint | BadRow]:
    """Row by row. Raises SourceAbsent, and SourceUnreadable where it is no such file at all."""
    if not path.is_file():
        raise SourceAbsent(path)
    try:
        with _open(path) as file:
            rows = csv.reader(file)
            header = tuple(next(rows, ()))
            if header != COLUMNS:
                raise SourceUnreadable(path, f"columns: {', '.join(header)[:80]}")
            for row in rows:
                yield _row(rows.line_num, row)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as problem:
        raise SourceUnreadable(path, str(problem)) from problem


def _open(path: Path) -> IO[str]:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _row(line: int, row: list[str]) -> Joint | BadRow:
    snippet = ",".join(row)[:200]
    if len(row) != len(COLUMNS):
        return BadRow(line, "wrong_shape", snippet)
    year, one, other, works = row
    if not (_CODE.fullmatch(one) and _CODE.fullmatch(other)):
        return BadRow(line, "absurd_country", snippet)
    if not (year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR):
        return BadRow(line, "absurd_year", snippet)
    if not (works.isascii() and works.isdigit() and len(works) < 12 and 0 < int(works) <= MOST_WORKS):
        return BadRow(line, "absurd_number", snippet)
    return Joint(int(year), min(one, other), max(one, other), int(works))
