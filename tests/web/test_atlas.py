"""Pages of the atlas: exact figures of a small corpus, in both languages, and what stands in their way."""

import csv
import io
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sources.openalex.objects import ADDRESS, new_work

from scibridge.flows.atlas.building import build_atlas
from scibridge.flows.atlas.labels import INDICATORS
from scibridge.flows.corpus import import_openalex_works

pytestmark = pytest.mark.django_db
HOUSES = {1: "CN", 2: "US", 3: "DE"}
# Work → year, and the houses that signed it.
SIGNED = {
    1: (2019, (1,)),
    2: (2020, (1, 2)),
    3: (2020, (1, 2)),
    4: (2021, (1, 3)),
    5: (2021, (2,)),
    6: (2022, (3,)),
    7: (2022, (1, 2, 3)),
    8: (2022, (1,)),
}


def work(number: int) -> dict[str, Any]:
    year, houses = SIGNED[number]
    signed = [
        {
            "author_position": "first" if house == houses[0] else "last",
            "author": {"id": f"{ADDRESS}A{house}", "display_name": f"Person {house}"},
            "institutions": [
                {
                    "id": f"{ADDRESS}I{house}",
                    "display_name": f"House {house}",
                    "country_code": HOUSES[house],
                }
            ],
        }
        for house in houses
    ]
    return new_work(number, publication_year=year, publication_date=None, authorships=signed)


def build_small() -> None:
    """The corpus of ``SIGNED``, and its atlas."""
    cache.clear()
    with tempfile.TemporaryDirectory() as folder:
        import_openalex_works(
            [work(number) for number in SIGNED],
            settings.LAKE_DIRECTORY,
            source="tests",
            reject_file=Path(folder) / "rejected.jsonl",
        )
    build_atlas()


@pytest.fixture
def built() -> None:
    build_small()


def read(client: Client, path: str, language: str = "en", status: int = 200) -> str:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == status, path
    return response.text


def rows(client: Client, path: str) -> list[dict[str, str]]:
    response: Any = client.get(f"/en/{path}")
    assert response.status_code == 200
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_before_anything_is_computed_the_operator_is_told_what_to_run(client: Client) -> None:
    for path in ("atlas/", "atlas/country/CN/", "atlas/bridges/", "atlas/compare/?with=CN&with=DE"):
        assert "<code>scibridge atlas build</code>" in read(client, path)
        assert "图谱尚未计算" in read(client, path, "zh-hans")


@pytest.mark.usefixtures("built")
def test_countries_are_ranked_with_their_figures(client: Client) -> None:
    found = [
        (one["Name"], one["Works"], one["Works, fractional"], one["International works"])
        for one in rows(client, "atlas/export/ranking/csv/")
    ]
    assert found == [
        ("China", "6", "3.833333333", "4"),
        ("United States", "4", "2.333333333", "3"),
        ("Germany", "3", "1.833333333", "2"),
    ]
    english, chinese = read(client, "atlas/"), read(client, "atlas/", "zh-hans")
    assert 'href="/en/atlas/country/CN/">China</a>' in english
    assert "8 works are in this selection; 100% of them could be placed." in english
    assert 'href="/zh-hans/atlas/country/CN/">中国</a>' in chinese
    assert "所选范围共有文献 8 篇，其中 100% 可以归属到国家或机构。" in chinese


@pytest.mark.usefixtures("built")
def test_a_country_shows_its_partners_and_leads_to_the_works(client: Client) -> None:
    partners = rows(client, "atlas/export/partners/csv/?unit=CN")
    assert [(one["Partner"], one["Joint works"]) for one in partners] == [
        ("United States", "3"),
        ("Germany", "2"),
    ]
    # 3 / sqrt(6 · 4) and 3 / (6 + 4 − 3).
    assert float(partners[0]["Salton's measure"]) == pytest.approx(0.6123724357)
    assert float(partners[0]["Jaccard's measure"]) == pytest.approx(0.4285714286)
    page = read(client, "atlas/country/CN/")
    assert "<strong>67%</strong>" in page
    assert "0.612" in page
    assert "/en/atlas/works/?unit=CN&amp;with=US" in page
    behind = read(client, "atlas/works/?unit=CN&with=US")
    assert [number for number in SIGNED if f"/en/works/W{number}/" in behind] == [2, 3, 7]
    one_year = read(client, "atlas/works/?from=2020&to=2020&unit=CN")
    assert [number for number in SIGNED if f"/en/works/W{number}/" in one_year] == [2, 3]


@pytest.mark.usefixtures("built")
def test_years_narrow_and_an_address_holds_the_state(client: Client) -> None:
    found = rows(client, "atlas/export/ranking/csv/?from=2022&to=2022&scope=international")
    assert [(one["Name"], one["Works"]) for one in found] == [
        ("China", "1"),
        ("Germany", "1"),
        ("United States", "1"),
    ]
    page = read(client, "atlas/?from=2022&to=2022&scope=international")
    assert "/en/atlas/country/CN/?from=2022&amp;to=2022&amp;scope=international" in page
    # Years the wrong way round are meant as they stand in time.
    assert rows(client, "atlas/export/ranking/csv/?from=2023&to=2022&scope=international") == found


@pytest.mark.usefixtures("built")
def test_any_year_leads_to_its_works(client: Client) -> None:
    page = read(client, "atlas/")
    # The column of the picture, and the link in the table.
    assert page.count('href="/en/atlas/works/?from=2020&amp;to=2020"') == 2
    behind = read(client, "atlas/works/?from=2020&to=2020")
    assert [number for number in SIGNED if f"/en/works/W{number}/" in behind] == [2, 3]
    topic = read(client, "atlas/topic/field:22/")
    assert topic.count('href="/en/atlas/works/?from=2020&amp;to=2020&amp;on=field:22"') == 2
    compared = read(client, "atlas/compare/?with=CN&with=US")
    for unit in ("CN", "US"):
        assert f'href="/en/atlas/works/?from=2020&amp;to=2020&amp;unit={unit}"' in compared


@pytest.mark.usefixtures("built")
def test_small_numbers_of_people_are_not_told(client: Client) -> None:
    assert "fewer than five people stand behind it" in read(client, "atlas/country/CN/")
    assert "涉及人员不足五人" in read(client, "atlas/country/CN/", "zh-hans")


@pytest.mark.usefixtures("built")
def test_organisations_subjects_and_comparisons(client: Client) -> None:
    assert "House 1" in read(client, "atlas/organisation/I1/")
    assert "Engineering" in read(client, "atlas/topic/field:22/")
    page = read(client, "atlas/compare/?with=CN&with=de")
    assert "China, Germany" in page
    assert 'class="chart-line series-2"' in page
    (pair,) = rows(client, "atlas/export/compare/csv/?with=CN&with=DE")
    assert (pair["Joint works"], pair["Works"], pair["Works of the partner"]) == ("2", "6", "3")
    assert "Choose at least one more." in read(client, "atlas/compare/?with=CN")
    six = "&".join(f"with={code}" for code in ("CN", "DE", "US", "FR", "IT", "ES"))
    assert "At most five can be compared." in read(client, f"atlas/compare/?{six}")


@pytest.mark.usefixtures("built")
def test_every_list_has_a_next_step(client: Client) -> None:
    for path in ("atlas/", "atlas/country/CN/", "atlas/topic/field:22/", "atlas/bridges/"):
        page = read(client, path)
        assert "/en/match/" in page, path
    assert "No two that are strong here are without joint works." in read(client, "atlas/bridges/")


@pytest.mark.usefixtures("built")
def test_a_figure_can_be_recomputed(client: Client) -> None:
    page = read(client, "atlas/country/CN/")
    assert "N(countries ≥ 2) / N" in page
    assert "<code>unit_partners</code>" in page
    assert "unit = &#x27;CN&#x27;" in page
    whole = json.loads(client.get("/en/atlas/export/years/json/?unit=CN").content)
    assert whole["queries"][0]["name"] == "unit_years"
    assert whole["coverage"]["works"] == 8


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("atlas/?from=lately", 400),
        ("atlas/?level=planet", 400),
        ("atlas/?counting=double", 400),
        ("atlas/?on=field:x", 400),
        ("atlas/?on=field:999", 404),
        ("atlas/country/ZZ/", 404),
        ("atlas/country/ABC/", 404),
        ("atlas/organisation/I999/", 404),
        ("atlas/organisation/CN/", 404),
        ("atlas/topic/field:999/", 404),
        ("atlas/topic/planet:1/", 400),
        ("atlas/compare/?with=CN&with=ZZ", 404),
        ("atlas/bridges/?of=nobody", 404),
        ("atlas/works/?with=CN", 404),
        ("atlas/?by=luck", 400),
        ("atlas/?source=hearsay", 400),
        ("atlas/?source=science&level=organisation", 400),
        ("atlas/bridges/?source=science", 400),
        ("atlas/works/?unit=CN&source=science", 400),
        ("atlas/works/?unit=CN&page=99", 404),
        ("atlas/export/nothing/csv/", 404),
        ("atlas/export/pairs/exe/", 404),
        ("atlas/export/compare/csv/?with=CN", 400),
    ],
)
def test_what_cannot_be_answered_says_so(client: Client, path: str, status: int) -> None:
    for language in ("en", "zh-hans"):
        page = read(client, path, language, status)
        assert 'id="main"' in page


@pytest.mark.usefixtures("built")
def test_a_damaged_table_is_a_page_with_a_remedy(client: Client) -> None:
    (table,) = settings.ATLAS_DIRECTORY.glob("tables/*/country_cells.parquet")
    table.write_bytes(b"PAR1 nothing PAR1")
    assert "scibridge atlas build --anew" in read(client, "atlas/", status=503)


@pytest.mark.usefixtures("built")
def test_the_database_is_asked_as_often_for_many_as_for_few(client: Client) -> None:
    numbers = {}
    for path in ("atlas/?from=2022&to=2022", "atlas/", "atlas/country/CN/", "atlas/compare/?with=CN&with=US"):
        read(client, path)
        with CaptureQueriesContext(connection) as queries:
            read(client, path)
        numbers[path] = len(queries)
    assert len(set(numbers.values())) == 1, numbers


@pytest.mark.usefixtures("built")
def test_a_file_reads_its_address_as_the_page_does(client: Client) -> None:
    asked = "atlas/export/compare/csv/?with=CN&with=DE"
    assert rows(client, "atlas/export/compare/csv/?with=cn&with=+DE&with=CN") == rows(client, asked)
    bridges = rows(client, "atlas/export/bridges/csv/?level=person")
    assert bridges == rows(client, "atlas/export/bridges/csv/?level=country")


@pytest.mark.usefixtures("built")
def test_every_indicator_of_every_page_leads_to_how_it_is_computed(client: Client) -> None:
    for path in (
        "atlas/",
        "atlas/country/CN/",
        "atlas/organisation/I1/?roll_up=1",
        "atlas/topic/field:22/",
        "atlas/compare/?with=CN&with=US",
        "atlas/bridges/",
    ):
        for language in ("en", "zh-hans"):
            page = read(client, path, language)
            _, _, told = page.partition('<section id="recompute">')
            before, _, _ = page.partition('id="download"')
            assert "<code>coverage</code>" in told, path
            assert "cells = SELECT * FROM" in told, path
            # Figures and columns that are indicators have their name as a link to it.
            headings = re.findall(r"<dt>(.*?)</dt>|<th scope=\"(?:col|row)\"[^>]*>(.*?)</th>", before)
            labels = {str(one.label) for one in INDICATORS.values()} - {str(INDICATORS["output"].label)}
            bare = {text for pair in headings for text in pair if text in labels}
            assert not bare, (path, bare)


@pytest.mark.usefixtures("built")
def test_what_is_suppressed_is_not_told_by_years_either(client: Client) -> None:
    whole = json.loads(client.get("/en/atlas/export/years/json/?unit=CN").content)
    assert {one["code"] for one in whole["figures"] if one["suppressed"]} >= {"joint_first", "joint_last"}
    assert {one["joint_first"] for one in whole["years"]} == {None}
    told = rows(client, "atlas/export/years/csv/?unit=CN")
    assert {one["of these, first author here"] for one in told} == {""}
    page = (
        read(client, "atlas/country/CN/").partition('aria-label="Works by year"')[2].partition("</table>")[0]
    )
    # In 2019 there was no work with another.
    assert page.count(">not told<") == len(told) - 1
    ranked = json.loads(client.get("/en/atlas/export/ranking/json/").content)
    assert {one["joint_first"] for one in ranked["lines"]} == {None}
    assert ">not told<" in read(client, "atlas/topic/field:22/")
