"""Forms that are refused before any page sees them: a stale token, too much input. Words are kept where they
can be read.

A form that came from another site is never kept and never shown: it is not its visitor's.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from scibridge.web.errors import Problem, error_page

_SECRET = ("csrf", "password", "token", "writer", "opened", "code", "once")
_SHORTEST_WORDS = 12
_MOST_WORDS = 60


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent it."""
    sent_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(sent_from) and urlsplit(sent_from).netloc == request.get_host()


def typed_words(request: HttpRequest) -> list[str]:
    """What a person wrote of what a form sent: not codes, counts or secrets."""
    return [
        value
        for name, values in request.POST.lists()
        if not any(part in name.lower() for part in _SECRET)
        for value in values
        if len(value) >= _SHORTEST_WORDS
    ][:_MOST_WORDS]


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: what was typed is shown to be taken along, where it came from here."""
    problem = Problem(
        403,
        _("This form could not be checked"),
        _(
            "The page was open for long, you signed in or out in another window, or your browser sends no"
            " cookies. Nothing was saved. Open the page again and send it once more."
        ),
    )
    context = {
        "problem": problem,
        "words": typed_words(request) if _from_here(request) else [],
        "back": request.path,
    }
    return render(request, "web/errors/refused_form.html", context, status=403)


def too_large(request: HttpRequest) -> HttpResponse:
    """What was sent could not be read at all; the browser still has it."""
    megabytes = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // (1024 * 1024)
    problem = Problem(
        413,
        _("This was too much at once"),
        _(
            "At most %(most)s MB can be sent in one form, and no more than %(fields)s inputs. Nothing was"
            " saved. Go back: your browser still has what you typed. Shorten it, then send it again."
        )
        % {"most": megabytes, "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS},
    )
    return render(
        request,
        "web/errors/refused_form.html",
        {"problem": problem, "words": [], "back": request.path},
        status=413,
    )


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request)
    return error_page(request, 400)
