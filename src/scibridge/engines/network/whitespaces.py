"""White spaces: two strong in the same subject, close in what they do, that do not yet work together.

Ranked by the joint works that size alone would give, c1 c2 / C, times how close the two are: the cosine of
what they work on. Both are above zero only where there is something to miss.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scibridge.engines.network.edges import Reals
from scibridge.engines.network.strength import expected


@dataclass(frozen=True, slots=True)
class Strong:
    """A unit strong in the subject: works on it, partners summed over them (``links``), specialisation."""

    key: str
    works: int
    links: int
    specialisation: float
    country: str = ""


@dataclass(frozen=True, slots=True)
class WhiteSpace:
    """Two units, the joint works one would expect of their size, how close they are (0…1), how likely no
    joint work would be were partners chosen by size alone, whom both work with, and their joint works on
    other subjects."""

    one: str
    other: str
    score: float
    expected: float
    closeness: float
    chance: float
    between: tuple[str, ...]
    joint_elsewhere: int


def closeness(profiles: Sequence[Mapping[int, float]]) -> Reals:
    """The cosine of each two profiles (topic → works), an (n, n) array; 0 where a profile is empty."""
    topics = {topic: place for place, topic in enumerate(sorted({one for each in profiles for one in each}))}
    vectors = np.zeros((len(profiles), len(topics)))
    for row, profile in enumerate(profiles):
        for topic, works in profile.items():
            vectors[row, topics[topic]] = works
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    cosines: Reals = np.clip(vectors @ vectors.T, 0.0, 1.0)
    return cosines


def white_spaces(
    strong: Sequence[Strong],
    profiles: Sequence[Mapping[int, float]],
    joint: Mapping[str, Mapping[str, tuple[int, int]]],
    whole: float,
    *,
    across_borders: bool = True,
    most: int = 50,
) -> list[WhiteSpace]:
    """The missing bridges, best first; equal ones by key.

    ``profiles`` in the order of ``strong``; ``joint`` is unit → partner → works on the subject and on
    anything; ``whole`` is C. ``across_borders`` leaves out two of one country.
    """
    close = closeness(profiles)
    found = []
    for place, one in enumerate(strong):
        partners = joint.get(one.key, {})
        for shift, other in enumerate(strong[place + 1 :], start=place + 1):
            on_it, anywhere = partners.get(other.key, (0, 0))
            if on_it or (across_borders and one.country == other.country != ""):
                continue
            due = expected(one.links, other.links, whole)
            score = due * float(close[place, shift])
            if score > 0:
                found.append((score, due, float(close[place, shift]), one.key, other.key, anywhere))
    found.sort(key=lambda row: (-row[0], row[3], row[4]))
    return [
        WhiteSpace(one, other, score, due, near, math.exp(-due), _between(joint, one, other), anywhere)
        for score, due, near, one, other, anywhere in found[:most]
    ]


def _between(joint: Mapping[str, Mapping[str, tuple[int, int]]], one: str, other: str) -> tuple[str, ...]:
    """The three who work most with both on the subject: those who could introduce them."""
    first, second = joint.get(one, {}), joint.get(other, {})
    both = {
        key: min(first[key][0], second[key][0])
        for key in first.keys() & second.keys()
        if min(first[key][0], second[key][0]) > 0
    }
    return tuple(sorted(both, key=lambda key: (-both[key], key))[:3])
