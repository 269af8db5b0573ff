"""Scales that end at a round number, so that whoever reads a height can say it."""

import math
from collections.abc import Iterable
from typing import Final

_STEPS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def round_top(most: float) -> float:
    """The least round number that is not below ``most``; 1 where nothing is above zero."""
    if not most > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in _STEPS if step * power >= most * (1 - 1e-12))


def all_years(years: Iterable[int]) -> range:
    """Every year from the first to the last, also those without anything; year 0 is not known and has no
    place."""
    known = [one for one in years if one > 0]
    return range(min(known), max(known) + 1) if known else range(0)
