"""Needs, in and out."""

from datetime import date
from typing import Any

from scibridge.api.v1.schemas.postings import Comparison, PostingIn, PostingOut, Words
from scibridge.api.v1.schemas.shared import (
    COUNTRIES,
    NUMBER,
    STRING,
    WORDS,
    Out,
    code_in,
    codes,
    codes_in,
    rows_in,
    shaped,
    text_in,
    whole_in,
    words_in,
)
from scibridge.domain.exchange.states import IpPosition, NeedKind
from scibridge.engines.text.quantities import Operator


class MustHaveOut(Comparison):
    """A measurable condition of a need."""

    note: Words


class NeedOut(PostingOut):
    """A need as this reader may see it."""

    kind: str
    problem: Words
    current_solution: Words | None = None
    shortfall: Words | None = None
    must_haves: list[MustHaveOut] | None = None
    excluded_approaches: Words | None = None
    readiness_now: int | None
    readiness_required: int | None
    budget_low: str | None = None
    budget_high: str | None = None
    currency: str | None = None
    deadline: date | None
    answer_within_days: int | None
    ip_position: list[str] | None = None
    eligible_countries: list[str]
    eligible_reason: Words
    excluded_countries: list[str]
    excluded_reason: Words


class NeedList(Out):
    """A page of needs; `next` is the cursor of the following one."""

    items: list[NeedOut]
    next: str | None


class NeedIn(PostingIn):
    """The fields of a need."""

    kind: Any = code_in("Whose need it is.", NeedKind)
    problem: Any = words_in("What is needed, and why.")
    current_solution: Any = words_in("Today's solution.")
    shortfall: Any = words_in("Why it falls short.")
    must_haves: Any = rows_in(
        "Measurable conditions.",
        metric=WORDS,
        operator=codes(Operator),
        low=NUMBER,
        high=NUMBER,
        unit=STRING,
        note=WORDS,
    )
    excluded_approaches: Any = words_in("Approaches that are no answer, separated by semicolons.")
    readiness_now: Any = whole_in("Technology readiness level now.", 1, 9)
    readiness_required: Any = whole_in("Technology readiness level required.", 1, 9)
    budget_low: Any = text_in("Budget from, a decimal.")
    budget_high: Any = text_in("Budget to, a decimal.")
    currency: Any = text_in("ISO 4217.", pattern="^[A-Z]{3}$")
    deadline: Any = text_in("The day it is needed.", format="date")
    answer_within_days: Any = whole_in("Days in which you answer interest.", 1, 365)
    ip_position: Any = codes_in("What you want to hold at the end.", IpPosition)
    eligible_countries: Any = shaped("Only these countries, alpha-2.", **COUNTRIES)
    eligible_reason: Any = words_in("Why only these; required with the list.")
    excluded_countries: Any = shaped("Not these countries, alpha-2.", **COUNTRIES)
    excluded_reason: Any = words_in("Why not these; required with the list.")


class NeedChange(NeedIn):
    """The fields to change, and the version you read (or send its ETag as If-Match)."""

    expected_version: Any = shaped("The version you read.", type="integer", minimum=1)
