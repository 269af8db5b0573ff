"""The map of the site for search engines: standing pages, places and public records in every language, a part
at a time.

Django's own maps hold every item of a section in memory for each language; a registry of a hundred thousand
records is read here in slices instead.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.selectors import published_needs, published_offers
from scibridge.domain.exchange.states import Challenge
from scibridge.domain.places.selectors import inhabited
from scibridge.domain.registry.selectors import facilities, organisations, people
from scibridge.kernel.bilingual import html_language
from scibridge.web.shared import shared

PER_PART, MOST_PARTS = 5000, 50_000
SECTIONS: dict[str, tuple[str, Callable[[], QuerySet[Any]]]] = {
    "needs": ("need", published_needs),
    "offers": ("offer", published_offers),
    "organisations": ("organisation", organisations),
    "people": ("person", people),
    "facilities": ("facility", facilities),
}
_STANDING = ("home", "about", "help", "needs", "offers", "organisations", "people", "facilities", "places")
_TYPE = "application/xml; charset=utf-8"
# The rest of an address after its language, and when its page last changed as both databases write it in
# UTC (``2026-01-31 12:00:00…``); empty where that is not known.
Entry = tuple[str, str]
_SECONDS = slice(0, 19)
# Stand for the two in what is written of each address; neither holds anything to escape.
_REST, _WHEN = "\1", "\2"


def _rest(name: str, *arguments: str) -> str:
    """The address of a page without the language it begins with."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(name, args=arguments).partition("/")[2].partition("/")[2]


def _standing() -> list[Entry]:
    pages = [_rest(name) for name in (*_STANDING, "challenges")]
    return [(rest, "") for rest in (*pages, *(_rest("challenge", code.value) for code in Challenge))]


def _counts() -> Iterator[tuple[str, int]]:
    """Every section and how many addresses it has."""
    yield "pages", len(_standing())
    yield "places", inhabited().count()
    for name, (_page, rows) in SECTIONS.items():
        yield name, rows().order_by().count()


@require_safe
@shared
def index(request: HttpRequest) -> HttpResponse:
    """The parts of every section."""
    parts = [
        f"{settings.SITE_ADDRESS}/sitemap-{section}-{number + 1}.xml"
        for section, count in _counts()
        for number in range(-(-count // PER_PART))
    ]
    return render(request, "web/sitemap/index.xml", {"parts": parts}, content_type=_TYPE)


def _entries(section: str, start: int, end: int) -> Iterable[Entry]:
    """The addresses of a slice of a section. Raises Http404 for one that does not exist."""
    if section == "pages":
        return _standing()[start:end]
    if section == "places":
        country, city = _rest("place", "xx"), _rest("city", "xx", "yy")
        rows = inhabited().order_by("country", "slug").values_list("country", "slug")[start:end]
        # Codes and slugs hold letters, digits and hyphens only, so the address around them serves for all.
        return [
            (city.replace("xx", code).replace("yy", slug) if slug else country.replace("xx", code), "")
            for code, slug in rows
        ]
    if section not in SECTIONS:
        raise Http404
    page, records = SECTIONS[section]
    before = _rest(page, "x").removesuffix("x/")
    # As text: making a moment of it and text again took half the time of a part.
    written = records().order_by("pk").annotate(changed=Cast("updated_at", CharField()))
    found = written.values_list("public_id", "changed")[start:end]
    return ((f"{before}{public_id}/", changed) for public_id, changed in found)


@require_safe
@shared
def section(request: HttpRequest, section: str, part: int) -> HttpResponse:
    """One part of a section."""
    if not 1 <= part <= MOST_PARTS:
        raise Http404
    entries = _entries(section, (part - 1) * PER_PART, part * PER_PART)
    return HttpResponse("".join(_lines(entries)), content_type=_TYPE)


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The document. Put together by hand: a template takes ten times as long over thousands of addresses,
    and neither these addresses nor dates hold anything to escape."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    before = [(html_language(code), f"{settings.SITE_ADDRESS}/{code}/") for code, _name in settings.LANGUAGES]
    default = f"{settings.SITE_ADDRESS}/{settings.LANGUAGE_CODE}/"
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}{_REST}"/>'
        for code, address in (*before, ("x-default", default))
    )
    pattern = "".join(f"<url><loc>{address}{_REST}</loc>{_WHEN}{links}</url>\n" for _code, address in before)
    for rest, changed in entries:
        when = f"<lastmod>{changed[_SECONDS].replace(' ', 'T')}+00:00</lastmod>" if changed else ""
        yield pattern.replace(_REST, rest).replace(_WHEN, when)
    yield "</urlset>\n"
