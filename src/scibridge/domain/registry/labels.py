"""What readers see for the codes of the registry, in both languages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.registry.states import (
    AccessMode,
    AccessType,
    ClaimMethod,
    ClaimState,
    CorrectionState,
    FacilityStatus,
    NameKind,
    OrganisationStatus,
    OrganisationType,
    Origin,
    RecordKind,
    RelationKind,
    RepresentationState,
)
from scibridge.kernel.identifiers import Scheme

ORGANISATION_TYPES = {
    OrganisationType.UNIVERSITY: _("University or school"),
    OrganisationType.INSTITUTE: _("Research institute"),
    OrganisationType.HOSPITAL: _("Hospital or health service"),
    OrganisationType.COMPANY: _("Company"),
    OrganisationType.GOVERNMENT: _("Government body"),
    OrganisationType.NONPROFIT: _("Non-profit organisation"),
    OrganisationType.FACILITY: _("Research facility"),
    OrganisationType.FUNDER: _("Funder"),
    OrganisationType.ARCHIVE: _("Archive, library or museum"),
    OrganisationType.OTHER: _("Other"),
}
ORGANISATION_STATUSES = {
    OrganisationStatus.ACTIVE: _("Active"),
    OrganisationStatus.INACTIVE: _("No longer active"),
    OrganisationStatus.WITHDRAWN: _("Withdrawn by its source"),
    OrganisationStatus.MERGED: _("Merged into another record"),
}
ORIGINS = {
    Origin.PLATFORM: _("Registered here"),
    Origin.ROR: _("Research Organization Registry (ROR)"),
    Origin.DEMONSTRATION: _("Demonstration (fictional)"),
}
NAME_KINDS = {
    NameKind.LABEL: _("Name"),
    NameKind.ALIAS: _("Other name"),
    NameKind.ACRONYM: _("Acronym"),
}
RELATION_KINDS = {
    RelationKind.PARENT: _("Part of"),
    RelationKind.CHILD: _("Has as a part"),
    RelationKind.SUCCESSOR: _("Succeeded by"),
    RelationKind.PREDECESSOR: _("Succeeds"),
    RelationKind.RELATED: _("Related to"),
}
ACCESS_TYPES = {
    AccessType.REMOTE: _("Remote operation"),
    AccessType.ON_SITE: _("On site"),
    AccessType.MAIL_IN: _("Samples by post"),
    AccessType.VIRTUAL: _("Virtual (data and computing)"),
}
ACCESS_MODES = {
    AccessMode.FREE: _("Free of charge"),
    AccessMode.CONDITIONAL: _("On conditions"),
    AccessMode.PAID: _("For a fee"),
    AccessMode.PEER_REVIEWED: _("By peer-reviewed proposal"),
}
FACILITY_STATUSES = {
    FacilityStatus.OPEN: _("Open to users"),
    FacilityStatus.PAUSED: _("Paused"),
    FacilityStatus.CLOSED: _("Closed"),
}
CLAIM_METHODS = {
    ClaimMethod.ORCID: _("Signing in with ORCID"),
    ClaimMethod.DOMAIN_MAIL: _("Mail at the organisation's domain"),
}
CLAIM_STATES = {
    ClaimState.PENDING: _("Waiting for confirmation"),
    ClaimState.CONFIRMED: _("Confirmed"),
    ClaimState.REFUSED: _("Refused"),
    ClaimState.EXPIRED: _("Expired"),
}
REPRESENTATION_STATES = {
    RepresentationState.ASKED: _("Waiting for an answer"),
    RepresentationState.GRANTED: pgettext_lazy("request", "Granted"),
    RepresentationState.REFUSED: pgettext_lazy("request", "Refused"),
    RepresentationState.WITHDRAWN: _("Taken back"),
}
CORRECTION_STATES = {
    CorrectionState.OPEN: pgettext_lazy("correction", "Open"),
    CorrectionState.ACCEPTED: _("Accepted"),
    CorrectionState.DECLINED: _("Declined"),
}
RECORD_KINDS = {
    RecordKind.ORGANISATION: _("Organisation"),
    RecordKind.PERSON: _("Person"),
    RecordKind.FACILITY: _("Facility"),
}
SCHEMES = {
    Scheme.ROR: _("ROR"),
    Scheme.ORCID: _("ORCID"),
    Scheme.ISNI: _("ISNI"),
    Scheme.LEI: _("Legal entity identifier (LEI)"),
    Scheme.USCC: _("Unified social credit code"),
    Scheme.WIKIDATA: _("Wikidata"),
    Scheme.GRID: _("GRID"),
    Scheme.FUNDREF: _("Crossref funder"),
    Scheme.OPENALEX: _("OpenAlex"),
}
FIELDS = {
    "name": _("Name"),
    "names": _("Other names and acronyms"),
    "other_names": _("Other names"),
    "types": _("Types"),
    "country": _("Country or region"),
    "place": _("Place"),
    "region": _("State or province"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "website": _("Website"),
    "domains": _("Mail and web domains"),
    "established": _("Year established"),
    "status": _("Status"),
    "summary": _("Summary"),
    "identifiers": _("Identifiers"),
    "biography": _("Biography"),
    "expertise": _("Expertise"),
    "affiliations": _("Affiliations"),
    "organisation": _("Organisation"),
    "description": _("Description"),
    "kinds": _("Kinds of equipment or service"),
    "techniques": _("Techniques"),
    "access_types": _("Ways of access"),
    "access_mode": _("Terms of access"),
    "eligible_countries": _("Open to users from"),
    "eligible_organisation_types": _("Open to types of organisation"),
    "eligibility_reason": _("Reason for the restriction"),
    "how_to_apply": _("How to apply"),
    "contact_address": _("Contact address (never shown)"),
    "role": _("Role"),
    "from_year": _("From year"),
    "to_year": _("To year"),
    "unlisted": _("Keep out of lists and searches"),
}
