"""Writes of facilities."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_edit_facility, may_register_facility
from scibridge.domain.registry.events import FacilityChanged
from scibridge.domain.registry.fields import FACILITY_FIELDS
from scibridge.domain.registry.models import Facility, Organisation
from scibridge.domain.registry.names import folded_lines, sort_key
from scibridge.domain.registry.services.saving import (
    check_coordinates,
    check_daily_limit,
    chosen_public_id,
    comparable,
    saved,
)
from scibridge.domain.registry.states import FACILITY_MACHINE, FacilityStatus, Origin
from scibridge.domain.registry.validators import clean
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput
from scibridge.kernel.events import emit

_REQUIRED = ("name", "access_types", "access_mode")


def _set_search_names(facility: Facility) -> None:
    words = [
        one for field in (facility.kinds, facility.techniques) for items in field.values() for one in items
    ]
    facility.sort_key = sort_key(facility.name)
    facility.folded = folded_lines([*versions(facility.name).values(), *words])


def _check(facility: Facility) -> None:
    check_coordinates(facility)
    restricted = facility.eligible_countries or facility.eligible_organisation_types
    if restricted and not versions(facility.eligibility_reason):
        raise InvalidInput([FieldProblem("eligibility_reason", "required")])


def new_facility(
    organisation: Organisation, values: Mapping[str, Any], origin: Origin, *, fictional: bool
) -> Facility:
    """A facility of these FACILITY_FIELDS, unsaved. Raises Conflict for a merged organisation."""
    if organisation.merged_into_id is not None:
        raise Conflict(public_id=organisation.public_id)
    cleaned = clean(values, FACILITY_FIELDS, required=_REQUIRED)
    cleaned["country"] = cleaned.get("country") or organisation.country
    facility = Facility(organisation=organisation, **cleaned, origin=origin.value, fictional=fictional)
    _check(facility)
    _set_search_names(facility)
    return facility


@transaction.atomic
def register_facility(
    *,
    organisation: Organisation,
    actor: Account | None,
    values: Mapping[str, Any],
    origin: Origin = Origin.PLATFORM,
    fictional: bool = False,
    public_id: str | None = None,
) -> Facility:
    """Add a facility of an organisation. ``actor`` None is the operator. ``values`` are FACILITY_FIELDS.

    Name, ways and terms of access are required, and a reason where who may apply is restricted. The country
    is the organisation's unless given. Raises InvalidInput, NotAllowed, and Conflict for a merged
    organisation.
    """
    if actor is not None:
        may_register_facility(actor, organisation).require()
        check_daily_limit(actor, Facility.objects.all(), most=200)
    facility = new_facility(organisation, values, origin, fictional=fictional)
    facility.registered_by = actor
    if public_id is not None:
        facility.public_id = chosen_public_id(Facility, public_id, actor)
    saved(facility)
    emit(FacilityChanged(facility.public_id))
    return facility


def _editable(facility: Facility, actor: Account | None) -> Facility:
    row = Facility.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=facility.pk)
    if actor is not None:
        may_edit_facility(actor, row).require()
    return row


@transaction.atomic
def edit_facility(*, facility: Facility, actor: Account | None, values: Mapping[str, Any]) -> Facility:
    """Change the given fields. The same values again change nothing. Raises InvalidInput, NotAllowed."""
    row = _editable(facility, actor)
    cleaned = clean(values, FACILITY_FIELDS, required=[field for field in _REQUIRED if field in values])
    changed = [
        field for field, value in cleaned.items() if comparable(getattr(row, field)) != comparable(value)
    ]
    if not changed:
        return row
    for field in changed:
        setattr(row, field, cleaned[field])
    _check(row)
    _set_search_names(row)
    row.updated_at = timezone.now()
    saved(row)
    emit(FacilityChanged(row.public_id))
    return row


@transaction.atomic
def set_facility_status(*, facility: Facility, status: FacilityStatus, actor: Account | None) -> Facility:
    """Open, pause or close; the same status again changes nothing. Raises IllegalTransition, NotAllowed."""
    row = _editable(facility, actor)
    source = FacilityStatus(row.status)
    if source == status:
        return row
    FACILITY_MACHINE.check(source, status)
    row.status = status.value
    row.updated_at = timezone.now()
    saved(row)
    emit(FacilityChanged(row.public_id))
    return row
