"""Offers answer their needs as they were written to: for each need one meets all, another fails something."""

from collections import Counter
from collections.abc import Iterator

import pytest

from scibridge.engines.matching.documents import Document, Element, Kind, MustHave, TextFields
from scibridge.engines.matching.verdicts import judge, wanted
from scibridge.engines.text.lexicon import Lexicon
from scibridge.engines.text.quantities import Operator
from scibridge.engines.text.units import convert, parse_unit
from scibridge.flows.demonstration.entities import Figure, Need, Offer
from scibridge.flows.demonstration.scenario import families
from scibridge.flows.demonstration.world import build_world

_CHECKS = {
    "at_least": lambda found, figure: found >= figure.low,
    "at_most": lambda found, figure: found <= figure.high,
    "more_than": lambda found, figure: found > figure.low,
    "less_than": lambda found, figure: found < figure.high,
}


def _holds(must_have: Figure, claim: Figure) -> bool:
    found = convert(claim.low, parse_unit(claim.unit), parse_unit(must_have.unit))
    assert found is not None, (claim, must_have)
    return bool(_CHECKS[must_have.operator](round(found, 9), must_have))


def _verdicts(need: Need, offer: Offer) -> list[bool | None]:
    names = ("en", "zh")
    verdicts: list[bool | None] = []
    for must_have in need.must_haves:
        claims = [
            claim.figure
            for claim in offer.claims
            if any(
                getattr(claim.figure.metric, one)
                and getattr(claim.figure.metric, one) == getattr(must_have.metric, one)
                for one in names
            )
        ]
        verdicts.append(_holds(must_have, claims[0]) if claims else None)
    return verdicts


def _pairs(size: int) -> Iterator[tuple[Need, list[list[bool | None]]]]:
    world = build_world(size)
    for block in world.blocks:
        for need in block.needs:
            answers = [offer for offer in block.offers if offer.family == need.family]
            yield need, [_verdicts(need, offer) for offer in answers]


def test_units_can_be_converted() -> None:
    for block in build_world(2).blocks:
        for need in block.needs:
            for figure in need.must_haves:
                parse_unit(figure.unit)
        for offer in block.offers:
            for claim in offer.claims:
                parse_unit(claim.figure.unit)


@pytest.mark.parametrize("size", [1, 3])
def test_each_need_has_offers_of_different_quality(size: int) -> None:
    for need, verdicts in _pairs(size):
        assert len(verdicts) >= 2, need.family
        assert any(all(one is True for one in row) for row in verdicts), (need.family, verdicts)
        assert any(False in row for row in verdicts), (need.family, verdicts)


def test_some_offers_say_nothing_on_a_must_have() -> None:
    silent = {need.family for need, verdicts in _pairs(1) if any(None in row for row in verdicts)}
    assert len(silent) >= 20


def test_some_verdicts_need_a_conversion() -> None:
    block = build_world().blocks[0]
    units = {
        (claim.figure.metric.en, claim.figure.unit)
        for offer in block.offers
        for claim in offer.claims
        if claim.figure.metric.en
    }
    converted = {
        need.family
        for need in block.needs
        for figure in need.must_haves
        if any(metric == figure.metric.en and unit != figure.unit for metric, unit in units)
    }
    assert len(converted) >= 20


def test_the_showcase_meets_by_conversion_and_falls_short() -> None:
    world = build_world()
    need = next(one for one in world.needs if one.public_id == world.showcase.need)
    offer = next(one for one in world.offers if one.public_id == world.showcase.offer)
    assert _verdicts(need, offer) == [True, False, True]


def _document(offer: Offer) -> Document:
    texts = {
        language: TextFields(
            title=getattr(offer.title, language),
            summary=getattr(offer.summary, language),
            body=getattr(offer.description, language),
            elements={Element(name): getattr(words, language) for name, words in offer.elements.items()},
        )
        for language in ("en", "zh")
        if getattr(offer.title, language)
    }
    return Document(id=f"offer:{offer.public_id}", kind=Kind.OFFER, texts=texts)


def test_the_engine_reads_the_verdicts_that_were_meant() -> None:
    """No verdict turned round, and at least nine of ten figures found in the words of the offers."""
    lexicon = Lexicon.default()
    (block,) = build_world().blocks
    seen: Counter[tuple[bool | None, str]] = Counter()
    for need in block.needs[: len(families())]:
        must_haves = [
            MustHave(
                {"en": one.metric.en, "zh": one.metric.zh},
                Operator(one.operator),
                one.low,
                one.high,
                parse_unit(one.unit),
            )
            for one in need.must_haves
        ]
        asked = wanted(must_haves, lexicon)
        for offer in block.offers:
            if offer.family == need.family:
                document = _document(offer)
                for meant, one in zip(_verdicts(need, offer), asked, strict=True):
                    seen[meant, judge(one, document).outcome.value] += 1
    assert seen[True, "no"] == seen[False, "meets"] == seen[None, "meets"] == seen[None, "no"] == 0
    stated = sum(times for (meant, _), times in seen.items() if meant is not None)
    assert seen[True, "meets"] + seen[False, "no"] + seen[False, "partly"] >= 0.9 * stated
