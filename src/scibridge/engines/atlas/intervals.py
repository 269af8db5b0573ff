"""How far a figure of the corpus may lie from the one of all works, were the corpus a sample of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

# The normal deviate of a two-sided interval of 95 per cent.
DEVIATE: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """95 per cent."""

    low: float
    high: float


def of_share(part: float, whole: float) -> Interval | None:
    """Of a share of works (Wilson 1927); None without works."""
    if whole <= 0:
        return None
    share, square = part / whole, DEVIATE**2
    middle = share + square / (2 * whole)
    reach = DEVIATE * math.sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    scale = 1 + square / whole
    return Interval(max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale))


def of_mean(mean: float, mean_square: float, number: float) -> Interval | None:
    """Of a mean over works of what is never negative, by the normal law; None below two works."""
    if number < 2:
        return None
    variance = max(mean_square - mean**2, 0.0) * number / (number - 1)
    reach = DEVIATE * math.sqrt(variance / number)
    return Interval(max(0.0, mean - reach), mean + reach)


def of_count(count: float) -> Interval:
    """Of a count that follows Poisson's law, by Byar's approximation (Breslow and Day 1987)."""
    low = 0.0
    if count > 0:
        low = count * (1 - 1 / (9 * count) - DEVIATE / (3 * math.sqrt(count))) ** 3
    more = count + 1
    return Interval(max(low, 0.0), more * (1 - 1 / (9 * more) + DEVIATE / (3 * math.sqrt(more))) ** 3)


def of_salton(joint: int, one: int, other: int) -> Interval | None:
    """Of joint / sqrt(one · other), by the delta method on its logarithm: works of both, of one alone and of
    the other alone are counts that follow Poisson's law. None without joint works, and where an aggregate
    contradicts itself: more joint works than one of the two has."""
    if not 0 < joint <= min(one, other):
        return None
    half = 1 / (2 * one), 1 / (2 * other)
    variance = joint * (1 / joint - half[0] - half[1]) ** 2
    variance += (one - joint) * half[0] ** 2 + (other - joint) * half[1] ** 2
    value, reach = joint / math.sqrt(one * other), math.exp(DEVIATE * math.sqrt(variance))
    return Interval(value / reach, min(1.0, value * reach))


def of_jaccard(joint: int, one: int, other: int) -> Interval | None:
    """Of joint / (one + other - joint): a share of the works of either. None as for Salton's."""
    if not 0 < joint <= min(one, other):
        return None
    return of_share(joint, one + other - joint)


def of_intensity(value: float | None, joint: int) -> Interval | None:
    """Of the relative intensity, as far as joint works make it uncertain: their count's interval, with the
    sizes of both taken as known."""
    if value is None or joint <= 0:
        return None
    around = of_count(joint)
    return Interval(value * around.low / joint, value * around.high / joint)


def of_specialisation(works: int, whole: int, corpus_share: float) -> Interval | None:
    """Of (works / whole) / corpus_share: the share's interval over that of the corpus, which is taken as
    known."""
    around = of_share(works, whole)
    if around is None or corpus_share <= 0:
        return None
    return Interval(around.low / corpus_share, around.high / corpus_share)


def of_participation(value: float, error: float) -> Interval:
    """By the normal law, from its standard error (see ``network.measures.participation_errors``)."""
    return Interval(max(0.0, value - DEVIATE * error), min(1.0, value + DEVIATE * error))


def growth(years: Sequence[int], counts: Sequence[float]) -> tuple[float, Interval] | None:
    """Yearly growth, 0.1 for ten per cent: the slope of the logarithm over the years, least squares.

    Years without works are left out; None where fewer than three are left.
    """
    points = [(year, count) for year, count in zip(years, counts, strict=True) if year > 0 and count > 0]
    if len(points) < 3:
        return None
    x = np.array([year for year, _ in points], dtype=float)
    y = np.log([count for _, count in points])
    x -= x.mean()
    spread = float((x**2).sum())
    slope = float((x * y).sum()) / spread
    rest = y - y.mean() - slope * x
    error = math.sqrt(float((rest**2).sum()) / (len(points) - 2) / spread)
    reach = DEVIATE * error
    return math.expm1(slope), Interval(math.expm1(slope - reach), math.expm1(slope + reach))
