"""What a posting says, as plain values: reading input of any door, checking it, and writing it back.

Owns the one list of fields that form, API, file import, version history and proposed revisions share. Refuses
rows of the database: organisations, people and facilities are public ids here.
"""

from scibridge.domain.exchange.content.checks import check_complete, check_content, check_evidence
from scibridge.domain.exchange.content.fields import (
    MOST_ROWS,
    NEED_FIELDS,
    OFFER_FIELDS,
    ROW_FIELDS,
    Field,
    content_with_nothing,
    fields_of,
    read_content,
    write_content,
)
from scibridge.domain.exchange.content.lenient import readable_content

__all__ = [
    "MOST_ROWS",
    "NEED_FIELDS",
    "OFFER_FIELDS",
    "ROW_FIELDS",
    "Field",
    "check_complete",
    "check_content",
    "check_evidence",
    "content_with_nothing",
    "fields_of",
    "read_content",
    "readable_content",
    "write_content",
]
