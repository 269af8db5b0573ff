"""A title out of a paragraph: a label, a headline, what is asked for, or the first sentence."""

import re
from collections.abc import Sequence
from typing import Final

from scibridge.engines.matching.documents import Element
from scibridge.engines.proposals.conditions import DEMAND
from scibridge.engines.proposals.passages import clause_end, language_at, quote, sentences
from scibridge.engines.proposals.proposal import Passage, ProposedElement, ProposedWords, Quote
from scibridge.engines.text.languages import CHINESE, ENGLISH

LONGEST: Final = {CHINESE: 60, ENGLISH: 120}
_LABEL = re.compile(
    r"^[ \t\u3000*•]{0,4}(?:title|name of the need|subject|题目|标题|需求名称|成果名称|名称)"
    r"\s?[:：]\s*(?P<words>[^\n]{2,300})",
    re.IGNORECASE | re.MULTILINE,
)
_POLITE = re.compile(
    r"(?:我们|我院|我司|本院|本单位|我校|现|拟)?(?:非常|迫切|急需|亟需)?(?:希望|需要|寻求|征集|期望)(?:能够?|可以|一种|一套)?"
    r"|(?:we|our \w+) (?:urgently |would )?(?:like|need|want|wish|seek|are looking for)(?:s)?(?: to)?\s+",
    re.IGNORECASE,
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
    return _first_sentence(source, own, language)


def _made(language: str, words: Quote, *, certain: bool) -> ProposedWords | None:
    text = _words(language, words.text)
    return ProposedWords(language, text[:300], words, certain) if text else None


def _headline(source: str, first: Quote, language: str) -> Quote | None:
    """A short first line that ends like no sentence, with more below it."""
    line, more, _rest = first.text.partition("\n")
    if not more or len(line) > LONGEST[language] or _ENDS_A_SENTENCE.search(line.rstrip()):
        return None
    return quote(source, first.start, first.start + len(line))


def _first_sentence(source: str, own: Sequence[Passage], language: str) -> ProposedWords | None:
    """The first sentence that asks for something, else the first of all; a long one is cut at a clause.

    What only describes, or was cut, needs a second look.
    """
    spans = [
        quote(source, max(start, one.start), min(end, one.end))
        for one in own
        for start, end in sentences(source)
        if start < one.end and one.start < end
    ]
    spans = [one for one in spans if one.text]
    if not spans:
        return None
    asking = next((one for one in spans if DEMAND.search(one.text)), None)
    whole = asking or spans[0]
    polite = _POLITE.match(whole.text) if asking is not None else None
    start = whole.start + (polite.end() if polite is not None else 0)
    if whole.end - start <= LONGEST[language]:
        plain = asking is not None or len(spans) == 1
        return _made(language, quote(source, start, whole.end), certain=plain)
    stop = place = start
    while (place := clause_end(source, place)) - start <= LONGEST[language] and place < whole.end:
        stop = place
        place += 1
    if stop == start:
        stop = start + LONGEST[language]
        cut = source.rfind(" ", start, stop)
        stop = cut if language == ENGLISH and cut > start else stop
    return _made(language, quote(source, start, stop), certain=False)
