"""How long people wait: working days, figures of groups, and when there are too few for a figure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.domain.exchange.waits import (
    FEWEST,
    Waits,
    in_time,
    summary,
    usual_days,
    working_days_between,
)

FRIDAY = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, FRIDAY + timedelta(days=1), 0),
        (FRIDAY, FRIDAY + timedelta(days=3), 1),
        (FRIDAY, FRIDAY + timedelta(days=4), 2),
        (FRIDAY, FRIDAY + timedelta(days=7), 5),
        (FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3), 1),
        (FRIDAY, FRIDAY - timedelta(days=9), 0),
    ],
)
def test_working_days_leave_weekends_out(start: date, end: date, expected: int) -> None:
    assert working_days_between(start, end) == expected


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    parts = working_days_between(start, middle) + working_days_between(middle, end)
    assert working_days_between(start, end) == parts


def moment(days: float) -> datetime:
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=days)


def test_a_few_are_a_number_alone() -> None:
    few = [(moment(0), moment(1))] * (FEWEST - 1)
    assert summary(few) == Waits(4)
    assert usual_days(few) is None
    assert summary([]) == Waits(0)


def test_enough_have_their_figures() -> None:
    found = summary([(moment(0), moment(days)) for days in (0.5, 1, 1, 2, 8)])
    assert found.number == 5
    assert found.median == pytest.approx(1.0)
    assert found.ninth_decile == pytest.approx(5.6)
    assert found.in_time == pytest.approx(0.8)
    assert usual_days([(moment(0), moment(days)) for days in (0.5, 1, 1, 2, 8)]) == 6
    assert usual_days([(moment(0), moment(0.01))] * 5) == 1


def test_in_time_is_two_working_days_later() -> None:
    assert in_time(moment(0), moment(2))
    assert not in_time(moment(0), moment(3))
    # Thursday to Monday.
    assert in_time(moment(3), moment(7))
