"""Files of the index: upsert, atomic batches, locks, crashes, rebuild."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.matching import generations, storing
from scibridge.engines.matching.documents import (
    Contributor,
    Document,
    Element,
    Kind,
    Query,
    Stage,
    TextFields,
    fingerprinted,
)
from scibridge.engines.matching.failures import (
    DocumentInvalid,
    IndexAbsent,
    IndexBusy,
    IndexCorrupt,
    IndexOutdated,
)
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import search

FULL = Document(
    id="offer:o1",
    kind=Kind.OFFER,
    texts={
        "en": TextFields(
            "Solid electrolyte", "A summary", "A body", ("sulfide", "lithium"), {Element.METHOD: "sintering"}
        ),
        "zh": TextFields("固态电解质", keywords=("锂",)),
    },
    countries=("CN", "DE"),
    year=2024,
    readiness=6,
    stage=Stage.DEVELOPMENT,
    topics=("T1",),
    challenges=("energy_security",),
    orientations=("economy",),
    contributors=(Contributor(Kind.PERSON, "orcid:1", "李 Li"),),
    aliases=("ours:o1",),
    fingerprint="ab",
)


class Interrupted(Exception):
    """Stands for whatever goes wrong in the middle of a batch."""


def ids(index: MatchIndex) -> list[str]:
    index.reload()
    return sorted(name for name, _ in index.fingerprints())


EMPTY = Document("need:n", Kind.NEED, {})


@pytest.mark.parametrize("document", [FULL, EMPTY, work("1", "x", origin="corpus")])
def test_a_document_comes_back_as_it_went_in(document, build):
    assert storing.from_record(storing.record_of(storing.encode(document))) == document
    assert build([document]).get(document.id) == document


def test_putting_again_replaces(build):
    index = build([FULL, work("1", "battery")])
    with index.writer(1) as writer:
        assert writer.put([replace(FULL, fingerprint="cd"), replace(FULL, fingerprint="ef")]) == 2
    assert sorted(index.fingerprints()) == [("offer:o1", "ef"), ("work:1", "")]
    assert index.count_by_kind() == {Kind.OFFER: 1, Kind.WORK: 1}


def test_removing_counts_what_was_there(build):
    index = build([FULL, work("1", "battery")])
    with index.writer(1) as writer:
        assert writer.remove(["offer:o1", "offer:none", "person:none"]) == 1
    assert ids(index) == ["work:1"]
    assert index.get("offer:o1") is None


def test_an_error_discards_the_batch(build):
    index = build([FULL])
    with pytest.raises(Interrupted), index.writer(1) as writer:  # noqa: PT012
        writer.put([work("1", "battery")])
        writer.remove(["offer:o1"])
        raise Interrupted
    assert ids(index) == ["offer:o1"]


def test_what_was_committed_before_the_error_stays(build):
    index = build([])
    with pytest.raises(Interrupted), index.writer(1) as writer:  # noqa: PT012
        writer.put([work("1", "battery")])
        writer.commit()
        writer.put([work("2", "battery")])
        raise Interrupted
    assert ids(index) == ["work:1"]


@pytest.mark.parametrize(
    "document",
    [
        Document("need:1", Kind.WORK, {}),
        Document("work:", Kind.WORK, {}),
        Document("work:" + "x" * 600, Kind.WORK, {}),
        work("1", "half a pair \ud800"),
    ],
)
def test_a_document_that_cannot_be_found_again_is_refused(document, build):
    index = build([FULL])
    with pytest.raises(DocumentInvalid) as caught, index.writer(1) as writer:
        writer.put([work("good", "battery"), document])
    assert caught.value.code == "document_invalid"
    assert caught.value.data["field"] in {"id", "texts"}
    assert ids(index) == ["offer:o1"]


def test_a_second_writer_waits_and_then_says_so(build):
    index = build([])
    other = MatchIndex.open(index.directory)
    with index.writer(1), pytest.raises(IndexBusy) as caught, other.writer(0.05):
        pass
    assert caught.value.data["what"] == "writer"


def test_a_second_writer_gets_in_when_the_first_is_done(build):
    index = build([])
    done = []

    def write() -> None:
        with MatchIndex.open(index.directory).writer(10) as writer:
            done.append(writer.put([work("2", "battery")]))

    thread = threading.Thread(target=write)
    with index.writer(1) as writer:
        thread.start()
        writer.put([work("1", "battery")])
    thread.join()
    assert done == [1]
    assert ids(index) == ["work:1", "work:2"]


def test_readers_see_a_commit_only_after_reloading(build):
    index = build([work("1", "battery")])
    reader = MatchIndex.open(index.directory)
    before = reader.snapshot
    with index.writer(1) as writer:
        writer.put([work("2", "battery")])
    assert before.things.entry_count == 1
    reader.reload()
    assert reader.snapshot.things.entry_count == 2
    held = reader.snapshot
    reader.reload()
    assert reader.snapshot is held


def test_aliases_name_the_platform_before_the_corpus(build):
    corpus = Document("person:A1", Kind.PERSON, {}, aliases=("orcid:1", "openalex:A1"), origin="corpus")
    ours = Document("person:zz", Kind.PERSON, {}, aliases=("orcid:1", "ours:zz"))
    index = build([corpus, ours])
    found = index.find_aliases(["orcid:1", "openalex:A1", "orcid:2", ""])
    assert {key: one.id for key, one in found.items()} == {"orcid:1": "person:zz", "openalex:A1": "person:A1"}


def test_fingerprints_of_many_documents_each_once(build):
    documents = [fingerprinted(work(str(place), f"title {place}", f"题目{place}")) for place in range(300)]
    index = build(documents)
    assert sorted(index.fingerprints()) == sorted((one.id, one.fingerprint) for one in documents)


def test_no_index_says_how_to_get_one(tmp_path):
    with pytest.raises(IndexAbsent) as caught:
        MatchIndex.open(tmp_path / "nothing")
    assert caught.value.code == "index_absent"
    assert caught.value.data["remedy"] == "scibridge index rebuild"


def test_another_schema_is_outdated(build):
    index = build([FULL])
    generations.write_schema_version(generations.serving(index.directory), 0)
    with pytest.raises(IndexOutdated) as caught:
        MatchIndex.open(index.directory)
    assert (caught.value.code, caught.value.data["found"]) == ("index_outdated", 0)
    with pytest.raises(IndexOutdated), index.writer(1):
        pass


@pytest.mark.parametrize("damage", ["current", "schema.json", "things/meta.json", "things"])
def test_damaged_files_are_reported_and_a_rebuild_mends(build, damage):
    index = build([FULL])
    generation = generations.serving(index.directory)
    if damage == "current":
        (index.directory / "current").write_text("../elsewhere")
    elif damage == "things":
        for path in (generation / "things").glob("*.*"):
            if path.suffix in {".term", ".store", ".idx"}:
                path.write_bytes(b"")
    else:
        (generation / damage).write_text("{")
    with pytest.raises(IndexCorrupt):
        MatchIndex.open(index.directory)
    mended = MatchIndex(index.directory)
    with mended.rebuild(1) as writer:
        writer.put([FULL])
    assert ids(MatchIndex.open(index.directory)) == ["offer:o1"]


def test_a_rebuild_serves_the_old_until_it_is_done(build, lexicon):
    def found() -> list[str]:
        return [match.id for match in search(reader, lexicon, Query({"en": "battery"})).matches]

    index = build([work("old", "battery")])
    reader = MatchIndex.open(index.directory)
    with index.rebuild(1) as writer:
        writer.put([work("new", "battery")])
        reader.reload()
        assert found() == ["work:old"]
    # The reader's files are gone from the folder, yet what it holds stays whole.
    assert found() == ["work:old"]
    reader.reload()
    assert found() == ["work:new"]
    assert len(list(index.directory.glob("generation-*"))) == 1


def test_what_is_written_during_a_rebuild_is_kept(build):
    index = build([work("1", "battery"), work("2", "battery")])
    with index.rebuild(1) as writer:
        writer.put([work("1", "battery"), work("2", "battery")])
        with MatchIndex.open(index.directory).writer(1) as other:
            other.put([work("3", "battery"), work("1", "changed")])
            other.remove(["work:2", "work:3"])
            other.put([work("3", "again")])
    assert ids(index) == ["work:1", "work:3"]
    assert index.get("work:1").texts["en"].title == "changed"
    assert index.get("work:3").texts["en"].title == "again"


def test_a_failed_rebuild_changes_nothing(build):
    index = build([work("1", "battery")])
    with pytest.raises(Interrupted), index.rebuild(1) as writer:  # noqa: PT012
        writer.put([work("2", "battery")])
        raise Interrupted
    assert ids(index) == ["work:1"]
    folders = sorted(path.name for path in index.directory.iterdir() if path.is_dir())
    assert folders == ["generation-000001"]


def test_two_rebuilds_do_not_meet(build):
    index = build([])
    with index.rebuild(1), pytest.raises(IndexBusy) as caught, MatchIndex(index.directory).rebuild(0.05):
        pass
    assert caught.value.data["what"] == "rebuild"


WRITING = """
    import pathlib, sys
    from scibridge.engines.matching.documents import Document, Kind, TextFields
    from scibridge.engines.matching.index import MatchIndex

    index = MatchIndex(pathlib.Path(sys.argv[1]))
    texts = {"en": TextFields("battery")}
    with getattr(index, sys.argv[2])(5) as writer:
        writer.put(Document(f"work:a{n}", Kind.WORK, texts) for n in range(500))
        if sys.argv[2] == "writer":
            writer.commit()
        writer.put(Document(f"work:b{n}", Kind.WORK, texts) for n in range(500))
        print("written", flush=True)
        sys.stdin.read()
"""


@pytest.mark.parametrize(("how", "kept"), [("writer", 501), ("rebuild", 1)])
def test_killing_the_writer_leaves_what_was_committed(build, how, kept):
    index = build([work("0", "battery")])
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITING), str(index.directory), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")},
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    assert len(ids(MatchIndex.open(index.directory))) == kept
    with index.writer(5) as writer:
        writer.put([work("after", "battery")])
    assert len(ids(index)) == kept + 1
    with index.rebuild(5) as writer:
        writer.put([FULL])
    assert ids(index) == ["offer:o1"]
