"""The desk itself, and what is suggested on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scibridge.domain.accounts.access import organisations_of
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.labels import STATES
from scibridge.domain.exchange.models import Offer
from scibridge.domain.exchange.selectors import (
    clearances_held,
    ending_soon,
    needs_for_offers,
    offers_of,
    own_counts,
    own_together,
    refused_lately,
)
from scibridge.domain.exchange.states import State
from scibridge.domain.following.selectors import Told, notices_of, readable, told, unread_count
from scibridge.domain.registry.selectors import (
    claims_of,
    corrections_of,
    corrections_to_decide,
    organisations,
    person_of,
    requests_to_decide,
)
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import Band
from scibridge.kernel.errors import ScibridgeError
from scibridge.kernel.sentences import sentence
from scibridge.web.desk.items import Item, Key, items
from scibridge.web.invitations.waiting import waiting_invitations
from scibridge.web.lists import codes_of, page_of
from scibridge.web.registry.answering import suggested
from scibridge.web.signed_in import actor_of

MOST_WAITING, MOST_NOTICES, MOST_OFFERS, MOST_SUGGESTED = 10, 5, 3, 6
REFUSED_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tab:
    """A state of one's own postings, with how many there are."""

    code: str
    number: int
    chosen: bool


def _tabs(counts: dict[Kind, dict[str, int]], kinds: list[str], state: str) -> list[Tab]:
    def number(code: str) -> int:
        return sum(found.get(code, 0) for kind, found in counts.items() if not kinds or kind.value in kinds)

    everything = sum(number(code.value) for code in STATES)
    tabs = [Tab("", everything, not state)]
    return tabs + [
        Tab(code.value, number(code.value), code.value == state)
        for code in STATES
        if number(code.value) or code.value == state
    ]


def _waiting(actor: Account, now: datetime) -> dict[str, list[Key]]:
    """What waits for the reader: returned, a change refused, ending soon."""
    returned = own_together(actor, states=[State.RETURNED])[:MOST_WAITING]
    return {
        "returned": [(kind, public_id) for kind, public_id, _at in returned],
        "refused": refused_lately(actor, since=now - REFUSED_FOR, most=MOST_WAITING),
        "ending": [(kind, one) for kind, one, _end in ending_soon(actor, now=now, most=MOST_WAITING)],
    }


def _lines(groups: dict[str, list[Key]], actor: Account, now: datetime) -> dict[str, list[Item]]:
    """The lines of every group, read together."""
    named = dict.fromkeys(key for keys in groups.values() for key in keys)
    lines = {(one.kind, one.posting.id): one for one in items(named, actor, now=now)}
    return {name: [lines[key] for key in keys if key in lines] for name, keys in groups.items()}


def _notices(actor: Account) -> list[Told]:
    return told(notices_of(actor).filter(read_at__isnull=True)[:MOST_NOTICES], actor)


@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """One's own needs and offers, what waits, what ends soon, and what is new in what one follows."""
    actor, now = actor_of(request), timezone.now()
    kinds = codes_of(request, "kind", [Kind.NEED.value, Kind.OFFER.value])
    state = next(iter(codes_of(request, "state", [code.value for code in STATES])), "")
    counts = own_counts(actor)
    own = own_together(actor, kinds=[Kind(one) for one in kinds], states=[State(state)] if state else [])
    page = page_of(request, own)
    groups = _waiting(actor, now) | {"items": [(kind, public_id) for kind, public_id, _at in page]}
    held = clearances_held(actor, most=MOST_WAITING)
    cleared = readable([f"{kind}:{public_id}" for kind, public_id in held], actor)
    context = _lines(groups, actor, now) | {
        "page": page,
        "kind": kinds[0] if len(kinds) == 1 else "",
        "state": state,
        "tabs": _tabs(counts, kinds, state),
        "numbers": {kind.value: sum(found.values()) for kind, found in counts.items()},
        "owns": sum(sum(found.values()) for found in counts.values()),
        "has_offers": bool(counts[Kind.OFFER].get(State.PUBLISHED.value)),
        "told": _notices(actor),
        "unread": unread_count(actor),
        "cleared": [(one.partition(":"), line) for one, line in cleared.items()],
        "organisations": organisations(statuses=()).filter(public_id__in=organisations_of(actor)),
        "person": person_of(actor),
        "claims": claims_of(actor)[:MOST_WAITING],
        "corrections": suggested(corrections_of(actor)[:MOST_WAITING]),
        "waiting_corrections": corrections_to_decide(actor).count(),
        "waiting_invitations": waiting_invitations(actor, now, most=MOST_WAITING),
        "waiting_requests": requests_to_decide(actor).count(),
    }
    return render(request, "web/desk/desk.html", context)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A published need, and the reader's own offers that it asks for."""

    need: Any
    offers: tuple[Any, ...]


def _suggestions(offers: list[Offer], actor: Account) -> list[Suggestion]:
    asked: dict[str, list[str]] = {}
    score: dict[str, float] = {}
    for offer, found in zip(offers, needs_for_offers(offers, actor), strict=True):
        # A need that shares a word or two asks for nothing of theirs; among few needs the desk would be full.
        near = [one for one in found.matches if one.band is not Band.DISTANT]
        best = max((one.score for one in near), default=0.0)
        for one in near:
            if best > 0:
                asked.setdefault(one.id, []).append(offer.document_id)
                score[one.id] = max(score.get(one.id, 0.0), one.score / best)
    lines = readable([*asked, *(one.document_id for one in offers)], actor)
    open_needs = [one for one in asked if one in lines and lines[one].is_open and not lines[one].own]
    ranked = sorted(open_needs, key=lambda one: (-score[one], -len(asked[one]), one))[:MOST_SUGGESTED]
    return [Suggestion(lines[one], tuple(lines[own] for own in asked[one] if own in lines)) for one in ranked]


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    """Needs that ask for the reader's newest offers; a part of the desk, or a page of its own."""
    actor = actor_of(request)
    offers = list(offers_of(actor).filter(state=State.PUBLISHED.value)[:MOST_OFFERS])
    context: dict[str, Any] = {"has_offers": bool(offers)}
    try:
        context["suggestions"] = _suggestions(offers, actor) if offers else []
    except ScibridgeError as error:
        context["trouble"] = sentence(error)
    htmx = getattr(request, "htmx", None)
    part = htmx is not None and bool(htmx) and not htmx.boosted
    template = "web/desk/suggested.html" if part else "web/desk/suggestions.html"
    return render(request, template, context)
