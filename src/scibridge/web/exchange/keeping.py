"""What is typed keeps itself: while someone writes, when the session ended meanwhile, and until it is saved.

A writer who is signed out is known by a cookie of their browser alone; what they sent waits a day for them to
sign in there.
"""

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import access
from scibridge.domain.exchange.models import UnsavedForm
from scibridge.domain.exchange.selectors.unsaved import unsaved_form
from scibridge.domain.exchange.services.keeping import (
    LIFE_SIGNED_OUT,
    browser_digest,
    claim_form,
    drop_form,
    keep_form,
    keep_form_signed_out,
)
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.rates import Rate, count, visitor_address
from scibridge.kernel.sentences import field_sentence
from scibridge.web.exchange.trade import Trade
from scibridge.web.exchange.typed import plain
from scibridge.web.signed_in import actor_of

COOKIE = "unsaved"
_WRITER = "exchange.writer"
_SIGNED_OUT_RATE = Rate(120, 3600)


def writer_mark(actor: Account) -> str:
    """Who writes a form, for the day their session is gone when it is sent."""
    return signing.dumps(actor.pk, salt=_WRITER)


def _meant_for(request: HttpRequest) -> int | None:
    try:
        found = signing.loads(request.POST.get("writer", ""), salt=_WRITER)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def form_address(trade: Trade, public_id: str = "") -> str:
    """The page of the form."""
    name = trade.kind.value
    return reverse(f"{name}_edit", args=[public_id]) if public_id else reverse(f"{name}_new")


def keep_for_later(request: HttpRequest, trade: Trade, public_id: str = "") -> tuple[str, str]:
    """Keep what a signed-out writer sent: where it will be found after signing in, and the browser's cookie.

    Empty where nothing could be kept: too much of it, or too often.
    """
    cookie = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(24)
    if count(f"unsaved:{visitor_address(request)}", _SIGNED_OUT_RATE).exceeded:
        return "", ""
    try:
        row = keep_form_signed_out(
            browser=browser_digest(cookie),
            kind=trade.kind,
            data=plain(request.POST),
            now=timezone.now(),
            subject_id=public_id[:12],
            meant_for=_meant_for(request),
        )
    except InvalidInput:
        return "", ""
    return f"{form_address(trade, public_id)}?{urlencode({'form': row.key})}", cookie


def set_cookie(response: HttpResponseBase, cookie: str) -> None:
    """Have the browser remember whose words these are."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=LIFE_SIGNED_OUT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def signed_out(request: HttpRequest, trade: Trade, public_id: str = "") -> HttpResponse | None:
    """For a form sent by nobody signed in: its words are kept, and the way leads to signing in and back."""
    if isinstance(request.user, Account) and is_signed_in(request.user):
        return None
    address, cookie = keep_for_later(request, trade, public_id)
    way = urlencode({"next": address or form_address(trade, public_id)})
    if not address:
        # Nothing kept: the words are shown instead, to be copied.
        context = {"words": words_of(plain(request.POST)), "next": form_address(trade, public_id)}
        return render(request, "web/exchange/not_kept.html", context, status=403)
    to_sign_in = f"{reverse(settings.LOGIN_URL)}?{way}"
    response: HttpResponse = redirect(to_sign_in)
    if getattr(request, "htmx", False):
        # A redirect would be followed into the fragment; htmx is told to move the whole page.
        response = HttpResponse(status=204, headers={"HX-Redirect": to_sign_in})
    set_cookie(response, cookie)
    return response


def words_of(data: dict[str, list[str]]) -> list[str]:
    """What a person typed of what a form sent: words, not codes and counts."""
    return [value for values in data.values() for value in values if len(value) > 12 and "." not in value[:3]]


def taken_up(request: HttpRequest, trade: Trade, actor: Account, public_id: str = "") -> UnsavedForm | None:
    """The unsaved form that the address asks for, claimed from the browser if it was typed signed out."""
    key = request.GET.get("form", "")
    if not key:
        return None
    now = timezone.now()
    browser = browser_digest(request.COOKIES.get(COOKIE, ""))
    row = claim_form(actor=actor, key=key, browser=browser, now=now)
    return row or unsaved_form(actor, trade.kind, now, subject_id=public_id, key=key)


@require_POST
@never_cache
def keep(request: HttpRequest, trade: Trade, public_id: str = "") -> HttpResponse:
    """Keep what is typed so far; the answer is the line that says so."""
    if not (isinstance(request.user, Account) and is_signed_in(request.user)):
        address, cookie = keep_for_later(request, trade, public_id)
        way = urlencode({"next": address or form_address(trade, public_id)})
        context = {"sign_in": f"{reverse(settings.LOGIN_URL)}?{way}", "kept": bool(address)}
        response = render(request, "web/exchange/kept.html", context)
        if cookie:
            set_cookie(response, cookie)
        return response
    actor = actor_of(request)
    if public_id:
        access.require_edit(trade.get(public_id, actor), actor)
    try:
        row = keep_form(
            actor=actor,
            kind=trade.kind,
            data=plain(request.POST),
            now=timezone.now(),
            subject_id=public_id,
            key=request.POST.get("once", ""),
        )
    except InvalidInput as error:
        context = {"problem": " ".join(field_sentence(one) for one in error.problems)}
        return render(request, "web/exchange/kept.html", context)
    return render(request, "web/exchange/kept.html", {"saved_at": row.saved_at, "kept": True})


@require_POST
def discard(request: HttpRequest, trade: Trade, public_id: str = "") -> HttpResponse:
    """Throw away what was kept, at its writer's word."""
    actor = actor_of(request)
    drop_form(actor=actor, kind=trade.kind, subject_id=public_id, key=request.POST.get("form", ""))
    messages.success(request, _("Thrown away."))
    return redirect(form_address(trade, public_id))
