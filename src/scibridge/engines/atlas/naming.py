"""What the statements call ``cells``, ``pairs``, ``presences``, ``corpus``, ``residents`` at each level."""

from typing import Final

from scibridge.engines.atlas.selections import Level
from scibridge.engines.atlas.tables import PAIRED
from scibridge.engines.lake.statements import atlas_statement

_RESIDENT: Final = {
    Level.COUNTRY: "country",
    Level.ORGANISATION: "organisation_id",
    Level.FAMILY: "family_id",
    Level.REGION: "region",
    Level.PERSON: "person_id",
}
# Statements that a reader answers from the sums over topics where every subject is asked for: it is the same.
SUMMED: Final = frozenset(
    {
        "unit_years",
        "unit_partners",
        "ranking",
        "pairs_ranking",
        "edges",
        "joined_among",
        "strong",
    }
)
# Statements that ask for all units of one subject: a reader answers from tables in the order of subjects.
BY_SUBJECT: Final = frozenset(
    {
        "ranking",
        "pairs_ranking",
        "edges",
        "joined_among",
        "strong",
        "starters",
        "people_among",
    }
)
# All of science as an aggregate tells it: pairs of countries and nothing else.
SCIENCE: Final = "science"


def views_of(level: Level, tables: str = "") -> dict[str, str]:
    """Name → SELECT over the tables; ``tables`` is put before their names. Works on every engine."""
    found = {
        "presences": f"SELECT * FROM {tables}{level}_presences",  # noqa: S608 - our own names
        "cells": f"SELECT * FROM {tables}{level}_cells",  # noqa: S608
        "corpus": (
            f"SELECT year, topic_id, international, works, {level}_placed AS placed, "  # noqa: S608
            f"{level}_left_out AS left_out, {level}_links AS links, citations, citations_squared "
            f"FROM {tables}corpus"
        ),
        "residents": (
            f"SELECT {_RESIDENT[level]} AS unit, person_id, year, topic_id, international, works, debut "  # noqa: S608
            f"FROM {tables}places"
        ),
    }
    found["pairs"] = (
        f"SELECT * FROM {tables}{level}_pairs"  # noqa: S608
        if level in PAIRED
        else atlas_statement("person_pairs").text
    )
    if level in PAIRED:
        found["sizes"] = f"SELECT * FROM {tables}{level}_sizes"  # noqa: S608
    return found


def whole_views(level: Level, tables: str = "") -> dict[str, str]:
    """Name → SELECT over the sums over topics, which take the place of the level's own."""
    return {
        name: f"SELECT * FROM {tables}{level}_{name}_whole"  # noqa: S608 - our own names
        for name in ("cells", "pairs")
    }


def by_subject_views(level: Level, tables: str = "", within: str = "") -> dict[str, str]:
    """Name → SELECT over the tables in the order of subjects, which take the place of the level's own;
    ``within`` narrows their rows."""
    found = {
        name: f"SELECT * FROM {tables}{level}_{name}_by_subject{within}"  # noqa: S608 - our own names
        for name in ("cells", "pairs")
    }
    found["residents"] = (
        f"SELECT {_RESIDENT[level]} AS unit, person_id, year, topic_id, international, works "  # noqa: S608
        f"FROM {tables}places_by_subject{within}"
    )
    return found


def science_views() -> dict[str, str]:
    """Name → SELECT over the aggregate: countries, international works, no subjects."""
    return {
        "cells": f"SELECT * FROM main.{SCIENCE}_cells",  # noqa: S608 - our own names
        "pairs": f"SELECT * FROM main.{SCIENCE}_pairs",  # noqa: S608
        "corpus": (
            "SELECT year, topic_id, international, CAST(NULL AS BIGINT) AS works, "  # noqa: S608
            "CAST(NULL AS BIGINT) AS placed, CAST(NULL AS BIGINT) AS left_out, "
            "CAST(sum(links) AS BIGINT) AS links, CAST(NULL AS BIGINT) AS citations, "
            "CAST(NULL AS DOUBLE) AS citations_squared "
            f"FROM main.{SCIENCE}_cells GROUP BY year, topic_id, international"
        ),
    }
