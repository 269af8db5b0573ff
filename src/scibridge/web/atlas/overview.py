"""The front page of the atlas: the world with arcs over years, rankings and pairs."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.measures import AMONG, Measure, measure_of, strongest
from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.engines.atlas.views import SubjectView
from scibridge.flows.atlas.selectors import pairs_view, ranking_view, subject_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.arcs import MOST_ARCS, arcs, ends_of, least_of_widths, measured_by
from scibridge.web.atlas.asking import selection_of
from scibridge.web.atlas.showing import distinct, frame, indicators, linked_years, year_chart
from scibridge.web.home.world import shown_world
from scibridge.web.shared import shared

SHOWN_RANKS, SHOWN_PAIRS = 30, 25
_STRENGTHS = ("salton", "jaccard", "intensity")


@require_safe
@shared
@answered
def overview(request: HttpRequest) -> HttpResponse:
    """What the atlas covers; countries or organisations by output, and who works with whom.

    The slider of years asks for the part of the page that years change.
    """
    selection = selection_of(request.GET)
    if selection.level is Level.PERSON:
        selection = replace(selection, level=Level.COUNTRY)
    measure = measure_of(request.GET.get("by") or "")
    title = _("Atlas")
    words = _("Who works with whom, on what, and where the bridges are missing: figures one can recompute.")
    context = frame(selection, title, words=words) | {
        "measure": measure,
        "by": measured_by(measure),
        "measures": tuple(Measure),
    }
    context |= _figures(selection, measure)
    part = bool(getattr(request, "htmx", False))
    response = render(request, f"web/atlas/overview{'_figures' if part else ''}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def world_pairs(selection: Selection, measure: Measure) -> tuple[Any, list[Any]]:
    """The view of pairs, and the strongest of them with their strength, as the world shows them."""
    view = pairs_view(selection, most=MOST_ARCS if measure is Measure.WORKS else AMONG)
    return view, strongest(view.pairs, measure, selection, MOST_ARCS)


def _figures(selection: Selection, measure: Measure) -> dict[str, Any]:
    ranking = ranking_view(selection, most=SHOWN_RANKS)
    pairs, ordered = world_pairs(selection, measure)
    on_map = selection.level is Level.COUNTRY
    corpus = selection.source is Source.CORPUS
    subject: SubjectView | None = subject_view(selection, most=1) if corpus else None
    chart = year_chart(subject.years) if subject else None
    drawn = arcs(ordered, selection) if on_map else ()
    return {
        "ranking": ranking,
        "most": max((one.works for one in ranking.lines), default=0),
        "pairs": [one for one, _value in ordered[:SHOWN_PAIRS]],
        "strongest_works": max((one.works for one, _value in ordered), default=0),
        "made": ranking.made,
        "coverage": ranking.coverage,
        "chart": chart,
        "marks": linked_years(chart, selection) if subject else (),
        "years": [one for one in subject.years if one[0]] if subject else (),
        "shown_world": shown_world() if on_map else None,
        "arcs": drawn,
        "arc_ends": ends_of(drawn),
        "widths": least_of_widths(ordered) if on_map else (),
        "strongest_pair": ordered[0] if ordered else None,
        "indicators": indicators(("output", *(("international_share",) if corpus else ()), *_STRENGTHS)),
        "queries": distinct((*ranking.queries, *pairs.queries)),
        "downloads": ("ranking", "pairs", *(("corpus_years",) if corpus else ())),
    }
