"""The front page of the atlas, and the bridges that are missing."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.selections import Level
from scibridge.flows.atlas.selectors import bridges_view, pairs_view, ranking_view, subject_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import selection_of
from scibridge.web.atlas.picture import arcs
from scibridge.web.atlas.showing import distinct, frame, indicators, of_bridges, year_chart
from scibridge.web.home.world import shown_world
from scibridge.web.shared import shared

SHOWN_RANKS, SHOWN_PAIRS, SHOWN_BRIDGES = 30, 60, 20


@require_safe
@shared
@answered
def overview(request: HttpRequest) -> HttpResponse:
    """What the atlas covers; countries or organisations by output, and who works with whom."""
    selection = selection_of(request.GET)
    if selection.level is Level.PERSON:
        selection = replace(selection, level=Level.COUNTRY)
    ranking = ranking_view(selection, most=SHOWN_RANKS)
    pairs = pairs_view(selection, most=SHOWN_PAIRS)
    subject = subject_view(selection, most=1)
    on_map = selection.level is Level.COUNTRY
    context = frame(
        selection,
        _("Atlas"),
        words=_(
            "Who works with whom, on what, and where the bridges are missing: figures one can recompute."
        ),
    ) | {
        "ranking": ranking,
        "most": max((one.works for one in ranking.lines), default=0),
        "pairs": pairs.pairs[:25],
        "strongest_works": max((one.works for one in pairs.pairs), default=0),
        "made": ranking.made,
        "coverage": ranking.coverage,
        "chart": year_chart(subject.years),
        "years": [one for one in subject.years if one[0]],
        "shown_world": shown_world() if on_map else None,
        "arcs": arcs(pairs.pairs) if on_map else (),
        "indicators": indicators(("output", "international_share", "salton", "jaccard", "intensity")),
        "queries": distinct((*ranking.queries, *pairs.queries)),
        "downloads": ("ranking", "pairs", "corpus_years"),
    }
    return render(request, "web/atlas/overview.html", context)


@require_safe
@shared
@answered
def bridges(request: HttpRequest) -> HttpResponse:
    """White spaces in a subject: two that are strong in it and have no work on it together."""
    selection = of_bridges(selection_of(request.GET))
    unit = request.GET.get("of", "")
    view = bridges_view(selection, unit=unit, most=SHOWN_BRIDGES)
    context = frame(
        selection,
        _("Missing bridges"),
        words=_("Two strong in the same subject that do not yet work together, and who could start."),
    ) | {
        "view": view,
        "of": unit,
        "coverage": view.coverage,
        "made": view.made,
        "indicators": indicators(("bridge", "specialisation")),
        "queries": distinct(view.queries),
        "downloads": ("bridges",),
    }
    return render(request, "web/atlas/bridges.html", context)
