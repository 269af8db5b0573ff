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
    seen: set[tuple[int, int]] = set()
    sources, targets, weights = [], [], []
    for one, other, weight in edges:
        if one not in place or other not in place:
            raise NotANetwork("unknown_node")
        pair = (min(place[one], place[other]), max(place[one], place[other]))
        if pair[0] == pair[1]:
            raise NotANetwork("loop")
        if pair in seen:
            raise NotANetwork("repeated_edge")
        if not weight > 0:
            raise NotANetwork("weight")
        seen.add(pair)
        sources.append(pair[0])
        targets.append(pair[1])
        weights.append(float(weight))
    return Network(
        tuple(nodes),
        np.array(sources, dtype=np.int64),
        np.array(targets, dtype=np.int64),
        np.array(weights, dtype=np.float64),
    )


def as_graph(network: Network) -> Any:
    """As igraph has it, with the edge attribute ``weight``."""
    graph = igraph.Graph(
        n=len(network), edges=np.column_stack((network.sources, network.targets)).tolist(), directed=False
    )
    graph.es["weight"] = network.weights.tolist()
    return graph
