"""A title out of a paragraph: a label, a headline, what is asked for, or the first sentence."""

import re
from collections.abc import Sequence
from typing import Final

from scibridge.engines.matching.documents import Element
from scibridge.engines.proposals.passages import clause_end, language_at, quote, sentences
from scibridge.engines.proposals.proposal import Passage, ProposedElement, ProposedWords, Quote
from scibridge.engines.text.languages import CHINESE, ENGLISH

LONGEST: Final = {CHINESE: 60, ENGLISH: 120}
_LABEL = re.compile(
    r"^[ \t\u3000*•]{0,4}(?:title|name of the need|subject|题目|标题|需求名称|成果名称|名称)"
    r"\s?[:：]\s*(?P<words>[^\n]{2,300})",
    re.IGNORECASE | re.MULTILINE,
)
_ENDS_A_SENTENCE = re.compile(r"[。！？!?；;：:]$|[^.]\.$")


def _words(language: str, text: str) -> str:
    flat = " ".join(text.split()).rstrip("。．.；;，, ")
    return flat[:1].upper() + flat[1:] if language == ENGLISH else flat


def titles(
    source: str, passages: Sequence[Passage], elements: Sequence[ProposedElement]
) -> tuple[ProposedWords, ...]:
    """A title in each language that has a passage."""
    found = []
    for language in (ENGLISH, CHINESE):
        one = _title(source, passages, elements, language)
        if one is not None:
            found.append(one)
    return tuple(found)


def _title(
    source: str, passages: Sequence[Passage], elements: Sequence[ProposedElement], language: str
) -> ProposedWords | None:
    for match in _LABEL.finditer(source):
        if language_at(passages, match.start("words")) == language:
            return _made(language, quote(source, *match.span("words")), certain=True)
    own = [one for one in passages if one.language == language]
    first = next((one for one in (quote(source, p.start, p.end) for p in own) if one.text), None)
    if first is None:
        return None
    headline = _headline(source, first, language)
    if headline is not None:
        return _made(language, headline, certain=True)
    products = [one for one in elements if one.element is Element.PRODUCT and one.language == language]
    if len(products) == 1 and len(products[0].quote.text) <= LONGEST[language]:
        return _made(language, products[0].quote, certain=True)
    return _first_sentence(source, first, language)


def _made(language: str, words: Quote, *, certain: bool) -> ProposedWords | None:
    text = _words(language, words.text)
    return ProposedWords(language, text[:300], words, certain) if text else None


def _headline(source: str, first: Quote, language: str) -> Quote | None:
    """A short first line that ends like no sentence, with more below it."""
    line, more, _rest = first.text.partition("\n")
    if not more or len(line) > LONGEST[language] or _ENDS_A_SENTENCE.search(line.rstrip()):
        return None
    return quote(source, first.start, first.start + len(line))


def _first_sentence(source: str, first: Quote, language: str) -> ProposedWords | None:
    """The whole first sentence where it is short; else its first clauses, which need a second look."""
    start, end = next((s for s in sentences(source) if s[1] > first.start), (first.start, first.end))
    start = max(start, first.start)
    whole = quote(source, start, min(end, first.end))
    if len(whole.text) <= LONGEST[language]:
        return _made(language, whole, certain=True)
    stop = place = start
    while (place := clause_end(source, place)) - start <= LONGEST[language] and place < whole.end:
        stop = place
        place += 1
    if stop == start:
        stop = start + LONGEST[language]
        cut = source.rfind(" ", start, stop)
        stop = cut if language == ENGLISH and cut > start else stop
    return _made(language, quote(source, start, stop), certain=False)
