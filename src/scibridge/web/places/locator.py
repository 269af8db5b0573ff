"""A small map of the world drawn from the places known here: dots, no borders; where one is, a larger dot."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from scibridge.domain.places.models import Place

# Plate carrée between these latitudes, a cell a dot.
NORTH, SOUTH, CELL = 78.0, -56.0, 2.5
WIDTH, HEIGHT = 360.0, NORTH - SOUTH
_KEEP_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Spot:
    """A highlighted dot."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Locator:
    """``world`` is the path of every dot; ``spots`` are where it is."""

    world: str
    spots: tuple[Spot, ...]
    width: float = WIDTH
    height: float = HEIGHT


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return int((longitude + 180) // CELL), int((NORTH - latitude) // CELL)


def _path(cells: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{x * CELL + CELL / 2:g} {y * CELL + CELL / 2:g}h0" for x, y in sorted(set(cells)))


def _world() -> str:
    known: str | None = cache.get("web.places.world")
    if known is None:
        rows = Place.objects.filter(latitude__range=(SOUTH, NORTH), longitude__isnull=False)
        found = rows.values_list("latitude", "longitude")
        known = _path(_cell(float(north or 0), float(east or 0)) for north, east in found)
        cache.set("web.places.world", known, _KEEP_SECONDS)
    return known


def _spot(latitude: float, longitude: float) -> Spot:
    return Spot(round(longitude + 180, 1), round(NORTH - min(max(latitude, SOUTH), NORTH), 1))


def locator(points: Iterable[tuple[float | None, float | None]]) -> Locator | None:
    """The map with dots at these latitudes and longitudes; none where not one is known."""
    spots = {_spot(*point): None for point in points if None not in point}  # type: ignore[arg-type]
    return Locator(_world(), tuple(spots)) if spots else None


def located(record: Any) -> Locator | None:
    """The map of one record with coordinates."""
    return locator([(record.latitude, record.longitude)])
