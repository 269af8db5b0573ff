"""Marks told apart by shape: as large as a circle, and each its own."""

import math

import pytest

from scibridge.engines.charting.shapes import SHAPES, shape_path


def area(corners: tuple[tuple[float, float], ...]) -> float:
    around = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(x * y2 - x2 * y for (x, y), (x2, y2) in around)) / 2


@pytest.mark.parametrize("corners", SHAPES[1:])
def test_each_is_as_large_as_a_circle(corners: tuple[tuple[float, float], ...]) -> None:
    assert area(corners) == pytest.approx(math.pi, rel=0.02)


def test_each_is_its_own() -> None:
    assert len({shape_path(group, 0, 0, 5) for group in range(len(SHAPES))}) == len(SHAPES)
    assert shape_path(0, 1, 2, 3) == "M-2.0 2.0a3.0 3.0 0 1 0 6.0 0a3.0 3.0 0 1 0 -6.0 0z"
    assert shape_path(99, 1, 2, 3) == shape_path(0, 1, 2, 3)
    assert shape_path(2, 0, 0, 10).startswith("M0.0 -15.")
