"""What a moderator should look at twice."""

from typing import Any

import pytest

from scibridge.domain.exchange.content.hints import Hint, HintFound, hints
from scibridge.engines.matching.documents import Kind

LONG = {
    "en": "Older inpatients get antipsychotics for too long, and nobody reviews the doses after discharge.",
    "zh-hans": "老年住院患者使用抗精神病药物时间过长，出院后无人复核剂量，跌倒和骨折明显增多。",
}
WHOLE: dict[str, Any] = {
    "title": {"en": "Fewer antipsychotics", "zh-hans": "减少抗精神病药物"},
    "problem": LONG,
    "must_haves": ("one",),
    "challenge": "human_health",
    "eligible_countries": (),
    "eligible_reason": {},
    "confidential_details": None,
}


def test_a_good_need_has_none() -> None:
    assert hints(Kind.NEED, WHOLE) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": {"en": "Fewer"}}, HintFound(Hint.MISSING_LANGUAGE, "title", "zh-hans")),
        ({"must_haves": ()}, HintFound(Hint.NO_MUST_HAVES, "must_haves")),
        ({"eligible_countries": ("DE",)}, HintFound(Hint.RESTRICTED_WITHOUT_REASON, "eligible_countries")),
        ({"challenge": ""}, HintFound(Hint.NO_CHALLENGE, "challenge")),
        (
            {"current_solution": {"en": "Ask dr.li@example.org"}},
            HintFound(Hint.CONTACT_DATA, "current_solution", "dr.li@example.org"),
        ),
        ({"problem": LONG | {"zh-hans": "剂量过高。"}}, HintFound(Hint.SHORT_TEXT, "problem", "zh-hans")),
    ],
)
def test_what_is_looked_at(changes: dict[str, Any], expected: HintFound) -> None:
    assert hints(Kind.NEED, WHOLE | changes) == (expected,)


def test_what_is_withheld_is_not_guessed_at() -> None:
    assert hints(Kind.NEED, WHOLE | {"must_haves": None, "current_solution": None}) == ()


def test_confidential_words_may_hold_an_address() -> None:
    assert hints(Kind.NEED, WHOLE | {"confidential_details": {"en": "Call +49 421 21800"}}) == ()


def test_an_offer_is_asked_for_its_figures() -> None:
    offer = WHOLE | {"summary": LONG, "claims": ()}
    assert hints(Kind.OFFER, offer) == (HintFound(Hint.NO_CLAIMS, "claims"),)
