"""What the statements call ``cells``, ``pairs``, ``presences``, ``corpus``, ``residents`` at each level."""

from typing import Final

from scibridge.engines.atlas.selections import Level
from scibridge.engines.atlas.tables import PAIRED
from scibridge.engines.lake.statements import atlas_statement

_RESIDENT: Final = {
    Level.COUNTRY: "country",
    Level.ORGANISATION: "organisation_id",
    Level.FAMILY: "family_id",
    Level.PERSON: "person_id",
}
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
    return found
