"""What a snapshot remembers: worked out once, bounded, never another query's."""

from dataclasses import replace

from tests.engines.matching.test_counting import asked, world

from scibridge.engines.matching import planning
from scibridge.engines.matching.asking import Asked
from scibridge.engines.matching.counting import count
from scibridge.engines.matching.documents import Filters, Kind, Query
from scibridge.engines.matching.memory import Memory
from scibridge.engines.matching.search import search


def test_a_value_is_worked_out_once_and_the_one_used_longest_ago_goes_first():
    memory, made = Memory(kept=2), []

    def work(name):
        return memory.recall(name, lambda: made.append(name) or name.upper())

    assert [work(one) for one in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]


def test_a_search_and_its_numbers_plan_and_elect_once(build, lexicon, monkeypatch):
    index, planned = world(build), []
    plan = planning.plan
    monkeypatch.setattr(planning, "plan", lambda *given: planned.append(1) or plan(*given))
    count(index, lexicon, asked())
    search(index, lexicon, asked())
    search(index, lexicon, replace(asked(), offset=3), counted=False)
    assert len(planned) == 1


def test_what_is_remembered_depends_on_words_lexicon_and_filters(build, lexicon):
    index = world(build)
    everywhere = Asked(index.snapshot, lexicon, asked())
    elsewhere = Asked(index.snapshot, lexicon, asked(countries=("FR",)))
    assert {one.document.id for one in everywhere.elected(3)} >= {"person:p1"}
    assert {one.document.id for one in elsewhere.elected(3)} == {"person:p0"}
    other = Asked(index.snapshot, lexicon, Query({"": "rice"}, filters=Filters(kinds=(Kind.OFFER,))))
    assert other.plan is not everywhere.plan
    assert Asked(index.snapshot, lexicon, asked()).plan is everywhere.plan


def test_a_page_without_numbers_is_the_page_with_them(build, lexicon):
    index = world(build)
    for query in (asked(), asked(kinds=(Kind.OFFER, Kind.WORK)), replace(asked(), offset=2)):
        whole, page = search(index, lexicon, query), search(index, lexicon, query, counted=False)
        assert page.matches == whole.matches


def test_a_commit_makes_another_snapshot_that_remembers_nothing(build, lexicon):
    index = world(build)
    before = Asked(index.snapshot, lexicon, asked()).plan
    with index.writer() as writer:
        writer.remove(["offer:late"])
    assert Asked(index.snapshot, lexicon, asked()).plan is not before
    assert count(index, lexicon, asked(kinds=(Kind.OFFER,))).by_facet["kind"] == {"offer": 7}
