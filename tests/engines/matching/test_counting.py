"""Numbers beside kinds and facets are those their own lists have."""

from tests.engines.matching.conftest import work
from tests.engines.matching.test_voting import by, person

from scibridge.engines.matching import counting
from scibridge.engines.matching.counting import count
from scibridge.engines.matching.documents import Filters, Kind, Query, Stage
from scibridge.engines.matching.search import search


def world(build):
    works = [work(f"w{place}", "battery cell", contributors=by(f"p{place % 6}")) for place in range(40)]
    offers = [work(f"o{place}", "battery", kind=Kind.OFFER, countries=("CN",)) for place in range(7)]
    offers += [
        work("late", "battery", kind=Kind.OFFER, countries=("CN", "DE"), stage=Stage.APPLICATION),
        work("other", "rice", kind=Kind.OFFER, countries=("CN",)),
    ]
    people = [person(f"p{place}", countries=("CN",) if place else ("FR",)) for place in range(6)]
    return build([*works, *offers, *people])


def asked(**filters):
    return Query({"": "battery"}, filters=Filters(**filters), limit=3)


def test_a_kinds_number_is_what_its_own_list_has(build, lexicon):
    index = world(build)
    found = count(index, lexicon, asked())
    assert found.by_facet["kind"] == {"work": 40, "offer": 8, "person": 6}
    assert found.at_least == frozenset()
    for kind in ("work", "offer", "person"):
        assert search(index, lexicon, asked(kinds=(Kind(kind),))).total == found.by_facet["kind"][kind]


def test_filters_narrow_and_facets_are_counted(build, lexicon):
    index = world(build)
    assert count(index, lexicon, asked(kinds=(Kind.OFFER,))).by_facet["country"] == {"CN": 8, "DE": 1}
    narrowed = count(index, lexicon, asked(countries=("DE",)))
    assert narrowed.by_facet["kind"] == {"offer": 1}
    assert count(index, lexicon, asked(countries=("FR",))).by_facet["kind"] == {"person": 1}
    assert count(index, lexicon, asked(stages=(Stage.APPLICATION,))).by_facet["kind"] == {"offer": 1}


def test_where_counting_stopped_the_number_is_a_lower_bound(build, lexicon, monkeypatch):
    index = world(build)
    monkeypatch.setattr(counting, "CANDIDATES", 10)
    monkeypatch.setattr(counting, "ENOUGH_ACTORS", 6)
    found = count(index, lexicon, asked())
    assert found.by_facet["kind"] == {"work": 10, "offer": 8, "person": 6}
    assert found.at_least == {Kind.WORK, Kind.PERSON}


def test_nothing_asked_counts_nothing(build, lexicon):
    assert count(world(build), lexicon, Query({"": "的"})).by_facet["kind"] == {}
