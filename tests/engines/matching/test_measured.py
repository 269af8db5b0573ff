"""Figures kept beside a document: the same as reading its texts anew, and verdicts from either are equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.matching.conftest import work

from scibridge.engines.matching import verdicts
from scibridge.engines.matching.documents import Document, Element, Kind, MustHave, Query, TextFields
from scibridge.engines.matching.measured import LONGEST_TEXT, restored, texts_of, written
from scibridge.engines.matching.search import search
from scibridge.engines.matching.storing import encode, from_record, record_of
from scibridge.engines.text import quantities
from scibridge.engines.text.quantities import Operator

WISH = MustHave({"en": "energy density"}, Operator.AT_LEAST, 400.0, 400.0, "Wh/kg")
SENTENCES = (
    "An energy density of 0.42 kWh/kg at 25 °C.",
    "能量密度不低于 400 Wh/kg，循环 1000 次。",
    "Between 3 and 5 samples per hour; better than 1 m.",
    "No figure here.",
    "百分之三十，三个月。",
    "US$ 45 per kWh, ten engineers.",
)
texts = st.lists(st.sampled_from(SENTENCES), max_size=3).map(" ".join)
fields = st.builds(
    TextFields,
    title=texts,
    summary=texts,
    body=texts,
    elements=st.dictionaries(st.sampled_from(list(Element)), texts, max_size=2),
)


@given(st.dictionaries(st.sampled_from(["en", "zh"]), fields, max_size=2))
def test_what_is_kept_is_what_would_be_read(held):
    document = Document("offer:1", Kind.OFFER, held)
    record = record_of(encode(document, written(document)))
    back = from_record(record)
    assert back == document
    figures = restored(back, record.get("q", []))
    for own in held.values():
        for _name, text in texts_of(own):
            assert figures.get(text, quantities.read(text)) == quantities.read(text)


def test_figures_of_other_texts_are_not_used():
    document = Document("offer:1", Kind.OFFER, {"en": TextFields("One 3 kg", "Two 5 kg")})
    assert restored(document, written(document)[:1]) == {}
    assert set(restored(document, written(document))) == {"One 3 kg", "Two 5 kg"}


def test_a_text_is_read_as_far_as_it_is_judged():
    long = "x" * (LONGEST_TEXT - 10) + " 5 kg and 7 kg"
    document = Document("offer:1", Kind.OFFER, {"en": TextFields("title", body=long)})
    (_title, (_name, text)) = list(texts_of(document.texts["en"]))
    assert len(text) == LONGEST_TEXT
    assert [row[1] for row in written(document)[1]] == [one.low for one in quantities.read(text)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_verdict_is_the_same_from_either(sentence, lexicon):
    document = Document("offer:1", Kind.OFFER, {"en": TextFields("Cell", sentence)})
    (wish,) = verdicts.wanted((WISH,), lexicon)
    kept = restored(document, written(document))
    assert verdicts.judge(wish, document, kept) == verdicts.judge(wish, document)


def test_what_was_put_forward_keeps_its_figures_and_the_corpus_does_not(build, lexicon, monkeypatch):
    text = "energy density of 0.42 kWh/kg"
    index = build(
        [
            work("ours", "battery", text, kind=Kind.OFFER, origin="platform"),
            work("theirs", "battery", text, origin="corpus"),
        ]
    )
    things = index.snapshot.things
    by_id = {one.id: one for one in things.all_documents()}
    assert set(by_id) == {"offer:ours", "work:theirs"}
    query = Query({"en": "battery"}, must_haves=(WISH,))
    whole = {one.id: one.explanation.verdicts for one in search(index, lexicon, query).matches}
    read: list[str] = []
    monkeypatch.setattr(verdicts, "_figures", lambda text: read.append(text) or quantities.read(text))
    again = {one.id: one.explanation.verdicts for one in search(index, lexicon, query).matches}
    assert again == whole
    assert len(read) == 2  # title and summary of the corpus's work
