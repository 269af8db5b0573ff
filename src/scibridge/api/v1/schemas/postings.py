"""What needs and offers share, in and out."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from scibridge.api.v1.schemas.shared import (
    STRING,
    WORDS,
    In,
    Named,
    Out,
    code_in,
    list_in,
    text_in,
    words_in,
)
from scibridge.domain.exchange.states import Challenge, Orientation, Origin, ResearchClass, State

Words = dict[str, str]


class Topic(Out):
    """An OpenAlex topic."""

    id: str
    name: Words


class Comparison(Out):
    """A measurable statement; `low` equals `high` for a single figure."""

    metric: Words
    operator: str
    low: float
    high: float
    unit: str


class PostingOut(Out):
    """What needs and offers share. A field withheld from this reader is missing, and named in `withheld`."""

    id: str
    state: State
    version: int
    title: Words
    material: Words
    method: Words
    efficacy: Words
    product: Words
    application: Words
    keywords: Words
    challenge: str
    orientation: str
    research_class: str
    sdgs: list[int]
    topics: list[Topic]
    organisation: Named | None = None
    owner_name: str | None = None
    confidential_details: Words | None = None
    external_reference: str | None = Field(None, description="For its own side only.")
    field_tiers: dict[str, str] = Field(description="Field to who may read it.")
    published_at: datetime | None
    expires_at: datetime | None
    expires_on: date | None
    updated_at: datetime
    origin: Origin
    fictional: bool = Field(description="True for things of the demonstration world.")
    return_reason: str
    return_note: Words
    withheld: list[str] = Field(description="Fields that hold something this reader may not see.")


class PostingIn(In):
    """What needs and offers take alike."""

    organisation: Any = text_in("Public id of the organisation it stands for; empty for oneself.")
    title: Any = words_in("Title, at most 300 characters in each language.")
    material: Any = words_in("Element: material.")
    method: Any = words_in("Element: method.")
    efficacy: Any = words_in("Element: efficacy.")
    product: Any = words_in("Element: product.")
    application: Any = words_in("Element: application.")
    keywords: Any = words_in("Keywords, separated by semicolons.")
    challenge: Any = code_in("Global challenge.", Challenge)
    orientation: Any = code_in("Orientation.", Orientation)
    research_class: Any = code_in("Research class.", ResearchClass)
    sdgs: Any = list_in("UN goals.", {"type": "integer", "minimum": 1, "maximum": 17})
    topics: Any = list_in(
        "OpenAlex topics.",
        {"type": "object", "properties": {"id": STRING, "name": WORDS}, "required": ["id"]},
    )
    confidential_details: Any = words_in("Held back until an NDA, unless field_tiers says otherwise.")
    external_reference: Any = text_in("Your own number for it.", maxLength=100)
    expires_on: Any = text_in("Last day of publication.", format="date")
    field_tiers: Any = Field(
        None,
        description="Field to public, signed_in or after_nda.",
        json_schema_extra={"type": "object", "additionalProperties": {"type": "string"}},
    )


class Expected(In):
    """The version you read; or send its ETag as If-Match."""

    expected_version: Any = Field(None, json_schema_extra={"type": "integer", "minimum": 1})


class PostingFilters(Schema):
    """What a list of needs or offers can be narrowed to. Lists take several values, or one with commas."""

    kind: list[str] = Field([], description="Its kind.")
    challenge: list[str] = []
    orientation: list[str] = []
    research_class: list[str] = []
    country: list[str] = Field([], description="Country of its organisation, alpha-2.")
    organisation: str = Field("", description="Public id of its organisation.")
    state: list[str] = Field(["published"], description="States; without one, what is published now.")
    mine: bool = Field(
        False, description="Only your own and those of organisations you represent, in any state."
    )
    cursor: str = Field("", max_length=600)
    limit: int = Field(20, ge=1, le=100)


class Step(Out):
    """A step in the life of a posting."""

    number: int
    action: str
    state: str
    actor_name: str
    at: datetime
    note: str


class History(Out):
    """Its life, oldest step first."""

    items: list[Step]


class NoteIn(In):
    """Why, in your words."""

    note: Any = text_in("For the history.", maxLength=2000)


class RenewIn(In):
    """Until when."""

    expires_on: Any = text_in("Last day of publication.", format="date")
