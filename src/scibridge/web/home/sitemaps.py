"""The map of the site for search engines: public records in every language, a part at a time.

Django's own maps hold every item of a section in memory for each language; a registry of a hundred thousand
records is read here in slices instead.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.selectors import published_needs, published_offers
from scibridge.domain.registry.selectors import facilities, organisations, people
from scibridge.kernel.bilingual import html_language

PER_PART, MOST_PARTS = 5000, 50_000
SECTIONS: dict[str, tuple[str, Callable[[], QuerySet[Any]]]] = {
    "needs": ("need", published_needs),
    "offers": ("offer", published_offers),
    "organisations": ("organisation", organisations),
    "people": ("person", people),
    "facilities": ("facility", facilities),
}
_TYPE = "application/xml; charset=utf-8"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts of every section."""
    parts = [
        f"{settings.SITE_ADDRESS}/sitemap-{section}-{number + 1}.xml"
        for section, (_page, rows) in SECTIONS.items()
        for number in range(-(-rows().order_by().count() // PER_PART))
    ]
    return render(request, "web/sitemap/index.xml", {"parts": parts}, content_type=_TYPE)


@require_safe
def section(request: HttpRequest, section: str, part: int) -> HttpResponse:
    """One part of a section."""
    if section not in SECTIONS or not 1 <= part <= MOST_PARTS:
        raise Http404
    page, rows = SECTIONS[section]
    start = (part - 1) * PER_PART
    found = rows().order_by("pk").values_list("public_id", "updated_at")[start : start + PER_PART]
    prefixes = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            # Public ids hold letters and digits only, so the address around one serves for all.
            prefixes.append((html_language(code), settings.SITE_ADDRESS + reverse(page, args=["x"])))
    return HttpResponse("".join(_lines(found, prefixes)), content_type=_TYPE)


def _lines(found: Iterable[tuple[str, datetime]], prefixes: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The document. Put together by hand: a template takes ten times as long over thousands of addresses,
    and neither these addresses nor dates hold anything to escape."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    before = [(code, prefix[: -len("x/")]) for code, prefix in prefixes]
    for public_id, changed in found:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}{public_id}/"/>'
            for code, address in before
        )
        for _code, address in before:
            yield f"<url><loc>{address}{public_id}/</loc><lastmod>{changed.isoformat(timespec='seconds')}"
            yield f"</lastmod>{links}</url>\n"
    yield "</urlset>\n"
