"""One country of three works by hand: output, pairs, years, topics, coverage, and the works behind."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.sources.openalex.objects import ADDRESS, new_work

from scibridge.engines.atlas.building import build
from scibridge.engines.atlas.failures import AtlasAbsent, UnitAbsent
from scibridge.engines.atlas.families import families_table
from scibridge.engines.atlas.reading import Atlas
from scibridge.engines.atlas.selections import Counting, Depth, Scope, Selection, Subject
from scibridge.engines.atlas.units import pairs_view, ranking_view, unit_view, works_view
from scibridge.engines.lake.loading import loading
from scibridge.sources.openalex.records import work_rows


def signed(*countries: str) -> list[dict[str, Any]]:
    """One author at one institution for each country, first and last named so."""
    roles = ["first", *["middle"] * (len(countries) - 2), "last"]
    return [
        {
            "author_position": role,
            "author": {"id": f"{ADDRESS}A{place}", "display_name": f"Author {place}"},
            "institutions": [
                {"id": f"{ADDRESS}I{place}", "display_name": f"At {country}", "country_code": country}
            ],
        }
        for place, (role, country) in enumerate(zip(roles, countries, strict=False))
    ]


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    with loading(tmp_path / "lake") as writing:
        part = writing.part("works")
        for one in (
            new_work(1, authorships=signed("CN", "US", "DE"), publication_year=2020, cited_by_count=6),
            new_work(2, authorships=signed("CN", "US"), publication_year=2021, topics=[]),
            new_work(3, authorships=signed("CN"), publication_year=2020, cited_by_count=2),
            new_work(4, authorships=[], publication_year=2020, cited_by_count=1),
        ):
            part.add(work_rows(one, Counter()))
        writing.stage("works", [part], [])
        writing.settle()
    build(tmp_path / "lake", tmp_path / "atlas", families=families_table({}), made="now", seconds=lambda: 0.0)
    return Atlas(tmp_path / "atlas", {"CN": ("China", "中国")})


def test_a_country(atlas: Atlas) -> None:
    view = unit_view(atlas, "cn", Selection())
    assert (view.unit.name, view.unit.name_zh) == ("China", "中国")
    figures = {one.code: one.value for one in view.figures}
    assert figures == {
        "output": 3,
        "international_share": pytest.approx(2 / 3),
        "partners": 2,
        "joint_first": None,
        "joint_last": None,
        "citations": None,
        "growth": None,
        "people": None,
        "newcomers": None,
    }
    # Two people stand behind these works: what would judge them is not told.
    assert [one.code for one in view.figures if one.suppressed] == [
        "joint_first",
        "joint_last",
        "citations",
        "people",
        "newcomers",
    ]
    assert [(one.year, one.works, one.corpus_works) for one in view.years] == [(2020, 2, 3), (2021, 1, 1)]
    assert [(one.unit.id, one.works, one.weight) for one in view.partners] == [("US", 2, 1.5), ("DE", 1, 0.5)]
    assert view.partners[0].salton == pytest.approx(2 / (3 * 2) ** 0.5)
    assert view.partners[0].jaccard == pytest.approx(2 / 3)
    # Partners summed over works: CN 3, US 3, DE 2.
    assert view.partners[0].intensity == pytest.approx(2 * 8 / (3 * 3))
    assert [(one.depth, one.name, one.works) for one in view.subjects] == [("field", "Engineering", 2)]
    assert view.subjects[0].specialisation == pytest.approx(1.0)
    assert (view.coverage.works, view.coverage.placed, view.coverage.without_topic) == (4, 3, 1)
    assert view.works == ("W2", "W3", "W1")
    assert [one.name for one in view.queries][:2] == ["unit_years", "unit_partners"]


def test_a_selection_narrows_every_figure(atlas: Atlas) -> None:
    asked = Selection(
        subject=Subject(Depth.FIELD, 22),
        first_year=2020,
        last_year=2020,
        counting=Counting.FRACTIONAL,
        scope=Scope.INTERNATIONAL,
    )
    view = unit_view(atlas, "CN", asked)
    assert view.figures[0].value == pytest.approx(1 / 3)
    assert view.coverage.works == 1
    assert view.works == ("W1",)


def test_who_leads_is_told_of_many_alone(tmp_path: Path) -> None:
    def signed_by(*people: int) -> list[dict[str, Any]]:
        found = signed(*("CN" if one < 9 else "US" for one in people))
        for author, person in zip(found, people, strict=True):
            author["author"]["id"] = f"{ADDRESS}A{person}"
        return found

    with loading(tmp_path / "lake") as writing:
        part = writing.part("works")
        for one in (
            new_work(1, authorships=signed_by(1, 2, 3, 4, 5, 9), publication_year=2020),
            new_work(2, authorships=signed_by(1, 9), publication_year=2021),
        ):
            part.add(work_rows(one, Counter()))
        writing.stage("works", [part], [])
        writing.settle()
    build(tmp_path / "lake", tmp_path / "atlas", families=families_table({}), made="now", seconds=lambda: 0.0)
    atlas = Atlas(tmp_path / "atlas")
    # Five people signed in China, two works led from there; in 2021 one of them did.
    # The total and 2020 would tell of that one.
    years = [(one.year, one.joint_first, one.joint_last) for one in unit_view(atlas, "CN", Selection()).years]
    assert years == [(2020, None, None), (2021, None, None)]
    lines = ranking_view(atlas, Selection()).lines
    assert [(one.unit.id, one.joint, one.joint_first) for one in lines] == [("CN", 2, 2), ("US", 2, None)]


def test_pairs_and_the_works_behind_one(atlas: Atlas) -> None:
    found = pairs_view(atlas, Selection()).pairs
    assert [(one.unit.id, one.partner.id, one.works) for one in found] == [
        ("CN", "US", 2),
        ("CN", "DE", 1),
        ("DE", "US", 1),
    ]
    assert works_view(atlas, "US", Selection(), partner="CN").works == ("W2", "W1")


def test_what_is_not_there(atlas: Atlas, tmp_path: Path) -> None:
    for wrong in ("FR", "", "China", "I1"):
        with pytest.raises(UnitAbsent):
            unit_view(atlas, wrong, Selection())
    with pytest.raises(AtlasAbsent):
        unit_view(Atlas(tmp_path / "nothing"), "CN", Selection())
