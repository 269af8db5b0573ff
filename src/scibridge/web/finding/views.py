"""One search over everything: a page that can be shared, and names while someone types."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.finding import MOST_FOUND, Findings
from scibridge.flows.finding import KINDS, find_anything, suggest_anything
from scibridge.kernel.rates import Rate, count, read_rate, visitor_address
from scibridge.web.finding.places import Place, places
from scibridge.web.finding.shown import Result, names_behind, results
from scibridge.web.lists import text_of
from scibridge.web.rates import rated
from scibridge.web.shared import shared

PER_KIND, PER_PAGE, SUGGESTED = 4, 20, 8
MOST_PAGES = MOST_FOUND // PER_PAGE
# Typing asks often, and costs little.
_TYPED_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind (None: everything), how many there are, at least or exactly, and whether it is shown."""

    kind: Kind | None
    number: int
    more: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The first results of a kind, and how many there are."""

    kind: Kind
    results: list[Result]
    number: int
    more: bool


def _kind(request: HttpRequest) -> Kind | None:
    return next((kind for kind in KINDS if kind.value == request.GET.get("kind")), None)


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "")
    return (
        min(max(int(given), 1), MOST_PAGES) if given.isascii() and given.isdigit() and len(given) < 4 else 1
    )


def _tabs(findings: Findings, chosen: Kind | None) -> list[Tab]:
    tabs = [Tab(one.kind, one.count, one.more, one.kind is chosen) for one in findings.groups]
    whole = Tab(None, sum(tab.number for tab in tabs), any(tab.more for tab in tabs), chosen is None)
    return [whole, *tabs]


def _answered(text: str, kind: Kind | None, page: int) -> dict[str, Any]:
    if kind is None:
        findings = find_anything(text, limit=PER_KIND)
    else:
        findings = find_anything(text, limit=PER_PAGE, offset=(page - 1) * PER_PAGE, kind=kind)
    names = names_behind(one for group in findings.groups for one in group.found)
    groups = [
        Shelf(group.kind, results(group.found, findings.asked, names), group.count, group.more)
        for group in findings.groups
        if group.found and kind in (None, group.kind)
    ]
    number = next((group.count for group in findings.groups if group.kind is kind), 0)
    known: list[Place] = places(findings.asked) if kind is None else []
    return {
        "findings": findings,
        "tabs": _tabs(findings, kind),
        "groups": groups,
        "places": known,
        "previous_page": page - 1 if kind and page > 1 else None,
        "next_page": page + 1 if kind and page * PER_PAGE < number and not findings.close else None,
        "most": MOST_FOUND,
    }


@require_safe
@rated
@shared
def search(request: HttpRequest) -> HttpResponse:
    """Everything that is called so, or whose text holds the words, by kind."""
    text, kind, page = text_of(request, "q"), _kind(request), _page(request)
    context: dict[str, Any] = {"text": text, "kind": kind, "page": page}
    if text:
        context |= _answered(text, kind, page)
    return render(request, "web/finding/search.html", context)


@never_cache
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for a box that is being typed into; a visitor who types without pause is told of a pause."""
    text = text_of(request, "q")
    paused = bool(text) and _too_often(request)
    if paused or not text:
        context = {"text": text, "number": 0, "paused": paused}
        return render(request, "web/finding/suggestions.html", context)
    asked, found = suggest_anything(text, limit=SUGGESTED)
    named, known = results(found, asked), places(asked)[:2]
    context = {"text": text, "results": named, "places": known, "number": len(named) + len(known)}
    return render(request, "web/finding/suggestions.html", context)


def _too_often(request: HttpRequest) -> bool:
    if request.user.is_authenticated:
        return False
    pages = read_rate(settings.PAGE_RATE_VISITOR)
    rate = Rate(pages.most * _TYPED_PER_PAGE, pages.seconds)
    return count(f"typing:{visitor_address(request)}", rate).exceeded
