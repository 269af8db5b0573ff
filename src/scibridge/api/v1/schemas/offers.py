"""Offers, in and out."""

from typing import Any

from scibridge.api.v1.schemas.postings import Comparison, PostingIn, PostingOut, Words
from scibridge.api.v1.schemas.shared import (
    COUNTRIES,
    NUMBER,
    STRING,
    WORDS,
    YES,
    Named,
    Out,
    code_in,
    codes,
    codes_in,
    list_in,
    rows_in,
    shaped,
    whole_in,
    words_in,
)
from scibridge.domain.exchange.states import (
    ExportControl,
    IdentifierKind,
    IpStatus,
    OfferKind,
    Partnership,
    Right,
)
from scibridge.engines.text.quantities import Operator


class Claim(Comparison):
    """A measured advantage."""

    baseline_value: float | None
    baseline: Words
    source: Words
    no_comparison: bool


class RightOut(Out):
    """A right that may be had; no territories means everywhere."""

    right: str
    territories: list[str]
    exclusive: bool
    field_of_use: Words


class OfferIdentifier(Out):
    """A DOI, patent number or SPDX expression."""

    scheme: str
    value: str


class Inventor(Out):
    """A person behind an offer; `share` is a percentage."""

    person: Named
    share: str | None


class OfferOut(PostingOut):
    """An offer as this reader may see it."""

    kind: str
    summary: Words
    description: Words | None = None
    claims: list[Claim] | None = None
    cost_comparison: Words | None = None
    readiness: int | None
    readiness_evidence: Words | None = None
    identifiers: list[OfferIdentifier] | None = None
    ip_status: str
    rights: list[RightOut] | None = None
    background: Words | None = None
    export_control: str
    partnerships: list[str]
    inventors: list[Inventor] | None = None
    facilities: list[Named] | None = None


class OfferList(Out):
    """A page of offers; `next` is the cursor of the following one."""

    items: list[OfferOut]
    next: str | None


class OfferIn(PostingIn):
    """The fields of an offer."""

    kind: Any = code_in("What is put forward.", OfferKind)
    summary: Any = words_in("What it is and does, for everyone.")
    description: Any = words_in("In detail.")
    claims: Any = rows_in(
        "Measured advantages.",
        metric=WORDS,
        operator=codes(Operator),
        low=NUMBER,
        high=NUMBER,
        unit=STRING,
        baseline_value=NUMBER,
        baseline=WORDS,
        source=WORDS,
    )
    cost_comparison: Any = words_in("Cost compared with today's.")
    readiness: Any = whole_in("Technology readiness level.", 1, 9)
    readiness_evidence: Any = words_in("What shows it.")
    identifiers: Any = rows_in("DOI, patent number, SPDX.", scheme=codes(IdentifierKind), value=STRING)
    ip_status: Any = code_in("How it is protected.", IpStatus)
    rights: Any = rows_in(
        "Rights that may be had.",
        right=codes(Right),
        territories=COUNTRIES,
        exclusive=YES,
        field_of_use=WORDS,
    )
    background: Any = words_in("Others' rights it depends on.")
    export_control: Any = code_in("What you declare about export control.", ExportControl)
    partnerships: Any = codes_in("Cooperation sought.", Partnership)
    inventors: Any = rows_in("People behind it: public id, share in percent.", person=STRING, share=STRING)
    facilities: Any = list_in("Public ids of facilities it was made with.", STRING)


class OfferChange(OfferIn):
    """The fields to change, and the version you read (or send its ETag as If-Match)."""

    expected_version: Any = shaped("The version you read.", type="integer", minimum=1)
