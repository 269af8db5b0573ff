"""Who may read what waits for an NDA: invited, seen and ended by the owner's side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.exchange import access
from scibridge.domain.exchange.selectors import clearances_of
from scibridge.domain.exchange.services.clearances import end_clearance
from scibridge.domain.invitations.access import may_invite
from scibridge.domain.invitations.states import InvitedAs
from scibridge.web.exchange.trade import Trade
from scibridge.web.invitations.managing import InvitationForm, invited, lines
from scibridge.web.signed_in import actor_of


@require_http_methods(["GET", "POST"])
@never_cache
def clearances(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """Those who may read everything of a posting, and who was invited, and a form to invite one more."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and invited(request, form, row, actor, InvitedAs.READER):
        return redirect(f"{trade.kind.value}_clearances", public_id)
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": trade.view(row, actor),
        "clearances": clearances_of(row).select_related("granted_by"),
        "invitations": lines(row),
        "may_invite": bool(may_invite(actor, row)),
        "form": form,
    }
    return render(request, "web/exchange/clearances.html", context, status=400 if form.errors else 200)


@require_POST
def end(request: HttpRequest, trade: Trade, public_id: str, number: int) -> HttpResponse:
    """End a clearance; ended already, nothing changes."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    held = clearances_of(row).filter(pk=number).first()
    if held is not None:
        end_clearance(row, account=held.account, actor=actor)
    messages.success(request, _("The clearance has ended."))
    return redirect(f"{trade.kind.value}_clearances", public_id)
