"""Networks for other programs: read back by them, they say what the view says."""

import io
import json
import tempfile

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.atlas.graphs import Graph, Link, Vertex, as_network, graph_of
from scibridge.engines.atlas.selections import Counting, Selection
from scibridge.engines.atlas.views import (
    BridgeLine,
    BridgesView,
    Coverage,
    Edge,
    Made,
    NetworkView,
    Node,
    Unit,
)
from scibridge.engines.errors import UnknownOption

MADE, COVERAGE = Made(1, 1, "now", 10, 2000, 2020), Coverage(10, 9, 0, 1, 0)


def node(key: str, name: str, community: int = 0) -> Node:
    return Node(Unit(key, name, country="CN"), 0.25, 0.5, 12, 2, 3.0, 0.5, community, 0.1)


VIEW = NetworkView(
    Selection(),
    MADE,
    COVERAGE,
    (node("I1", 'A & "B" <C>'), node("I2", "清华大学"), node("I3", "Two\tlines\nhere", 1)),
    (Edge(0, 1, 3, 1.5), Edge(0, 2, 1, 0.5)),
    2,
    0.3,
    7,
    (),
)
GRAPH = graph_of(VIEW)


def test_graphml_is_read_by_another_program() -> None:
    graph = nx.read_graphml(io.BytesIO(as_network(GRAPH, "graphml")))
    assert graph.nodes["I1"]["label"] == 'A & "B" <C>'
    assert graph.nodes["I2"]["label"] == "清华大学"
    assert graph.nodes["I3"]["community"] == 1
    assert graph.edges["I1", "I2"] == {"weight": 3.0, "works": 3, "fractional": 1.5}
    assert graph.number_of_edges() == 2


def test_pajek_is_read_by_another_program() -> None:
    lines = as_network(GRAPH, "pajek").decode().splitlines()
    graph = nx.parse_pajek(lines)
    assert sorted(graph.nodes) == ["A & 'B' <C>", "Two lines here", "清华大学"]
    assert lines[-2:] == ["1 2 3", "1 3 1"]


def test_vosviewer_has_places_clusters_and_weights() -> None:
    network = json.loads(as_network(GRAPH, "vosviewer"))["network"]
    assert network["items"][2] == {
        "id": 3,
        "label": "Two lines here",
        "description": "I3",
        "x": 0.25,
        "y": 0.5,
        "cluster": 2,
        "weights": {"Works": 12, "Total link strength": 3.0},
    }
    assert network["links"][0] == {"source_id": 1, "target_id": 2, "strength": 3.0}


def test_strength_follows_the_counting() -> None:
    shared = NetworkView(
        Selection(counting=Counting.FRACTIONAL), MADE, COVERAGE, VIEW.nodes, VIEW.edges, 2, 0.3, 7, ()
    )
    assert [one.strength for one in graph_of(shared).links] == [1.5, 0.5]


def test_two_of_one_name_stay_two() -> None:
    twins = Graph(
        tuple(Vertex(Unit(key, "Institute of Physics"), {"works": 1}) for key in ("I1", "I2")),
        (Link(0, 1, 2.0, {}),),
    )
    graph = nx.parse_pajek(as_network(twins, "pajek").decode().splitlines())
    assert sorted(graph.nodes) == ["Institute of Physics (I1)", "Institute of Physics (I2)"]


def test_bridges_are_joined_by_their_score() -> None:
    line = BridgeLine(Unit("CN"), Unit("US"), 2.5, 3.0, 0.8, 0.05, 0, 9, 8, 1.0, 1.0, (), (), ())
    graph = graph_of(BridgesView(Selection(), MADE, COVERAGE, 2, (line,), ()))
    assert [one.values for one in graph.vertices] == [{"works": 9}, {"works": 8}]
    assert graph.links == (Link(0, 1, 2.5, {"score": 2.5, "expected": 3.0, "closeness": 0.8}),)


def test_an_unknown_format() -> None:
    with pytest.raises(UnknownOption):
        as_network(GRAPH, "gexf")


_NAME = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=12)


@given(st.lists(_NAME, min_size=2, max_size=6))
def test_any_name_is_read_back(names: list[str]) -> None:
    vertices = tuple(Vertex(Unit(f"I{n}", name), {"works": n}) for n, name in enumerate(names))
    links = tuple(Link(0, other, float(other), {"works": other}) for other in range(1, len(names)))
    graph = Graph(vertices, links)
    read = nx.read_graphml(io.BytesIO(as_network(graph, "graphml")))
    assert sorted(read.nodes) == sorted(f"I{n}" for n in range(len(names)))
    assert read.number_of_edges() == len(links)
    with tempfile.NamedTemporaryFile(suffix=".net") as file:
        file.write(as_network(graph, "pajek"))
        file.flush()
        other = igraph.Graph.Read_Pajek(file.name)
    assert (other.vcount(), other.ecount()) == (len(names), len(links))
    assert len(json.loads(as_network(graph, "vosviewer"))["network"]["items"]) == len(names)
