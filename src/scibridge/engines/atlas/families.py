"""Organisations rolled up to what they belong to, and the regions they lie in."""

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


def families_table(tops: Mapping[int, int], regions: Mapping[int, str] | None = None) -> pa.Table:
    """Organisation → family and region, as the statements read it, in order; null where there is none."""
    known = regions or {}
    numbers = sorted(tops.keys() | known.keys())
    return pa.table(
        {
            "organisation_id": numbers,
            "family_id": [tops.get(one) for one in numbers],
            "region": [known.get(one) for one in numbers],
        },
        schema=FAMILIES,
    )
