"""How often a visitor may ask for pages that cost a search: whoever is signed in is not counted."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from scibridge.kernel.rates import count, read_rate, visitor_address
from scibridge.web.errors import error_page

View = Callable[..., HttpResponseBase]


def rated(view: View) -> View:
    """The view; a visitor who asked too often gets the page that says when to come back."""

    @functools.wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        standing = count(f"page:{visitor_address(request)}", read_rate(settings.PAGE_RATE_VISITOR))
        if standing.exceeded:
            response = error_page(request, 429)
            response.headers["Retry-After"] = str(standing.wait)
            return response
        return view(request, *args, **kwargs)

    return counted
