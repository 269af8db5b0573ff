"""Measures against known answers and another library; the same seed gives the same picture."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.network.edges import Network, NotANetwork, network_of
from scibridge.engines.network.measures import (
    betweenness,
    communities,
    degrees,
    layout,
    measures,
    participation,
)
from scibridge.engines.network.strength import intensity, jaccard, salton, strengths
from scibridge.engines.network.whitespaces import Strong, closeness, white_spaces

# Two triangles joined by one edge.
BARBELL = network_of(
    "abcdef",
    [("a", "b", 5), ("b", "c", 5), ("a", "c", 5), ("c", "d", 1), ("d", "e", 5), ("e", "f", 5), ("d", "f", 5)],
)
# Weights whose inverses add up exactly: networkx takes ways that differ in the last digit for different ones.
networks = st.integers(3, 9).flatmap(
    lambda size: st.dictionaries(
        st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1]),
        st.sampled_from([1, 2, 4, 8]),
        min_size=1,
    ).map(
        lambda edges: network_of(
            [str(one) for one in range(size)], [(str(a), str(b), w) for (a, b), w in edges.items()]
        )
    )
)


def as_networkx(network: Network) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    for a, b, weight in zip(network.sources, network.targets, network.weights, strict=True):
        graph.add_edge(int(a), int(b), weight=float(weight), length=1 / float(weight))
    return graph


@pytest.mark.parametrize(
    ("edges", "reason"),
    [
        ([("a", "x", 1)], "unknown_node"),
        ([("a", "a", 1)], "loop"),
        ([("a", "b", 1), ("b", "a", 2)], "repeated_edge"),
        ([("a", "b", 0)], "weight"),
        ([("a", "b", float("nan"))], "weight"),
    ],
)
def test_what_is_no_network(edges: list[tuple[str, str, float]], reason: str) -> None:
    with pytest.raises(NotANetwork) as caught:
        network_of("ab", edges)
    assert caught.value.data["reason"] == reason
    with pytest.raises(NotANetwork):
        network_of("aa", [])


def test_two_triangles() -> None:
    found = measures(BARBELL, seed=1)
    assert found.degree.tolist() == [2, 2, 3, 3, 2, 2]
    assert found.strength.tolist() == [10, 10, 11, 11, 10, 10]
    # Every way between the triangles leads over c and d: 3 · 2 of 10 pairs for each.
    assert found.betweenness.tolist() == pytest.approx([0, 0, 0.6, 0.6, 0, 0])
    assert found.community.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.participation.tolist() == pytest.approx(
        [0, 0, 1 - (10 / 11) ** 2 - (1 / 11) ** 2, 1 - (10 / 11) ** 2 - (1 / 11) ** 2, 0, 0]
    )
    assert found.modularity == pytest.approx(2 * (15 / 31 - (31 / 62) ** 2))


@given(networks)
def test_the_same_as_another_library(network: Network) -> None:
    graph = as_networkx(network)
    assert degrees(network).tolist() == [graph.degree(one) for one in range(len(network))]
    assert strengths(network).tolist() == [graph.degree(one, weight="weight") for one in range(len(network))]
    expected = nx.betweenness_centrality(graph, weight="length")
    assert betweenness(network).tolist() == pytest.approx(
        [expected[one] for one in range(len(network))], abs=1e-7
    )
    community, modularity = communities(network, seed=3)
    groups = [set(np.flatnonzero(community == one).tolist()) for one in np.unique(community)]
    assert modularity == pytest.approx(nx.community.modularity(graph, groups, weight="weight"))
    share = participation(network, community)
    assert ((share >= 0) & (share < 1)).all()


@given(networks, st.integers(0, 9))
def test_the_same_seed_gives_the_same_picture(network: Network, seed: int) -> None:
    one, other = layout(network, seed=seed), layout(network, seed=seed)
    assert one.tolist() == other.tolist()
    assert one.min() >= 0
    assert one.max() <= 1
    assert communities(network, seed=seed)[0].tolist() == communities(network, seed=seed)[0].tolist()


def test_nothing_and_no_edges() -> None:
    assert layout(network_of("", []), seed=1).shape == (0, 2)
    alone = measures(network_of("abc", []), seed=1)
    assert alone.community.tolist() == [0, 1, 2]
    assert alone.betweenness.tolist() == [0, 0, 0]
    assert alone.participation.tolist() == [0, 0, 0]


counts = st.integers(1, 50)


@given(counts, counts, counts)
def test_strength_lies_between_its_bounds(joint: int, more: int, other: int) -> None:
    one, two = np.array([joint + more], float), np.array([joint + other], float)
    both = np.array([joint], float)
    assert 0 < jaccard(both, one, two)[0] <= salton(both, one, two)[0] <= 1
    assert intensity(one * two / 7.0, one, two, 7.0)[0] == pytest.approx(1.0)


def strong(key: str, links: int, country: str = "") -> Strong:
    return Strong(key, 10, links, 1.5, country)


def test_white_spaces() -> None:
    units = [strong("a", 10, "CN"), strong("b", 8, "US"), strong("c", 6, "CN"), strong("d", 4, "DE")]
    profiles = np.array([[3.0, 4.0], [3.0, 4.0], [4.0, 3.0], [0.0, 0.0]])
    joint = np.zeros((4, 4), dtype=np.int64)
    joint[0, 3] = joint[3, 0] = joint[1, 3] = joint[3, 1] = 2
    assert closeness(profiles)[0].tolist() == pytest.approx([1, 1, 0.96, 0])
    found = white_spaces(units, profiles, joint, 100.0)
    # a and c are of one country; d has no profile; the others miss each other.
    assert [(one.one, one.other) for one in found] == [("a", "b"), ("b", "c")]
    best = found[0]
    assert (best.expected, best.closeness) == (pytest.approx(0.8), pytest.approx(1.0))
    assert best.chance == pytest.approx(np.exp(-0.8))
    assert best.between == ("d",)
    at_home = white_spaces(units, profiles, joint, 100.0, across_borders=False, only="c")
    assert [(one.one, one.other) for one in at_home] == [("a", "c"), ("b", "c")]
    assert white_spaces(units[:1], profiles[:1], joint[:1, :1], 100.0) == []
