"""Two texts compared in words, and what looks like a way to reach someone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text.contacts import Contact, contacts
from scibridge.engines.text.differing import Fate, difference, sides

SAME, GONE, NEW = Fate.SAME, Fate.GONE, Fate.NEW
TEXT = st.text("ab 电池能，。.\n1%", max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ()),
        ("a cell", "a cell", ((SAME, "a cell"),)),
        ("", "new", ((NEW, "new"),)),
        ("old", "", ((GONE, "old"),)),
        (
            "at least 400 Wh/kg",
            "at least 450 Wh/kg",
            ((SAME, "at least "), (GONE, "400"), (NEW, "450"), (SAME, " Wh/kg")),
        ),
        (
            "能量密度不低于四百",
            "能量密度不低于五百",
            ((SAME, "能量密度不低于"), (GONE, "四"), (NEW, "五"), (SAME, "百")),
        ),
        # Islands of a space or one character are no anchor for the eye.
        ("one two", "three four", ((GONE, "one two"), (NEW, "three four"))),
        (
            "first line\nsecond",
            "first line\nthird",
            ((SAME, "first line\n"), (GONE, "second"), (NEW, "third")),
        ),
    ],
)
def test_words_that_stayed_went_and_came(
    before: str, after: str, expected: tuple[tuple[Fate, str], ...]
) -> None:
    assert difference(before, after) == expected


@given(TEXT, TEXT)
def test_applying_the_difference_gives_both_texts(before: str, after: str) -> None:
    runs = difference(before, after)
    assert sides(runs) == (before, after)
    assert all(text for _, text in runs)
    assert all(one[0] is not other[0] for one, other in pairwise(runs))


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_characters_they_hold(before: str, after: str) -> None:
    assert sides(difference(before, after)) == (before, after)


def test_long_texts_are_compared_by_sentences() -> None:
    sentences = [f"Sentence number {number} about the rotor. " for number in range(900)]
    changed = [*sentences[:400], "Sentence number 400 about the blade. ", *sentences[401:]]
    runs = difference("".join(sentences), "".join(changed))
    assert sides(runs) == ("".join(sentences), "".join(changed))
    assert [run for run in runs if run[0] is not SAME] == [(GONE, "rotor"), (NEW, "blade")]


def test_long_texts_with_nothing_in_common_are_replaced() -> None:
    before, after = "甲" * 4000, "乙" * 4000
    assert difference(before, after) == ((GONE, before), (NEW, after))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to wang.min@example.org today", [(Contact.MAIL, "wang.min@example.org")]),
        ("wang (at) example.org", [(Contact.MAIL, "wang (at) example.org")]),
        ("请致电 010-6259 7289 联系", [(Contact.TELEPHONE, "010-6259 7289")]),
        ("手机13812345678", [(Contact.TELEPHONE, "13812345678")]),
        ("+86 138 1234 5678 or +49 (0)421 218-1", [
            (Contact.TELEPHONE, "+86 138 1234 5678"), (Contact.TELEPHONE, "+49 (0)421 218-1"),
        ]),
        ("微信号：keqiao_2024，WhatsApp: +254700000000", [
            (Contact.MESSENGER, "keqiao_2024"), (Contact.MESSENGER, "+254700000000"),
        ]),
        ("Energy density of 400 Wh/kg at 20 °C, 1500 kPa, 10 000 cycles, CAS 7439-93-2", []),
        ("2019-2024, page 120-134, doi 10.1000/182, 1.3812345678 %", []),
        ("", []),
    ],
)  # fmt: skip
def test_contact_data(text: str, expected: list[tuple[Contact, str]]) -> None:
    found = contacts(text)
    assert [(one.contact, one.quote) for one in found] == expected
    assert all(text[one.start : one.end] == one.quote for one in found)
