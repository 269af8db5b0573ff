"""From matches of the engine to the cards of a list. Owns selection and order; words are in the templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scibridge.domain.exchange.match_words import gap_sentences
from scibridge.domain.exchange.selectors import Backer, backers_of
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import Bridge, Evidence, Match, TermShare, Verdict
from scibridge.engines.matching.highlights import sought_by, sought_in
from scibridge.kernel.bilingual import Shown, html_language, show
from scibridge.web.addresses import document_address
from scibridge.web.match.marking import Marked, Reasons, marked_answer, whole_of

MOST_TERMS, MOST_WHY, MOST_MISSING, MOST_EVIDENCE, MOST_NAMED, MOST_PEOPLE = 8, 3, 4, 5, 2, 2
_SUMMARY_LENGTH = 280
_CONTEXT = 70
_TERM_GAPS = frozenset({"term_unanswered"})
_VERDICT_GAPS = frozenset({"must_have_not_met", "must_have_unknown"})
Why = Callable[[Match], str]


@dataclass(frozen=True, slots=True)
class Share:
    """One bar: a term or an adjustment with its part of the whole score."""

    term: TermShare | None
    adjustment: str
    part: float


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
    marked: list[Marked]
    address: str
    part: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the query that an answer takes up, how it says it, and the part of the score it carried."""

    asked: str
    language: str
    bridge: Bridge | None
    part: float


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next with an answer: a code for the template, and where it leads."""

    code: str
    kind: str = ""
    own_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One card."""

    match: Match
    own_id: str
    address: str
    why_address: str
    title: Shown
    summary: Shown
    summary_marked: list[Marked]
    organisations: tuple[Backer, ...]
    people: tuple[Backer, ...]
    more_people: int
    reasons: tuple[Reason, ...]
    more_reasons: int
    verdicts: tuple[VerdictShown, ...]
    missing: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    evidence: tuple[EvidenceShown, ...]
    step: Step


def shares_of(match: Match) -> tuple[tuple[Share, ...], int]:
    """The strongest parts of the score, as parts of the whole, and how many terms were left out."""
    explanation, whole = match.explanation, whole_of(match.explanation)
    terms = sorted(explanation.terms, key=lambda one: -one.share)
    shown = [Share(one, "", one.share / whole) for one in terms[:MOST_TERMS]]
    shown += [Share(None, one.code, one.share / whole) for one in explanation.adjustments if one.share]
    return tuple(shown), max(0, len(terms) - MOST_TERMS)


def within(word: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the word is the other, or a Chinese one that lies within it."""
    return word == other or (word[1] == other[1] == "zh" and word[0] in other[0])


def reasons_of(terms: Sequence[TermShare], whole: float) -> list[Reason]:
    """The query's words that carried the score, strongest first; a word within a longer one counts to it."""
    words = sorted({(one.term, one.language) for one in terms}, key=lambda pair: -len(pair[0]))
    home = {word: next(other for other in words if within(word, other)) for word in words}
    parts: dict[tuple[str, str], float] = {}
    bridges: dict[tuple[str, str], Bridge] = {}
    for one in sorted(terms, key=lambda each: -each.share):
        word = home[one.term, one.language]
        parts[word] = parts.get(word, 0.0) + one.share
        if one.bridge is not None and (one.term, one.language) == word:
            bridges.setdefault(word, one.bridge)
    ordered = sorted(parts.items(), key=lambda item: -item[1])
    return [Reason(*word, bridges.get(word), part / whole) for word, part in ordered]


def quoted(texts: Mapping[str, str], verdict: Verdict) -> Quoted | None:
    """The quotation of a verdict within the text of its field; alone where that is not at hand."""
    if not verdict.quote:
        return None
    language = html_language(verdict.language) if verdict.language else ""
    text = texts.get(verdict.language, "")
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


def verdict_shown(verdict: Verdict, texts: Mapping[str, str]) -> VerdictShown:
    """A verdict with its quotation out of ``texts``, those of its field by language."""
    converts = verdict.converted_low is not None and verdict.found_unit != verdict.must_have.unit
    return VerdictShown(verdict, show(verdict.must_have.metric), quoted(texts, verdict), converts)


def _verdicts(match: Match) -> tuple[VerdictShown, ...]:
    fields: dict[str, Mapping[str, str]] = {"title": match.title, "summary": match.summary}
    return tuple(verdict_shown(one, fields.get(one.field, {})) for one in match.explanation.verdicts)


def evidence_of(match: Match, *, marks: bool) -> tuple[EvidenceShown, ...]:
    """The works and offers that speak for a person or an organisation, with their words marked or plain."""
    found = match.explanation.evidence[:MOST_EVIDENCE]
    sought = sought_in(match.explanation) if marks else ()
    shown = []
    for one in found:
        whole = sum(each.share for each in one.terms) or 1.0
        title = show(one.title)
        own = Reasons(sought_by(one.terms) or sought, (), whole) if marks else None
        shown.append(
            EvidenceShown(
                one,
                title,
                marked_answer(title.text, own) if own is not None else [Marked(title.text)],
                document_address(one.id),
                one.share / (match.score or 1.0),
            )
        )
    return tuple(shown)


def step_for(match: Match, backers: Sequence[Backer]) -> Step:
    """The step that brings the reader closer to an agreement with whoever stands behind the answer."""
    kind, own_id = match.kind, match.id.partition(":")[2]
    if match.origin == "platform" and kind in {Kind.ORGANISATION, Kind.PERSON, Kind.FACILITY}:
        return Step("contact", kind.value, own_id)
    if kind is Kind.NEED:
        return Step("answer")
    ours = next((one for one in backers if one.origin == "platform" and one.kind is not None), None)
    if ours is not None and ours.kind is not None:
        code = "contact_behind" if kind is Kind.OFFER else "contact_author"
        return Step(code, ours.kind.value, ours.document_id.partition(":")[2])
    return Step("put_forward", own_id=own_id) if kind is Kind.WORK else Step("open")


def _short(shown: Shown) -> Shown:
    if len(shown.text) <= _SUMMARY_LENGTH:
        return shown
    cut = shown.text[:_SUMMARY_LENGTH]
    whole_words = cut.rsplit(" ", 1)[0] if " " in cut[-40:] else cut
    return Shown(f"{whole_words} …", shown.language, shown.fallback)


def _engine_language(shown: Shown) -> str:
    return "zh" if shown.language.startswith("zh") else shown.language


def answer(match: Match, backers: Sequence[Backer], why: Why) -> Answer:
    """What the card of a match shows, in the reader's language."""
    explanation, own_id = match.explanation, match.id.partition(":")[2]
    own = Reasons(sought_by(explanation.terms), explanation.verdicts, whole_of(explanation))
    reasons = reasons_of(explanation.terms, own.whole)
    summary = _short(show(match.summary))
    people = [one for one in backers if one.kind is not Kind.ORGANISATION]
    return Answer(
        match=match,
        own_id=own_id,
        address=document_address(match.id),
        why_address=why(match),
        title=show(match.title),
        summary=summary,
        summary_marked=marked_answer(summary.text, own, field="summary", language=_engine_language(summary)),
        organisations=tuple(one for one in backers if one.kind is Kind.ORGANISATION)[:MOST_NAMED],
        people=tuple(people[:MOST_PEOPLE]),
        more_people=max(0, len(people) - MOST_PEOPLE),
        reasons=tuple(reasons[:MOST_WHY]),
        more_reasons=max(0, len(reasons) - MOST_WHY),
        verdicts=_verdicts(match),
        missing=tuple(
            (str(one.data["term"]), str(one.data.get("language", "")))
            for one in explanation.gaps
            if one.code in _TERM_GAPS
        )[:MOST_MISSING],
        gaps=gap_sentences(one for one in explanation.gaps if one.code not in _TERM_GAPS | _VERDICT_GAPS),
        evidence=evidence_of(match, marks=False),
        step=step_for(match, backers),
    )


def answers(matches: Sequence[Match], why: Why) -> list[Answer]:
    """Cards in the order of the matches; ``why`` gives the address of a match's own page."""
    backers = backers_of(matches)
    return [answer(match, backers[match.id], why) for match in matches]
