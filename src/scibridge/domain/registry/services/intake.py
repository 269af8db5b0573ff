"""Many records of the operator's own at once: of each becomes what ``register_*`` makes of one, in a few
statements for all.

Every field is checked as there; what needs a look at other rows (an identifier, a public id already held) the
database refuses, and then nothing of the call is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from scibridge.domain.registry.events import (
    FacilitiesRegistered,
    OrganisationsImported,
    PeopleRegistered,
)
from scibridge.domain.registry.models import (
    Affiliation,
    Facility,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    Person,
    PersonIdentifier,
)
from scibridge.domain.registry.services.facilities import new_facility
from scibridge.domain.registry.services.organisations import first_names, new_organisation
from scibridge.domain.registry.services.people import new_affiliation, new_person
from scibridge.domain.registry.services.saving import checked
from scibridge.domain.registry.states import Origin
from scibridge.kernel.events import emit

_BATCH = 500


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be: its public id and its fields."""

    public_id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewPerson(NewRecord):
    """A person to be, with affiliations: each an organisation and AFFILIATION_FIELDS."""

    affiliations: tuple[tuple[Organisation, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class NewFacility(NewRecord):
    """A facility to be, of an organisation."""

    organisation: Organisation


@transaction.atomic
def register_organisations(
    records: Sequence[NewRecord], *, origin: Origin, fictional: bool = False
) -> list[Organisation]:
    """Add organisations, all or none. Raises InvalidInput for the first that is refused."""
    rows: list[Organisation] = []
    names: list[OrganisationName] = []
    identifiers: list[OrganisationIdentifier] = []
    for record in records:
        row, others, wanted = new_organisation(record.values, origin, fictional=fictional)
        row.public_id = record.public_id
        rows.append(checked(row, alone=False))
        names += first_names(row, others)
        identifiers += [
            OrganisationIdentifier(organisation=row, scheme=one.scheme, value=one.value) for one in wanted
        ]
    Organisation.objects.bulk_create(rows, batch_size=_BATCH)
    OrganisationName.objects.bulk_create(names, batch_size=_BATCH)
    OrganisationIdentifier.objects.bulk_create(identifiers, batch_size=_BATCH)
    emit(OrganisationsImported(tuple(row.public_id for row in rows)))
    return rows


@transaction.atomic
def register_people(records: Sequence[NewPerson], *, origin: Origin, fictional: bool = False) -> list[Person]:
    """Add people with their affiliations, all or none. Raises InvalidInput for the first that is refused."""
    rows: list[Person] = []
    identifiers: list[PersonIdentifier] = []
    affiliations: list[Affiliation] = []
    for record in records:
        row, wanted = new_person(record.values, origin, fictional=fictional)
        row.public_id = record.public_id
        rows.append(checked(row, alone=False))
        identifiers += [PersonIdentifier(person=row, scheme=one.scheme, value=one.value) for one in wanted]
        affiliations += [new_affiliation(row, home, values) for home, values in record.affiliations]
    Person.objects.bulk_create(rows, batch_size=_BATCH)
    PersonIdentifier.objects.bulk_create(identifiers, batch_size=_BATCH)
    Affiliation.objects.bulk_create(affiliations, batch_size=_BATCH)
    emit(PeopleRegistered(tuple(row.public_id for row in rows)))
    return rows


@transaction.atomic
def register_facilities(
    records: Sequence[NewFacility], *, origin: Origin, fictional: bool = False
) -> list[Facility]:
    """Add facilities, all or none. Raises InvalidInput for the first that is refused."""
    rows = []
    for record in records:
        row = new_facility(record.organisation, record.values, origin, fictional=fictional)
        row.public_id = record.public_id
        rows.append(checked(row, alone=False))
    Facility.objects.bulk_create(rows, batch_size=_BATCH)
    emit(FacilitiesRegistered(tuple(row.public_id for row in rows)))
    return rows
