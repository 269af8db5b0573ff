"""Bodies and headers: JSON in, JSON out, and versions of what was read."""

import hashlib
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser

from scibridge.api.refusals import RequestRefused
from scibridge.kernel.errors import FieldProblem, InvalidInput

LONGEST_KEY = 200


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; none at all counts as empty. Raises RequestRefused."""
    if not request.body.strip():
        return {}
    try:
        found = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(400, "invalid_json", problem=str(error)) from None
    if not isinstance(found, dict):
        raise RequestRefused(400, "not_an_object")
    return found


class JsonParser(Parser):
    """Strict JSON: no NaN, no broken Unicode, bounded depth."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body."""
        return json_object(request)


def respond(
    request: HttpRequest,
    data: Any,
    *,
    status: int = 200,
    version: str | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """``data`` as JSON. A read gets an ETag from its content, led by ``version``, and may be answered 304."""
    content = orjson.dumps(data)
    response = HttpResponse(content, status=status, content_type="application/json", headers=headers or {})
    response.headers["Cache-Control"] = "private, no-cache"
    digest = hashlib.sha256(content).hexdigest()[:16]
    etag = f'"{version}-{digest}"' if version is not None else f'"{digest}"'
    response.headers["ETag"] = etag
    if request.method == "GET" and etag in _tags(request, "If-None-Match"):
        unchanged = HttpResponse(status=304)
        unchanged.headers["ETag"] = etag
        unchanged.headers["Cache-Control"] = response.headers["Cache-Control"]
        return unchanged
    return response


def _tags(request: HttpRequest, header: str) -> list[str]:
    return [
        one.strip().removeprefix("W/") for one in request.headers.get(header, "").split(",") if one.strip()
    ]


def check_version(request: HttpRequest, body: dict[str, Any], actual: str) -> None:
    """Take ``expected_version`` out of the body, or If-Match, and compare it with the version as it stands.

    Raises RequestRefused (428 without either, 412 where they differ), InvalidInput.
    """
    given = body.pop("expected_version", None)
    if given is not None and not isinstance(given, str | int):
        raise InvalidInput([FieldProblem("expected_version", "not_whole", {"value": str(given)[:50]})])
    wanted = [str(given)] if given is not None else []
    wanted += [tag.strip('"').partition("-")[0] for tag in _tags(request, "If-Match")]
    if not wanted:
        raise RequestRefused(428, "version_required")
    if "*" not in wanted and any(one != actual for one in wanted):
        raise RequestRefused(412, "version_differs", actual=actual)


def idempotency_key(request: HttpRequest) -> str:
    """The key under which a create may be repeated; empty without one. Raises InvalidInput."""
    key: str = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if "Idempotency-Key" in request.headers and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise InvalidInput([FieldProblem("Idempotency-Key", "idempotency_key")])
    return key
