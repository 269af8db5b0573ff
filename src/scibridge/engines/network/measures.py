"""Each node's place in a network: degree, strength, betweenness, community, participation."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import igraph
import numpy as np

from scibridge.engines.network.edges import Network, Numbers, Reals, as_graph
from scibridge.engines.network.strength import strengths

# igraph draws from one generator for the whole process.
_GENERATOR: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Measures:
    """One value for each node, in their order. ``community`` numbers them by size, the largest 0."""

    degree: Numbers
    strength: Reals
    betweenness: Reals
    community: Numbers
    participation: Reals
    modularity: float


def measures(network: Network, *, seed: int) -> Measures:
    """All of them. The same seed gives the same communities."""
    community, modularity = communities(network, seed=seed)
    return Measures(
        degrees(network),
        strengths(network),
        betweenness(network),
        community,
        participation(network, community),
        modularity,
    )


def degrees(network: Network) -> Numbers:
    """How many others each node is joined with."""
    size = len(network)
    found = np.bincount(network.sources, minlength=size) + np.bincount(network.targets, minlength=size)
    return found.astype(np.int64)


def betweenness(network: Network) -> Reals:
    """The share of shortest ways between two others that lead over each node, a way being as long as the sum
    of 1/weight (Freeman 1978; for weights, Newman 2001); between 0 and 1."""
    size = len(network)
    if size < 3 or not len(network.weights):
        return np.zeros(size)
    graph = as_graph(network)
    found = graph.betweenness(directed=False, weights=(1 / network.weights).tolist())
    return np.array(found, dtype=np.float64) / ((size - 1) * (size - 2) / 2)


def communities(network: Network, *, seed: int) -> tuple[Numbers, float]:
    """The community of each node, by the Leiden algorithm on modularity (Traag, Waltman and van Eck 2019),
    and the modularity reached. Communities are numbered by size, then by their first node."""
    if not len(network.weights):
        return np.arange(len(network), dtype=np.int64), 0.0
    with _seeded(seed):
        found = as_graph(network).community_leiden(
            objective_function="modularity", weights="weight", n_iterations=-1
        )
    members = np.array(found.membership, dtype=np.int64)
    sizes = np.bincount(members)
    first = {int(one): int(np.argmax(members == one)) for one in np.unique(members)}
    order = sorted(first, key=lambda one: (-int(sizes[one]), first[one]))
    renamed = {one: place for place, one in enumerate(order)}
    return np.array([renamed[int(one)] for one in members], dtype=np.int64), float(found.modularity)


def participation(network: Network, community: Numbers) -> Reals:
    """1 - sum over communities of (strength into it / strength)²: 0 where all a node's joint works stay in
    one community, towards 1 where they are spread evenly over many (Guimera and Amaral 2005)."""
    shares, whole = _shares(network, community)
    return np.where(whole > 0, 1 - (shares**2).sum(axis=1), 0.0)


def participation_errors(network: Network, community: Numbers) -> Reals:
    """The standard error of each, were joint works into every community counts that follow Poisson's law and
    the communities known: 2 sqrt((sum p³ - (sum p²)²) / strength), p the shares; the delta method."""
    shares, whole = _shares(network, community)
    spread = (shares**3).sum(axis=1) - (shares**2).sum(axis=1) ** 2
    found: Reals = 2 * np.sqrt(np.maximum(spread, 0) / np.where(whole > 0, whole, 1.0))
    return found


def _shares(network: Network, community: Numbers) -> tuple[Reals, Reals]:
    """What share of each node's strength goes into each community (n, communities), and the strength."""
    size, groups = len(network), int(community.max(initial=-1)) + 1
    into = np.zeros((size, groups))
    np.add.at(into, (network.sources, community[network.targets]), network.weights)
    np.add.at(into, (network.targets, community[network.sources]), network.weights)
    whole = into.sum(axis=1)
    return into / np.where(whole > 0, whole, 1.0)[:, None], whole


def layout(network: Network, *, seed: int, rounds: int = 150) -> Reals:
    """Where to draw each node, (n, 2) in 0…1: what is strongly joined lies close (Fruchterman and Reingold
    1991). The same seed gives the same picture."""
    size = len(network)
    if size == 0:
        return np.zeros((0, 2))
    graph = as_graph(network)
    # igraph looks for neighbours in cells of size 1: begun in one cell, it would compare all with all.
    start = np.random.default_rng(seed).random((size, 2)) * 3 * np.sqrt(size)
    # Weights over orders of magnitude would draw the strong into one point.
    pull = np.log1p(network.weights).tolist()
    with _seeded(seed):
        found = graph.layout_fruchterman_reingold(
            weights=pull or None, niter=rounds, seed=start.tolist(), grid="auto"
        )
    places = _drawn_in(np.array(found.coords, dtype=np.float64))
    low, reach = places.min(axis=0), np.ptp(places, axis=0)
    spread: Reals = (places - low) / np.where(reach > 0, reach, 1.0)
    return spread


def _drawn_in(places: Reals) -> Reals:
    """The middle spread and the far brought near, without a change of direction or of order from the middle:
    what is joined with nothing else drifts off, and would leave all others in one dot."""
    from_middle = places - np.median(places, axis=0)
    away = np.linalg.norm(from_middle, axis=1)
    usual = float(np.quantile(away, 0.9))
    if usual <= 0:
        return places
    far = away / usual
    drawn = np.where(far <= 1, far**0.75, 1 + 0.25 * np.log(np.maximum(far, 1)))
    scaled: Reals = from_middle * np.divide(drawn, far, out=np.zeros_like(far), where=far > 0)[:, None]
    return scaled


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """igraph's generator seeded for one call, by one thread at a time."""
    with _GENERATOR:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a picture, no secret
        yield
