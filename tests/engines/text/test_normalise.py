"""One written form, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text.normalise import align, normalise

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", ""),
        ("  a \t\n b ", "a b"),
        ("ＰＭ２．５　浓度", "PM2.5 浓度"),
        ("減少住院老年患者的抗精神病藥物使用", "减少住院老年患者的抗精神病药物使用"),
        ("ﬁne ㎡ ℃", "fine m2 °C"),
        ("safe\u202egnirts\u202c", "safegnirts"),
        ("zero\u200bwidth\u00adhyphen\ufeff", "zerowidthhyphen"),
        ("a\x00b\x07c", "abc"),
        ("e\u0301 e\u200d\u0301", "é é"),
        ("Case Is KEPT", "Case Is KEPT"),
        ("\ud800lone", "lone"),
    ],
)
def test_normalise(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


@given(ANY)
def test_normalise_is_idempotent_and_leaves_nothing_invisible(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == once.strip()
    assert not any(0xD800 <= ord(character) < 0xE000 or ord(character) < 32 for character in once)


@given(ANY)
def test_every_aligned_span_lies_in_the_original(text: str) -> None:
    aligned = align(text)
    for start in range(len(aligned.text)):
        begin, end = aligned.span(start, start + 1)
        assert 0 <= begin <= end <= len(text)
        assert begin < end


def test_aligned_spans_point_at_what_was_written() -> None:
    text = "cafe\u0301 ﬁne ＰＭ２.５\u202e藥物"
    aligned = align(text)
    for wanted, original in [
        ("café", "cafe\u0301"),
        ("fine", "ﬁne"),
        ("PM2.5", "ＰＭ２.５"),
        ("药物", "藥物"),
    ]:
        start = aligned.text.index(wanted)
        begin, end = aligned.span(start, start + len(wanted))
        assert text[begin:end].rstrip("\u202e") == original
