"""Importing OpenAlex into the lake: counted to the record, the same however often, killed or not."""

import errno
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.sources.openalex.objects import ADDRESS, new_work, old_work, write_part

from scibridge.engines.lake.failures import LakeFull, LoadingInterrupted
from scibridge.engines.lake.lake import Lake
from scibridge.engines.lake.manifest import Manifest
from scibridge.engines.lake.schema import DERIVED, TABLES
from scibridge.flows import corpus_intake
from scibridge.flows.corpus import import_openalex, import_openalex_works
from scibridge.flows.corpus_intake import groups_of
from scibridge.flows.imports import ImportSummary
from scibridge.sources.failures import ServiceFailed, SourceAbsent, SourceUnreadable


def load(directory: Path, root: Path, **options: Any) -> ImportSummary:
    options = {"reject_file": root.parent / "rejected.jsonl", "workers": 1} | options
    return import_openalex(directory, root, **options)


def counts(summary: ImportSummary) -> tuple[int, int, int, int, int]:
    return summary.read, summary.new, summary.changed, summary.unchanged, summary.rejected


def contents(root: Path) -> dict[str, list[str]]:
    """Every table, sorted, without the number of the part, which tells only when a row came."""
    lake = Lake(root)
    tables = {}
    with lake._cursor() as cursor:
        for name in (*TABLES, *DERIVED):
            rows = cursor.table(name).to_arrow_table().to_pylist()
            tables[name] = sorted(repr({k: v for k, v in row.items() if k != "part"}) for row in rows)
    return tables


def snapshot(directory: Path, files: int = 6, works: int = 40, seed: int = 1) -> Path:
    """A snapshot with works of both generations, some of them in several versions."""
    chance = random.Random(seed)
    for file in range(files):
        day = f"2024-01-{file + 1:02d}"
        lines = []
        for _ in range(works):
            number = chance.randrange(1, files * works // 2)
            made = (new_work if number % 2 else old_work)(number, updated_date=day)
            lines.append(made | {"title": f"Version of {day} {chance.random()}", "cited_by_count": file})
        write_part(directory, day, lines)
    institution = {"id": f"{ADDRESS}I21", "display_name": "Tsinghua University", "country_code": "CN"}
    write_part(directory, "2024-01-01", [institution], entity="institutions")
    return directory


def test_an_import_and_the_same_again(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "lake"
    write_part(source, "2024-01-01", [new_work(1), old_work(2)])
    write_part(source, "2024-02-01", [new_work(3)])
    write_part(source, "2024-01-01", [{"id": f"{ADDRESS}I21", "display_name": "THU"}], entity="institutions")
    told: list[tuple[int, int, str]] = []
    summary = load(source, root, progress=lambda *step: told.append(step))
    assert counts(summary) == (3, 3, 0, 0, 0)
    assert summary.notes == {"institutions": 1}
    assert summary.reject_file is None
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] == sum(one.stat().st_size for one in source.rglob("*.gz"))
    assert [step[0] for step in told] == sorted(step[0] for step in told)
    assert told[-1][2].endswith("part_000.gz")
    before, generation = contents(root), Lake(root).generation
    assert counts(load(source, root)) == (3, 0, 0, 3, 0)
    assert (contents(root), Lake(root).generation) == (before, generation)


def test_files_packed_anew_say_nothing_new(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "lake"
    write_part(source, "2024-01-01", [new_work(1), new_work(2)])
    load(source, root)
    write_part(source, "2024-01-01", [new_work(2), new_work(1)])
    assert counts(load(source, root)) == (2, 0, 0, 2, 0)
    assert Lake(root).generation == 1


def test_of_one_id_the_newest_lives_whatever_the_order(tmp_path: Path) -> None:
    old, new = (new_work(1, title=day, updated_date=day) for day in ("2024-01-01", "2024-02-01"))
    forth, back = tmp_path / "forth", tmp_path / "back"
    for directory, versions in ((forth, (old, new)), (back, (new, old))):
        for part, one in enumerate(versions):
            write_part(directory, "2024-03-01", [one], part=part)
        root = directory / "lake"
        summary = load(directory, root)
        assert counts(summary) == (2, 1, 0, 1, 0)
        assert summary.notes["duplicate_id"] == 1
        assert [work.title for work in Lake(root).works(["W1"])] == ["2024-02-01"]
    assert contents(forth / "lake") == contents(back / "lake")


def test_an_update_changes_what_it_changes(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "lake"
    write_part(source, "2024-01-01", [new_work(n, updated_date="2024-01-01") for n in (1, 2, 3)])
    load(source, root)
    changes = [
        new_work(2, title="Anew", updated_date="2024-02-01"),
        new_work(4),
        new_work(3, updated_date="2024-02-01"),
    ]
    write_part(source, "2024-02-01", changes)
    assert counts(load(source, root)) == (6, 1, 1, 4, 0)
    assert [work.title for work in Lake(root).works(["W2"])] == ["Anew"]
    assert Lake(root).counts()["works"] == 4


def test_what_is_refused_is_told_every_time_and_the_rest_is_loaded(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "lake"
    lines = [new_work(1), b'{"id": "W2", broken', new_work(3, id=None), new_work(4, language=5), new_work(5)]
    write_part(source, "2024-01-01", lines)
    whole = write_part(source, "2024-01-02", [new_work(n, title=f"{n}" * 500) for n in range(100, 700)])
    whole.write_bytes(whole.read_bytes()[:-200])
    write_part(source, "2024-01-03", [new_work(7, publication_year=20233)])
    first = load(source, root)
    assert first.reasons == {"not_json": 1, "no_id": 1, "wrong_shape": 1, "truncated": 1}
    assert first.notes["absurd_year"] == 1
    assert first.reject_file is not None
    told = [json.loads(line) for line in first.reject_file.read_text().splitlines()]
    name = "data/works/updated_date=2024-01-01/part_000.gz"
    assert [(one["where"], one["reason"]) for one in told[:3]] == [
        (f"{name}:2", "not_json"),
        (f"{name}:3", "no_id"),
        (f"{name}:4", "wrong_shape"),
    ]
    assert told[0]["snippet"] == '{"id": "W2", broken\n'
    assert all(len(one["snippet"]) <= 200 for one in told)
    assert first.read == first.new + 4
    assert {work.id for work in Lake(root).works(["W1", "W5", "W7", "W100"])} == {"W1", "W5", "W7", "W100"}
    second = load(source, root)
    assert counts(second) == (first.read, 0, 0, first.new, 4)
    assert (second.reasons, second.notes) == (first.reasons, first.notes)
    assert second.reject_file is not None
    assert [json.loads(line) for line in second.reject_file.read_text().splitlines()] == told


def test_a_download_that_is_not_whole_is_noted(tmp_path: Path) -> None:
    path = write_part(tmp_path, "2024-01-01", [new_work(1)])
    entries = [
        {
            "url": f"s3://openalex/data/works/updated_date=2024-01-{day}/part_000.gz",
            "meta": {"content_length": size},
        }
        for day, size in (("01", path.stat().st_size + 1), ("02", 9))
    ]
    (tmp_path / "data" / "works" / "manifest").write_text(json.dumps({"entries": entries}))
    notes = load(tmp_path, tmp_path / "lake").notes
    assert (notes["listed_file_missing"], notes["listed_file_differs"]) == (1, 1)


def test_what_is_no_snapshot_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceAbsent):
        load(tmp_path / "absent", tmp_path / "lake")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceUnreadable):
        load(tmp_path / "empty", tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_stops_cleanly(tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source, root = snapshot(tmp_path / "source"), tmp_path / "lake"

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if workers == 1:
        monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    else:
        monkeypatch.setattr(Manifest, "save", full)
    with pytest.raises(LakeFull):
        load(source, root, workers=workers)
    assert set(Lake(root).counts().values()) == {0}
    assert list((root / "parts").iterdir()) == []
    assert multiprocessing.active_children() == []
    monkeypatch.undo()
    load(source, root, workers=workers)
    load(source, tmp_path / "other", workers=1)
    assert contents(root) == contents(tmp_path / "other")


def _die(*arguments: Any) -> None:
    os._exit(1)


def test_a_worker_ended_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, root = snapshot(tmp_path / "source"), tmp_path / "lake"
    # Pickled by name, so that it is the worker that meets it.
    monkeypatch.setattr(corpus_intake, "_work", _die)
    with pytest.raises(LoadingInterrupted):
        load(source, root, workers=2)
    assert set(Lake(root).counts().values()) == {0}
    monkeypatch.undo()
    assert counts(load(source, root))[4] == 0


def test_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_intake, "LEAST_BYTES_A_WORKER", 1)
    source = snapshot(tmp_path / "source")
    write_part(source, "2024-05-01", [b"{", new_work(9_999)])
    one, two = (load(source, tmp_path / f"lake{n}", workers=n) for n in (1, 2))
    assert contents(tmp_path / "lake1") == contents(tmp_path / "lake2")
    assert counts(one) == counts(two)
    assert one.reasons == two.reasons == {"not_json": 1}


def test_files_are_grouped_in_order() -> None:
    mib = 1 << 20
    files = [(Path(f"{n}"), f"{n}", size * mib) for n, size in enumerate([3, 3, 300, 1, 1, 1])]
    groups = groups_of("works", files, 100)
    assert [[label for _, label in group.files] for group in groups] == [["0"], ["1"], ["2"], ["3", "4", "5"]]
    assert [len(group.files) for group in groups_of("works", files, 1)] == [2, 1, 3]
    assert groups_of("works", [], 2) == []


KILLED = """
import sys
from pathlib import Path
from scibridge.engines.lake import writing
from scibridge.flows import corpus_intake
from scibridge.flows.corpus import import_openalex

corpus_intake.LEAST_BYTES_A_WORKER = 1
corpus_intake.RECORDS_A_PART = 30

if __name__ == "__main__":
    source, root, workers = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    print("ready", flush=True)
    import_openalex(source, root, reject_file=root.parent / "rejected.jsonl", workers=workers)
"""


@pytest.mark.parametrize(("workers", "kills"), [(1, 4), (2, 3)])
def test_killed_at_any_moment_and_run_again(tmp_path: Path, workers: int, kills: int) -> None:
    """The moments are spread over the time a run takes, which is measured first."""
    source = snapshot(tmp_path / "source", files=10, works=60)
    script = tmp_path / "script.py"
    script.write_text(KILLED)

    def start(root: Path) -> subprocess.Popen[str]:
        arguments = [sys.executable, str(script), str(source), str(root), str(workers)]
        running = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        return running

    whole = tmp_path / "whole"
    begun = time.monotonic()
    with start(whole) as running:
        assert running.wait(120) == 0
    lasted = time.monotonic() - begun
    expected = contents(whole)
    assert len(expected["works"]) > 100
    root, chance = tmp_path / "killed", random.Random()
    moments = [chance.random() for _ in range(kills)]
    for moment in moments:
        with start(root) as running:
            time.sleep(moment * lasted)
            os.kill(running.pid, signal.SIGKILL)
        Lake(root).counts()
    with start(root) as running:
        assert running.wait(120) == 0
    assert contents(root) == expected, moments
    assert counts(load(source, root)) == (600, 0, 0, 600, 0)
    assert not [one for one in (root / "parts").iterdir() if "building" in one.name]


def test_answers_of_the_live_api(tmp_path: Path) -> None:
    options: dict[str, Any] = {"source": "query", "reject_file": tmp_path / "rejected.jsonl"}
    works = [new_work(1), new_work(2), {"id": "nonsense"}, new_work(1)]
    summary = import_openalex_works(iter(works), tmp_path / "lake", **options)
    assert counts(summary) == (4, 2, 0, 1, 1)
    assert summary.reasons == {"no_id": 1}
    assert json.loads((tmp_path / "rejected.jsonl").read_text()) == {
        "where": "query:3",
        "reason": "no_id",
        "snippet": '{"id":"nonsense"}',
    }
    assert counts(import_openalex_works(iter(works), tmp_path / "lake", **options)) == (4, 0, 0, 3, 1)

    def failing() -> Iterator[dict[str, Any]]:
        yield new_work(3)
        raise ServiceFailed("OpenAlex", "timeout")

    with pytest.raises(ServiceFailed):
        import_openalex_works(failing(), tmp_path / "lake", **options)
    assert Lake(tmp_path / "lake").work("W3") is None
    assert counts(import_openalex_works(iter(works), tmp_path / "lake", **options)) == (4, 0, 0, 3, 1)


@pytest.mark.realdata
def test_the_real_sample(real_data: Path, tmp_path: Path) -> None:
    root = tmp_path / "lake"
    summary = load(real_data / "openalex", root, workers=2)
    assert counts(summary) == (8217, 8217, 0, 0, 0)
    assert summary.notes == {"institutions": 679, "no_title": 32}
    lake = Lake(root)
    assert lake.counts() == {
        "works": 8_217,
        "authorships": 44_044,
        "works_topics": 91_212,
        "citations": 275_129,
        "institutions": 679,
        "people": 34_332,
        "organisations": 5_605,
    }
    assert counts(load(real_data / "openalex", root, workers=2)) == (8217, 0, 0, 8217, 0)
    assert lake.generation == 1
    assert sum(len(batch) for batch in lake.stream_works()) == 8_217
    works = [work for batch in lake.stream_works() for work in batch]
    # Of 7,791 indexes one has no words and one only mark-up.
    assert sum(bool(work.abstract) for work in works) == 7_789
    # 6,977 have the country of an institution; 8 more only that of an author.
    assert sum(bool(work.countries) for work in works) == 6_985
    assert sum(len(work.countries) > 1 for work in works) == 1_536
    assert sum(any(topic.scheme == "topic" for topic in work.topics) for work in works) == 628
    assert len({country for work in works for country in work.countries}) == 129
    assert len({one.ror for batch in lake.stream_organisations() for one in batch if one.ror}) >= 4_679
