"""What one reader sees of a posting: frozen, plain, complete. Built by ``access`` alone.

Owns the shapes that pages, API, exports and index read. A field that is withheld is None here and named in
``withheld``; nothing else may be serialised. Bilingual text is a mapping of content language to words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of the registry: public id and name; ``country`` is alpha-2 or empty."""

    id: str
    name: Words
    country: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A measurable statement; ``low`` equals ``high`` for a single figure."""

    metric: Words
    operator: str
    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class MustHaveView(ComparisonView):
    """A condition of a need."""

    note: Words


@dataclass(frozen=True, slots=True)
class ClaimView(ComparisonView):
    """A measured advantage of an offer."""

    baseline_value: float | None
    baseline: Words
    source: Words
    no_comparison: bool = False


@dataclass(frozen=True, slots=True)
class RightView:
    """A right that may be had; no territories means everywhere."""

    right: str
    territories: tuple[str, ...]
    exclusive: bool
    field_of_use: Words


@dataclass(frozen=True, slots=True)
class IdentifierView:
    """A DOI, patent number or SPDX expression."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class InventorView:
    """A person behind an offer; ``share`` is a percentage."""

    person: Named
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class TopicView:
    """An OpenAlex topic."""

    id: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLine:
    """A posting as a list shows it: what stands on one line, and the words of its problem or summary.

    A need has a deadline, an offer a readiness, where its side gave one.
    ``held_back`` names the fields this reader may not read, whether or not anything is in them.
    """

    document_id: str
    id: str
    state: str
    kind: str
    title: Words
    words: Words
    challenge: str
    organisation: Named | None
    published_at: datetime | None
    updated_at: datetime
    deadline: date | None
    readiness: int | None
    fictional: bool
    held_back: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingView:
    """What needs and offers share. The reason of a return is for those who edit or moderate."""

    id: str
    state: str
    version: int
    kind: str
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
    sdgs: tuple[int, ...]
    topics: tuple[TopicView, ...]
    organisation: Named | None
    owner_name: str | None
    confidential_details: Words | None
    external_reference: str | None
    field_tiers: Mapping[str, str]
    published_at: datetime | None
    expires_at: datetime | None
    expires_on: date | None
    updated_at: datetime
    origin: str
    fictional: bool
    return_reason: str
    return_note: Words
    withheld: tuple[str, ...]

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView(PostingView):
    """A need as one reader sees it."""

    problem: Words
    current_solution: Words | None
    shortfall: Words | None
    must_haves: tuple[MustHaveView, ...] | None
    excluded_approaches: Words | None
    readiness_now: int | None
    readiness_required: int | None
    budget_low: Decimal | None
    budget_high: Decimal | None
    currency: str | None
    deadline: date | None
    answer_within_days: int | None
    ip_position: tuple[str, ...] | None
    eligible_countries: tuple[str, ...]
    eligible_reason: Words
    excluded_countries: tuple[str, ...]
    excluded_reason: Words

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return f"need:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView(PostingView):
    """An offer as one reader sees it."""

    summary: Words
    description: Words | None
    claims: tuple[ClaimView, ...] | None
    cost_comparison: Words | None
    readiness: int | None
    readiness_evidence: Words | None
    identifiers: tuple[IdentifierView, ...] | None
    ip_status: str
    rights: tuple[RightView, ...] | None
    background: Words | None
    export_control: str
    partnerships: tuple[str, ...]
    inventors: tuple[InventorView, ...] | None
    facilities: tuple[Named, ...] | None

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return f"offer:{self.id}"


# One tier covers several columns.
COVERED_BY = {
    "budget": ("budget_low", "budget_high", "currency"),
    # Whose a facility is stands on its page, so it would name the organisation.
    "organisation": ("organisation", "owner_name", "facilities"),
}


def covered(field: str) -> tuple[str, ...]:
    """The view's fields that a confidential field stands for."""
    return COVERED_BY.get(field, (field,))


def view_json(view: PostingView) -> dict[str, Any]:
    """The JSON form of what the reader sees; fields that are withheld have no key at all."""
    hidden = {name for field in view.withheld for name in covered(field)}
    return {one.name: _json(getattr(view, one.name)) for one in fields(view) if one.name not in hidden}


def _json(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: _json(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_json(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
