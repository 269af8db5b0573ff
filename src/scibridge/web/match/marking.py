"""Marks in texts as readers see them: what a stretch answers, with what part of the score, in words.

Owns the words beside a mark; where the marks stand is the engine's affair. A figure that a must-have is
judged by is told from words by its outline and a sign, never by its colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scibridge.domain.exchange.match_words import OUTCOMES
from scibridge.engines.matching.explanation import Explanation, Verdict
from scibridge.engines.matching.highlights import Answered, Piece, Sought, Span, in_answer, in_query, pieces
from scibridge.web.words import percent


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of text; ``tone`` is empty where it is not marked, ``words`` say why it is."""

    text: str
    tone: str = ""
    outcome: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """What texts are marked by: what was sought, the verdicts, and the whole that the shares are parts of."""

    sought: tuple[Sought, ...]
    verdicts: tuple[Verdict, ...]
    whole: float


def whole_of(explanation: Explanation | None) -> float:
    """What all parts of a score come to, whatever their sign."""
    if explanation is None:
        return 1.0
    parts = [one.share for one in explanation.terms] + [one.share for one in explanation.adjustments]
    return sum(map(abs, parts)) or 1.0


def marked_answer(text: str, reasons: Reasons, *, field: str = "", language: str = "") -> list[Marked]:
    """A text of an answer."""
    quoted = [one for one in reasons.verdicts if (one.field, one.language) == (field, language)]
    return [_answer_piece(one, reasons) for one in pieces(text, in_answer(text, reasons.sought, quoted))]


def marked_query(text: str, reasons: Reasons) -> list[Marked]:
    """A text of the query."""
    return [
        _query_piece(one, reasons) for one in pieces(text, in_query(text, reasons.sought, reasons.verdicts))
    ]


def _tone(span: Span) -> tuple[str, str]:
    if span.verdicts:
        return "figure", span.verdicts[0].outcome.value
    if any(one.whole and one.sought.share > 0 for one in span.answers):
        return "term", ""
    return "part", ""


def _share(answers: Iterable[Answered], reasons: Reasons) -> float:
    """The part of the score that the words of these answers carried, each counted once."""
    return sum({one.sought: one.sought.share for one in answers}.values()) / reasons.whole


def _longest(answers: Sequence[Answered]) -> list[Answered]:
    """Of Chinese words that lie within one another, the longest."""
    asked = {one.sought.asked for one in answers}
    return [
        one
        for one in answers
        if one.sought.language != "zh"
        or not any(one.sought.asked != other and one.sought.asked in other for other in asked)
    ]


def _quoted(words: Iterable[str]) -> str:
    quoted = [_("“%(words)s”") % {"words": one} for one in dict.fromkeys(words)]
    return pgettext("between items of a list", ", ").join(quoted)


def _answer_piece(piece: Piece, reasons: Reasons) -> Marked:
    span = piece.span
    if span is None:
        return Marked(piece.text)
    tone, outcome = _tone(span)
    told = [_must_have(one) for one in span.verdicts]
    if span.answers:
        asked = _quoted(one.sought.asked for one in _longest(span.answers))
        share = _share(span.answers, reasons)
        if share <= 0:
            told.append(_("Says %(asked)s; another language's words were counted") % {"asked": asked})
        elif span.answers[0].whole:
            told.append(
                _("Answers %(asked)s: %(share)s of the score") % {"asked": asked, "share": percent(share)}
            )
        else:
            told.append(_("Has a word of %(asked)s") % {"asked": asked})
    return Marked(piece.text, tone, outcome, " · ".join(told))


def _query_piece(piece: Piece, reasons: Reasons) -> Marked:
    span = piece.span
    if span is None:
        return Marked(piece.text)
    _tone_of_answers, outcome = _tone(span)
    told = [_must_have(one) for one in span.verdicts]
    if span.answers:
        found = [one.sought.bridge.target for one in span.answers if one.sought.bridge is not None]
        share = percent(_share(span.answers, reasons))
        if found:
            told.append(
                _("Found as %(found)s: %(share)s of the score")
                % {"found": _quoted(found[:3]), "share": share}
            )
        else:
            told.append(_("Found: %(share)s of the score") % {"share": share})
    return Marked(piece.text, "figure" if outcome else "term", outcome, " · ".join(told))


def _must_have(verdict: Verdict) -> str:
    return _("Must-have: %(outcome)s") % {"outcome": OUTCOMES[verdict.outcome]}
