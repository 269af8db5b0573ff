"""The snapshot layout: files in order, damage told line by line."""

import gzip
import json
from pathlib import Path

import pytest
from tests.sources.openalex.objects import new_work, write_part

from scibridge.sources.failures import SourceAbsent, SourceUnreadable
from scibridge.sources.openalex import snapshot
from scibridge.sources.openalex.snapshot import BadLine, input_files, listed_files, read_lines


def test_files_come_in_order_of_update(tmp_path: Path) -> None:
    late, early = (write_part(tmp_path, day, [new_work()]) for day in ("2024-02-01", "2023-12-31"))
    second = write_part(tmp_path, "2023-12-31", [new_work()], part=1)
    for directory in (tmp_path, tmp_path / "data"):
        assert [one.path for one in input_files(directory, "works")] == [early, second, late]
    assert input_files(tmp_path, "institutions") == []
    assert input_files(tmp_path, "works")[0].size == early.stat().st_size


def test_what_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SourceAbsent):
        input_files(tmp_path / "absent", "works")
    with pytest.raises(SourceUnreadable) as refusal:
        input_files(tmp_path, "works")
    assert refusal.value.reason == "not_a_snapshot"
    (tmp_path / "data" / "works").mkdir(parents=True)
    (tmp_path / "data" / "works" / "part_000.gz").write_bytes(b"")
    with pytest.raises(SourceUnreadable):
        input_files(tmp_path, "works")


def test_the_manifest_lists_files(tmp_path: Path) -> None:
    assert listed_files(tmp_path, "works") == {}
    folder = tmp_path / "data" / "works"
    folder.mkdir(parents=True)
    url = "s3://openalex/data/works/updated_date=2024-01-01/part_000.gz"
    entries = [{"url": url, "meta": {"content_length": 12, "record_count": 1}}]
    (folder / "manifest").write_text(json.dumps({"entries": entries}))
    assert listed_files(tmp_path, "works") == {"updated_date=2024-01-01/part_000.gz": 12}
    (folder / "manifest").write_text('{"entries": [{}]}')
    with pytest.raises(SourceUnreadable):
        listed_files(tmp_path, "works")


def test_lines_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    lines = [new_work(1), b"{broken", b"", b"[1]", b"\xff\xfe", new_work(2)]
    path = write_part(tmp_path, "2024-01-01", lines)
    read: list[int] = []
    found = list(read_lines(path, read.append))
    assert [(one.number, one.reason) for one in found if isinstance(one, BadLine)] == [
        (2, "not_json"),
        (4, "not_an_object"),
        (5, "not_json"),
    ]
    assert [(one[0], one[2]["id"][-1]) for one in found if not isinstance(one, BadLine)] == [
        (1, "1"),
        (6, "2"),
    ]
    assert sum(read) == path.stat().st_size


def test_a_truncated_file_gives_its_whole_lines(tmp_path: Path) -> None:
    path = write_part(tmp_path, "2024-01-01", [new_work(n, title=str(hash(n))) for n in range(1, 2001)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    *good, last = read_lines(path)
    assert isinstance(last, BadLine)
    assert last.reason == "truncated"
    assert last.number == len(good) + 1
    assert 500 < len(good) < 2000
    assert not any(isinstance(one, BadLine) for one in good)


@pytest.mark.parametrize("content", [b"plain text\n", gzip.compress(b'{"a":1}\n' * 999)[:12] + b"\0" * 90])
def test_a_damaged_file_is_said_to_be(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "part_000.gz"
    path.write_bytes(content)
    (only,) = read_lines(path)
    assert isinstance(only, BadLine)
    assert only.reason == "damaged"


def test_a_line_too_long_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MOST_BYTES_OF_A_LINE", 10_000)
    path = write_part(tmp_path, "2024-01-01", [new_work(1), new_work(2, title="x" * 50_000), new_work(3)])
    first, second, third = read_lines(path)
    assert isinstance(second, BadLine)
    assert (second.number, second.reason) == (2, "line_too_long")
    assert not isinstance(first, BadLine)
    assert not isinstance(third, BadLine)
    assert third[0] == 3


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable) as refusal:
        list(read_lines(tmp_path))
    assert refusal.value.reason == "not_readable"
