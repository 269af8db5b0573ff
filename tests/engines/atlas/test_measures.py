"""Which measure is meant, and how it orders pairs."""

import pytest

from scibridge.engines.atlas.intervals import of_count
from scibridge.engines.atlas.measures import Measure, measure_of, strength_of, strongest
from scibridge.engines.atlas.selections import Counting, Selection
from scibridge.engines.atlas.views import PairLine, Unit
from scibridge.engines.errors import UnknownOption


def pair(name: str, works: int, weight: float | None, salton: float, intensity: float | None) -> PairLine:
    return PairLine(Unit(name), Unit("X"), works, weight, 9, 9, salton, 0.1, intensity, of_count(works))


PAIRS = [pair("A", 5, 1.5, 0.1, None), pair("B", 3, 2.5, 0.3, 2.0), pair("C", 3, None, 0.3, 1.0)]


@pytest.mark.parametrize(
    ("measure", "counting", "found"),
    [
        (Measure.WORKS, Counting.FULL, [("A", 5.0), ("B", 3.0)]),
        (Measure.WORKS, Counting.FRACTIONAL, [("B", 2.5), ("A", 1.5)]),
        (Measure.SALTON, Counting.FULL, [("B", 0.3), ("C", 0.3)]),
        (Measure.INTENSITY, Counting.FRACTIONAL, [("B", 2.0), ("C", 1.0)]),
    ],
)
def test_the_strongest_first(measure: Measure, counting: Counting, found: list[tuple[str, float]]) -> None:
    ordered = strongest(PAIRS, measure, Selection(counting=counting), 2)
    assert [(one.unit.id, value) for one, value in ordered] == found


def test_what_cannot_be_told_is_nothing() -> None:
    assert strength_of(PAIRS[0], Measure.INTENSITY, Selection()) == 0.0


def test_words() -> None:
    assert (measure_of(""), measure_of("salton")) == (Measure.WORKS, Measure.SALTON)
    with pytest.raises(UnknownOption):
        measure_of("luck")
