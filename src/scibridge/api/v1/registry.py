"""What organisations, people and facilities share: their JSON, their versions, their pages."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Schema

from scibridge.api.bodies import check_version, respond
from scibridge.api.cursors import Order, cut, page_json
from scibridge.api.v1.schemas.shared import ProblemDetails
from scibridge.domain.registry.models import Affiliation, Facility, Organisation, Person
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.kernel.identifiers import normalise

M = TypeVar("M", Organisation, Person, Facility)
BY_NAME = Order("sort_key")
REFUSED = {frozenset({400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429}): ProblemDetails}
UNREAD = {frozenset({401, 403, 404, 422, 429}): ProblemDetails}


def version_of(row: Organisation | Person | Facility) -> str:
    """The version of a record: the moment of its last change, in microseconds."""
    moment: datetime = row.updated_at
    return str(int(moment.timestamp()) * 1_000_000 + moment.microsecond)


def locked(model: type[M], row: M, request: HttpRequest, body: dict[str, Any]) -> M:
    """The row, locked and of the version the caller read. Raises RequestRefused. For use in a transaction."""
    held = model._default_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001 - Django's documented name
    check_version(request, body, version_of(held))
    return held


def page(request: HttpRequest, rows: QuerySet[Any], filters: Schema, name: str, shown: Any) -> HttpResponse:
    """A page of records as JSON."""
    given = filters.model_dump()
    cursor, limit = given.pop("cursor"), given.pop("limit")
    found = cut(rows, BY_NAME, filters=given | {"list": name}, cursor=cursor, limit=limit)
    body, headers = page_json(request, [shown(row) for row in found.rows], found.next)
    return respond(request, body, headers=headers)


def moved(request: HttpRequest, noun: str, public_id: str) -> HttpResponse:
    """To the record this one was merged into."""
    return HttpResponsePermanentRedirect(f"/api/v1/{noun}/{public_id}", preserve_request=True)


def read_identifier(text: str, schemes: Iterable[str]) -> tuple[str, str]:
    """Scheme and normal form from ``scheme:value``. Raises InvalidInput, InvalidIdentifier."""
    scheme, _, value = text.partition(":")
    choices = tuple(schemes)
    if scheme not in choices:
        raise InvalidInput(
            [FieldProblem("identifier", "unknown_code", {"value": scheme[:50], "choices": choices})]
        )
    return scheme, normalise(scheme, value)


def named(row: Organisation | Person | Facility) -> dict[str, Any]:
    """Id, name and country."""
    return {"id": row.public_id, "name": versions(row.name), "country": row.country}


def _identifiers(row: Organisation | Person) -> list[dict[str, str]]:
    return [{"scheme": one.scheme, "value": one.value} for one in row.identifiers.all()]


def organisation_line(row: Organisation) -> dict[str, Any]:
    """An organisation in a list; names and identifiers are prefetched."""
    return {
        "id": row.public_id,
        "name": versions(row.name),
        "names": [
            {"value": one.value, "language": one.language, "kind": one.kind} for one in row.names.all()
        ],
        "types": list(row.types),
        "country": row.country,
        "place": versions(row.place),
        "region": row.region,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "website": row.website,
        "domains": list(row.domains),
        "established": row.established,
        "status": row.status,
        "summary": versions(row.summary),
        "identifiers": _identifiers(row),
        "origin": row.origin,
        "fictional": row.fictional,
        "updated_at": row.updated_at.isoformat(),
    }


def organisation_json(row: Organisation) -> dict[str, Any]:
    """An organisation whole; what ``resolve_organisation`` prefetches is there."""
    return organisation_line(row) | {
        "version": version_of(row),
        "relations": [
            {
                "kind": one.kind,
                "organisation": None if one.target is None else named(one.target),
                "ror": one.target_ror,
                "label": one.target_label,
            }
            for one in row.relations.all()
        ],
        "facilities": [named(one) for one in row.facilities.all()],
        "absorbed": sorted(one.public_id for one in row.absorbed.all()),
    }


def _affiliation(one: Affiliation) -> dict[str, Any]:
    return {
        "organisation": named(one.organisation),
        "role": versions(one.role),
        "from_year": one.from_year,
        "to_year": one.to_year,
    }


def _keywords(value: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {language: list(words) for language, words in value.items()}


def person_json(row: Person) -> dict[str, Any]:
    """A person; identifiers and affiliations are prefetched."""
    return {
        "id": row.public_id,
        "version": version_of(row),
        "name": versions(row.name),
        "other_names": list(row.other_names),
        "country": row.country,
        "biography": versions(row.biography),
        "expertise": _keywords(row.expertise),
        "website": row.website,
        "identifiers": _identifiers(row),
        "affiliations": [_affiliation(one) for one in row.affiliations.all()],
        "unlisted": row.unlisted,
        "claimed": row.account_id is not None,
        "origin": row.origin,
        "fictional": row.fictional,
        "updated_at": row.updated_at.isoformat(),
    }


def facility_json(row: Facility) -> dict[str, Any]:
    """A facility with its organisation."""
    return {
        "id": row.public_id,
        "version": version_of(row),
        "organisation": named(row.organisation),
        "name": versions(row.name),
        "description": versions(row.description),
        "kinds": _keywords(row.kinds),
        "techniques": _keywords(row.techniques),
        "country": row.country,
        "place": versions(row.place),
        "latitude": row.latitude,
        "longitude": row.longitude,
        "website": row.website,
        "access_types": list(row.access_types),
        "access_mode": row.access_mode,
        "eligible_countries": list(row.eligible_countries),
        "eligible_organisation_types": list(row.eligible_organisation_types),
        "eligibility_reason": versions(row.eligibility_reason),
        "how_to_apply": versions(row.how_to_apply),
        "status": row.status,
        "origin": row.origin,
        "fictional": row.fictional,
        "updated_at": row.updated_at.isoformat(),
    }


def created(request: HttpRequest, noun: str, data: dict[str, Any]) -> HttpResponse:
    """A record that was just made."""
    headers = {"Location": f"/api/v1/{noun}/{data['id']}"}
    return respond(request, data, status=201, version=data["version"], headers=headers)
