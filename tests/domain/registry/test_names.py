"""One folded form for names in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.domain.registry.names import LONGEST_FOLDED, fold, folded_lines, sort_key
from scibridge.kernel.bilingual import bilingual


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Université de Montréal", "universite de montreal"),
        ("Max-Planck-Institut für Physik", "MAX PLANCK INSTITUT FUR PHYSIK"),
        ("清華大學", "清华大学"),
        ("國立臺灣大學", "国立台湾大学"),
        ("Ｔｓｉｎｇｈｕａ", "tsinghua"),
        ("Straße", "STRASSE"),
        ("東京大学・理学部", "東京大学 理学部"),
        ("A, B (C)", "a b c"),
        ("Zoë\u200b", "zoe"),
    ],
)
def test_what_readers_take_for_the_same_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("ポケット", "ホケット"), ("हिन्दी", "हन्द"), ("C", "C++ 2")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=400))
def test_folding_is_idempotent_and_bounded(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= LONGEST_FOLDED
    assert "\n" not in folded


def test_lists_are_ordered_by_the_english_name_else_the_other() -> None:
    assert sort_key(bilingual("École X", "某校")) == "ecole x"
    assert sort_key(bilingual("", "清華大學")) == "清华大学"
    assert sort_key("") == ""


def test_lines_hold_each_name_once() -> None:
    assert folded_lines(["Lin Mei", "lin-mei", "", "林梅"]) == "lin mei\n林梅"
