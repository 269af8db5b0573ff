"""Counted things and names that only look like counts."""

import pytest

from scibridge.engines.text.quantities import read


@pytest.mark.parametrize(
    ("text", "count", "noun"),
    [
        ("no fewer than 12 qualified welders", 12, "qualified welders"),
        ("14 operating theatres on a hill", 14, "operating theatres"),
        ("let 5,000 or more clerks work", 5_000, "clerks"),
        ("3 references from hospitals", 3, "references"),
        ("编制床位860张", 860, "编制床位"),
        ("不少于6名注册工程师", 6, "注册工程师"),
        ("三所学校", 3, "学校"),
        ("受益人口2.3亿人", 2.3e8, "受益人口"),
    ],
)
def test_counts(text: str, count: float, noun: str) -> None:
    (found,) = read(text)
    assert (found.unit, found.metric) == ("", noun)
    assert found.low == pytest.approx(count)


@pytest.mark.parametrize(
    "text",
    [
        "Work package 2 starts in Q3 2027.",
        "Bus 38 stops at the clinic.",
        "The pump sets are Grundfos CR 45-2 units.",
        "Lot 7A sits in the freezer.",
        "In 2020 researchers met.",
        "航次214W靠泊三期码头。",
        "请把货送到沿江路56号4栋。",
    ],
)
def test_names_count_nothing(text: str) -> None:
    assert read(text) == ()


def test_what_is_counted_in_a_span_of_time_is_a_rate() -> None:
    (found,) = read("样品通量为每小时180个样品")
    assert (found.low, found.unit) == (180, "1/hour")
