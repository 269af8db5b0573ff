"""Pairs of organisations by year from the lake alone, in one pass: for who needs no other table."""

from pathlib import Path
from typing import Final

import pyarrow as pa

from scibridge.engines.atlas.partitions import check_part, name_lake
from scibridge.engines.atlas.selections import MOST_UNITS, Level
from scibridge.engines.lake.manifest import Manifest
from scibridge.engines.lake.sessions import LOCAL, session_at
from scibridge.engines.lake.statements import atlas_statement

_READS: Final = ("works", "authorships")
PAIR_YEARS: Final = pa.schema(
    [("unit", pa.int64()), ("partner", pa.int64()), ("year", pa.int32()), ("works", pa.int64())]
)


def organisation_pairs_by_year(lake: Path, path: Path, *, address: str = LOCAL) -> int:
    """Write who signs with whom in which year to ``path`` as Parquet, each pair once; returns the rows.

    Raises LakeBroken, LakeDrift, LakeFull, SparkAbsent and SparkGone; then there is no file.
    """
    manifest = Manifest.load(lake)
    parts = tuple(part for part in manifest.parts if part.entity == "works")
    for part in parts:
        check_part(lake, part, _READS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with session_at(address, path.parent) as session:
        name_lake(session, lake, manifest, parts, _READS)
        limit = {"most_units": MOST_UNITS[Level.ORGANISATION]}
        return session.write(atlas_statement("pair_years"), limit, path, PAIR_YEARS)
