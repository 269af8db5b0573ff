"""Where things live: from ids of the index and kinds to the addresses of pages, and the way back after a
write."""

import functools

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

_PAGES = {
    "need": "need",
    "offer": "offer",
    "organisation": "organisation",
    "person": "person",
    "facility": "facility",
    "work": "work",
}


# Stands where an id will; lists name hundreds of pages, and resolving each address anew took longer than
# reading what it names.
_AN_ID = "00id00"


def document_address(document_id: str) -> str:
    """The page of ``<kind>:<id>``; empty for a kind that has no pages."""
    kind, _, own_id = document_id.partition(":")
    return page_address(kind, own_id) if kind in _PAGES and own_id else ""


def page_address(kind: str, own_id: str) -> str:
    """The page of a record or posting of a kind that has pages, in the language that is active."""
    if not (own_id.isascii() and own_id.isalnum()):
        return reverse(_PAGES[kind], args=[own_id])
    before, after = _around(kind, get_language() or "", get_script_prefix())
    return f"{before}{own_id}{after}"


@functools.lru_cache(maxsize=256)
def _around(kind: str, _language: str, _prefix: str) -> tuple[str, str]:
    before, _, after = reverse(_PAGES[kind], args=[_AN_ID]).partition(_AN_ID)
    return before, after


def safe_next(request: HttpRequest, default: str) -> str:
    """The page to go back to after a write: ``next`` if it is one of ours, else ``default``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else default
