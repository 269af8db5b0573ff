"""Drawing the picture and finding it again.

The dots are files named by their content, so that browsers may keep them for ever; the arcs, a few hundred
bytes that change with every match, go into the page. Both are drawn for a reader who expects the Atlantic in
the middle of the world and for one who expects the Pacific there.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

import numpy as np
from django.core.cache import cache
from django.utils import timezone

from scibridge.domain.registry.selectors import whereabouts
from scibridge.engines.mapping.arcs import draw_arc
from scibridge.engines.mapping.dots import bin_dots
from scibridge.engines.mapping.drawing import Colours, line_path, world_svg
from scibridge.engines.mapping.projection import Frame, Numbers
from scibridge.flows.world.files import forget, read, write, written_at
from scibridge.flows.world.pairs import joined

FILE = "world.json"
FRESH = timedelta(minutes=10)
KEPT = timedelta(days=2)
# Raised when the drawing changes, so that browsers ask for the new one.
DRAWING = 1
# The middle of the picture, in degrees east: no side of either cuts through a place where many live.
CENTRES = {"atlantic": 11.0, "pacific": 150.0}
SOUTH, NORTH = -57.0, 80.0
# On a phone fewer and larger dots: what is below a pixel there is not seen.
CELLS = {"wide": 2.0, "narrow": 4.5}
SWELLING = {"wide": 1.0, "narrow": 2.3}
# As in tokens.css, which a test compares: a picture of its own cannot read the page's.
THEMES = {"light": Colours("#0b5164", "#e0dcd2"), "dark": Colours("#8bd0e3", "#343b42")}
# With fewer dots than this they grow, up to thrice their size: a young world is seen too.
_FEW = {"wide": 2500, "narrow": 900}
_LARGEST = {"wide": 3.0, "narrow": 1.8}


@dataclass(frozen=True, slots=True)
class DrawnArc:
    """A line between two places, ready for the page."""

    path: str
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class World:
    """What the page says and shows: the picture's key, its size, the figures, the arcs by view."""

    key: str
    width: int
    height: float
    organisations: int
    placed: int
    countries: int
    crossing: int
    arcs: Mapping[str, tuple[DrawnArc, ...]]


def frame(view: str) -> Frame:
    """The frame of a view of :data:`CENTRES`."""
    return Frame(centre=CENTRES[view], south=SOUTH, north=NORTH)


def file_name(key: str, view: str, size: str, theme: str) -> str:
    """The file of one drawing."""
    return f"dots-{key}-{view}-{size}-{theme}.svg.gz"


def drawing(key: str, view: str, size: str, theme: str) -> bytes | None:
    """A drawing of the dots, compressed; nothing for a key that is not kept."""
    return read(file_name(key, view, size, theme))


def current() -> World:
    """The picture as last drawn; drawn anew where there is none, or it is older than ten minutes.

    One visitor in ten minutes waits for that, the others see the last one meanwhile.
    """
    known, at = _last(), written_at(FILE)
    if known is not None and at is not None:
        fresh = timezone.now() - at < FRESH
        if fresh or not cache.add("world.drawing", True, 60):
            return known
    return draw()


def draw() -> World:
    """Draw from the database as it is now."""
    rows = list(whereabouts())
    places = np.array(
        [(east, north) for _, north, east in rows if north is not None and east is not None],
        dtype=np.float64,
    ).reshape(-1, 2)
    key = hashlib.sha256(repr(DRAWING).encode() + places.tobytes()).hexdigest()[:16]
    for view in CENTRES:
        for size in CELLS:
            _draw_dots(key, view, size, places)
    pairs = joined()
    arcs = {
        view: tuple(
            DrawnArc(line_path(arc.line), rounded(arc.line[0]), rounded(arc.line[-1]))
            for arc in (draw_arc(one.start, one.end, frame(view)) for one in pairs)
        )
        for view in CENTRES
    }
    shape = frame("atlantic")
    world = World(
        key=key,
        width=round(shape.width),
        height=round(shape.height, 1),
        organisations=len(rows),
        placed=len(places),
        countries=len({country for country, _, _ in rows if country}),
        crossing=sum(one.across_borders for one in pairs),
        arcs=arcs,
    )
    write(FILE, json.dumps(asdict(world)).encode())
    forget("dots-*", keep=f"dots-{key}", older_than=KEPT)
    return world


def rounded(point: tuple[float, float]) -> tuple[float, float]:
    """To a tenth of a unit, as the lines are."""
    return round(point[0], 1), round(point[1], 1)


def _draw_dots(key: str, view: str, size: str, places: Numbers) -> None:
    if all(drawing(key, view, size, theme) is not None for theme in THEMES):
        return
    seen = frame(view)
    x, y = seen.place(places[:, 0], places[:, 1])
    dots = bin_dots(x, y, CELLS[size])
    few = min(_LARGEST[size], max(1.0, (_FEW[size] / max(len(dots), 1)) ** 0.4))
    for theme, colours in THEMES.items():
        svg = world_svg(seen, dots, colours, larger=SWELLING[size] * few)
        # No time inside, so that the same dots are the same bytes.
        write(file_name(key, view, size, theme), gzip.compress(svg.encode(), 9, mtime=0))


def _last() -> World | None:
    """What was drawn last; nothing where it cannot be read or is of another release."""
    try:
        values = json.loads(read(FILE) or b"")
        arcs = {
            view: tuple(DrawnArc(one["path"], tuple(one["start"]), tuple(one["end"])) for one in found)
            for view, found in values.pop("arcs").items()
        }
        return World(**values, arcs=arcs)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
