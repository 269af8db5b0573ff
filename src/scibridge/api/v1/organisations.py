"""/organisations."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scibridge.api.bodies import respond
from scibridge.api.callers import READING, actor, writing
from scibridge.api.v1.parameters import codes_of, countries_of, only_known
from scibridge.api.v1.registry import (
    REFUSED,
    UNREAD,
    created,
    locked,
    moved,
    organisation_json,
    organisation_line,
    page,
    read_identifier,
)
from scibridge.api.v1.schemas.registry import (
    OrganisationChange,
    OrganisationFilters,
    OrganisationIn,
    OrganisationList,
    OrganisationOut,
)
from scibridge.domain.accounts.states import Scope
from scibridge.domain.registry.access import may_edit_organisation
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.selectors import organisations, resolve_organisation
from scibridge.domain.registry.services import edit_organisation, register_organisation
from scibridge.domain.registry.states import OrganisationStatus, OrganisationType, Origin
from scibridge.kernel.identifiers import ORGANISATION_SCHEMES

router = Router(tags=["organisations"], auth=READING)


@router.get(
    "",
    response={200: OrganisationList, **UNREAD},
    operation_id="list_organisations",
    summary="List organisations, by name",
)
def listed(request: HttpRequest, filters: Query[OrganisationFilters]) -> HttpResponse:
    """Merged records are left out unless `status=merged` asks for them."""
    only_known(request, OrganisationFilters)
    rows = organisations(
        text=filters.q,
        countries=countries_of("country", filters.country),
        types=codes_of("type", filters.type, OrganisationType),
        statuses=[
            OrganisationStatus(code) for code in codes_of("status", filters.status, OrganisationStatus)
        ],
        origins=[Origin(code) for code in codes_of("origin", filters.origin, Origin)],
    )
    if filters.identifier:
        scheme, value = read_identifier(filters.identifier, ORGANISATION_SCHEMES)
        rows = rows.filter(identifiers__scheme=scheme, identifiers__value=value)
    return page(request, rows, filters, "organisations", organisation_line)


@router.get(
    "/{public_id}",
    response={200: OrganisationOut, **UNREAD},
    operation_id="read_organisation",
    summary="Read one organisation",
)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One that was merged into another answers 308 with the other's address."""
    row, elsewhere = resolve_organisation(public_id)
    if elsewhere:
        return moved(request, "organisations", row.public_id)
    data = organisation_json(row)
    return respond(request, data, version=data["version"])


@router.post(
    "",
    auth=writing(Scope.WRITE_REGISTRY),
    response={201: OrganisationOut, **REFUSED},
    operation_id="register_organisation",
    summary="Register an organisation",
)
def register(request: HttpRequest, fields: OrganisationIn) -> HttpResponse:
    """You become its representative. An identifier of another record is refused, with that record's id."""
    made = register_organisation(actor=actor(request), values=fields.given())
    return created(request, "organisations", organisation_json(resolve_organisation(made.public_id)[0]))


@router.patch(
    "/{public_id}",
    auth=writing(Scope.WRITE_REGISTRY),
    response={200: OrganisationOut, **REFUSED},
    operation_id="change_organisation",
    summary="Change some fields of an organisation",
)
def change(request: HttpRequest, public_id: str, fields: OrganisationChange) -> HttpResponse:
    """For its representatives and moderators."""
    who, given = actor(request), fields.given()
    row, _ = resolve_organisation(public_id)
    may_edit_organisation(who, row).require()
    with transaction.atomic():
        edit_organisation(organisation=locked(Organisation, row, request, given), actor=who, values=given)
    data = organisation_json(resolve_organisation(public_id)[0])
    return respond(request, data, version=data["version"])
