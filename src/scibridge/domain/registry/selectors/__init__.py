"""Reads of the registry."""

from scibridge.domain.registry.selectors.curation import (
    can_be_contacted,
    claims_of,
    corrections_for,
    corrections_of,
    person_of,
    recipients,
    record,
)
from scibridge.domain.registry.selectors.facilities import (
    eligible,
    facilities,
    facilities_for_index,
    facilities_of,
    resolve_facility,
    search_facilities,
)
from scibridge.domain.registry.selectors.organisations import (
    organisation_by_identifier,
    organisation_keys,
    organisations,
    organisations_for_index,
    resolve_organisation,
    search_organisations,
    with_details,
    with_list_details,
)
from scibridge.domain.registry.selectors.people import (
    people,
    people_at,
    people_for_index,
    person_by_identifier,
    person_keys,
    resolve_person,
    search_people,
)

__all__ = [
    "can_be_contacted",
    "claims_of",
    "corrections_for",
    "corrections_of",
    "eligible",
    "facilities",
    "facilities_for_index",
    "facilities_of",
    "organisation_by_identifier",
    "organisation_keys",
    "organisations",
    "organisations_for_index",
    "people",
    "people_at",
    "people_for_index",
    "person_by_identifier",
    "person_keys",
    "person_of",
    "recipients",
    "record",
    "resolve_facility",
    "resolve_organisation",
    "resolve_person",
    "search_facilities",
    "search_organisations",
    "search_people",
    "with_details",
    "with_list_details",
]
