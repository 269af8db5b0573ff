"""What was typed, marked in the name that answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.naming.marking import marked
from scibridge.engines.naming.writing import read


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("Stanford University", "stan", ((True, "Stan"), (False, "ford University"))),
        ("Universität Zürich", "zurich", ((False, "Universität "), (True, "Zürich"))),
        ("ETH Zürich", "zur", ((False, "ETH "), (True, "Zür"), (False, "ich"))),
        ("上海交通大學", "交通", ((False, "上海"), (True, "交通"), (False, "大學"))),
        ("Straßenbau", "strass", ((True, "Straß"), (False, "enbau"))),
        ("清华大学", "qinghua", ((False, "清华大学"),)),
        ("King's College London", "kings", ((True, "King's"), (False, " College London"))),
        ("Max Planck", "maxplanck", ((True, "Max"), (False, " Planck"))),
        ("", "x", ()),
        ("Name", "", ((False, "Name"),)),
    ],
)
def test_marks(name: str, typed: str, expected: tuple[tuple[bool, str], ...]) -> None:
    assert marked(name, read(typed)) == expected


@given(st.text(max_size=40), st.text(max_size=12))
def test_the_runs_are_the_name(name: str, typed: str) -> None:
    runs = marked(name, read(typed))
    assert "".join(text for _, text in runs) == name
    assert all(text for _, text in runs)
