"""Tables of the registry. Personal data: names, affiliations, claims, requests, messages, hidden contact
addresses."""

from scibridge.domain.registry.models.curation import Claim, ContactMessage, CorrectionSuggestion, Merge
from scibridge.domain.registry.models.facilities import Facility
from scibridge.domain.registry.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.models.people import Affiliation, Person, PersonIdentifier
from scibridge.domain.registry.models.representation import RepresentationRequest

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
    "RepresentationRequest",
]
