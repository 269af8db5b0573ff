"""What readers see for codes, by family: the domain's own labels, and those of the matching engine."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.accounts.states import Role, Scope
from scibridge.domain.attachments import labels as attachments
from scibridge.domain.exchange import labels as exchange
from scibridge.domain.exchange.content.hints import Hint
from scibridge.domain.exchange.match_words import (
    ADJUSTMENTS,
    AWAITED,
    BANDS,
    BRIDGE_ORIGINS,
    ELEMENTS,
    KINDS,
    LANGUAGES,
    ONE_OF_KIND,
    OUTCOMES,
    STAGES,
)
from scibridge.domain.exchange.selectors import Order
from scibridge.domain.following import labels as following
from scibridge.domain.invitations import labels as invitations
from scibridge.domain.registry import labels as registry
from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.selections import Depth, Level

HINTS = {
    Hint.MISSING_LANGUAGE: _("One language is missing"),
    Hint.NO_MUST_HAVES: _("No must-haves: answers can only be compared by their words"),
    Hint.NO_CLAIMS: _("No measured advantages"),
    Hint.RESTRICTED_WITHOUT_REASON: _("Countries are restricted without a reason"),
    Hint.CONTACT_DATA: _("Contact data in a public text"),
    Hint.SHORT_TEXT: _("A very short text"),
    Hint.NO_CHALLENGE: _("No global challenge is named"),
}
INDEX_ORIGINS = {"platform": _("On this platform"), "corpus": _("Open literature")}
ROLES = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.MODERATOR: _("Moderator"),
    Role.REPRESENTATIVE: _("Representative"),
    Role.MEMBER: _("Member"),
}
SCOPES = {
    Scope.READ: _("Read"),
    Scope.WRITE_NEEDS: _("Write needs"),
    Scope.WRITE_OFFERS: _("Write offers"),
    Scope.WRITE_REGISTRY: _("Write organisations, people and facilities"),
}

ORDERS = {
    Order.RELEVANCE: _("Best answer first"),
    Order.NEWEST: _("Newest first"),
    Order.READINESS: _("Readiest first"),
    Order.MUST_HAVES: _("Most must-haves met first"),
}

ATLAS_LEVELS = {
    Level.COUNTRY: _("Countries"),
    Level.REGION: _("Provinces and states"),
    Level.ORGANISATION: _("Organisations"),
    Level.FAMILY: _("Organisations with all that belong to them"),
}
_BY_WORKS = _("Organisations by works")
ATLAS_RANKINGS = {
    Level.COUNTRY: _("Countries and regions by works"),
    Level.REGION: _("Provinces and states by works"),
    Level.ORGANISATION: _BY_WORKS,
    Level.FAMILY: _BY_WORKS,
}
ATLAS_UNITS = {
    Level.COUNTRY: _("Country or region"),
    Level.REGION: _("Province or state"),
    Level.ORGANISATION: _("Organisation"),
    Level.FAMILY: _("Organisation"),
}
ATLAS_MEASURES = {
    Measure.WORKS: _("Joint works"),
    Measure.SALTON: _("Salton's measure"),
    Measure.JACCARD: _("Jaccard's measure"),
    Measure.INTENSITY: _("Relative intensity"),
}
ATLAS_DEPTHS = {
    Depth.DOMAIN: _("Domain"),
    Depth.FIELD: _("Field of research"),
    Depth.SUBFIELD: _("Subfield"),
    Depth.TOPIC: _("Topic"),
}
ATLAS_TABLES = {
    "ranking": _("Ranking by works"),
    "pairs": _("Who works with whom"),
    "corpus_years": _("Works by year"),
    "figures": _("Key figures"),
    "years": _("Works by year"),
    "partners": pgettext_lazy("a list", "Partners"),
    "subjects": _("Topic profile"),
    "bridges": _("Missing bridges"),
    "compare": _("What joins them"),
    "compare_figures": _("Key figures"),
}

CHALLENGES = exchange.CHALLENGES
FAMILIES: dict[str, Mapping[Any, Any]] = {
    "atlas_level": ATLAS_LEVELS,
    "atlas_ranking": ATLAS_RANKINGS,
    "atlas_unit": ATLAS_UNITS,
    "atlas_measure": ATLAS_MEASURES,
    "atlas_depth": ATLAS_DEPTHS,
    "atlas_table": ATLAS_TABLES,
    "hint": HINTS,
    "kinds": KINDS,
    "one_of_kind": ONE_OF_KIND,
    "awaited": AWAITED,
    "stage": STAGES,
    "element": ELEMENTS,
    "outcome": OUTCOMES,
    "operator": exchange.OPERATORS,
    "adjustment": ADJUSTMENTS,
    "bridge": BRIDGE_ORIGINS,
    "band": BANDS,
    "language": LANGUAGES,
    "index_origin": INDEX_ORIGINS,
    "order": ORDERS,
    "role": ROLES,
    "scope": SCOPES,
    "organisation_type": registry.ORGANISATION_TYPES,
    "organisation_status": registry.ORGANISATION_STATUSES,
    "registry_origin": registry.ORIGINS,
    "name_kind": registry.NAME_KINDS,
    "relation": registry.RELATION_KINDS,
    "access_type": registry.ACCESS_TYPES,
    "access_mode": registry.ACCESS_MODES,
    "facility_status": registry.FACILITY_STATUSES,
    "claim_method": registry.CLAIM_METHODS,
    "claim_state": registry.CLAIM_STATES,
    "correction_state": registry.CORRECTION_STATES,
    "representation_state": registry.REPRESENTATION_STATES,
    "record_kind": registry.RECORD_KINDS,
    "scheme": registry.SCHEMES,
    "registry_field": registry.FIELDS,
    "state": exchange.STATES,
    "need_kind": exchange.NEED_KINDS,
    "offer_kind": exchange.OFFER_KINDS,
    "challenge": exchange.CHALLENGES,
    "orientation": exchange.ORIENTATIONS,
    "research_class": exchange.RESEARCH_CLASSES,
    "tier": exchange.TIERS,
    "return_reason": exchange.RETURN_REASONS,
    "ip_position": exchange.IP_POSITIONS,
    "ip_status": exchange.IP_STATUSES,
    "right": exchange.RIGHTS,
    "partnership": exchange.PARTNERSHIPS,
    "export_control": exchange.EXPORT_CONTROLS,
    "identifier_kind": exchange.IDENTIFIER_KINDS,
    "posting_origin": exchange.ORIGINS,
    "revision": exchange.REVISION_OUTCOMES,
    "action": exchange.ACTIONS,
    "sdg": exchange.SDGS,
    "readiness": exchange.READINESS,
    "posting_field": exchange.FIELDS,
    "follow_target": following.TARGETS,
    "cadence": following.CADENCES,
    "news": following.NEWS,
    "invitation_state": invitations.STATES,
    "invited_as": invitations.INVITED_AS,
    "file_kind": attachments.FILE_KINDS,
    "file_purpose": attachments.PURPOSES,
    "file_standing": attachments.STANDINGS,
}


def label(family: str, code: str) -> Any:
    """The label of ``code`` in ``family``; a code without one stays itself. An unknown family raises
    KeyError."""
    return FAMILIES[family].get(code, code)
