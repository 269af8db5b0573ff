"""Binning: what falls into one cell is one dot, counted exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.mapping.dots import SIZES, bin_dots


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_places_of_one_cell_are_one_dot() -> None:
    dots = bin_dots(numbers(0.1, 1.9, 2.0, 5.5, 5.6), numbers(0, 0, 0, 4.1, 5.9), 2.0)
    assert (dots.columns, dots.rows, dots.numbers) == ((0, 1, 2), (0, 0, 2), (2, 1, 2))


def test_dots_come_in_reading_order() -> None:
    dots = bin_dots(numbers(9, 1, 5), numbers(0, 9, 0), 1.0)
    assert list(zip(dots.columns, dots.rows, strict=True)) == [(5, 0), (9, 0), (1, 9)]


def test_what_is_no_number_is_left_out() -> None:
    dots = bin_dots(numbers(np.nan, 1, np.inf), numbers(1, 1, 1), 1.0)
    assert (dots.columns, dots.numbers) == ((1,), (1,))


def test_nothing_gives_nothing() -> None:
    assert len(bin_dots(numbers(), numbers(), 2.0)) == 0


@pytest.mark.parametrize("cell", [0.0, -1.0])
def test_a_cell_has_a_size(cell: float) -> None:
    with pytest.raises(ValueError, match="above nothing"):
        bin_dots(numbers(1), numbers(1), cell)


@pytest.mark.parametrize(
    ("number", "size"), [(1, 0), (2, 0), (3, 1), (9, 1), (10, 2), (39, 2), (40, 3), (5000, 3)]
)
def test_the_size_tells_how_many(number: int, size: int) -> None:
    dots = bin_dots(np.zeros(number), np.zeros(number), 1.0)
    assert [bool(dots.of_size(one)) for one in range(len(SIZES))] == [one == size for one in range(4)]


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 500)), max_size=200), st.sampled_from([1.0, 2.0, 4.5])
)
def test_no_place_is_lost_and_none_is_counted_twice(places: list[tuple[float, float]], cell: float) -> None:
    x, y = np.array(places).reshape(-1, 2).T
    dots = bin_dots(x, y, cell)
    assert sum(dots.numbers) == len(places)
    assert len(set(zip(dots.columns, dots.rows, strict=True))) == len(dots)
    assert sum(len(dots.of_size(size)) for size in range(len(SIZES))) == len(dots)
