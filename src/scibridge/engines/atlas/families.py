"""Organisations rolled up to what they belong to."""

from collections.abc import Container, Mapping

import pyarrow as pa

from scibridge.engines.atlas.tables import FAMILIES


def uppermost(one: int, parents: Mapping[int, int], known: Container[int]) -> int:
    """The highest of ``one`` and those above it that is ``known``; a circle ends where it closes."""
    best, seen, at = one, {one}, one
    while at in parents and parents[at] not in seen:
        at = parents[at]
        seen.add(at)
        if at in known:
            best = at
    return best


def families_table(tops: Mapping[int, int]) -> pa.Table:
    """Organisation → family, as the statements read it, in order."""
    rows = sorted(tops.items())
    return pa.table(
        {"organisation_id": [one for one, _ in rows], "family_id": [top for _, top in rows]}, schema=FAMILIES
    )
