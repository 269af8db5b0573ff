"""Who works with whom as a network: drawn in the browser, still without scripts, and always as a table."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.joined import Joined, JoinedView
from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.selections import Source
from scibridge.engines.charting.networks import Still, still
from scibridge.engines.charting.shapes import SHAPES, shape_path
from scibridge.flows.atlas.selectors import joined_view, unit_name
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import pair_address, query_of, unit_address, works_address
from scibridge.web.atlas.joining import GROUPS, Asked, asked_of, group_of
from scibridge.web.atlas.showing import distinct, frame, indicators
from scibridge.web.rates import rated
from scibridge.web.shared import shared

CHOICES = (50, 100, 300, 1000, 3000)
USUAL = 300
SHOWN_UNITS, SHOWN_TIES, STILL_UNITS, STILL_NAMES = 50, 25, 80, 16
_UNIT, _OTHER = "00unit00", "00other00"


@dataclass(frozen=True, slots=True)
class Group:
    """A community in the legend: its look, its mark, how many belong to it, and the largest of them."""

    number: int
    path: str
    size: int
    largest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A line of the table."""

    place: int
    joined: Joined
    group: int
    path: str


@require_safe
@shared
@answered
def network(request: HttpRequest) -> HttpResponse:
    """The page: form, picture, legend, and the same in tables."""
    asked = asked_of(request.GET, CHOICES, USUAL)
    view = read(asked)
    words = _("Who works with whom as a network: who is close to whom, in which groups, and what joins them.")
    context = frame(asked.selection, _("Network"), words=words) | {
        "asked": asked,
        "view": view,
        "measure": asked.measure,
        "measures": tuple(Measure),
        "choices": CHOICES,
        "data_address": reverse("atlas_network_data") + query_of(asked.selection, **asked.query),
        "still": picture(view),
        "groups": groups(view),
        "units": _lines(view),
        "most": max((one.strength for one in view.units), default=0.0),
        "ties": [
            (view.units[one.one].unit, view.units[one.other].unit, one) for one in view.ties[:SHOWN_TIES]
        ],
        "strongest": view.ties[0].value if view.ties else 0.0,
        "coverage": view.coverage,
        "made": view.made,
        "indicators": indicators(("degree", "strength", *_measures(asked))),
        "queries": distinct(view.queries),
    }
    return render(request, "web/atlas/network.html", context)


@require_safe
@rated
@shared
@answered
def data(request: HttpRequest) -> HttpResponse:
    """What the page's script draws: columns of units and ties, and how addresses are made of ids."""
    view = read(asked_of(request.GET, CHOICES, USUAL))
    selection, units, ties = view.selection, view.units, view.ties
    pair = works_address if selection.source is Source.CORPUS else pair_address
    addresses = {"unit": unit_address(_UNIT, selection), "pair": pair(selection, _UNIT, _OTHER)}
    if selection.source is Source.CORPUS:
        addresses["works"] = works_address(selection, _UNIT)
    content: dict[str, Any] = {
        "units": {
            "id": [one.unit.id for one in units],
            "name": [unit_name(one.unit) for one in units],
            "x": [one.x for one in units],
            "y": [one.y for one in units],
            "works": [one.works for one in units],
            "strength": [round(one.strength, 6) for one in units],
            "group": [group_of(one.community) for one in units],
        },
        "ties": {
            "one": [one.one for one in ties],
            "other": [one.other for one in ties],
            "works": [one.works for one in ties],
            "value": [round(one.value, 6) for one in ties],
        },
        "shapes": SHAPES,
        "addresses": addresses,
        "unit_mark": _UNIT,
        "other_mark": _OTHER,
    }
    return JsonResponse(content)


def read(asked: Asked) -> JoinedView:
    """The view that an address asks for."""
    return joined_view(asked.selection, measure=asked.measure, least=asked.least, most_units=asked.most)


def _measures(asked: Asked) -> tuple[str, ...]:
    return () if asked.measure is Measure.WORKS else (asked.measure.value,)


def picture(view: JoinedView) -> Still:
    """The strongest of the network as marks that stand still."""
    return still(
        [
            (one.x, one.y, one.strength, group_of(one.community) - 1, unit_name(one.unit))
            for one in view.units
        ],
        [(one.one, one.other, one.value) for one in view.ties],
        most=STILL_UNITS,
        names=STILL_NAMES,
    )


def groups(view: JoinedView) -> tuple[Group, ...]:
    """The legend: the largest communities, each with its strongest, and all smaller ones as one."""
    members: dict[int, list[Joined]] = {}
    for one in view.units:
        members.setdefault(group_of(one.community), []).append(one)
    found = []
    for number, held in sorted(members.items()):
        held.sort(key=lambda one: -one.strength)
        largest = tuple(unit_name(one.unit) for one in held[:3]) if number <= GROUPS else ()
        found.append(Group(number, shape_path(number - 1, 8, 8, 6), len(held), largest))
    return tuple(found)


def _lines(view: JoinedView) -> list[ShownUnit]:
    ordered = sorted(view.units, key=lambda one: (-one.strength, one.unit.id))[:SHOWN_UNITS]
    return [
        ShownUnit(place, one, group_of(one.community), shape_path(group_of(one.community) - 1, 8, 8, 6))
        for place, one in enumerate(ordered, start=1)
    ]
