"""Where the reasons of a match stand in the texts themselves, on both sides: the query's and the answer's.

Owns spans in the text as given, whatever its script, width or inflection; refuses words for readers. A
stretch may say a thing the query asks for in whole ("solid electrolyte") or one of its words alone ("solid"),
which scores as well and is told apart. A text cut into pieces is the same text again when they are joined.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from scibridge.engines.matching.explanation import Bridge, Explanation, TermShare, Verdict
from scibridge.engines.matching.planning import Plan
from scibridge.engines.text import quantities, tokens
from scibridge.engines.text.tokens import Token

# Words of one expression may be parted by a joint or words that carry no subject: "conversion of the energy".
_WIDEST_GAP: Final = 12
_SEPARATES: Final = re.compile(r"[.,;:!?()\[\]{}\n\r。，、；：！？（）【】「」《》…|/]")


@dataclass(frozen=True, slots=True)
class Sought:
    """A word or expression of the query as one kind of text says it.

    ``terms`` are the index terms that together say it, ``asked`` the query's own words in ``language``,
    ``share`` the part of the score it carried (0 for none) and ``bridge`` the way across the languages.
    """

    terms: tuple[str, ...]
    asked: str
    language: str
    share: float
    bridge: Bridge | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a stretch of text answers; not ``whole`` where it holds some of the words only."""

    sought: Sought
    whole: bool


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of a text and why it is marked: the strongest answer first; verdicts it was quoted for."""

    start: int
    end: int
    answers: tuple[Answered, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and its span if it is marked."""

    text: str
    span: Span | None = None


def sought_by(shares: Iterable[TermShare]) -> tuple[Sought, ...]:
    """What carried a score, strongest first, from its explanation alone."""
    found = [
        Sought(
            _terms_of(one.bridge.target if one.bridge else one.term),
            one.term,
            one.language,
            one.share,
            one.bridge,
        )
        for one in shares
    ]
    return tuple(sorted((one for one in found if one.terms), key=lambda one: -one.share))


def sought_in(explanation: Explanation) -> tuple[Sought, ...]:
    """As :func:`sought_by`, what the explained evidence carried included."""
    return sought_by([*explanation.terms, *(one for held in explanation.evidence for one in held.terms)])


def sought_with(plan: Plan, shares: Iterable[TermShare]) -> tuple[Sought, ...]:
    """Everything the plan looks for, with the share it carried: an answer's other language is read by it
    too."""
    carried = {(one.term, one.language, one.bridge.target if one.bridge else ""): one.share for one in shares}
    found: dict[tuple[tuple[str, ...], str, str], Sought] = {}
    for wording in plan.wordings:
        concept = plan.concepts[wording.concept]
        target = wording.bridge.target if wording.bridge is not None else ""
        share = carried.get((concept.surface, concept.language, target), 0.0)
        key = (wording.terms, concept.surface, target)
        found.setdefault(key, Sought(wording.terms, concept.surface, concept.language, share, wording.bridge))
    return tuple(sorted(found.values(), key=lambda one: (-one.share, one.asked, one.terms)))


def in_answer(text: str, sought: Sequence[Sought], verdicts: Iterable[Verdict] = ()) -> tuple[Span, ...]:
    """The stretches of an answer's text that say what is sought, and those its verdicts quote.

    ``verdicts`` are those whose field and language this text is; a quotation that does not stand there is
    passed over.
    """
    quoted = [
        Span(*one.span, verdicts=(one,)) for one in verdicts if one.span is not None and _stands(one, text)
    ]
    return merged([*_said(text, sought), *quoted])


def in_query(text: str, sought: Sequence[Sought], verdicts: Iterable[Verdict] = ()) -> tuple[Span, ...]:
    """The stretches of the query's text that were answered, and the figures that its must-haves come from."""
    asked = [replace(one, terms=_terms_of(one.asked)) for one in sought if one.share > 0]
    return merged([*_said(text, [one for one in asked if one.terms]), *_demanded(text, list(verdicts))])


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap made one; what is said in whole silences its single words."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if joined and span.start < joined[-1].end:
            last = joined[-1]
            joined[-1] = Span(
                last.start,
                max(last.end, span.end),
                (*last.answers, *span.answers),
                (*last.verdicts, *span.verdicts),
            )
        else:
            joined.append(span)
    return tuple(replace(one, answers=_ordered(one.answers), verdicts=_once(one.verdicts)) for one in joined)


def pieces(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The text in pieces, marked and unmarked in turn; ``spans`` as :func:`merged` gives them."""
    found: list[Piece] = []
    place = 0
    for span in spans:
        if span.start > place:
            found.append(Piece(text[place : span.start]))
        found.append(Piece(text[span.start : span.end], span))
        place = span.end
    if place < len(text):
        found.append(Piece(text[place:]))
    return tuple(found)


def _stands(verdict: Verdict, text: str) -> bool:
    """Whether the quotation stands in the text where the verdict says."""
    start, end = verdict.span or (0, 0)
    return 0 <= start < end <= len(text) and text[start:end] == verdict.quote


@lru_cache(maxsize=4096)
def _terms_of(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.term for token in tokens.leading(tokens.analyse(words, figures=True))))


def _said(text: str, sought: Sequence[Sought]) -> list[Span]:
    wanted = {term for one in sought for term in one.terms}
    every = tokens.analyse(text, figures=True)
    parts = tokens.han_pieces(text) if any(term.startswith(tokens.PIECE) for term in wanted) else ()
    by_term: dict[str, list[Token]] = {}
    for token in (*every, *parts):
        if token.term in wanted:
            by_term.setdefault(token.term, []).append(token)
    found = []
    for one in sought:
        held = sorted(
            (token for term in set(one.terms) for token in by_term.get(term, ())),
            key=lambda token: (token.start, token.end),
        )
        for run in _runs(text, held, every) if len(one.terms) > 1 else [[token] for token in held]:
            whole = {token.term for token in run} >= set(one.terms)
            span = (run[0].start, max(token.end for token in run))
            found.append(Span(*span, answers=(Answered(one, whole),)))
    return found


def _runs(text: str, held: Sequence[Token], every: Sequence[Token]) -> list[list[Token]]:
    """The tokens in runs that nothing of a subject stands between."""
    if not held:
        return []
    between = {token.start for token in every}
    runs = [[held[0]]]
    for left, right in pairwise(held):
        gap = text[left.end : right.start]
        parted = len(gap) > _WIDEST_GAP or _SEPARATES.search(gap) is not None
        if parted or any(place in between for place in range(left.end, right.start)):
            runs.append([right])
        else:
            runs[-1].append(right)
    return runs


def _demanded(text: str, verdicts: Sequence[Verdict]) -> list[Span]:
    """The figures of the query, each with the verdict on it."""
    found = []
    for figure in quantities.read(text) if verdicts else ():
        given = (figure.operator, figure.low, figure.high, figure.unit)
        meant = tuple(one for one in verdicts if _figures_of(one) == given)
        if meant:
            found.append(Span(*figure.span, verdicts=meant))
    return found


def _figures_of(verdict: Verdict) -> tuple[object, ...]:
    wish = verdict.must_have
    return wish.operator, wish.low, wish.high, wish.unit


def _ordered(answers: Iterable[Answered]) -> tuple[Answered, ...]:
    kept: dict[tuple[str, str], Answered] = {}
    for one in sorted(answers, key=lambda each: (not each.whole, -each.sought.share, each.sought.asked)):
        target = one.sought.bridge.target if one.sought.bridge else ""
        kept.setdefault((one.sought.asked, target), one)
    whole = tuple(one for one in kept.values() if one.whole)
    return whole or tuple(kept.values())


def _once(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    found: list[Verdict] = []
    for one in verdicts:
        if one not in found:
            found.append(one)
    return tuple(found)
