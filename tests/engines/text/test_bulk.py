"""Many plain texts at once give what each of them gives alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text import bulk, tokens
from scibridge.engines.text.bulk import PlainTexts

WORDS = (
    "Solid",
    "electrolytes,",
    "IL-6",
    "(COVID-19)",
    "12.5",
    "10mg",
    "don't",
    "the",
    "1999-2000",
    "x",
    "A.B.",
    "2,000",
)
plain = st.one_of(
    st.text(st.characters(max_codepoint=127), max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join),
)


def alone(texts: list[str]) -> list[tuple[list[str], list[str]]]:
    return [(tokens.english_text(one).split(), tokens.pieces_text(one).split()) for one in texts]


def together(reading: PlainTexts, texts: list[str]) -> list[tuple[list[str], list[str]]]:
    words, pieces = reading.read(texts)
    return [(one.split(), other.split()) for one, other in zip(words, pieces, strict=True)]


@given(st.lists(plain, max_size=8), st.lists(plain, max_size=8))
def test_terms_are_those_of_each_text(first, second):
    reading = PlainTexts()
    assert together(reading, first) == alone(first)
    # Again, with what was remembered and what is new.
    assert together(reading, second + first) == alone(second + first)


@pytest.mark.parametrize("bound", ["_MOST_REMEMBERED", "_MOST_BYTES", "_MOST_AT_ONCE"])
def test_bounds_of_memory_change_nothing(monkeypatch, bound):
    monkeypatch.setattr(bulk, bound, 3)
    reading = PlainTexts()
    for number in range(4):
        texts = [f"{word} sample {number} of {10 + number}" for word in WORDS]
        assert together(reading, texts) == alone(texts)
