"""Files that wait for a moderator beside what is published already."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.attachments import selectors, services
from scibridge.domain.exchange import access
from scibridge.web.exchange.trade import NEEDS, OFFERS
from scibridge.web.lists import page_of
from scibridge.web.signed_in import actor_of

_TRADES = {trade.kind.value: trade for trade in (NEEDS, OFFERS)}


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The queue, oldest first."""
    actor = actor_of(request)
    is_moderator(actor).require()
    page = page_of(request, selectors.waiting_files())
    rows = [
        {
            "file": one.file,
            "kind": one.posting.KIND.value,
            "posting": one.posting,
            "may_decide": access.can_moderate(one.posting, actor),
        }
        for one in selectors.with_postings(list(page.object_list))
    ]
    return render(request, "web/attachments/waiting.html", {"page": page, "rows": rows})


@require_POST
def decide(request: HttpRequest, kind: str, public_id: str, file_id: str) -> HttpResponse:
    """Admit a file, or refuse it."""
    actor = actor_of(request)
    is_moderator(actor).require()
    if kind not in _TRADES:
        raise Http404
    row = _TRADES[kind].get(public_id, actor)
    found = selectors.get_file(row, file_id, actor)
    admit = "admit" in request.POST
    services.decide_file(found, row, actor=actor, admit=admit)
    messages.success(request, _("The file is shown now.") if admit else _("The file stays with its owner."))
    return redirect("moderation_files")
