"""What is asked of the index, and its answer.

The answer is the engine's own dataclass: its shape is described from there, so that API, command line and
kept matches cannot differ.
"""

from typing import Any

from ninja import Schema
from pydantic import Field, RootModel

from scibridge.api.v1.schemas.shared import COUNTRIES, STRING, WORDS, In, codes, list_in, shaped, whole_in
from scibridge.domain.exchange.asking import DEEPEST, FIRST_YEAR, LAST_YEAR, MOST_ANSWERS
from scibridge.domain.exchange.states import Challenge
from scibridge.engines.matching.documents import Kind, Stage
from scibridge.engines.matching.explanation import MatchList


class MatchListOut(RootModel[MatchList]):
    """Ranked answers with their reasons. Shares and adjustments sum to the score."""


class AskingFilters(Schema):
    """How answers can be narrowed. Lists take several values, or one with commas."""

    kind: list[str] = Field([], description="offer, work, person, organisation, facility, need.")
    country: list[str] = Field([], description="Alpha-2.")
    stage: list[str] = Field([], description="research, development, application.")
    language: list[str] = Field([], description="en, zh: languages the answer has words in.")
    challenge: list[str] = []
    topic: list[str] = Field([], description="OpenAlex topics, such as T10018.")
    year_from: int | None = None
    year_to: int | None = None
    must_haves_met: bool = Field(False, description="Leave out what fails a must-have.")
    limit: int = Field(20, description=f"Answers of each kind, at most {MOST_ANSWERS}.")
    offset: int = Field(0, description=f"Answers of each kind to skip, at most {DEEPEST}.")


class TextFilters(AskingFilters):
    """A text, and how its answers are narrowed."""

    q: str = Field("", description="The need in your words, in Chinese or English.")


class LimitOnly(Schema):
    """How many."""

    limit: int = Field(20, ge=1, le=MOST_ANSWERS)


class MatchIn(In):
    """Exactly one of text, need and fields; and how the answers are narrowed."""

    text: Any = shaped(
        "The need in your words, in Chinese or English, or both by language (en, zh).", **WORDS
    )
    need: Any = shaped("The public id of a need you may see.", **STRING)
    fields: Any = shaped("Fields of a need that is not kept, as for POST /needs.", type="object")
    kinds: Any = list_in("Kinds of answer.", codes(Kind))
    countries: Any = shaped("Alpha-2.", **COUNTRIES)
    stages: Any = list_in("Stages.", codes(Stage))
    languages: Any = list_in("Languages the answer has words in.", {"type": "string", "enum": ["en", "zh"]})
    challenges: Any = list_in("Global challenges.", codes(Challenge))
    topics: Any = list_in("OpenAlex topics.", STRING)
    year_from: Any = whole_in("From this year.", FIRST_YEAR, LAST_YEAR)
    year_to: Any = whole_in("To this year.", FIRST_YEAR, LAST_YEAR)
    must_haves_met: Any = shaped("Leave out what fails a must-have.", type="boolean")
    limit: Any = whole_in("Answers of each kind.", 1, MOST_ANSWERS)
    offset: Any = whole_in("Answers of each kind to skip.", 0, DEEPEST)
