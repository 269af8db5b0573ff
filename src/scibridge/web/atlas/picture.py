"""The dot world with arcs between countries that publish together, the stronger the wider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.core.cache import cache
from django.utils.translation import get_language

from scibridge.domain.registry.selectors import whereabouts
from scibridge.engines.atlas.views import PairLine
from scibridge.engines.mapping.arcs import Place, draw_arc
from scibridge.engines.mapping.drawing import line_path
from scibridge.flows.atlas.selectors import unit_name
from scibridge.flows.world.picture import frame

_KEEP_SECONDS = 600
# Arcs are of four widths: at least this share of the strongest pair.
_CLASSES = (0.5, 0.25, 0.1, 0.0)
MOST_ARCS = 60


@dataclass(frozen=True, slots=True)
class PairArc:
    """An arc between two countries; ``strength`` 1 to 4 is its width."""

    path: str
    strength: int
    names: str
    works: int


def arcs(pairs: Sequence[PairLine]) -> tuple[PairArc, ...]:
    """The strongest pairs whose countries have a place here, the weakest first, so that strong ones lie on
    top."""
    centres = _centres()
    view = "pacific" if (get_language() or "").startswith("zh") else "atlantic"
    drawn = []
    most = max((one.works for one in pairs), default=0)
    for one in pairs[:MOST_ARCS]:
        start, end = centres.get(one.unit.id), centres.get(one.partner.id)
        if start is None or end is None:
            continue
        share = one.works / most
        strength = len(_CLASSES) - next(place for place, least in enumerate(_CLASSES) if share >= least)
        line = draw_arc(Place(*start), Place(*end), frame(view)).line
        names = f"{unit_name(one.unit)} – {unit_name(one.partner)}"
        drawn.append(PairArc(line_path(line), strength, names, one.works))
    return tuple(reversed(drawn))


def _centres() -> Mapping[str, tuple[float, float]]:
    """Country → latitude and longitude in the middle of its organisations."""
    known: dict[str, tuple[float, float]] | None = cache.get("web.atlas.centres")
    if known is None:
        points: dict[str, list[tuple[float, float]]] = {}
        for country, north, east in whereabouts():
            if country and north is not None and east is not None:
                points.setdefault(country, []).append((north, east))
        known = {
            country: (median(one[0] for one in found), median(one[1] for one in found))
            for country, found in points.items()
        }
        cache.set("web.atlas.centres", known, _KEEP_SECONDS)
    return known
