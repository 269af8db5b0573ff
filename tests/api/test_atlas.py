"""The atlas by the API: the views pages show, each with coverage and day, in the shape that is described."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.api.conftest import Send
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.web.test_atlas import build_small
from tests.web.test_atlas_regions import stands

from scibridge.flows.atlas.collaboration import import_collaboration
from scibridge.flows.atlas.labels import INDICATORS

pytestmark = pytest.mark.django_db
Conforms = Callable[..., Any]
ANSWERS = [
    ("/atlas/coverage", "/atlas/coverage?level=organisation&on=field:22&year_from=2020"),
    ("/atlas/ranking", "/atlas/ranking?scope=international"),
    ("/atlas/pairs", "/atlas/pairs?level=family&counting=fractional"),
    ("/atlas/countries/{code}", "/atlas/countries/cn"),
    ("/atlas/organisations/{organisation}", "/atlas/organisations/I1?year_from=2022&year_to=2020"),
    ("/atlas/regions/{region}", "/atlas/regions/us-ma"),
    ("/atlas/families/{organisation}", "/atlas/families/I1"),
    ("/atlas/people/{person}", "/atlas/people/A1"),
    ("/atlas/topics/{subject}", "/atlas/topics/field:22?level=organisation"),
    ("/atlas/topics/{subject}", "/atlas/topics/all"),
    ("/atlas/bridges", "/atlas/bridges?on=field:22"),
    ("/atlas/compare", "/atlas/compare?unit=CN,US&unit=DE"),
    ("/atlas/network", "/atlas/network?level=organisation"),
    ("/atlas/science", "/atlas/science"),
    ("/atlas/indicators", "/atlas/indicators"),
    ("/atlas/recompute/{indicator}", "/atlas/recompute/salton"),
]


@pytest.fixture
def built() -> None:
    stands("House 2", "Cambridge", "I2", "US", "Massachusetts", "MA")
    build_small()


@pytest.mark.usefixtures("built")
def test_every_answer_has_the_shape_that_is_described(send: Send, conforms: Conforms) -> None:
    for template, path in ANSWERS:
        response = send("get", path)
        assert response.status_code == 200, response.content
        data = conforms(response, "get", template)
        if template not in {"/atlas/indicators", "/atlas/science"}:
            told = data["units"][0] if "compare" in template else data
            assert data["made"]["works"] == 8
            assert told["coverage"]


@pytest.mark.usefixtures("built")
def test_figures_are_those_of_the_page_and_of_the_command_line(
    send: Send,
    client: Client,
    run: Callable[..., Any],  # noqa: F811
) -> None:
    for api, page, command in (
        ("/atlas/countries/CN?limit=10", "years/json/?unit=CN", ("country", "CN", "--limit", "10")),
        ("/atlas/compare?unit=CN,DE", "compare/json/?with=CN&with=DE", ("compare", "CN", "DE")),
        (
            "/atlas/bridges?on=field:22&limit=1000",
            "bridges/json/?on=field:22",
            ("bridges", "--on", "field:22", "--limit", "1000"),
        ),
    ):
        told = send("get", api).json()
        assert json.loads(client.get(f"/en/atlas/export/{page}").content) == told
        assert json.loads(run("atlas", *command, "--json").out) == told
    assert [one["works"] for one in send("get", "/atlas/countries/CN").json()["partners"]] == [3, 2]


@pytest.mark.usefixtures("built")
def test_lists_page_by_cursors_bound_to_their_list_and_tables(send: Send) -> None:
    for path, ids in (
        ("/atlas/ranking?limit=2", [["CN", "US"], ["DE"]]),
        ("/atlas/pairs?limit=2", [["CN", "CN"], ["DE"]]),
    ):
        first = send("get", path)
        body = first.json()
        assert [one["unit"]["id"] for one in body["items"]] == ids[0]
        assert 'rel="next"' in first.headers["Link"]
        second = send("get", f"{path}&cursor={body['next']}").json()
        assert [one["unit"]["id"] for one in second["items"]] == ids[1]
        assert second["next"] is None
        for other in (f"{path}&scope=international", "/atlas/pairs?limit=1&level=organisation"):
            refused = send("get", f"{other}&cursor={body['next']}")
            assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "invalid_cursor")
    ranks = send("get", "/atlas/ranking?limit=2").json()
    assert [one["rank"] for one in ranks["items"]] == [1, 2]
    build_small()
    assert send("get", f"/atlas/ranking?limit=2&cursor={ranks['next']}").status_code in {200, 422}


@pytest.mark.usefixtures("built")
def test_what_judges_a_person_is_not_told(send: Send) -> None:
    told = send("get", "/atlas/people/A1").json()
    figures = {one["code"]: one for one in told["figures"]}
    for code in ("joint_first", "joint_last", "citations"):
        assert (figures[code]["value"], figures[code]["suppressed"]) == (None, True)
    assert not {"people", "newcomers"} & figures.keys()
    assert all(one["citation_ratio"] is None for one in told["subjects"])
    for path in ("ranking", "pairs", "bridges", "compare?unit=A1,A2", "network", "topics/all", "coverage"):
        sign = "&" if "?" in path else "?"
        response = send("get", f"/atlas/{path}{sign}level=person")
        assert (response.status_code, response.json()["code"]) == (422, "unknown_option"), path


REFUSED = [
    ("countries/ZZ", 404, "atlas_not_found"),
    ("organisations/CN", 404, "atlas_not_found"),
    ("topics/field:999", 404, "atlas_not_found"),
    ("topics/planet:1", 422, "unknown_option"),
    ("compare?unit=CN", 422, "unknown_option"),
    ("pairs?counting=double", 422, "unknown_option"),
    ("pairs?source=science&level=organisation", 422, "unknown_option"),
    ("pairs?source=science", 503, "atlas_science_absent"),
    ("ranking?year_from=lately", 422, "invalid_input"),
    ("ranking?limit=101", 422, "invalid_input"),
    ("ranking?cursor=x", 422, "invalid_input"),
    ("ranking?colour=red", 422, "invalid_input"),
    ("recompute/charm", 404, "not_found"),
]


@pytest.mark.usefixtures("built")
def test_what_cannot_be_answered_is_a_problem_in_both_languages(send: Send) -> None:
    for path, status, code in REFUSED:
        told = {}
        for language in ("en", "zh-Hans"):
            response = send("get", f"/atlas/{path}", headers={"Accept-Language": language})
            assert (response.status_code, response.json()["code"]) == (status, code), path
            told[language] = response.json()["detail"]
        assert told["en"] != told["zh-Hans"]


def test_before_anything_is_computed_the_remedy_is_named(send: Send) -> None:
    for path in ("coverage", "ranking", "countries/CN", "recompute/output", "science"):
        response = send("get", f"/atlas/{path}")
        assert (response.status_code, response.json()["code"]) == (503, "atlas_absent"), path
        assert "scibridge atlas build" in response.json()["detail"]


@pytest.mark.usefixtures("built")
def test_all_of_science(send: Send, conforms: Conforms, tmp_path: Any) -> None:
    file = tmp_path / "matrix.csv"
    file.write_text("year,country_a,country_b,works\n2020,CN,CN,10\n2020,US,US,9\n2020,CN,US,5\n")
    import_collaboration(file, reject_file=tmp_path / "rejected")
    told = conforms(send("get", "/atlas/science"), "get", "/atlas/science")
    assert (told["science"]["source"], told["science"]["cells"]) == ("matrix.csv", 3)
    country = send("get", "/atlas/countries/CN?source=science")
    data = conforms(country, "get", "/atlas/countries/{code}")
    assert [(one["unit"]["id"], one["works"]) for one in data["partners"]] == [("US", 5)]
    for template, path in (
        ("/atlas/pairs", "/atlas/pairs?source=science"),
        ("/atlas/compare", "/atlas/compare?source=science&unit=CN,US"),
        ("/atlas/network", "/atlas/network?source=science"),
    ):
        assert conforms(send("get", path), "get", template)["selection"]["source"] == "science"


@pytest.mark.usefixtures("built")
def test_each_indicator_says_how_it_is_computed(send: Send) -> None:
    listed = send("get", "/atlas/indicators", headers={"Accept-Language": "zh-Hans"}).json()["items"]
    assert [one["code"] for one in listed] == list(INDICATORS)
    assert listed[0]["label"] == "文献"
    for one in listed:
        told = send("get", f"/atlas/recompute/{one['code']}").json()
        assert [each["name"] for each in told["statements"]] == one["statements"]
        for each in told["statements"]:
            assert each["text"].count("?") >= len(each["parameters"])
        assert told["tables"]["country"]["cells"] == "SELECT * FROM country_cells"
        assert told["coverage"]["organisation"]["works"] == 8


@pytest.mark.usefixtures("built")
def test_a_damaged_table_is_a_problem_with_its_remedy(send: Send) -> None:
    (table,) = settings.ATLAS_DIRECTORY.glob("tables/*/country_cells.parquet")
    table.write_bytes(b"PAR1 nothing PAR1")
    response = send("get", "/atlas/ranking")
    assert (response.status_code, response.json()["code"]) == (503, "atlas_broken")
    assert "--anew" in response.json()["detail"]
