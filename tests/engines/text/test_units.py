"""Units, conversion and the verdict on a must-have."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scibridge.engines.text.quantities import read
from scibridge.engines.text.quantity import Operator, Quantity
from scibridge.engines.text.unit_names import canonical, names
from scibridge.engines.text.units import Comparison, UnknownUnit, compare, convert, parse_unit, registry


def quantity(operator: Operator, low: float, unit: str, high: float | None = None) -> Quantity:
    return Quantity(operator, low, low if high is None else high, unit, (0, 1), "1")


def test_every_unit_word_is_known_to_the_registry() -> None:
    assert [name for name in set(names().values()) if name and registry().parse_units(name) is None] == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("千瓦时/千克", "kWh/kg"),
        ("mg/L", "mg/L"),
        ("毫克每升", None),
        ("元/千瓦时", "CNY/kWh"),
        ("W/°C", "W/delta_degC"),
        ("μg/m³", "ug/m**3"),
        ("S cm-1", "S/cm"),
        ("cycles", "cycle"),
        ("亩", "mu_of_land"),
        ("__import__", None),
    ],
)
def test_canonical(written: str, name: str | None) -> None:
    assert canonical(written) == name


def test_parse_unit_refuses_what_is_no_unit() -> None:
    assert parse_unit("") == ""
    assert parse_unit(" 千瓦时 ") == "kWh"
    assert parse_unit("Wh/kg") == "Wh/kg"
    with pytest.raises(UnknownUnit) as caught:
        parse_unit("bananas per moon")
    assert caught.value.data == {"unit": "bananas per moon"}


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        (0.42, "kWh/kg", "Wh/kg", 420),
        (25, "degC", "degF", 77),
        (0, "degC", "K", 273.15),
        (5, "delta_degC", "K", 5),
        (1, "mu_of_land", "m**2", 2000 / 3),
        (0.1, "percent", "ppm", 1000),
        (1, "mg/kg", "ppm", 1),
        (2, "jin", "kg", 1),
        (1, "CNY", "USD", None),
        (1, "kg", "m", None),
        (1, "cycle", "day", None),
        (1, "fold", "percent", None),
        (1, "no such unit", "m", None),
    ],
)
def test_convert(value: float, unit: str, target: str, expected: float | None) -> None:
    found = convert(value, unit, target)
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("operator", "low", "high", "unit", "text", "outcome"),
    [
        ("at_least", 400, 400, "Wh/kg", "0.42 kWh/kg", "meets"),
        ("at_least", 400, 400, "Wh/kg", "400 Wh/kg", "meets"),
        ("more_than", 400, 400, "Wh/kg", "0.4 kWh/kg", "no"),
        ("at_least", 400, 400, "Wh/kg", "350 Wh/kg", "no"),
        ("at_least", 400, 400, "Wh/kg", "350–450 Wh/kg", "partly"),
        ("at_least", 400, 400, "Wh/kg", "约 410 Wh/kg", "partly"),
        ("at_least", 400, 400, "Wh/kg", "约 430 Wh/kg", "meets"),
        ("at_least", 400, 400, "Wh/kg", "about 300 Wh/kg", "no"),
        ("at_least", 400, 400, "Wh/kg", "at least 420 Wh/kg", "meets"),
        ("at_least", 400, 400, "Wh/kg", "at least 300 Wh/kg", "unknown"),
        ("at_least", 400, 400, "Wh/kg", "400 Wh", "unknown"),
        ("at_least", 400, 400, "Wh/kg", "90 %", "unknown"),
        ("at_least", 70, 70, "degC", "up to 80 °C", "partly"),
        ("at_least", 70, 70, "degC", "up to 60 °C", "no"),
        ("at_least", 70, 70, "degC", "80 °F", "no"),
        ("at_most", 30, 30, "minute", "less than 0.5 h", "meets"),
        ("less_than", 30, 30, "minute", "30 minutes", "no"),
        ("at_most", 30, 30, "minute", "不超过45分钟", "unknown"),
        ("at_most", 30, 30, "minute", "over 30 minutes", "no"),
        ("between", -20, 60, "degC", "-10 ~ 40 ℃", "meets"),
        ("between", -20, 60, "degC", "-30 ~ 40 ℃", "partly"),
        ("between", -20, 60, "degC", "70 ℃", "no"),
        ("equal", 5, 5, "mm", "0.5 cm", "meets"),
        ("equal", 5, 5, "mm", "6 mm", "no"),
        ("at_most", 0.5, 0.5, "CNY/kWh", "0.4元/千瓦时", "meets"),
        ("at_most", 0.5, 0.5, "USD/kWh", "0.4元/千瓦时", "unknown"),
        ("at_least", 1000, 1000, "cycle", "1200次循环", "meets"),
        ("at_least", 100, 100, "", "300 patients", "meets"),
        ("at_least", 100, 100, "percent", "300 patients", "unknown"),
    ],
)
def test_compare(operator: str, low: float, high: float, unit: str, text: str, outcome: str) -> None:
    (found,) = read(text)
    assert compare(Operator(operator), low, high, unit, found).outcome_code == outcome


def test_the_converted_bounds_are_in_the_unit_of_the_must_have() -> None:
    (found,) = read("0.42 kWh/kg")
    answer = compare(Operator.AT_LEAST, 400, 400, "Wh/kg", found)
    assert (answer.converted_low, answer.converted_high) == pytest.approx((420, 420))
    assert compare(Operator.AT_LEAST, 1, 1, "m", found) == Comparison("unknown")


FINITE = st.floats(-1e6, 1e6, allow_nan=False)


@given(FINITE, FINITE)
@example(1e-300, 0.0)
@example(3.0, 3.0 * (1 - 1e-12))
def test_a_value_never_meets_a_bound_and_its_opposite(bound: float, value: float) -> None:
    found = quantity(Operator.EQUAL, value, "m")
    at_least = compare(Operator.AT_LEAST, bound, bound, "m", found).outcome_code
    less = compare(Operator.LESS_THAN, bound, bound, "m", found).outcome_code
    assert {at_least, less} == {"meets", "no"}


@given(FINITE, FINITE, st.floats(0, 1e6), st.sampled_from(list(Operator)))
def test_a_stricter_bound_is_never_easier(bound: float, value: float, more: float, said: Operator) -> None:
    order = {"no": 0, "unknown": 1, "partly": 1, "meets": 2}
    found = quantity(said, value, "kg", value + more)
    easy = compare(Operator.AT_LEAST, bound, bound, "kg", found).outcome_code
    hard = compare(Operator.AT_LEAST, bound + more, bound + more, "kg", found).outcome_code
    assert order[hard] <= order[easy]


@given(FINITE, FINITE, st.sampled_from(list(Operator)))
def test_the_unit_does_not_change_the_verdict(bound: float, value: float, said: Operator) -> None:
    bound, value = round(bound, 1), round(value, 1)
    plain = compare(Operator.AT_MOST, bound, bound, "kg", quantity(said, value, "kg"))
    other = compare(Operator.AT_MOST, bound, bound, "kg", quantity(said, value * 1000, "g"))
    assert plain.outcome_code == other.outcome_code


@given(st.text(max_size=20), st.floats(), st.floats(), st.sampled_from(list(Operator)))
def test_compare_never_fails(unit: str, low: float, value: float, operator: Operator) -> None:
    answer = compare(operator, low, low, unit, quantity(operator, value, "kg"))
    assert answer.outcome_code in {"meets", "partly", "no", "unknown"}
