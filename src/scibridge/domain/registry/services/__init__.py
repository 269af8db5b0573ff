"""Writes of the registry: each is atomic, names its actor and is the sole writer of what it writes."""

from scibridge.domain.registry.services.bulk import (
    Resolution,
    UpsertCounts,
    resolve_relations,
    upsert_organisations,
)
from scibridge.domain.registry.services.claims import (
    claim_by_mail,
    claim_by_orcid,
    confirm_claim,
    expire_claims,
    release_person,
)
from scibridge.domain.registry.services.contact import deliver_message, send_message, waiting_messages
from scibridge.domain.registry.services.corrections import decide_correction, suggest_correction
from scibridge.domain.registry.services.facilities import (
    edit_facility,
    register_facility,
    set_facility_status,
)
from scibridge.domain.registry.services.intake import (
    NewFacility,
    NewPerson,
    NewRecord,
    register_facilities,
    register_organisations,
    register_people,
)
from scibridge.domain.registry.services.merging import merge_organisations, merge_people
from scibridge.domain.registry.services.organisations import (
    edit_organisation,
    register_organisation,
    relate_organisations,
    unrelate_organisations,
    use_source_value,
)
from scibridge.domain.registry.services.outcomes import tell_outcome
from scibridge.domain.registry.services.people import (
    add_affiliation,
    edit_affiliation,
    edit_person,
    register_person,
    remove_affiliation,
)
from scibridge.domain.registry.services.representation import (
    ask_to_represent,
    decide_representation,
    tell_representation,
    withdraw_request,
)

__all__ = [
    "NewFacility",
    "NewPerson",
    "NewRecord",
    "Resolution",
    "UpsertCounts",
    "add_affiliation",
    "ask_to_represent",
    "claim_by_mail",
    "claim_by_orcid",
    "confirm_claim",
    "decide_correction",
    "decide_representation",
    "deliver_message",
    "edit_affiliation",
    "edit_facility",
    "edit_organisation",
    "edit_person",
    "expire_claims",
    "merge_organisations",
    "merge_people",
    "register_facilities",
    "register_facility",
    "register_organisation",
    "register_organisations",
    "register_people",
    "register_person",
    "relate_organisations",
    "release_person",
    "remove_affiliation",
    "resolve_relations",
    "send_message",
    "set_facility_status",
    "suggest_correction",
    "tell_outcome",
    "tell_representation",
    "unrelate_organisations",
    "upsert_organisations",
    "use_source_value",
    "waiting_messages",
    "withdraw_request",
]
