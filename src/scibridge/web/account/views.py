"""The signed-in person's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scibridge.domain.accounts.access import organisations_of
from scibridge.domain.accounts.selectors import tokens_of
from scibridge.domain.accounts.services import create_token, end_token, update_profile
from scibridge.domain.accounts.states import Scope
from scibridge.domain.exchange.access import visible_needs, visible_offers
from scibridge.domain.exchange.selectors import needs_of, offers_of
from scibridge.domain.registry.selectors import (
    claims_of,
    corrections_of,
    corrections_to_decide,
    organisations,
    person_of,
)
from scibridge.kernel.errors import InvalidInput
from scibridge.web.account.forms import ProfileForm, TokenForm
from scibridge.web.forms import show_problems
from scibridge.web.registry.answering import suggested
from scibridge.web.signed_in import actor_of

MOST_SHOWN = 50


@require_safe
@never_cache
def my_page(request: HttpRequest) -> HttpResponse:
    """One's own needs, offers, organisations, person record, suggestions."""
    actor = actor_of(request)
    context = {
        "needs": visible_needs(needs_of(actor)[:MOST_SHOWN], actor),
        "offers": visible_offers(offers_of(actor)[:MOST_SHOWN], actor),
        "organisations": organisations(statuses=()).filter(public_id__in=organisations_of(actor)),
        "person": person_of(actor),
        "claims": claims_of(actor)[:10],
        "corrections": suggested(corrections_of(actor)[:10]),
        "waiting_corrections": corrections_to_decide(actor).count(),
    }
    return render(request, "web/account/my_page.html", context)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    actor = actor_of(request)
    form = ProfileForm(request.POST or None, initial={"name": actor.name, "language": actor.language})
    if request.method == "POST" and form.is_valid():
        update_profile(actor=actor, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "web/account/profile.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """API tokens: the list, and a new one, whose text is shown this once."""
    actor = actor_of(request)
    form, text = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, text = create_token(
                actor=actor,
                name=form.cleaned_data["name"],
                scopes=[Scope(code) for code in form.cleaned_data["scopes"]],
                expires_at=form.cleaned_data["expires_at"],
            )
            form = TokenForm()
        except InvalidInput as error:
            show_problems(form, error)
    context = {"form": form, "token_text": text, "tokens": tokens_of(actor)}
    return render(request, "web/account/tokens.html", context, status=400 if form.errors else 200)


@require_POST
def end_token_view(request: HttpRequest, prefix: str) -> HttpResponse:
    """End one of one's own tokens."""
    actor = actor_of(request)
    end_token(token=get_object_or_404(tokens_of(actor), prefix=prefix), actor=actor)
    messages.success(request, _("The token no longer works."))
    return redirect("tokens")
