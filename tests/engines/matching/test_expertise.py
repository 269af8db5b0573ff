"""How near a paper is to what somebody wrote."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.matching.expertise import Texts

WORDS = st.text(alphabet="abcdefghijkl ", max_size=40)


def test_shared_stems_and_shared_neighbours_bring_texts_together() -> None:
    texts = Texts.of(
        {
            "asked": "solid electrolytes",
            "neighbours": "a solid electrolyte",
            "apart": "electrolyte of a solid",
            "other": "rice",
            "another": "rice and solid matters",
        }
    )
    assert texts.nearness("asked", "neighbours") == pytest.approx(1.0)
    assert 0 < texts.nearness("asked", "apart") < 1
    assert texts.nearness("asked", "other") == 0


def test_what_one_text_alone_says_counts_nothing() -> None:
    texts = Texts.of({"one": "graphene anode", "two": "graphene cathode", "three": "wheat"})
    assert texts.nearness("one", "two") == pytest.approx(1.0)
    assert texts.nearness("three", "three") == 0


def test_the_three_nearest_works_speak_for_a_person() -> None:
    held = {
        "paper": "graphene anode",
        "a": "graphene anode",
        "b": "graphene",
        "c": "anode",
        "d": "wheat",
        "e": "wheat",
    }
    texts = Texts.of(held)
    near = [texts.nearness(one, "paper") for one in ("a", "b", "c")]
    assert texts.expertise(("a", "b", "c", "d", "e"), "paper") == pytest.approx(sum(near) / 3)
    assert texts.expertise(("a",), "paper") == pytest.approx(near[0] / 3)
    assert texts.expertise((), "paper") == 0


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_nearness_is_a_cosine(held: list[str]) -> None:
    texts = Texts.of({str(place): text for place, text in enumerate(held)})
    for one in map(str, range(len(held))):
        own = texts.nearness(one, one)
        assert own == 0 or math.isclose(own, 1.0)
        for other in map(str, range(len(held))):
            assert -1e-9 <= texts.nearness(one, other) <= 1 + 1e-9
            assert texts.nearness(one, other) == pytest.approx(texts.nearness(other, one))
