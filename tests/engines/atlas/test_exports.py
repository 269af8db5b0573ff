"""Files to take along: read back by other programs, they say what the view says."""

import csv
import io
import json

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scibridge.engines.atlas import exports
from scibridge.engines.atlas.intervals import Interval
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.views import Coverage, Edge, Made, NetworkView, Node, PartnerLine, Unit
from scibridge.engines.errors import UnknownOption

MADE = Made(1, 1, "now", 10, 2000, 2020)


def node(key: str, name: str, community: int = 0) -> Node:
    return Node(Unit(key, name, country="CN"), 0.25, 0.5, 12, 2, 3.0, 0.5, community, 0.1)


VIEW = NetworkView(
    Selection(),
    MADE,
    Coverage(10, 9, 0, 1, 0),
    (node("I1", 'A & "B" <C>'), node("I2", "清华大学"), node("I3", "Two\tlines\nhere", 1)),
    (Edge(0, 1, 3, 1.5), Edge(0, 2, 1, 0.5)),
    2,
    0.3,
    7,
    (),
)
LINES = [
    PartnerLine(Unit("US", "=1+1", "美国", "US"), 3, 1.5, 9, 0.5, 0.2, None, Interval(1.0, 4.0), 2010, 2020)
]


def test_graphml_is_read_by_another_program() -> None:
    graph = nx.read_graphml(io.BytesIO(exports.as_network(VIEW, "graphml")))
    assert graph.nodes["I1"]["label"] == 'A & "B" <C>'
    assert graph.nodes["I2"]["label"] == "清华大学"
    assert graph.nodes["I3"]["community"] == 1
    assert graph.edges["I1", "I2"] == {"works": 3, "weight": 1.5}
    assert graph.number_of_edges() == 2


def test_pajek_is_read_by_another_program() -> None:
    lines = exports.as_network(VIEW, "pajek").decode().splitlines()
    graph = nx.parse_pajek(lines)
    assert sorted(graph.nodes) == ["A & 'B' <C>", "Two lines here", "清华大学"]
    assert graph.number_of_edges() == 2
    assert lines[-2:] == ["1 2 3", "1 3 1"]


def test_vosviewer() -> None:
    rows = exports.as_network(VIEW, "vosviewer-map").decode().splitlines()
    assert rows[0].split("\t")[:5] == ["id", "label", "x", "y", "cluster"]
    assert rows[3].split("\t") == ["3", "Two lines here", "0.25", "0.5", "2", "12", "3"]
    assert exports.as_network(VIEW, "vosviewer-network") == b"1\t2\t3\n1\t3\t1\n"


def test_an_unknown_format() -> None:
    with pytest.raises(UnknownOption):
        exports.as_network(VIEW, "gexf")


def test_tables() -> None:
    (row,) = csv.DictReader(io.StringIO(exports.as_csv(LINES).decode("utf-8-sig")))
    assert (row["unit"], row["unit_name_zh"], row["works"], row["low"]) == ("US", "美国", "3", "1.0")
    # A name that begins like a formula does not become one.
    assert row["unit_name"] == "'=1+1"
    (row,) = pq.read_table(pa.BufferReader(exports.as_parquet(LINES))).to_pylist()
    assert (row["unit_name"], row["salton"], row["intensity"], row["high"]) == ("=1+1", 0.5, None, 4.0)
    assert exports.as_csv([]) == "\r\n".encode("utf-8-sig")


def test_json_holds_the_whole_view() -> None:
    data = json.loads(exports.as_json(VIEW))
    assert data["nodes"][1]["unit"]["name"] == "清华大学"
    assert data["selection"]["level"] == "country"
