"""Loading: versions settle whatever their order, what is half-written is never seen, one writer at a time."""

import errno
import itertools
import multiprocessing
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.openalex.objects import new_work

from scibridge.engines.lake import writing
from scibridge.engines.lake.failures import LakeBroken, LakeBusy, LakeFull, LoadingInterrupted
from scibridge.engines.lake.lake import Lake
from scibridge.engines.lake.loading import Settled, loading
from scibridge.engines.lake.manifest import FILE, Input, Manifest
from scibridge.engines.lake.writing import Rows
from scibridge.sources.openalex.records import work_rows


def rows(number: int, title: str, updated: str) -> Rows:
    """A work that says ``title`` since ``updated``."""
    return work_rows(new_work(number, title=title, updated_date=updated), Counter())


def load(root: Path, *parts: Iterable[Rows], source: str = "") -> Settled:
    with loading(root, source=source) as lake:
        for part in parts:
            writer = lake.part("works")
            for one in part:
                assert writer.add(one)
            lake.stage("works", [writer], [])
        return lake.settle()["works"]


def titles(root: Path) -> dict[str, str]:
    return {work.id: work.title for batch in Lake(root).stream_works() for work in batch}


def test_new_changed_unchanged(tmp_path: Path) -> None:
    assert load(tmp_path, [rows(1, "a", "2024"), rows(2, "b", "2024")]) == Settled(new=2)
    assert load(tmp_path, [rows(1, "a", "2024"), rows(2, "b", "2024")]) == Settled(unchanged=2)
    assert Lake(tmp_path).generation == 1
    assert load(tmp_path, [rows(1, "A", "2025"), rows(2, "old", "2023"), rows(3, "c", "2024")]) == Settled(
        1, 1, 1
    )
    assert titles(tmp_path) == {"W1": "A", "W2": "b", "W3": "c"}
    lake = Lake(tmp_path)
    assert lake.generation == 2
    assert lake.counts() == {
        "works": 3,
        "authorships": 9,
        "works_topics": 3,
        "citations": 6,
        "institutions": 0,
        "people": 1,
        "organisations": 2,
    }


def test_a_part_takes_an_id_once(tmp_path: Path) -> None:
    with loading(tmp_path) as lake:
        writer = lake.part("works")
        assert writer.add(rows(1, "a", "2024"))
        assert not writer.add(rows(1, "b", "2025"))
        assert writer.rows == 1
        writer.discard()
    assert list((tmp_path / "parts").iterdir()) == []


versions = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from("abc"), st.sampled_from(["2021", "2022", "2023"])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions, st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_newest_version_lives_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, given_versions: list[Any], chance: Any, loads: int
) -> None:
    living = []
    for _ in range(2):
        root = tmp_path_factory.mktemp("lake")
        chance.shuffle(given_versions)
        for start in range(loads):
            load(root, *[[rows(*one)] for one in given_versions[start::loads]])
        living.append({(b["id"], b["title"], b["updated"]) for b in table(root, "works")})
        assert {(f"W{number}", title) for number, title, _ in living[-1]} == set(titles(root).items())
    assert living[0] == living[1]
    newest = {number: max(v[2] for v in given_versions if v[0] == number) for number, _, _ in given_versions}
    assert {(number, updated) for number, _, updated in living[0]} == set(newest.items())


def table(root: Path, name: str) -> list[dict[str, Any]]:
    lake = Lake(root)
    with lake._cursor() as cursor:
        return cursor.table(name).to_arrow_table().to_pylist()


def test_staged_parts_are_not_seen_until_settled(tmp_path: Path) -> None:
    load(tmp_path, [rows(1, "a", "2024")])
    with loading(tmp_path) as lake:
        writer = lake.part("works")
        writer.add(rows(1, "b", "2025"))
        lake.stage("works", [writer], [Input("works", "d1", "file", 1)])
        assert titles(tmp_path) == {"W1": "a"}
    assert titles(tmp_path) == {"W1": "a"}
    with loading(tmp_path) as lake:
        assert set(lake.known("works")) == {"d1"}
        assert lake.settle()["works"] == Settled(changed=1)
    assert titles(tmp_path) == {"W1": "b"}


def test_what_another_source_left_is_settled_on_its_own_account(tmp_path: Path) -> None:
    with loading(tmp_path, source="one") as lake:
        writer = lake.part("works")
        writer.add(rows(1, "a", "2024"))
        lake.stage("works", [writer], [])
    assert load(tmp_path, [rows(2, "b", "2024")], source="two") == Settled(new=1)
    assert titles(tmp_path) == {"W1": "a", "W2": "b"}


def test_what_is_half_written_is_swept(tmp_path: Path) -> None:
    load(tmp_path, [rows(1, "a", "2024")])
    for leftover in ("parts/0000009", "parts/0000007.building-1", "derived/0000009"):
        (tmp_path / leftover).mkdir(parents=True)
        (tmp_path / leftover / "works.parquet").write_bytes(b"PAR1")
    (tmp_path / "superseded").mkdir(exist_ok=True)
    (tmp_path / "superseded" / "works-0000009.parquet").write_bytes(b"")
    spilt = tmp_path / "spill-999999999-0"
    spilt.mkdir()
    assert titles(tmp_path) == {"W1": "a"}
    assert load(tmp_path) == Settled()
    assert [one.name for one in (tmp_path / "parts").iterdir()] == ["0000001"]
    assert [one.name for one in (tmp_path / "derived").iterdir()] == ["0000001"]
    assert list((tmp_path / "superseded").iterdir()) == []
    assert not spilt.exists()


def test_a_reader_ends_as_it_began(tmp_path: Path) -> None:
    load(tmp_path, *[[rows(n, "a", "2024")] for n in range(1, 4)])
    lake = Lake(tmp_path)
    works, people = lake.stream_works(), lake.stream_people()
    read = [work.title for work in next(works)]
    load(tmp_path, [rows(n, "b", "2025") for n in range(1, 4)])
    read += [work.title for batch in works for work in batch]
    assert read == ["a", "a", "a"]
    assert [one.id for batch in people for one in batch] == ["A11"]
    assert set(titles(tmp_path).values()) == {"b"}


def test_streaming_since_a_generation(tmp_path: Path) -> None:
    load(tmp_path, [rows(1, "a", "2024"), rows(2, "b", "2024")])
    load(tmp_path, [rows(2, "B", "2025"), rows(3, "c", "2025")])
    lake = Lake(tmp_path)
    assert {work.title for batch in lake.stream_works(since=1) for work in batch} == {"B", "c"}
    assert list(lake.stream_works(since=2)) == []


@pytest.mark.parametrize("failing", range(1, 12))
def test_a_full_disk_changes_nothing_visible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    load(tmp_path, [rows(1, "a", "2024")])
    before = table(tmp_path, "works"), table(tmp_path, "people"), Lake(tmp_path).generation
    calls = itertools.count(1)
    write, sync = pq.ParquetWriter.write_table, writing._sync_file

    def full(original: Any) -> Any:
        def write_or_fail(*arguments: Any, **options: Any) -> Any:
            if next(calls) == failing:
                raise OSError(errno.ENOSPC, "No space left on device")
            return original(*arguments, **options)

        return write_or_fail

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full(write))
    monkeypatch.setattr(writing, "_sync_file", full(sync))
    with pytest.raises(LakeFull):
        load(tmp_path, [rows(1, "b", "2025"), rows(2, "c", "2025")])
    assert (table(tmp_path, "works"), table(tmp_path, "people"), Lake(tmp_path).generation) == before
    monkeypatch.undo()
    with loading(tmp_path) as lake:
        lake.settle()
    load(tmp_path, [rows(1, "b", "2025"), rows(2, "c", "2025")])
    assert titles(tmp_path) == {"W1": "b", "W2": "c"}


def test_a_full_disk_under_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Manifest, root: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Manifest, "save", full)
    with pytest.raises(LakeFull):
        load(tmp_path, [rows(1, "a", "2024")])
    assert titles(tmp_path) == {}


def _hold(root: Path, held: Any, done: Any) -> None:
    with loading(root):
        held.set()
        done.wait(20)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, held, done))
    other.start()
    try:
        assert held.wait(20)
        with pytest.raises(LakeBusy), loading(tmp_path):
            pass
        waited: list[None] = []

        def let_go() -> None:
            waited.append(None)
            done.set()

        with loading(tmp_path, let_go):
            assert waited == [None]
    finally:
        done.set()
        other.join(20)


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"{}", b'{"format": 99}', b'{"format": 1, "generation": 1, "last_part": 1}']
)
def test_a_damaged_manifest_is_said_to_be(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(LakeBroken):
        Lake(tmp_path).counts()
    with pytest.raises(LakeBroken), loading(tmp_path):
        pass


@pytest.mark.parametrize("name", ["works", "authorships", "works_topics"])
@pytest.mark.parametrize("how", ["missing", "cut", "garbage"])
def test_a_damaged_part_is_said_to_be(tmp_path: Path, name: str, how: str) -> None:
    load(tmp_path, [work_rows(new_work(1, referenced_works=[]), Counter())])
    path = tmp_path / "parts" / "0000001" / f"{name}.parquet"
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] if how == "cut" else b"x" * 500)
    for read in (lambda lake: lake.work("W1"), lambda lake: list(lake.stream_works())):
        with pytest.raises(LakeBroken) as failure:
            read(Lake(tmp_path))
        assert f"{name}.parquet" in failure.value.data["reason"]


def test_errors_cross_between_processes() -> None:
    import pickle

    for error in (LakeFull(Path("x")), LoadingInterrupted(Path("x")), LakeBroken(Path("x"), "why")):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (type(again), again.data, str(again)) == (type(error), error.data, str(error))
