"""Vectors on disk: the last record speaks, whoever wrote it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scibridge.engines.encoding.encoder import unit_rows
from scibridge.engines.encoding.vectors import VectorFile, digest_of


def rows(*values):
    return np.array(values, dtype=np.float32)


@pytest.fixture
def held(tmp_path):
    return VectorFile(tmp_path / "vectors" / "one.vectors", 2)


def test_an_absent_file_holds_nothing(held):
    assert (len(held), held.nearest(rows(1, 0), 5), list(held.rows([7]))) == (0, [], [-1])
    assert np.isnan(held.similarities(rows(1, 0), [7])).all()


def test_what_was_appended_is_found_by_another_reader(held):
    other = VectorFile(held.path, 2)
    held.append([5, 9], [1, 2], rows([1, 0], [0, 1]))
    assert len(other) == 0
    other.reload()
    assert other.nearest(rows(1, 0), 5) == [5, 9]
    assert list(other.similarities(rows(1, 0), [9, 5])) == [0, 1]


def test_a_text_that_changed_is_asked_for_again_and_its_last_vector_speaks(held):
    held.append([5, 9], [1, 2], rows([1, 0], [0, 1]))
    assert held.lacks([9, 5, 7], [2, 3, 4]) == [1, 2]
    held.append([5], [3], rows([0, 1]))
    assert (held.lacks([5], [3]), len(held), held.records) == ([], 2, 3)
    assert held.nearest(rows(0, 1), 1) == [5]
    assert held.keep({5}) == 2
    assert (len(held), held.records, held.nearest(rows(0, 1), 5)) == (1, 1, [5])


def test_a_half_written_tail_is_passed_over_and_cut_off(held):
    held.append([5], [1], rows([1, 0]))
    with held.path.open("ab") as file:
        file.write(b"\1" * 11)
    torn = VectorFile(held.path, 2)
    assert torn.nearest(rows(1, 0), 5) == [5]
    torn.append([9], [2], rows([0, 1]))
    assert torn.nearest(rows(0, 1), 5) == [9, 5]
    assert held.path.stat().st_size == 2 * (16 + 8)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 3)), max_size=30), st.integers(1, 9))
def test_nearest_is_what_comparing_one_by_one_gives(tmp_path_factory, pairs, most):
    held = VectorFile(tmp_path_factory.mktemp("vectors") / "one.vectors", 2)
    angles = dict(pairs)
    for begin in (0, 15):
        batch = pairs[begin : begin + 15]
        vectors = [[np.cos(angle), np.sin(angle)] for _, angle in batch]
        held.append([key for key, _ in batch], [0] * len(batch), rows(*vectors).reshape(-1, 2))
    expected = sorted(angles, key=lambda key: (-np.float32(np.cos(angles[key])), key))
    assert held.nearest(rows(1, 0), most) == expected[:most]


def test_rows_of_zeros_stay_zeros():
    assert unit_rows(rows([3, 4], [0, 0])).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0]]


def test_digests_tell_texts_apart():
    assert digest_of("a") == digest_of("a") != digest_of("b")
    assert digest_of("\ud800") == digest_of("?")
