"""The page of a subject: its years, who works on it, who works together on it, what lies below it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.asking import subject_of
from scibridge.flows.atlas.selectors import subject_name, subject_tree, subject_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import paired_of, selection_of
from scibridge.web.atlas.showing import distinct, frame, indicators, linked_years, year_chart
from scibridge.web.shared import shared

SHOWN = 25


@require_safe
@shared
@answered
def topic(request: HttpRequest, depth: str, node: int) -> HttpResponse:
    """All about one domain, field, subfield or topic."""
    selection = paired_of(selection_of(request.GET, subject=subject_of(f"{depth}:{node}")))
    view = subject_view(selection, most=SHOWN)
    _own, below = subject_tree(selection)
    chart = year_chart(view.years)
    name = subject_name(view.subject)
    context = frame(
        selection,
        name,
        words=_("Who works on %(subject)s, and who works together on it.") % {"subject": name},
    ) | {
        "view": view,
        "chart": chart,
        "marks": linked_years(chart, selection),
        "years": [one for one in view.years if one[0]],
        "most": max((one.works for one in view.leaders), default=0),
        "strongest_works": max((one.works for one in view.pairs), default=0),
        "below": [one for one in below if one.works][:SHOWN],
        "coverage": view.coverage,
        "made": view.made,
        "indicators": indicators(("output", "international_share", "salton", "jaccard", "intensity")),
        "queries": distinct(view.queries),
        "downloads": ("ranking", "pairs", "corpus_years"),
    }
    return render(request, "web/atlas/topic.html", context)
