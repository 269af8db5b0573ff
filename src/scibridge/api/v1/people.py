"""/people, and where they are or were."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scibridge.api.bodies import respond
from scibridge.api.callers import READING, actor, writing
from scibridge.api.v1.parameters import countries_of, only_known
from scibridge.api.v1.registry import (
    REFUSED,
    UNREAD,
    created,
    locked,
    moved,
    page,
    person_json,
    read_identifier,
)
from scibridge.api.v1.schemas.registry import (
    AffiliationIn,
    PersonChange,
    PersonFilters,
    PersonIn,
    PersonList,
    PersonOut,
)
from scibridge.domain.accounts.states import Scope
from scibridge.domain.registry.access import may_edit_person
from scibridge.domain.registry.models import Person
from scibridge.domain.registry.selectors import people, resolve_organisation, resolve_person
from scibridge.domain.registry.services import add_affiliation, edit_person, register_person
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound
from scibridge.kernel.identifiers import PERSON_SCHEMES

router = Router(tags=["people"], auth=READING)


@router.get(
    "", response={200: PersonList, **UNREAD}, operation_id="list_people", summary="List people, by name"
)
def listed(request: HttpRequest, filters: Query[PersonFilters]) -> HttpResponse:
    """People of the registry; authors of the corpus are found by matching."""
    only_known(request, PersonFilters)
    rows = people(
        text=filters.q,
        countries=countries_of("country", filters.country),
        organisation=filters.organisation,
    )
    if filters.identifier:
        scheme, value = read_identifier(filters.identifier, PERSON_SCHEMES)
        rows = rows.filter(identifiers__scheme=scheme, identifiers__value=value)
    return page(request, rows, filters, "people", person_json)


@router.get(
    "/{public_id}",
    response={200: PersonOut, **UNREAD},
    operation_id="read_person",
    summary="Read one person",
)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One that was merged into another answers 308 with the other's address."""
    row, elsewhere = resolve_person(public_id)
    return moved(request, "people", row.public_id) if elsewhere else _shown(request, row.public_id)


def _shown(request: HttpRequest, public_id: str) -> HttpResponse:
    data = person_json(resolve_person(public_id)[0])
    return respond(request, data, version=data["version"])


@router.post(
    "",
    auth=writing(Scope.WRITE_REGISTRY),
    response={201: PersonOut, **REFUSED},
    operation_id="register_person",
    summary="Add a person",
)
def register(request: HttpRequest, fields: PersonIn) -> HttpResponse:
    """You look after the record until the person claims it."""
    made = register_person(actor=actor(request), values=fields.given())
    return created(request, "people", person_json(resolve_person(made.public_id)[0]))


@router.patch(
    "/{public_id}",
    auth=writing(Scope.WRITE_REGISTRY),
    response={200: PersonOut, **REFUSED},
    operation_id="change_person",
    summary="Change some fields of a person",
)
def change(request: HttpRequest, public_id: str, fields: PersonChange) -> HttpResponse:
    """For the person, moderators, and until it is claimed whoever added it."""
    who, given = actor(request), fields.given()
    row, _ = resolve_person(public_id)
    may_edit_person(who, row).require()
    with transaction.atomic():
        edit_person(person=locked(Person, row, request, given), actor=who, values=given)
    return _shown(request, row.public_id)


@router.post(
    "/{public_id}/affiliations",
    auth=writing(Scope.WRITE_REGISTRY),
    response={200: PersonOut, **REFUSED},
    operation_id="add_affiliation",
    summary="Say where a person is or was",
)
def affiliate(request: HttpRequest, public_id: str, fields: AffiliationIn) -> HttpResponse:
    """Said already, nothing changes."""
    who, given = actor(request), fields.given()
    row, _ = resolve_person(public_id)
    may_edit_person(who, row).require()
    wanted = given.pop("organisation", "")
    try:
        organisation, _ = resolve_organisation(str(wanted)[:12])
    except NotFound:
        problem = FieldProblem("organisation", "unknown_reference", {"value": str(wanted)[:50]})
        raise InvalidInput([problem]) from None
    add_affiliation(person=row, organisation=organisation, actor=who, values=given)
    return _shown(request, row.public_id)
