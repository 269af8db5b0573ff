"""All of science as an aggregate: its stated relation, and the same statements as for the corpus."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.atlas.corpus import FAMILIES

from scibridge.engines.atlas.building import build
from scibridge.engines.atlas.failures import ScienceAbsent
from scibridge.engines.atlas.families import families_table
from scibridge.engines.atlas.reading import Atlas
from scibridge.engines.atlas.science import contradictions, write_science
from scibridge.engines.atlas.selections import Selection, Source
from scibridge.engines.atlas.units import pairs_view, unit_view
from scibridge.sources.collaboration import BadRow, Joint, read_collaboration

SCIENCE = Selection(source=Source.SCIENCE)
works_of_countries = st.lists(
    st.tuples(
        st.integers(2020, 2022),
        st.sets(st.sampled_from(["CN", "US", "NA", "DE", "BR"]), min_size=2),
    ),
    min_size=1,
    max_size=30,
)


def aggregated(works: list[tuple[int, set[str]]]) -> dict[tuple[int, str, str], int]:
    """By the stated relation: one to each of the k(k-1)/2 pairs, and one to each country's diagonal."""
    matrix: dict[tuple[int, str, str], int] = {}
    for year, countries in works:
        for pair in [*combinations(sorted(countries), 2), *((one, one) for one in countries)]:
            matrix[year, *pair] = matrix.get((year, *pair), 0) + 1
    return matrix


@given(works_of_countries)
def test_no_pair_has_more_works_than_its_countries(works: list[tuple[int, set[str]]]) -> None:
    matrix = aggregated(works)
    assert contradictions(matrix) == []
    pairs = sum(works for (_, one, other), works in matrix.items() if one != other)
    assert pairs == sum(len(countries) * (len(countries) - 1) // 2 for _, countries in works)


def test_a_pair_above_a_country_is_a_contradiction() -> None:
    assert contradictions({(2020, "CN", "CN"): 1, (2020, "CN", "US"): 2}) == [(2020, "CN", "US")]


@pytest.fixture
def root(lake: Path, tmp_path: Path) -> Path:
    build(lake, tmp_path / "atlas", families=families_table(FAMILIES), made="now", seconds=lambda: 0.0)
    return tmp_path / "atlas"


def test_a_country_of_all_science(root: Path) -> None:
    atlas = Atlas(root)
    with pytest.raises(ScienceAbsent):
        unit_view(atlas, "CN", SCIENCE)
    works = [(2020, {"CN", "US", "NA"}), (2020, {"CN", "US"}), (2021, {"CN", "DE"})]
    write_science(root, aggregated(works), source="some.csv", made="now")
    view = unit_view(atlas, "CN", SCIENCE)
    assert [(one.year, one.works) for one in view.years] == [(2020, 2), (2021, 1)]
    assert [(one.unit.id, one.works, one.weight) for one in view.partners] == [
        ("US", 2, None),
        ("DE", 1, None),
        ("NA", 1, None),
    ]
    assert view.partners[0].salton == pytest.approx(2 / (3 * 2) ** 0.5)
    # Partners summed: CN 4, US 3, NA 2, DE 1.
    assert view.partners[0].intensity == pytest.approx(2 * 10 / (4 * 3))
    assert [one.code for one in view.figures] == ["output", "partners", "growth"]
    assert pairs_view(atlas, SCIENCE, most=1).pairs[0].works == 2


def test_rows_that_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "year,country_a,country_b,works\n2020,NA,CN,3\n2020,China,US,1\n20,CN,US,1\n2020,CN,US,-1\n2020,CN\n"
    )
    found = list(read_collaboration(path))
    assert found[0] == Joint(2020, "CN", "NA", 3)
    assert [one.reason for one in found if isinstance(one, BadRow)] == [
        "absurd_country",
        "absurd_year",
        "absurd_number",
        "wrong_shape",
    ]


@pytest.mark.realdata
def test_the_published_figures(real_data: Path, root: Path) -> None:
    path = real_data / "world-collaboration" / "country_coauthorship_1990_2023.csv.gz"
    rows = [row for row in read_collaboration(path) if isinstance(row, Joint)]
    assert len(rows) == 273_016
    matrix = {(row.year, row.one, row.other): row.works for row in rows}
    assert contradictions(matrix) == []
    write_science(root, matrix, source=path.name, made="now")
    found = pairs_view(
        Atlas(root), Selection(source=Source.SCIENCE, first_year=2023, last_year=2023), most=5
    ).pairs
    assert [(one.unit.id, one.partner.id, one.works) for one in found] == [
        ("CN", "US", 72_794),
        ("GB", "US", 63_348),
        ("DE", "US", 45_440),
        ("CA", "US", 45_217),
        ("CN", "GB", 30_679),
    ]
