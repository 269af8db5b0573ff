"""Which language a text, and each run of it, is in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text.languages import Run, detect, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "en"),
        ("400", "en"),
        ("antipsychotic", "en"),
        ("solid electrolyte", "en"),
        ("Reducing antipsychotic use in older inpatients", "en"),
        ("PM2.5", "en"),
        ("固态电解质", "zh"),
        ("減少抗精神病藥物", "zh"),
        ("基于 Transformer 的 BERT 模型", "zh"),
        ("固态电池 solid electrolyte 400 Wh/kg", "en"),
        ("日本語のテキスト", "other"),
        ("東京大学の研究", "other"),
        ("한국어 텍스트", "other"),
        ("Исследование лекарств", "other"),
        ("Untersuchung der Wirkung von Antipsychotika", "other"),
        ("Effets de la pollution sur les enfants", "other"),
        ("Efectos de la contaminación en los niños", "other"),
        ("Uso de antipsicóticos em idosos não hospitalizados", "other"),
    ],
)
def test_detect(text: str, expected: str) -> None:
    assert detect(text) == expected


def test_runs_of_a_mixed_text() -> None:
    assert runs("固态电池 solid electrolyte 400 Wh/kg") == (Run("zh", 0, 5), Run("en", 5, 32))
    assert runs("基于 BERT 的模型") == (Run("zh", 0, 3), Run("en", 3, 8), Run("zh", 8, 11))
    assert runs("") == ()


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_runs_cover_the_text_without_gaps(text: str) -> None:
    found = runs(text)
    assert detect(text) in {"en", "zh", "other"}
    assert "".join(text[run.start : run.end] for run in found) == text
    assert all(run.language in {"en", "zh", "other"} for run in found)
    assert all(left.language != right.language for left, right in pairwise(found))
