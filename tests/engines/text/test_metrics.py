"""Names of measures as sentences give them."""

import pytest

from scibridge.engines.text.metrics import last_phrase, metric_of, names_measure


@pytest.mark.parametrize(
    ("before", "after", "metric"),
    [
        ("Voltage at the end of the feeder should be ", "", "Voltage at the end of the feeder"),
        ("Losses measured at full load were ", "", "Losses measured at full load"),
        ("After the new filter, arsenic in the well water was ", "", "arsenic in the well water"),
        ("Coating thickness shall lie in the range ", "", "Coating thickness"),
        ("with a noise level of ", "", "noise level"),
        ("a pipe with a wall thickness of ", "", "wall thickness"),
        ("Noise from the pump, which stands next to the waiting area, should stay ", "", ""),
        ("must run in ", " of memory.", "memory"),
        ("We heard ", "", ""),
        ("该院手卫生依从率为", "", "该院手卫生依从率"),
        ("供暖能耗为每平方米", "", "供暖能耗"),
        ("天平室相对湿度应保持在", "", "天平室相对湿度"),
        ("绿电制氨示范线要形成", "以上的年产能", ""),
        ("超低温冰箱须能长期稳定在", "", "超低温冰箱"),
        ("需要在床旁 ", "", ""),
        ("寻求一种可在", "", ""),
    ],
)
def test_metric_of(before: str, after: str, metric: str) -> None:
    assert metric_of(before, after) == metric


def test_the_last_phrase_is_the_noun_next_to_the_figure() -> None:
    assert last_phrase("voltage at the end of the feeder") == "feeder"
    assert last_phrase("wall thickness") == "wall thickness"


@pytest.mark.parametrize(
    ("name", "is_measure"),
    [("tensile strength", True), ("motor", False), ("含水率", True), ("配套电机", False), ("", False)],
)
def test_names_measure(name: str, is_measure: bool) -> None:
    assert names_measure(name) is is_measure
