"""Pictures to take along: what is written in them, in both languages, and that PNG is the same picture."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from tests.everything import SCIENCE
from tests.web.test_atlas import build_small, read

from scibridge.engines.atlas.science import write_science
from scibridge.web.atlas.inks import INKS

pytestmark = pytest.mark.django_db
ALL = {
    "years/{form}/?unit=CN": "China: works by year",
    "years/{form}/": "Atlas: works by year",
    "years/{form}/?on=field:22": "Engineering: works by year",
    "years/{form}/?unit=CN&source=science": "China: works by year",
    "compare/{form}/?with=CN&with=US": "Works by year",
    "world/{form}/?by=salton": "Who works with whom",
    "world/{form}/?source=science&from=2020": "Who works with whom",
    "network/{form}/": "Network",
    "network/{form}/?level=organisation": "Network",
    "matrix/{form}/?order=community": "Matrix of countries",
}


@pytest.fixture(autouse=True)
def built() -> None:
    settings.PAGE_RATE_VISITOR = "1000/m"
    build_small()
    write_science(settings.ATLAS_DIRECTORY, SCIENCE, source="some.csv", made="2026-01-01T00:00:00+00:00")


def words_of(client: Client, path: str, language: str = "en") -> list[str]:
    response = client.get(f"/{language}/atlas/picture/{path.format(form='svg')}")
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    root = ET.fromstring(response.content)  # noqa: S314 - our own
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(("path", "title"), ALL.items())
def test_title_source_and_address_are_in_it(client: Client, path: str, title: str) -> None:
    words = words_of(client, path)
    assert words[0] == title
    assert words[-1].startswith("SciBridge · http")
    told = " ".join(words)
    if "science" in path:
        assert "18 figures from some.csv, loaded on Jan. 1, 2026." in told
    else:
        assert "works are in this selection" in told
        assert "Computed from 8 works of the corpus of this platform" in told
    assert any("\u4e00" <= one <= "\u9fff" for one in words_of(client, path, "zh-hans")[0])


def test_scale_and_legend_are_in_it(client: Client) -> None:
    years = words_of(client, "years/{form}/?unit=CN&from=2020&to=2021")
    assert years[:2] == ["China: works by year", "2020–2021"]
    assert {"0", "2", "2020", "2021", "All works", "International works"} <= set(years)
    assert {"China", "United States", "2019"} <= set(words_of(client, "compare/{form}/?with=CN&with=US"))
    assert {"Joint works", "2 or more", "1 or more"} <= set(words_of(client, "world/{form}/"))
    assert {"China", "Germany"} <= set(words_of(client, "network/{form}/"))
    matrix = words_of(client, "matrix/{form}/?by=salton", "zh-hans")
    assert {"中国", "CN", "0.612", "萨尔顿系数"} <= {
        part for one in matrix for part in (one, *one.split(" · "))
    }


@pytest.mark.parametrize("path", ALL)
def test_the_same_as_png(client: Client, path: str) -> None:
    response = client.get(f"/zh-hans/atlas/picture/{path.format(form='png')}")
    assert response.headers["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert re.search(
        r'filename="scibridge-atlas-\w+-\d{4}-\d\d-\d\d\.png"', response.headers["Content-Disposition"]
    )


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="whether there is a Chinese font cannot be told")
def test_chinese_is_drawn(client: Client) -> None:
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True)
    if not listed.stdout.strip():
        pytest.skip("no Chinese font is installed")
    from scibridge.engines.charting.raster import as_png

    svg = client.get("/zh-hans/atlas/picture/matrix/svg/").text
    # Each name is drawn, and drawn differently from another of as many characters.
    other = svg.replace("中国", "美国")
    without = svg.replace("中国", "")
    assert len({as_png(one) for one in (svg, other, without)}) == 3


def test_pages_offer_them(client: Client) -> None:
    for page, picture in {
        "atlas/?by=salton": "/en/atlas/picture/world/svg/?by=salton",
        "atlas/?from=2020": "/en/atlas/picture/years/png/?from=2020",
        "atlas/country/CN/": "/en/atlas/picture/years/svg/?unit=CN",
        "atlas/topic/field:22/": "/en/atlas/picture/years/svg/?on=field:22",
        "atlas/compare/?with=CN&with=US": "/en/atlas/picture/compare/png/?with=CN&amp;with=US",
        "atlas/network/?least=2": "/en/atlas/picture/network/svg/?least=2",
        "atlas/matrix/?order=community": "/en/atlas/picture/matrix/svg/?order=community",
    }.items():
        assert f'href="{picture}"' in read(client, page), page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing/svg/", 404),
        ("world/gif/", 404),
        ("world/svg/?level=organisation", 400),
        ("compare/svg/?with=CN", 400),
        ("years/svg/?unit=ZZ", 404),
        ("network/png/?least=1000", 404),
        ("matrix/png/?least=1000", 404),
    ],
)
def test_what_cannot_be_drawn_says_so(client: Client, path: str, status: int) -> None:
    assert 'id="main"' in read(client, f"atlas/picture/{path}", status=status)


def test_colours_are_those_of_the_page() -> None:
    tokens = Path(str(finders.find("web/tokens.css"))).read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): light-dark\((#\w+)", tokens))
    for name in ("paper", "surface", "sunken", "ink", "quiet", "line", "accent", "warm"):
        assert getattr(INKS, name) == light[name], name
    assert INKS.accent_ink == light["accent-ink"]
    assert INKS.series == tuple(light[one] for one in ("accent", "warm", "ink", "fair", "good"))
    assert INKS.groups == tuple(light[f"group-{one}"] for one in (*"abcdefg", "rest"))
