"""The signed-in person's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scibridge.domain.accounts.selectors import tokens_of
from scibridge.domain.accounts.services import create_token, end_token, update_profile
from scibridge.domain.accounts.states import Scope
from scibridge.kernel.errors import InvalidInput
from scibridge.web.account.forms import ProfileForm, TokenForm
from scibridge.web.forms import show_problems
from scibridge.web.signed_in import actor_of


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
