"""Countries by countries: how strongly each two are joined, as a table whose cells lead to the works."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.joined import JoinedView
from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.selections import Level
from scibridge.engines.atlas.views import Unit
from scibridge.engines.charting.matrices import by_group, shade_of, square, steps
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas.selectors import joined_view, unit_name
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import pair_address, unit_address
from scibridge.web.atlas.joining import Asked, asked_of, group_of
from scibridge.web.atlas.showing import distinct, frame, indicators
from scibridge.web.shared import shared

CHOICES = (10, 20, 30, 40)
USUAL = 20
SIZE, COMMUNITY = "size", "community"
_ONE, _OTHER = "00unit00", "00other00"


@dataclass(frozen=True, slots=True)
class Cell:
    """Two countries: how strongly joined, how dark, and where it leads; no address for one with itself."""

    partner: Unit
    value: float
    shade: int
    address: str
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One country with all others in the same order."""

    unit: Unit
    name: str
    address: str
    group: int
    begins: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """The whole table, and the least value of each shade."""

    rows: tuple[Row, ...]
    least: tuple[tuple[int, float], ...]


@require_safe
@shared
@answered
def matrix(request: HttpRequest) -> HttpResponse:
    """The page."""
    asked, order = of_matrix(request.GET)
    view, shown = drawn(asked, order)
    measures = () if asked.measure is Measure.WORKS else (asked.measure.value,)
    words = _("Countries by countries: how strongly each two work together, and the works behind every cell.")
    context = frame(asked.selection, _("Matrix"), words=words) | {
        "asked": asked,
        "order": order,
        "order_query": order if order == COMMUNITY else "",
        "square": shown,
        "measure": asked.measure,
        "measures": tuple(Measure),
        "choices": CHOICES,
        "coverage": view.coverage,
        "made": view.made,
        "indicators": indicators(measures or ("output",)),
        "queries": distinct(view.queries),
    }
    return render(request, "web/atlas/matrix.html", context)


def of_matrix(given: Any) -> tuple[Asked, str]:
    """What a query asks for, and the order of the rows. Raises UnknownOption."""
    asked = asked_of(given, CHOICES, USUAL)
    if asked.selection.level is not Level.COUNTRY:
        raise UnknownOption("level", asked.selection.level.value, (Level.COUNTRY.value,))
    order = given.get("order") or SIZE
    if order not in {SIZE, COMMUNITY}:
        raise UnknownOption("order", order, (SIZE, COMMUNITY))
    return asked, order


def drawn(asked: Asked, order: str) -> tuple[JoinedView, Square]:
    """The view, and its cells in the order asked for."""
    view = joined_view(asked.selection, measure=asked.measure, least=asked.least, most_units=asked.most)
    values = square(len(view.units), {(one.one, one.other): one.value for one in view.ties})
    least = steps([one.value for one in view.ties])
    places = list(range(len(view.units)))
    if order == COMMUNITY:
        places = by_group([one.community for one in view.units], [one.strength for one in view.units])
    pattern = pair_address(asked.selection, _ONE, _OTHER)
    rows, before = [], -1
    for place in places:
        own = view.units[place]
        cells = (
            Cell(
                view.units[other].unit,
                values[place][other],
                shade_of(values[place][other], least),
                pattern.replace(_ONE, own.unit.id).replace(_OTHER, view.units[other].unit.id),
                other == place,
            )
            for other in places
        )
        begins = order == COMMUNITY and before not in {-1, own.community}
        address = unit_address(own.unit.id, asked.selection)
        rows.append(
            Row(own.unit, unit_name(own.unit), address, group_of(own.community), begins, tuple(cells))
        )
        before = own.community
    return view, Square(tuple(rows), tuple((shade_of(one, least), one) for one in least))
