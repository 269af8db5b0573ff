"""The result page: words in, explained answers out, at an address that can be shared.

The overview shows offers and works at once. The other kinds cost as much again, most of it for electing
people and organisations: each follows when a reader comes to its place, and stands behind a link without
scripts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.selectors import AnswerCounts, answer_counts, ask, ordered_answers
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import MatchList
from scibridge.web.match.addresses import why_words
from scibridge.web.match.answers import Answer, answers
from scibridge.web.match.asking import (
    ASKED_KINDS,
    PER_KIND,
    PER_PAGE,
    Asking,
    chips,
    engine_query,
    read_asking,
)
from scibridge.web.match.facets import facets, years
from scibridge.web.rates import rated
from scibridge.web.shared import shared

AT_ONCE: Final = (Kind.OFFER, Kind.WORK)
# Counted, which takes an election, where they are what is shown.
_UNCOUNTED: Final = frozenset({Kind.PERSON, Kind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind, how many candidates it has or has at least (none where that is not counted), and whether it is
    shown."""

    kind: Kind | None
    number: int | None
    more: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The first answers of one kind in the overview; ``awaited`` where they follow."""

    kind: Kind
    answers: list[Answer]
    number: int | None = None
    more: bool = False
    awaited: bool = False


def _number(kind: Kind, counts: AnswerCounts) -> tuple[int | None, bool]:
    return counts.by_kind.get(kind.value), kind.value in counts.at_least


def _tabs(asking: Asking, counts: AnswerCounts) -> list[Tab]:
    kinds = [Tab(kind, *_number(kind, counts), kind is asking.kind) for kind in ASKED_KINDS]
    return [Tab(None, None, False, asking.kind is None), *kinds]


def _groups(asking: Asking, found: MatchList, counts: AnswerCounts, at_once: Sequence[Kind]) -> list[Group]:
    cards = answers(found.matches, why_words(asking.text))
    groups = []
    for kind in ASKED_KINDS:
        number, more = _number(kind, counts)
        own = [card for card in cards if card.match.kind is kind]
        awaited = kind not in at_once and number != 0
        if own or awaited:
            groups.append(Group(kind, own, number, more, awaited))
    return groups


def _overview(asking: Asking, counts: AnswerCounts) -> dict[str, Any]:
    at_once = AT_ONCE if any(counts.by_kind.get(kind) for kind in AT_ONCE) else ASKED_KINDS
    found = ask(engine_query(asking, at_once, limit=PER_KIND), counted=False, beside_numbers=True)
    groups = _groups(asking, found, counts, at_once)
    return {"found": found, "groups": groups, "shown": len(groups)}


def _one_kind(asking: Asking, kind: Kind) -> dict[str, Any]:
    offset = (asking.page - 1) * PER_PAGE
    # One more than shown says whether there is a next page.
    query = engine_query(asking, (kind,), limit=PER_PAGE + 1, offset=offset)
    found = ordered_answers(query, asking.order, explain_evidence=False)
    cards = answers(found.matches[:PER_PAGE], why_words(asking.text))
    return {
        "found": found,
        "answers": cards,
        "shown": len(cards),
        "first": offset + 1,
        "last": offset + len(cards),
        "next_page": asking.page + 1 if len(found.matches) > PER_PAGE else None,
        "previous_page": asking.page - 1 if asking.page > 1 else None,
    }


@require_safe
@rated
@shared
def match(request: HttpRequest) -> HttpResponse:
    """Everything that may answer the words in the address, with its reasons."""
    asking = read_asking(request)
    context: dict[str, Any] = {"asking": asking, "entrance": False}
    if asking.text:
        kinds = [one for one in ASKED_KINDS if one not in _UNCOUNTED]
        counts = answer_counts(engine_query(asking, kinds, limit=1), kinds=kinds, kind=asking.kind)
        context |= _overview(asking, counts) if asking.kind is None else _one_kind(asking, asking.kind)
        tabs = _tabs(asking, counts)
        context |= {
            "tabs": tabs,
            "tab": next(tab for tab in tabs if tab.chosen),
            "facets": facets(asking, counts.by_facet),
            "years": years(asking, counts.by_facet),
            "chips": chips(request, asking),
            "compare_action": reverse("match_compare"),
        }
    return render(request, "web/match/match.html", context)


@require_safe
@rated
@shared
def group(request: HttpRequest) -> HttpResponse:
    """The part of the overview that shows one kind; empty where it has no answers."""
    asking = read_asking(request)
    if not asking.text or asking.kind is None:
        return HttpResponse()
    query = engine_query(asking, (asking.kind,), limit=PER_KIND + 1)
    found = ask(query, explain_evidence=False, counted=False)
    cards = answers(found.matches[:PER_KIND], why_words(asking.text))
    more = len(found.matches) > PER_KIND
    shown = Group(asking.kind, cards, more=more)
    response = render(request, "web/match/group.html", {"asking": asking, "found": found, "group": shown})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
