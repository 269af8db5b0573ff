"""Verdicts on must-haves: the figure that belongs to the metric, in the right unit, or unknown."""

import pytest

from scibridge.engines.matching import verdicts
from scibridge.engines.matching.documents import Document, Element, Kind, MustHave, TextFields
from scibridge.engines.matching.explanation import Verdict
from scibridge.engines.text.quantities import Operator

ENERGY = MustHave({"en": "energy density"}, Operator.AT_LEAST, 400, 400, "Wh/kg")
LIFE = MustHave({"zh": "循环寿命"}, Operator.AT_LEAST, 1000, 1000, "cycle")
COST = MustHave({"en": "cost", "zh": "成本"}, Operator.AT_MOST, 100, 100, "USD")


def judge(must_have: MustHave, lexicon: object, language: str, **fields: object) -> Verdict:
    document = Document("offer:1", Kind.OFFER, {language: TextFields(**fields)})  # type: ignore[arg-type]
    (wanted,) = verdicts.wanted((must_have,), lexicon)  # type: ignore[arg-type]
    return verdicts.judge(wanted, document)


@pytest.mark.parametrize(
    ("language", "text", "outcome", "converted", "quote"),
    [
        ("en", "The energy density is 0.42 kWh/kg.", "meets", 420, "energy density is 0.42 kWh/kg"),
        ("en", "Its energy density of 300 Wh/kg", "no", 300, "energy density of 300 Wh/kg"),
        ("en", "energy density 350–450 Wh/kg", "partly", 350, "energy density 350–450 Wh/kg"),
        ("zh", "能量密度达到0.42 kWh/kg。", "meets", 420, "能量密度达到0.42 kWh/kg"),
        ("zh", "能量密度为300瓦时/千克", "no", 300, "能量密度为300瓦时/千克"),
        ("en", "Energy density: at cell level we saw 410 Wh/kg", "meets", 410, None),
        ("en", "We saw 410 Wh/kg energy density.", "meets", 410, None),
        ("en", "The pack delivers 410 Wh/kg.", "meets", 410, "410 Wh/kg"),
    ],
)
def test_the_figure_of_the_metric_is_compared(lexicon, language, text, outcome, converted, quote):
    verdict = judge(ENERGY, lexicon, language, summary=text)
    assert (verdict.outcome, verdict.field, verdict.language) == (outcome, "summary", language)
    assert verdict.converted_low == pytest.approx(converted)
    assert verdict.span is not None
    assert text[slice(*verdict.span)] == verdict.quote
    assert any(digit in verdict.quote for digit in "0123456789")
    assert quote is None or verdict.quote == quote


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A capacity of 500 Wh/kg was reached."),
        ("en", "A high energy density is wanted. The pack has 500 kWh, its power density is 500 W/kg."),
        ("en", "energy density 700 Wh/L"),
        ("en", "an energy density beyond all others"),
        ("en", "specific energy of 300 Wh/kg, power density 2 kW/kg"),
        ("zh", "功率密度500 Wh/kg"),
        ("zh", ""),
    ],
)
def test_a_fitting_unit_alone_is_no_answer(lexicon, language, text):
    verdict = judge(ENERGY, lexicon, language, summary=text)
    assert verdict == Verdict(ENERGY, "unknown")


def test_a_metric_is_carried_across_languages(lexicon):
    assert judge(LIFE, lexicon, "en", summary="with a cycle life of 1,200 cycles").outcome == "meets"
    assert judge(LIFE, lexicon, "zh", summary="循环寿命800次").outcome == "no"


def test_named_figures_go_before_those_nearby_and_better_ones_before_worse(lexicon):
    text = "From an energy density of 250 Wh/kg, raised to an energy density of 420 Wh/kg."
    verdict = judge(ENERGY, lexicon, "en", summary=text)
    assert (verdict.outcome, verdict.found_low) == ("meets", 420)


def test_fields_and_elements_are_named(lexicon):
    assert judge(ENERGY, lexicon, "en", title="Energy density of 410 Wh/kg").field == "title"
    said = {Element.EFFICACY: "energy density of 410 Wh/kg"}
    assert judge(ENERGY, lexicon, "en", elements=said).field == "efficacy"


def test_currencies_are_not_exchanged(lexicon):
    assert judge(COST, lexicon, "en", summary="at a cost of 90 USD").outcome == "meets"
    assert judge(COST, lexicon, "en", summary="at a cost of 90 EUR").outcome == "unknown"


def test_without_a_metric_the_unit_decides(lexicon):
    bare = MustHave({}, Operator.AT_LEAST, 400, 400, "Wh/kg")
    assert judge(bare, lexicon, "en", summary="The pack has 500 Wh/kg").outcome == "meets"
    assert judge(bare, lexicon, "en", summary="The pack weighs 500 kg").outcome == "unknown"


def test_a_range_that_works_covers_the_range_asked_for(lexicon):
    asked = MustHave({"en": "operating temperature"}, Operator.BETWEEN, -10, 50, "degC")
    text = "operating temperature between -20 and 60 °C"
    assert judge(asked, lexicon, "en", summary=text).outcome == "meets"
    assert judge(asked, lexicon, "en", summary=text.replace("60", "40")).outcome == "partly"
    content = MustHave({"en": "moisture"}, Operator.BETWEEN, 5, 10, "percent")
    assert judge(content, lexicon, "en", summary="moisture between 2 and 20 %").outcome == "partly"


def test_a_metric_named_in_the_other_language_counts(lexicon):
    assert judge(LIFE, lexicon, "en", summary="循环寿命 1200 cycles (LFP, 1C, 25 °C)").outcome == "meets"


@pytest.mark.parametrize(
    ("metric", "asked", "text", "outcome"),
    [
        (
            "voltage",
            (Operator.BETWEEN, 210, 250, "V"),
            "Voltage at the end of the feeder should be 230 V.",
            "meets",
        ),
        (
            "weight",
            (Operator.AT_MOST, 15, 15, "kg"),
            "It takes patients of 250 kg, itself weighs 11 kg.",
            "meets",
        ),
        ("hub height", (Operator.AT_LEAST, 100, 100, "m"), "The hub stands 110 m above the ground.", "meets"),
        ("storage temperature", (Operator.BETWEEN, 2, 8, "degC"), "It must be stored at −70 °C.", "no"),
        (
            "charger power",
            (Operator.AT_LEAST, 120, 120, "kW"),
            "Each charger supplies at least 150 kW.",
            "meets",
        ),
        ("pressure", (Operator.AT_LEAST, 30, 30, "MPa"), "The compressive strength is 40 MPa.", "unknown"),
        ("weight", (Operator.AT_MOST, 10, 10, "kg"), "The reactor needs 5 kg of catalyst.", "unknown"),
        (
            "viral suppression",
            (Operator.AT_LEAST, 90, 90, "percent"),
            "Viral suppression improved by 11 %.",
            "unknown",
        ),
        (
            "drying time",
            (Operator.AT_MOST, 30, 30, "minute"),
            "Sterilised in 20 minutes, drying not counted.",
            "unknown",
        ),
        (
            "turnaround time",
            (Operator.AT_MOST, 30, 30, "minute"),
            "Staff were trained for 20 minutes.",
            "unknown",
        ),
    ],
)
def test_what_a_figure_is_of(lexicon, metric, asked, text, outcome):
    must_have = MustHave({"en": metric}, *asked)
    assert judge(must_have, lexicon, "en", summary=text).outcome == outcome


@pytest.mark.parametrize(
    ("metric", "asked", "text", "outcome"),
    [
        ("电机功率", (Operator.AT_MOST, 11, 11, "kW"), "配套电机不必大于7.5千瓦。", "meets"),
        ("手卫生依从率", (Operator.AT_LEAST, 80, 80, "percent"), "该院手卫生依从率为68%。", "no"),
        ("续航时间", (Operator.AT_LEAST, 2, 2, "hour"), "电池可用150分钟。", "meets"),
        (
            "干燥时间",
            (Operator.AT_MOST, 30, 30, "minute"),
            "消毒柜以125℃蒸汽灭菌20分钟，干燥另计。",
            "unknown",
        ),
        ("重量", (Operator.AT_MOST, 50, 50, "kg"), "新叶轮直径640毫米，比旧叶轮轻11公斤。", "unknown"),
        ("治愈率", (Operator.AT_LEAST, 85, 85, "percent"), "治愈率提高了6个百分点。", "unknown"),
    ],
)
def test_what_a_chinese_figure_is_of(lexicon, metric, asked, text, outcome):
    must_have = MustHave({"zh": metric}, *asked)
    assert judge(must_have, lexicon, "zh", summary=text).outcome == outcome
