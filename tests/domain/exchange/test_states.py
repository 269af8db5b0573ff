"""Every pair of states, and the codes."""

from itertools import product

import pytest

from scibridge.domain.exchange import labels, states
from scibridge.domain.exchange.states import MACHINE, NEED_TIERS, State, Tier, tier_of
from scibridge.engines.text.quantities import Operator
from scibridge.kernel.errors import IllegalTransition

LEGAL = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "draft"),
    ("submitted", "returned"),
    ("submitted", "published"),
    ("submitted", "withdrawn"),
    ("returned", "submitted"),
    ("returned", "withdrawn"),
    ("published", "returned"),
    ("published", "withdrawn"),
    ("published", "expired"),
    ("published", "fulfilled"),
    ("withdrawn", "draft"),
    ("expired", "published"),
    ("expired", "draft"),
    ("expired", "withdrawn"),
    ("expired", "fulfilled"),
}


@pytest.mark.parametrize(("source", "target"), list(product(State, State)))
def test_every_pair_of_states(source: State, target: State) -> None:
    if (source.value, target.value) in LEGAL:
        MACHINE.check(source, target)
        assert MACHINE.may(source, target)
    else:
        assert not MACHINE.may(source, target)
        with pytest.raises(IllegalTransition) as refused:
            MACHINE.check(source, target)
        assert refused.value.data == {"machine": "posting", "source": source.value, "target": target.value}


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (states.State, labels.STATES),
        (states.NeedKind, labels.NEED_KINDS),
        (states.OfferKind, labels.OFFER_KINDS),
        (states.Challenge, labels.CHALLENGES),
        (states.Orientation, labels.ORIENTATIONS),
        (states.ResearchClass, labels.RESEARCH_CLASSES),
        (states.Tier, labels.TIERS),
        (states.ReturnReason, labels.RETURN_REASONS),
        (states.IpPosition, labels.IP_POSITIONS),
        (states.IpStatus, labels.IP_STATUSES),
        (states.Right, labels.RIGHTS),
        (states.Partnership, labels.PARTNERSHIPS),
        (states.ExportControl, labels.EXPORT_CONTROLS),
        (states.IdentifierKind, labels.IDENTIFIER_KINDS),
        (states.Origin, labels.ORIGINS),
        (states.Outcome, labels.REVISION_OUTCOMES),
        (Operator, labels.OPERATORS),
    ],
)
def test_every_code_has_a_label_of_its_own(codes: type[State], words: dict[State, object]) -> None:
    assert list(words) == list(codes)
    assert len({str(word) for word in words.values()}) == len(words)


def test_tiers_grow_and_fall_back_to_the_default() -> None:
    assert [tier.rank for tier in Tier] == [0, 1, 2]
    assert tier_of("budget", {}, NEED_TIERS) is Tier.SIGNED_IN
    assert tier_of("budget", {"budget": "after_nda"}, NEED_TIERS) is Tier.AFTER_NDA
    assert tier_of("title", {"title": "after_nda"}, NEED_TIERS) is Tier.PUBLIC
