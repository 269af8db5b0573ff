"""Shapes that several resources share."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field


class Out(Schema):
    """Something the API returns: exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class In(BaseModel):
    """Something the API takes: every field may be missing, and the domain judges each.

    Not ninja's Schema, which drops what it does not know: the domain is to refuse that by name.
    """

    model_config = ConfigDict(extra="allow")

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return self.model_dump(exclude_unset=True)


def codes(*known: type[StrEnum]) -> dict[str, Any]:
    """A schema of one of the codes."""
    return {"type": "string", "enum": [code.value for kind in known for code in kind]}


def shaped(description: str, **shape: Any) -> Any:
    """A field of an input that is described, not judged."""
    return Field(None, description=description, json_schema_extra=shape)


def code_in(description: str, known: type[StrEnum]) -> Any:
    """One of the codes."""
    return shaped(description, **codes(known))


def codes_in(description: str, known: type[StrEnum]) -> Any:
    """A list of codes."""
    return shaped(description, type="array", items=codes(known))


_WORDS = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"en": {"type": "string"}, "zh-hans": {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}


def words_in(description: str) -> Any:
    """Bilingual text: an object with ``en`` and ``zh-hans``, or one text whose script tells its language."""
    return shaped(description, **_WORDS)


def text_in(description: str, **more: Any) -> Any:
    """Text in no particular language."""
    return shaped(description, type="string", **more)


def number_in(description: str, **more: Any) -> Any:
    """A number."""
    return shaped(description, type="number", **more)


def whole_in(description: str, low: int, high: int) -> Any:
    """A whole number."""
    return shaped(description, type="integer", minimum=low, maximum=high)


def list_in(description: str, items: dict[str, Any]) -> Any:
    """A list."""
    return shaped(description, type="array", items=items)


def rows_in(description: str, **fields: dict[str, Any]) -> Any:
    """A list of objects; a field missing from one is empty."""
    item = {"type": "object", "properties": fields, "additionalProperties": False}
    return list_in(description, item)


STRING = {"type": "string"}
NUMBER = {"type": "number"}
WORDS = _WORDS
COUNTRY = {"type": "string", "pattern": "^[A-Z]{2}$"}
COUNTRIES = {"type": "array", "items": COUNTRY}
YES = {"type": "boolean"}


class Named(Out):
    """A record of the registry by its id and name."""

    id: str
    name: dict[str, str] = Field(description="Content language (en, zh-hans) to words.")
    country: str


class Problem(Schema):
    """What was wrong with one field."""

    field: str
    code: str
    detail: str


class ProblemDetails(Schema):
    """An error (RFC 9457), sent as application/problem+json. `code` is stable; `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Problem] | None = None
    reason: str | None = None
    state: str | None = None
    version: int | None = None
    public_id: str | None = None


def split(values: Iterable[str]) -> list[str]:
    """Values given several times or separated by commas."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
