"""People and organisations by the evidence that votes for them."""

import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.matching.documents import Contributor, Document, Filters, Kind, Query, TextFields
from scibridge.engines.matching.search import search


def by(*names: str) -> tuple[Contributor, ...]:
    return tuple(Contributor(Kind.PERSON, f"orcid:{name}", name) for name in names)


def person(name: str, origin: str = "corpus", text: str = "", **fields: object) -> Document:
    texts = {"en": TextFields(name, summary=text)}
    fields.setdefault("aliases", (f"orcid:{name}",))
    return Document(f"person:{name}", Kind.PERSON, texts, origin=origin, **fields)  # type: ignore[arg-type]


def people(index, lexicon, text="vaccine", **filters):
    asked = Filters(kinds=(Kind.PERSON, Kind.ORGANISATION), **filters)
    return search(index, lexicon, Query({"en": text}, filters=asked)).matches


def test_more_and_better_evidence_ranks_first(build, lexicon):
    index = build(
        [
            work("1", "vaccine vaccine", contributors=by("ada")),
            work("2", "vaccine trial", contributors=by("ada")),
            work("3", "vaccine trial", contributors=by("bo")),
            work("4", "rice", contributors=by("cy")),
            *(person(name) for name in ("ada", "bo", "cy")),
        ]
    )
    found = people(index, lexicon)
    assert [(match.id, match.rank) for match in found] == [("person:ada", 1), ("person:bo", 2)]
    ada = found[0].explanation
    assert [one.id for one in ada.evidence] == ["work:1", "work:2"]
    assert ada.evidence[0].share > ada.evidence[1].share
    assert [one.code for one in ada.adjustments] == ["evidence"]
    assert sum(one.share for one in ada.evidence) == pytest.approx(found[0].score)
    assert found[0].title == {"en": "ada"}


def test_a_paper_of_a_thousand_authors_does_not_crown_them(build, lexicon):
    crowd = [f"c{place}" for place in range(100)]
    index = build(
        [
            work("big", "vaccine", contributors=by(*crowd)),
            work("small", "vaccine trial with other words", contributors=by("ada")),
            *(person(name) for name in ("ada", *crowd)),
        ]
    )
    first, second = people(index, lexicon)[:2]
    assert first.id == "person:ada"
    assert second.score < 0.6 * first.score


def test_those_who_do_little_else_go_before_those_who_do_everything(build, lexicon):
    elsewhere = [work(f"x{place}", "rice growing", contributors=by("busy")) for place in range(30)]
    index = build(
        [
            work("1", "vaccine trial", contributors=by("busy")),
            work("2", "vaccine trial", contributors=by("focused")),
            *elsewhere,
            person("busy"),
            person("focused"),
        ]
    )
    found = people(index, lexicon)
    assert [match.id for match in found] == ["person:focused", "person:busy"]
    assert found[1].score > 0.4 * found[0].score


def test_organisations_count_once_per_work(build, lexicon):
    unit = Contributor(Kind.ORGANISATION, "ror:1", "Unit")
    other = Contributor(Kind.ORGANISATION, "ror:2", "Other")
    index = build(
        [
            work("1", "vaccine", contributors=(unit, unit, other)),
            Document("organisation:u", Kind.ORGANISATION, {}, aliases=("ror:1",)),
            Document("organisation:o", Kind.ORGANISATION, {}, aliases=("ror:2",)),
        ]
    )
    found = people(index, lexicon)
    assert [match.id for match in found] == ["organisation:o", "organisation:u"]
    assert found[0].score == pytest.approx(found[1].score)


def test_the_platform_answers_for_its_corpus_record(build, lexicon):
    index = build(
        [
            work("1", "vaccine", contributors=by("ada")),
            work("2", "vaccine trial", contributors=(Contributor(Kind.PERSON, "openalex:A1"),)),
            person("corpus", aliases=("orcid:ada", "openalex:A1"), countries=("DE",)),
            person("zoe", "platform", aliases=("orcid:ada",), countries=("CN",)),
        ]
    )
    (match,) = people(index, lexicon)
    assert match.id == "person:zoe"
    assert {one.id for one in match.explanation.evidence} == {"work:1", "work:2"}
    assert [one.id for one in people(index, lexicon, countries=("CN",))] == ["person:zoe"]
    assert people(index, lexicon, countries=("DE",)) == ()


def test_filters_of_people_and_of_their_evidence(build, lexicon):
    index = build(
        [
            work("1", "vaccine", contributors=by("ada"), year=2001, countries=("US",)),
            work("2", "vaccine", contributors=by("bo"), year=2022),
            person("ada", countries=("KE",)),
            person("bo", countries=("CN",)),
        ]
    )
    assert [one.id for one in people(index, lexicon, countries=("KE",))] == ["person:ada"]
    assert [one.id for one in people(index, lexicon, year_from=2010)] == ["person:bo"]
    assert [one.id for one in people(index, lexicon, exclude_ids=("person:bo",))] == ["person:ada"]


def test_an_own_profile_answers_without_evidence(build, lexicon):
    index = build([person("ada", text="expert in vaccine cold chains"), person("vaccine"), person("bo")])
    found = people(index, lexicon)
    assert {one.id for one in found} == {"person:ada", "person:vaccine"}
    for match in found:
        assert sum(one.share for one in match.explanation.terms) == pytest.approx(match.score)
    assert people(index, lexicon, "rice vaccine drought solid")[0].score < found[-1].score


def test_evidence_speaks_through_the_lexicon(build, lexicon):
    index = build([work("1", "solid electrolyte", contributors=by("ada")), person("ada")])
    answer = search(index, lexicon, Query({"zh": "固态电解质"}, filters=Filters(kinds=(Kind.PERSON,))))
    (match,) = answer.matches
    (evidence,) = match.explanation.evidence
    assert evidence.terms[0].bridge is not None
    assert evidence.terms[0].bridge.target == "solid electrolyte"
    assert (answer.total, answer.counts["kind"]) == (1, {"person": 1})


def test_a_contributor_without_a_record_is_passed_over(build, lexicon):
    index = build([work("1", "vaccine", contributors=by("ghost", "ada")), person("ada")])
    assert [one.id for one in people(index, lexicon)] == ["person:ada"]


def test_a_named_actor_has_the_score_and_the_evidence_it_has_among_all(build, lexicon):
    works = [work(f"w{place}", "vaccine trial", contributors=by(f"p{place % 5}")) for place in range(15)]
    works += [work(f"v{place}", "vaccine", contributors=by("old")) for place in range(3)]
    record = person("old", aliases=("orcid:old", "orcid:p1"))
    ours = person("p1", origin="platform")
    index = build([*works, record, ours, *(person(f"p{place}") for place in (0, 2, 3, 4))])
    everyone = {one.id: one for one in people(index, lexicon)}
    assert set(everyone) == {"person:p0", "person:p1", "person:p2", "person:p3", "person:p4"}
    for one in ("person:p1", "person:p3"):
        (found,) = people(index, lexicon, only_ids=(one,))
        assert (found.score, found.explanation) == (everyone[one].score, everyone[one].explanation)
    assert len(everyone["person:p1"].explanation.evidence) == 5


def test_evidence_may_come_without_its_words(build, lexicon):
    index = build([work("1", "solid electrolyte", contributors=by("ada")), person("ada")])
    query = Query({"en": "solid electrolyte"}, filters=Filters(kinds=(Kind.PERSON,)))
    (whole,) = search(index, lexicon, query).matches
    (brief,) = search(index, lexicon, query, explain_evidence=False).matches
    assert (brief.id, brief.score) == (whole.id, whole.score)
    (named,), (told,) = brief.explanation.evidence, whole.explanation.evidence
    assert (named.id, named.share, named.terms) == (told.id, told.share, ())
    assert told.terms
