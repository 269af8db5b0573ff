"""A source read as a whole."""

import re
from collections.abc import Sequence
from typing import Final

from scibridge.engines.proposals.challenges import challenges
from scibridge.engines.proposals.conditions import conditions
from scibridge.engines.proposals.elements import elements
from scibridge.engines.proposals.passages import language_at, passages, quote
from scibridge.engines.proposals.proposal import Passage, Proposal, ProposedWords
from scibridge.engines.proposals.titles import titles
from scibridge.engines.text.languages import CHINESE, ENGLISH

LONGEST: Final = 20_000
_KEYWORDS = re.compile(
    r"^[ \t\u3000*•]{0,4}(?:key\s?words?|关键词|关键字)\s?[:：]\s*(?P<words>[^\n]{2,500})",
    re.IGNORECASE | re.MULTILINE,
)
_BETWEEN_KEYWORDS = re.compile(r"[;；,，、]+")


def read_proposal(source: str, *, offered: bool = False) -> Proposal:
    """What the source proposes for a need or, where ``offered``, for an offer; what lies beyond LONGEST
    characters is not read.

    Never fails: a source without words proposes nothing.
    """
    text = source[:LONGEST]
    if not text.strip():
        return Proposal(source)
    cut = passages(text)
    found = elements(text, cut)
    return Proposal(
        source=source,
        passages=cut,
        titles=titles(text, cut, found),
        bodies=_bodies(text, cut),
        keywords=_keywords(text, cut),
        must_haves=conditions(text, cut, offered=offered),
        elements=found,
        challenges=challenges(text),
    )


def _bodies(source: str, cut: Sequence[Passage]) -> tuple[ProposedWords, ...]:
    """The words of each language, passage after passage; the quote is the first passage."""
    found = []
    for language in (ENGLISH, CHINESE):
        parts = [quote(source, one.start, one.end) for one in cut if one.language == language]
        parts = [one for one in parts if one.text]
        if parts:
            words = "\n".join(one.text for one in parts)
            found.append(ProposedWords(language, words, parts[0], certain=True))
    return tuple(found)


def _keywords(source: str, cut: Sequence[Passage]) -> tuple[ProposedWords, ...]:
    """Keywords that the source itself lists."""
    found: dict[str, ProposedWords] = {}
    for match in _KEYWORDS.finditer(source):
        language = language_at(cut, match.start("words"))
        where = quote(source, *match.span("words"))
        words = [" ".join(one.split()).rstrip("。.") for one in _BETWEEN_KEYWORDS.split(where.text)]
        joined = ("；" if language == CHINESE else "; ").join(one for one in words if one)
        if joined and language in (ENGLISH, CHINESE):
            found.setdefault(language, ProposedWords(language, joined, where, certain=True))
    return tuple(found.values())
