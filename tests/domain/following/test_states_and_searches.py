"""Periods begin when they say, and a saved search is the same however it was written."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from scibridge.domain.following.searches import read_search, stored_search
from scibridge.domain.following.states import DELIVERY, Cadence, Delivery, Place, period_name, period_start
from scibridge.kernel.errors import InvalidInput

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("cadence", "now", "start", "name"),
    [
        (Cadence.DAILY, at(25, 6), at(25, 6), "2026-11-25"),
        (Cadence.DAILY, at(25, 5, 59), at(24, 6), "2026-11-24"),
        (Cadence.DAILY, at(25, 23, 59), at(25, 6), "2026-11-25"),
        (Cadence.WEEKLY, at(25, 12), at(23, 6), "2026-W48"),
        (Cadence.WEEKLY, at(23, 6), at(23, 6), "2026-W48"),
        (Cadence.WEEKLY, at(23, 5, 59), at(16, 6), "2026-W47"),
        (Cadence.IN_APP, at(25, 12, 31), at(25, 12), "2026-11-25"),
    ],
)
def test_a_period_begins_at_six_and_a_week_on_monday(
    cadence: Cadence, now: datetime, start: datetime, name: str
) -> None:
    assert (period_start(cadence, now), period_name(cadence, now)) == (start, name)


def test_the_first_days_of_a_year_belong_to_their_week() -> None:
    assert period_name(Cadence.WEEKLY, datetime(2027, 1, 1, 12, tzinfo=SHANGHAI)) == "2026-W53"


def test_what_left_is_not_sent_again() -> None:
    for state in (Delivery.SENT, Delivery.UNCERTAIN, Delivery.REFUSED, Delivery.EMPTY):
        assert not any(DELIVERY.may(state, target) for target in Delivery)
    assert not DELIVERY.may(Delivery.PREPARED, Delivery.HANDING)


def test_the_same_search_has_one_form() -> None:
    one = read_search("needs", {"text": ["  solid   cell "], "country": ["DE", "CN"], "page": ["3"]})
    other = read_search("needs", {"country": ["CN", "DE", "DE"], "text": ["solid cell"], "kind": ["none"]})
    assert one == other
    assert one.digest == other.digest
    assert one.parameters == [("text", "solid cell"), ("country", "CN"), ("country", "DE")]
    assert stored_search(one.stored) == one
    assert one.digest != read_search("offers", {"text": ["solid cell"], "country": ["CN", "DE"]}).digest


def test_a_match_keeps_its_codes_and_no_others() -> None:
    search = read_search(
        "match",
        {
            "q": ["电池"],
            "kind": ["offer", "work"],
            "stage": ["research", "nonsense"],
            "language": ["zh"],
            "from": ["2019"],
            "to": ["soon"],
            "met": ["1"],
            "csrfmiddlewaretoken": ["LEAK-token"],
        },
    )
    assert search.place is Place.MATCH
    assert search.stored == {
        "place": "match",
        "text": "电池",
        "from": ["2019"],
        "kind": ["offer"],
        "language": ["zh"],
        "met": ["1"],
        "stage": ["research"],
    }


@pytest.mark.parametrize(
    ("place", "parameters", "field", "code"),
    [
        ("match", {}, "q", "required"),
        ("match", {"q": ["x" * 5001]}, "q", "too_long"),
        ("needs", {"text": ["x" * 201]}, "text", "too_long"),
        ("needs", {"text": ["\ud800"]}, "text", "invalid_characters"),
        ("admin", {}, "place", "unknown_code"),
    ],
)
def test_a_search_that_cannot_be_saved_names_its_field(
    place: str, parameters: dict[str, list[str]], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_search(place, parameters)
    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]
