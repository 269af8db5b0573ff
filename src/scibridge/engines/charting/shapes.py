"""Marks that differ by shape, so that a reader who cannot tell colours apart can tell groups apart."""

import math
from typing import Final

Points = tuple[tuple[float, float], ...]


def _regular(corners: int, turned: float) -> Points:
    """A polygon of the area of a circle of radius 1; ``turned`` is where its first corner is, in degrees."""
    reach = math.sqrt(2 * math.pi / (corners * math.sin(2 * math.pi / corners)))
    angles = (math.radians(turned) + 2 * math.pi * place / corners for place in range(corners))
    return tuple((round(reach * math.cos(one), 3), round(reach * math.sin(one), 3)) for one in angles)


def _plus() -> Points:
    """A cross of the same area: arms about two thirds as wide as long."""
    reach, half = 1.17, 0.406
    quarter = [(half, -reach), (half, -half), (reach, -half)]
    found = []
    for _turn in range(4):
        found += quarter
        quarter = [(-y, x) for x, y in quarter]
    return tuple((round(x, 3), round(y, 3)) for x, y in found)


# The first is a circle and has no corners.
SHAPES: Final[tuple[Points, ...]] = (
    (),
    _regular(4, 45),
    _regular(3, -90),
    _regular(4, 0),
    _regular(3, 90),
    _plus(),
    _regular(6, 0),
)


def shape_path(group: int, x: float, y: float, radius: float) -> str:
    """The mark of a group as an SVG path; groups beyond the shapes are circles."""
    corners = SHAPES[group] if group < len(SHAPES) else ()
    if not corners:
        across = 2 * radius
        return (
            f"M{x - radius:.1f} {y:.1f}a{radius:.1f} {radius:.1f} 0 1 0 {across:.1f} 0"
            f"a{radius:.1f} {radius:.1f} 0 1 0 {-across:.1f} 0z"
        )
    points = (f"{x + radius * across:.1f} {y + radius * down:.1f}" for across, down in corners)
    return "M" + "L".join(points) + "z"
