"""Tables as files: read back by other programs, they hold the same."""

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.atlas.exports import (
    MEDIA,
    Column,
    Table,
    about_of,
    as_csv,
    as_json,
    as_parquet,
    file_name,
)
from scibridge.engines.atlas.selections import Selection

COLUMNS = (
    Column("name", "名称", pa.string()),
    Column("works", "文献", pa.int64()),
    Column("share", "Share", pa.float64()),
)
TABLE = Table(COLUMNS, (("清华大学", 3, 1 / 3), ("=1+1", -2, None), (None, None, -0.5)))


def test_csv_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(TABLE).decode("utf-8-sig"))))
    assert rows == [
        ["名称", "文献", "Share"],
        ["清华大学", "3", "0.3333333333"],
        ["'=1+1", "-2", ""],
        ["", "", "-0.5"],
    ]
    assert as_csv(TABLE).startswith(b"\xef\xbb\xbf")


def test_parquet_keeps_types_and_what_it_is_about() -> None:
    content = as_parquet(TABLE, {"table": "names"})
    table = pq.read_table(pa.BufferReader(content))
    assert table.schema.names == ["name", "works", "share"]
    assert table.schema.types == [pa.string(), pa.int64(), pa.float64()]
    assert [tuple(row.values()) for row in table.to_pylist()] == list(TABLE.rows)
    assert about_of(content) == {"table": "names"}


def test_a_table_without_rows_keeps_its_columns() -> None:
    empty = Table(COLUMNS, ())
    assert pq.read_table(pa.BufferReader(as_parquet(empty, {}))).schema.names == ["name", "works", "share"]
    assert as_csv(empty).decode("utf-8-sig") == "名称,文献,Share\r\n"


_TEXT = st.one_of(st.none(), st.text(st.characters(exclude_categories=("Cs",)), max_size=20))


@given(st.lists(st.tuples(_TEXT, st.one_of(st.none(), st.integers(-(2**40), 2**40)))))
def test_no_cell_begins_like_a_formula_and_parquet_loses_nothing(rows: list[tuple[str, int]]) -> None:
    table = Table(COLUMNS[:2], tuple(rows))
    cells = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"), newline="")))[1:]
    assert len(cells) == len(rows)
    assert not any(name.startswith(("=", "+", "-", "@", "\t", "\r")) for name, _works in cells)
    held = pq.read_table(pa.BufferReader(as_parquet(table, {}))).to_pylist()
    assert [tuple(row.values()) for row in held] == rows


def test_json_writes_a_view_field_by_field() -> None:
    assert json.loads(as_json(Selection()))["subject"] == {"depth": "all", "node": 0}


def test_names_of_files_hold_letters_and_digits_alone() -> None:
    assert file_name(("pairs", "CN", "../field:27"), "2026-11-26", "pajek") == (
        "scibridge-atlas-pairs-CN-field-27-2026-11-26.net"
    )
    assert {file_name(("x",), "day", form).partition("day")[2] for form in MEDIA} == {
        ".csv",
        ".json",
        ".parquet",
        ".graphml",
        "-vosviewer.json",
        ".net",
    }
