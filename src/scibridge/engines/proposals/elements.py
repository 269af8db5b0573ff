"""The five elements, read by the phrases that announce them in either language, and by labels.

A label ("Material: …", "方法：…") or a single phrase that can mean nothing else is certain; whatever is
ambiguous stays a suggestion.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from scibridge.engines.matching.documents import Element
from scibridge.engines.proposals.passages import language_at, quote
from scibridge.engines.proposals.proposal import Passage, ProposedElement
from scibridge.engines.text.languages import CHINESE, ENGLISH

MOST_OF_ONE: Final = 2
_STRENGTHS: Final = {"weak": 1, "strong": 2, "label": 3}
_LABELLED: Final = r"^[ \t\u3000*•\-\d.、）)]{{0,6}}(?:{})\s?[:：]\s*(?P<words>[^\n]{{2,400}})"
_STRONG, _LABEL = _STRENGTHS["strong"], _STRENGTHS["label"]


@dataclass(frozen=True, slots=True)
class _Cue:
    element: Element
    strength: int
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _cues() -> dict[str, tuple[_Cue, ...]]:
    """Language, or ``label``, → its cues."""
    lines = Path(__file__).with_name("cues.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[_Cue]] = {}
    for language, element, strength, phrase in (line.split("\t") for line in lines if line[0] != "#"):
        written = _LABELLED.format(phrase) if language == "label" else phrase
        pattern = re.compile(written, re.IGNORECASE | re.MULTILINE)
        found.setdefault(language, []).append(_Cue(Element(element), _STRENGTHS[strength], pattern))
    return {language: tuple(cues) for language, cues in found.items()}


@dataclass(frozen=True, slots=True)
class _Hit:
    element: Element
    language: str
    strength: int
    start: int
    end: int


def _hits(source: str, passages: Sequence[Passage]) -> Iterator[_Hit]:
    for cue in _cues()["label"]:
        for match in cue.pattern.finditer(source):
            language = language_at(passages, match.start("words"))
            yield _Hit(cue.element, language, cue.strength, *match.span("words"))
    for passage in passages:
        for cue in _cues().get(passage.language, ()):
            for match in cue.pattern.finditer(source, passage.start, passage.end):
                yield _Hit(cue.element, passage.language, cue.strength, *match.span("words"))


def elements(source: str, passages: Sequence[Passage]) -> tuple[ProposedElement, ...]:
    """What announces an element, at most MOST_OF_ONE for each in each language, in order of the source."""
    groups: dict[tuple[Element, str], list[_Hit]] = {}
    for hit in _hits(source, passages):
        if hit.language in (CHINESE, ENGLISH):
            groups.setdefault((hit.element, hit.language), []).append(hit)
    found: list[ProposedElement] = []
    for (element, language), hits in groups.items():
        strongest = max(hit.strength for hit in hits)
        best = _apart(sorted((hit for hit in hits if hit.strength == strongest), key=lambda hit: hit.start))
        for hit in best[:MOST_OF_ONE]:
            words = quote(source, hit.start, hit.end)
            if len(words.text) > 1:
                certain = strongest == _LABEL or (strongest == _STRONG and len(best) == 1)
                found.append(ProposedElement(element, language, words, certain))
    return tuple(sorted(found, key=lambda one: (one.quote.start, one.quote.end, one.element.value)))


def _apart(hits: Sequence[_Hit]) -> list[_Hit]:
    """Hits that do not overlap, the earlier first."""
    kept: list[_Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
