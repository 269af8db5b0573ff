"""What happens to records of the registry. Ids are public ids."""

from dataclasses import dataclass

from scibridge.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrganisationChanged(Event):
    """An organisation was registered or edited."""

    organisation_id: str


@dataclass(frozen=True, slots=True)
class OrganisationsImported(Event):
    """A batch of organisations was added or changed from a source."""

    organisation_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganisationsMerged(Event):
    """One organisation went into another; what named the first belongs to the second now."""

    gone_id: str
    survivor_id: str


@dataclass(frozen=True, slots=True)
class PeopleRegistered(Event):
    """A batch of people was added."""

    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacilitiesRegistered(Event):
    """A batch of facilities was added."""

    facility_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonChanged(Event):
    """A person was registered or edited, or an affiliation of theirs was."""

    person_id: str


@dataclass(frozen=True, slots=True)
class PeopleMerged(Event):
    """One person record went into another."""

    gone_id: str
    survivor_id: str


@dataclass(frozen=True, slots=True)
class PersonClaimed(Event):
    """An account has shown that a person record is its own."""

    person_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class FacilityChanged(Event):
    """A facility was registered or edited, opened, paused or closed."""

    facility_id: str


@dataclass(frozen=True, slots=True)
class CorrectionSuggested(Event):
    """Someone proposed another value for a field of a record."""

    target_kind: str
    target_id: str
    suggestion: int


@dataclass(frozen=True, slots=True)
class RepresentationDecided(Event):
    """A request to represent an organisation was granted or refused."""

    organisation_id: str
    request: int


@dataclass(frozen=True, slots=True)
class CorrectionDecided(Event):
    """A proposed correction was accepted or declined."""

    target_kind: str
    target_id: str
    suggestion: int


@dataclass(frozen=True, slots=True)
class MessageLeft(Event):
    """Someone wrote to whoever stands behind a record; the message waits to be mailed."""

    message: int
