"""Where a country is, for marks that belong to all of it: the middle of its organisations.

A country none of whose registered organisations has a place is where ``centres.tsv`` says: the median
latitude and longitude of its organisations in ROR (v2.9, CC0), or, where ROR has none, the first place that
the time zone database (public domain) names there. Degrees, to a tenth.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from statistics import median

from django.core.cache import cache as kept

from scibridge.domain.registry.selectors import whereabouts
from scibridge.engines.mapping.arcs import Place

_KEY = "flows.world.centres"
_KEEP_SECONDS = 600


@cache
def usual_centres() -> Mapping[str, Place]:
    """Country → its place, for every country there is."""
    lines = files(__package__).joinpath("centres.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {country: Place(float(north), float(east)) for country, north, east in rows}


def centres() -> Mapping[str, Place]:
    """Country → the middle of its organisations here, where they have places; its usual place elsewhere."""
    known: dict[str, Place] | None = kept.get(_KEY)
    if known is None:
        points: dict[str, list[tuple[float, float]]] = {}
        for country, north, east in whereabouts():
            if country and north is not None and east is not None:
                points.setdefault(country, []).append((north, east))
        known = {
            **usual_centres(),
            **{
                country: Place(median(one[0] for one in found), median(one[1] for one in found))
                for country, found in points.items()
            },
        }
        kept.set(_KEY, known, _KEEP_SECONDS)
    return known
