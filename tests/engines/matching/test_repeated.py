"""The same posting in the other language: both must find each other first, and well enough."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.engines.matching.conftest import Build, work

from scibridge.engines.matching import planning, repeated
from scibridge.engines.matching.documents import Document, Kind, Query, TextFields
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import candidates, likened
from scibridge.engines.text.lexicon import Lexicon


def need(name: str, en: str = "", zh: str = "", kind: Kind = Kind.NEED, body: str = "") -> Document:
    texts = {
        language: TextFields(title=title, body=body) for language, title in (("en", en), ("zh", zh)) if title
    }
    return Document(id=f"{kind}:{name}", kind=kind, texts=texts)


WORLD = (
    need("battery", en="A solid electrolyte for a battery of high energy density"),
    need("rice", en="Rice of drought tolerance"),
    need("film", en="A film for greenhouses"),
    need("电池", zh="高能量密度电池用固态电解质"),
    need("疫苗", zh="疫苗"),
    need("电池", zh="高能量密度电池用固态电解质", kind=Kind.OFFER),
    work("battery", en="A solid electrolyte for a battery of high energy density"),
)


@pytest.fixture
def index(build: Build) -> MatchIndex:
    return build(WORLD)


def found(index: MatchIndex, lexicon: Lexicon, document: Document, **more: tuple[str, ...]) -> str:
    answer = repeated.repeated(index, lexicon, document, **more)
    return "" if answer is None else answer.document.id


def test_each_finds_the_other(index: MatchIndex, lexicon: Lexicon) -> None:
    assert found(index, lexicon, WORLD[0]) == "need:电池"
    assert found(index, lexicon, WORLD[3]) == "need:battery"


def test_one_that_is_being_written_finds_what_is_there(index: MatchIndex, lexicon: Lexicon) -> None:
    # The other has its own twin already, which this text says better than any.
    better = need("new", en="Battery, energy density, solid electrolyte")
    assert found(index, lexicon, better) == "need:电池"
    worse = need("new", en="A battery for buses, among many other things that a town wants to buy this year")
    assert found(index, lexicon, worse) == ""
    assert found(index, lexicon, need("new", zh="抗旱水稻")) == "need:rice"


def test_the_title_tells_the_language(index: MatchIndex, lexicon: Lexicon) -> None:
    mixed = replace(WORLD[3], texts=WORLD[3].texts | {"en": TextFields(body="Tested in a laboratory.")})
    assert found(index, lexicon, mixed) == "need:battery"


@pytest.mark.parametrize(
    "document",
    [
        need("new", en="Solid electrolyte", zh="固态电解质"),
        need("new"),
        need("new", en="Something without any rendering"),
        Document("need:new", Kind.NEED, {"ja": TextFields(title="電池")}),
        need("new", en="Solid electrolyte battery, energy density", kind=Kind.FACILITY),
    ],
)
def test_nothing_to_find(index: MatchIndex, lexicon: Lexicon, document: Document) -> None:
    assert found(index, lexicon, document) == ""


def test_what_may_not_be_shown_is_left_out(index: MatchIndex, lexicon: Lexicon) -> None:
    assert found(index, lexicon, WORLD[0], exclude_ids=("need:电池",)) == ""


def test_a_small_share_is_not_enough(
    index: MatchIndex, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = repeated.repeated(index, lexicon, WORLD[0])
    assert answer is not None
    assert repeated.LEAST_SHARE <= answer.share <= 1
    monkeypatch.setattr(repeated, "LEAST_SHARE", answer.share + 1e-6)
    assert found(index, lexicon, WORLD[0]) == ""


def test_an_empty_index_holds_no_other(build: Build, lexicon: Lexicon) -> None:
    assert found(build([]), lexicon, WORLD[0]) == ""


def test_a_score_reckoned_is_the_score_of_the_index(build: Build, lexicon: Lexicon) -> None:
    long = "电池循环寿命和能量密度，4711 次。" * 20
    held = [
        *WORLD,
        need("long", zh="固态电解质", body=long),
        need("both", en="Energy density", zh="能量密度"),
    ]
    index = build(held)
    snapshot, by_id = index.snapshot, {one.id: one for one in held}
    for asked in (WORLD[0], WORLD[3], need("figure", en="battery 4711")):
        query = Query(likened(asked), limit=20)
        plan = planning.plan(snapshot.things, snapshot.actors, lexicon, query)
        theirs: Mapping[str, float] = {
            snapshot.things.document_id(one.address): one.score for one in candidates(index, lexicon, query)
        }
        assert len(theirs) > 4
        ours = {one: repeated._score(repeated._WithOne(snapshot.things, by_id[one]), plan) for one in theirs}
        assert ours == pytest.approx(theirs, rel=1e-4)
