"""Up to four candidates beside each other: must-haves by candidates, readiness, country, rights, gaps."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.access import can_edit
from scibridge.domain.exchange.selectors import (
    MOST_AT_ONCE,
    Candidate,
    candidates,
    get_need,
    need_as_query,
    text_as_query,
)
from scibridge.domain.exchange.visible import NeedView, OfferView
from scibridge.engines.matching.documents import Kind, MustHave, Query
from scibridge.engines.matching.explanation import ReadinessDistance
from scibridge.kernel.bilingual import Shown, show
from scibridge.web.addresses import document_address
from scibridge.web.match.addresses import compare_address, why_need, why_words
from scibridge.web.match.answers import Reason, Step, VerdictShown, reasons_of, step_for
from scibridge.web.match.asking import text_asked
from scibridge.web.match.candidate import distance_of, judged
from scibridge.web.match.marking import whole_of
from scibridge.web.match.questions import Open, gaps_shown
from scibridge.web.rates import rated
from scibridge.web.shared import shared

_MOST_REASONS = 4
_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Column:
    """One candidate of the comparison."""

    candidate: Candidate
    offer: OfferView | None
    title: Shown
    address: str
    why_address: str
    without_address: str
    verdicts: list[VerdictShown]
    distance: ReadinessDistance | None
    reasons: list[Reason]
    gaps: list[Open]
    step: Step


@dataclass(frozen=True, slots=True)
class Row:
    """One must-have with its verdict for each candidate."""

    must_have: MustHave
    cells: list[VerdictShown]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, with what, and what was left out."""

    query: Query
    text: str
    need: NeedView | None
    columns: list[Column]
    rows: list[Row]
    asked_for: int
    unknown: int
    edits: bool = False

    @property
    def too_many(self) -> int:
        """How many more were chosen than stand beside each other."""
        return max(0, self.asked_for - MOST_AT_ONCE)

    @property
    def list_address(self) -> str:
        """The list the candidates were chosen from."""
        if self.need is not None:
            # What a need's own side keeps is for that side alone; others came from its page.
            return reverse("need_matches" if self.edits else "need", args=[self.need.id])
        return f"{reverse('match')}?{urlencode({'q': self.text})}"


def _column(one: Candidate, comparison: tuple[str, str, list[str]], query: Query) -> Column:
    text, need_id, chosen = comparison
    match, document = one.match, one.document
    explanation = match.explanation if match is not None else None
    rest = [each for each in chosen if each != document.id]
    why = why_need(need_id) if need_id else why_words(text)
    return Column(
        candidate=one,
        offer=one.posting if isinstance(one.posting, OfferView) else None,
        title=show({language: fields.title for language, fields in document.texts.items()}),
        address=document_address(document.id),
        why_address=why(match) if match is not None else document_address(document.id),
        without_address=compare_address(text, need_id, rest),
        verdicts=[each.shown for each in judged(one)],
        distance=distance_of(query, document),
        reasons=reasons_of(explanation.terms, whole_of(explanation))[:_MOST_REASONS] if explanation else [],
        gaps=gaps_shown(explanation.gaps if explanation else ()),
        step=step_for(match, one.backers) if match is not None else Step("open"),
    )


def read_comparison(request: HttpRequest, public_id: str = "") -> Comparison:
    """The comparison in the address: with a need on the platform, or with words. Raises NotFound."""
    asked = [one for one in dict.fromkeys(request.GET.getlist("with")) if 0 < len(one) <= _LONGEST_ID]
    chosen = asked[:MOST_AT_ONCE]
    text, need, query, edits = text_asked(request), None, Query({}), False
    if public_id:
        row = get_need(public_id, request.user)
        need, query = need_as_query(row, request.user)
        edits = bool(can_edit(row, request.user))
    elif text:
        query = text_as_query(text)
    found = candidates(query, chosen, request.user) if chosen and (need or text) else []
    columns = [_column(one, (text, public_id, asked), query) for one in found]
    rows = [
        Row(wish, [column.verdicts[place] for column in columns])
        for place, wish in enumerate(query.must_haves)
    ]
    return Comparison(query, text, need, columns, rows, len(asked), len(chosen) - len(found), edits)


def _page(request: HttpRequest, comparison: Comparison) -> HttpResponse:
    columns = comparison.columns
    context: dict[str, Any] = {
        "comparison": comparison,
        "columns": columns,
        "most": MOST_AT_ONCE,
        "any_offer": any(one.offer is not None for one in columns),
        "any_ready": any(one.candidate.document.kind in (Kind.OFFER, Kind.NEED) for one in columns),
        "section": "need" if comparison.need is not None else "",
    }
    return render(request, "web/match/compare.html", context)


@require_safe
@rated
@shared
def for_words(request: HttpRequest) -> HttpResponse:
    """Candidates beside each other, for a need in words."""
    return _page(request, read_comparison(request))


@require_safe
@rated
@shared
def for_need(request: HttpRequest, public_id: str) -> HttpResponse:
    """Candidates beside each other, for a need on the platform."""
    return _page(request, read_comparison(request, public_id))
