"""The page of one match: what was asked and what answers, beside each other, and what is left to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.labels import FIELDS
from scibridge.domain.exchange.match_words import ELEMENTS
from scibridge.domain.exchange.selectors import (
    Candidate,
    candidates,
    get_need,
    kept_match,
    more_of,
    need_as_query,
    text_as_query,
)
from scibridge.domain.exchange.visible import NeedView, Words
from scibridge.engines.matching.documents import Document, Kind, Query, TextFields
from scibridge.engines.matching.explanation import Match, ReadinessDistance
from scibridge.kernel.bilingual import Shown, html_language, show
from scibridge.kernel.errors import NotFound
from scibridge.web.addresses import document_address
from scibridge.web.match.addresses import why_need, why_words
from scibridge.web.match.answers import (
    Step,
    VerdictShown,
    Why,
    evidence_of,
    reasons_of,
    shares_of,
    step_for,
    verdict_shown,
)
from scibridge.web.match.asking import text_asked
from scibridge.web.match.marking import Marked, Reasons, marked_answer, marked_query, whole_of
from scibridge.web.match.questions import gaps_shown, letter, question_for, readiness_question
from scibridge.web.rates import rated
from scibridge.web.shared import shared

MOST_IN_SHORT = 4


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a text, marked."""

    label: Any
    marked: list[Marked]

    @property
    def text(self) -> str:
        """The text without marks."""
        return "".join(one.text for one in self.marked)


@dataclass(frozen=True, slots=True)
class Version:
    """A text in one language; ``language`` is the HTML code, empty where nobody knows."""

    language: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Judged:
    """A must-have with its verdict and what to ask."""

    shown: VerdictShown
    ask: str


@dataclass(frozen=True, slots=True)
class Titled:
    """Another answer by its title alone, and its own page beside the same query."""

    title: Shown
    address: str
    kind: Kind
    year: int | None
    own_id: str


def _own_first(languages: Sequence[str]) -> list[str]:
    mine = "zh" if (get_language() or "en").startswith("zh") else "en"
    return sorted(languages, key=lambda one: (not one.startswith(mine), one))


def _parts(fields: TextFields) -> list[tuple[str, str, Any]]:
    """(field, text, label) of a document's words in one language."""
    found: list[tuple[str, str, Any]] = [
        ("title", fields.title, FIELDS["title"]),
        ("summary", fields.summary, FIELDS["summary"]),
        ("body", fields.body, _("Text")),
        ("keywords", "; ".join(fields.keywords), FIELDS["keywords"]),
    ]
    found += [(str(element), text, ELEMENTS[element]) for element, text in fields.elements.items()]
    return [part for part in found if part[1].strip()]


def answer_versions(document: Document, reasons: Reasons) -> list[Version]:
    """The answer's words in each language, the reader's own first."""
    found = []
    for language in _own_first(list(document.texts)):
        parts = _parts(document.texts[language])
        blocks = [
            Block(label, marked_answer(text, reasons, field=name, language=language))
            for name, text, label in parts
        ]
        if blocks:
            found.append(Version(html_language(language), blocks))
    return found


def need_versions(need: NeedView, reasons: Reasons) -> list[Version]:
    """The need's words in each language, the reader's own first."""
    named: list[tuple[Any, Words | None]] = [
        (FIELDS["title"], need.title),
        (FIELDS["problem"], need.problem),
        (FIELDS["shortfall"], need.shortfall),
        *((label, getattr(need, element.value)) for element, label in ELEMENTS.items()),
        (FIELDS["keywords"], need.keywords),
    ]
    languages = {code for _label, words in named for code in words or {}}
    return [
        Version(
            html_language(language),
            [
                Block(label, marked_query(words[language], reasons))
                for label, words in named
                if words and words.get(language)
            ],
        )
        for language in _own_first(list(languages))
    ]


def texts_by_field(document: Document) -> dict[str, dict[str, str]]:
    """Field → language → text, for quotations."""
    found: dict[str, dict[str, str]] = {}
    for language, fields in document.texts.items():
        for name, text, _label in _parts(fields):
            found.setdefault(name, {})[language] = text
    return found


def judged(candidate: Candidate) -> list[Judged]:
    """The must-haves with verdicts, quotations and questions."""
    texts = texts_by_field(candidate.document)
    return [
        Judged(verdict_shown(one, texts.get(one.field, {})), question_for(one)) for one in candidate.verdicts
    ]


def distance_of(query: Query, document: Document) -> ReadinessDistance | None:
    """Levels between what this reader may read of the answer and what is required."""
    if query.readiness_required is None:
        return None
    offered = document.readiness
    gap = None if offered is None else offered - query.readiness_required
    return ReadinessDistance(query.readiness_required, offered, gap)


def _contact(step: Step, title: str, questions: str) -> str:
    """Where to write to, with the open questions in the message already; empty where nobody can be."""
    if not step.kind or not step.own_id:
        return ""
    query = urlencode({"subject": title[:180], "body": questions})
    return f"{reverse('contact', args=[step.kind, step.own_id])}?{query}"


def _reads_more(candidate: Candidate) -> bool:
    """Whether this reader's verdicts rest on more than the index, and so the score, knows."""
    if candidate.match is None:
        return False
    public = [one.outcome for one in candidate.match.explanation.verdicts]
    return public != [one.outcome for one in candidate.verdicts]


def shown(candidate: Candidate, query: Query) -> dict[str, Any]:
    """What the page shows of the candidate."""
    document, match = candidate.document, candidate.match
    explanation = match.explanation if match is not None else None
    reasons = Reasons(candidate.sought, candidate.verdicts, whole_of(explanation))
    distance = distance_of(query, document)
    has_readiness = document.kind in (Kind.OFFER, Kind.NEED)
    readiness = readiness_question(distance, document.readiness) if document.kind is Kind.OFFER else ""
    gaps = gaps_shown(explanation.gaps if explanation is not None else ())
    title = show({language: fields.title for language, fields in document.texts.items()})
    questions = letter(candidate.verdicts, readiness, gaps)
    shares, more_terms = shares_of(match) if match is not None else ((), 0)
    step = _step(candidate)
    return {
        "candidate": candidate,
        "document": document,
        "match": match,
        "posting": candidate.posting,
        "own_id": document.id.partition(":")[2],
        "address": document_address(document.id),
        "title": title,
        "reasons": reasons,
        "in_short": reasons_of(explanation.terms if explanation else (), reasons.whole)[:MOST_IN_SHORT],
        "versions": answer_versions(document, reasons),
        "judged": judged(candidate),
        "reads_more": _reads_more(candidate),
        "has_readiness": has_readiness,
        "distance": distance,
        "readiness_question": readiness,
        "gaps": gaps,
        "shares": shares,
        "more_terms": more_terms,
        "evidence": evidence_of(match, marks=True) if match is not None else (),
        "more": more_of(query, candidate) if document.kind not in (Kind.PERSON, Kind.ORGANISATION) else [],
        "step": step,
        "contact": _contact(step, title.text, questions),
    }


def _step(candidate: Candidate) -> Step:
    if candidate.match is not None:
        return step_for(candidate.match, candidate.backers)
    return Step("open")


def _titles(matches: Sequence[Match], why: Why) -> list[Titled]:
    return [
        Titled(show(one.title), why(one), one.kind, one.year, one.id.partition(":")[2]) for one in matches
    ]


def one_candidate(query: Query, document_id: str, request: HttpRequest) -> Candidate:
    """The candidate of that id. Raises NotFound where there is none this reader may know of."""
    found = candidates(query, [document_id], request.user)
    if not found:
        kind, _sep, own_id = document_id.partition(":")
        raise NotFound(kind=kind, id=own_id)
    return found[0]


@require_safe
@rated
@shared
def for_words(request: HttpRequest, document_id: str) -> HttpResponse:
    """One answer beside a need in words; without words, the thing itself."""
    text = text_asked(request)
    if not text:
        address = document_address(document_id)
        if not address:
            raise NotFound(kind="document", id=document_id)
        return HttpResponseRedirect(address)
    query = text_as_query(text)
    context = shown(one_candidate(query, document_id, request), query)
    reasons: Reasons = context["reasons"]
    context |= {
        "text": text,
        "asked_versions": [Version("", [Block("", marked_query(text, reasons))])],
        "list_address": f"{reverse('match')}?{urlencode({'q': text})}",
        "more_answers": _titles(context["more"], why_words(text)),
    }
    return render(request, "web/match/candidate.html", context)


def _asked_reasons(context: dict[str, Any]) -> Reasons:
    """What a need in two languages is marked by: its words in the one say what counted in the other."""
    reasons: Reasons = context["reasons"]
    candidate: Candidate = context["candidate"]
    return replace(reasons, sought=(*reasons.sought, *candidate.across))


@require_safe
@rated
@shared
def for_need(request: HttpRequest, public_id: str, document_id: str) -> HttpResponse:
    """One answer beside a need on the platform, as this reader sees both."""
    row = get_need(public_id, request.user)
    need, query = need_as_query(row, request.user)
    context = shown(one_candidate(query, document_id, request), query)
    context |= {
        "section": "need",
        "need": need,
        "kept": kept_match(row, document_id, request.user),
        "asked_versions": need_versions(need, _asked_reasons(context)),
        "more_answers": _titles(context["more"], why_need(public_id)),
    }
    return render(request, "web/match/candidate.html", context)
