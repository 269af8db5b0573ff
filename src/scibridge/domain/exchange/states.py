"""States of a posting (a need or an offer), its legal transitions, and the codes its fields hold.

Owns codes and pure guards; refuses labels (see ``labels``) and rows.
"""

from enum import StrEnum

from scibridge.kernel.workflow import Machine


class State(StrEnum):
    """Where a posting stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FULFILLED = "fulfilled"


# Withdrawn goes back to draft and is moderated anew; expired content was moderated and may simply be renewed.
MACHINE = Machine(
    "posting",
    {
        State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.SUBMITTED: frozenset({State.DRAFT, State.RETURNED, State.PUBLISHED, State.WITHDRAWN}),
        State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.PUBLISHED: frozenset({State.RETURNED, State.WITHDRAWN, State.EXPIRED, State.FULFILLED}),
        State.WITHDRAWN: frozenset({State.DRAFT}),
        State.EXPIRED: frozenset({State.PUBLISHED, State.DRAFT, State.WITHDRAWN, State.FULFILLED}),
        State.FULFILLED: frozenset(),
    },
)
EDITED_IN_PLACE = frozenset({State.DRAFT, State.RETURNED})
OPEN_TO_ALL = frozenset({State.PUBLISHED, State.EXPIRED, State.FULFILLED})
SEEN_BY_MODERATORS = frozenset(State) - {State.DRAFT}


class NeedKind(StrEnum):
    """Whose need it is."""

    NATIONAL = "national"
    PUBLIC = "public"
    MARKET = "market"
    SCIENTIFIC = "scientific"


class OfferKind(StrEnum):
    """What is put forward."""

    PAPER = "paper"
    PATENT = "patent"
    DATASET = "dataset"
    SOFTWARE = "software"
    TECHNOLOGY = "technology"
    KNOW_HOW = "know_how"
    SERVICE = "service"


class Challenge(StrEnum):
    """The global challenges."""

    FUTURE_DEVELOPMENT = "future_development"
    FOOD_SECURITY = "food_security"
    ENERGY_SECURITY = "energy_security"
    HUMAN_HEALTH = "human_health"
    CLIMATE_CHANGE = "climate_change"
    PUBLIC_HEALTH_EMERGENCIES = "public_health_emergencies"


class Orientation(StrEnum):
    """The four orientations."""

    SCIENCE_FRONTIER = "science_frontier"
    ECONOMY = "economy"
    NATIONAL_NEEDS = "national_needs"
    LIFE_AND_HEALTH = "life_and_health"


class ResearchClass(StrEnum):
    """The class of research that is asked for or was done."""

    BASIC_FRONTIER = "basic_frontier"
    KEY_GENERIC = "key_generic"
    PUBLIC_WELFARE = "public_welfare"
    STRATEGIC_HIGH_TECHNOLOGY = "strategic_high_technology"


class Tier(StrEnum):
    """Who a field is for, from open to close."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    AFTER_NDA = "after_nda"

    @property
    def rank(self) -> int:
        """0 for public, growing with confidentiality."""
        return tuple(Tier).index(self)


class ReturnReason(StrEnum):
    """Why a moderator asks for changes."""

    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    NOT_MEASURABLE = "not_measurable"
    DUPLICATE = "duplicate"
    CONFIDENTIAL_IN_PUBLIC = "confidential_in_public"
    DISCRIMINATORY = "discriminatory"
    ADVERTISING = "advertising"
    UNLAWFUL = "unlawful"
    OTHER = "other"


class IpPosition(StrEnum):
    """What a seeker wants to hold at the end."""

    OWNERSHIP = "ownership"
    JOINT_OWNERSHIP = "joint_ownership"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    NON_EXCLUSIVE_LICENCE = "non_exclusive_licence"
    OPEN_LICENCE = "open_licence"
    NEGOTIABLE = "negotiable"
    NONE = "none"


class IpStatus(StrEnum):
    """How an offer is protected."""

    UNPROTECTED = "unprotected"
    FILED = "filed"
    GRANTED = "granted"
    COPYRIGHT = "copyright"
    TRADE_SECRET = "trade_secret"  # noqa: S105 - a code, not a secret
    OPEN_LICENCE = "open_licence"
    LAPSED = "lapsed"


class Right(StrEnum):
    """A right that may be had."""

    USE = "use"
    MAKE = "make"
    SELL = "sell"
    RESEARCH = "research"
    MODIFY = "modify"
    DISTRIBUTE = "distribute"
    SUBLICENSE = "sublicense"
    ASSIGNMENT = "assignment"


class Partnership(StrEnum):
    """A form of cooperation that is sought."""

    LICENCE = "licence"
    ASSIGNMENT = "assignment"
    JOINT_DEVELOPMENT = "joint_development"
    COMMISSIONED_RESEARCH = "commissioned_research"
    TECHNICAL_SERVICE = "technical_service"
    PILOT = "pilot"
    JOINT_VENTURE = "joint_venture"
    INVESTMENT = "investment"
    EXCHANGE_OF_PEOPLE = "exchange_of_people"


class ExportControl(StrEnum):
    """What the offering side declares about export control of the technology."""

    NOT_ASSESSED = "not_assessed"
    UNRESTRICTED = "unrestricted"
    RESTRICTED = "restricted"
    LICENSED = "licensed"
    PROHIBITED = "prohibited"


class IdentifierKind(StrEnum):
    """The identifiers an offer may carry."""

    DOI = "doi"
    PATENT = "patent"
    SPDX = "spdx"


class Origin(StrEnum):
    """By which door a posting came in."""

    FORM = "form"
    API = "api"
    FILE = "file"
    DEMONSTRATION = "demonstration"


class Outcome(StrEnum):
    """What became of a proposed revision."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


# Fields a posting may hold back, with the tier each has unless its owner says otherwise. ``budget`` covers
# both bounds and the currency; ``organisation`` covers the organisation, its country, the owner's name
# and the facilities.
NEED_TIERS = {
    "confidential_details": Tier.AFTER_NDA,
    "budget": Tier.SIGNED_IN,
    "organisation": Tier.PUBLIC,
    "current_solution": Tier.PUBLIC,
    "shortfall": Tier.PUBLIC,
    "must_haves": Tier.PUBLIC,
    "excluded_approaches": Tier.PUBLIC,
    "ip_position": Tier.PUBLIC,
}
OFFER_TIERS = {
    "confidential_details": Tier.AFTER_NDA,
    "cost_comparison": Tier.SIGNED_IN,
    "background": Tier.SIGNED_IN,
    "organisation": Tier.PUBLIC,
    "inventors": Tier.PUBLIC,
    "description": Tier.PUBLIC,
    "claims": Tier.PUBLIC,
    "readiness_evidence": Tier.PUBLIC,
    "identifiers": Tier.PUBLIC,
    "rights": Tier.PUBLIC,
}


def tier_of(field: str, chosen: dict[str, str], defaults: dict[str, Tier]) -> Tier:
    """The tier of a field: the owner's choice, else the default; public where it cannot be held back."""
    if field not in defaults:
        return Tier.PUBLIC
    return Tier(chosen[field]) if field in chosen else defaults[field]
