"""Files of the atlas: each form is read back by another program, and says what the page says."""

import csv
import io
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.sources.openalex.objects import ADDRESS, new_work
from tests.web.test_atlas import build_small

from scibridge.domain.registry.models import Person, PersonIdentifier
from scibridge.flows.atlas import tables
from scibridge.flows.atlas.building import build_atlas
from scibridge.flows.corpus import import_openalex_works
from scibridge.web.atlas import exporting

pytestmark = pytest.mark.django_db
# One unit, another, their joint works; as the page of the small corpus shows them.
PAIRS = [("CN", "US", 3), ("CN", "DE", 2), ("DE", "US", 1)]
NETWORKS = ("graphml", "vosviewer", "pajek")


@pytest.fixture
def built() -> None:
    build_small()


def taken(client: Client, path: str, language: str = "en") -> tuple[bytes, str, str]:
    """Content, media type and file name."""
    response: Any = client.get(f"/{language}/atlas/export/{path}")
    assert response.status_code == 200, path
    name = re.fullmatch(r'attachment; filename="([A-Za-z0-9.-]+)"', response.headers["Content-Disposition"])
    assert name, response.headers["Content-Disposition"]
    return response.content, response.headers["Content-Type"], name[1]


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def arrow(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(pa.BufferReader(content)).to_pylist()
    return found


@pytest.mark.usefixtures("built")
def test_a_page_offers_every_form_of_its_tables(client: Client) -> None:
    for path, offered in (
        ("atlas/", ("ranking", "pairs", "corpus_years")),
        ("atlas/topic/field:22/", ("ranking", "pairs", "corpus_years")),
        ("atlas/country/CN/", ("figures", "years", "partners", "subjects")),
        ("atlas/compare/?with=CN&with=US", ("compare", "compare_figures")),
        ("atlas/bridges/", ("bridges",)),
    ):
        page = client.get(f"/en/{path}").text
        for table in offered:
            forms = re.findall(rf'href="(/en/atlas/export/{table}/(\w+)/[^"]*)"', page)
            assert tuple(form for _, form in forms) == tables.forms_of(table), path
            for address, _ in forms:
                assert client.get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.usefixtures("built")
def test_parquet_holds_the_rows_of_the_table_and_what_it_is_about(client: Client) -> None:
    content, media, name = taken(client, "partners/parquet/?unit=CN&from=2019&to=2022")
    day = timezone.now().date()
    assert (media, name) == (
        "application/vnd.apache.parquet",
        f"scibridge-atlas-partners-CN-2019-2022-{day:%Y-%m-%d}.parquet",
    )
    rows = arrow(content)
    assert [(one["partner"], one["partner_name"], one["works"]) for one in rows] == [
        ("US", "United States", 3),
        ("DE", "Germany", 2),
    ]
    assert rows[0]["salton"] == pytest.approx(3 / 24**0.5)
    about = json.loads(pq.read_schema(pa.BufferReader(content)).metadata[b"scibridge"])
    assert about["table"] == "partners"
    assert about["selection"]["first_year"] == 2019
    assert about["coverage"]["works"] == 8
    assert about["made"]["works"] == 8
    assert "first" not in about


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path",
    [
        "ranking/{}/",
        "pairs/{}/",
        "corpus_years/{}/",
        "figures/{}/?unit=CN",
        "years/{}/?unit=CN",
        "partners/{}/?unit=CN",
        "subjects/{}/?unit=CN",
        "bridges/{}/",
        "compare/{}/?with=CN&with=DE",
        "compare_figures/{}/?with=CN&with=DE",
    ],
)
def test_csv_and_parquet_say_the_same_in_both_languages(client: Client, path: str) -> None:
    for language in ("en", "zh-hans"):
        told = [list(one.values()) for one in lines(taken(client, path.format("csv"), language)[0])]
        held = [list(one.values()) for one in arrow(taken(client, path.format("parquet"), language)[0])]
        written = [
            ["" if one is None else f"{one:.10g}" if isinstance(one, float) else str(one) for one in row]
            for row in held
        ]
        assert told == written
    # The names of columns for programs are the same in every language.
    codes = [
        pq.read_schema(pa.BufferReader(taken(client, path.format("parquet"), one)[0])).names
        for one in ("en", "zh-hans")
    ]
    assert codes[0] == codes[1]


@pytest.mark.usefixtures("built")
def test_an_empty_table_keeps_its_columns(client: Client) -> None:
    table = pq.read_table(pa.BufferReader(taken(client, "bridges/parquet/")[0]))
    assert (table.num_rows, table.schema.field("score").type) == (0, pa.float64())
    assert lines(taken(client, "bridges/csv/")[0]) == []


@pytest.mark.usefixtures("built")
def test_json_holds_the_whole_view(client: Client) -> None:
    content, media, name = taken(client, "pairs/json/?level=organisation")
    data = json.loads(content)
    assert media == "application/json"
    assert name.startswith("scibridge-atlas-pairs-organisation-20")
    assert [(one["unit"]["id"], one["partner"]["id"], one["works"]) for one in data["pairs"]] == [
        ("I1", "I2", 3),
        ("I1", "I3", 2),
        ("I2", "I3", 1),
    ]
    assert data["coverage"]["placed"] == 8
    assert {one["name"] for one in data["queries"]} == {"pairs_ranking", "coverage"}


@pytest.mark.usefixtures("built")
def test_graphml_is_read_by_others(client: Client) -> None:
    content, media, name = taken(client, "pairs/graphml/")
    assert media == "application/graphml+xml; charset=utf-8"
    assert name.endswith(".graphml")
    graph = nx.read_graphml(io.BytesIO(content))
    assert sorted((*sorted(ends), int(weight)) for *ends, weight in graph.edges(data="weight")) == sorted(
        PAIRS
    )
    assert graph.nodes["CN"] == {
        "label": "China",
        "name": "China",
        "name_zh": "中国",
        "country": "CN",
        "works": 6,
    }
    assert graph.edges["CN", "US"]["works"] == 3
    assert graph.edges["CN", "US"]["salton"] == pytest.approx(3 / 24**0.5)
    with tempfile.NamedTemporaryFile(suffix=".graphml") as file:
        file.write(content)
        file.flush()
        other = igraph.Graph.Read_GraphML(file.name)
    assert sorted(other.vs["id"]) == ["CN", "DE", "US"]
    assert sorted(other.es["weight"]) == [1, 2, 3]


@pytest.mark.usefixtures("built")
def test_pajek_is_read_by_others(client: Client) -> None:
    content, media, name = taken(client, "pairs/pajek/", "zh-hans")
    assert (media, name[-4:]) == ("text/plain; charset=utf-8", ".net")
    graph = nx.parse_pajek(content.decode().splitlines())
    found = {frozenset((one, other)): weight for one, other, weight in graph.edges(data="weight")}
    assert found == {
        frozenset(("中国", "美国")): 3,
        frozenset(("中国", "德国")): 2,
        frozenset(("德国", "美国")): 1,
    }
    with tempfile.NamedTemporaryFile(suffix=".net") as file:
        file.write(content)
        file.flush()
        other = igraph.Graph.Read_Pajek(file.name)
    assert (other.vcount(), sorted(other.es["weight"])) == (3, [1, 2, 3])


@pytest.mark.usefixtures("built")
def test_vosviewer_has_items_and_links(client: Client) -> None:
    content, _media, name = taken(client, "partners/vosviewer/?unit=CN&counting=fractional")
    assert "-CN-fractional-" in name
    assert name.endswith("-vosviewer.json")
    network = json.loads(content)["network"]
    assert [(one["id"], one["label"], one["weights"]["Works"]) for one in network["items"]] == [
        (1, "China", 6),
        (2, "United States", 4),
        (3, "Germany", 3),
    ]
    # A work of two gives its pair 1, a work of three gives each of its pairs 1/2.
    assert network["links"] == [
        {"source_id": 1, "target_id": 2, "strength": 2.5},
        {"source_id": 1, "target_id": 3, "strength": 1.5},
    ]


@pytest.mark.usefixtures("built")
def test_what_is_cut_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    for path in ("pairs/{}/", "ranking/{}/"):
        content, _, name = taken(client, path.format("csv"))
        assert len(lines(content)) == 2
        assert "-first-2-" in name
        assert json.loads(taken(client, path.format("json"))[0])["first"] == 2
        content, *_ = taken(client, path.format("parquet"))
        assert json.loads(pq.read_schema(pa.BufferReader(content)).metadata[b"scibridge"])["first"] == 2
    assert "-first-" not in taken(client, "partners/csv/?unit=CN")[2]
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    assert "-first-1-" in taken(client, "partners/csv/?unit=CN")[2]


@pytest.mark.usefixtures("built")
def test_a_table_that_is_no_network_has_no_network_form(client: Client) -> None:
    for form in NETWORKS:
        assert client.get(f"/en/atlas/export/ranking/{form}/").status_code == 404


def _signed(*houses: int, number: int) -> dict[str, Any]:
    countries = {1: "CN", 2: "US", 3: "DE"}
    return new_work(
        number,
        authorships=[
            {
                "author": {
                    "id": f"{ADDRESS}A{one}",
                    "display_name": f"=Person {one}",
                    "orcid": "https://orcid.org/0000-0002-1825-0097" if one == 2 else None,
                },
                "institutions": [{"id": f"{ADDRESS}I{one}", "country_code": countries[one]}],
            }
            for one in houses
        ],
    )


def test_whoever_keeps_out_of_lists_is_not_proposed_to_start(client: Client, tmp_path: Path) -> None:
    cache.clear()
    works = [_signed(1, 3, number=one) for one in range(1, 6)]
    works += [_signed(2, 3, number=one) for one in range(6, 11)]
    import_openalex_works(works, settings.LAKE_DIRECTORY, source="tests", reject_file=tmp_path / "rejected")
    build_atlas()
    path = "bridges/csv/?on=field:22"
    (bridge,) = lines(taken(client, path)[0])
    assert (bridge["Id"], bridge["Id of the partner"], bridge["Could introduce them"]) == (
        "CN",
        "US",
        "Germany",
    )
    # A name that begins like a formula does not become one.
    assert (bridge["Could start"], bridge["Could start, at the partner"]) == ("'=Person 1", "'=Person 2")
    for name, scheme, value in (("One", "openalex", "A1"), ("Two", "orcid", "0000-0002-1825-0097")):
        person = Person.objects.create(name={"en": name}, unlisted=True)
        PersonIdentifier.objects.create(person=person, scheme=scheme, value=value)
    (bridge,) = lines(taken(client, path)[0])
    assert (bridge["Could start"], bridge["Could start, at the partner"]) == ("", "")
    told = json.loads(taken(client, "bridges/json/?on=field:22")[0])
    assert told["bridges"][0]["unit_people"] == []
