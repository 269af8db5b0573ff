"""Figures with their uncertainty: every one is a ratio of sums over independent units, bootstrapped.

A unit is what was drawn independently: a query, a person, a sentence. Intervals are the percentile bootstrap
(Efron & Tibshirani 1993, chapter 13), 2,000 draws of the units from one seed, so that two methods measured on
the same units are drawn together and their difference is paired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

DRAWS = 2_000
SEED = 20_240_601
LEVEL = 95

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """What each unit adds above and below the line; a mean has ones below."""

    above: Numbers
    below: Numbers

    @classmethod
    def mean(cls, values: Sequence[float]) -> "Sample":
        return cls(np.asarray(values, dtype=float), np.ones(len(values)))

    @property
    def value(self) -> float:
        return float(self.above.sum() / self.below.sum())

    def drawn(self) -> Numbers:
        """The ratio in every draw; one seed and one number of units give the same draws."""
        generator = np.random.default_rng(SEED)
        size = len(self.above)
        ratios = np.empty(DRAWS)
        for place in range(DRAWS):
            chosen = generator.integers(0, size, size)
            below = self.below[chosen].sum()
            ratios[place] = self.above[chosen].sum() / below if below else np.nan
        return ratios


def interval(draws: Numbers) -> tuple[float, float]:
    """The middle 95 % of the draws."""
    tail = (100 - LEVEL) / 2
    low, high = np.nanpercentile(draws, [tail, 100 - tail])
    return float(low), float(high)


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``difference`` is ours less the baseline's, paired, where there is one."""

    set: str
    figure: str
    method: str
    value: float
    interval: tuple[float, float]
    units: int
    unit: str
    baseline: str = ""
    baseline_value: float | None = None
    baseline_interval: tuple[float, float] | None = None
    difference: float | None = None
    difference_interval: tuple[float, float] | None = None

    def record(self) -> dict[str, Any]:
        return asdict(self)


def compared(
    of: str,
    figure: str,
    ours: tuple[str, Sample],
    plain: tuple[str, Sample] | None,
    unit: str,
) -> Figure:
    """A figure beside its baseline over the same units."""
    method, sample = ours
    draws = sample.drawn()
    if plain is None:
        return Figure(of, figure, method, sample.value, interval(draws), len(sample.above), unit)
    name, other = plain
    assert len(other.above) == len(sample.above), "a pair is measured on the same units"
    other_draws = other.drawn()
    return Figure(
        of,
        figure,
        method,
        sample.value,
        interval(draws),
        len(sample.above),
        unit,
        name,
        other.value,
        interval(other_draws),
        sample.value - other.value,
        interval(draws - other_draws),
    )


def found_within(ranking: Sequence[str], wanted: str, depth: int) -> float:
    """1 where the one right answer is among the first ``depth``."""
    return float(wanted in ranking[:depth])


def reciprocal_rank(ranking: Sequence[str], wanted: str) -> float:
    """1 / rank of the one right answer; 0 where it is not in the list (lists end at 100)."""
    return 1 / (ranking.index(wanted) + 1) if wanted in ranking else 0.0


def gain_at(ranking: Sequence[str], relevant: frozenset[str], depth: int) -> float:
    """nDCG at ``depth`` with relevance 0 or 1 (Järvelin & Kekäläinen 2002)."""
    got = sum(1 / log2(place + 2) for place, one in enumerate(ranking[:depth]) if one in relevant)
    best = sum(1 / log2(place + 2) for place in range(min(depth, len(relevant))))
    return got / best if best else 0.0


Rankings = Mapping[str, Sequence[str]]


def known_item(
    of: str,
    ours: tuple[str, Rankings],
    plain: tuple[str, Rankings],
    wanted: Mapping[str, str],
    depths: Sequence[int] = (1, 10),
) -> list[Figure]:
    """Recall at the depths and MRR where every query has one right answer. ``wanted``: query → its answer."""
    figures = []
    for depth in depths:
        both = [
            (name, Sample.mean([found_within(rankings[query], one, depth) for query, one in wanted.items()]))
            for name, rankings in (ours, plain)
        ]
        figures.append(compared(of, f"recall@{depth}", both[0], both[1], "query"))
    both = [
        (name, Sample.mean([reciprocal_rank(rankings[query], one) for query, one in wanted.items()]))
        for name, rankings in (ours, plain)
    ]
    return [*figures, compared(of, "MRR", both[0], both[1], "query")]
