"""A network that stands still: its strongest nodes as marks in a picture of ``WIDTH`` by ``HEIGHT``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scibridge.engines.charting.shapes import shape_path

WIDTH: Final = 1000.0
HEIGHT: Final = 640.0
_MARGIN: Final = 46.0
_SMALLEST, _LARGEST = 3.0, 17.0
# Ties are of three widths: at least this share of the strongest.
_CLASSES: Final = (0.4, 0.1, 0.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A node: its position in the sequence given, look, place and path; ``name`` where it is written."""

    place: int
    group: int
    x: float
    y: float
    radius: float
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Still:
    """Nodes, the largest on top; and ties as one path for each width, 1 to 3."""

    marks: tuple[Mark, ...]
    ties: tuple[tuple[int, str], ...]


def still(
    nodes: Sequence[tuple[float, float, float, int, str]],
    ties: Sequence[tuple[int, int, float]],
    *,
    most: int,
    names: int,
) -> Still:
    """The ``most`` strongest of (x, y in 0…1, strength, group from 0, name), and the ties between them.

    The ``names`` strongest are written, where none stands in another's way.
    """
    order = sorted(range(len(nodes)), key=lambda place: (-nodes[place][2], place))[:most]
    at = {place: _placed(nodes[place]) for place in order}
    top = nodes[order[0]][2] if order else 1.0
    written = _written(order[:names], nodes, at)
    marks = []
    for place in reversed(order):
        x, y = at[place]
        radius = round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(nodes[place][2] / top), 1)
        group = nodes[place][3]
        name = nodes[place][4] if place in written else ""
        marks.append(Mark(place, group + 1, x, y, radius, shape_path(group, x, y, radius), name))
    return Still(tuple(marks), _lines(ties, at))


def _placed(node: tuple[float, float, float, int, str]) -> tuple[float, float]:
    x, y = node[:2]
    return (
        round(_MARGIN + x * (WIDTH - 2 * _MARGIN), 1),
        round(_MARGIN + y * (HEIGHT - 2 * _MARGIN), 1),
    )


def _written(
    order: Sequence[int],
    nodes: Sequence[tuple[float, float, float, int, str]],
    at: dict[int, tuple[float, float]],
) -> set[int]:
    """Whose names find room, the strongest first."""
    taken: list[tuple[float, float, float, float]] = []
    found = set()
    for place in order:
        x, y = at[place]
        half = text_width(nodes[place][4]) * 7.5
        box = (x - half, y - 11, x + half, y + 11)
        if any(box[0] < old[2] and box[2] > old[0] and box[1] < old[3] and box[3] > old[1] for old in taken):
            continue
        taken.append(box)
        found.add(place)
    return found


def text_width(text: str) -> float:
    """How wide a text is, in units of its size in an ordinary font; a Chinese character is 1."""
    return sum(1.0 if ord(one) > 0x2E7F else 0.56 for one in text)


def _lines(
    ties: Sequence[tuple[int, int, float]], at: dict[int, tuple[float, float]]
) -> tuple[tuple[int, str], ...]:
    inside = [(one, other, value) for one, other, value in ties if one in at and other in at]
    top = max((value for _one, _other, value in inside), default=1.0)
    paths: dict[int, list[str]] = {}
    for one, other, value in inside:
        width = len(_CLASSES) - next(place for place, least in enumerate(_CLASSES) if value >= least * top)
        (x, y), (x2, y2) = at[one], at[other]
        paths.setdefault(width, []).append(f"M{x:g} {y:g}L{x2:g} {y2:g}")
    return tuple((width, "".join(found)) for width, found in sorted(paths.items()))
