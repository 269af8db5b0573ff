"""Where the marks of a chart stand, worked out by hand."""

import pytest

from scibridge.engines.charting.scales import all_years, round_top
from scibridge.engines.charting.timelines import HEIGHT, WIDTH, columns, lines


@pytest.mark.parametrize(
    ("most", "top"),
    [(0, 1), (1, 1), (1.2, 1.5), (7, 8), (9, 10), (10, 10), (101, 150), (0.03, 0.03), (2652, 3000)],
)
def test_a_scale_ends_at_a_round_number_not_below(most: float, top: float) -> None:
    assert round_top(most) == pytest.approx(top)


def test_years_without_anything_have_their_place_and_the_unknown_year_has_none() -> None:
    assert list(all_years([2003, 0, 2001])) == [2001, 2002, 2003]
    assert list(all_years([0])) == []


def test_columns_stand_where_their_figures_say() -> None:
    chart = columns({2001: (4, 1), 2003: (2, 2), 0: (99, 9)})
    assert chart is not None
    assert (chart.top, chart.first_year, chart.last_year) == (4, 2001, 2003)
    assert [(one.year, one.height, one.part_height) for one in chart.marks] == [
        (2001, HEIGHT, HEIGHT / 4),
        (2002, 0, 0),
        (2003, HEIGHT / 2, HEIGHT / 2),
    ]
    assert [one.y + one.height for one in chart.marks] == [HEIGHT] * 3
    assert all(one.x >= 0 and one.x + one.width <= WIDTH for one in chart.marks)


def test_lines_share_years_and_scale() -> None:
    chart = lines([("CN", {2001: 10, 2002: 5}), ("DE", {2003: 5})])
    assert chart is not None
    assert [(one.key, one.path) for one in chart.lines] == [
        ("CN", "M0 0L500 150L1000 300"),
        ("DE", "M0 300L500 300L1000 150"),
    ]


def test_without_a_known_year_there_is_no_chart() -> None:
    assert columns({}) is None
    assert columns({0: (3, 1)}) is None
    assert lines([("CN", {})]) is None
