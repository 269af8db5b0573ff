"""Titles of statuses, and sentences for what only the API refuses. All others are in ``kernel.sentences``."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TITLES = {
    400: _("The request cannot be read"),
    401: _("Sign in or send a token"),
    403: _("Not open to you"),
    404: _("Nothing here"),
    405: _("This method does not apply here"),
    409: _("Something else happened first"),
    412: _("It changed since you read it"),
    413: _("The request is too large"),
    415: _("JSON is expected"),
    422: _("Some of the input cannot be taken"),
    428: _("Say which version you change"),
    429: _("Too many requests"),
    500: _("Something broke on our side"),
    503: _("Not available at this moment"),
}
REFUSALS = {
    "invalid_json": _("The body is not valid JSON: %(problem)s."),
    "not_an_object": _("The body must be a JSON object."),
    "invalid_token": _(
        "The token is not known, has expired or was ended. Make a new one on your account page."
    ),
    "scope_missing": _(
        "The token lacks the scope “%(scope)s”. Make a token that has it on your account page."
    ),
    "csrf_failed": _("The request came without the CSRF token of this session. Send it as X-CSRFToken."),
    "no_such_address": _("There is no such address in the API. Its addresses are listed at %(docs)s."),
    "method_not_allowed": _("%(method)s does not apply here. Use one of: %(allowed)s."),
    "body_too_large": _("The body has more than %(most)s bytes. Send less, or import a file instead."),
    "media_type": _("Send JSON, with the header Content-Type: application/json."),
    "version_required": _(
        "Send the ETag you read as If-Match, or its version as expected_version, so that nobody's"
        " change is lost."
    ),
    "version_differs": _(
        "It stands at version %(actual)s now. Read it again, check, and repeat your change."
    ),
    "too_many_requests": _("At most %(most)s requests in %(seconds)s seconds. Wait %(wait)s seconds."),
    "server_error": _("The fault is recorded. Nothing you saved is lost. Try again in a moment."),
    "bad_request": _("The request cannot be read. Check its address, its headers and its body."),
}
PROBLEMS = {
    "invalid_cursor": _("This cursor is not valid for this list. Begin again without a cursor."),
    "one_of_these": _("Give exactly one of: %(choices)s."),
    "unknown_parameter": _("There is no such parameter. Known parameters: %(choices)s."),
    "too_short": _("This is too short: at least %(least)s."),
    "not_this_type": _("A value of another type is expected here: %(expected)s."),
    "idempotency_key": _("An idempotency key has 1 to 200 printable characters."),
}


def filled(sentence: object, data: Mapping[str, Any]) -> str:
    """A sentence with its data put in."""
    return str(sentence) % {
        key: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for key, value in data.items()
    }
