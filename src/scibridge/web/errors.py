"""Pages for what went wrong: a title, a sentence, what to do next; as a fragment where htmx asks."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.bilingual import html_language
from scibridge.kernel.errors import (
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
    UnknownOption,
)
from scibridge.kernel.identifiers import InvalidIdentifier
from scibridge.kernel.sentences import sentence

TITLES = {
    400: _("That could not be understood"),
    403: _("Not open to you"),
    404: _("Nothing here"),
    409: _("Something else happened first"),
    429: _("Too many requests"),
    500: _("Something broke on our side"),
    503: _("Not available at this moment"),
}
SENTENCES = {
    400: _(
        "The request was not complete, or a field held something that cannot be read. Go back and try again."
    ),
    403: _("You do not have the right to see or do this. Sign in with another account, or ask its owner."),
    404: _(
        "There is no page at this address, or it is not public. Search for it, or begin at the home page."
    ),
    409: _("The page changed after you opened it. Load it again and repeat what you wanted to do."),
    429: _("You sent many requests in a short time. Wait a minute, then go on."),
    500: _("The fault is recorded. Nothing you saved is lost. Try again in a moment."),
    503: _("A part of the platform is starting or being rebuilt. Try again in a minute."),
}
_STATUSES: tuple[tuple[type[ScibridgeError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (IllegalTransition, 409),
    (InvalidInput, 400),
    (InvalidIdentifier, 400),
    (UnknownOption, 400),
    (Unavailable, 503),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error page shows."""

    status: int
    title: str
    sentence: str


def status_of(error: ScibridgeError) -> int:
    """The HTTP status of an error of the house; one that no page expects is a fault of ours."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return status
    return 503 if error.code.startswith(("index_", "lake_", "atlas_")) else 500


def error_page(request: HttpRequest, status: int, error: ScibridgeError | None = None) -> HttpResponse:
    """The page for ``status``, with the error's own sentence where there is one."""
    words = sentence(error) if error is not None else str(SENTENCES[status])
    problem = Problem(status, str(TITLES[status]), words)
    htmx = getattr(request, "htmx", None)
    fragment = htmx is not None and bool(htmx) and not htmx.boosted
    template = "web/errors/fragment.html" if fragment else "web/errors/page.html"
    response = render(request, template, {"problem": problem}, status=status)
    if fragment:
        # Whatever part of a page was asked for, the problem is what is shown in its place.
        response.headers["HX-Reselect"] = "#problem"
    return response


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return error_page(request, 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return error_page(request, 404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; without the frame where that needs the database and it is what failed."""
    try:
        return error_page(request, 500)
    except DatabaseError:
        return bare_page(500)


def bare_page(status: int) -> HttpResponse:
    """The page for ``status`` without the frame, for which the database would be asked."""
    problem = Problem(status, str(TITLES[status]), str(SENTENCES[status]))
    context = {"problem": problem, "language": html_language(get_language() or settings.LANGUAGE_CODE)}
    headers = {"Retry-After": "5"} if status == 503 else {}
    return HttpResponse(render_to_string("web/errors/bare.html", context), status=status, headers=headers)
