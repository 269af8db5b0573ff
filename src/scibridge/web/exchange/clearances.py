"""Who may read what waits for an NDA: granted, seen and ended by the owner's side.

Granting answers the same whether or not an account has the address, and the list shows the address alone.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.accounts.selectors import account_by_verified_address
from scibridge.domain.exchange import access
from scibridge.domain.exchange.selectors import clearances_of
from scibridge.domain.exchange.services.clearances import end_clearance, grant_clearance
from scibridge.web.exchange.trade import Trade
from scibridge.web.signed_in import actor_of


class ClearanceForm(forms.Form):
    """Whom to let read."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The confirmed address of the reader's account here."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def clearances(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """Those who may read everything of a posting, and a form to let one more."""
    actor = actor_of(request)
    row = trade.get(public_id, actor)
    access.require_edit(row, actor)
    form = ClearanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = account_by_verified_address(form.cleaned_data["email"])
        if account is not None:
            grant_clearance(row, account=account, actor=actor)
        messages.success(
            request,
            _(
                "If an account here has confirmed this address, it now reads everything. Otherwise ask the"
                " reader to sign up and confirm the address, then grant it again."
            ),
        )
        return redirect(f"{trade.kind.value}_clearances", public_id)
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": trade.view(row, actor),
        "clearances": clearances_of(row).select_related("granted_by"),
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
