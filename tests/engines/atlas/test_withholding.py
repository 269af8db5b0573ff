"""What is withheld cannot be worked out from what is told beside it."""

from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.atlas.views import PeopleLine, YearLine
from scibridge.engines.atlas.withholding import (
    Told,
    leadership_told,
    newcomers_told,
    told_of,
    told_people,
    told_years,
)

_SIZES = st.dictionaries(st.integers(2000, 2006), st.integers(1, 9))


def year(number: int, joint: int, led: int) -> YearLine:
    return YearLine(
        year=number,
        works=joint,
        share=1.0,
        international=0,
        international_share=0.0,
        joint=joint,
        joint_first=led,
        joint_last=0,
        corpus_works=9,
    )


def people(**of: int) -> list[dict[str, int]]:
    return [{"year": int(one[1:]), "people": number, "newcomers": number} for one, number in of.items()]


def test_one_year_of_few_people_takes_the_smallest_other_with_it() -> None:
    years = [year(2019, 4, 1), year(2020, 7, 2), year(2021, 3, 3), year(2022, 3, 0)]
    of = people(y0=30, y2019=9, y2020=8, y2021=2, y2022=8)
    told = leadership_told(years, of)
    assert told == Told(frozenset({2019, 2020}), total=True)
    assert [one.joint_first for one in told_years(years, told)] == [1, 2, None, None]


def test_two_years_of_few_people_hide_each_other() -> None:
    years = [year(2019, 4, 1), year(2020, 7, 2), year(2021, 3, 3)]
    told = leadership_told(years, people(y0=30, y2019=9, y2020=3, y2021=2))
    assert told == Told(frozenset({2019}), total=True)


def test_a_year_without_joint_works_hides_nothing() -> None:
    years = [year(2019, 4, 1), year(2020, 0, 0), year(2021, 3, 3)]
    told = leadership_told(years, people(y0=30, y2019=9, y2020=2, y2021=2))
    assert told == Told(frozenset(), total=True)


def test_the_total_of_one_withheld_year_is_withheld_too() -> None:
    years = [year(2020, 0, 0), year(2021, 3, 3)]
    assert leadership_told(years, people(y0=30, y2020=28, y2021=2)) == Told()


def test_works_without_a_year_count_as_one_that_is_withheld() -> None:
    years = [year(0, 2, 1), year(2020, 7, 2), year(2021, 3, 3)]
    told = leadership_told(years, people(y0=30, y2020=9, y2021=9))
    assert told == Told(frozenset({2020}), total=True)


def test_newcomers_add_up_too() -> None:
    rows = people(y0=19, y2019=8, y2020=2, y2021=9)
    assert newcomers_told(rows) == Told(frozenset({2021}), total=True)
    assert told_people(rows) == (
        PeopleLine(2019, 8, None),
        PeopleLine(2020, None, None),
        PeopleLine(2021, 9, 9),
    )
    assert newcomers_told([]) == Told()


@given(_SIZES, st.sets(st.integers(2000, 2006)), st.booleans())
def test_where_a_total_is_told_never_one_part_alone_is_not(
    sizes: dict[int, int], many: set[int], total: bool
) -> None:
    told = told_of(sizes, many, total=total)
    assert told.years <= many & sizes.keys()
    assert not (told.years and not told.total)
    if told.total:
        assert len(sizes.keys() - told.years) != 1
