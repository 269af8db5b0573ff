"""Plans: which terms, in which languages, how heavy."""

import pytest
from tests.engines.matching.conftest import work

from scibridge.engines.matching import bridging, planning
from scibridge.engines.matching.documents import Document, Element, Kind, Query, TextFields
from scibridge.engines.matching.packing import Columns, count, pack
from scibridge.engines.text.dictionary import Dictionary
from scibridge.engines.text.glossary import builtin
from scibridge.engines.text.lexicon import Lexicon

CORPUS = [
    work("1", "solid electrolyte battery"),
    work("2", "battery cell pack"),
    work("3", "cell biology of rice"),
    work("4", zh="固态电解质电池"),
    work("5", zh="水稻抗旱"),
]


def planned(index, lexicon, texts, **fields):
    snapshot = index.snapshot
    return planning.plan(snapshot.things, snapshot.actors, lexicon, Query(texts, **fields))


def value(plan, term):
    return sum(part for _, part in plan.parts.get(term, ()))


def test_figures_with_units_do_not_score(build, lexicon):
    plan = planned(build(CORPUS), lexicon, {"en": "battery above 400 Wh/kg at 25 °C, 80%"})
    assert "batteri" in plan.parts
    assert not {"wh", "kg", "400", "25", "80", "degc"} & set(plan.parts)


def test_both_languages_get_the_same_mass(build, lexicon):
    plan = planned(build(CORPUS), lexicon, {"": "固态电解质电池"})
    masses = {}
    for concept in plan.concepts:
        masses[concept.target] = masses.get(concept.target, 0) + concept.mass
    assert masses["en"] == pytest.approx(masses["zh"])
    assert plan.mass == pytest.approx(masses["en"])


def test_the_likeliest_rendering_counts_whole_and_others_less(build, lexicon):
    index = build([work("1", "battery"), work("2", "cell"), work("3", "rice")])
    plan = planned(index, lexicon, {"zh": "电池"})
    assert value(plan, "batteri") > value(plan, "cell") > 0
    (concept,) = [one for one in plan.concepts if one.target == "en"]
    assert value(plan, "batteri") == pytest.approx(concept.mass)
    # p(cell) / p(battery) is one half, as the glossary's order says; a little usage is mixed in.
    assert value(plan, "cell") == pytest.approx(concept.mass * 0.5**0.35, rel=0.01)


def test_a_query_in_both_languages_is_not_carried_over(build, lexicon):
    plan = planned(build(CORPUS), lexicon, {"en": "rice", "zh": "水稻"})
    assert all(wording.bridge is None for wording in plan.wordings)
    assert plan.languages == ("en", "zh")


def test_a_thin_text_is_helped_by_the_other_language(build, lexicon):
    plan = planned(build(CORPUS), lexicon, {"en": "rice", "zh": "水稻抗旱 固态电解质 电池"})
    carried = {wording.bridge.target for wording in plan.wordings if wording.bridge is not None}
    assert "solid electrolyte" in carried


def test_a_long_text_is_reduced_to_its_most_informative_terms(build, lexicon):
    words = [f"common{place}x" for place in range(80)]
    index = build([*(work(str(place), " ".join(words)) for place in range(5)), work("rare", "unobtainium")])
    plan = planned(index, lexicon, {"en": " ".join(words) + " unobtainium"})
    assert len(plan.parts) == planning.MOST_CONCEPTS
    assert "unobtainium" in plan.parts


def test_without_entries_in_a_language_nothing_is_carried_there(build, lexicon):
    plan = planned(build([work("1", "rice")]), lexicon, {"en": "rice battery"})
    assert {concept.target for concept in plan.concepts} == {"en"}


def test_elements_are_asked_for_too(build, lexicon):
    plan = planned(build(CORPUS), lexicon, {"en": "battery"}, elements={Element.MATERIAL: "固态电解质"})
    assert plan.languages == ("en", "zh")
    assert {"batteri", "solid"} <= set(plan.parts)
    held = {concept.surface: concept.elements for concept in plan.concepts}
    assert held["固态电解质"] == {Element.MATERIAL}
    assert held["battery"] == frozenset()


def test_facet_columns_count_what_documents_hold():
    documents = [
        Document("work:1", Kind.WORK, {}, countries=("CN", "AA", "ZZ"), year=2020, challenges=("a", "b")),
        Document("offer:2", Kind.OFFER, {"zh": TextFields("x")}, countries=("CN", "xx", "USA"), year=20233),
    ]
    packed = [pack(one, one.texts) for one in documents]
    assert [one.kind for one in packed] == [Kind.WORK, Kind.OFFER]
    assert count(Columns.of(packed), ("a", "b", "c")) == {
        "kind": {"offer": 1, "work": 1},
        "country": {"CN": 2, "AA": 1, "ZZ": 1},
        "stage": {},
        "language": {"zh": 1},
        "challenge": {"a": 1, "b": 1},
        "year": {"2020": 1},
    }


def test_many_countries_are_kept():
    countries = tuple(f"{letter}A" for letter in "ABCDEFGHIJKL")
    packed = pack(Document("work:1", Kind.WORK, {}, countries=countries), ())
    assert tuple(sorted(count(Columns.of([packed]), ())["country"])) == countries


def test_an_empty_lexicon_still_searches_natively(build):
    plan = planned(build(CORPUS), Lexicon(Dictionary({}, {})), {"zh": "水稻"})
    assert "水稻" in plan.parts


def test_a_figures_own_words_are_not_carried_across(build, lexicon):
    more = lexicon.with_glossary([("低于", "lower than")])
    index = build([work("1", "lower than others, a solid electrolyte")])
    found = planned(index, more, {"": "不低于 400 Wh/kg 的固态电解质"})
    assert [one.surface for one in found.concepts if one.target == "en"] == ["固态电解质"]
    # Where no figure stands, the word asks for what it says.
    bare = planned(index, more, {"": "低于标准的固态电解质"})
    assert "低于" in [one.surface for one in bare.concepts if one.target == "en"]


def test_a_code_in_a_chinese_text_weighs_by_all_entries(build, lexicon):
    index = build([work("1", zh="WTO 电池"), work("2", zh="水稻"), work("3", zh="疫苗")])
    plan = planned(index, lexicon, {"zh": "WTO 电池"})
    assert value(plan, "wto") == pytest.approx(value(plan, "电池"))


def carried(plan):
    """Concept → the terms of its wordings."""
    found = {}
    for wording in plan.wordings:
        if wording.bridge is not None:
            found.setdefault(plan.concepts[wording.concept].surface, []).append(wording.terms)
    return found


def test_one_character_is_found_within_words(build, lexicon):
    index = build([work("1", zh="洗手"), work("2", zh="电池")])
    plan = planned(index, lexicon.with_glossary([("手", "hand")]), {"en": "hand"})
    assert carried(plan) == {"hand": [("_手",)]}


def test_a_character_tells_less_than_a_word(build, lexicon):
    index = build([work("1", zh="手"), work("2", zh="双手"), work("3", zh="电池")])
    plan = planned(index, lexicon.with_glossary([("手", "hand"), ("双手", "hand")]), {"en": "hand"})
    (concept,) = [one for one in plan.concepts if one.target == "zh"]
    # Twice as likely as the other by the glossary's order, a tenth of that as a character; in both entries.
    assert value(plan, "_手") == pytest.approx(concept.mass * (0.2 * 2**0.15) ** 0.35, rel=0.01)
    # The word says what its character says, and half of its own value is left to it.
    assert value(plan, "双手") == pytest.approx(concept.mass / 2)


def test_a_long_rendering_is_found_by_its_pairs_and_a_short_one_as_the_word(build, lexicon):
    index = build([work("1", zh="阿拉巴马州的电池"), work("2", zh="水稻")])
    more = lexicon.with_glossary([("阿拉巴马", "Alabama")])
    plan = planned(index, more, {"en": "battery Alabama"})
    assert carried(plan) == {"battery": [("电池",)], "Alabama": [("_阿拉", "_拉巴", "_巴马")]}


def test_the_words_of_a_phrase_are_looked_for_beside_it(build, lexicon):
    more = lexicon.with_glossary([("哄抢", "panic buying"), ("恐慌", "panic"), ("购买", "buying")])
    apart = [work("1", zh="恐慌 购买"), work("2", zh="水稻")]
    plan = planned(build(apart), more, {"en": "panic buying"})
    assert carried(plan) == {"panic": [("恐慌",)], "buying": [("购买",)]}
    plan = planned(build([*apart, work("3", zh="哄抢")]), more, {"en": "panic buying"})
    assert carried(plan) == {"panic buying": [("哄抢",)], "panic": [("恐慌",)], "buying": [("购买",)]}
    # The glossary decided the phrase, so its words keep fifteen in a hundred of the weight.
    assert value(plan, "恐慌") / value(plan, "哄抢") == pytest.approx(0.15 / 0.85, rel=0.01)


def test_a_word_said_alone_and_in_a_phrase_is_one_concept(build, lexicon):
    more = lexicon.with_glossary([("哄抢", "panic buying"), ("恐慌", "panic"), ("购买", "buying")])
    index = build([work("1", zh="恐慌 购买 哄抢"), work("2", zh="水稻")])
    plan = planned(index, more, {"en": "panic, and panic buying"})
    assert value(plan, "恐慌") / value(plan, "购买") == pytest.approx(1.15 / 0.15, rel=0.01)


def test_a_long_text_leaves_every_word_some_renderings(build, lexicon):
    words = [entry.chinese for entry in builtin()[:40]]
    ways = [[f"w{place}{letter}" for letter in "abcdefghijkl"] for place in range(40)]
    index = build([work(str(place), " ".join(held)) for place, held in enumerate(ways)])
    entries = [(word, ";".join(held)) for word, held in zip(words, ways, strict=True)]
    plan = planned(index, lexicon.with_glossary(entries), {"zh": "，".join(words)})
    found = carried(plan)
    assert sorted(found) == sorted(words)
    assert {len(held) for held in found.values()} == {bridging.MOST_BRIDGED_TERMS // 40}
