"""Two to five countries or organisations side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.networks import FEWEST, MOST
from scibridge.engines.atlas.selections import Level, Selection
from scibridge.engines.atlas.views import CompareView, UnitView
from scibridge.engines.charting.timelines import Line, lines
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas.selectors import compare_view, ranking_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import compared_of, selection_of
from scibridge.web.atlas.showing import ShownFigure, distinct, frame, indicators, shown_figures
from scibridge.web.lists import country_choices
from scibridge.web.shared import shared


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of all of them."""

    first: ShownFigure
    figures: tuple[ShownFigure, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One of them with its line; ``number`` 1 to 5 is its look."""

    view: UnitView
    line: Line | None
    number: int


@require_safe
@shared
@answered
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison, or the form that begins one."""
    selection = selection_of(request.GET)
    if selection.level is Level.PERSON:
        raise UnknownOption("level", selection.level.value, ("country", "organisation", "family"))
    wanted = compared_of(request.GET, selection)
    view = compare_view(wanted, selection) if FEWEST <= len(wanted) <= MOST else None
    context = frame(selection, _("Compare"), words=_("Two to five side by side, and what joins them."))
    context |= {
        "wanted": wanted,
        "too_many": len(wanted) > MOST,
        "places": [_choices(selection, one) for one in [*wanted, "", "", "", "", ""][:MOST]],
    }
    if view is not None:
        context |= _compared(view)
    return render(request, "web/atlas/compare.html", context)


def _choices(selection: Selection, chosen: str) -> list[tuple[str, str, bool]]:
    """What one place of the comparison may hold: countries by name, organisations by output."""
    if selection.level is Level.COUNTRY:
        return country_choices([chosen])
    lines = ranking_view(selection, most=100).lines
    found = [(one.unit.id, one.unit.name or one.unit.id, one.unit.id == chosen) for one in lines]
    known = not chosen or any(chosen_one for _id, _name, chosen_one in found)
    return found if known else [(chosen, chosen, True), *found]


def _compared(view: CompareView) -> dict[str, object]:
    chart = lines([(one.unit.id, {year.year: year.works for year in one.years}) for one in view.units])
    drawn = {one.key: one for one in chart.lines} if chart else {}
    return {
        "view": view,
        "chart": chart,
        "drawn": [
            Drawn(one, drawn.get(one.unit.id), number) for number, one in enumerate(view.units, start=1)
        ],
        "rows": _rows(view.units),
        "years": _years(view.units),
        "strongest_works": max((one.works for one in view.pairs), default=0),
        "coverage": view.units[0].coverage,
        "made": view.made,
        "indicators": indicators(
            (*(one.code for one in view.units[0].figures), "salton", "jaccard", "intensity")
        ),
        "queries": distinct(view.units[0].queries),
        "queries_of_first": True,
        "downloads": ("compare", "compare_figures"),
    }


def _rows(units: Sequence[UnitView]) -> list[Row]:
    each = [shown_figures(one.figures) for one in units]
    return [Row(figures[0], tuple(figures)) for figures in zip(*each, strict=True)]


def _years(units: Sequence[UnitView]) -> list[tuple[int, list[int]]]:
    """Year → the works of each."""
    held = [{line.year: line.works for line in one.years} for one in units]
    return [
        (year, [one.get(year, 0) for one in held])
        for year in sorted({year for one in held for year in one if year})
    ]
