"""The page of a country, an organisation and a person: figures, years, partners, subjects."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.flows.atlas.selectors import is_country_of, is_kept_out, science_manifest, unit_name, unit_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import selection_of
from scibridge.web.atlas.showing import (
    ON_TABLES,
    distinct,
    frame,
    indicators,
    linked_years,
    shown_figures,
    year_chart,
)
from scibridge.web.shared import shared

SHOWN_PARTNERS, SHOWN_SUBJECTS = 30, 15


@require_safe
@shared
@answered
def country(request: HttpRequest, unit: str) -> HttpResponse:
    """All about one country."""
    if unit != unit.upper():
        return HttpResponsePermanentRedirect(reverse("atlas_country", args=[unit.upper()]))
    return _unit(request, unit, selection_of(request.GET, Level.COUNTRY))


@require_safe
@shared
@answered
def region(request: HttpRequest, unit: str) -> HttpResponse:
    """All about one province or state."""
    if unit != unit.upper():
        return HttpResponsePermanentRedirect(reverse("atlas_region", args=[unit.upper()]))
    return _unit(request, unit, selection_of(request.GET, Level.REGION))


@require_safe
@shared
@answered
def organisation(request: HttpRequest, unit: str) -> HttpResponse:
    """All about one organisation; with ``roll_up``, together with all that belong to it."""
    level = Level.FAMILY if request.GET.get("roll_up") == "1" else Level.ORGANISATION
    return _unit(request, unit, selection_of(request.GET, level))


@require_safe
@shared
@answered
def person(request: HttpRequest, unit: str) -> HttpResponse:
    """All about one person that does not judge them: figures that would are not told."""
    return _unit(request, unit, selection_of(request.GET, Level.PERSON))


def _unit(request: HttpRequest, unit: str, selection: Selection) -> HttpResponse:
    view = unit_view(unit, selection, most_partners=SHOWN_PARTNERS)
    chart = year_chart((one.year, one.works, one.international) for one in view.years)
    name = unit_name(view.unit)
    words = _(
        "%(name)s in the atlas: works, partners, leadership and subjects, each figure with its coverage."
    )
    context = frame(selection, name, words=words % {"name": name}) | {
        "view": view,
        "unit": view.unit,
        "figures": shown_figures(view.figures),
        "chart": chart,
        "marks": linked_years(chart, selection, unit),
        "years": [one for one in view.years if one.year],
        "without_year": sum(one.works for one in view.years if not one.year),
        "strongest": max((one.works for one in view.partners), default=0),
        "subjects": view.subjects[:SHOWN_SUBJECTS],
        "largest": max((one.works for one in view.subjects), default=0),
        "other_source": _other_source(unit, selection),
        "kept_out": selection.level is Level.PERSON and is_kept_out(view.unit),
        "rolled_up": selection.level is Level.FAMILY,
        "other_level": replace(
            selection,
            level=Level.ORGANISATION if selection.level is Level.FAMILY else Level.FAMILY,
        ),
        "coverage": view.coverage,
        "made": view.made,
        "indicators": indicators((*(one.code for one in view.figures), *ON_TABLES)),
        "queries": distinct(view.queries),
        "downloads": ("figures", "years", "partners", *(("subjects",) if view.subjects else ())),
    }
    return render(request, "web/atlas/unit.html", context)


def _other_source(unit: str, selection: Selection) -> str:
    """Where the other source is read: here, or on the front page if it has nothing of the country."""
    other = Source.CORPUS if selection.source is Source.SCIENCE else Source.SCIENCE
    loaded = other is Source.CORPUS or science_manifest().directory
    if selection.level is not Level.COUNTRY or not loaded:
        return ""
    return "" if is_country_of(unit, other) else reverse("atlas")
