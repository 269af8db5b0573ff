"""Ways between places: great circles where the picture holds them, bows where it does not."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from scibridge.engines.mapping.arcs import FARTHEST_NORTH, STEPS, Place, bow, draw_arc, great_circle
from scibridge.engines.mapping.projection import Frame

PLACES = st.builds(Place, st.floats(-55, 75), st.floats(-180, 180))
CHENGDU, LEUVEN, NAIROBI = Place(30.67, 104.07), Place(50.88, 4.70), Place(-1.29, 36.82)
BOSTON, AUCKLAND = Place(42.36, -71.06), Place(-36.85, 174.76)


def angle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two points given as longitude and latitude, by the haversine."""
    (lo1, la1), (lo2, la2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 2 * math.asin(min(1.0, math.sqrt(h)))


@given(PLACES, PLACES)
def test_the_way_is_the_shortest_in_equal_steps(start: Place, end: Place) -> None:
    whole = angle((start.longitude, start.latitude), (end.longitude, end.latitude))
    assume(0.01 < whole < math.pi - 0.01)
    longitudes, latitudes = great_circle(start, end)
    points = list(zip(longitudes.tolist(), latitudes.tolist(), strict=True))
    steps = [angle(points[i], points[i + 1]) for i in range(STEPS)]
    assert sum(steps) == pytest.approx(whole, rel=1e-6)
    assert max(steps) == pytest.approx(min(steps), rel=1e-4)


def test_halfway_from_the_equator_to_the_equator_is_on_it() -> None:
    longitudes, latitudes = great_circle(Place(0, 0), Place(0, 90), 2)
    assert longitudes.tolist() == pytest.approx([0, 45, 90])
    assert latitudes.tolist() == pytest.approx([0, 0, 0])


def test_between_antipodes_the_way_leads_over_the_north() -> None:
    _, latitudes = great_circle(Place(0, 0), Place(0, 180), 2)
    assert latitudes.tolist() == pytest.approx([0, 90, 0])


def test_from_a_place_to_itself_nothing_moves() -> None:
    longitudes, latitudes = great_circle(NAIROBI, NAIROBI, 3)
    assert longitudes.tolist() == pytest.approx([36.82] * 4)
    assert latitudes.tolist() == pytest.approx([-1.29] * 4)


def test_a_way_the_picture_holds_is_the_great_circle() -> None:
    frame = Frame(1000, 11, -57, 80)
    line = draw_arc(LEUVEN, CHENGDU, frame).line
    longitudes, latitudes = great_circle(LEUVEN, CHENGDU)
    x, y = frame.place(longitudes, latitudes)
    assert line == tuple(zip(x.tolist(), y.tolist(), strict=True))


def test_a_way_over_the_arctic_is_a_bow_below_it() -> None:
    frame = Frame(1000, 11, -57, 80)
    assert great_circle(BOSTON, CHENGDU)[1].max() > 80
    line = draw_arc(BOSTON, CHENGDU, frame).line
    top = frame.place(np.array([0.0]), np.array([FARTHEST_NORTH]))[1][0]
    assert min(y for _, y in line) >= top - 1e-9
    assert bow(BOSTON, CHENGDU, 11)[1].max() <= FARTHEST_NORTH + 1e-9


@pytest.mark.parametrize("centre", [11.0, 150.0])
@example(start=Place(0.0, 0.0), end=Place(3.3156811440203173e-07, 0.0))
@given(start=PLACES, end=PLACES)
def test_a_line_begins_and_ends_at_its_places_and_stays_in_the_picture(
    centre: float, start: Place, end: Place
) -> None:
    frame = Frame(1000, centre, -57, 80)
    line = draw_arc(start, end, frame).line
    x, y = frame.place(np.array([start.longitude, end.longitude]), np.array([start.latitude, end.latitude]))
    assert line[0] == pytest.approx((x[0], y[0]), abs=1e-6)
    assert line[-1] == pytest.approx((x[1], y[1]), abs=1e-6)
    assert all(-1e-6 <= px <= 1000 + 1e-6 and -1e-6 <= py <= frame.height + 1e-6 for px, py in line)


@given(start=PLACES, end=PLACES)
def test_no_line_leaps_across_the_picture(start: Place, end: Place) -> None:
    line = draw_arc(start, end, Frame(1000, 11, -57, 80)).line
    assert max(abs(line[i + 1][0] - line[i][0]) for i in range(STEPS)) < 250


def test_across_the_back_of_the_world_the_line_stays_whole() -> None:
    line = draw_arc(AUCKLAND, BOSTON, Frame(1000, 11, -57, 80)).line
    assert len(line) == STEPS + 1
    assert max(abs(line[i + 1][0] - line[i][0]) for i in range(STEPS)) < 60
