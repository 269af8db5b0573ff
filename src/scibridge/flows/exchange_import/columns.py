"""A posting as one row of cells: which columns there are, and the way there and back.

``title`` has the columns ``title_en`` and ``title_zh``; the second must-have's unit is ``must_have_2_unit``;
lists are separated by semicolons. Text that a spreadsheet would run as a formula is written behind an
apostrophe, which is taken off again on reading.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.utils.translation import override

from scibridge.domain.exchange.content import MOST_ROWS, Field, fields_of
from scibridge.domain.exchange.labels import FIELDS
from scibridge.domain.exchange.states import NEED_TIERS, OFFER_TIERS
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import CHINESE, ENGLISH

TEMPLATE_ROWS = 3
_LANGUAGES = {"en": ENGLISH, "zh": CHINESE}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def _tiers(kind: Kind) -> tuple[str, ...]:
    return tuple(NEED_TIERS if kind is Kind.NEED else OFFER_TIERS)


def _field_columns(field: Field, kind: Kind, prefix: str = "") -> Iterator[str]:
    if field.bilingual:
        yield from (f"{prefix}{field.name}_{code}" for code in _LANGUAGES)
    elif field.name == "field_tiers":
        yield from (f"tier_{name}" for name in _tiers(kind))
    else:
        yield f"{prefix}{field.name}"


def _row_prefix(field: Field, number: int) -> str:
    return f"{_singular(field.name)}_{number}_"


def _singular(name: str) -> str:
    return name.removesuffix("s")


@cache
def columns(kind: Kind, rows: int = TEMPLATE_ROWS) -> tuple[str, ...]:
    """Every column of a need or an offer, with ``rows`` groups of columns for must-haves and their like."""
    found: list[str] = []
    for field in fields_of(kind):
        if not field.row:
            found += _field_columns(field, kind)
            continue
        for number in range(1, rows + 1):
            for part in field.row:
                found += _field_columns(part, kind, _row_prefix(field, number))
    return tuple(found)


@cache
def known_columns(kind: Kind) -> frozenset[str]:
    """Every column that is understood."""
    return frozenset(columns(kind, MOST_ROWS))


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet runs it; plain numbers stay numbers."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def bare_cell(cell: str) -> str:
    """The text of a cell, without the apostrophe that :func:`safe_cell` set."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _list_parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；]", cell) if part.strip()]


def _read_field(field: Field, kind: Kind, cells: Mapping[str, str], prefix: str = "") -> Any:
    """The value of a field from its cells, as content readers take it; None without a column."""
    names = [name for name in _field_columns(field, kind, prefix) if name in cells]
    if not names:
        return None
    if field.bilingual:
        return {
            content: cells.get(f"{prefix}{field.name}_{code}", "")
            for code, content in _LANGUAGES.items()
            if f"{prefix}{field.name}_{code}" in cells
        }
    if field.name == "field_tiers":
        defaults = NEED_TIERS if kind is Kind.NEED else OFFER_TIERS
        chosen = {name.removeprefix("tier_"): cells[name] for name in names}
        return {name: tier or defaults[name].value for name, tier in chosen.items()}
    return _list_parts(cells[names[0]]) if field.many else cells[names[0]]


def _read_rows(field: Field, kind: Kind, cells: Mapping[str, str]) -> list[dict[str, Any]] | None:
    pattern = re.compile(rf"{_singular(field.name)}_(\d+)_")
    numbers = {int(found.group(1)) for name in cells if (found := pattern.match(name))}
    if not numbers:
        return None
    rows = []
    for number in sorted(numbers):
        prefix = _row_prefix(field, number)
        if any(cells[name] for name in cells if name.startswith(prefix)):
            row = {part.name: _read_field(part, kind, cells, prefix) for part in field.row}
            rows.append(row)
    return rows


def read_cells(kind: Kind, cells: Mapping[str, str]) -> dict[str, Any]:
    """Column → cell as ``fields`` of the services, for columns that are there. An empty cell empties."""
    bare = {name: bare_cell(cell.strip()) for name, cell in cells.items()}
    found = {
        field.name: _read_rows(field, kind, bare) if field.row else _read_field(field, kind, bare)
        for field in fields_of(kind)
    }
    return {name: value for name, value in found.items() if value is not None}


def _written(field: Field, kind: Kind, value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    if field.bilingual:
        for code, content in _LANGUAGES.items():
            yield f"{prefix}{field.name}_{code}", safe_cell((value or {}).get(content, ""))
    elif field.name == "field_tiers":
        for name in _tiers(kind):
            yield f"tier_{name}", (value or {}).get(name, "")
    elif field.many:
        parts = [one["id"] if isinstance(one, dict) else str(one) for one in value or ()]
        yield f"{prefix}{field.name}", "; ".join(parts)
    elif isinstance(value, bool):
        yield f"{prefix}{field.name}", "yes" if value else "no"
    else:
        yield f"{prefix}{field.name}", "" if value is None else safe_cell(repr_cell(value))


def repr_cell(value: object) -> str:
    """A plain value in a cell; floats keep every digit."""
    return repr(value) if isinstance(value, float) else str(value)


def write_cells(kind: Kind, content: Mapping[str, Any]) -> dict[str, str]:
    """Column → cell for a content in its JSON form (``write_content``). Topics keep their ids only."""
    cells: dict[str, str] = {}
    for field in fields_of(kind):
        if field.name not in content:
            continue
        if not field.row:
            cells.update(_written(field, kind, content[field.name]))
            continue
        for number, row in enumerate(content[field.name], start=1):
            for part in field.row:
                cells.update(_written(part, kind, row.get(part.name), _row_prefix(field, number)))
    return cells


def _label(column: str, kind: Kind) -> str:
    """What a column holds, in both languages, for the template's second line."""
    bare = re.sub(r"^[a-z]+(_[a-z]+)?_\d+_(?=[a-z])", "", column)
    name = re.sub(r"_(en|zh)$", "", bare.removeprefix("tier_"))
    shown = []
    for language in (ENGLISH, CHINESE):
        with override(language):
            shown.append(str(FIELDS[name]))
    return " / ".join(dict.fromkeys(shown))


def template_csv(kind: Kind) -> str:
    """An empty CSV file to fill in: the columns, and a line with their labels that import skips.

    To be written in UTF-8 with a byte order mark, so that spreadsheets show the Chinese.
    """
    names = columns(kind)
    labels = [_label(name, kind) for name in names]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerow([f"# {labels[0]}", *labels[1:]])
    return file.getvalue()
