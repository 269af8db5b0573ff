"""What a city is called in an address, and when two names are one city's."""

import pytest

from scibridge.domain.places.names import address_word, folded_names, free_address


@pytest.mark.parametrize(
    ("names", "word"),
    [
        ({"en": "Chengdu", "zh-hans": "成都"}, "chengdu"),
        ({"zh-hans": "成都市"}, "chengdu"),
        ({"zh-hans": "重庆"}, "chongqing"),
        ({"en": "Xi'an"}, "xian"),
        ({"en": "São Paulo"}, "sao-paulo"),
        ({"en": "Łódź"}, "lodz"),
        ({"en": "Frankfurt (Oder)"}, "frankfurt-oder"),
        ({"en": "Москва"}, "place"),
        ({"en": "../../etc"}, "etc"),
        ({"en": "x" * 200}, "x" * 48),
        ({}, "place"),
    ],
)
def test_the_word_in_an_address(names: dict[str, str], word: str) -> None:
    assert address_word(names) == word


def test_an_address_is_given_once() -> None:
    assert free_address("suzhou", "Anhui", []) == "suzhou"
    assert free_address("suzhou", "Anhui", ["suzhou"]) == "suzhou-anhui"
    assert free_address("suzhou", "", ["suzhou", "suzhou-2"]) == "suzhou-3"
    assert free_address("suzhou", "Anhui", ["suzhou", "suzhou-anhui"]) == "suzhou-2"


def test_the_word_for_city_does_not_make_another_city() -> None:
    assert folded_names({"zh-hans": "成都市"}) == folded_names({"zh-hans": "成都"}) == {"zh-hans": "成都"}
    # A name of two characters is not cut down to one.
    assert folded_names({"zh-hans": "津市"}) == {"zh-hans": "津市"}
