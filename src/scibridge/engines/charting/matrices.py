"""A square of values: in which order its rows stand, and how dark each cell is."""

from collections.abc import Mapping, Sequence
from typing import Final

SHADES: Final = 5


def steps(values: Sequence[float]) -> tuple[float, ...]:
    """The least value of each shade, so that every shade holds as many of the values above nothing; shades
    that would hold none are left out."""
    above = sorted(one for one in values if one > 0)
    if not above:
        return ()
    found = (above[len(above) * place // SHADES] for place in range(SHADES))
    return tuple(dict.fromkeys(found))


def shade_of(value: float, least: Sequence[float]) -> int:
    """0 for nothing, else 1 up to :data:`SHADES`; the strongest is always the darkest."""
    if not value > 0 or not least:
        return 0
    reached = sum(value >= one for one in least)
    return SHADES - len(least) + max(reached, 1)


def by_group(groups: Sequence[int], strengths: Sequence[float]) -> list[int]:
    """Positions with those of one group beside each other, groups by their strength summed, the strongest
    first in each."""
    whole: dict[int, float] = {}
    for group, strength in zip(groups, strengths, strict=True):
        whole[group] = whole.get(group, 0.0) + strength
    return sorted(
        range(len(groups)), key=lambda one: (-whole[groups[one]], groups[one], -strengths[one], one)
    )


def square(size: int, ties: Mapping[tuple[int, int], float]) -> list[list[float]]:
    """The values both ways; nothing where there is none."""
    found = [[0.0] * size for _row in range(size)]
    for (one, other), value in ties.items():
        found[one][other] = found[other][one] = value
    return found
