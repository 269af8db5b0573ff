"""White spaces: two strong in the same subject, close in what they do, that do not yet work together.

Ranked by the joint works that size alone would give, c1 c2 / C, times how close the two are: the cosine of
what they work on. Both are above zero only where there is something to miss.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scibridge.engines.network.edges import Numbers, Reals

# Works of units by topic, whole numbers.
Profiles = npt.NDArray[np.float32] | Reals
AT_ONCE: Final = 512


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
    joint work would be were partners chosen by size alone, and whom both work with."""

    one: str
    other: str
    score: float
    expected: float
    closeness: float
    chance: float
    between: tuple[str, ...]


def closeness(profiles: Profiles) -> Reals:
    """The cosine of each two rows (units) over columns (topics), an (n, n) array; 0 where a row is empty."""
    joint = np.zeros((len(profiles), len(profiles)))
    # Block by block: a copy of all at once costs more time than the sums.
    for start in range(0, profiles.shape[1], AT_ONCE):
        block = profiles[:, start : start + AT_ONCE].astype(np.float64)
        joint += block @ block.T
    lengths = np.sqrt(np.diagonal(joint))
    lengths = np.where(lengths > 0, lengths, 1.0)
    joint /= lengths[:, None]
    joint /= lengths[None, :]
    cosines: Reals = np.clip(joint, 0.0, 1.0, out=joint)
    return cosines


def white_spaces(
    strong: Sequence[Strong],
    profiles: Profiles,
    joint: Numbers,
    whole: float,
    *,
    across_borders: bool = True,
    only: str = "",
    most: int = 50,
) -> list[WhiteSpace]:
    """The missing bridges, best first; equal ones in the order of ``strong``.

    Rows of all arrays are in the order of ``strong``: ``profiles`` (n, topics) works, ``joint`` (n, n)
    joint works on the subject; ``whole`` is C. ``across_borders`` leaves out two of one country, ``only``
    those without that unit.
    """
    if len(strong) < 2 or whole <= 0:
        return []
    links = np.array([one.links for one in strong], dtype=np.float64)
    due, near = np.outer(links, links) / whole, closeness(profiles)
    score = np.where(joint > 0, 0.0, due * near)
    if across_borders:
        codes, country = np.unique([one.country for one in strong], return_inverse=True)
        score[(country[:, None] == country[None, :]) & (codes[country] != "")[:, None]] = 0.0
    if only:
        mine = np.array([one.key == only for one in strong])
        score[~(mine[:, None] | mine[None, :])] = 0.0
    rows, columns = np.nonzero(np.triu(score, 1))
    # Row by row already: a stable sort leaves equal ones in that order.
    order = np.argsort(-score[rows, columns], kind="stable")[:most]
    return [
        WhiteSpace(
            one=strong[row].key,
            other=strong[column].key,
            score=float(score[row, column]),
            expected=float(due[row, column]),
            closeness=float(near[row, column]),
            chance=math.exp(-float(due[row, column])),
            between=_between(strong, joint, row, column),
        )
        for row, column in ((int(rows[one]), int(columns[one])) for one in order)
    ]


def _between(strong: Sequence[Strong], joint: Numbers, row: int, column: int) -> tuple[str, ...]:
    """The three of the strong who work most with both on the subject: who could introduce them."""
    both = np.minimum(joint[row], joint[column])
    order = np.lexsort((np.arange(len(strong)), -both))[:3]
    return tuple(strong[int(one)].key for one in order if both[one] > 0)
