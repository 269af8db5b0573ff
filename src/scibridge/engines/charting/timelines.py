"""Figures over years as columns, and several of them as lines, in a picture of ``WIDTH`` by ``HEIGHT``.

The picture holds no text: it may be stretched to any width, and its labels stand beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scibridge.engines.charting.scales import all_years, round_top

WIDTH: Final = 1000.0
HEIGHT: Final = 300.0
# The share of its place that a column fills.
_FILLED: Final = 0.74


@dataclass(frozen=True, slots=True)
class Column:
    """One year: what it amounts to, and a part of that; where both stand."""

    year: int
    value: float
    part: float
    x: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float


@dataclass(frozen=True, slots=True)
class Columns:
    """All years in order; ``top`` is the value at the upper edge."""

    marks: tuple[Column, ...]
    top: float
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Line:
    """One of several: its key, its points as an SVG path, and those points."""

    key: str
    path: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Several over the same years and the same scale."""

    lines: tuple[Line, ...]
    top: float
    first_year: int
    last_year: int


def columns(values: Mapping[int, tuple[float, float]]) -> Columns | None:
    """Year → (value, part of it), the years between filled with nothing; None without a known year."""
    years = all_years(values)
    if not years:
        return None
    top = round_top(max(values[year][0] for year in values if year > 0))
    place = WIDTH / len(years)
    marks = []
    for number, year in enumerate(years):
        value, part = values.get(year, (0.0, 0.0))
        high, low = value / top * HEIGHT, part / top * HEIGHT
        marks.append(
            Column(
                year,
                value,
                part,
                x=round(number * place + place * (1 - _FILLED) / 2, 2),
                width=round(place * _FILLED, 2),
                y=round(HEIGHT - high, 2),
                height=round(high, 2),
                part_y=round(HEIGHT - low, 2),
                part_height=round(low, 2),
            )
        )
    return Columns(tuple(marks), top, years[0], years[-1])


def lines(series: Sequence[tuple[str, Mapping[int, float]]]) -> Lines | None:
    """Each (key, year → value) as a line; a year without a value is nothing. None without a known year."""
    years = all_years(year for _, values in series for year in values)
    if not years:
        return None
    top = round_top(max(value for _, values in series for year, value in values.items() if year > 0))
    step = WIDTH / max(len(years) - 1, 1)
    drawn = []
    for key, values in series:
        points = tuple(
            (round(number * step, 2), round(HEIGHT - values.get(year, 0.0) / top * HEIGHT, 2))
            for number, year in enumerate(years)
        )
        drawn.append(Line(key, "M" + "L".join(f"{x:g} {y:g}" for x, y in points), points))
    return Lines(tuple(drawn), top, years[0], years[-1])
