"""Figures with units, in both languages, and figures that are none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scibridge.engines.text.figures import value
from scibridge.engines.text.quantities import Operator, Quantity, read


def only(text: str) -> Quantity:
    (found,) = read(text)
    assert text[slice(*found.span)] == found.text
    return found


@pytest.mark.parametrize(
    ("text", "operator", "low", "high", "unit"),
    [
        ("不低于 400 Wh/kg", "at_least", 400, 400, "Wh/kg"),
        ("at least 0.4 kWh/kg", "at_least", 0.4, 0.4, "kWh/kg"),
        ("no less than 5 %", "at_least", 5, 5, "percent"),
        ("≥ 99.5 %", "at_least", 99.5, 99.5, "percent"),
        ("80%以上", "at_least", 80, 80, "percent"),
        ("30 days or more", "at_least", 30, 30, "day"),
        ("−20 ℃", "equal", -20, -20, "degC"),
        ("3–5 年", "between", 3, 5, "year"),
        ("3-5年", "between", 3, 5, "year"),
        ("1.2 万吨", "equal", 12_000, 12_000, "metric_ton"),
        ("3–5 万吨", "between", 30_000, 50_000, "metric_ton"),
        ("3亿元", "equal", 3e8, 3e8, "CNY"),
        ("1.5 million tonnes", "equal", 1.5e6, 1.5e6, "metric_ton"),
        ("up to 80 °C", "at_most", 80, 80, "degC"),
        ("less than 5 minutes", "less_than", 5, 5, "minute"),
        ("高于100MPa", "more_than", 100, 100, "MPa"),
        ("不超过3 个月", "at_most", 3, 3, "month"),
        ("15分钟以内", "at_most", 15, 15, "minute"),
        ("三个月内", "at_most", 3, 3, "month"),
        ("百分之三十", "equal", 30, 30, "percent"),
        ("两倍", "equal", 2, 2, "fold"),
        ("10^6 CFU/mL", "equal", 1e6, 1e6, "CFU/mL"),
        ("1.5×10⁻³ S/cm", "equal", 1.5e-3, 1.5e-3, "S/cm"),
        ("1e-3 S/cm", "equal", 1e-3, 1e-3, "S/cm"),
        ("1,200 cycles", "equal", 1200, 1200, "cycle"),
        ("10 000 h", "equal", 10_000, 10_000, "hour"),
        ("1200次循环", "equal", 1200, 1200, "cycle"),
        ("约5毫克/升", "about", 5, 5, "mg/L"),
        ("20元左右", "about", 20, 20, "CNY"),
        ("5.0 ± 0.2 mm", "about", 4.8, 5.2, "mm"),
        ("between 3 and 5 kW", "between", 3, 5, "kW"),
        ("from 20 to 30 %", "between", 20, 30, "percent"),
        ("-20 ~ 60 ℃", "between", -20, 60, "degC"),
        ("works at -40 °C", "equal", -40, -40, "degC"),
        ("COVID-19 within 3 days", "at_most", 3, 3, "day"),
        ("－２０℃至６０℃", "between", -20, 60, "degC"),
        ("0.5元/千瓦时", "equal", 0.5, 0.5, "CNY/kWh"),
        ("5 万千瓦时", "equal", 50_000, 50_000, "kWh"),
        ("US$ 45 per kWh", "equal", 45, 45, "USD/kWh"),
        ("€5 million", "equal", 5e6, 5e6, "EUR"),
        ("10 ppm", "equal", 10, 10, "ppm"),
        ("50 nm", "equal", 50, 50, "nm"),
        ("20 mg·L⁻¹", "equal", 20, 20, "mg/L"),
        ("3 W m-2 K-1", "equal", 3, 3, "W/m**2/K"),
        ("3 萬噸以上", "at_least", 30_000, 30_000, "metric_ton"),
        ("a 10-minute test", "equal", 10, 10, "minute"),
        ("300 patients", "equal", 300, 300, ""),
        ("300例患者", "equal", 300, 300, ""),
        ("零下40摄氏度", "equal", -40, -40, "degC"),
        ("minus 20 °C", "equal", -20, -20, "degC"),
        ("12 kg CO2 per tonne", "equal", 12, 12, "kg/metric_ton"),
        ("1 200 samples per hour", "equal", 1200, 1200, "1/hour"),
        ("每公斤成本低于20元", "less_than", 20, 20, "CNY/kg"),
        ("0.03 W/(m·K)", "equal", 0.03, 0.03, "W/m/K"),
        ("（200±10）nm", "about", 190, 210, "nm"),
        ("one million tonnes per year", "equal", 1e6, 1e6, "metric_ton/year"),
        ("at least ten engineers", "at_least", 10, 10, ""),
        ("$3.5k", "equal", 3500, 3500, "USD"),
        ("€2m for pilots", "equal", 2e6, 2e6, "EUR"),
        ("tested over 30 days", "equal", 30, 30, "day"),
        ("flies for over 90 minutes", "more_than", 90, 90, "minute"),
        ("resolution better than 1 m", "less_than", 1, 1, "m"),
        ("a yield better than 90 %", "more_than", 90, 90, "percent"),
        ("40 per cent", "equal", 40, 40, "percent"),
        ("torque of 50 N m", "equal", 50, 50, "N*m"),
        ("2.3亿人", "equal", 2.3e8, 2.3e8, ""),
    ],
)
def test_read(text: str, operator: str, low: float, high: float, unit: str) -> None:
    found = only(text)
    assert (found.operator, found.unit) == (Operator(operator), unit)
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "metric", "quote"),
    [
        ("能量密度不低于 400 Wh/kg", "能量密度", "不低于 400 Wh/kg"),
        ("电池的循环寿命达到1200次", "循环寿命", "1200次"),
        ("成本控制在0.5元/千瓦时以内", "成本", "0.5元/千瓦时以内"),
        ("energy density of at least 0.4 kWh/kg", "energy density", "at least 0.4 kWh/kg"),
        ("we reduce cost by 30 %", "cost", "30 %"),
        ("shows >95% sensitivity", "sensitivity", ">95%"),
        ("operates at up to 80 °C", "", "up to 80 °C"),
        ("把使用率降低至少30%", "使用率", "至少30%"),
        ("at least 80% capacity retention", "capacity retention", "at least 80%"),
        ("不少于500张床位", "床位", "不少于500张床位"),
        ("for 24 h", "", "24 h"),
        ("纳入300例患者", "患者", "300例患者"),
    ],
)
def test_metric_and_quote(text: str, metric: str, quote: str) -> None:
    found = only(text)
    assert (found.metric, found.text) == (metric, quote)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in 2023",
        "2023年",
        "2020–2023 年",
        "1990年代",
        "the 1990s",
        "第3章 3.2 节",
        "see Section 3.2 and Table 4",
        "Fig. 3 A",
        "type 2 T cells",
        "https://doi.org/10.1016/j.m.2020.01",
        "doi 10.1038/s41586",
        "version 2.0.1",
        "010-88888888 13800138000 +86 138 0013 8000",
        "PM2.5",
        "COVID-19",
        "[12] [3–5]",
        "the number 42",
        "at 5 pm",
        "五年计划与百年目标",
        "one of them and one cell",
        "H2O",
    ],
)
def test_figures_that_are_names_are_not_read(text: str) -> None:
    assert read(text) == ()


def test_several_in_order() -> None:
    found = read("能量密度≥400 Wh/kg，循环1200次，−20 ℃下容量保持率高于80%")
    assert [(one.low, one.unit) for one in found] == [
        (400, "Wh/kg"),
        (1200, "cycle"),
        (-20, "degC"),
        (80, "percent"),
    ]


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("1,200", 1200),
        ("三百二十", 320),
        ("十", 10),
        ("2.5亿", 2.5e8),
        ("10⁻³", 1e-3),
        ("105万", 1_050_000),
        (".5", 0.5),
    ],
)
def test_value(written: str, worth: float) -> None:
    assert value(written)[0] == pytest.approx(worth)


WRITTEN = (
    "不低于 至少 约 up to between and 3 5 400 1,200 10^6 10⁻³ ± – - ~ 至 % ℃ Wh/kg"
    " 年 万 亿 元 /千瓦时 US$ 以上 以内 × 百分之 三 个月 patients [ ] . , 1e999 10^999 9"
)
PIECES = st.sampled_from(WRITTEN.split(" "))


@given(
    st.lists(PIECES, max_size=14).map("".join) | st.text(st.characters(exclude_categories=()), max_size=60)
)
@example("百分之3%")
def test_reading_never_fails_and_quotes_the_figure(text: str) -> None:
    last = 0
    for found in read(text):
        start, end = found.span
        assert 0 <= last <= start < end <= len(text)
        assert found.text == text[start:end]
        assert found.low <= found.high
        assert abs(found.high) != float("inf")
        assert found.unit or found.metric
        assert any(
            character.isdigit() or character in "一二两三四五六七八九十百千" or character.isnumeric()
            for character in found.text
        )
        last = end


@pytest.mark.parametrize("unit", ["1" * 7, "1,", "1.1 ", "百分之", "a.b@", "3–5 年 ", "v1.", "[1,", "$ "])
def test_ten_megabytes_of_hostile_text(unit: str) -> None:
    read(unit * (300_000 // len(unit)))


def test_a_ten_megabyte_text() -> None:
    assert len(read("words and more words " * 500_000 + "at least 400 Wh/kg")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2000年3～12月对50例小儿", [(50, 50, "")]),
        ("效益显著.2011年和2012年", []),
        ("3S技术", []),
        ("百分之1e999", []),
        ("1.0×10-4～3.5×10-4m2/s", [(1e-4, 3.5e-4, "m**2/s")]),
        ("5 cm2s-1", []),
        ("土层＞10～20 cm", [(10, 20, "cm")]),
        ("高度12．1 km", [(12.1, 12.1, "km")]),
        ("wear of .5 percent", [(0.5, 0.5, "percent")]),
    ],
)
def test_figures_as_real_abstracts_print_them(text: str, expected: list[tuple[float, float, str]]) -> None:
    found = read(text)
    assert [one.unit for one in found] == [unit for _, _, unit in expected]
    for one, (low, high, _) in zip(found, expected, strict=True):
        assert (one.low, one.high) == pytest.approx((low, high))
