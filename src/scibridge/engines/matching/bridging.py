"""A query's words carried over into the other language: concepts with a wording per rendering.

All wordings of a bridged concept share one inverse document frequency, that of their weighted union, as in
probabilistic structured queries (Darwish & Oard 2003), so that a rare mistranslation cannot outshout the
right one. A wording is credited (p / p of the likeliest)^``CREDIT``: with 0 every synonym counts as the
likeliest does (Pirkola 1998), with 1 in proportion to its probability; a document uses one of them, and
which one depends on its writer more than on the question. The union counts with the same credits, so a word
with many renderings, all of them common, tells little. A wording of several words counts as one: its words
divide its weight by their informativeness.

Only renderings the index holds count, so a dictionary may offer many. What it writes as one Chinese word
stands in texts within others or with its parts apart: but for words of two characters, which are what texts
are cut into, a rendering is looked for by its characters. An English phrase leaves part of its weight to its
words, and all of it where no entry holds the phrase.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from scibridge.engines.matching.documents import Element
from scibridge.engines.matching.drafts import (
    ANY,
    MOST_CONCEPTS,
    Draft,
    Source,
    Statistics,
    figures_in,
    is_within,
    most_informative,
    said,
    scaled,
)
from scibridge.engines.matching.explanation import Bridge
from scibridge.engines.text import languages, tokens
from scibridge.engines.text.lexicon import Lexicon, Segment, Translation

MOST_WORDINGS: Final = 16
FEWEST_WORDINGS: Final = 3
MOST_BRIDGED_TERMS: Final = 128
CREDIT: Final = 0.35
USAGE: Final = 0.15
LEAST_PROBABILITY: Final = 0.002
ONE_CHARACTER: Final = 0.1
_PAIR: Final = 2
_RENDERINGS_KEPT: Final = 32_768
_NAME: Final = re.compile(r"[0-9]|[A-Z].*[A-Z]")


class _Stretch(NamedTuple):
    """What of the query is carried over as one, how often it is said and in which elements."""

    segment: Segment
    times: float = 0.0
    elements: frozenset[Element] = frozenset()


def bridged(
    source: Source, language: str, target: str, lexicon: Lexicon, statistics: Statistics
) -> tuple[list[Draft], float]:
    """Concepts of the other language, and the part of what was said that has any there.

    A phrase leaves ``Segment.apart`` of its weight to each of its words, and all of it where no entry holds
    it.
    """
    stretches = _stretches(source, language, lexicon)
    carried = {name: _carried(one.segment, language, target, statistics) for name, one in stretches.items()}
    everything = sum(said(one.times) for one in stretches.values())
    asked = dict(stretches)
    for name, one in stretches.items():
        left = one.segment.apart if carried[name] is not None else 1.0
        for word in one.segment.words:
            inner = word.surface.casefold()
            if inner not in carried:
                carried[inner] = _carried(word, language, target, statistics)
            known = asked.get(inner) or _Stretch(word)
            asked[inner] = _Stretch(word, known.times + left * one.times, known.elements | one.elements)
    drafts = []
    for name, one in asked.items():
        draft = carried[name]
        if draft is not None:
            (weighed,) = scaled((draft,), said(one.times * (1 - one.segment.apart)))
            drafts.append(replace(weighed, elements=one.elements))
    translated = sum(
        said(one.times)
        for name, one in stretches.items()
        if carried[name] or any(carried[word.surface.casefold()] for word in one.segment.words)
    )
    return _bounded(drafts, statistics), translated / everything if everything else 0.0


def _stretches(source: Source, language: str, lexicon: Lexicon) -> dict[str, _Stretch]:
    """What is carried over as one, by its words in lower case."""
    found: dict[str, _Stretch] = {}
    for text, element in source.texts:
        figures = figures_in(text)
        for segment in lexicon.translate_text(text, language):
            # "no less than 400 Wh/kg" is compared in any language; its "less" asks for nothing.
            if not is_within(figures, segment.start, segment.end):
                name = segment.surface.casefold()
                known = found.get(name) or _Stretch(segment)
                elements = known.elements if element is None else known.elements | {element}
                found[name] = _Stretch(known.segment, known.times + 1, elements)
    return found


def _bounded(drafts: list[Draft], statistics: Statistics) -> list[Draft]:
    """The most informative, with as many wordings each as keep all within ``MOST_BRIDGED_TERMS``."""
    kept = most_informative(drafts, statistics, MOST_CONCEPTS)
    sizes = [list(accumulate(len(terms) for terms, _, _ in one.wordings)) for one in kept]
    for most in range(MOST_WORDINGS, FEWEST_WORDINGS - 1, -1):
        terms = [size[:most][-1] for size in sizes]
        if sum(terms) <= MOST_BRIDGED_TERMS:
            break
    within = sum(total <= MOST_BRIDGED_TERMS for total in accumulate(terms))
    return [replace(one, wordings=one.wordings[:most]) for one in kept[:within]]


def _carried(segment: Segment, language: str, target: str, statistics: Statistics) -> Draft | None:
    """A segment said once as a concept of the other language; None when nothing there can answer it."""
    ranked = []
    for one in segment.translations:
        if one.terms and one.weight >= LEAST_PROBABILITY:
            terms, part = _as_indexed(one, target, statistics)
            number = statistics.joint_frequency(terms, target)
            if number:
                # What the index really uses is the likelier rendering: p × usage^USAGE, made to sum to one.
                ranked.append((part * one.weight * number**USAGE, number, terms, one))
    best: dict[tuple[str, ...], tuple[float, float, tuple[str, ...], Translation]] = {}
    for way in sorted(ranked, key=lambda way: (-way[0], way[2])):
        best.setdefault(way[2], way)
    ranked = list(best.values())[:MOST_WORDINGS]
    total = sum(share for share, *_ in ranked)
    if not total:
        return None
    chances = [share / total for share, *_ in ranked]
    credited = [(chance / chances[0]) ** CREDIT for chance in chances]
    union = sum(credit * number for credit, (_, number, _, _) in zip(credited, ranked, strict=True))
    mass = statistics.idf(union, target)
    values = [mass * credit for credit in credited]
    if target == languages.CHINESE:
        values = _apart([one.text for *_, one in ranked], values)
    wordings: list[tuple[tuple[str, ...], float, Bridge | None]] = []
    for chance, value, (_, _, terms, one) in zip(chances, values, ranked, strict=True):
        bridge = Bridge(segment.surface, language, one.text, target, round(chance, 4), one.origin)
        wordings.append((terms, value, bridge))
    return Draft(segment.surface, language, target, mass, frozenset(), wordings)


def _apart(renderings: list[str], values: list[float]) -> list[float]:
    """The values of a concept's Chinese renderings less what those within them say already: 购买 without 购.

    All of them are met where the longest stands, and one thing is asked for. Half is left to it all the same:
    the whole word is the better sign.
    """
    left = list(values)
    for place in sorted(range(len(left)), key=lambda place: len(renderings[place])):
        whole = renderings[place]
        within = [
            value
            for part, value in zip(renderings, left, strict=True)
            if len(part) < len(whole) and part in whole
        ]
        if within:
            left[place] = max(left[place] - sum(within), left[place] / 2)
    return left


def _as_indexed(one: Translation, target: str, statistics: Statistics) -> tuple[tuple[str, ...], float]:
    """The terms by which entries hold a rendering, and what part of its probability they deserve.

    A Chinese word of two characters is looked for as it is, others by their characters: what a dictionary
    writes as one word stands in texts within others (手 in 洗手) or with its parts apart, and the segmenter
    has its own opinion of long ones. A character by itself tells less than a word.
    """
    pieces = _pieces_of(one.text) if target == languages.CHINESE else ()
    if not pieces:
        return one.terms, 1.0
    if len(one.text) == 1:
        return pieces, ONE_CHARACTER
    if len(one.text) == _PAIR and all(map(statistics.frequency, one.terms)):
        return one.terms, 1.0
    return (pieces if all(map(statistics.frequency, pieces)) else one.terms), 1.0


@lru_cache(maxsize=_RENDERINGS_KEPT)
def _pieces_of(rendering: str) -> tuple[str, ...]:
    """Empty for what is not in Han characters alone."""
    return tokens.pieces_of(rendering) if tokens.is_han(rendering) else ()


def written_alike(
    native: Iterable[Draft], carried: Iterable[Draft], target: str, statistics: Statistics
) -> list[Draft]:
    """What both write in Latin letters: names and codes (CRISPR, IL-6), words no lexicon carries."""
    known = [one.surface.casefold() for one in carried]
    found = []
    for one in native:
        term = one.wordings[0][0][0]
        frequency = statistics.frequency(term)
        if one.language != languages.ENGLISH or not frequency:
            continue
        if _NAME.search(one.surface) or not any(one.surface.casefold() in surface for surface in known):
            mass = statistics.idf(frequency, ANY)
            found.append(replace(one, target=target, mass=mass, wordings=[((term,), mass, None)]))
    return found
