"""What is found, in which order, under which conditions."""

import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.matching import planning
from scibridge.engines.matching.documents import (
    Contributor,
    Element,
    Filters,
    Kind,
    MustHave,
    Query,
    Stage,
    TextFields,
)
from scibridge.engines.matching.explanation import Band
from scibridge.engines.matching.search import MUST_HAVES, candidates, search, similar
from scibridge.engines.text.quantities import Operator

WORLD = (
    work("1", "Solid electrolyte for a lithium battery", countries=("CN", "DE"), year=2020),
    work("2", zh="固态电解质电池", countries=("CN",), year=2021, stage=Stage.RESEARCH),
    work("3", "Rice with drought tolerance by gene editing", challenges=("food_security",), year=2022),
    work("4", "Waste incineration", topics=("T9",), year=1999),
    work("5", zh="水稻抗旱基因编辑", challenges=("food_security",), countries=("CN",), year=2023),
    work("6", "Battery recycling", kind=Kind.OFFER, readiness=7, stage=Stage.APPLICATION),
    work("7", "A need for a battery", kind=Kind.NEED),
)


def found(index, lexicon, text="", **fields):
    texts = fields.pop("texts", {"": text})
    return [match.id for match in search(index, lexicon, Query(texts, **fields)).matches]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("solid electrolyte", ["work:1", "work:2"]),
        ("固态电解质", ["work:2", "work:1"]),
        ("rice drought tolerance", ["work:3", "work:5"]),
        ("水稻抗旱", ["work:5", "work:3"]),
        ("焚烧", ["work:4"]),
        ("nothing of the kind", []),
    ],
)
def test_documents_are_found_in_their_own_language_and_through_the_lexicon(build, lexicon, text, expected):
    assert set(found(build(WORLD), lexicon, text)) == set(expected)


def test_the_title_weighs_more_than_the_summary(build, lexicon):
    filler = "other words that fill the place of the title here"
    index = build([work("a", filler, summary="vaccine trial"), work("b", "vaccine trial", summary=filler)])
    assert found(index, lexicon, "vaccine") == ["work:b", "work:a"]


def test_a_document_in_two_languages_is_one_answer(build, lexicon):
    both = work("both", "Solid electrolyte", "固态电解质")
    index = build([both, work("en", "Solid electrolyte"), work("zh", zh="固态电解质")])
    answer = search(index, lexicon, Query({"en": "solid electrolyte", "zh": "固态电解质"}))
    assert sorted(match.id for match in answer.matches) == ["work:both", "work:en", "work:zh"]
    scores = {match.id: match.score for match in answer.matches}
    assert scores["work:both"] == pytest.approx(max(scores.values()))
    assert scores["work:both"] < 1.5 * min(scores.values())
    assert (answer.total, answer.counts["kind"]) == (3, {"work": 3})


def test_a_document_is_not_preferred_for_its_language(build, lexicon):
    many = [work(f"f{place}", f"filler {place} words", f"填充{place}") for place in range(40)]
    index = build([*many, work("en", "drought tolerance of rice"), work("zh", zh="水稻的抗旱")])
    for text in ("水稻抗旱", "rice drought tolerance"):
        scores = {match.id: match.score for match in search(index, lexicon, Query({"": text})).matches}
        assert set(scores) == {"work:en", "work:zh"}
        assert 0.6 < scores["work:en"] / scores["work:zh"] < 1.67


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(countries=("DE",)), {"work:1"}),
        (Filters(countries=("DE", "CN")), {"work:1", "work:2"}),
        (Filters(countries=("FR",)), set()),
        (Filters(kinds=(Kind.OFFER, Kind.NEED)), {"offer:6", "need:7"}),
        (Filters(stages=(Stage.RESEARCH,)), {"work:2"}),
        (Filters(languages=("zh",)), {"work:2"}),
        (Filters(year_from=2020, year_to=2020), {"work:1"}),
        (Filters(year_from=2021), {"work:2"}),
        (Filters(exclude_ids=("work:1", "need:7")), {"work:2", "offer:6"}),
        (Filters(countries=("CN",), year_to=2020), {"work:1"}),
        (Filters(topics=("T9",)), set()),
        (Filters(challenges=("food_security",)), set()),
    ],
)
def test_filters_are_exact(build, lexicon, filters, expected):
    assert set(found(build(WORLD), lexicon, "battery 电池", filters=filters)) == expected


def test_facets_count_the_candidates(build, lexicon):
    answer = search(build(WORLD), lexicon, Query({"en": "battery rice", "zh": "水稻 电池"}))
    assert answer.total == len(answer.matches) == 6
    assert answer.counts == {
        "kind": {"work": 4, "need": 1, "offer": 1},
        "country": {"CN": 3, "DE": 1},
        "stage": {"application": 1, "research": 1},
        "language": {"en": 4, "zh": 2},
        "challenge": {"food_security": 2},
        "year": {"2020": 1, "2021": 1, "2022": 1, "2023": 1},
    }
    assert answer.languages == ("en", "zh")
    assert answer.scorer == "bm25"


def test_each_kind_gets_its_places_and_pages_do_not_overlap(build, lexicon):
    works = [work(f"{place:03}", "battery " + "filler " * (place % 7)) for place in range(60)]
    offers = [work(f"{place}", "battery " + "filler " * 40, kind=Kind.OFFER) for place in range(5)]
    index = build([*works, *offers])
    first = search(index, lexicon, Query({"en": "battery"}, limit=4))
    kinds = [match.kind for match in first.matches]
    assert (kinds.count(Kind.WORK), kinds.count(Kind.OFFER)) == (4, 4)
    assert [match.rank for match in first.matches if match.kind is Kind.WORK] == [1, 2, 3, 4]
    pages = [
        match.id
        for offset in range(0, 64, 4)
        for match in search(
            index,
            lexicon,
            Query({"en": "battery"}, filters=Filters(kinds=(Kind.WORK,)), limit=4, offset=offset),
        ).matches
    ]
    assert len(pages) == len(set(pages)) == 60
    assert pages[:9] == [f"work:{place:03}" for place in range(0, 60, 7)]


def test_the_same_question_gets_the_same_answer(build, lexicon):
    ours, theirs = build(WORLD), build(reversed(WORLD))
    query = Query({"": "battery rice 电池 水稻"})
    assert search(ours, lexicon, query) == search(ours, lexicon, query)
    assert [match.id for match in search(ours, lexicon, query).matches] == [
        match.id for match in search(theirs, lexicon, query).matches
    ]


def test_equal_scores_are_ordered_by_id(build, lexicon):
    names = ["9", "10", "b", "a", "05"]
    index = build(work(name, "drought tolerance of rice") for name in names)
    assert found(index, lexicon, "rice") == [f"work:{name}" for name in sorted(names)]


def test_names_and_codes_pass_between_languages(build, lexicon):
    index = build([work("en", "CRISPR for plants"), work("zh", zh="CRISPR 植物")])
    assert set(found(index, lexicon, "CRISPR")) == {"work:en", "work:zh"}
    assert set(found(index, lexicon, texts={"zh": "使用CRISPR"})) == {"work:en", "work:zh"}


def test_what_no_document_holds_is_named(build, lexicon):
    answer = search(build(WORLD), lexicon, Query({"en": "battery with unobtainium"}))
    assert answer.unanswered == ("unobtainium",)
    answer = search(build([work("1", "Solid electrolyte")]), lexicon, Query({"zh": "固态电解质"}))
    assert answer.unanswered == ()


NEED = MustHave({"en": "energy density"}, Operator.AT_LEAST, 400, 400, "Wh/kg")


def offers(*summaries: str, **fields: object):
    return [
        work(str(place), "Battery cell", summary=summary, kind=Kind.OFFER, **fields)
        for place, summary in enumerate(summaries)
    ]


def test_must_haves_move_answers_but_leave_none_out(build, lexicon):
    index = build(offers("energy density of 300 Wh/kg", "energy density of 0.42 kWh/kg", "no figure of it"))
    answer = search(index, lexicon, Query({"en": "battery cell"}, must_haves=(NEED,)))
    assert [match.id for match in answer.matches] == ["offer:1", "offer:2", "offer:0"]
    assert [str(match.explanation.verdicts[0].outcome) for match in answer.matches] == [
        "meets",
        "unknown",
        "no",
    ]
    for match in answer.matches:
        factor = MUST_HAVES[match.explanation.verdicts[0].outcome]
        base = sum(share.share for share in match.explanation.terms)
        assert match.score == pytest.approx(base * (1 + factor))
    codes = [[gap.code for gap in match.explanation.gaps] for match in answer.matches]
    assert codes == [[], ["must_have_unknown"], ["must_have_not_met"]]


def test_must_haves_leave_out_when_asked_to(build, lexicon):
    index = build(offers("energy density of 300 Wh/kg", "energy density of 0.42 kWh/kg", "no figure of it"))
    filters = Filters(must_haves_met=True)
    answer = search(index, lexicon, Query({"en": "battery"}, must_haves=(NEED,), filters=filters))
    assert ([match.id for match in answer.matches], answer.total) == (["offer:1"], 1)
    assert found(index, lexicon, "battery", filters=filters) != []


def test_readiness_is_a_distance(build, lexicon):
    levels = {"0": 3, "8": None, "9": 7}
    index = build(
        work(name, "Battery cell", kind=Kind.OFFER, readiness=level) for name, level in levels.items()
    )
    answer = search(index, lexicon, Query({"en": "battery"}, readiness_required=6))
    told = [
        (match.id, match.explanation.readiness.distance, [gap.code for gap in match.explanation.gaps])
        for match in answer.matches
        if match.explanation.readiness
    ]
    assert told == [
        ("offer:9", 1, []),
        ("offer:8", None, ["readiness_unknown"]),
        ("offer:0", -3, ["readiness_short"]),
    ]


def test_excluded_approaches_fall_back_and_are_named(build, lexicon):
    index = build([*offers("by incineration of waste"), work("9", "Battery cell " * 3, kind=Kind.OFFER)])
    for approach in ("incineration", "焚烧"):
        answer = search(index, lexicon, Query({"en": "battery cell"}, excluded=(approach,)))
        assert [match.id for match in answer.matches] == ["offer:9", "offer:0"]
        gaps = [(gap.code, gap.data) for gap in answer.matches[1].explanation.gaps]
        assert gaps == [("excluded_approach", {"approach": approach})]


def test_an_element_nobody_answers_is_a_gap(build, lexicon):
    index = build([work("1", "battery by sintering"), work("2", "battery")])
    query = Query({"en": "battery"}, elements={Element.METHOD: "sintering"})
    gaps = {match.id: match.explanation.gaps for match in search(index, lexicon, query).matches}
    assert gaps["work:1"] == ()
    assert ("element_unanswered", {"element": "method"}) in [(gap.code, gap.data) for gap in gaps["work:2"]]


def test_similar_leaves_itself_out(build, lexicon):
    index = build([*WORLD, work("8", "Lithium battery with solid electrolyte", kind=Kind.OFFER)])
    assert [match.id for match in similar(index, lexicon, "work:1", kinds=(Kind.WORK, Kind.OFFER)).matches][
        :2
    ] == [
        "offer:8",
        "work:2",
    ]
    assert [match.id for match in similar(index, lexicon, "work:3").matches] == ["work:5"]
    draft = work("draft", "A battery need", kind=Kind.NEED)
    assert [match.id for match in similar(index, lexicon, draft).matches] == ["need:7"]
    assert similar(index, lexicon, "work:unknown").matches == ()


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"": ""},
        {"en": " \n\t "},
        {"en": "the of and"},
        {"zh": "的了吗"},
        {"": "400 12.5 3"},
        {"": "\u202e\u2066\u200f\ufeff"},
        {"": "!!! ??? ——"},
        {"": "\ud800"},
    ],
)
def test_a_query_without_subject_finds_nothing(build, lexicon, texts):
    answer = search(build(WORLD), lexicon, Query(texts))
    assert (answer.matches, answer.total) == ((), 0)


@pytest.mark.parametrize(
    "texts",
    [
        {"": "batt\u00aderies \u202ebattery\u202c"},
        {"fr": "une battery"},
        {"xx": "battery"},
        {"en": " ".join(f"word{place}" for place in range(10_000)) + " battery"},
        {"": "battery " * 10_000},
        {"zh": "电池" * 5_000},
        {"": 'battery" OR (title:* AND'},
    ],
)
def test_odd_queries_still_find(build, lexicon, texts):
    assert "offer:6" in found(build(WORLD), lexicon, texts=texts)


def test_an_empty_index_answers_nothing(build, lexicon):
    index = build([])
    assert found(index, lexicon, "battery 电池") == []
    assert candidates(index, lexicon, Query({"en": "battery"})) == []


def test_contributors_and_texts_come_with_the_match(build, lexicon):
    person = Contributor(Kind.PERSON, "orcid:1", "Li")
    index = build([work("1", "Battery", "电池", contributors=(person,), countries=("CN",), readiness=3)])
    (match,) = search(index, lexicon, Query({"en": "battery"})).matches
    assert match.title == {"en": "Battery", "zh": "电池"}
    assert (match.contributors, match.countries, match.readiness) == ((("orcid:1", "Li"),), ("CN",), 3)


def test_a_body_is_searched_too(build, lexicon):
    document = work("1", "Title")
    texts = {"en": TextFields("Title", body="deep inside a vaccine", elements={Element.PRODUCT: "rice"})}
    index = build([type(document)(document.id, document.kind, texts)])
    for text, fields in (("vaccine", ("body",)), ("rice", ("product",))):
        (match,) = search(index, lexicon, Query({"en": text})).matches
        assert match.explanation.terms[0].fields == fields


def test_an_answer_that_takes_up_the_question_is_likely(build, lexicon):
    index = build([work("1", "solid electrolyte battery"), work("2", "battery"), work("3", "rice")])
    found = search(index, lexicon, Query({"en": "solid electrolyte battery"}))
    assert [match.band for match in found.matches] == [Band.LIKELY, Band.DISTANT]
    assert Band.of(0.35, 1) is Band.POSSIBLE
    assert Band.of(1, 0) is None


def test_a_stretch_torn_out_of_words_finds_its_text_and_is_explained_in_words(build, lexicon):
    index = build(
        [work("1", zh="固态电解质的界面稳定性"), work("2", zh="电解水制氢"), work("3", zh="界面设计")]
    )
    answer = search(index, lexicon, Query({"zh": "解质的界"}))
    assert answer.matches[0].id == "work:1"
    for match in answer.matches:
        assert sum(one.share for one in match.explanation.terms) == pytest.approx(match.score, rel=1e-5)
        assert all(one.term in "解质的界" for one in match.explanation.terms)


def test_bare_figures_find_across_languages(build, lexicon):
    index = build([work("1", "1538 cells in 2019"), work("2", "battery cells")])
    assert found(index, lexicon, "共1538例") == ["work:1"]


def test_figures_of_a_long_text_give_way_to_its_words(lexicon, build):
    words = [f"w{chr(97 + place // 26)}{chr(97 + place % 26)}x" for place in range(planning.MOST_CONCEPTS)]
    index = build([work("1", " ".join(words) + " 1538")])
    snapshot = index.snapshot
    plan = planning.plan(snapshot.things, snapshot.actors, lexicon, Query({"en": " ".join([*words, "1538"])}))
    assert "_1538" not in plan.parts
    assert len(plan.parts) == planning.MOST_CONCEPTS
