"""Candidates of one kind as columns: the same as a list of that kind alone, whatever stands around them."""

import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.matching import packing, ranking
from scibridge.engines.matching.asking import Asked
from scibridge.engines.matching.documents import Filters, Kind, Query

WORDS = ("battery", "battery battery", "battery cell", "cell", "a battery of batteries")


def documents():
    """Works by far the most, some in both languages; offers that say the same."""
    for number in range(120):
        words = WORDS[number % len(WORDS)]
        yield work(
            f"{number:03}",
            words,
            zh="电池" if number % 3 == 0 else "",
            countries=("CN",) if number % 2 else ("DE", "FR"),
            year=2000 + number % 20,
        )
    for number in range(12):
        yield work(f"o{number:02}", "battery battery", kind=Kind.OFFER, countries=("KE",))


def ranked(index, lexicon, kind, most, filters=Filters()):  # noqa: B008 - frozen
    asked = Asked(index.snapshot, lexicon, Query({"en": "battery cell", "zh": "电池"}))
    found = ranking.rank(index.snapshot.things, asked.plan, filters, (kind,), depth=200, needed=200)
    return asked, [(one.score, one.key) for one in found][:most]


@pytest.mark.parametrize("kind", [Kind.WORK, Kind.OFFER])
@pytest.mark.parametrize("filters", [Filters(), Filters(countries=("DE",)), Filters(year_from=2010)])
def test_they_are_the_best_of_the_kind_each_once(build, lexicon, kind, filters):
    index = build(documents())
    asked, expected = ranked(index, lexicon, kind, 200, filters)
    held = ranking.gathered(index.snapshot.things, asked.plan, filters, kind, 200)
    assert sorted(zip(held.scores, held.keys, strict=True)) == sorted(expected)
    assert held.scores == sorted(held.scores, reverse=True)
    assert {packing.kind_of(code) for code in held.facets.codes} <= {kind}


def test_a_kind_that_others_crowd_out_is_searched_alone(build, lexicon, monkeypatch):
    monkeypatch.setattr(ranking, "_OTHERS", 0)
    crowded = [
        *documents(),
        *(work(f"x{n:03}", "battery battery battery", kind=Kind.OFFER) for n in range(40)),
    ]
    index = build(crowded)
    asked, expected = ranked(index, lexicon, Kind.WORK, 30)
    held = ranking.gathered(index.snapshot.things, asked.plan, Filters(), Kind.WORK, 30)
    assert len(set(held.keys)) == 30
    assert held.scores == [score for score, _key in expected]


def test_the_first_of_them_end_where_scores_differ(build, lexicon):
    index = build(documents())
    asked, _expected = ranked(index, lexicon, Kind.WORK, 200)
    held = ranking.gathered(index.snapshot.things, asked.plan, Filters(), Kind.WORK, 200)
    first = held.first(2)
    assert len(first) > 2
    assert {one.score for one in first} == {held.scores[0], held.scores[1]}
    assert len(first) == len(held.scores) or held.scores[len(first)] < first[-1].score
    assert held.first(0) == []


def test_nothing_is_gathered_of_what_is_not_there(build, lexicon):
    index = build(documents())
    asked, _expected = ranked(index, lexicon, Kind.WORK, 1)
    for kind, most in ((Kind.NEED, 10), (Kind.WORK, 0)):
        held = ranking.gathered(index.snapshot.things, asked.plan, Filters(), kind, most)
        assert held == ranking.Gathered([], [], [], packing.Columns([], [], []))


def test_columns_are_put_together_and_taken_apart():
    first, second = packing.Columns([1, 2], [3, 4], [5, 6]), packing.Columns([7], [8], [9])
    assert packing.Columns.together([first, second]) == packing.Columns([1, 2, 7], [3, 4, 8], [5, 6, 9])
    assert packing.Columns.together([]) == packing.Columns([], [], [])
    assert first.at([1, 0]) == packing.Columns([2, 1], [4, 3], [6, 5])
    assert packing.Columns.of([packing.Packed(1, 2, 3)]) == packing.Columns([1], [2], [3])
