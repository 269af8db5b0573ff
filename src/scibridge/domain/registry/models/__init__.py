"""Tables of the registry. Personal data: names, affiliations, claims, messages, hidden contact addresses."""

from scibridge.domain.registry.models.curation import Claim, ContactMessage, CorrectionSuggestion, Merge
from scibridge.domain.registry.models.facilities import Facility
from scibridge.domain.registry.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.models.people import Affiliation, Person, PersonIdentifier

__all__ = [
    "Affiliation",
    "Claim",
    "ContactMessage",
    "CorrectionSuggestion",
    "Facility",
    "Merge",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationName",
    "OrganisationRelation",
    "Person",
    "PersonIdentifier",
]
