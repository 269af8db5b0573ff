"""By what two units are called strongly joined: joint works, or one of the measures that take size out."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from scibridge.engines.atlas.selections import Counting, Selection
from scibridge.engines.atlas.views import PairLine
from scibridge.engines.errors import UnknownOption

# Measures that take size out say little of a pair of few works: they order the pairs of most works.
AMONG: Final = 1000


class Measure(StrEnum):
    """Joint works in the counting of the selection, or a measure of ``network.strength``."""

    WORKS = "works"
    SALTON = "salton"
    JACCARD = "jaccard"
    INTENSITY = "intensity"


def measure_of(words: str) -> Measure:
    """Nothing is joint works. Raises UnknownOption."""
    if words not in {"", *(one.value for one in Measure)}:
        raise UnknownOption("measure", words, tuple(one.value for one in Measure))
    return Measure(words or Measure.WORKS)


def strength_of(pair: PairLine, measure: Measure, selection: Selection) -> float:
    """How strongly two are joined; what cannot be told is nothing."""
    if measure is Measure.WORKS and selection.counting is Counting.FRACTIONAL:
        return pair.weight or 0.0
    value: float | None = getattr(pair, measure.value)
    return value or 0.0


def strongest(
    pairs: Iterable[PairLine], measure: Measure, selection: Selection, most: int
) -> list[tuple[PairLine, float]]:
    """Pairs with their strength, the strongest first; equal ones in their order."""
    valued = [(one, strength_of(one, measure, selection)) for one in pairs]
    return sorted(valued, key=lambda one: -one[1])[:most]
