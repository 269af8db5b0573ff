"""Every error as problem details (RFC 9457), in the reader's language, without a word of what is inside.

Owns the way from an error to a status, a code and a sentence. What a reader may not know of and what does not
exist give the same answer.
"""

import logging
from collections.abc import Sequence
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from scibridge.api.refusals import RequestRefused
from scibridge.api.sentences import PROBLEMS, REFUSALS, TITLES, filled
from scibridge.engines.atlas.failures import UnitAbsent
from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.errors import (
    Conflict,
    FieldProblem,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
    UnknownOption,
)
from scibridge.kernel.identifiers import InvalidIdentifier
from scibridge.kernel.sentences import field_sentence, sentence

MEDIA_TYPE = "application/problem+json"
SOON = "5"
logger = logging.getLogger(__name__)
_STATUSES: tuple[tuple[type[ScibridgeError], int], ...] = (
    (NotFound, 404),
    (UnitAbsent, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (IllegalTransition, 409),
    (InvalidInput, 422),
    (InvalidIdentifier, 422),
    (UnknownOption, 422),
    (Unavailable, 503),
)
_DERIVED = ("index_", "lake_", "atlas_")
# Pydantic's codes for query parameters, as the codes of the house.
_PARAMETER_CODES = {
    "missing": "required",
    "int_parsing": "not_whole",
    "int_type": "not_whole",
    "int_from_float": "not_whole",
    "bool_parsing": "not_yes_or_no",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
}


def status_of(error: ScibridgeError) -> int:
    """The HTTP status of an error of the house; one that the API does not expect is a fault of ours."""
    if isinstance(error, RequestRefused):
        return error.status
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return status
    return 503 if error.code.startswith(_DERIVED) else 500


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """A response with problem details."""
    body: dict[str, Any] = {
        "type": f"{settings.SITE_ADDRESS}/api/v1/problems/{code}",
        "title": str(TITLES.get(status, TITLES[500])),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = [
            {"field": one.field, "code": one.code, "detail": _field_detail(one)} for one in errors
        ]
    body |= more
    response = HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE, headers=headers or {})
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _field_detail(one: FieldProblem) -> str:
    own = PROBLEMS.get(one.code)
    return field_sentence(one) if own is None else filled(own, one.data)


def of_error(error: ScibridgeError, *, signed_in: bool) -> HttpResponse:
    """Problem details of an error of the house."""
    status = status_of(error)
    if isinstance(error, RequestRefused):
        words = filled(REFUSALS[error.reason], error.data)
        return problem(status, error.reason, words, headers=error.headers)
    if status == 500:
        logger.error("unexpected error of the house: %s", error, exc_info=error)
        return server_error()
    if isinstance(error, InvalidInput):
        return problem(status, error.code, str(TITLES[422]), errors=error.problems)
    if isinstance(error, NotAllowed):
        if error.reason == "sign_in_first" and not signed_in:
            return problem(401, error.reason, sentence(error), headers={"WWW-Authenticate": "Bearer"})
        return problem(status, error.reason, sentence(error))
    if isinstance(error, Conflict):
        return problem(status, error.code, sentence(error), **_conflict_facts(error))
    headers = {"Retry-After": SOON} if status == 503 else None
    return problem(status, error.code, sentence(error), headers=headers)


def _conflict_facts(error: Conflict) -> dict[str, Any]:
    """The reason and the version it stands at; what others wrote is theirs to show."""
    facts: dict[str, Any] = {
        name: error.data[name] for name in ("reason", "state", "public_id") if name in error.data
    }
    if "actual" in error.data:
        facts["version"] = error.data["actual"]
    return facts


def server_error() -> HttpResponse:
    """Problem details of an error nobody foresaw."""
    return problem(500, "server_error", str(REFUSALS["server_error"]))


def of_exception(error: Exception, request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    """Problem details of anything that was raised."""
    if isinstance(error, ScibridgeError):
        return of_error(error, signed_in=signed_in)
    if isinstance(error, ValidationError):
        return problem(422, "invalid_input", str(TITLES[422]), errors=_parameter_problems(error))
    if isinstance(error, Http404):
        docs = f"{settings.SITE_ADDRESS}/api/v1/docs"
        return problem(404, "no_such_address", filled(REFUSALS["no_such_address"], {"docs": docs}))
    if isinstance(error, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return problem(413, "body_too_large", filled(REFUSALS["body_too_large"], {"most": most}))
    if isinstance(error, HttpError) and isinstance(error.__cause__, ScibridgeError):
        return of_error(error.__cause__, signed_in=signed_in)
    if isinstance(error, HttpError) and error.status_code in TITLES and error.status_code < 500:
        return problem(error.status_code, "bad_request", str(REFUSALS["bad_request"]))
    logger.error("unexpected error at %s %s", request.method, request.path, exc_info=error)
    if isinstance(error, OperationalError):
        # The database is locked for longer than the time-out, or gone.
        return of_error(Unavailable(), signed_in=signed_in)
    return server_error()


def _parameter_problems(error: ValidationError) -> list[FieldProblem]:
    found = []
    for one in error.errors:
        name = ".".join(str(part) for part in one["loc"] if part not in {"query", "path", "body", "filters"})
        context = one.get("ctx", {})
        code = _PARAMETER_CODES.get(one["type"], "not_this_type")
        data: dict[str, object] = {"value": str(one.get("input", ""))[:100], "expected": one["type"]}
        if code == "too_long":
            data |= {"most": context.get("max_length"), "length": len(str(one.get("input", "")))}
        if code == "too_short":
            data |= {"least": context.get("min_length")}
        if one["type"] in {"greater_than_equal", "less_than_equal"}:
            code = "below_low" if "ge" in context else "above_high"
            data |= {"low": context.get("ge"), "high": context.get("le")}
        found.append(FieldProblem(name, code, data))
    return found
