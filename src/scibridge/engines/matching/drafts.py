"""Concepts of a plan in the making, and what planning knows of the index: shared by its own words and those
carried over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import log
from typing import Final, Protocol

from scibridge.engines.matching.documents import Element
from scibridge.engines.matching.entries import field_of
from scibridge.engines.matching.explanation import Bridge
from scibridge.engines.text import quantities

ANY: Final = ""
MOST_CONCEPTS: Final = 56
REPETITION: Final = 1000.0
UNRELATED: Final = 0.5
_DIGIT: Final = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿]")


@dataclass(slots=True)
class Source:
    """The query's words in one language."""

    texts: list[tuple[str, Element | None]] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A concept in the making: its wordings with their values before scaling."""

    surface: str
    language: str
    target: str
    mass: float
    elements: frozenset[Element]
    wordings: list[tuple[tuple[str, ...], float, Bridge | None]]
    pairs: dict[str, float] = field(default_factory=dict)


class Counts(Protocol):
    """What planning asks of a partition."""

    @property
    def entry_count(self) -> int:
        """Entries of all languages."""
        ...

    @property
    def entries_by_language(self) -> dict[str, int]:
        """Language → entries."""
        ...

    def frequency(self, field: str, value: str) -> int:
        """Entries that hold the term."""
        ...


class Statistics:
    """Document frequencies of one partition, each asked once."""

    def __init__(self, partition: Counts) -> None:
        self._partition = partition
        self._frequencies: dict[str, int] = {}
        self.entries = partition.entries_by_language
        self._everything = sum(self.entries.values())

    def frequency(self, term: str) -> int:
        found = self._frequencies.get(term)
        if found is None:
            found = self._frequencies[term] = self._partition.frequency(field_of(term), term)
        return found

    def joint_frequency(self, terms: tuple[str, ...], language: str) -> float:
        """Entries thought to hold all the words: fewer than the rarest, more than if they were unrelated."""
        if len(terms) == 1:
            return self.frequency(terms[0])
        rarest, *others = sorted(self.frequency(term) for term in terms)
        total = max(self.entries.get(language, 0), others[-1] if others else rarest, 1)
        joint = float(rarest)
        for frequency in others:
            joint *= (frequency / total) ** UNRELATED
        return joint

    def idf(self, frequency: float, language: str) -> float:
        entries = self._everything if language == ANY else self.entries.get(language, 0)
        total = max(frequency, entries)
        return log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def said(count: float) -> float:
    """The weight of saying something so many times: BM25's third factor, k3 = 1000 as for long queries."""
    return (REPETITION + 1) * count / (REPETITION + count)


def most_informative(drafts: list[Draft], statistics: Statistics, most: int) -> list[Draft]:
    if len(drafts) <= most:
        return drafts

    # A term no entry holds is kept, so that it can be named as unanswered, but never crowds out another; nor
    # do the bare figures of a long text, which tell what was counted rather than what it is about.
    def rank(draft: Draft) -> tuple[bool, bool, float, str]:
        known = any(statistics.frequency(term) for terms, _, _ in draft.wordings for term in terms)
        return not known, draft.surface.replace(".", "").isdigit(), -draft.mass, draft.surface

    return sorted(drafts, key=rank)[:most]


def scaled(drafts: Iterable[Draft], factor: float) -> list[Draft]:
    return [
        replace(
            one,
            mass=one.mass * factor,
            wordings=[(terms, value * factor, bridge) for terms, value, bridge in one.wordings],
            pairs={term: value * factor for term, value in one.pairs.items()},
        )
        for one in drafts
    ]


def figures_in(text: str) -> list[tuple[int, int]]:
    return [figure.span for figure in quantities.read(text) if figure.unit] if _DIGIT.search(text) else []


def is_within(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(begin <= start and end <= stop for begin, stop in spans)
