"""The tables of the atlas as Arrow schemas: those of one partition, and those pages read.

A unit is a country's two letters, a region as ``CN-BJ``, or the number of an organisation or person. Topic 0
and year 0 mean that it is not known.
"""

from typing import Final

import pyarrow as pa

from scibridge.engines.atlas.selections import Level

LEVELS: Final = tuple(Level)
UNIT: Final[dict[Level, pa.DataType]] = {
    Level.COUNTRY: pa.string(),
    Level.ORGANISATION: pa.int64(),
    Level.FAMILY: pa.int64(),
    Level.REGION: pa.string(),
    Level.PERSON: pa.int64(),
}
_KEYS: Final = [("year", pa.int32()), ("topic_id", pa.int64()), ("international", pa.int32())]

FACTS: Final = pa.schema(
    [
        ("work_id", pa.int64()),
        ("year", pa.int32()),
        ("topic_id", pa.int64()),
        ("cited_by", pa.int64()),
        ("countries", pa.int32()),
        ("organisations", pa.int32()),
        ("families", pa.int32()),
        ("regions", pa.int32()),
        ("people", pa.int32()),
        ("international", pa.int32()),
    ]
)
TOPICS: Final = pa.schema(
    [
        ("topic_id", pa.int64()),
        ("topic", pa.string()),
        ("subfield_id", pa.int64()),
        ("subfield", pa.string()),
        ("field_id", pa.int64()),
        ("field", pa.string()),
        ("domain_id", pa.int64()),
        ("domain", pa.string()),
    ]
)
CORPUS: Final = pa.schema(
    [
        *_KEYS,
        ("works", pa.int64()),
        *((f"{level}_placed", pa.int64()) for level in LEVELS),
        *((f"{level}_left_out", pa.int64()) for level in LEVELS),
        *((f"{level}_links", pa.int64()) for level in LEVELS),
        ("citations", pa.int64()),
        ("citations_squared", pa.float64()),
    ]
)
_PLACES: Final = [
    ("person_id", pa.int64()),
    ("country", pa.string()),
    ("organisation_id", pa.int64()),
    ("family_id", pa.int64()),
    ("region", pa.string()),
    *_KEYS,
    ("works", pa.int64()),
]
PART_PLACES: Final = pa.schema(_PLACES)
PLACES: Final = pa.schema([*_PLACES, ("debut", pa.int32())])
TOPIC_ORDER: Final = pa.schema([("topic_id", pa.int64()), ("place", pa.int32())])
_PLACE: Final = ("place", pa.int32())
PLACES_BY_SUBJECT: Final = pa.schema([_PLACE, *_PLACES])
SCOPES: Final = pa.schema([("depth", pa.string()), ("node", pa.int64()), ("topic_id", pa.int64())])
SUBJECTS: Final = pa.schema(
    [("depth", pa.string()), ("node", pa.int64()), ("name", pa.string()), ("above", pa.int64())]
)
USUAL: Final = pa.schema([("year", pa.int32()), ("topic_id", pa.int64()), ("average", pa.float64())])
SIGNATURES: Final = pa.schema([("work_id", pa.int64()), ("unit", pa.int64()), ("size", pa.int32())])
FAMILIES: Final = pa.schema(
    [("organisation_id", pa.int64()), ("family_id", pa.int64()), ("region", pa.string())]
)
REGIONS: Final = pa.schema(
    [("id", pa.string()), ("name", pa.string()), ("name_zh", pa.string()), ("country", pa.string())]
)
ORGANISATIONS: Final = pa.schema(
    [
        ("id", pa.int64()),
        ("name", pa.string()),
        ("name_zh", pa.string()),
        ("ror", pa.string()),
        ("country", pa.string()),
        ("type", pa.string()),
    ]
)
PEOPLE: Final = pa.schema([("id", pa.int64()), ("name", pa.string()), ("orcid", pa.string())])


def presences(level: Level) -> pa.Schema:
    """Which works stand behind a unit."""
    return pa.schema(
        [
            ("unit", UNIT[level]),
            ("work_id", pa.int64()),
            *_KEYS,
            ("cited_by", pa.int64()),
            ("size", pa.int32()),
            ("leads", pa.int32()),
            ("closes", pa.int32()),
        ]
    )


def cells(level: Level) -> pa.Schema:
    """What adds up about a unit."""
    return pa.schema(
        [
            ("unit", UNIT[level]),
            *_KEYS,
            ("works", pa.int64()),
            ("share", pa.float64()),
            ("joint", pa.int64()),
            ("joint_first", pa.int64()),
            ("joint_last", pa.int64()),
            ("links", pa.int64()),
            ("linked", pa.int64()),
            ("citations", pa.int64()),
            ("citations_squared", pa.float64()),
            ("share_citations", pa.float64()),
        ]
    )


def pairs(level: Level) -> pa.Schema:
    """How often two units share a work."""
    return pa.schema(
        [
            ("unit", UNIT[level]),
            ("partner", UNIT[level]),
            *_KEYS,
            ("works", pa.int64()),
            ("weight", pa.float64()),
        ]
    )


def cells_by_subject(level: Level) -> pa.Schema:
    """What adds up about a unit, but for citations, in the order of subjects."""
    kept = [one for one in cells(level) if "citations" not in one.name and one.name != "linked"]
    return pa.schema([_PLACE, *kept])


def sizes(level: Level) -> pa.Schema:
    """Works with a topic of a unit."""
    return pa.schema(
        [("unit", UNIT[level]), ("year", pa.int32()), ("international", pa.int32()), ("works", pa.int64())]
    )


# Pairs of people are counted when asked: stored, they would outgrow all else.
PAIRED: Final = (Level.COUNTRY, Level.ORGANISATION, Level.FAMILY, Level.REGION)
PARTITION: Final[dict[str, pa.Schema]] = {
    "facts": FACTS,
    "topics": TOPICS,
    "corpus": CORPUS,
    "places": PART_PLACES,
    **{f"{level}_presences": presences(level) for level in LEVELS},
    **{f"{level}_cells": cells(level) for level in LEVELS},
    **{f"{level}_pairs": pairs(level) for level in PAIRED},
}
TABLES: Final[dict[str, pa.Schema]] = {
    "topics": TOPICS,
    "scopes": SCOPES,
    "topic_order": TOPIC_ORDER,
    "subjects": SUBJECTS,
    "corpus": CORPUS,
    "places": PLACES,
    "places_by_subject": PLACES_BY_SUBJECT,
    "organisations": ORGANISATIONS,
    "people": PEOPLE,
    "regions": REGIONS,
    "usual": USUAL,
    "signatures": SIGNATURES,
    **{f"{level}_presences": presences(level) for level in LEVELS},
    **{f"{level}_cells": cells(level) for level in LEVELS},
    **{f"{level}_pairs": pairs(level) for level in PAIRED},
    **{f"{level}_cells_whole": cells(level) for level in PAIRED},
    **{f"{level}_pairs_whole": pairs(level) for level in PAIRED},
    **{f"{level}_sizes": sizes(level) for level in PAIRED},
    **{f"{level}_cells_by_subject": cells_by_subject(level) for level in PAIRED},
    **{f"{level}_pairs_by_subject": pa.schema([_PLACE, *pairs(level)]) for level in PAIRED},
}
# Small, and read by nearly every statement: readers hold them in memory.
HELD: Final = ("topics", "topic_order", "scopes", "subjects", "corpus", "organisations", "regions", "usual")
