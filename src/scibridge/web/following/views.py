"""Following, what one follows, and what one was told."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.following.models import Follow
from scibridge.domain.following.selectors import (
    follow_of,
    follows_of,
    notices_of,
    search_of,
    told,
    unread_count,
)
from scibridge.domain.following.services import change_follow, mark_read, stop_follow
from scibridge.domain.following.states import Place, Target
from scibridge.kernel.errors import InvalidInput
from scibridge.web.addresses import document_address, safe_next
from scibridge.web.following import asked
from scibridge.web.following.forms import form_of
from scibridge.web.forms import show_problems
from scibridge.web.lists import page_of
from scibridge.web.signed_in import actor_of

_PAGES = {Place.MATCH: "match", Place.NEEDS: "needs", Place.OFFERS: "offers"}


def _wants_fragment(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def _button(request: HttpRequest, wanted: asked.Asked, follow: Follow | None, *, said: str) -> HttpResponse:
    context = {"asked": wanted, "follow": follow, "said": said, "back": safe_next(request, "")}
    return render(request, "web/following/button.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Follow what the form names. A visitor signs in first; GET then does what their form asked for."""
    if request.method == "POST":
        fields, back = asked.posted(request), safe_next(request, reverse("following"))
        if not is_signed_in(request.user):
            asked.read_asked(fields)
            asked.remember(request, fields, back)
    else:
        # Only what this same visitor's form asked for before they signed in; nothing without it.
        actor_of(request)
        fields, back = asked.remembered(request) or ({}, reverse("following"))
        if not fields:
            return redirect("following")
    if not isinstance(request.user, Account) or not is_signed_in(request.user):
        return _through_sign_in(request)
    wanted = asked.read_asked(fields)
    follow = asked.begin(request, wanted, request.user)
    if _wants_fragment(request):
        return _button(request, wanted, follow, said=_("You follow this now."))
    messages.success(request, _("You follow this now: “%(name)s”.") % {"name": follow.name})
    return HttpResponseRedirect(back)


def _through_sign_in(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = redirect_to_login(reverse("follow"), login_url=reverse("account_login"))
    if _wants_fragment(request):
        plain = HttpResponse(status=204)
        plain.headers["HX-Redirect"] = response.headers["Location"]
        return plain
    return response


def _address_of(follow: Follow) -> str:
    """The page of what is followed."""
    if follow.target != Target.SEARCH.value:
        return document_address(f"{follow.target}:{follow.target_id}")
    search = search_of(follow)
    query = urlencode(search.parameters)
    return f"{reverse(_PAGES[search.place])}{'?' if query else ''}{query}"


@require_safe
@never_cache
def following(request: HttpRequest) -> HttpResponse:
    """What one follows: rename it, change its pace, stop."""
    return _list(request, actor_of(request))


def _list(request: HttpRequest, actor: Account, bound: dict[str, Any] | None = None) -> HttpResponse:
    page = page_of(request, follows_of(actor))
    rows = [(one, (bound or {}).get(one.public_id) or form_of(one), _address_of(one)) for one in page]
    context = {"page": page, "rows": rows}
    return render(request, "web/following/following.html", context, status=400 if bound else 200)


@require_POST
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename it, or change how often and in which language one is told."""
    actor = actor_of(request)
    follow = follow_of(actor, public_id)
    data = request.POST.copy()
    if "name" not in data:
        data["name"] = follow.name
    form = form_of(follow, data)
    if form.is_valid():
        try:
            follow = change_follow(follow, actor=actor, **form.cleaned_data)
        except InvalidInput as error:
            show_problems(form, error)
    if form.errors:
        return _list(request, actor, {public_id: form})
    if _wants_fragment(request):
        return _button(request, asked.asked_by(follow), follow, said=_("Saved."))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(safe_next(request, reverse("following")))


@require_POST
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """No longer follow it."""
    actor = actor_of(request)
    follow = stop_follow(follow_of(actor, public_id), actor=actor, now=timezone.now())
    if _wants_fragment(request):
        return _button(request, asked.asked_by(follow), None, said=_("You no longer follow this."))
    messages.success(request, _("You no longer follow “%(name)s”.") % {"name": follow.name})
    return HttpResponseRedirect(safe_next(request, reverse("following")))


@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    actor = actor_of(request)
    page = page_of(request, notices_of(actor))
    context = {"page": page, "told": told(page.object_list, actor), "unread": unread_count(actor)}
    return render(request, "web/following/notices.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_read(actor=actor_of(request), now=timezone.now())
    return redirect("notices")


@require_safe
@never_cache
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """To the page a notice tells of; it counts as read from then on."""
    actor = actor_of(request)
    notice = get_object_or_404(notices_of(actor), pk=number)
    mark_read(actor=actor, now=timezone.now(), numbers=[number])
    return HttpResponseRedirect(document_address(notice.document_id) or reverse("notices"))
