"""What a paragraph proposes, in both languages; every quote is where it says it is."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scibridge.domain.exchange.states import Challenge
from scibridge.engines.matching.documents import Element
from scibridge.engines.proposals.challenges import cues
from scibridge.engines.proposals.conditions import usual_metric
from scibridge.engines.proposals.proposal import Proposal, Quote
from scibridge.engines.proposals.reading import LONGEST, read_proposal

CHENGDU = (
    "我院老年科住院患者中约三成使用抗精神病药物，跌倒风险高。我们希望通过非药物干预方法，在12个月内把使用率降低至少30%，"
    "跌倒发生率不超过2‰。系统需支持不少于500张床位，单床成本低于3000元，响应时间小于2秒。适用于三级医院老年病房。\n"
    "关键词：抗精神病药物；老年；跌倒"
)
LEUVEN = (
    "Solid-state battery for cold regions\n"
    "We need a solid-state battery above 400 Wh/kg that works at -40 °C for more than 1,000 cycles,"
    " with a cost below $100/kWh. At least 80% capacity retention is required."
    " Today's packs lose more than 50% of capacity in winter. Suitable for light aircraft and port cranes."
)


def conditions(text: str) -> list[tuple[Any, ...]]:
    return [
        (dict(one.metric), one.guessed, one.operator.value, one.low, one.unit, one.quote.text, one.certain)
        for one in read_proposal(text).must_haves
    ]


def test_a_paragraph_in_chinese() -> None:
    found = read_proposal(CHENGDU)
    assert found.languages == ("zh",)
    assert [(one.words, one.certain) for one in found.titles] == [
        ("通过非药物干预方法，在12个月内把使用率降低至少30%，跌倒发生率不超过2‰", True)
    ]
    assert [one.words for one in found.keywords] == ["抗精神病药物；老年；跌倒"]
    assert conditions(CHENGDU) == [
        ({"zh": "时间"}, True, "at_most", 12, "month", "12个月内", False),
        ({"zh": "使用率降低"}, False, "at_least", 30, "percent", "使用率降低至少30%", True),
        ({"zh": "跌倒发生率"}, False, "at_most", 2, "permille", "跌倒发生率不超过2‰", True),
        ({"zh": "床位"}, False, "at_least", 500, "", "不少于500张床位", True),
        ({"zh": "单床成本"}, False, "less_than", 3000, "CNY", "单床成本低于3000元", True),
        ({"zh": "响应时间"}, False, "less_than", 2, "second", "响应时间小于2秒", True),
    ]
    assert [(one.element, one.quote.text, one.certain) for one in found.elements] == [
        (Element.METHOD, "非药物干预", True),
        (Element.EFFICACY, "在12个月内把使用率降低至少30%", False),
        (Element.APPLICATION, "三级医院老年病房", True),
    ]
    assert [one.code for one in found.challenges] == ["human_health"]


def test_a_paragraph_in_english() -> None:
    found = read_proposal(LEUVEN)
    assert [(one.words, one.certain) for one in found.titles] == [
        ("Solid-state battery for cold regions", True)
    ]
    assert conditions(LEUVEN) == [
        ({"en": "energy density"}, True, "more_than", 400, "Wh/kg", "above 400 Wh/kg", False),
        ({"en": "temperature"}, True, "equal", -40, "degC", "-40 °C", False),
        ({"en": "cycle life"}, True, "more_than", 1000, "cycle", "more than 1,000 cycles", False),
        ({"en": "cost"}, False, "less_than", 100, "USD/kWh", "cost below $100/kWh", True),
        (
            {"en": "capacity retention"},
            False,
            "at_least",
            80,
            "percent",
            "At least 80% capacity retention",
            True,
        ),
    ]
    assert [(one.element, one.quote.text) for one in found.elements] == [
        (Element.PRODUCT, "a solid-state battery"),
        (Element.APPLICATION, "light aircraft and port cranes"),
    ]
    assert [one.code for one in found.challenges] == ["energy_security"]


@pytest.mark.parametrize(
    ("text", "words", "certain"),
    [
        ("Older people fall at home.", "Older people fall at home", True),
        ("Older people fall at home. It takes hours.", "Older people fall at home", False),
        ("Older people fall. We need an alarm that is not worn.", "An alarm", True),
        ("They fall. We would like to cut falls by half.", "Cut falls by half", True),
        ("题目：跌倒预警\n我们需要它。", "跌倒预警", True),
        ("跌倒预警\n老人在家跌倒，无人知晓。", "跌倒预警", True),
        ("Need " + "very long words, " * 20, "Need " + "very long words, " * 5 + "very long words", False),
    ],
)
def test_a_title(text: str, words: str, certain: bool) -> None:
    assert [(one.words, one.certain) for one in read_proposal(text).titles] == [(words, certain)]


def test_both_languages_in_one_text_are_kept_apart() -> None:
    text = "We need a quiet rotor, with a noise level of at most 60 dB.\n需要一种静音旋翼，噪声不超过60 dB。"
    found = read_proposal(text)
    assert found.languages == ("en", "zh")
    assert {one.language: one.words for one in found.bodies} == dict(
        zip(("en", "zh"), text.split("\n"), strict=True)
    )
    (condition,) = found.must_haves
    assert condition.metric == {"en": "noise level", "zh": "噪声"}


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("A quiet rotor\nThe rotor is for drones at night.", ("en",)),
        ("Ein leiser Rotor wird gebraucht, der nicht so laut ist.", ("other",)),
        ("静かな回転翼が必要です。", ("other",)),
        ("静音旋翼（quiet rotor）的需求。", ("zh",)),
        ("400 Wh/kg", ("en",)),
        ("", ()),
    ],
)
def test_languages(text: str, languages: tuple[str, ...]) -> None:
    assert read_proposal(text).languages == languages


@pytest.mark.parametrize(
    "text",
    [
        "Today more than 30% of patients fall.",
        "目前跌倒发生率超过30%。",
        "The device weighs 3 kg.",
        "去年有超过300名患者跌倒。",
        "In 2023 we opened.",
    ],
)
def test_what_describes_today_demands_nothing(text: str) -> None:
    assert read_proposal(text).must_haves == ()


@pytest.mark.parametrize(
    ("text", "element", "words"),
    [
        ("Material: sulfide electrolyte\nMethod: slurry casting", Element.MATERIAL, "sulfide electrolyte"),
        ("材料：硫化物电解质\n方法：浆料涂布", Element.METHOD, "浆料涂布"),
        ("It is made of cellulose, and cheap.", Element.MATERIAL, "cellulose"),
        ("以秸秆为原料制备。", Element.MATERIAL, "秸秆"),
        ("Looking for a rapid test for dengue.", Element.PRODUCT, "a rapid test"),
        ("寻求一种快速检测试剂，便宜。", Element.PRODUCT, "快速检测试剂"),
        ("应用场景：县级医院", Element.APPLICATION, "县级医院"),
    ],
)
def test_elements_by_their_cues(text: str, element: Element, words: str) -> None:
    found = {one.element: one for one in read_proposal(text).elements}
    assert (found[element].quote.text, found[element].certain) == (words, True)


def test_two_readings_are_left_open() -> None:
    found = read_proposal("用于水稻育种。也可用于小麦育种。").elements
    assert [(one.quote.text, one.certain) for one in found] == [("水稻育种", False), ("小麦育种", False)]


@pytest.mark.parametrize(
    ("unit", "english", "chinese"),
    [
        ("kWh/kg", "energy density", "能量密度"),
        ("hour", "time", "时间"),
        ("CNY/kWh", "cost", "成本"),
        ("K", "temperature", "温度"),
        ("percent", "", ""),
        ("", "", ""),
    ],
)
def test_a_figure_is_named_after_its_unit(unit: str, english: str, chinese: str) -> None:
    assert (usual_metric(unit, "en"), usual_metric(unit, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("text", "metric", "certain"),
    [
        ("能耗降低至少30%。", "能耗降低", True),
        ("能耗应降低至 5 kWh/kg 以下。", "能耗", True),
        ("We want to reduce energy consumption by at least 30%.", "energy consumption reduction", False),
        ("Energy consumption must be at most 5 kWh/kg.", "Energy consumption", True),
    ],
)
def test_a_change_is_not_a_level(text: str, metric: str, certain: bool) -> None:
    (found,) = read_proposal(text).must_haves
    assert (list(found.metric.values()), found.certain) == ([metric], certain)


def test_a_result_claims_its_figures() -> None:
    text = (
        "The film reaches a conductivity of 12 mS/cm. Its energy density of 420 Wh/kg is higher than"
        " 260 Wh/kg of today's cells. 循环寿命达到1200次。"
    )
    found = [
        (dict(one.metric), one.operator.value, one.low, one.certain)
        for one in read_proposal(text, offered=True).must_haves
    ]
    assert found[:2] == [
        ({"en": "conductivity"}, "equal", 12, True),
        ({"en": "energy density"}, "equal", 420, False),
    ]
    assert found[-1] == ({"zh": "循环寿命"}, "equal", 1200, True)


def test_every_cue_names_a_challenge() -> None:
    assert set(cues()) == {one.value for one in Challenge}


def quotes(found: Proposal) -> list[Quote]:
    """Every quote of a proposal."""
    worded = [*found.titles, *found.bodies, *found.keywords, *found.must_haves, *found.elements]
    return [one.quote for one in worded] + [quote for one in found.challenges for quote in one.quotes]


_PIECES = (
    "需要 一种 能量密度 不低于 400 Wh/kg ， 。 \n 材料： Material: 用于 we need a for use in at least"
    " −４０ ℃ 12.5 % \u202e \ufeff 關鍵詞： 电池 battery patients 以 为原料 ； . ,"
)
_WORDS = st.sampled_from(_PIECES.split(" "))
_TEXTS = st.one_of(st.text(st.characters(), max_size=300), st.lists(_WORDS, max_size=60).map("".join))


@given(text=_TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_every_quote_is_in_it(text: str) -> None:
    found = read_proposal(text)
    for one in [*quotes(found), *quotes(read_proposal(text, offered=True))]:
        assert 0 <= one.start <= one.end <= len(text)
        assert text[one.start : one.end] == one.text
    places = [place for one in found.passages for place in (one.start, one.end)]
    assert places == sorted(places)
    if found.passages:
        assert "".join(text[one.start : one.end] for one in found.passages) == text
    assert all(one.words for one in (*found.titles, *found.bodies, *found.keywords))


def test_a_text_without_end_is_read_to_a_limit() -> None:
    text = "能量密度不低于 400 Wh/kg。" * 4000
    assert all(one.end <= LONGEST for one in quotes(read_proposal(text)))


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("The unit must fit a corridor no wider than 1.2 m.", {"en": "width"}),
        ("We need a film that lets through at least 88 % of light.", {"en": "transmission"}),
        ("要求自合同签订之日起60日内交货。", {"zh": "时间"}),
    ],
)
def test_a_measure_nobody_names_is_guessed_from_the_words_beside_the_figure(
    text: str, metric: dict[str, str]
) -> None:
    (condition,) = read_proposal(text).must_haves
    assert (condition.metric, condition.guessed, condition.certain) == (metric, True, False)
