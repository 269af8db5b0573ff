"""The picture as SVG: dots as four short paths, arcs as lines, faint parallels.

A dot is a path of no length with a round end, which is the shortest way to write one; a row of the grid is
written in steps from dot to dot. Colours come from the caller: the picture knows none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import numpy as np

from scibridge.engines.mapping.dots import SIZES, Dots
from scibridge.engines.mapping.projection import Frame

# The diameter of each class of dots, in units of the picture; and how strongly it is drawn.
DIAMETERS = (1.6, 2.1, 2.9, 4.0)
STRENGTHS = (0.6, 0.75, 0.88, 1.0)
NET_DEGREES = 30


@dataclass(frozen=True, slots=True)
class Colours:
    """What the picture is drawn with, as CSS colours."""

    dot: str
    net: str


def _figure(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def dots_path(cells: Iterable[tuple[int, int]]) -> str:
    """The path of dots in grid units, each step relative to the last dot; ``cells`` in reading order."""
    parts, at = [], (0, 0)
    for column, row in cells:
        parts.append(f"m{column - at[0]} {row - at[1]}z".replace(" -", "-"))
        at = (column, row)
    return "".join(parts)


def line_path(points: Sequence[tuple[float, float]]) -> str:
    """A line through points, to a tenth of a unit."""
    return "M" + "L".join(f"{_figure(x)} {_figure(y)}" for x, y in points)


def net_path(frame: Frame) -> str:
    """Parallels from one side of the world to the other: their ends draw its outline without a frame."""
    lines = []
    first = int(np.ceil(frame.south / NET_DEGREES)) * NET_DEGREES
    for latitude in range(first, int(frame.north) + 1, NET_DEGREES):
        # The sides: just inside the seam on either hand.
        x, y = frame.place(
            np.array([frame.centre - 180.0, frame.centre + 179.999]), np.full(2, float(latitude))
        )
        lines.append(f"M{_figure(float(x[0]))} {_figure(float(y[0]))}H{_figure(float(x[1]))}")
    return "".join(lines)


def world_svg(frame: Frame, dots: Dots, colours: Colours, *, larger: float = 1.0) -> str:
    """The world as a document of its own. ``larger`` swells and strengthens the dots, for a world of few."""
    shown = []
    for size in range(len(SIZES)):
        path = dots_path(dots.of_size(size))
        if path:
            across = DIAMETERS[size] * larger / dots.cell
            strength = min(1.0, STRENGTHS[size] * larger)
            shown.append(f'<path d="{path}" stroke-width="{across:.2f}" opacity="{strength:.2f}"/>')
    half = dots.cell / 2
    box = f"{_figure(frame.width)} {_figure(frame.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box}" fill="none">'
        f'<path d="{net_path(frame)}" stroke={quoteattr(colours.net)} stroke-width=".8"/>'
        f'<g transform="translate({half:g} {half:g}) scale({dots.cell:g})" stroke={quoteattr(colours.dot)} '
        f'stroke-linecap="round">{"".join(shown)}</g></svg>'
    )
