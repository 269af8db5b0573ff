"""Shades that hold as many each, and orders that keep groups together."""

from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.charting.matrices import SHADES, by_group, shade_of, square, steps


def test_a_fifth_in_each_shade() -> None:
    least = steps([float(one) for one in range(1, 11)])
    assert least == (1.0, 3.0, 5.0, 7.0, 9.0)
    assert [shade_of(one, least) for one in (0, 1, 2, 3, 9, 10)] == [0, 1, 1, 2, 5, 5]


def test_few_values_have_few_shades_and_the_strongest_is_the_darkest() -> None:
    assert steps([]) == ()
    assert steps([0.0]) == ()
    assert steps([2.0, 2.0]) == (2.0,)
    assert shade_of(2.0, (2.0,)) == SHADES
    assert shade_of(1.0, ()) == 0


@given(st.lists(st.integers(0, 50), max_size=20))
def test_a_stronger_one_is_never_lighter(whole: list[int]) -> None:
    values = [float(one) for one in whole]
    least = steps(values)
    shades = [shade_of(one, least) for one in sorted(values)]
    assert shades == sorted(shades)
    assert all(shade == 0 for shade, one in zip(shades, sorted(values), strict=True) if one == 0)
    assert not any(values) or shades[-1] == SHADES


def test_groups_stand_together() -> None:
    assert by_group([0, 1, 0, 1], [1.0, 9.0, 2.0, 3.0]) == [1, 3, 2, 0]


def test_both_ways() -> None:
    assert square(2, {(0, 1): 3.0}) == [[0.0, 3.0], [3.0, 0.0]]
