"""The tables of the lake as Arrow schemas. Ids are OpenAlex's numbers (``W123`` is 123)."""

from typing import Final

import pyarrow as pa

WORKS: Final = pa.schema(
    [
        ("part", pa.int32()),
        ("id", pa.int64()),
        ("fingerprint", pa.string()),
        ("updated", pa.string()),
        ("doi", pa.string()),
        ("title", pa.string()),
        ("abstract", pa.string()),
        ("language", pa.string()),
        ("type", pa.string()),
        ("year", pa.int16()),
        ("published", pa.date32()),
        ("cited_by", pa.int32()),
        ("is_retracted", pa.bool_()),
        ("venue", pa.string()),
        ("keywords", pa.list_(pa.string())),
        ("countries", pa.list_(pa.string())),
        ("sdgs", pa.list_(pa.int8())),
        ("author_count", pa.int32()),
    ]
)
# One row for each author and organisation of theirs; an author without one has one row without organisation.
AUTHORSHIPS: Final = pa.schema(
    [
        ("part", pa.int32()),
        ("work_id", pa.int64()),
        ("position", pa.int32()),
        ("role", pa.string()),
        ("person_id", pa.int64()),
        ("person_name", pa.string()),
        ("orcid", pa.string()),
        ("organisation_id", pa.int64()),
        ("organisation_name", pa.string()),
        ("ror", pa.string()),
        ("country", pa.string()),
        ("organisation_type", pa.string()),
        ("raw_affiliation", pa.string()),
    ]
)
WORKS_TOPICS: Final = pa.schema(
    [
        ("part", pa.int32()),
        ("work_id", pa.int64()),
        ("rank", pa.int16()),
        ("scheme", pa.string()),
        ("topic_id", pa.int64()),
        ("name", pa.string()),
        ("score", pa.float32()),
        ("level", pa.int8()),
        ("subfield_id", pa.int32()),
        ("subfield", pa.string()),
        ("field_id", pa.int32()),
        ("field", pa.string()),
        ("domain_id", pa.int32()),
        ("domain", pa.string()),
    ]
)
CITATIONS: Final = pa.schema([("part", pa.int32()), ("work_id", pa.int64()), ("cited_id", pa.int64())])
INSTITUTIONS: Final = pa.schema(
    [
        ("part", pa.int32()),
        ("id", pa.int64()),
        ("fingerprint", pa.string()),
        ("updated", pa.string()),
        ("name", pa.string()),
        ("name_zh", pa.string()),
        ("ror", pa.string()),
        ("country", pa.string()),
        ("type", pa.string()),
    ]
)

# Entity → its tables; the first is keyed by ``id``, the others by ``work_id``.
ENTITIES: Final[dict[str, dict[str, pa.Schema]]] = {
    "works": {
        "works": WORKS,
        "authorships": AUTHORSHIPS,
        "works_topics": WORKS_TOPICS,
        "citations": CITATIONS,
    },
    "institutions": {"institutions": INSTITUTIONS},
}
TABLES: Final[dict[str, pa.Schema]] = {
    name: one for tables in ENTITIES.values() for name, one in tables.items()
}

PEOPLE: Final = pa.schema(
    [
        ("id", pa.int64()),
        ("name", pa.string()),
        ("orcid", pa.string()),
        (
            "organisations",
            pa.list_(
                pa.struct(
                    [
                        ("id", pa.int64()),
                        ("name", pa.string()),
                        ("ror", pa.string()),
                        ("country", pa.string()),
                    ]
                )
            ),
        ),
        ("countries", pa.list_(pa.string())),
        ("works", pa.int64()),
        ("first_year", pa.int16()),
        ("last_year", pa.int16()),
        ("topics", pa.list_(pa.string())),
        ("fingerprint", pa.string()),
    ]
)
ORGANISATIONS: Final = pa.schema(
    [
        ("id", pa.int64()),
        ("name", pa.string()),
        ("name_zh", pa.string()),
        ("ror", pa.string()),
        ("country", pa.string()),
        ("type", pa.string()),
        ("works", pa.int64()),
        ("first_year", pa.int16()),
        ("last_year", pa.int16()),
        ("topics", pa.list_(pa.string())),
        ("fingerprint", pa.string()),
    ]
)
# Columns whose values hardly ever repeat: a dictionary of them would be made in vain.
DISTINCT: Final = frozenset({"id", "fingerprint", "doi", "title", "abstract", "cited_id", "score"})
# Rows that lost to a newer version, skipped by readers.
SUPERSEDED: Final = pa.schema([("id", pa.int64()), ("part", pa.int32())])
# Tables computed from the others after loading.
DERIVED: Final[dict[str, pa.Schema]] = {"people": PEOPLE, "organisations": ORGANISATIONS}
