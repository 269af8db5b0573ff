"""How long owners waited for a moderator: pure figures over pairs of moments.

Owns what counts as a working day and when a group is too small for a share; refuses rows and clocks. Working
days are Monday to Friday: public holidays differ between the countries whose people wait.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles

# Of fewer than these a share or a percentile says more about one person than about the service.
FEWEST = 5
WORKING_DAYS_MEANT = 2
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Waits:
    """How many were decided, and of at least five: days waited, and the share within two working days."""

    number: int
    median: float | None = None
    ninth_decile: float | None = None
    in_time: float | None = None


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; 0 where ``end`` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    odd = sum((start + timedelta(days=day)).weekday() < _SATURDAY for day in range(1, rest + 1))
    return weeks * 5 + odd


def days(start: datetime, end: datetime) -> float:
    """Days and parts of days."""
    return max(0.0, (end - start).total_seconds() / 86_400)


def in_time(start: datetime, end: datetime) -> bool:
    """Whether the answer came within two working days."""
    return working_days_between(start.date(), end.date()) <= WORKING_DAYS_MEANT


def summary(pairs: Iterable[tuple[datetime, datetime]]) -> Waits:
    """The figures of a group of (waiting since, decided at)."""
    given = list(pairs)
    if len(given) < FEWEST:
        return Waits(len(given))
    waited = [days(start, end) for start, end in given]
    share = sum(in_time(start, end) for start, end in given) / len(given)
    return Waits(len(given), median(waited), quantiles(waited, n=10, method="inclusive")[-1], share)


def usual_days(pairs: Sequence[tuple[datetime, datetime]]) -> int | None:
    """The whole days within which nine of ten were answered, at least one; None for fewer than five."""
    found = summary(pairs).ninth_decile
    return None if found is None else max(1, math.ceil(found))
