"""Who knows a paper: how near it is to what somebody wrote.

Cosine of stems and of pairs of neighbouring ones, (1 + log tf) × log(N / df) (Salton & Buckley 1988), over
the texts of one assignment; what stands in one of them alone tells nothing of another and is left out. A
person's expertise is the mean over the three nearest works: one may be chance, all of them punish breadth.

Chosen on authors of the OpenAlex sample, who were to know their own newest work from those of others
(docs/matching.md): scores of a search cannot be compared from one question to the next, and cosines can.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import Final, Self

from scibridge.engines.text import tokens

BEST: Final = 3  # works that speak for a person
_LEAST_TEXTS: Final = 2


class Texts:
    """Texts that are compared with each other; ``texts`` maps an id to title and abstract."""

    def __init__(self, vectors: Mapping[str, Mapping[str, float]]) -> None:
        self._vectors = vectors

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        """Weigh what the texts say, each against all of them."""
        said = {name: _said(text) for name, text in texts.items()}
        held = Counter(term for terms in said.values() for term in terms)
        idf = {term: log(len(said) / number) for term, number in held.items() if number >= _LEAST_TEXTS}
        return cls({name: _unit(terms, idf) for name, terms in said.items()})

    def nearness(self, one: str, other: str) -> float:
        """0 to 1."""
        few, many = sorted((self._vectors[one], self._vectors[other]), key=len)
        return sum(weight * many.get(term, 0.0) for term, weight in few.items())

    def expertise(self, works: Iterable[str], paper: str) -> float:
        """How well who wrote the works knows the paper, 0 to 1; 0 without works."""
        near = sorted((self.nearness(work, paper) for work in works), reverse=True)[:BEST]
        return sum(near) / BEST


def _said(text: str) -> Counter[str]:
    found = tokens.analyse(text)
    terms = Counter(token.term for token in found)
    terms.update(f"{left.term} {right.term}" for left, right in tokens.pairs(found))
    return terms


def _unit(terms: Mapping[str, int], idf: Mapping[str, float]) -> dict[str, float]:
    weights = {term: (1 + log(number)) * idf[term] for term, number in terms.items() if term in idf}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}
