"""What is not told since few people stand behind it, and what would give that away.

Over the years, who led and who came new add up to a total that is told as well: a single year that is
withheld could be worked out from the others. So a second one is withheld with it; where there is none, the
total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scibridge.engines.atlas.views import PeopleLine, YearLine

# Fewer people than this could be told from a figure.
LEAST_PEOPLE: Final = 5


@dataclass(frozen=True, slots=True)
class Told:
    """The years a figure is told of, and whether their sum is."""

    years: frozenset[int] = frozenset()
    total: bool = False


def told_of(sizes: Mapping[int, int], of_many: Iterable[int], *, total: bool) -> Told:
    """Of years with something to tell (``sizes``), those that may be told where ``of_many`` have enough
    people behind them; ``total`` says whether all years together have."""
    if not total:
        return Told()
    years = frozenset(of_many) & sizes.keys()
    if len(sizes) - len(years) != 1:
        return Told(years, total=True)
    if not years:
        return Told()
    # The least is lost with the smallest; of equals, with the latest.
    return Told(years - {min(years, key=lambda year: (sizes[year], -year))}, total=True)


def leadership_told(years: Sequence[YearLine], people: Sequence[Mapping[str, Any]]) -> Told:
    """Who led the works with others; ``people`` are rows of ``unit_people``, year 0 for all together."""
    many = {row["year"] for row in people if row["people"] >= LEAST_PEOPLE}
    sizes = {one.year: one.joint for one in years if one.joint}
    return told_of(sizes, many - {0}, total=0 in many)


def newcomers_told(people: Sequence[Mapping[str, Any]]) -> Told:
    """Who came new, from rows of ``unit_people``."""
    sizes = {row["year"]: row["newcomers"] for row in people}
    total = sizes.pop(0, 0)
    many = [year for year, newcomers in sizes.items() if newcomers >= LEAST_PEOPLE]
    return told_of(sizes, many, total=total >= LEAST_PEOPLE)


def told_years(years: Iterable[YearLine], told: Told) -> tuple[YearLine, ...]:
    """Without who led where that is not told."""
    return tuple(
        one if one.year in told.years else replace(one, joint_first=None, joint_last=None) for one in years
    )


def told_people(people: Iterable[Mapping[str, Any]]) -> tuple[PeopleLine, ...]:
    """Numbers of people by year, without those that may not be told."""
    rows = list(people)
    told = newcomers_told(rows)
    return tuple(
        PeopleLine(
            row["year"],
            row["people"] if row["people"] >= LEAST_PEOPLE else None,
            row["newcomers"] if row["year"] in told.years else None,
        )
        for row in rows
        if row["year"]
    )
