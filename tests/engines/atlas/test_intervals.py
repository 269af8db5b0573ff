"""Intervals of strength hold what they promise where works are drawn at random: 95 times in a hundred."""

from collections.abc import Callable

import numpy as np
import pytest

from scibridge.engines.atlas import intervals
from scibridge.engines.atlas.intervals import Interval
from scibridge.engines.network.edges import network_of
from scibridge.engines.network.measures import participation, participation_errors

DRAWS = 2000
# Works of both, of one alone, of the other alone, in all of science; the corpus has a hundredth of them.
BOTH, ONE, OTHER = 4_000, 26_000, 9_000
SHARE = 0.01


def covered(truth: float, found: Callable[[int, int, int], Interval | None]) -> float:
    """How often the truth lies within, over corpora drawn from all works."""
    chance = np.random.default_rng(5)
    drawn = [chance.binomial(size, SHARE, DRAWS).tolist() for size in (BOTH, ONE, OTHER)]
    told = [around for both, one, other in zip(*drawn, strict=True) if (around := found(both, one, other))]
    assert len(told) > 0.99 * DRAWS
    return sum(around.low <= truth <= around.high for around in told) / len(told)


def test_salton() -> None:
    truth = BOTH / ((BOTH + ONE) * (BOTH + OTHER)) ** 0.5
    assert covered(
        truth, lambda both, one, other: intervals.of_salton(both, both + one, both + other)
    ) == pytest.approx(0.95, abs=0.02)


def test_jaccard() -> None:
    truth = BOTH / (BOTH + ONE + OTHER)
    assert covered(
        truth, lambda both, one, other: intervals.of_jaccard(both, both + one, both + other)
    ) == pytest.approx(0.95, abs=0.02)


def test_intensity_where_sizes_are_known() -> None:
    truth = BOTH * SHARE / 25
    assert covered(
        truth, lambda both, _one, _other: intervals.of_intensity(both / 25, both)
    ) == pytest.approx(0.95, abs=0.02)


def test_specialisation() -> None:
    usual = 0.08
    truth = BOTH / (BOTH + ONE) / usual
    assert covered(
        truth, lambda both, one, _other: intervals.of_specialisation(both, both + one, usual)
    ) == pytest.approx(0.95, abs=0.02)


def test_participation() -> None:
    # One node among three communities, which are known.
    means, community = np.array([60.0, 30.0, 10.0]), np.array([0, 0, 1, 2])
    truth = 1 - float(((means / means.sum()) ** 2).sum())
    chance, within = np.random.default_rng(5), 0
    for weights in np.maximum(chance.poisson(means, (DRAWS, 3)), 1).tolist():
        network = network_of(
            "abcd", [("a", other, weight) for other, weight in zip("bcd", weights, strict=True)]
        )
        value = float(participation(network, community)[0])
        around = intervals.of_participation(value, float(participation_errors(network, community)[0]))
        within += around.low <= truth <= around.high
    assert within / DRAWS == pytest.approx(0.95, abs=0.02)


def test_nothing_is_told_of_nothing() -> None:
    assert intervals.of_salton(0, 5, 5) is None
    assert intervals.of_jaccard(0, 0, 0) is None
    # An aggregate may give a pair more works than one of the two has.
    assert intervals.of_salton(6, 5, 9) is None
    assert intervals.of_jaccard(6, 9, 5) is None
    assert intervals.of_intensity(None, 4) is None
    assert intervals.of_intensity(1.0, 0) is None
    assert intervals.of_specialisation(0, 0, 0.5) is None
    assert intervals.of_specialisation(1, 5, 0.0) is None
    # Two whose works are all joint.
    around = intervals.of_salton(9, 9, 9)
    assert around == Interval(1.0, 1.0)


def test_a_mean_of_what_is_never_negative_is_not() -> None:
    # Two works, cited 0 and 1 times as often as usual.
    around = intervals.of_mean(0.5, 0.5, 2)
    assert around == Interval(0.0, pytest.approx(0.5 + intervals.DEVIATE * 0.5))
    assert intervals.of_mean(10.0, 100.25, 4) == Interval(
        pytest.approx(10 - intervals.DEVIATE * (1 / 12) ** 0.5),
        pytest.approx(10 + intervals.DEVIATE * (1 / 12) ** 0.5),
    )
    assert intervals.of_mean(1.0, 1.0, 1) is None
