"""A network: nodes by key, undirected weighted edges as arrays.

Refuses loops, repeated pairs and edges without weight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import igraph
import numpy as np
import numpy.typing as npt

from scibridge.engines.errors import ScibridgeError

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


class NotANetwork(ScibridgeError):
    """Edges that name no node, the same one twice, or carry no positive weight."""

    code = "not_a_network"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


@dataclass(frozen=True, slots=True)
class Network:
    """``nodes[sources[i]]`` and ``nodes[targets[i]]`` are joined with ``weights[i]`` > 0; each pair once."""

    nodes: tuple[str, ...]
    sources: Numbers
    targets: Numbers
    weights: Reals

    def __len__(self) -> int:
        return len(self.nodes)


def network_of(nodes: Sequence[str], edges: Iterable[tuple[str, str, float]]) -> Network:
    """From keys; a node without edges stays. Raises NotANetwork."""
    place = {node: number for number, node in enumerate(nodes)}
    if len(place) != len(nodes):
        raise NotANetwork("repeated_node")
    try:
        joined = [(place[one], place[other], weight) for one, other, weight in edges]
    except KeyError:
        raise NotANetwork("unknown_node") from None
    sources, targets, weights = zip(*joined, strict=True) if joined else ((), (), ())
    return network_at(
        nodes,
        np.array(sources, dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array(weights, dtype=np.float64),
    )


def network_at(nodes: Sequence[str], sources: Numbers, targets: Numbers, weights: Reals) -> Network:
    """From positions of nodes, which must differ from each other. Raises NotANetwork."""
    first, last = np.minimum(sources, targets), np.maximum(sources, targets)
    if len(first) and (first.min() < 0 or last.max() >= len(nodes)):
        raise NotANetwork("unknown_node")
    if (first == last).any():
        raise NotANetwork("loop")
    if len(np.unique(first * len(nodes) + last)) != len(first):
        raise NotANetwork("repeated_edge")
    if not (weights > 0).all():
        raise NotANetwork("weight")
    return Network(tuple(nodes), first, last, weights)


def as_graph(network: Network) -> Any:
    """As igraph has it, with the edge attribute ``weight``."""
    graph = igraph.Graph(
        n=len(network), edges=np.column_stack((network.sources, network.targets)).tolist(), directed=False
    )
    graph.es["weight"] = network.weights.tolist()
    return graph
