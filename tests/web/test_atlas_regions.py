"""Provinces and states in the atlas: placed as the registry says; page, report, and a door from a city."""

import io

import pypdf
import pytest
from django.test import Client
from tests.flows.test_portraits import organisation
from tests.web.test_atlas import build_small, read, rows

from scibridge.domain.registry.models import Organisation
from scibridge.engines.atlas.selections import Level, Selection
from scibridge.flows.atlas.report.printing import pdf_of
from scibridge.flows.atlas.report.profiles import report_of
from scibridge.flows.atlas.selectors import unit_view
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.django_db


def stands(name: str, city: str, openalex: str, country: str, region: str = "", code: str = "") -> None:
    made = organisation(name, city, openalex=openalex)
    Organisation.objects.filter(pk=made.pk).update(country=country, region=region, region_code=code)


def build_placed() -> None:
    """House 1 in Beijing, house 2 in Massachusetts, and of house 3 the city alone."""
    stands("House 1", "Beijing", "I1", "CN", "Beijing", "BJ")
    stands("House 2", "Cambridge", "I2", "US", "Massachusetts", "MA")
    stands("House 3", "Munich", "I3", "DE")
    build_small()


@pytest.fixture(autouse=True)
def built() -> None:
    build_placed()


def test_a_region_is_what_its_organisations_sign(client: Client) -> None:
    view = unit_view("cn-bj", Selection(Level.REGION))
    assert (view.unit.id, view.unit.name, view.unit.name_zh, view.unit.country) == (
        "CN-BJ",
        "Beijing",
        "北京市",
        "CN",
    )
    assert view.figures[0].value == 6
    assert [(one.unit.id, one.works) for one in view.partners] == [("US-MA", 3)]
    # Work 6 is signed from a city of which no region is known.
    assert (view.coverage.works, view.coverage.placed) == (8, 7)
    ranked = [(one["Name"], one["Works"]) for one in rows(client, "atlas/export/ranking/csv/?level=region")]
    assert ranked == [("Beijing", "6"), ("Massachusetts", "4")]


def test_a_record_without_region_has_that_of_its_city() -> None:
    stands("Elsewhere in Munich", "Munich", "I99", "DE", "Bavaria", "BY")
    build_small()
    assert unit_view("DE-BY", Selection(Level.REGION)).figures[0].value == 3
    stands("Another Munich", "Munich", "I98", "DE", "Berlin", "BE")
    build_small()
    assert unit_view("CN-BJ", Selection(Level.REGION)).coverage.placed == 7


def test_a_record_without_the_name_of_its_region_names_none() -> None:
    for name in ("Another house", "A third house"):
        stands(name, "Beijing", f"I{90 + len(name)}", "CN", "", "BJ")
    stands("Nameless", "Nowhere", "I3", "FR", "", "XYZ")
    build_small()
    assert unit_view("CN-BJ", Selection(Level.REGION)).unit.name == "Beijing"
    assert unit_view("FR-XYZ", Selection(Level.REGION)).unit.name == ""


def test_pages_in_both_languages(client: Client) -> None:
    page = read(client, "atlas/region/CN-BJ/")
    assert "<h1>Beijing</h1>" in page.replace('<span lang="en">', "").replace("</span></h1>", "</h1>")
    assert "8 works are in this selection; 88% of them could be placed." in page
    assert 'href="/en/atlas/report/region/CN-BJ/"' in page
    assert "北京市" in read(client, "atlas/region/CN-BJ/", "zh-hans")
    for path in ("?level=region", "network/?level=region", "compare/?level=region&with=CN-BJ&with=us-ma"):
        assert "Massachusetts" in read(client, f"atlas/{path}")
    assert client.get("/en/atlas/region/cn-bj/").status_code == 301
    for wrong in ("CN-XX", "CN", "I1"):
        read(client, f"atlas/region/{wrong}/", status=404)


def test_a_report_as_page_and_pdf(client: Client) -> None:
    assert "Profile of a province or state" in read(client, "atlas/report/region/CN-BJ/")
    assert "省州概况报告" in read(client, "atlas/report/region/CN-BJ/", "zh-hans")
    made = report_of("region", "CN-BJ", Selection(Level.REGION))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(made, ""))).pages)
    assert "Massachusetts" in text


def test_the_page_of_a_city_leads_to_its_region(client: Client) -> None:
    bring_up_to_date()
    assert 'href="/en/atlas/region/CN-BJ/"' in read(client, "places/CN/beijing/")
    assert "atlas/region/" not in read(client, "places/DE/munich/")
