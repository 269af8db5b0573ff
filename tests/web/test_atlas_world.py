"""The world with arcs, its measures and years, and all of science beside the corpus."""

import re

import pytest
from django.conf import settings
from django.test import Client
from tests.everything import SCIENCE
from tests.web.test_atlas import build_small, read

from scibridge.engines.atlas.science import write_science

pytestmark = pytest.mark.django_db
ARC = re.compile(r'<path class="strength-(\d)" d="[^"]+"><title>([^<]+)</title>')


@pytest.fixture
def built() -> None:
    build_small()


@pytest.fixture
def science(built: None) -> None:
    write_science(settings.ATLAS_DIRECTORY, SCIENCE, source="some.csv", made="2026-01-01T00:00:00+00:00")


@pytest.mark.usefixtures("built")
def test_arcs_by_strength_without_any_organisation_on_the_map(client: Client) -> None:
    # The strongest lies on top, so it comes last. 3, 2 and 1 works.
    assert ARC.findall(read(client, "atlas/")) == [
        ("3", "Germany – United States · 1"),
        ("4", "China – Germany · 2"),
        ("4", "China – United States · 3"),
    ]
    ends = re.findall(
        r'<circle cx="[\d.]+" cy="[\d.]+" r="2.6"><title>([^<]+)</title>', read(client, "atlas/")
    )
    assert ends == ["China", "Germany", "United States"]
    # 1 · 12 / (3 · 4), 2 · 12 / (5 · 3), 3 · 12 / (5 · 4): partners summed over works.
    assert ARC.findall(read(client, "atlas/?by=intensity")) == [
        ("4", "Germany – United States · 1"),
        ("4", "China – Germany · 1.6"),
        ("4", "China – United States · 1.8"),
    ]


@pytest.mark.usefixtures("built")
def test_the_slider_asks_for_the_figures_alone(client: Client) -> None:
    response = client.get("/en/atlas/?from=2021&to=2021", headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert ARC.findall(response.text) == [("4", "China – Germany · 1")]
    assert "2021–2021: strongest China – Germany, 1" in response.text
    assert "HX-Request" in response.headers["Vary"]
    page = read(client, "atlas/?from=2021&to=2021")
    assert 'data-first="2019" data-last="2022"' in page
    assert response.text.strip() in page


@pytest.mark.usefixtures("built")
def test_all_of_science_is_offered_where_it_is_loaded(client: Client) -> None:
    for path in ("atlas/", "atlas/country/CN/"):
        page = read(client, path)
        assert "<code>scibridge import collaboration FILE</code>" in page
        assert "source=science" not in page
    for language, words in (("en", "has not been loaded here"), ("zh-hans", "尚未载入全部科学文献")):
        assert words in read(client, "atlas/?source=science", language)


@pytest.mark.usefixtures("science")
def test_all_of_science_on_the_overview(client: Client) -> None:
    assert 'href="/en/atlas/?source=science"' in read(client, "atlas/")
    page = read(client, "atlas/?source=science&from=2020&to=2020")
    assert ARC.findall(page) == [
        ("3", "Germany – United States · 4"),
        ("4", "China – Germany · 6"),
        ("4", "China – United States · 12"),
    ]
    assert "International works of all of science, 2019–2021" in page
    assert '18 figures from <code lang="en">some.csv</code>, loaded on Jan. 1, 2026.' in page
    assert 'href="/en/atlas/country/CN/?from=2020&amp;to=2020&amp;source=science"' in page
    assert "/atlas/works/" not in page
    # The other source keeps the years.
    assert 'href="/en/atlas/?from=2020&amp;to=2020"' in page


@pytest.mark.usefixtures("science")
def test_all_of_science_of_a_country_and_of_two(client: Client) -> None:
    page = read(client, "atlas/country/CN/?source=science")
    # 9 + 18 + 27 international works; with the United States 6 + 12 + 18.
    assert "<strong>54</strong>" in page
    assert " 36</td>" in page
    compare = "/en/atlas/compare/?source=science&amp;with=CN&amp;with=US"
    assert f'href="{compare}"' in page
    both = read(client, "atlas/compare/?source=science&with=CN&with=US")
    assert "全部科学文献" in read(client, "atlas/compare/?source=science&with=CN&with=US", "zh-hans")
    assert 'class="chart-line series-2"' in both
    assert "/atlas/works/" not in both


@pytest.mark.usefixtures("built")
def test_where_no_place_is_known_the_regions_say_what_loads_them(client: Client) -> None:
    page = read(client, "atlas/?level=region")
    assert "the places of organisations come from ROR" in page
    assert "scibridge import ror FILE" in page
