"""How long owners wait for an answer: a page for moderators, and the same as a table to take away."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.selectors import WaitRow, queue, usual_answer_days, waiting_figures
from scibridge.domain.exchange.waits import FEWEST, WORKING_DAYS_MEANT
from scibridge.web.moderation.views import moderator_of

_COLUMNS = (
    "month", "kind", "sort", "decided", "median_days", "ninth_decile_days", "share_within_two_working_days",
)  # fmt: skip


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Median, ninth decile and the share answered in time, for the year and by month."""
    actor = moderator_of(request)
    rows = waiting_figures()
    context = {
        "year": [row for row in rows if row.month is None],
        "months": [row for row in rows if row.month is not None],
        "waiting": len(queue(actor)),
        "usual": usual_answer_days(),
        "fewest": FEWEST,
        "meant": WORKING_DAYS_MEANT,
    }
    return render(request, "web/moderation/waiting.html", context)


@require_safe
def waiting_csv(request: HttpRequest) -> HttpResponse:
    """The same figures: codes and numbers alone, so that no cell can be a formula."""
    moderator_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="waiting.csv"'
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(row) for row in waiting_figures())
    return response


def _cells(row: WaitRow) -> list[object]:
    waits = row.waits
    figures = (waits.median, waits.ninth_decile, waits.in_time)
    return [
        f"{row.month:%Y-%m}" if row.month else "all",
        row.kind.value,
        "revision" if row.revision else "new",
        waits.number,
        *("" if one is None else f"{one:.3f}" for one in figures),
    ]
