"""Profile reports: a page for printing, and the same as PDF where the extra for it is installed."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scibridge.engines.atlas.asking import subject_of
from scibridge.engines.atlas.selections import Level, Selection
from scibridge.flows.atlas.report.keeping import Order, Standing, standing
from scibridge.flows.atlas.report.printing import EXTRA, can_print
from scibridge.flows.atlas.report.profiles import report_of
from scibridge.flows.atlas.report.tasks import ask
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import of_corpus, query_of, selection_of, subject_address, unit_address
from scibridge.web.landing import Landing, crumb, from_home
from scibridge.web.rates import rated
from scibridge.web.shared import shared

LOOK_AGAIN_SECONDS = 2


@require_safe
@shared
@rated
@answered
def report(request: HttpRequest, kind: str, of: str) -> HttpResponse:
    """The report, to read and to print."""
    selection, query = _asked(request, kind, of)
    made = report_of(kind, of, selection, query)
    title = _("%(name)s: profile report") % {"name": made.title.text}
    words = _("Output, partners, leadership, citations, subjects and missing bridges on paper.")
    context = {
        "section": "atlas",
        "title": title,
        "report": made,
        "kind": kind,
        "of": of,
        "profile": _profile(kind, of, selection),
        "printable": can_print(),
        "extra": EXTRA,
        "landing": Landing(title, words, from_home(crumb(_("Atlas"), "atlas"))),
    }
    return render(request, "web/atlas/report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@rated
@answered
def pdf(request: HttpRequest, kind: str, of: str) -> HttpResponseBase:
    """The same as a file: a POST has it written; until it is, a page that looks again by itself."""
    selection, query = _asked(request, kind, of)
    order = Order(kind, of, selection, query, get_language() or "en")
    made = report_of(kind, of, selection, query)
    if request.method == "POST":
        ask(order)
        return HttpResponseRedirect(reverse("atlas_report_pdf", args=[kind, of]) + query)
    how, reason = standing(order)
    if how is Standing.READY:
        return FileResponse(
            order.file(".pdf").open("rb"),
            as_attachment=True,
            filename=f"{made.file}.pdf",
            content_type="application/pdf",
        )
    title = _("%(name)s: profile report") % {"name": made.title.text}
    context = {
        "section": "atlas",
        "title": title,
        "report": made,
        "kind": kind,
        "of": of,
        "how": how.value,
        "reason": reason,
        "printable": can_print(),
        "extra": EXTRA,
        "landing": Landing(title, crumbs=from_home(crumb(_("Atlas"), "atlas"))),
    }
    response = render(request, "web/atlas/report_waiting.html", context)
    response.headers["Cache-Control"] = "no-store"
    if how in {Standing.WAITING, Standing.SLOW}:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


def _asked(request: HttpRequest, kind: str, of: str) -> tuple[Selection, str]:
    """What the address asks for, and its query as addresses write it. Raises UnknownOption."""
    if kind == "topic":
        selection = of_corpus(selection_of(request.GET, Level.COUNTRY, subject_of(of)))
        return selection, query_of(selection, on="")
    rolled = kind == "organisation" and request.GET.get("roll_up") == "1"
    house = Level.FAMILY if rolled else Level.ORGANISATION
    levels = {"country": Level.COUNTRY, "region": Level.REGION, "organisation": house}
    selection = of_corpus(selection_of(request.GET, levels.get(kind, Level.COUNTRY)))
    return selection, query_of(selection, **({"roll_up": 1} if rolled else {}))


def _profile(kind: str, of: str, selection: Selection) -> str:
    if kind != "topic":
        return unit_address(of, selection)
    subject = selection.subject
    return subject_address(subject.depth.value, subject.node, selection)
