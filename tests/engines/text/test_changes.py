"""By how much, or where it stands."""

import pytest

from scibridge.engines.text.changes import is_change, measures_change


@pytest.mark.parametrize(
    ("before", "figure", "after", "changed"),
    [
        ("Viral suppression improved by ", "11 percentage points", ".", True),
        ("we reduce the cost of storage by at least ", "30 %", "", True),
        ("an increase of ", "5 %", "", True),
        ("suppression rose to ", "90 %", "", False),
        ("the pump weighs ", "11 kg", " less than the old one", True),
        ("followed by ", "5 minutes", "", False),
        ("治愈率提高了", "6个百分点", "", True),
        ("烘干时间缩短了", "2.5小时", "", True),
        ("效率提高到", "95%", "", False),
        ("新叶轮比旧叶轮轻", "11公斤", "", True),
    ],
)
def test_is_change(before: str, figure: str, after: str, changed: bool) -> None:
    assert is_change(before, figure, after) is changed


def test_measures_change() -> None:
    assert all(map(measures_change, ("yield increase", "noise reduction", "降幅", "减排量")))
    assert not any(map(measures_change, ("yield", "noise level", "产量")))
