"""The shapes of what was read: every proposal carries the words it was read in, and whether they are plain.

Owns frozen data; refuses deciding anything: ``certain`` says that the words allow one reading, not that
their writer means it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scibridge.engines.matching.documents import Element
from scibridge.engines.text.quantity import Operator


@dataclass(frozen=True, slots=True)
class Quote:
    """[start, end) of the source, and the words there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """[start, end) of the source in one language (``en``, ``zh``, ``other``); passages cover the source."""

    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProposedWords:
    """Words for a field in one language; ``words`` may be tidied, ``quote`` is as written."""

    language: str
    words: str
    quote: Quote
    certain: bool


@dataclass(frozen=True, slots=True)
class ProposedElement:
    """One of the five elements."""

    element: Element
    language: str
    quote: Quote
    certain: bool


@dataclass(frozen=True, slots=True)
class ProposedMustHave:
    """A condition. ``metric`` maps languages to its name as written or, where ``guessed``, after the unit.

    ``quote`` holds the figure and, where they stand near enough, the words that name it.
    """

    metric: Mapping[str, str]
    guessed: bool
    operator: Operator
    low: float
    high: float
    unit: str
    quote: Quote
    certain: bool


@dataclass(frozen=True, slots=True)
class CuedChallenge:
    """A global challenge by its code, with the words that speak of it."""

    code: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything read in one source."""

    source: str
    passages: tuple[Passage, ...] = ()
    titles: tuple[ProposedWords, ...] = ()
    bodies: tuple[ProposedWords, ...] = ()
    keywords: tuple[ProposedWords, ...] = ()
    must_haves: tuple[ProposedMustHave, ...] = ()
    elements: tuple[ProposedElement, ...] = ()
    challenges: tuple[CuedChallenge, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the passages, in order of appearance."""
        return tuple(dict.fromkeys(one.language for one in self.passages))
