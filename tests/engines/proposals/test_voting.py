"""Votes of what is like a text: enough voters, enough weight, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.proposals.voting import Ballot, elect, likeness


def test_the_likest_weigh_most() -> None:
    found = elect(
        [
            Ballot("a", 10, ("health",)),
            Ballot("b", 9, ("health", "food")),
            Ballot("c", 3, ("food",)),
            Ballot("d", 1, ()),
        ]
    )
    assert [(one.value, one.voters, one.clear) for one in found] == [
        ("health", ("a", "b"), True),
        ("food", ("b", "c"), False),
    ]
    assert found[0].share == pytest.approx((1 + 0.81) / (1 + 0.81 + 0.09 + 0.01))


@pytest.mark.parametrize(
    "ballots",
    [
        [],
        [Ballot("a", 10, ("health",))],
        [Ballot("a", 10, ("health",)), Ballot("b", 10, ("food",))],
        [Ballot("a", 2, ("x",)), Ballot("b", 2, ("x",)), Ballot("c", 10, ()), Ballot("d", 10, ())],
        [Ballot("a", 0, ("x",)), Ballot("b", 0, ("x",))],
        [Ballot("a", 5, ("x",)), Ballot("a", 5, ("x",))],
    ],
    ids=["nobody", "one", "apart", "silent", "unlike", "twice"],
)
def test_nothing_rather_than_a_guess(ballots: list[Ballot]) -> None:
    assert elect(ballots) == ()


@given(
    st.lists(
        st.builds(
            Ballot,
            st.sampled_from("abcdef"),
            st.floats(0, 1e6, allow_nan=False),
            st.lists(st.sampled_from("xyz"), max_size=3).map(tuple),
        )
    )
)
def test_shares_are_shares(ballots: list[Ballot]) -> None:
    for one in elect(ballots):
        assert 0.34 <= one.share <= 1 + 1e-9
        assert len(set(one.voters)) >= 2


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ({"zh": "老年患者跌倒预警系统"}, {"zh": "老年患者的跌倒预警系统，用于医院"}, 1, 1),
        ({"en": "fall alarm for older patients"}, {"en": "Fall alarms for older patients at home"}, 1, 1),
        ({"en": "fall alarm"}, {"en": "fall alarm for older patients"}, 0, 0.5),
        ({"en": "fall alarm for older patients"}, {"en": "quiet rotor for harbour drones"}, 0, 0.1),
        ({"en": "fall alarm"}, {"zh": "跌倒预警"}, 0, 0),
    ],
)
def test_likeness(one: dict[str, str], other: dict[str, str], least: float, most: float) -> None:
    assert least <= likeness(one, other) <= most
