"""How Chinese names sound in letters."""

import pytest

from scibridge.engines.naming.sounding import pinyin_of, sounds


def test_the_whole_from_every_syllable_and_the_initials() -> None:
    assert sounds("中国科学院") == (
        "zhongguokexueyuan",
        "guokexueyuan",
        "kexueyuan",
        "xueyuan",
        "yuan",
        "zgkxy",
    )


def test_a_person_is_called_either_way_round() -> None:
    assert sounds("李明华", turned=True) == ("liminghua", "minghua", "hua", "lmh", "minghuali")


def test_u_with_dots_is_typed_in_two_ways() -> None:
    assert {"lvbu", "lubu"} <= set(sounds("吕布"))


@pytest.mark.parametrize(
    ("name", "expected"), [("重庆大学", "chongqingdaxue"), ("厦门大学", "xiamendaxue"), ("MIT", ""), ("", "")]
)
def test_characters_are_read_in_their_words(name: str, expected: str) -> None:
    assert pinyin_of(name) == expected


def test_latin_names_have_no_sound_of_their_own() -> None:
    assert sounds("tsinghua university") == ()
