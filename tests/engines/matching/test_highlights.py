"""Marks in the text itself: where they stand, what they answer, and that no text is lost on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching.conftest import work
from tests.engines.matching.test_voting import by, person

from scibridge.engines.matching.documents import Filters, Kind, MustHave, Query, TextFields
from scibridge.engines.matching.explanation import Outcome, Verdict
from scibridge.engines.matching.highlights import (
    Answered,
    Piece,
    Sought,
    Span,
    in_answer,
    in_query,
    merged,
    pieces,
    sought_by,
    sought_in,
    sought_with,
)
from scibridge.engines.matching.planning import plan
from scibridge.engines.matching.reading import judged, read
from scibridge.engines.matching.search import search
from scibridge.engines.text.quantities import Operator

ELECTROLYTE = Sought(("solid", "electrolyt"), "固态电解质", "zh", 3.0)
DENSITY = Sought(("energi", "densiti"), "能量密度", "zh", 2.0)
NATIVE = Sought(("固态电解质",), "固态电解质", "zh", 1.0)
BATTERY = Sought(("batteri",), "battery", "en", 0.5)
ALL = (ELECTROLYTE, DENSITY, NATIVE, BATTERY)


def told(text: str, spans: tuple[Span, ...]) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (text[one.start : one.end], [(each.sought.asked, each.whole) for each in one.answers])
        for one in spans
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("New SOLID electrolytes, solidly.", [("SOLID electrolytes", True), ("solidly", False)]),
        ("Solid-electrolyte cells", [("Solid-electrolyte", True)]),
        ("a solid and an electrolyte", [("solid and an electrolyte", True)]),
        ("A solid. Electrolyte follows", [("solid", False), ("Electrolyte", False)]),
        ("solid ceramic electrolyte", [("solid", False), ("electrolyte", False)]),
        ("ｓｏｌｉｄ　ｅｌｅｃｔｒｏｌｙｔｅ！", [("ｓｏｌｉｄ　ｅｌｅｃｔｒｏｌｙｔｅ", True)]),
        ("使用固態電解質的电池", [("固態電解質", True)]),
        ("𠮷固态电解质", [("固态电解质", True)]),
        ("the so\u00adlid elec\u200btrolyte", [("so\u00adlid elec\u200btrolyte", True)]),
        ("", []),
        ("Nothing of the kind", []),
    ],
)
def test_what_is_sought_is_found_whatever_its_form(text: str, expected: list[tuple[str, bool]]) -> None:
    found = told(text, in_answer(text, (ELECTROLYTE, NATIVE)))
    assert found == [(words, [("固态电解质", whole)]) for words, whole in expected]


def test_characters_and_pairs_are_marked_where_they_stand() -> None:
    alabama = Sought(("_阿拉", "_拉巴", "_巴马"), "Alabama", "en", 1.0)
    hand = Sought(("_手",), "hand", "en", 1.0)
    text = "阿拉巴马州：洗手"
    assert told(text, in_answer(text, (alabama, hand))) == [
        ("阿拉巴马", [("Alabama", True)]),
        ("手", [("hand", True)]),
    ]


def test_what_is_said_in_whole_silences_its_words_within() -> None:
    state = Sought(("solid", "state", "electrolyt"), "固体电解质", "zh", 9.0)
    text = "a solid electrolyte"
    assert told(text, in_answer(text, (ELECTROLYTE, state))) == [
        ("solid electrolyte", [("固态电解质", True)])
    ]
    alone = "solid matter"
    assert told(alone, in_answer(alone, (ELECTROLYTE, state))) == [
        ("solid", [("固体电解质", False), ("固态电解质", False)])
    ]


def verdict(text: str, quote: str, outcome: Outcome = Outcome.MEETS) -> Verdict:
    start = text.index(quote)
    wish = MustHave({"zh": "能量密度"}, Operator.AT_LEAST, 400.0, 400.0, "Wh/kg")
    return Verdict(wish, outcome, quote, "en", "summary", (start, start + len(quote)))


def test_a_quoted_figure_takes_in_the_words_it_overlaps() -> None:
    text = "Its energy density of 0.42 kWh/kg is high"
    met = verdict(text, "energy density of 0.42 kWh/kg")
    (span,) = in_answer(text, ALL, [met])
    assert text[span.start : span.end] == "energy density of 0.42 kWh/kg"
    assert span.verdicts == (met,)
    assert span.answers == (Answered(DENSITY, whole=True),)


def test_a_quotation_that_does_not_stand_there_is_passed_over() -> None:
    met = verdict("Its energy density of 0.42 kWh/kg", "0.42 kWh/kg")
    assert in_answer("Another text altogether, as long as it", ALL, [met]) == ()


def test_the_querys_side_marks_what_was_answered_and_its_figures() -> None:
    text = "能量密度不低于 400 Wh/kg 的固态电解质电池，循环寿命不限"
    met = verdict("0.42 kWh/kg", "0.42 kWh/kg")
    silent = Sought(("cycl", "life"), "循环寿命", "zh", 0.0)
    found = in_query(text, (ELECTROLYTE, DENSITY, silent), [met])
    assert [(text[one.start : one.end], bool(one.verdicts)) for one in found] == [
        ("能量密度", False),
        ("不低于 400 Wh/kg", True),
        ("固态电解质", False),
    ]
    assert [one.asked for span in found for one in [each.sought for each in span.answers]] == [
        "能量密度",
        "固态电解质",
    ]


WORDS = [
    "solid",
    "Electrolytes",
    "energy",
    "density",
    "batteries",
    "固态电解质",
    "能量",
    "密度",
    "固態電解質",
]
WORDS += [
    "ｓｏｌｉｄ",
    "é",
    "e\u0301",
    "ﬁ",
    "㎡",
    "\u200b",
    "\u00ad",
    "\U0001f600",
    "𠮷",
    "400 Wh/kg",
    "0.42 kWh/kg",
    "\x00",
]
JOINTS = ["", " ", "-", ". ", "，", "\n", "的", " of the ", "／"]
TEXTS = st.one_of(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)), max_size=14).map(
        lambda parts: "".join(word + joint for word, joint in parts)
    ),
    st.text(max_size=40),
)


def check(text: str, spans: tuple[Span, ...]) -> None:
    place = 0
    for one in spans:
        assert 0 <= place <= one.start < one.end <= len(text)
        assert one.answers or one.verdicts
        place = one.end
    cut = pieces(text, spans)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
    assert [piece.span for piece in cut if piece.span] == list(spans)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_spans_lie_in_the_text_apart_and_lose_nothing_of_it(text: str, quoted: list[tuple[int, int]]) -> None:
    wish = MustHave({"zh": "能量密度"}, Operator.AT_LEAST, 400.0, 400.0, "Wh/kg")
    verdicts = [
        Verdict(wish, Outcome.NO, text[start:end], "en", "body", (start, end)) for start, end in quoted
    ]
    check(text, in_answer(text, ALL, verdicts))
    check(text, in_query(text, ALL, verdicts))


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 12), st.booleans()), max_size=8),
)
def test_merging_keeps_every_reason_and_is_done_once(
    text: str, given_spans: list[tuple[int, int, bool]]
) -> None:
    text = text.ljust(30, "x")
    spans = [
        Span(start, min(30, start + length), (Answered(ALL[place % 4], whole),))
        for place, (start, length, whole) in enumerate(given_spans)
    ]
    joined = merged(spans)
    check(text, joined)
    assert merged(joined) == joined
    covered = {place for one in spans for place in range(one.start, one.end)}
    assert {place for one in joined for place in range(one.start, one.end)} == covered


def test_no_spans_leave_the_text_whole() -> None:
    assert pieces("whole", ()) == (Piece("whole"),)
    assert pieces("", ()) == ()


def test_from_an_explanation_alone(build, lexicon):
    index = build([work("1", "Solid electrolytes for batteries", summary="A cell")])
    (match,) = search(index, lexicon, Query({"": "固态电解质电池"})).matches
    sought = sought_by(match.explanation.terms)
    assert [one.share for one in sought] == sorted((one.share for one in sought), reverse=True)
    assert sought_in(match.explanation) == sought
    text = match.title["en"]
    assert told(text, in_answer(text, sought)) == [
        ("Solid electrolytes", [("固态电解质", True)]),
        ("batteries", [("电池", True)]),
    ]
    (span, *_) = in_answer(text, sought)
    assert span.answers[0].sought.bridge is not None
    assert span.answers[0].sought.bridge.target == "solid electrolyte"


def test_the_other_language_of_an_answer_is_read_too(build, lexicon):
    both = work("1", "Solid electrolytes", "固态电解质薄膜")
    index = build([both])
    query = Query({"": "固态电解质"})
    (match,) = search(index, lexicon, query).matches
    snapshot = index.snapshot
    sought = sought_with(plan(snapshot.things, snapshot.actors, lexicon, query), match.explanation.terms)
    for language in ("en", "zh"):
        text = match.title[language]
        (span,) = in_answer(text, sought)
        assert "固态电解质" in [one.sought.asked for one in span.answers]
        assert all(one.whole for one in span.answers)
    assert sum(one.share > 0 for one in sought) == len(match.explanation.terms)


def test_a_named_candidate_is_read_as_the_list_has_it(build, lexicon):
    offers = [
        work(f"{number:02}", "A solid electrolyte", summary="battery " * number, kind=Kind.OFFER)
        for number in range(1, 25)
    ]
    index = build([*offers, work("rice", "rice", kind=Kind.OFFER)])
    query = Query({"": "固态电解质电池"}, must_haves=(), limit=24)
    listed = {match.id: match for match in search(index, lexicon, query).matches}
    found = read(index, lexicon, query, ["offer:07", "offer:24", "offer:rice", "offer:none"])
    assert set(found) == {"offer:07", "offer:24", "offer:rice"}
    assert found["offer:rice"].match is None
    for name in ("offer:07", "offer:24"):
        match = found[name].match
        assert match is not None
        assert match.score == listed[name].score
        assert match.explanation == listed[name].explanation
        assert found[name].document.id == name


def test_people_are_read_with_what_speaks_for_them(build, lexicon):
    names = ("ada", "bo", "cy")
    works = [
        work(f"{name}{place}", "A solid electrolyte", contributors=by(name))
        for number, name in enumerate(names, start=1)
        for place in range(number)
    ]
    index = build([*map(person, names), *works])
    query = Query({"": "固态电解质"})
    listed = {match.id: match for match in search(index, lexicon, query).matches}
    found = read(index, lexicon, query, ["person:ada", "person:cy"])
    for name in ("person:ada", "person:cy"):
        match = found[name].match
        assert match is not None
        assert (match.score, match.explanation) == (listed[name].score, listed[name].explanation)


def test_what_else_somebody_did_is_asked_for_by_their_keys(build, lexicon):
    index = build([work("1", "battery", contributors=by("ada")), work("2", "battery", contributors=by("bo"))])
    filters = Filters(kinds=(Kind.WORK,), contributors=("orcid:bo",))
    assert [one.id for one in search(index, lexicon, Query({"": "电池"}, filters=filters)).matches] == [
        "work:2"
    ]


def test_a_reader_who_may_read_more_is_judged_on_more(lexicon):
    wish = MustHave({"en": "energy density"}, Operator.AT_LEAST, 400.0, 400.0, "Wh/kg")
    public = work("1", "A cell", kind=Kind.OFFER)
    (unknown,) = judged(lexicon, (wish,), public)
    assert unknown.outcome is Outcome.UNKNOWN
    said = TextFields(title="A cell", body="energy density 0.42 kWh/kg")
    (met,) = judged(lexicon, (wish,), type(public)(public.id, public.kind, {"en": said}))
    assert (met.outcome, met.field, met.converted_low) == (Outcome.MEETS, "body", pytest.approx(420))
