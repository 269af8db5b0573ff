"""Arcs over the dot world between countries that publish together, the stronger the wider."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.views import PairLine
from scibridge.engines.mapping.arcs import draw_arc
from scibridge.engines.mapping.drawing import line_path
from scibridge.flows.atlas.selectors import unit_name
from scibridge.flows.world.centres import centres
from scibridge.flows.world.picture import frame
from scibridge.web.atlas.asking import pair_address

# Arcs are of four widths: at least this share of the strongest pair.
CLASSES = (0.5, 0.25, 0.1, 0.0)
MOST_ARCS = 60


@dataclass(frozen=True, slots=True)
class ArcEnd:
    """A country that an arc begins or ends at, in the drawing's own units."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PairArc:
    """An arc between two countries; ``strength`` 1 to 4 is its width, ``value`` what it stands for."""

    path: str
    ends: tuple[ArcEnd, ArcEnd]
    strength: int
    names: str
    value: float
    address: str


def view_of_reader() -> str:
    """Which ocean lies in the middle of the reader's world."""
    return "pacific" if (get_language() or "").startswith("zh") else "atlantic"


def arcs(pairs: Sequence[tuple[PairLine, float]], selection: Selection) -> tuple[PairArc, ...]:
    """Pairs with their strengths, strongest first, as arcs with the weakest first, so that strong ones lie on
    top. Countries that are nowhere have none."""
    known, shape = centres(), frame(view_of_reader())
    drawn = []
    most = max((value for _one, value in pairs), default=0.0)
    for one, value in pairs[:MOST_ARCS]:
        start, end = known.get(one.unit.id), known.get(one.partner.id)
        if start is None or end is None or not value > 0:
            continue
        line = draw_arc(start, end, shape).line
        names = unit_name(one.unit), unit_name(one.partner)
        drawn.append(
            PairArc(
                line_path(line),
                (ArcEnd(names[0], *map(_tenths, line[0])), ArcEnd(names[1], *map(_tenths, line[-1]))),
                _width(value, most),
                " – ".join(names),
                value,
                pair_address(selection, one.unit.id, one.partner.id),
            )
        )
    return tuple(reversed(drawn))


def ends_of(drawn: Sequence[PairArc]) -> tuple[ArcEnd, ...]:
    """The countries that arcs join, each once, by name."""
    return tuple(sorted({end for arc in drawn for end in arc.ends}, key=lambda one: one.name))


def _tenths(value: float) -> float:
    return round(value, 1)


def least_of_widths(pairs: Sequence[tuple[PairLine, float]]) -> tuple[tuple[int, float], ...]:
    """Width → the least strength that has it, the widest first: the scale beside the picture."""
    most = max((value for _one, value in pairs), default=0.0)
    held: dict[int, float] = {}
    for _one, value in pairs[:MOST_ARCS]:
        if value > 0:
            width = _width(value, most)
            held[width] = min(held.get(width, value), value)
    return tuple(sorted(held.items(), reverse=True))


def _width(value: float, most: float) -> int:
    return len(CLASSES) - next(place for place, least in enumerate(CLASSES) if value >= least * most)


def measured_by(measure: Measure) -> str:
    """The measure as addresses write it: joint works are nothing."""
    return "" if measure is Measure.WORKS else measure.value
