"""Two to five countries or organisations side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.networks import FEWEST, MOST
from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.engines.atlas.views import CompareView, UnitView
from scibridge.engines.charting.timelines import Line, Lines, lines
from scibridge.flows.atlas.selectors import compare_view, ranking_view, unit_name
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import compared_of, paired_of, selection_of, works_address
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


@dataclass(frozen=True, slots=True)
class Point:
    """One year of one of them, on its line, and the works behind it."""

    x: float
    y: float
    number: int
    name: str
    year: int
    value: int
    address: str


@require_safe
@shared
@answered
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison, or the form that begins one."""
    selection = paired_of(selection_of(request.GET))
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
    found = [(one.unit.id, unit_name(one.unit), one.unit.id == chosen) for one in lines]
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
        "points": _points(view, chart, drawn) if view.selection.source is Source.CORPUS else (),
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


def _points(view: CompareView, chart: Lines | None, drawn: Mapping[str, Line]) -> list[Point]:
    """Where a line has works, what to press for them."""
    first = chart.first_year if chart else 0
    return [
        Point(
            *drawn[one.unit.id].points[line.year - first],
            number,
            unit_name(one.unit),
            line.year,
            line.works,
            works_address(view.selection, one.unit.id, year=line.year),
        )
        for number, one in enumerate(view.units, start=1)
        for line in one.years
        if line.year and line.works
    ]


def _rows(units: Sequence[UnitView]) -> list[Row]:
    each = [shown_figures(one.figures) for one in units]
    return [Row(figures[0], tuple(figures)) for figures in zip(*each, strict=True)]


def _years(units: Sequence[UnitView]) -> list[tuple[int, list[tuple[str, int]]]]:
    """Year → each with its works."""
    held = [(one.unit.id, {line.year: line.works for line in one.years}) for one in units]
    return [
        (year, [(unit, works.get(year, 0)) for unit, works in held])
        for year in sorted({year for _unit, works in held for year in works if year})
    ]
