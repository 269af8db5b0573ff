"""The network and the matrix: their figures, their addresses, and what they cannot be asked."""

import json
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.everything import SCIENCE
from tests.web.test_atlas import build_small, read

from scibridge.engines.atlas.science import write_science

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built() -> None:
    build_small()
    write_science(settings.ATLAS_DIRECTORY, SCIENCE, source="some.csv", made="2026-01-01T00:00:00+00:00")


def data(client: Client, query: str = "", language: str = "en") -> dict[str, dict[str, list[object]]]:
    response = client.get(f"/{language}/atlas/network/data/{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, dict[str, list[object]]] = json.loads(response.content)
    return found


def test_the_script_is_given_units_ties_and_addresses(client: Client) -> None:
    found = data(client)
    units, ties = found["units"], found["ties"]
    assert list(zip(units["id"], units["name"], units["works"], units["strength"], strict=True)) == [
        ("CN", "China", 6, 5.0),
        ("US", "United States", 4, 4.0),
        ("DE", "Germany", 3, 3.0),
    ]
    named = [
        (units["id"][one], units["id"][other], value)  # type: ignore[call-overload]
        for one, other, value in zip(ties["one"], ties["other"], ties["value"], strict=True)
    ]
    assert named == [("CN", "US", 3.0), ("CN", "DE", 2.0), ("DE", "US", 1.0)]
    assert found["addresses"] == {
        "unit": "/en/atlas/country/00unit00/",
        "pair": "/en/atlas/works/?unit=00unit00&with=00other00",
        "works": "/en/atlas/works/?unit=00unit00",
    }
    assert data(client, language="zh-hans")["units"]["name"][0] == "中国"
    houses = data(client, "?level=organisation&from=2020")
    assert houses["addresses"]["unit"] == "/en/atlas/organisation/00unit00/?from=2020"  # type: ignore[call-overload]
    science = data(client, "?source=science&from=2021")
    assert science["units"]["works"] == [27, 24, 15]
    assert "works" not in science["addresses"]


def test_the_page_holds_picture_and_tables_without_a_script(client: Client) -> None:
    page = read(client, "atlas/network/?least=2")
    assert 'data-network="/en/atlas/network/data/?least=2"' in page
    assert "3 countries and regions" in page
    assert "2 ties" in page
    assert page.count('class="mark group-') >= 3
    assert 'href="/en/atlas/works/?unit=CN&amp;with=US"' in page
    assert "No two of them are joined this strongly" in read(client, "atlas/network/?least=50")
    assert "所选范围内没有达到这一强度的合作" in read(client, "atlas/network/?least=50", "zh-hans")


def test_the_data_is_rated_as_other_files_are(client: Client) -> None:
    settings.PAGE_RATE_VISITOR = "1/m"
    cache.clear()
    assert client.get("/en/atlas/network/data/").status_code == 200
    assert client.get("/en/atlas/network/data/").status_code == 429
    assert client.get("/en/atlas/network/").status_code == 200


CELL = re.compile(r'<td class="shade-(\d)"><a href="([^"]+)">([^<]+)<span class="unseen"> (.. – ..)</span>')


def test_a_cell_leads_to_the_works_of_the_pair(client: Client) -> None:
    cells = CELL.findall(read(client, "atlas/matrix/"))
    assert [(shade, value, pair) for shade, _address, value, pair in cells] == [
        ("5", "3", "CN – US"),
        ("4", "2", "CN – DE"),
        ("5", "3", "US – CN"),
        ("3", "1", "US – DE"),
        ("4", "2", "DE – CN"),
        ("3", "1", "DE – US"),
    ]
    assert cells[0][1] == "/en/atlas/works/?unit=CN&amp;with=US"
    salton = CELL.findall(read(client, "atlas/matrix/?by=salton"))
    assert salton[0][2] == "0.612"
    science = CELL.findall(read(client, "atlas/matrix/?source=science"))
    assert science[0][1:3] == ("/en/atlas/compare/?source=science&amp;with=CN&amp;with=US", "36")


@pytest.mark.parametrize(
    "path",
    [
        "atlas/network/?level=person",
        "atlas/network/?most=7",
        "atlas/network/?least=-1",
        "atlas/network/?least=nan",
        "atlas/network/?by=luck",
        "atlas/network/data/?least=many",
        "atlas/matrix/?level=organisation",
        "atlas/matrix/?order=luck",
        "atlas/matrix/?most=41",
    ],
)
def test_what_cannot_be_asked_says_so(client: Client, path: str) -> None:
    assert 'id="main"' in read(client, path, status=400)
    assert 'id="main"' in read(client, path, "zh-hans", 400)
