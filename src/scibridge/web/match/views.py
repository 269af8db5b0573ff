"""The result page: words in, explained answers out, at an address that can be shared."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.selectors import match_text
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import MatchList
from scibridge.web.match.answers import Answer, answers
from scibridge.web.match.asking import ASKED_KINDS, PER_KIND, PER_PAGE, Asking, facet_choices, read_asking
from scibridge.web.rates import rated


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind, how many candidates it has, and whether it is shown."""

    kind: Kind | None
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The first answers of one kind in the overview."""

    kind: Kind
    answers: list[Answer]
    number: int


def _tabs(asking: Asking, counts: dict[str, int]) -> list[Tab]:
    everything = Tab(None, sum(counts.values()), asking.kind is None)
    return [everything, *(Tab(kind, counts.get(kind.value, 0), kind is asking.kind) for kind in ASKED_KINDS)]


def _groups(found: MatchList, counts: dict[str, int]) -> list[Group]:
    groups = [
        Group(
            kind,
            answers([one for one in found.matches if one.kind is kind][:PER_KIND]),
            counts.get(kind.value, 0),
        )
        for kind in ASKED_KINDS
    ]
    return [group for group in groups if group.answers]


def _overview(asking: Asking) -> dict[str, Any]:
    found = match_text(asking.text, kinds=ASKED_KINDS, filters=asking.filters, limit=PER_KIND)
    counts = dict(found.counts.get("kind", {}))
    return {"found": found, "tabs": _tabs(asking, counts), "groups": _groups(found, counts)}


def _one_kind(asking: Asking, kind: Kind) -> dict[str, Any]:
    """A page of one kind; the numbers on the other tabs come from a second, shallow question."""
    offset = (asking.page - 1) * PER_PAGE
    # One more than shown says whether there is a next page.
    found = match_text(asking.text, kinds=(kind,), filters=asking.filters, limit=PER_PAGE + 1, offset=offset)
    every = match_text(asking.text, kinds=ASKED_KINDS, filters=asking.filters, limit=1)
    return {
        "found": found,
        "tabs": _tabs(asking, dict(every.counts.get("kind", {}))),
        "answers": answers(found.matches[:PER_PAGE]),
        "next_page": asking.page + 1 if len(found.matches) > PER_PAGE else None,
        "previous_page": asking.page - 1 if asking.page > 1 else None,
    }


@require_safe
@rated
def match(request: HttpRequest) -> HttpResponse:
    """Everything that may answer the words in the address, with its reasons."""
    asking = read_asking(request)
    context: dict[str, Any] = {"asking": asking, "entrance": False}
    if asking.text:
        context |= _overview(asking) if asking.kind is None else _one_kind(asking, asking.kind)
        context["facets"] = facet_choices(asking, context["found"].counts)
    return render(request, "web/match/match.html", context)
