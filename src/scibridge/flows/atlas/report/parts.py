"""What a report is made of: parts with words, pictures and tables, in plain values ready to be written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from django.utils.translation import get_language

from scibridge.engines.atlas.exports import Table
from scibridge.engines.charting.timelines import Columns
from scibridge.engines.text.languages import detect
from scibridge.flows.atlas.written import measure
from scibridge.kernel.bilingual import html_language

MOST_LINES: Final = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """Words or a figure; ``language`` where it is not the reader's, ``share`` of one for a bar beside it."""

    text: str
    is_number: bool = False
    language: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a column."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A table on paper; ``more`` counts the lines that were left out."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a report; ``about`` is what it is narrowed to, label and value."""

    anchor: str
    title: str
    words: tuple[str, ...] = ()
    chart: Columns | None = None
    listing: Listing | None = None
    about: tuple[str, Cell] | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as it is defined and computed."""

    label: str
    words: str
    formula: str
    source: str
    statements: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``facts`` stand on its cover, label and value; ``address`` is where it comes from."""

    kind: str
    title: Cell
    file: str
    day: str
    facts: tuple[tuple[str, Cell], ...]
    coverage: tuple[str, ...]
    parts: tuple[Part, ...]
    definitions: tuple[Definition, ...]
    query: str


def cell(text: str) -> Cell:
    """Words, marked with their language where they seem to be of another than the reader's."""
    own = "zh-Hans" if (get_language() or "en").startswith("zh") else "en"
    seems = html_language(detect(text)) if text else own
    return Cell(text, language="" if seems == own else seems)


def listing(
    table: Table,
    codes: Sequence[str],
    *,
    bar: str = "",
    marked: Iterable[str] = (),
    most: int = MOST_LINES,
    labels: Mapping[str, str] | None = None,
) -> Listing | None:
    """Some columns of a table, in this order; None without rows.

    ``bar`` is the column that gets bars, ``marked`` are those whose words may be in another language.
    """
    if not table.rows:
        return None
    place = {one.code: number for number, one in enumerate(table.columns)}
    columns = [table.columns[place[code]] for code in codes]
    shown = table.rows[:most]
    top = max((row[place[bar]] or 0 for row in shown), default=0) if bar else 0
    named = labels or {}

    def written(row: tuple[Any, ...], code: str, kind: pa.DataType) -> Cell:
        value = row[place[code]]
        if kind == pa.string():
            return cell(value or "") if code in marked else Cell(value or "")
        is_year = code.endswith("year")
        text = "–" if value is None else str(value) if is_year else measure(value)
        return Cell(text, is_number=True, share=(value or 0) / top if top and code == bar else None)

    return Listing(
        tuple(Heading(named.get(one.code, one.label), one.kind != pa.string()) for one in columns),
        tuple(tuple(written(row, one.code, one.kind) for one in columns) for row in shown),
        len(table.rows) - len(shown),
    )
