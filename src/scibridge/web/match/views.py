"""The result page: words in, explained answers out, at an address that can be shared."""

from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind, how many candidates it has or has at least, and whether it is shown."""

    kind: Kind | None
    number: int
    more: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The first answers of one kind in the overview."""

    kind: Kind
    answers: list[Answer]
    number: int
    more: bool


def _tabs(asking: Asking, counts: AnswerCounts) -> list[Tab]:
    kinds = [
        Tab(kind, counts.by_kind.get(kind.value, 0), kind.value in counts.at_least, kind is asking.kind)
        for kind in ASKED_KINDS
    ]
    return [Tab(None, 0, False, asking.kind is None), *kinds]


def _groups(asking: Asking, found: MatchList, counts: AnswerCounts) -> list[Group]:
    cards = answers(found.matches, why_words(asking.text))
    groups = [
        Group(
            kind,
            [card for card in cards if card.match.kind is kind],
            counts.by_kind.get(kind.value, 0),
            kind.value in counts.at_least,
        )
        for kind in ASKED_KINDS
    ]
    return [group for group in groups if group.answers]


def _overview(asking: Asking, counts: AnswerCounts) -> dict[str, Any]:
    found = ask(engine_query(asking, limit=PER_KIND), counted=False)
    groups = _groups(asking, found, counts)
    return {"found": found, "groups": groups, "shown": sum(len(group.answers) for group in groups)}


def _one_kind(asking: Asking) -> dict[str, Any]:
    offset = (asking.page - 1) * PER_PAGE
    # One more than shown says whether there is a next page.
    found = ordered_answers(engine_query(asking, limit=PER_PAGE + 1, offset=offset), asking.order)
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
        counts = answer_counts(engine_query(asking, limit=1), kinds=ASKED_KINDS, kind=asking.kind)
        context |= _overview(asking, counts) if asking.kind is None else _one_kind(asking)
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
