"""What is like a text votes for what the text may be about: challenges, topics, keywords.

A voter weighs (its score / the best score)²; a voter without a say counts all the same, so that few who speak
among many who are silent win nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scibridge.engines.text import tokens

LEAST_VOTERS: Final = 2
LEAST_SHARE: Final = 0.34
CLEAR_SHARE: Final = 0.6
LIKELY: Final = 0.6
_FEWEST_TERMS: Final = 4


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter, how like the text it is, and what it stands for."""

    voter: str
    score: float
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elected:
    """A value, the share of the weight that stands for it, and who does, the likest first."""

    value: str
    share: float
    voters: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """More than a majority: hardly another reading."""
        return self.share >= CLEAR_SHARE


def elect(
    ballots: Sequence[Ballot], *, least_voters: int = LEAST_VOTERS, least_share: float = LEAST_SHARE
) -> tuple[Elected, ...]:
    """Values with voters and share enough, most share first; none rather than a guess."""
    counted = [one for one in ballots if one.score > 0]
    best = max((one.score for one in counted), default=0.0)
    if not best:
        return ()
    weights = {place: (one.score / best) ** 2 for place, one in enumerate(counted)}
    whole = sum(weights.values())
    held: dict[str, list[int]] = {}
    for place, one in enumerate(counted):
        for value in dict.fromkeys(one.values):
            held.setdefault(value, []).append(place)
    found = [
        Elected(
            value,
            sum(weights[place] for place in places) / whole,
            tuple(counted[place].voter for place in sorted(places, key=lambda p: (-weights[p], p))),
        )
        for value, places in held.items()
        if len({counted[place].voter for place in places}) >= least_voters
    ]
    kept = [one for one in found if one.share >= least_share]
    return tuple(sorted(kept, key=lambda one: (-one.share, one.value)))


def likeness(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """How much of the shorter text's words the longer one has, 0 to 1, in the language where it is most.

    Texts of a few words can hardly be told apart, so they count as if they had four.
    """
    best = 0.0
    for language in one.keys() & other.keys():
        mine = {token.term for token in tokens.analyse(one[language], language)}
        theirs = {token.term for token in tokens.analyse(other[language], language)}
        fewest = max(min(len(mine), len(theirs)), _FEWEST_TERMS)
        best = max(best, len(mine & theirs) / fewest)
    return best
