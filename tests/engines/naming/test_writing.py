"""How names are folded, joined and taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.naming.writing import LONGEST_JOINED, folded, joined, read, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zürich", "zurich"),
        ("Łódź", "lodz"),
        ("Ångström Ølberg Þórr", "angstrom olberg thorr"),
        ("ＭＩＴ　ｌａｂ", "mit lab"),
        ("北京大學", "北京大学"),
        ("King’s College", "kings college"),
        ("Xi'an Jiaotong-Liverpool", "xian jiaotong liverpool"),
        ("Straße", "strasse"),
        ("·—…", ""),
        ("", ""),
    ],
)
def test_one_form_for_what_readers_take_for_the_same(name: str, expected: str) -> None:
    assert folded(name) == expected


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(name: str) -> None:
    once = folded(name)
    assert folded(once) == once
    assert " " not in joined(once)
    assert len(joined(once)) <= LONGEST_JOINED


def test_words_of_scripts_without_spaces_are_characters_and_pairs() -> None:
    assert words("清华 lab 东京") == ("清", "华", "清华", "lab", "东", "京", "东京")


def test_small_words_count_only_where_nothing_else_is_typed() -> None:
    assert read("University of the Arts").beginnings == ("university", "arts")
    assert read("the").beginnings == ("the",)
    assert read("清华 the").beginnings == ()
    assert read("交通大学 shanghai").words == ("交通", "通大", "大学")
    assert read("京").words == ("京",)


@pytest.mark.parametrize("nothing", ["", "   ", "()", "\u200b", "--"])
def test_punctuation_asks_nothing(nothing: str) -> None:
    assert not read(nothing)
