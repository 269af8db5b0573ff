"""Reading needs and offers: list, page, history, answers. Only what ``exchange.access`` lets the reader
see."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scibridge.domain.exchange import access
from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.exchange.selectors import (
    Narrowing,
    compare_versions,
    history,
    needs_for_offer,
    pending_revision,
    published,
    stored_matches,
)
from scibridge.domain.exchange.services.matching import match_need
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.countries import country_names
from scibridge.kernel.errors import ScibridgeError
from scibridge.kernel.sentences import sentence
from scibridge.web.addresses import page_address
from scibridge.web.exchange.differences import shown_differences
from scibridge.web.exchange.landing import behind, landing_of, similar_to
from scibridge.web.exchange.steps import steps_for
from scibridge.web.exchange.trade import Trade
from scibridge.web.lists import choices_of, codes_of, country_choices, landing_of_list, page_of, text_of
from scibridge.web.match.addresses import why_need, why_offer
from scibridge.web.match.answers import answers
from scibridge.web.naming import only_language
from scibridge.web.shared import shared
from scibridge.web.signed_in import actor_of


def narrowing_of(request: HttpRequest, trade: Trade) -> Narrowing:
    """What the address of a list asks for; codes that do not exist are ignored."""
    return Narrowing(
        text=text_of(request),
        kinds=tuple(codes_of(request, "kind", [str(code) for code in trade.kinds])),
        challenges=tuple(codes_of(request, "challenge", [str(code) for code in CHALLENGES])),
        countries=tuple(codes_of(request, "country", list(country_names("en")))),
    )


@require_safe
@shared
def listing(request: HttpRequest, trade: Trade) -> HttpResponse:
    """What is published, newest first."""
    asked = narrowing_of(request, trade)
    page = page_of(request, published(trade.kind, asked))
    postings = access.listed(cast("QuerySet[Any]", page.object_list), request.user)
    title = _("Needs") if trade.kind is Kind.NEED else _("Offers")
    told = () if request.GET else postings
    items = [(page_address(trade.kind.value, one.id), one.title) for one in told]
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "many": trade.many,
        "landing": landing_of_list(request, title, items),
        "page": page,
        "postings": postings,
        "text": asked.text,
        "kinds": choices_of(trade.kinds, asked.kinds),
        "challenges": choices_of(CHALLENGES, asked.challenges),
        "countries": country_choices(asked.countries),
    }
    return render(request, "web/exchange/list.html", context)


@require_safe
@shared
def detail(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """One need or offer, as this reader may see it."""
    row = trade.get(public_id, request.user)
    posting = trade.view(row, request.user)
    may_edit = bool(access.can_edit(row, request.user))
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": posting,
        "landing": landing_of(trade, row, posting, request.user),
        "only_language": only_language(posting),
        "behind": behind(posting),
        "similar": similar_to(trade.kind, public_id, request.user),
        "days_left": _days_left(posting),
        "steps": steps_for(row, request.user),
        "may_edit": may_edit,
        "sees_history": bool(access.can_see_history(row, request.user)),
        "waits": pending_revision(row) if may_edit else None,
    }
    return render(request, f"web/exchange/{trade.kind.value}.html", context)


def _days_left(posting: Any) -> int | None:
    """Whole days until a need closes or a posting runs out; none where nobody set an end."""
    end = getattr(posting, "deadline", None) or (posting.expires_at and posting.expires_at.date())
    return (end - timezone.localdate()).days if end else None


@require_safe
def past(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """The steps of its life, and what changed between two of them."""
    row = trade.get(public_id, request.user)
    entries = history(row, request.user)
    numbers = [entry.number for entry in entries]
    chosen = [int(one) for one in codes_of(request, "version", [str(one) for one in numbers])]
    pair = sorted(chosen)[:2] if len(chosen) > 1 else numbers[-2:]
    found = compare_versions(row, pair[0], pair[1], request.user) if len(pair) == 2 else ()
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": trade.view(row, request.user),
        "entries": entries,
        "pair": pair,
        "differences": shown_differences(found),
    }
    return render(request, "web/exchange/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def matches(request: HttpRequest, trade: Trade, public_id: str) -> HttpResponse:
    """Answers kept for the need's own side, made anew by POST; for an offer, the needs it may answer."""
    row = trade.get(public_id, request.user)
    actor = actor_of(request)
    if request.method == "POST" and trade.kind is Kind.NEED:
        match_need(row, actor=actor)
        return HttpResponseRedirect(reverse("need_matches", args=[public_id]))
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": trade.view(row, request.user),
    }
    if trade.kind is Kind.NEED:
        kept = stored_matches(row, actor)
        return render(
            request,
            "web/exchange/matches.html",
            context | {"kept": kept, "answers": answers(kept.matches, why_need(public_id))},
        )
    access.require_edit(row, actor)
    try:
        found = needs_for_offer(row, actor)
    except ScibridgeError as error:
        return render(
            request, "web/exchange/matches.html", context | {"trouble": sentence(error)}, status=503
        )
    return render(
        request,
        "web/exchange/matches.html",
        context | {"answers": answers(found.matches, why_offer(row.document_id))},
    )
