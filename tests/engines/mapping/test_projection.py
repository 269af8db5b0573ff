"""Equal Earth: the published figures, its symmetries, and that areas stay equal."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.mapping.projection import Frame, equal_earth, wrapped

LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)


def one(east: float, latitude: float) -> tuple[float, float]:
    x, y = equal_earth(np.array([east]), np.array([latitude]))
    return float(x[0]), float(y[0])


def test_the_published_size_of_the_world() -> None:
    # The paper: 2.05458 times as wide as it is high; poles as lines of 0.59247 of the equator's length.
    assert one(180, 0)[0] == pytest.approx(2.706629984, abs=1e-9)
    assert one(0, 90)[1] == pytest.approx(1.317362759, abs=1e-9)
    assert one(180, 0)[0] / one(0, 90)[1] == pytest.approx(2.05458, abs=1e-5)
    assert one(180, 90)[0] / one(180, 0)[0] == pytest.approx(0.59247, abs=1e-5)


def test_the_middle_is_the_origin() -> None:
    assert one(0, 0) == (0.0, 0.0)


@given(LONGITUDES, LATITUDES)
def test_every_place_lies_within_the_world(east: float, latitude: float) -> None:
    x, y = one(east, latitude)
    assert abs(x) <= 2.70663
    assert abs(y) <= 1.31737


@given(LONGITUDES, LATITUDES)
def test_east_mirrors_west_and_north_mirrors_south(east: float, latitude: float) -> None:
    x, y = one(east, latitude)
    assert one(-east, latitude) == pytest.approx((-x, y), abs=1e-12)
    assert one(east, -latitude) == pytest.approx((x, -y), abs=1e-12)


@given(st.floats(-179, 178), st.floats(-89, 88))
def test_a_degree_covers_its_share_of_the_sphere(east: float, latitude: float) -> None:
    # A thin cell: its area on the plane is that on the sphere, whatever the latitude.
    step = 1e-3
    (ax, ay), (bx, _), (cx, cy) = (
        one(east, latitude),
        one(east + step, latitude),
        one(east, latitude + step),
    )
    plane = abs((bx - ax) * (cy - ay))
    sphere = math.radians(step) * (math.sin(math.radians(latitude + step)) - math.sin(math.radians(latitude)))
    assert plane == pytest.approx(sphere, rel=1e-3)
    assert cx == pytest.approx(ax, abs=1e-4)


@pytest.mark.parametrize(
    ("longitude", "centre", "east"),
    [(0, 0, 0), (190, 0, -170), (-30, 150, -180), (-31, 150, 179), (150, 150, 0), (-169, 11, -180)],
)
def test_longitudes_are_counted_from_the_centre(longitude: float, centre: float, east: float) -> None:
    assert wrapped(np.array([float(longitude)]), centre).tolist() == [east]


@given(st.floats(-1000, 1000), LONGITUDES)
def test_no_longitude_lies_outside_the_picture(longitude: float, centre: float) -> None:
    assert -180 <= wrapped(np.array([longitude]), centre)[0] < 180.0000001


@given(LONGITUDES, st.floats(-57, 80), st.floats(-180, 180))
def test_a_frame_holds_what_lies_between_its_edges(longitude: float, latitude: float, centre: float) -> None:
    frame = Frame(1000, centre, -57, 80)
    x, y = frame.place(np.array([longitude]), np.array([latitude]))
    assert -1e-9 <= x[0] <= 1000 + 1e-9
    assert -1e-9 <= y[0] <= frame.height + 1e-9


def test_north_is_up_and_the_centre_is_in_the_middle() -> None:
    frame = Frame(1000, 150, -57, 80)
    x, y = frame.place(np.array([150.0, 150.0]), np.array([80.0, -57.0]))
    assert x.tolist() == [500.0, 500.0]
    assert y[0] == pytest.approx(0)
    assert y[1] == pytest.approx(frame.height)
    assert Frame(1000).height == pytest.approx(1000 / 2.05458, abs=0.01)
