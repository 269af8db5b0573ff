"""Tables of the atlas as files to take along: CSV for spreadsheets, Parquet for programs, JSON whole.

Pure writers: a table in, bytes out. Networks are in :mod:`scibridge.engines.atlas.graphs`.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.atlas.views import as_data

TABLE_FORMATS: Final = ("csv", "json", "parquet")
# Format → media type, and how a file's name ends.
MEDIA: Final[dict[str, tuple[str, str]]] = {
    "csv": ("text/csv; charset=utf-8", ".csv"),
    "json": ("application/json", ".json"),
    "parquet": ("application/vnd.apache.parquet", ".parquet"),
    "graphml": ("application/graphml+xml; charset=utf-8", ".graphml"),
    "vosviewer": ("application/json", "-vosviewer.json"),
    "pajek": ("text/plain; charset=utf-8", ".net"),
}
# Cells that a spreadsheet would run as a formula, and what no reader sees before one.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_UNSEEN: Final = "\ufeff\u200b\u00a0 "
_ABOUT: Final = b"scibridge"


@dataclass(frozen=True, slots=True)
class Column:
    """``code`` for programs, ``label`` for people; ``kind`` is the Arrow type of its values."""

    code: str
    label: str
    kind: pa.DataType


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows of as many values."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


def as_json(view: Any) -> bytes:
    """The whole view, as the API answers it."""
    return orjson.dumps(as_data(view), option=orjson.OPT_INDENT_2)


def as_csv(table: Table) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; text that would run there is quoted."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([one.label for one in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    if not isinstance(value, str):
        return text
    text = text.replace("\x00", "").lstrip(_UNSEEN)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_parquet(table: Table, about: Mapping[str, Any]) -> bytes:
    """One Parquet file; what it is about (selection, coverage, day) stands in its metadata as JSON."""
    schema = pa.schema([(one.code, one.kind) for one in table.columns], {_ABOUT: orjson.dumps(dict(about))})
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [pa.array(values, one.kind) for values, one in zip(columns, table.columns, strict=True)]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return bytes(sink.getvalue())


def about_of(parquet: bytes) -> dict[str, Any]:
    """What :func:`as_parquet` wrote beside the rows."""
    metadata: Mapping[bytes, bytes] = pq.read_schema(pa.BufferReader(parquet)).metadata
    found: dict[str, Any] = orjson.loads(metadata[_ABOUT])
    return found


def file_name(what: Sequence[str], day: str, form: str) -> str:
    """``scibridge-atlas-<what>-<day>`` with the ending of its form; nothing but ASCII letters and digits."""
    words = [_plain(one) for one in (*what, day)]
    return f"scibridge-atlas-{'-'.join(one for one in words if one)}{MEDIA[form][1]}"


def _plain(words: str) -> str:
    kept = "".join(one if one.isascii() and one.isalnum() else "-" for one in words)
    return "-".join(part for part in kept.split("-") if part)
