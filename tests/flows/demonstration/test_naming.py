"""Places are real and where they are said to be; names fit them; organisations are invented."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from scibridge.flows.demonstration.naming import cities, city, host_name
from scibridge.flows.demonstration.world import build_world
from scibridge.kernel.countries import is_country

# Rough boxes (south, north, west, east) of some of the countries of the table.
BOXES = {
    "CN": (18, 54, 73, 135), "IN": (6, 36, 68, 98), "KE": (-5, 6, 33, 42), "BR": (-34, 6, -74, -34),
    "DE": (47, 55.5, 5.5, 15.5), "US": (24, 50, -125, -66), "AU": (-44, -10, 112, 154),
    "ZA": (-35, -22, 16, 33), "BE": (49, 52, 2, 7), "CL": (-56, -17, -76, -66), "FJ": (-21, -12, 176, 180),
    "NO": (57, 72, 4, 32), "NZ": (-48, -34, 166, 179), "SN": (12, 17, -18, -11), "RU": (41, 82, 19, 180),
    "PE": (-19, 0, -82, -68),
}  # fmt: skip


def test_every_city_is_on_earth_in_a_country_in_use() -> None:
    assert len(cities()) >= 120
    assert len({one.name.en for one in cities()}) == len(cities())
    assert len({one.name.zh for one in cities()}) == len(cities())
    for one in cities():
        assert is_country(one.country)
        assert -90 <= one.latitude <= 90
        assert -180 <= one.longitude <= 180


def test_cities_lie_in_their_countries() -> None:
    assert set(BOXES) <= {one.country for one in cities()}
    for one in cities():
        if one.country in BOXES:
            south, north, west, east = BOXES[one.country]
            assert south <= one.latitude <= north, one
            assert west <= one.longitude <= east, one


def test_a_city_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        city("Atlantis")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Río Claro Alto Córdoba", "rio-claro-alto-cordoba.example"),
        ("Łódź  Straße", "lodz-strasse.example"),
        ("成都 Qingyu", "qingyu.example"),
    ],
)
def test_host_names_are_plain_and_never_real(text: str, host: str) -> None:
    assert host_name(text) == host


def test_people_in_china_bear_chinese_names() -> None:
    world = build_world()
    homes = {one.public_id: one for one in world.organisations}
    local = [one for one in world.people if homes[one.organisation].city.culture == "chinese"]
    assert len(local) >= 80
    assert sum(bool(one.name.zh) for one in local) / len(local) >= 0.85
    elsewhere = [one for one in world.people if homes[one.organisation].city.culture == "german"]
    assert sum(bool(one.name.zh) for one in elsewhere) / len(elsewhere) <= 0.3


@pytest.mark.realdata
def test_no_organisation_bears_a_real_name(real_data: Path) -> None:
    with zipfile.ZipFile(real_data / "ror" / "v2.9-subset-ror-data.zip") as archive:
        records = json.loads(archive.read(archive.namelist()[0]))
    real = {
        name["value"].casefold()
        for record in records
        for name in record["names"]
        if "acronym" not in name["types"]
    }
    assert len(real) > 30_000
    invented = {
        text.casefold() for one in build_world(5).organisations for text in (one.name.en, one.name.zh)
    }
    assert invented & real == set()


@pytest.mark.realdata
def test_countries_agree_with_the_table_of_the_united_nations(real_data: Path) -> None:
    with (real_data / "geo" / "countries.csv").open(encoding="utf-8") as file:
        known = {row["iso2"] for row in csv.DictReader(file)}
    assert {one.country for one in cities()} <= known
