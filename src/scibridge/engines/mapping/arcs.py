"""Ways between places, as lines in a picture of the world.

A way is the great circle. Where that would leave the picture, over a pole or round the back of the world, it
is a bow within it: the arc says which two places belong together, not how to travel.
"""

from dataclasses import dataclass

import numpy as np

from scibridge.engines.mapping.projection import Frame, Numbers, wrapped

STEPS = 24
# Beyond this a parallel is so stretched that a line along it says nothing.
FARTHEST_NORTH = 68.0
_LIFT = 0.22


@dataclass(frozen=True, slots=True)
class Place:
    """A point on Earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Arc:
    """The way from one place to another: the points of a line, the first and last the places."""

    line: tuple[tuple[float, float], ...]


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
    # The arc cosine cannot tell places apart that are a metre from each other.
    angle = float(np.arctan2(np.linalg.norm(np.cross(first, last)), first @ last))
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


def bow(start: Place, end: Place, centre: float, steps: int = STEPS) -> tuple[Numbers, Numbers]:
    """A way that stays within a picture with ``centre`` in the middle, bent towards the north."""
    share = np.linspace(0.0, 1.0, steps + 1)
    first, last = wrapped(np.array([start.longitude, end.longitude]), centre)
    across = np.hypot(last - first, end.latitude - start.latitude)
    straight = start.latitude + share * (end.latitude - start.latitude)
    room = max(0.0, FARTHEST_NORTH - max(start.latitude, end.latitude))
    latitudes = straight + min(_LIFT * float(across), room) * np.sin(np.pi * share)
    return centre + first + share * (last - first), latitudes


def draw_arc(start: Place, end: Place, frame: Frame, steps: int = STEPS) -> Arc:
    """The way between two places as a line in ``frame``."""
    longitudes, latitudes = great_circle(start, end, steps)
    leaves = np.abs(np.diff(wrapped(longitudes, frame.centre))).max() > 180.0
    highest = max(FARTHEST_NORTH, start.latitude, end.latitude)
    if (
        leaves
        or latitudes.max() > highest
        or latitudes.min() < min(frame.south, start.latitude, end.latitude)
    ):
        longitudes, latitudes = bow(start, end, frame.centre, steps)
    x, y = frame.place(longitudes, latitudes)
    return Arc(tuple(zip(x.tolist(), y.tolist(), strict=True)))
