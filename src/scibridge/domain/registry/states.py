"""Codes and state machines of the registry; no Django, no tables."""

from enum import StrEnum

from scibridge.kernel.workflow import Machine


class OrganisationType(StrEnum):
    """What an organisation is; it may be several. ``university`` is any place of learning."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    HOSPITAL = "hospital"
    COMPANY = "company"
    GOVERNMENT = "government"
    NONPROFIT = "nonprofit"
    FACILITY = "facility"
    FUNDER = "funder"
    ARCHIVE = "archive"
    OTHER = "other"


class OrganisationStatus(StrEnum):
    """Whether it exists. ``withdrawn``: its source took the record back; ``merged``: see the survivor."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Origin(StrEnum):
    """Where a record comes from."""

    PLATFORM = "platform"
    ROR = "ror"
    DEMONSTRATION = "demonstration"


class NameKind(StrEnum):
    """What a name is to its organisation."""

    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"


class RelationKind(StrEnum):
    """What the target is to the organisation: ``parent`` means "its parent is the target"."""

    PARENT = "parent"
    CHILD = "child"
    SUCCESSOR = "successor"
    PREDECESSOR = "predecessor"
    RELATED = "related"


INVERSE_RELATION = {
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.SUCCESSOR: RelationKind.PREDECESSOR,
    RelationKind.PREDECESSOR: RelationKind.SUCCESSOR,
    RelationKind.RELATED: RelationKind.RELATED,
}


class AccessType(StrEnum):
    """How a facility is used."""

    REMOTE = "remote"
    ON_SITE = "on_site"
    MAIL_IN = "mail_in"
    VIRTUAL = "virtual"


class AccessMode(StrEnum):
    """On what terms a facility is used."""

    FREE = "free"
    CONDITIONAL = "conditional"
    PAID = "paid"
    PEER_REVIEWED = "peer_reviewed"


class FacilityStatus(StrEnum):
    """Whether a facility takes users now."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


FACILITY_MACHINE: Machine[FacilityStatus] = Machine(
    "facility",
    {
        FacilityStatus.OPEN: frozenset({FacilityStatus.PAUSED, FacilityStatus.CLOSED}),
        FacilityStatus.PAUSED: frozenset({FacilityStatus.OPEN, FacilityStatus.CLOSED}),
        FacilityStatus.CLOSED: frozenset({FacilityStatus.OPEN}),
    },
)


class ClaimMethod(StrEnum):
    """How someone shows that a person record is theirs."""

    ORCID = "orcid"
    DOMAIN_MAIL = "domain_mail"


class ClaimState(StrEnum):
    """States of a claim; all but the first are final."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


CLAIM_MACHINE: Machine[ClaimState] = Machine(
    "claim",
    {ClaimState.PENDING: frozenset({ClaimState.CONFIRMED, ClaimState.REFUSED, ClaimState.EXPIRED})},
)


class RepresentationState(StrEnum):
    """States of a request to represent an organisation; all but the first are final."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REPRESENTATION_MACHINE: Machine[RepresentationState] = Machine(
    "representation",
    {
        RepresentationState.ASKED: frozenset(
            {RepresentationState.GRANTED, RepresentationState.REFUSED, RepresentationState.WITHDRAWN}
        )
    },
)


class CorrectionState(StrEnum):
    """States of a suggested correction; all but the first are final."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


CORRECTION_MACHINE: Machine[CorrectionState] = Machine(
    "correction",
    {CorrectionState.OPEN: frozenset({CorrectionState.ACCEPTED, CorrectionState.DECLINED})},
)


class RecordKind(StrEnum):
    """The kinds of record the registry keeps, as corrections, messages and merges name them."""

    ORGANISATION = "organisation"
    PERSON = "person"
    FACILITY = "facility"
