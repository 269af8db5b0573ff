"""Atom feeds of lists and searches, at the address of the page with ``feed/`` behind it.

Built from what a visitor sees, whoever asks: a feed reader has no session, and what it fetched it shows on.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, pgettext

from scibridge.domain.exchange.access import listed
from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import Narrowing, published
from scibridge.domain.exchange.states import Challenge, State
from scibridge.domain.exchange.visible import PostingLine
from scibridge.domain.following.searches import Search, read_search
from scibridge.domain.following.selectors.news import narrowing_of, search_answers
from scibridge.domain.following.states import Place
from scibridge.domain.places.selectors import place_at, posted_at
from scibridge.domain.registry.selectors import resolve_organisation
from scibridge.engines.matching.documents import Kind
from scibridge.engines.matching.explanation import Match
from scibridge.kernel.bilingual import Shown, html_language, show
from scibridge.kernel.countries import country_names
from scibridge.web.addresses import document_address
from scibridge.web.following.atom import BEGINNING, Entry, atom, conditional_page, require_safe, stable_id
from scibridge.web.labels import label
from scibridge.web.lists import codes_of
from scibridge.web.naming import address_of, name_of
from scibridge.web.places.standing import postings
from scibridge.web.rates import rated
from scibridge.web.shared import shared

MOST_ENTRIES, MOST_ANSWERS = 50, 10
_LONGEST_SUMMARY = 600
_POSTINGS = (Kind.NEED, Kind.OFFER)


def _language() -> str:
    return html_language(get_language() or "en")


def _site() -> str:
    return str(settings.SITE_ADDRESS)


def _short(shown: Shown) -> Shown:
    if len(shown.text) <= _LONGEST_SUMMARY:
        return shown
    return Shown(f"{shown.text[:_LONGEST_SUMMARY].rstrip()}…", shown.language, shown.fallback)


def _entry(view: PostingLine) -> Entry:
    return Entry(
        id=stable_id(view.document_id),
        title=show(view.title),
        address=_site() + document_address(view.document_id),
        updated=view.updated_at,
        published=view.published_at,
        summary=_short(show(view.words)),
        author="" if view.organisation is None else show(view.organisation.name).text,
        categories=(str(label("challenge", view.challenge)),) if view.challenge else (),
    )


def _entries(rows: Any) -> list[Entry]:
    """The entries of needs or offers, as a visitor sees them."""
    return [_entry(line) for line in listed(rows, None)]


def _search(request: HttpRequest, place: Place) -> Search:
    return read_search(place.value, {name: request.GET.getlist(name) for name in request.GET})


def _address(page: str, search: Search) -> str:
    query = urlencode(search.parameters)
    return f"{reverse(page)}{'?' if query else ''}{query}"


def _listed(request: HttpRequest, place: Place, kind: Kind, title: str) -> HttpResponse:
    search = _search(request, place)
    entries = _entries(published(kind, narrowing_of(search))[:MOST_ENTRIES])
    return atom(
        request,
        title=f"{title} – SciBridge",
        subtitle=_subtitle(search),
        page=_address(place.value, search),
        language=_language(),
        entries=entries,
    )


def _subtitle(search: Search) -> str:
    return pgettext("words of a search", "“%(words)s”") % {"words": search.text} if search.text else ""


@require_safe
@conditional_page
@shared
def needs(request: HttpRequest) -> HttpResponse:
    """The list of needs, with its conditions."""
    return _listed(request, Place.NEEDS, Kind.NEED, gettext("Needs"))


@require_safe
@conditional_page
@shared
def offers(request: HttpRequest) -> HttpResponse:
    """The list of offers, with its conditions."""
    return _listed(request, Place.OFFERS, Kind.OFFER, gettext("Offers"))


def _newest(narrowing: Narrowing) -> list[Entry]:
    entries = [entry for kind in _POSTINGS for entry in _entries(published(kind, narrowing)[:MOST_ENTRIES])]
    return _sorted(entries)


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: one.published or BEGINNING, reverse=True)[:MOST_ENTRIES]


@require_safe
@conditional_page
@shared
def organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """What an organisation asks for and puts forward in its name, newest first."""
    record, moved = resolve_organisation(public_id)
    if moved:
        return HttpResponsePermanentRedirect(reverse("organisation_feed", args=[record.public_id]))
    return atom(
        request,
        title=f"{show(record.name).text} – SciBridge",
        subtitle=gettext("Needs and offers"),
        page=reverse("organisation", args=[record.public_id]),
        language=_language(),
        entries=_newest(Narrowing(organisation=record.public_id)),
    )


@require_safe
@conditional_page
@shared
def challenge(request: HttpRequest, code: str) -> HttpResponse:
    """Needs and offers of one global challenge, newest first; narrowed by country as its page is."""
    if code not in set(Challenge):
        raise Http404
    countries = tuple(codes_of(request, "country", list(country_names("en"))))
    query = urlencode([("country", one) for one in countries])
    return atom(
        request,
        title=f"{CHALLENGES[Challenge(code)]} – SciBridge",
        subtitle=gettext("Needs and offers"),
        page=f"{reverse('challenge', args=[code])}{'?' if query else ''}{query}",
        language=_language(),
        entries=_newest(Narrowing(challenges=(code,), countries=countries)),
    )


@require_safe
@conditional_page
def place(request: HttpRequest, country: str, city: str = "") -> HttpResponse:
    """What is openly asked for and put forward in a country or a city, newest first."""
    found = place_at(country, city)
    return atom(
        request,
        title=f"{name_of(found)} – SciBridge",
        subtitle=gettext("Needs and offers"),
        page=address_of(found),
        language=_language(),
        entries=_sorted(
            _entry(view)
            for kind in _POSTINGS
            for view in postings(kind, list(posted_at(found, kind)[:MOST_ENTRIES]), None, named=True)
        ),
    )


@require_safe
@rated
@conditional_page
@shared
def match(request: HttpRequest) -> HttpResponse:
    """The answers to a search, best first."""
    search = _search(request, Place.MATCH)
    found = search_answers(search, limit=MOST_ANSWERS).matches[:MOST_ENTRIES]
    return atom(
        request,
        title=f"{gettext('Answers to a need')} – SciBridge",
        subtitle=_subtitle(search),
        page=_address("match", search),
        language=_language(),
        entries=_answers(found),
    )


def _answers(found: Sequence[Match]) -> list[Entry]:
    """Postings as a visitor sees them now, not as the index held them; works and records as found."""
    entries: dict[str, Entry] = {}
    for kind, model in ((Kind.NEED, Need), (Kind.OFFER, Offer)):
        ids = [one.id.partition(":")[2] for one in found if one.kind is kind]
        if ids:
            rows = model.objects.filter(public_id__in=ids, state=State.PUBLISHED.value).order_by()
            entries |= {entry.id: entry for entry in _entries(rows)}
    answers = []
    for one in found:
        entry = entries.get(stable_id(one.id)) if one.kind in _POSTINGS else _found(one)
        if entry is not None:
            answers.append(entry)
    return answers


def _found(one: Match) -> Entry | None:
    address = document_address(one.id)
    if not address:
        return None
    # All that is known of a work's date is its year; a record of the registry has none.
    year = one.year if one.year is not None and 1900 <= one.year <= 2999 else None
    return Entry(
        id=stable_id(one.id),
        title=show(one.title),
        address=_site() + address,
        updated=datetime(year, 1, 1, tzinfo=UTC) if year else BEGINNING,
        published=None,
        summary=_short(show(one.summary)),
        author="",
        categories=(str(label("one_of_kind", one.kind)),),
    )
