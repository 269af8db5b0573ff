"""Words that bound a figure, before and behind it, and what turns them round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text import bounds
from scibridge.engines.text.quantity import Operator


@pytest.mark.parametrize(
    ("before", "operator"),
    [
        ("a yield of at least ", "at_least"),
        ("the corridor must be no narrower than ", "at_least"),
        ("not earlier than ", "at_least"),
        ("strength has to reach ", "at_least"),
        ("strength reached ", None),
        ("shall never fall below ", "at_least"),
        ("must never exceed ", "at_most"),
        ("fluoride shall not rise above ", "at_most"),
        ("no load may weigh more than ", "at_most"),
        ("with no excursion longer than ", "at_most"),
        ("none of them is longer than ", "at_most"),
        ("need not be deeper than ", "at_most"),
        ("the bridge must not sway more than ", "at_most"),
        ("is limited to ", "at_most"),
        ("the tender caps total spending at ", "at_most"),
        ("errors stay within ±", "at_most"),
        ("does not only last more than ", "more_than"),
        ("do not need maintenance for more than ", "more_than"),
        ("there is no doubt that it is more than ", "more_than"),
        ("some ", "about"),
        ("须不高于", "at_most"),
        ("无需超过", "at_most"),
        ("最好别超过", "at_most"),
        ("严禁温度超过", "at_most"),
        ("温度超过", "more_than"),
        ("不宜低于", "at_least"),
        ("日志至少保存", "at_least"),
        ("最多可容纳", "at_most"),
        ("须达到", "at_least"),
        ("达到", None),
        ("不得小于额定值的", "at_least"),
        ("约占", "about"),
        ("", None),
    ],
)
def test_before(before: str, operator: str | None) -> None:
    found = bounds.before(before)
    assert (found and found.operator) == (operator and Operator(operator))


@pytest.mark.parametrize(
    ("behind", "operator", "said"),
    [
        (" or older", "at_least", " or older"),
        (" thick or more", "at_least", " thick or more"),
        (" minimum.", "at_least", " minimum"),
        (" minimum load", None, ""),
        (" or less", "at_most", " or less"),
        (" at the latest,", "at_most", " at the latest"),
        ("以上", "at_least", "以上"),
        ("以内", "at_most", "以内"),
        ("内部", None, ""),
        ("左右", "about", "左右"),
        (" of steel", None, ""),
    ],
)
def test_behind(behind: str, operator: str | None, said: str) -> None:
    found = bounds.behind(f"5 kg{behind}", 4)
    assert found == (None if operator is None else (Operator(operator), 4 + len(said)))


@given(st.text(max_size=80))
def test_what_bounds_stands_in_the_text(text: str) -> None:
    found = bounds.before(text)
    assert found is None or text[found.start :].startswith(found.words)
