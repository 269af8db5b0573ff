"""What every response of the roof gets: pages for errors, and a content security policy.

Owns the way from an error of the house to a status and a page; refuses JSON, which is the API's own.
"""

import logging
from collections.abc import Callable

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.errors import NotAllowed
from scibridge.web.errors import bare_page, error_page, status_of

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Signing in elsewhere begins with a form that redirects there, which browsers hold against ``form-action``.
_FORM_TARGETS = "'self' https:" if settings.SOCIALACCOUNT_PROVIDERS else "'self'"
# Nothing but our own files: no inline script or style, no frames, forms only to ourselves.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        f"form-action {_FORM_TARGETS}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


class ContentSecurityPolicy:
    """Sends the policy with every response that does not bring its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, with the header."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class ErrorPages:
    """Turns errors of the house into translated pages with a fitting status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response as it is; errors come through :meth:`process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for an error of the house; any other is Django's affair."""
        if request.path.startswith("/api/"):
            return None
        if isinstance(error, OperationalError):
            # Locked for longer than the time-out, or gone: nothing that asks it again can answer.
            logger.error("the database did not answer at %s", request.path, exc_info=error)
            return bare_page(503)
        if isinstance(error, SocialApp.DoesNotExist):
            # The address of a way to sign in that the operator has not set up.
            return error_page(request, 404)
        if not isinstance(error, ScibridgeError):
            return None
        if (
            isinstance(error, NotAllowed)
            and error.reason == "sign_in_first"
            and not request.user.is_authenticated
        ):
            return _to_sign_in(request)
        return error_page(request, status_of(error), error=error)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back. A write cannot be repeated after it, so that leads back to its page."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    address = reverse(settings.LOGIN_URL)
    response: HttpResponse = redirect_to_login(back, login_url=address)
    if getattr(request, "htmx", False):
        # A redirect would be followed into the fragment; htmx is told to move the whole page.
        plain = HttpResponse(status=204)
        plain.headers["HX-Redirect"] = response.headers["Location"]
        return plain
    return response
