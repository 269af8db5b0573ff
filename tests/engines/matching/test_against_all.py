"""All needs against all documents: the index's own scores, on either engine, whatever stops it on the way."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching.conftest import Build
from tests.engines.spark import main_module_with_a_file

from scibridge.engines.lake.statements import matching_statement
from scibridge.engines.matching import against_all, planning
from scibridge.engines.matching.against_all import Matched, Shelf, match_all
from scibridge.engines.matching.documents import Document, Filters, Kind, Query, TextFields
from scibridge.engines.matching.failures import IndexBusy
from scibridge.engines.matching.generations import locked
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.postings import AskedNeed, kept_length, kept_lengths, posted
from scibridge.engines.matching.search import candidates
from scibridge.engines.text.lexicon import Lexicon

WORDS = (
    "solid",
    "electrolyte",
    "battery",
    "energy",
    "rice",
    "vaccine",
    "gene",
    "film",
    "cathode",
    "2030",
    "4711",
)
CHINESE = ("固态电解质", "电池", "能量密度", "循环寿命", "水稻", "抗旱", "疫苗", "基因编辑", "焚烧")
STEMS = {
    "battery": ("solid", "electrolyt", "batteri"),
    "gene": ("gene", "rice"),
    "zh": ("水稻", "疫苗", "_电池"),
}
TOP = 7


def documents() -> list[Document]:
    """Two hundred works of all lengths, in one language or both."""
    generator = random.Random(5)

    def said(words: Sequence[str], number: int, joint: str = " ") -> str:
        return joint.join(generator.choices(words, k=number))

    found = []
    for place in range(200):
        english = TextFields(said(WORDS, 4), said(WORDS, generator.randint(1, 90)))
        chinese = TextFields(said(CHINESE, 3, "的"), said(CHINESE, 9, "。"))
        languages = ("en",) if place % 3 else ("zh",) if place % 2 else ("en", "zh")
        texts = {name: {"en": english, "zh": chinese}[name] for name in languages}
        found.append(Document(f"work:W{place}", Kind.WORK, texts, origin="corpus"))
    return found


def queries() -> dict[str, Query]:
    generator = random.Random(6)
    return {
        f"need:{place}": Query(
            {"en": " ".join(generator.sample(WORDS, 5))}
            if place % 2
            else {"zh": "、".join(generator.sample(CHINESE, 3))},
            filters=Filters(kinds=(Kind.WORK,)),
            limit=TOP,
        )
        for place in range(9)
    }


class World:
    """The same documents in an index and on three shelves."""

    def __init__(self, index: MatchIndex, lexicon: Lexicon, root: Path) -> None:
        self.index, self.lexicon, self.root = index, lexicon, root
        self.read: list[str] = []
        self.asked = 0

    def shelf(self, name: str, held: list[Document]) -> Shelf:
        def read() -> Iterator[list[Document]]:
            self.read.append(name)
            for start in range(0, len(held), 20):
                yield held[start : start + 20]

        return Shelf(name, len(held), read)

    def needs(self) -> Iterator[AskedNeed]:
        self.asked += 1
        snapshot = self.index.snapshot
        for name, query in queries().items():
            yield AskedNeed.of(name, planning.plan(snapshot.things, snapshot.actors, self.lexicon, query))

    def run(self, key: str = "one", **more: object) -> Matched:
        held = documents()
        shelves = [self.shelf("a", held[:90]), self.shelf("b", []), self.shelf("c", held[90:])]
        return match_all(self.root, key, self.needs, shelves, top=TOP, **more)  # type: ignore[arg-type]

    def by_search(self) -> dict[str, list[tuple[str, float]]]:
        """What the index answers, one need after the other."""
        things = self.index.snapshot.things
        return {
            name: [
                (things.document_id(one.address), one.score)
                for one in candidates(self.index, self.lexicon, query)
            ]
            for name, query in queries().items()
        }


@pytest.fixture
def world(build: Build, lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(against_all, "NEEDS_AT_ONCE", 4)
    monkeypatch.setattr(against_all, "DOCUMENTS_AT_ONCE", 40)
    monkeypatch.setattr(against_all, "DOCUMENTS_AT_FIRST", 8)
    return World(build(documents()), lexicon, tmp_path / "matches")


def answers(found: Matched) -> dict[str, list[tuple[str, float]]]:
    rows: dict[str, list[tuple[str, float]]] = {}
    for row in pq.read_table(found.table).to_pylist():
        held = rows.setdefault(row["need"], [])
        assert row["place"] == len(held) + 1
        held.append((row["document"], row["score"]))
    return rows


def test_scores_are_those_of_the_index(world: World) -> None:
    found = world.run()
    assert (found.needs, found.documents, found.answers) == (9, 200, 63)
    theirs = world.by_search()
    ours = answers(found)
    assert ours.keys() == theirs.keys()
    for need, held in ours.items():
        assert [score for _, score in held] == pytest.approx([score for _, score in theirs[need]], rel=1e-4)
        # Equal scores may stand in another order, and the last of them may be another document.
        last = held[-1][1]
        assert {one for one, score in held if score > last * 1.0001} <= {one for one, _ in theirs[need]}


def test_shares_are_of_the_mass_of_the_need(world: World) -> None:
    rows = pq.read_table(world.run().table).to_pylist()
    masses = {need.id: need.mass for need in world.needs()}
    assert all(row["share"] == pytest.approx(row["score"] / masses[row["need"]]) for row in rows)


def test_spark_gives_the_same(world: World, sail: str) -> None:
    here = answers(world.run())
    with main_module_with_a_file():
        there = answers(world.run("two", address=sail))
    assert here.keys() == there.keys()
    for need, held in here.items():
        assert [one for one, _ in held] == [one for one, _ in there[need]]
        assert [score for _, score in held] == pytest.approx([score for _, score in there[need]], abs=2e-6)


def test_it_goes_on_where_it_was_stopped(world: World) -> None:
    whole = answers(world.run("whole"))
    read, seen = len(world.read), set[tuple[str, int]]()

    def stopping(step: str, done: int, _everything: int) -> None:
        if (step, done) not in seen:
            seen.add((step, done))
            raise KeyboardInterrupt

    stops = 0
    while True:
        try:
            found = world.run("again", progress=stopping)
            break
        except KeyboardInterrupt:
            stops += 1
    assert answers(found) == whole
    # Every batch, shelf, block and part was stopped after once, and the needs were asked for only once.
    assert stops > 20
    assert world.asked == 2
    # Three batches on each of two shelves: read anew after each stop, and never once they were finished.
    assert [world.read[read:].count(shelf) for shelf in "abc"] == [4, 1, 4]
    assert world.run("again", progress=stopping) == found


def killed(root: Path, step: str, number: int) -> Matched:
    """A plain run that ends its own process there, the hard way; 0 is nowhere."""

    def ending(at: str, done: int, _everything: int) -> None:
        if (at, done) == (step, number):
            os.kill(os.getpid(), signal.SIGKILL)

    needs = [AskedNeed(f"need:{word}", dict.fromkeys(words, 1.5), 9.0) for word, words in STEMS.items()]
    shelves = [Shelf("all", 200, lambda: iter([documents()]))]
    return match_all(root, "key", lambda: needs, shelves, top=TOP, progress=ending)


@pytest.mark.parametrize(("step", "number"), [("read", 200), ("match", 1)])
def test_it_goes_on_after_it_was_killed(tmp_path: Path, step: str, number: int) -> None:
    script = f"from {__name__} import *; killed(Path({str(tmp_path / 'killed')!r}), {step!r}, {number})"
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not list((tmp_path / "killed").rglob("answers.parquet"))
    again, whole = killed(tmp_path / "killed", "", 0), killed(tmp_path / "whole", "", 0)
    assert answers(again) == answers(whole)
    assert again.answers == TOP * len(STEMS)
    assert not list((tmp_path / "killed").glob("spill-*"))


def test_another_key_begins_anew_and_clears_away(world: World) -> None:
    first = world.run("first")
    second = world.run("second")
    assert not first.table.exists()
    assert sorted(one.name for one in world.root.iterdir() if one.is_dir()) == ["run-second"]
    assert not list(second.table.parent.rglob("*.building"))
    assert not (second.table.parent / "postings").exists()


def test_a_shelf_that_is_cut_otherwise_leaves_no_old_part(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answers(world.run("whole"))

    def stopping(step: str, done: int, _everything: int) -> None:
        if (step, done) == ("read", 80):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run("again", progress=stopping)
    monkeypatch.setattr(against_all, "DOCUMENTS_AT_ONCE", 90)
    assert answers(world.run("again")) == whole


@pytest.mark.parametrize(("name", "number"), [("NEEDS_AT_ONCE", 2), ("DOCUMENTS_AT_FIRST", 30)])
def test_what_was_joined_in_other_bounds_is_not_taken_up(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    whole = answers(world.run("whole"))

    def stopping(step: str, done: int, _everything: int) -> None:
        if (step, done) == ("match", 10):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run("again", progress=stopping)
    monkeypatch.setattr(against_all, name, number)
    assert answers(world.run("again")) == whole


def test_what_was_left_by_a_run_that_was_killed_at_the_end_goes(world: World) -> None:
    found = world.run()
    left = found.table.parent / "postings" / "00000-00000.parquet"
    left.parent.mkdir()
    left.touch()
    assert world.run() == found
    assert not left.parent.exists()


SAID = st.lists(st.sampled_from(("gene", "rice", "film", "energy", "水稻", "疫苗")), max_size=12).map(
    " ".join
)
MADE = st.lists(st.tuples(SAID, SAID), min_size=1, max_size=40)
WANTED = st.dictionaries(
    st.sampled_from(("gene", "rice", "film", "energi", "水稻", "_水稻")), st.floats(0.01, 9.0), min_size=1
)


def one_by_one(
    documents: list[Document], needs: dict[str, dict[str, float]], top: int
) -> dict[str, list[float]]:
    """The best scores, with nothing left out on the way."""
    numbers = {
        term: number for number, term in enumerate(sorted({one for need in needs.values() for one in need}))
    }
    postings, held = (table.to_pylist() for table in posted(documents, 0, numbers))
    words, pieces = (max(sum(one[name] for one in held) / len(held), 1.0) for name in ("words", "pieces"))
    best: dict[str, list[float]] = {}
    for name, values in needs.items():
        scores: dict[tuple[int, int], float] = {}
        for one in postings:
            term = next(term for term, number in numbers.items() if number == one["term"])
            if term in values:
                long = one["length"] / (pieces if one["pieces"] else words)
                weight = 2.2 * one["times"] / (one["times"] + 0.3 + 0.9 * long)
                key = one["document"], one["entry"]
                scores[key] = scores.get(key, 0.0) + values[term] * weight
        better: dict[int, float] = {}
        for (document, _), score in scores.items():
            better[document] = max(better.get(document, 0.0), score)
        best[name] = sorted(better.values(), reverse=True)[:top]
    return best


@settings(max_examples=25, deadline=None)
@given(MADE, st.lists(WANTED, min_size=1, max_size=5), st.integers(1, 6))
def test_nothing_is_left_out_that_counts(
    made: list[tuple[str, str]], wanted: list[dict[str, float]], top: int
) -> None:
    held = [
        Document(
            f"work:W{place}",
            Kind.WORK,
            {name: TextFields("", text) for name, text in (("en", english), ("zh", chinese)) if text},
        )
        for place, (english, chinese) in enumerate(made)
    ]
    needs = {f"need:{place}": values for place, values in enumerate(wanted)}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, number in (("NEEDS_AT_ONCE", 2), ("DOCUMENTS_AT_ONCE", 15), ("DOCUMENTS_AT_FIRST", 3)):
            patch.setattr(against_all, name, number)
        found = match_all(
            Path(folder),
            "key",
            lambda: [AskedNeed(name, values, 1.0) for name, values in needs.items()],
            [Shelf("all", len(held), lambda: iter([held]))],
            top=top,
        )
        ours = answers(found)
    for name, scores in one_by_one(held, needs, top).items():
        assert [score for _, score in ours.get(name, [])] == pytest.approx(scores, abs=2e-6)


def test_nothing_asked_and_nothing_there(world: World) -> None:
    none = match_all(world.root, "none", list, [world.shelf("a", documents())], top=TOP)
    assert (none.needs, none.documents, none.answers) == (0, 200, 0)
    empty = match_all(world.root, "empty", world.needs, [], top=TOP)
    assert (empty.needs, empty.documents, empty.answers) == (9, 0, 0)


def test_two_at_once_are_one_too_many(world: World) -> None:
    world.root.mkdir()
    with locked(world.root, "all", 0.0), pytest.raises(IndexBusy):
        world.run()


def test_statements_name_their_values() -> None:
    assert matching_statement("hopeful").parameters == ("first", "last")
    assert matching_statement("best_of_part").parameters == ("top",)


@given(st.integers(0, 2_000_000))
def test_lengths_are_rounded_down_as_the_index_rounds_them(length: int) -> None:
    kept = kept_length(length)
    assert kept <= length
    assert kept == length if length <= 40 else kept > length * 8 / 9
    assert kept_length(kept) == kept
    assert kept_lengths(np.array([length, kept])).tolist() == [kept, kept]


def test_lengths_of_lucene() -> None:
    assert [kept_length(one) for one in (40, 41, 43, 57, 100, 1000)] == [40, 40, 42, 56, 96, 984]
