"""How strongly two units are joined, given their joint works and their sizes; arrays in, arrays out."""

import numpy as np

from scibridge.engines.network.edges import Network, Reals


def salton(joint: Reals, one: Reals, other: Reals) -> Reals:
    """joint / sqrt(n1 n2): the cosine (Salton and McGill 1983)."""
    return joint / np.sqrt(one * other)


def jaccard(joint: Reals, one: Reals, other: Reals) -> Reals:
    """joint / (n1 + n2 - joint) (Jaccard 1901)."""
    return joint / (one + other - joint)


def intensity(joint: Reals, one: Reals, other: Reals, whole: float) -> Reals:
    """joint C / (c1 c2), c the partners of each summed over works and C their sum; 1 is what size alone
    gives (Balassa 1965; as probabilistic affinity, Zitt, Bassecoulard and Okubo 2000)."""
    return joint * whole / (one * other)


def strengths(network: Network) -> Reals:
    """The weights of each node's edges, summed (Barrat et al. 2004)."""
    found = np.zeros(len(network))
    np.add.at(found, network.sources, network.weights)
    np.add.at(found, network.targets, network.weights)
    return found
