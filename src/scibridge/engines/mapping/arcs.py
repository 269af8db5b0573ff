"""Great circles between places, as lines in a picture; cut where the picture ends and begins again."""

from dataclasses import dataclass

import numpy as np

from scibridge.engines.mapping.projection import Frame, Numbers, wrapped

STEPS = 32


@dataclass(frozen=True, slots=True)
class Place:
    """A point on Earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Arc:
    """The way from one place to another: one line, or two where it leaves the picture at a side."""

    lines: tuple[tuple[tuple[float, float], ...], ...]
    start: tuple[float, float]
    end: tuple[float, float]


def _vector(place: Place) -> Numbers:
    latitude, longitude = np.radians(place.latitude), np.radians(place.longitude)
    return np.array(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )


def great_circle(start: Place, end: Place, steps: int = STEPS) -> tuple[Numbers, Numbers]:
    """Longitudes and latitudes of ``steps + 1`` points at equal distances along the shortest way.

    Between antipodes every way is as short; the one over the north is taken.
    """
    first, last = _vector(start), _vector(end)
    angle = float(np.arccos(np.clip(first @ last, -1.0, 1.0)))
    share = np.linspace(0.0, 1.0, steps + 1)[:, None]
    if angle < 1e-9:
        points = np.repeat(first[None, :], steps + 1, axis=0)
    elif np.pi - angle < 1e-6:
        pole = np.array([0.0, 0.0, 1.0])
        across = pole - (pole @ first) * first
        if np.linalg.norm(across) < 1e-9:
            across = np.array([1.0, 0.0, 0.0])
        across = across / np.linalg.norm(across)
        points = np.cos(share * np.pi) * first + np.sin(share * np.pi) * across
    else:
        points = (np.sin((1 - share) * angle) * first + np.sin(share * angle) * last) / np.sin(angle)
    longitudes = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    latitudes = np.degrees(np.arcsin(np.clip(points[:, 2], -1.0, 1.0)))
    return longitudes, latitudes


def draw_arc(start: Place, end: Place, frame: Frame, steps: int = STEPS) -> Arc:
    """The great circle between two places as lines in ``frame``."""
    longitudes, latitudes = great_circle(start, end, steps)
    x, y = frame.place(longitudes, latitudes)
    east = wrapped(longitudes, frame.centre)
    seams = np.flatnonzero(np.abs(np.diff(east)) > 180.0) + 1
    lines = tuple(
        tuple((float(px), float(py)) for px, py in zip(part_x, part_y, strict=True))
        for part_x, part_y in zip(np.split(x, seams), np.split(y, seams), strict=True)
    )
    return Arc(lines, (float(x[0]), float(y[0])), (float(x[-1]), float(y[-1])))
