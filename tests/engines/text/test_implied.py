"""Measures that a verb, an adjective or a unit stands for."""

import pytest

from scibridge.engines.text.implied import implied, ways_of
from scibridge.engines.text.quantities import read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The tablet weighs 1.3 pounds.", "weight"),
        ("The blades are 62 m long.", "length"),
        ("Boards have to be 50 mm thick or more.", "thick"),
        ("must not be louder than 38 dB", "nois"),
        ("Batteries must last no less than 10 years", "life"),
        ("整机重6.8公斤", "重量"),
        ("电池可用150分钟", "续航"),
    ],
)
def test_said_by_a_word(text: str, said: str) -> None:
    (figure,) = read(text)
    assert said in implied(text, figure).said


@pytest.mark.parametrize(
    ("text", "measure", "tells"),
    [
        ("The cell delivers 158 Wh/kg.", "energi", True),
        ("We need 5 kg of catalyst.", "weight", False),
        ("The pump sits 3 m away.", "", False),
    ],
)
def test_named_by_the_unit(text: str, measure: str, tells: bool) -> None:
    (figure,) = read(text)
    found = implied(text, figure)
    assert (measure in found.unit) is bool(measure)
    assert found.tells is tells


def test_measures_with_two_names() -> None:
    assert set(ways_of(frozenset({"well", "space"}))) == {
        frozenset({"well", "space"}),
        frozenset({"well", "distanc"}),
    }
