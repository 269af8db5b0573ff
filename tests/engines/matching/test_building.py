"""A generation written by several processes: the same index, whole or not at all."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.matching import building as room
from scibridge.engines.matching import shard
from scibridge.engines.matching.building import building, cores
from scibridge.engines.matching.documents import Document, Kind, Query, TextFields
from scibridge.engines.matching.failures import DocumentInvalid, IndexWriteFailed
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import search

SOURCE = Path(__file__).parents[3] / "src"
PEOPLE = [
    Document(f"person:{number}", Kind.PERSON, {"zh": TextFields(f"李{number}", keywords=("电池",))})
    for number in range(20)
]
DOCUMENTS = [
    *(
        work(f"W{n}", f"Battery {n} of lithium", f"锂电池{n}", f"Summary {n % 7}", origin="corpus")
        for n in range(300)
    ),
    *(work(f"{n}", f"Offer {n} at 10{n} W", kind=Kind.OFFER) for n in range(20)),
    *PEOPLE,
    work("W7", "Changed", origin="corpus"),
]


class Interrupted(Exception):
    """Stands for whatever goes wrong while documents are made."""


def rebuilt(folder: Path, processes: int, documents: list[Document] = DOCUMENTS) -> MatchIndex:
    index = MatchIndex(folder)
    with index.rebuild(1, processes=processes, fewest=50) as builder:
        assert builder.put(documents[:100]) == 100
        assert builder.put(iter(documents[100:])) == len(documents) - 100
    return index


def folders(index: MatchIndex) -> list[str]:
    return sorted(
        str(path.relative_to(index.directory)) for path in index.directory.glob("*/*") if path.is_dir()
    )


def test_several_processes_make_what_one_makes(tmp_path, lexicon):
    one, three = rebuilt(tmp_path / "one", 1), rebuilt(tmp_path / "three", 3)
    assert folders(three) == [f"generation-000001/{part}" for part in ("actors", "names", "things")]
    assert one.count_by_kind() == three.count_by_kind() == {Kind.WORK: 300, Kind.OFFER: 20, Kind.PERSON: 20}
    assert sorted(one.fingerprints()) == sorted(three.fingerprints())
    assert three.get("work:W7").texts["en"].title == "Changed"
    assert [three.get(document.id) for document in PEOPLE] == PEOPLE
    for text in ({"en": "lithium battery 17"}, {"zh": "锂电池"}, {"en": "offer at 103 W"}):
        ours, theirs = (
            {
                match.id: match.score
                for match in search(index, lexicon, Query(text, limit=400)).matches
                if match.kind is not Kind.PERSON
            }
            for index in (one, three)
        )
        assert ours == theirs != {}


def test_what_several_processes_made_takes_changes(tmp_path):
    index = rebuilt(tmp_path / "index", 2)
    with index.writer(1) as writer:
        assert writer.remove(["work:W1", "work:W2", "person:3"]) == 3
        writer.put([work("W3", "Other"), work("new", "New")])
    assert index.count_by_kind() == {Kind.WORK: 299, Kind.OFFER: 20, Kind.PERSON: 19}
    assert index.get("work:W3").texts["en"].title == "Other"


def test_what_is_written_meanwhile_is_kept(tmp_path):
    index = rebuilt(tmp_path / "index", 1)
    with index.rebuild(1, processes=2, fewest=50) as builder:
        builder.put(DOCUMENTS)
        with MatchIndex.open(index.directory).writer(1) as other:
            other.put([work("W8", "Meanwhile")])
            other.remove(["work:W9"])
    assert index.get("work:W8").texts["en"].title == "Meanwhile"
    assert index.get("work:W9") is None


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("wrong", [work("x", "half a pair \ud800"), Document("need:1", Kind.WORK, {})])
def test_a_document_that_cannot_be_indexed_is_refused(tmp_path, processes, wrong):
    index = rebuilt(tmp_path / "index", 1, DOCUMENTS[:150])
    with pytest.raises(DocumentInvalid):
        rebuilt(tmp_path / "index", processes, [*DOCUMENTS[:300], wrong])
    assert index.count_by_kind() == {Kind.WORK: 150}
    assert folders(index) == [f"generation-000001/{part}" for part in ("actors", "names", "things")]


def test_an_error_of_the_caller_ends_the_processes(tmp_path):
    begun = []
    with pytest.raises(Interrupted), building(tmp_path / "new", 2, 50) as builder:  # noqa: PT012
        builder.put(DOCUMENTS)
        begun += builder.processes
        raise Interrupted
    assert len(begun) == 2
    for process in begun:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize("at_the_end", [True, False])
def test_a_lost_process_is_told_and_nothing_serves(tmp_path, at_the_end):
    index = rebuilt(tmp_path / "index", 1, DOCUMENTS[:150])
    with pytest.raises(IndexWriteFailed) as caught, index.rebuild(1, processes=2, fewest=50) as builder:  # noqa: PT012
        builder.put(DOCUMENTS)
        os.kill(builder.processes[1], signal.SIGKILL)
        if not at_the_end:
            for number in range(2_000):
                builder.put([work(f"Y{number}", "battery " * 200)])
    assert "-9" in caught.value.data["reason"]
    assert index.count_by_kind() == {Kind.WORK: 150}


def test_what_a_process_says_is_told(tmp_path):
    with pytest.raises(IndexWriteFailed) as caught, building(tmp_path / "new", 2, 50) as builder:  # noqa: PT012
        (tmp_path / "new" / f"shard-{os.getpid()}-1").touch()
        builder.put(DOCUMENTS)
    assert caught.value.data["reason"].startswith("NotADirectoryError: ")


def test_input_that_ends_early_commits_nothing(tmp_path):
    folder = tmp_path / "shard"
    frame = b"\n".join(room.stored_form(one) for one in DOCUMENTS[:10])
    given = len(frame).to_bytes(shard.LENGTH_BYTES, "big") + frame
    for content in (given, given + frame[:5], given[:-3]):
        outcome = subprocess.run(
            [sys.executable, "-P", "-m", shard.__name__, str(folder), "20000000", "0"],
            input=content,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        assert (outcome.returncode, outcome.stdout) == (1, b"CallerGoneError: ")
        assert b'"segments": []' in (folder / "things" / "meta.json").read_bytes()
        for part in ("things", "actors", "names"):
            for path in (folder / part).iterdir():
                path.unlink()
            (folder / part).rmdir()


KILLED = """
    import pathlib, sys
    from scibridge.engines.matching.documents import Document, Kind, TextFields
    from scibridge.engines.matching.index import MatchIndex

    texts = {"en": TextFields("battery")}
    with MatchIndex(pathlib.Path(sys.argv[1])).rebuild(5, processes=2, fewest=50) as builder:
        builder.put(Document(f"work:a{n}", Kind.WORK, texts) for n in range(500))
        print(*builder.processes, flush=True)
        sys.stdin.read()
"""


def test_processes_end_with_a_caller_that_is_killed(tmp_path):
    index = rebuilt(tmp_path / "index", 1, DOCUMENTS[:150])
    caller = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(index.directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert caller.stdin is not None
    assert caller.stdout is not None
    assert caller.stderr is not None
    assert len(caller.stdout.readline().split()) == 2
    caller.send_signal(signal.SIGKILL)
    # All of them complain to one pipe, which ends when the last has ended.
    assert caller.stderr.read() == b""
    caller.wait()
    for pipe in (caller.stdin, caller.stdout, caller.stderr):
        pipe.close()
    index.reload()
    assert index.count_by_kind() == {Kind.WORK: 150}
    rebuilt(index.directory, 2)
    assert MatchIndex.open(index.directory).count_by_kind()[Kind.OFFER] == 20


def test_words_added_here_keep_the_work_here(monkeypatch):
    monkeypatch.setattr(room.tokens, "are_words_added", lambda: True)
    assert cores() == 1
    monkeypatch.setattr(room.tokens, "are_words_added", lambda: False)
    assert cores() == min(len(os.sched_getaffinity(0)), 8)
