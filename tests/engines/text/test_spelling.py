"""British and American spellings meet, other words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.text.spelling import american
from scibridge.engines.text.tokens import english_text

TWO_SPELLINGS = """
hospitalised hospitalized, organisation organization, behaviour behavior, tumours tumors, modelling
modeling, labelled labeled, haemoglobin hemoglobin, anaemia anemia, leukaemia leukemia, paediatric
pediatric, oedema edema, oestrogen estrogen, diarrhoea diarrhea, aetiology etiology, anaesthesia
anesthesia, fibre fiber, centre center, litres liters, titre titer, analysed analyzed, catalogue
catalog, analogue analog, sulphide sulfide, foetal fetal, neighbourhood neighborhood, vapour vapor,
colour color, programme program, ageing aging, utilisation utilization, caesarean cesarean, faecal
fecal, gynaecology gynecology, palaeoclimate paleoclimate, stabiliser stabilizer
"""
ONE_SPELLING = """
rise wise filled killing four hour your contour aerosol phoenix poem does genre acre massacre are
aware more before core store hemisphere basis analysis noise aerobic maestro academia macadamia
"""


@pytest.mark.parametrize("pair", [one.split() for one in TWO_SPELLINGS.split(",")])
def test_both_spellings_are_one_term(pair: list[str]) -> None:
    british, other = pair
    assert american(british) == other
    assert english_text(british) == english_text(other) != ""


@pytest.mark.parametrize("word", ONE_SPELLING.split())
def test_other_words_stay(word: str) -> None:
    assert american(word) == word


def test_words_that_look_alike_stay_apart() -> None:
    pairs = [("filled", "filed"), ("polling", "poling"), ("tiling", "tilling"), ("hour", "hor")]
    assert all(english_text(left) != english_text(right) for left, right in pairs)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert american(american(word)) == american(word)
