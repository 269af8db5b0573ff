"""/facilities."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scibridge.api.bodies import respond
from scibridge.api.callers import READING, actor, writing
from scibridge.api.v1.parameters import codes_of, countries_of, only_known
from scibridge.api.v1.registry import REFUSED, UNREAD, created, facility_json, locked, page
from scibridge.api.v1.schemas.registry import (
    FacilityChange,
    FacilityFilters,
    FacilityIn,
    FacilityList,
    FacilityOut,
)
from scibridge.domain.accounts.states import Scope
from scibridge.domain.registry.access import may_edit_facility
from scibridge.domain.registry.models import Facility
from scibridge.domain.registry.selectors import facilities, resolve_facility, resolve_organisation
from scibridge.domain.registry.services import edit_facility, register_facility, set_facility_status
from scibridge.domain.registry.states import AccessMode, AccessType, FacilityStatus
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound

router = Router(tags=["facilities"], auth=READING)


@router.get(
    "",
    response={200: FacilityList, **UNREAD},
    operation_id="list_facilities",
    summary="List facilities, by name",
)
def listed(request: HttpRequest, filters: Query[FacilityFilters]) -> HttpResponse:
    """Closed ones are left out unless `status=closed` asks for them."""
    only_known(request, FacilityFilters)
    rows = facilities(
        text=filters.q,
        countries=countries_of("country", filters.country),
        access_types=codes_of("access_type", filters.access_type, AccessType),
        access_modes=codes_of("access_mode", filters.access_mode, AccessMode),
        organisation=filters.organisation,
        statuses=[FacilityStatus(code) for code in codes_of("status", filters.status, FacilityStatus)],
    )
    return page(request, rows, filters, "facilities", facility_json)


def _shown(request: HttpRequest, public_id: str) -> HttpResponse:
    data = facility_json(resolve_facility(public_id))
    return respond(request, data, version=data["version"])


@router.get(
    "/{public_id}",
    response={200: FacilityOut, **UNREAD},
    operation_id="read_facility",
    summary="Read one facility",
)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """On what terms others may use it."""
    return _shown(request, public_id)


@router.post(
    "",
    auth=writing(Scope.WRITE_REGISTRY),
    response={201: FacilityOut, **REFUSED},
    operation_id="register_facility",
    summary="Register a facility of an organisation",
)
def register(request: HttpRequest, fields: FacilityIn) -> HttpResponse:
    """For representatives of the organisation, and moderators."""
    given = fields.given()
    wanted = str(given.pop("organisation", "") or "")
    try:
        organisation, _ = resolve_organisation(wanted[:12])
    except NotFound:
        code = "unknown_reference" if wanted else "required"
        raise InvalidInput([FieldProblem("organisation", code, {"value": wanted[:50]})]) from None
    made = register_facility(organisation=organisation, actor=actor(request), values=given)
    return created(request, "facilities", facility_json(resolve_facility(made.public_id)))


@router.patch(
    "/{public_id}",
    auth=writing(Scope.WRITE_REGISTRY),
    response={200: FacilityOut, **REFUSED},
    operation_id="change_facility",
    summary="Change some fields of a facility, or its status",
)
def change(request: HttpRequest, public_id: str, fields: FacilityChange) -> HttpResponse:
    """For representatives of its organisation, and moderators."""
    who, given = actor(request), fields.given()
    row = resolve_facility(public_id)
    may_edit_facility(who, row).require()
    with transaction.atomic():
        held = locked(Facility, row, request, given)
        status = _status(given)
        if given:
            held = edit_facility(facility=held, actor=who, values=given)
        if status is not None:
            set_facility_status(facility=held, status=status, actor=who)
    return _shown(request, public_id)


def _status(given: dict[str, Any]) -> FacilityStatus | None:
    code = given.pop("status", None)
    if code is None:
        return None
    choices = tuple(one.value for one in FacilityStatus)
    if code not in choices:
        raise InvalidInput(
            [FieldProblem("status", "unknown_code", {"value": str(code)[:50], "choices": choices})]
        )
    return FacilityStatus(code)
