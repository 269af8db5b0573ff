"""Writes of people, their identifiers and affiliations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_edit_person, may_register
from scibridge.domain.registry.events import PersonChanged
from scibridge.domain.registry.fields import AFFILIATION_FIELDS, PERSON_FIELDS
from scibridge.domain.registry.models import Affiliation, Organisation, Person, PersonIdentifier
from scibridge.domain.registry.models.people import UNIQUE_PERSON_SCHEMES
from scibridge.domain.registry.names import folded_lines, sort_key
from scibridge.domain.registry.services.saving import check_daily_limit, chosen_public_id, comparable, saved
from scibridge.domain.registry.states import Origin
from scibridge.domain.registry.validators import IdentifierValue, clean
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput
from scibridge.kernel.events import emit


def check_untaken(wanted: Sequence[IdentifierValue], *, own: Person | None = None) -> None:
    """Raise InvalidInput naming the holder where an ORCID or OpenAlex id is somebody's already."""
    problems = []
    for one in wanted:
        if one.scheme not in UNIQUE_PERSON_SCHEMES:
            continue
        held = PersonIdentifier.objects.filter(scheme=one.scheme, value=one.value)
        if own is not None:
            held = held.exclude(person=own)
        holder = held.values_list("person__public_id", flat=True).first()
        if holder is not None:
            details = {"scheme": one.scheme, "value": one.value, "public_id": holder}
            problems.append(FieldProblem("identifiers", "taken", details))
    if problems:
        raise InvalidInput(problems)


def set_search_names(person: Person) -> None:
    """Derive what lists are ordered and searched by."""
    person.sort_key = sort_key(person.name)
    person.folded = folded_lines([*versions(person.name).values(), *person.other_names])


def _write_identifiers(person: Person, wanted: Sequence[IdentifierValue]) -> None:
    check_untaken(wanted, own=person)
    before = {(row.scheme, row.value): row for row in person.identifiers.all()}
    keep = {(one.scheme, one.value) for one in wanted}
    gone = [row for key, row in before.items() if key not in keep]
    if any(row.verified_at for row in gone):
        raise InvalidInput([FieldProblem("identifiers", "verified_stays")])
    person.identifiers.filter(pk__in=[row.pk for row in gone]).delete()
    try:
        with transaction.atomic():
            for one in wanted:
                if (one.scheme, one.value) not in before:
                    saved(PersonIdentifier(person=person, scheme=one.scheme, value=one.value))
    except (IntegrityError, InvalidInput):
        # Taken since it was looked for, before the row was checked or after.
        check_untaken(wanted, own=person)
        raise


def new_person(
    values: Mapping[str, Any], origin: Origin, *, fictional: bool
) -> tuple[Person, list[IdentifierValue]]:
    """A person of these PERSON_FIELDS, unsaved, with their identifiers."""
    cleaned = clean(values, PERSON_FIELDS, required=("name",))
    wanted = cleaned.pop("identifiers", [])
    person = Person(**cleaned, origin=origin.value, fictional=fictional)
    set_search_names(person)
    return person, wanted


@transaction.atomic
def register_person(
    *,
    actor: Account | None,
    values: Mapping[str, Any],
    origin: Origin = Origin.PLATFORM,
    fictional: bool = False,
    public_id: str | None = None,
) -> Person:
    """Add a person. ``actor`` None is the operator. ``values`` are PERSON_FIELDS; a name is required.

    Raises InvalidInput (an ORCID already held gives the holder's public id), NotAllowed.
    """
    if actor is not None:
        may_register(actor).require()
        check_daily_limit(actor, Person.objects.all())
    person, wanted = new_person(values, origin, fictional=fictional)
    check_untaken(wanted)
    person.registered_by = actor
    if public_id is not None:
        person.public_id = chosen_public_id(Person, public_id, actor)
    saved(person)
    _write_identifiers(person, wanted)
    emit(PersonChanged(person.public_id))
    return person


@transaction.atomic
def edit_person(*, person: Person, actor: Account | None, values: Mapping[str, Any]) -> Person:
    """Change the given fields. The same values again change nothing. Raises InvalidInput, NotAllowed."""
    person = _editable(person, actor)
    cleaned = clean(values, PERSON_FIELDS, required=["name"] if "name" in values else [])
    wanted = cleaned.pop("identifiers", None)
    changed = [
        field for field, value in cleaned.items() if comparable(getattr(person, field)) != comparable(value)
    ]
    held = {IdentifierValue(row.scheme, row.value) for row in person.identifiers.all()}
    renumbered = wanted is not None and set(wanted) != held
    if not changed and not renumbered:
        return person
    for field in changed:
        setattr(person, field, cleaned[field])
    if wanted is not None and renumbered:
        _write_identifiers(person, wanted)
    set_search_names(person)
    return _touched(person)


def _editable(person: Person, actor: Account | None) -> Person:
    row = Person.objects.select_for_update().get(pk=person.pk)
    if actor is not None:
        may_edit_person(actor, row).require()
    return row


def _touched(person: Person) -> Person:
    person.updated_at = timezone.now()
    saved(person)
    emit(PersonChanged(person.public_id))
    return person


def _check_years(row: Affiliation) -> None:
    if row.from_year is not None and row.to_year is not None and row.to_year < row.from_year:
        raise InvalidInput([FieldProblem("to_year", "before_start", {"from_year": row.from_year})])


def new_affiliation(person: Person, organisation: Organisation, values: Mapping[str, Any]) -> Affiliation:
    """An affiliation of these AFFILIATION_FIELDS, unsaved. Raises Conflict for a merged organisation."""
    if organisation.merged_into_id is not None:
        raise Conflict(public_id=organisation.public_id)
    row = Affiliation(person=person, organisation=organisation, **clean(values, AFFILIATION_FIELDS))
    _check_years(row)
    return row


@transaction.atomic
def add_affiliation(
    *,
    person: Person,
    organisation: Organisation,
    actor: Account | None,
    values: Mapping[str, Any] | None = None,
) -> Affiliation:
    """Say that a person is or was at an organisation (AFFILIATION_FIELDS). Said already: that row.

    Raises InvalidInput, NotAllowed, and Conflict for a merged organisation.
    """
    person = _editable(person, actor)
    row = new_affiliation(person, organisation, values or {})
    for held in Affiliation.objects.filter(
        person=person, organisation=organisation, from_year=row.from_year, to_year=row.to_year
    ):
        if versions(held.role) == versions(row.role):
            return held
    saved(row)
    _touched(person)
    return row


@transaction.atomic
def edit_affiliation(
    *, affiliation: Affiliation, actor: Account | None, values: Mapping[str, Any]
) -> Affiliation:
    """Change role or years. Raises InvalidInput, NotAllowed."""
    row = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    person = _editable(row.person, actor)
    for field, value in clean(values, AFFILIATION_FIELDS).items():
        setattr(row, field, value)
    _check_years(row)
    saved(row)
    _touched(person)
    return row


@transaction.atomic
def remove_affiliation(*, affiliation: Affiliation, actor: Account | None) -> None:
    """Take an affiliation back that was never true; one that ended is edited instead."""
    person = _editable(affiliation.person, actor)
    Affiliation.objects.filter(pk=affiliation.pk).delete()
    _touched(person)
