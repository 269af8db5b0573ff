"""What a session writes: in order, of the columns it should have, and nothing half-written."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scibridge.engines.lake.sessions import session_at
from scibridge.engines.lake.statements import Statement

SCHEMA = pa.schema([("id", pa.int64()), ("place", pa.int32())])


def written(root: Path, text: str, schema: pa.Schema = SCHEMA, **groups: int) -> int:
    with session_at("duckdb", root) as session:
        ids = pa.array((one * 7919 % 100_003 for one in range(100_003)), pa.int64())
        session.take("rows_", pa.table({"id": ids, "place": pa.array(range(100_003), pa.int32())}))
        return session.write(Statement("some", text, ()), {}, root / "it's.parquet", schema, **groups)


def test_the_order_asked_for_is_the_order_written(tmp_path: Path) -> None:
    assert written(tmp_path, "SELECT id, place FROM rows_ ORDER BY id") == 100_003
    found = pq.ParquetFile(tmp_path / "it's.parquet")
    assert found.read().column("id").to_pylist() == list(range(100_003))
    assert found.metadata.num_row_groups == 1


def test_what_is_looked_up_lies_in_small_groups(tmp_path: Path) -> None:
    assert written(tmp_path, "SELECT id, place FROM rows_ ORDER BY id", rows_a_group=10_000) == 100_003
    assert pq.ParquetFile(tmp_path / "it's.parquet").metadata.num_row_groups >= 9


def test_other_columns_than_promised_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="some gives"):
        written(tmp_path, "SELECT id FROM rows_")
    assert not (tmp_path / "it's.parquet").exists()
