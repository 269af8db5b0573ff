"""Renewing and withdrawing from the list, one or several at once: asked first, then done, each by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.selectors import own
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import ScibridgeError
from scibridge.kernel.ids import is_public_id
from scibridge.kernel.sentences import sentence
from scibridge.web.addresses import safe_next
from scibridge.web.desk.items import Item, items
from scibridge.web.signed_in import actor_of

MOST_AT_ONCE = 50
_DESKS = {Kind.NEED.value: NEEDS, Kind.OFFER.value: OFFERS}


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done from the list, and to which lines."""

    code: str
    fits: Callable[[Item], bool]
    run: Callable[[Any, Any, Account], Any]


_ACTS = {
    one.code: one
    for one in (
        Act("renew", lambda item: item.can_renew, lambda desk, row, actor: desk.renew(row, actor=actor)),
        Act(
            "withdraw",
            lambda item: item.can_withdraw,
            lambda desk, row, actor: desk.withdraw(row, actor=actor),
        ),
    )
}

_NOTHING = {
    "renew": gettext_lazy("Tick what is expired or ends soon; nothing else can be renewed."),
    "withdraw": gettext_lazy("Tick what is to be withdrawn; nothing ticked can be."),
}


def _asked(request: HttpRequest) -> tuple[Act, list[tuple[str, str]]]:
    """``act=renew`` with the ticked postings, or ``act=renew:need:ID`` of one line."""
    code, _colon, one = request.POST.get("act", "").partition(":")
    if code not in _ACTS:
        raise Http404
    named = [one] if one else request.POST.getlist("posting")
    keys = [(kind, public_id) for kind, _sep, public_id in (name.partition(":") for name in named)]
    known = [(kind, one) for kind, one in keys if kind in _DESKS and is_public_id(one)]
    return _ACTS[code], list(dict.fromkeys(known))[:MOST_AT_ONCE]


def _own_rows(keys: list[tuple[str, str]], actor: Account) -> dict[tuple[str, str], Any]:
    """Those that are the actor's to act on; whatever else was named is not there."""
    rows: dict[tuple[str, str], Any] = {}
    for kind in (Kind.NEED, Kind.OFFER):
        ids = [public_id for of_kind, public_id in keys if of_kind == kind.value]
        if ids:
            rows |= {(kind.value, row.public_id): row for row in own(kind, actor).filter(public_id__in=ids)}
    return {key: rows[key] for key in keys if key in rows}


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Without ``confirmed``, what would be done; with it, done, and back to the list."""
    actor = actor_of(request)
    chosen, keys = _asked(request)
    back = safe_next(request, reverse("my_page"))
    rows = _own_rows(keys, actor)
    if keys and not rows:
        raise Http404
    lines = [one for one in items(rows, actor, now=timezone.now()) if chosen.fits(one)]
    if not lines:
        messages.warning(request, _NOTHING[chosen.code])
        return HttpResponseRedirect(back)
    if "confirmed" not in request.POST:
        context = {"act": chosen.code, "items": lines, "left": len(rows) - len(lines), "back": back}
        return render(request, "web/desk/confirm.html", context)
    done = 0
    for line in lines:
        row = rows[line.kind, line.posting.id]
        try:
            chosen.run(_DESKS[line.kind], row, actor)
            done += 1
        except ScibridgeError as error:
            messages.error(request, f"{show(row.title).text}: {sentence(error)}")
    if done:
        messages.success(request, _said(chosen, done))
    return HttpResponseRedirect(back)


def _said(chosen: Act, done: int) -> str:
    if chosen.code == "renew":
        return ngettext("%(number)s renewed.", "%(number)s renewed.", done) % {"number": done}
    return ngettext("%(number)s withdrawn.", "%(number)s withdrawn.", done) % {"number": done}
