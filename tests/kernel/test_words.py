"""Bilingual text, countries and public ids."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from i18nfield.strings import LazyI18nString

from scibridge.kernel.bilingual import Shown, bilingual, engine_versions, html_language, show, versions
from scibridge.kernel.countries import country_name, country_names, is_country
from scibridge.kernel.ids import ALPHABET, is_public_id, new_public_id


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (bilingual("rice", "水稻"), "en", Shown("rice", "en", False)),
        (bilingual("rice", "水稻"), "zh-hans", Shown("水稻", "zh-Hans", False)),
        (bilingual("", "水稻"), "en", Shown("水稻", "zh-Hans", True)),
        (bilingual("rice"), "zh-hans", Shown("rice", "en", True)),
        ({"zh": "水稻"}, "en", Shown("水稻", "zh-Hans", True)),
        ({"en": "rice", "zh": "水稻"}, "zh-hans", Shown("水稻", "zh-Hans", False)),
        (None, "en", Shown("", "en", False)),
        ("plain", "zh-hans", Shown("plain", "en", True)),
    ],
)
def test_a_missing_language_is_seen_to_be_missing(value: object, language: str, expected: Shown) -> None:
    assert show(value, language) == expected  # type: ignore[arg-type]


def test_the_active_language_is_the_default() -> None:
    with translation.override("zh-hans"):
        assert show(bilingual("rice", "水稻")).text == "水稻"
    with translation.override("en"):
        assert show(bilingual("rice", "水稻")).text == "rice"


@given(st.text(min_size=1), st.text(min_size=1))
def test_engines_get_both_languages_under_their_own_codes(en: str, zh: str) -> None:
    value = bilingual(en, zh)
    assert engine_versions(value) == {"en": en, "zh": zh}


def test_empty_languages_are_left_out() -> None:
    assert versions(LazyI18nString({"en": "", "zh-hans": "水稻", "fr": "riz"})) == {"zh-hans": "水稻"}


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("NA", "Namibia", "纳米比亚"),
        ("CN", "China", "中国"),
        ("KE", "Kenya", "肯尼亚"),
        ("XK", "Kosovo", "科索沃"),
    ],
)
def test_countries_have_names_in_both_languages(code: str, en: str, zh: str) -> None:
    assert (country_name(code, "en"), country_name(code, "zh-hans")) == (en, zh)
    assert is_country(code)


def test_groupings_are_not_countries_and_unknown_codes_stay_as_they_are() -> None:
    assert not any(is_country(code) for code in ["EU", "ZZ", "cn", "001", ""])
    assert country_name("QQ", "en") == "QQ"
    assert len(country_names("en")) == len(country_names("zh-hans")) == 250


def test_public_ids_have_the_form_they_promise() -> None:
    ids = {new_public_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert all(is_public_id(one) and set(one) <= set(ALPHABET) and one[0].isalpha() for one in ids)


@pytest.mark.parametrize("text", ["", "A5068555386", "k3x9", "1234567890ab", "kkkkkkkkkkki", "K3X9ABCDEFGH"])
def test_other_ids_are_told_apart(text: str) -> None:
    assert not is_public_id(text)


def test_a_language_that_is_neither_is_not_made_up() -> None:
    assert [html_language(code) for code in ("en", "zh", "zh-hans", "other")] == [
        "en",
        "zh-Hans",
        "zh-Hans",
        "und",
    ]
