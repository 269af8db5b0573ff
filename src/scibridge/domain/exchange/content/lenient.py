"""The part of what is typed that can be read already: for looking while someone writes, never for storing."""

from collections.abc import Mapping
from typing import Any

from scibridge.domain.exchange.content.checks import check_content
from scibridge.domain.exchange.content.fields import content_with_nothing, fields_of, read_content
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import InvalidInput


def readable_content(kind: Kind, given: Mapping[str, object]) -> dict[str, Any]:
    """Field → read value of every field that can be read; of rows, those that are complete."""
    found: dict[str, Any] = {}
    for field in fields_of(kind):
        if field.name not in given:
            continue
        value = given[field.name]
        if field.row and isinstance(value, list | tuple):
            found[field.name] = [read for row in value for read in _row(kind, field.name, row)]
            continue
        try:
            found |= read_content(kind, {field.name: value})
        except InvalidInput:
            continue
    return found


def _row(kind: Kind, name: str, row: object) -> list[dict[str, Any]]:
    """The row in a list, or nothing."""
    try:
        rows: list[dict[str, Any]] = read_content(kind, {name: [row]})[name]
    except InvalidInput:
        return []
    problems = check_content(kind, content_with_nothing(kind) | {name: rows})
    return [] if any(one.field.startswith(f"{name}.") for one in problems) else rows
