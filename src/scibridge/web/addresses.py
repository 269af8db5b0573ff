"""Where things live: from ids of the index and kinds to the addresses of pages, and the way back after a
write."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

_PAGES = {
    "need": "need",
    "offer": "offer",
    "organisation": "organisation",
    "person": "person",
    "facility": "facility",
    "work": "work",
}


def document_address(document_id: str) -> str:
    """The page of ``<kind>:<id>``; empty for a kind that has no pages."""
    kind, _, own_id = document_id.partition(":")
    return reverse(_PAGES[kind], args=[own_id]) if kind in _PAGES and own_id else ""


def safe_next(request: HttpRequest, default: str) -> str:
    """The page to go back to after a write: ``next`` if it is one of ours, else ``default``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else default
