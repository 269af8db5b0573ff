"""What every request passes: who calls, how often, how much; and every failure leaves as problem details.

Owns what is the same for all addresses of the API; refuses to know any of them.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja.utils import check_csrf

from scibridge.api.callers import Caller, identify
from scibridge.api.problems import of_exception
from scibridge.api.refusals import RequestRefused
from scibridge.domain.accounts.services import note_token_use
from scibridge.kernel.rates import Standing, count, read_rate, visitor_address

View = Callable[..., HttpResponse]
MOST_BODY = 1024 * 1024
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_FREE = ("/health",)


def guarded(view: View) -> View:
    """A view of the API behind the edge."""

    @functools.wraps(view)
    def edge(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        standing: Standing | None = None
        caller = Caller(None, None)
        head = request.method == "HEAD"
        try:
            if not request.path.endswith(_FREE):
                caller, standing = _admit(request)
            request.scibridge_caller = caller  # type: ignore[attr-defined]
            _check_body(request)
            if head:
                request.method = "GET"
            response = _allowed(request, view(request, *args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the last catch: nothing of what is inside goes out
            response = of_exception(error, request, signed_in=caller.account is not None)
        if head:
            response.content = b""
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        for name, value in standing.headers().items() if standing else ():
            response.headers.setdefault(name, value)
        return response

    # Sessions are checked in `_admit`; tokens need no CSRF protection.
    edge.csrf_exempt = True  # type: ignore[attr-defined]
    return edge


def _admit(request: HttpRequest) -> tuple[Caller, Standing]:
    """Identify the caller and count the request. Raises RequestRefused.

    A wrong token counts against the visitor's address, so that tokens cannot be guessed at leisure.
    """
    try:
        caller = identify(request)
    except RequestRefused:
        _count(f"address:{visitor_address(request)}", settings.API_RATE_VISITOR)
        raise
    if caller.token is not None:
        standing = _count(f"token:{caller.token.pk}", settings.API_RATE_TOKEN)
        note_token_use(caller.token)
        return caller, standing
    if caller.account is not None:
        standing = _count(f"account:{caller.account.pk}", settings.API_RATE_TOKEN)
        if request.method not in _READS and check_csrf(request) is not None:
            raise RequestRefused(403, "csrf_failed")
        return caller, standing
    return caller, _count(f"address:{visitor_address(request)}", settings.API_RATE_VISITOR)


def _allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response. Raises RequestRefused where the address does not know the method."""
    if response.status_code != 405:
        return response
    allowed = ", ".join(sorted(response.headers["Allow"].split(", ")))
    raise RequestRefused(
        405, "method_not_allowed", {"Allow": allowed}, method=request.method, allowed=allowed
    )


def _count(who: str, rate: str) -> Standing:
    standing = count(who, read_rate(rate))
    if standing.exceeded:
        headers = standing.headers() | {"Retry-After": str(standing.wait)}
        raise RequestRefused(
            429,
            "too_many_requests",
            headers,
            most=standing.rate.most,
            seconds=standing.rate.seconds,
            wait=standing.wait,
        )
    return standing


def _check_body(request: HttpRequest) -> None:
    if request.method not in _WITH_BODY:
        return
    length = request.META.get("CONTENT_LENGTH") or "0"
    if (length.isdigit() and int(length) > MOST_BODY) or len(request.body) > MOST_BODY:
        raise RequestRefused(413, "body_too_large", most=MOST_BODY)
    kind = request.content_type or ""
    if request.body and kind != "application/json" and not kind.endswith("+json"):
        raise RequestRefused(415, "media_type", {"Accept": "application/json"})


@guarded
def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """For every address under the API's root that means nothing."""
    raise Http404
