"""What waits for a moderator: the queue, and one page to decide on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import access
from scibridge.domain.exchange.forms import ReturnForm
from scibridge.domain.exchange.selectors import pending_revision, revision_differences
from scibridge.domain.exchange.states import ReturnReason
from scibridge.web.exchange.differences import shown_differences
from scibridge.web.exchange.trade import NEEDS, OFFERS, Trade
from scibridge.web.lists import page_of
from scibridge.web.signed_in import actor_of

_TRADES = {trade.kind.value: trade for trade in (NEEDS, OFFERS)}


def _moderator(request: HttpRequest) -> Account:
    actor = actor_of(request)
    is_moderator(actor).require()
    return actor


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Needs and offers that wait, oldest first."""
    actor = _moderator(request)
    trade = _TRADES.get(request.GET.get("kind", ""), NEEDS)
    page = page_of(request, trade.waiting())
    context = {
        "kind": trade.kind.value,
        "numbers": {one.kind.value: one.waiting().count() for one in (NEEDS, OFFERS)},
        "page": page,
        "postings": trade.views(page.object_list, actor),
    }
    return render(request, "web/moderation/queue.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """One posting as the moderator sees it: publish, or return with a reason."""
    actor = _moderator(request)
    if kind not in _TRADES:
        raise Http404
    trade = _TRADES[kind]
    row = trade.get(public_id, actor)
    revision = pending_revision(row)
    form = ReturnForm(request.POST if request.method == "POST" and "publish" not in request.POST else None)
    if request.method == "POST" and ("publish" in request.POST or form.is_valid()):
        _decide(request, trade, row, actor, form, waits=revision is not None)
        return redirect("moderation")
    context = {
        "kind": kind,
        "posting": trade.view(row, actor),
        "form": form,
        "may_decide": access.can_moderate(row, actor),
        "revision": revision,
        "differences": shown_differences(revision_differences(row, actor)),
    }
    return render(request, "web/moderation/decide.html", context, status=400 if form.errors else 200)


def _decide(
    request: HttpRequest, trade: Trade, row: Any, actor: Account, form: ReturnForm, *, waits: bool
) -> None:
    given = request.POST.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    desk = trade.desk
    if "publish" in request.POST:
        publish = desk.approve_revision if waits else desk.publish
        publish(row, actor=actor, expected_version=version)
        messages.success(request, _("Published."))
        return
    reason, note = ReturnReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
    if waits:
        desk.refuse_revision(row, actor=actor, reason=reason, note=note)
    else:
        desk.return_for_changes(row, actor=actor, reason=reason, note=note, expected_version=version)
    messages.success(request, _("Returned to its owner with your reason."))
