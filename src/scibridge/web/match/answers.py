"""From a match of the engine to what its card shows. Owns selection and order; words are in the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scibridge.domain.exchange.match_words import gap_sentences
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import Bridge, Evidence, Match, TermShare, Verdict
from scibridge.kernel.bilingual import Shown, html_language, show
from scibridge.web.addresses import document_address

MOST_TERMS, MOST_BRIDGES, MOST_EVIDENCE, MOST_CONTRIBUTORS = 8, 8, 5, 4
_SUMMARY_LENGTH = 320
_CONTEXT = 70


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: a term or an adjustment with its part of the whole score."""

    term: TermShare | None
    adjustment: str
    part: float
    width: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with its figure marked."""

    before: str
    marked: str
    after: str
    language: str


@dataclass(frozen=True, slots=True)
class VerdictShown:
    """One must-have and how the answer stands to it."""

    verdict: Verdict
    metric: Shown
    quoted: Quoted | None
    converts: bool


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """A work or offer that speaks for a person or an organisation."""

    evidence: Evidence
    title: Shown
    address: str
    width: str


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next with an answer: a code for the template, and where it leads."""

    code: str
    address_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One card."""

    match: Match
    own_id: str
    address: str
    title: Shown
    summary: Shown
    contributors: tuple[tuple[str, str], ...]
    shares: tuple[Share, ...]
    more_terms: int
    bridges: tuple[Bridge, ...]
    verdicts: tuple[VerdictShown, ...]
    gaps: tuple[str, ...]
    evidence: tuple[EvidenceShown, ...]
    step: Step


def _width(part: float) -> str:
    return f"{max(0.0, min(1.0, part)) * 100:.1f}%"


def _shares(match: Match) -> tuple[tuple[Share, ...], int]:
    """The strongest parts, as parts of the sum of what adds to the score."""
    explanation = match.explanation
    parts = [one.share for one in explanation.terms] + [one.share for one in explanation.adjustments]
    whole = sum(map(abs, parts)) or 1.0
    terms = sorted(explanation.terms, key=lambda one: -one.share)
    shown = [Share(one, "", one.share / whole, _width(one.share / whole)) for one in terms[:MOST_TERMS]]
    shown += [
        Share(None, one.code, one.share / whole, _width(abs(one.share) / whole))
        for one in explanation.adjustments
        if one.share
    ]
    return tuple(shown), max(0, len(terms) - MOST_TERMS)


def _quoted(match: Match, verdict: Verdict) -> Quoted | None:
    if not verdict.quote:
        return None
    language = html_language(verdict.language) if verdict.language else ""
    source: Mapping[str, str] = {"title": match.title, "summary": match.summary}.get(verdict.field, {})
    text = source.get(verdict.language, "")
    if verdict.span is not None and text[slice(*verdict.span)] == verdict.quote:
        start, end = verdict.span
        before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
        return Quoted(
            ("… " if start > _CONTEXT else "") + before,
            verdict.quote,
            after + (" …" if end + _CONTEXT < len(text) else ""),
            language,
        )
    return Quoted("", verdict.quote, "", language)


def _verdicts(match: Match) -> tuple[VerdictShown, ...]:
    return tuple(
        VerdictShown(
            verdict,
            show(verdict.must_have.metric),
            _quoted(match, verdict),
            verdict.converted_low is not None and verdict.found_unit != verdict.must_have.unit,
        )
        for verdict in match.explanation.verdicts
    )


def _evidence(match: Match) -> tuple[EvidenceShown, ...]:
    found = match.explanation.evidence[:MOST_EVIDENCE]
    most = max((one.share for one in found), default=0.0) or 1.0
    return tuple(
        EvidenceShown(one, show(one.title), document_address(one.id), _width(one.share / most))
        for one in found
    )


def _step(match: Match, own_id: str) -> Step:
    """The step that brings the reader closer to an agreement with whoever stands behind the answer."""
    if match.origin == "platform" and match.kind in {Kind.ORGANISATION, Kind.PERSON, Kind.FACILITY}:
        return Step("contact", own_id)
    if match.kind is Kind.OFFER:
        ours = next((key for key, _name in match.contributors if key.startswith("ours:")), "")
        return Step("contact_behind", ours.removeprefix("ours:")) if ours else Step("open")
    if match.kind is Kind.NEED:
        return Step("answer")
    return Step("put_forward", own_id) if match.kind is Kind.WORK else Step("open")


def _short(shown: Shown) -> Shown:
    if len(shown.text) <= _SUMMARY_LENGTH:
        return shown
    cut = shown.text[:_SUMMARY_LENGTH]
    whole_words = cut.rsplit(" ", 1)[0] if " " in cut[-40:] else cut
    return Shown(f"{whole_words} …", shown.language, shown.fallback)


def answer(match: Match) -> Answer:
    """What the card of a match shows, in the reader's language."""
    own_id = match.id.partition(":")[2]
    shares, more_terms = _shares(match)
    return Answer(
        match=match,
        own_id=own_id,
        address=document_address(match.id),
        title=show(match.title),
        summary=_short(show(match.summary)),
        contributors=tuple((key, name) for key, name in match.contributors if name)[:MOST_CONTRIBUTORS],
        shares=shares,
        more_terms=more_terms,
        bridges=match.explanation.bridges[:MOST_BRIDGES],
        verdicts=_verdicts(match),
        gaps=gap_sentences(match.explanation.gaps),
        evidence=_evidence(match),
        step=_step(match, own_id),
    )


def answers(matches: Sequence[Match]) -> list[Answer]:
    """Cards in the order of the matches."""
    return [answer(match) for match in matches]
