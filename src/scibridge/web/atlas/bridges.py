"""The bridges that are missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.flows.atlas.selectors import bridges_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import selection_of
from scibridge.web.atlas.showing import distinct, frame, indicators, of_bridges
from scibridge.web.shared import shared

SHOWN_BRIDGES = 20


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
