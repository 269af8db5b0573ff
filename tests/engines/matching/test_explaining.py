"""Explanations: shares that sum to the score, bridges, gaps."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching.conftest import GLOSSARY, work

from scibridge.engines.matching.documents import Contributor, Document, Kind, Query, TextFields
from scibridge.engines.matching.explanation import Match
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.search import search
from scibridge.engines.text.dictionary import Dictionary
from scibridge.engines.text.lexicon import Lexicon

LEXICON = Lexicon(Dictionary({}, {})).with_glossary(GLOSSARY)
WORDS = ["solid", "electrolyte", "battery", "cell", "rice", "vaccine", "CRISPR", "the", "IL-6", '"q', "é"]
HAN = ["固态电解质", "电池", "水稻", "抗旱", "疫苗", "的", "CRISPR", "𠮷野家"]
ENGLISH = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
CHINESE = st.lists(st.sampled_from(HAN), max_size=6).map("".join)
FIELDS = st.builds(TextFields, title=st.one_of(ENGLISH, CHINESE), summary=ENGLISH, body=CHINESE)
TEXTS = st.dictionaries(st.sampled_from(["en", "zh"]), FIELDS, max_size=2)


def told(match: Match) -> float:
    explanation = match.explanation
    return sum(one.share for one in (*explanation.terms, *explanation.adjustments))


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8), st.one_of(ENGLISH, CHINESE), st.integers(1, 9))
def test_shares_sum_to_the_score(texts, asked, required):
    author = Contributor(Kind.PERSON, "orcid:1", "x")
    documents = [
        Document(f"offer:{place}", Kind.OFFER, one, readiness=place, contributors=(author,))
        for place, one in enumerate(texts, start=1)
    ]
    person = Document("person:1", Kind.PERSON, texts[0], aliases=("orcid:1",))
    with tempfile.TemporaryDirectory() as folder:
        index = MatchIndex.create(Path(folder))
        with index.writer(5) as writer:
            writer.put([*documents, person])
        answer = search(index, LEXICON, Query({"": asked}, readiness_required=required, excluded=("电池",)))
        for match in answer.matches:
            assert match.score > 0
            assert told(match) == pytest.approx(match.score, rel=1e-4)
            for evidence in match.explanation.evidence[:2]:
                assert sum(one.share for one in evidence.terms) == pytest.approx(evidence.share, rel=1e-4)
        scores = [match.score for match in answer.matches]
        assert scores == sorted(scores, reverse=True)


def test_a_bridge_tells_both_words(build, lexicon):
    index = build([work("1", "A solid electrolyte")])
    (match,) = search(index, lexicon, Query({"": "固态电解质"})).matches
    (bridge,) = match.explanation.bridges
    assert (bridge.source, bridge.source_language) == ("固态电解质", "zh")
    assert (bridge.target, bridge.target_language) == ("solid electrolyte", "en")
    assert (bridge.weight, bridge.origin) == (1.0, "glossary")
    (share,) = match.explanation.terms
    assert (share.term, share.language, share.fields) == ("固态电解质", "zh", ("title",))
    assert [(gap.code, gap.data) for gap in match.explanation.gaps] == [
        ("only_in_language", {"language": "en"})
    ]


def test_a_phrase_counts_as_one_and_half_of_it_for_less(build, lexicon):
    index = build([work("whole", "solid electrolyte"), work("half", "solid waste"), work("3", "waste waste")])
    scores = {match.id: match.score for match in search(index, lexicon, Query({"": "固态电解质"})).matches}
    assert set(scores) == {"work:whole", "work:half"}
    assert scores["work:half"] < 0.5 * scores["work:whole"]


def test_the_weightiest_unanswered_terms_are_gaps(build, lexicon):
    index = build([work("1", "battery"), work("2", "rice and vaccine and battery")])
    answer = search(index, lexicon, Query({"en": "rice vaccine battery"}))
    gaps = {match.id: [gap.data["term"] for gap in match.explanation.gaps] for match in answer.matches}
    assert gaps == {"work:2": [], "work:1": ["rice", "vaccine"]}


def test_without_explanations_the_order_is_the_same(build, lexicon):
    index = build([work("1", "battery"), work("2", "battery battery cell")])
    query = Query({"en": "battery cell"})
    whole, brief = search(index, lexicon, query), search(index, lexicon, query, explain=False)
    assert [(one.id, one.score) for one in whole.matches] == [(one.id, one.score) for one in brief.matches]
    assert all(one.explanation.terms == () for one in brief.matches)
