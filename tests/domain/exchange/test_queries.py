"""Conditions that free text states, from the words alone."""

import pytest

from scibridge.domain.exchange.queries import must_haves_in
from scibridge.engines.matching.documents import MustHave
from scibridge.engines.text.quantities import Operator


@pytest.mark.parametrize(
    ("language", "text", "metric"),
    [
        ("en", "battery with an energy density of at least 400 Wh/kg", {"en": "energy density"}),
        ("en", "solid-state battery, at least 400 Wh/kg", {"en": "energy density"}),
        ("zh", "固态电池，不低于 400 Wh/kg", {"zh": "能量密度"}),
    ],
)
def test_a_bound_is_a_condition_where_the_words_or_the_unit_name_what_is_measured(
    language: str, text: str, metric: dict[str, str]
) -> None:
    assert must_haves_in({language: text}) == (MustHave(metric, Operator.AT_LEAST, 400.0, 400.0, "Wh/kg"),)


@pytest.mark.parametrize(
    "text",
    ["results within 20 minutes", "at most 6 kg", "a battery of 400 Wh/kg", "at least 90 %", "over 400"],
)
def test_what_may_be_about_anything_demands_nothing(text: str) -> None:
    assert must_haves_in({"en": text}) == ()


def test_a_word_beside_the_figure_may_tell_what_it_is_of() -> None:
    """Weighs, louder than: but "for 40 minutes" may be the time of anything."""
    assert must_haves_in({"en": "It must weigh no more than 1.5 kg."}) == (
        MustHave({"en": "weight"}, Operator.AT_MOST, 1.5, 1.5, "kg"),
    )
    assert must_haves_in({"en": "It may never be charged for longer than 40 minutes."}) == ()
    assert must_haves_in({"zh": "须不重于1.5公斤。"}) == (
        MustHave({"zh": "重量"}, Operator.AT_MOST, 1.5, 1.5, "kg"),
    )
