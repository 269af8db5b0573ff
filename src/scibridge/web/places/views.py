"""Countries and cities: the list of them, and one page for each."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.domain.places import selectors
from scibridge.domain.places.models import Place
from scibridge.domain.registry import labels
from scibridge.domain.registry.states import OrganisationType
from scibridge.engines.matching.documents import Kind
from scibridge.flows.atlas.selectors import region_in_atlas
from scibridge.kernel.bilingual import versions
from scibridge.kernel.countries import country_name
from scibridge.web.landing import Crumb, Landing, crumb, from_home
from scibridge.web.linked_data import collection
from scibridge.web.lists import codes_of, page_of, text_of
from scibridge.web.naming import address_of, name_of
from scibridge.web.places import linked
from scibridge.web.places.locator import locator
from scibridge.web.places.remembering import Memory
from scibridge.web.places.standing import TABS, postings, records, tabs
from scibridge.web.places.strengths import posted_topics, strengths
from scibridge.web.shared import shared

SHOWN = {Kind.NEED: 5, Kind.OFFER: 5, Kind.ORGANISATION: 8, Kind.PERSON: 8, Kind.FACILITY: 5}
MOST_CITIES, MOST_FOUND = 24, 100
_COUNTED = {
    Kind.NEED: "needs",
    Kind.OFFER: "offers",
    Kind.ORGANISATION: "organisations",
    Kind.PERSON: "people",
    Kind.FACILITY: "facilities",
}


def numbers_of(place: Place) -> dict[str, int]:
    """Kind → how many stand at a place."""
    return {kind.value: getattr(place, name) for kind, name in _COUNTED.items()}


@require_safe
@shared
def places(request: HttpRequest) -> HttpResponse:
    """Every country where anything stands; with words, those and the cities whose name holds them."""
    text = text_of(request)
    countries, cities = selectors.countries(), []
    if text:
        named = selectors.countries_named(text)
        countries = [place for place in countries if place.country in named]
        cities = list(selectors.cities(text=text)[:MOST_FOUND])
    elif request.GET.get("sort") == "name":
        countries.sort(key=lambda place: _collated(name_of(place)))
    title = _("Places")
    context = {
        "section": "place",
        "text": text,
        "sort": "name" if request.GET.get("sort") == "name" else "-organisations",
        "countries": countries,
        "cities": cities,
        "landing": Landing(
            title,
            _("Countries and cities: who is there, what they need and offer, and what they are strong in."),
            from_home(),
            (collection(title, reverse("places")),),
        ),
    }
    return render(request, "web/places/places.html", context)


def _collated(name: str) -> str:
    """What names are ordered by in the reader's language: Chinese ones by their sound."""
    from scibridge.domain.places.names import as_pinyin

    return as_pinyin(name) if (get_language() or "en").startswith("zh") else name.casefold()


@require_safe
@shared
def place(request: HttpRequest, country: str, city: str = "") -> HttpResponse:
    """One country or city: an overview, or one of its lists in full."""
    if country != country.upper():
        address = [country.upper(), *([city] if city else [])]
        return HttpResponsePermanentRedirect(reverse("city" if city else "place", args=address))
    found = selectors.place_at(country, city)
    show_list = request.GET.get("show", "")
    context = _frame(found, show_list) | (
        _listed(request, found, show_list) if show_list in TABS else _overview(request, found)
    )
    return render(request, "web/places/place.html", context)


def _frame(found: Place, show_list: str) -> dict[str, Any]:
    name, numbers = name_of(found), numbers_of(found)
    steps: list[Crumb] = [crumb(_("Places"), "places")]
    if not found.is_country:
        steps.append(crumb(country_name(found.country), "place", found.country))
    description = _(
        "%(name)s: %(organisations)d organisations, %(people)d people, %(facilities)d facilities, "
        "%(needs)d needs and %(offers)d offers."
    ) % ({"name": name} | {label: numbers[kind.value] for kind, label in _COUNTED.items()})
    return {
        "section": "place",
        "place": found,
        "name": name,
        "other_name": _other_name(found, name),
        "address": address_of(found),
        "numbers": numbers,
        "tabs": tabs(numbers, show_list),
        "show": show_list if show_list in TABS else "",
        "atlas_region": region_in_atlas(found.country, found.region_code),
        "landing": Landing(
            name,
            description,
            from_home(*steps),
            (linked.place_page(found, name, address_of(found), description),),
        ),
    }


def _other_name(found: Place, name: str) -> str:
    """What a place is called in the reader's other language, where that differs."""
    other = "en" if (get_language() or "en").startswith("zh") else "zh-hans"
    names = {other: country_name(found.country, other)} if found.is_country else versions(found.name)
    return names[other] if names.get(other, name) != name else ""


def _listed(request: HttpRequest, found: Place, show_list: str) -> dict[str, Any]:
    kind = TABS[show_list]
    if kind in selectors.POSTINGS:
        page = page_of(request, selectors.posted_at(found, kind))
        rows = postings(kind, list(page.object_list), request.user, named=True)
        return {"page": page, "kind": kind.value, "rows": rows}
    types = codes_of(request, "type", [one.value for one in OrganisationType])[:1]
    present = selectors.present(found, kind, code=types[0] if types and kind is Kind.ORGANISATION else "")
    page = page_of(request, present.values_list("public_id", "postings", "works"))
    return {
        "page": page,
        "kind": kind.value,
        "rows": records(kind, page.object_list),
        "types": _types(found) if kind is Kind.ORGANISATION else [],
        "type": types[0] if types else "",
    }


def _types(found: Place) -> list[tuple[str, Any, int]]:
    return [
        (code, labels.ORGANISATION_TYPES.get(OrganisationType(code), code), number)
        for code, number in selectors.types_at(found)
    ]


def _overview(request: HttpRequest, found: Place) -> dict[str, Any]:
    lists: dict[str, Any] = {}
    for code, kind in TABS.items():
        if kind in selectors.POSTINGS:
            rows = selectors.newest_at(found, kind, SHOWN[kind])
            lists[code] = postings(kind, rows, request.user, named=True)
        else:
            lists[code] = records(kind, selectors.foremost_at(found, kind, SHOWN[kind]))
    cities = selectors.largest_cities(found.country, MOST_CITIES) if found.is_country else []
    points = [(one.latitude, one.longitude) for one in (cities if found.is_country else [found])]
    return lists | {
        "types": _types(found),
        "cities": cities,
        "locator": locator(points),
        "strengths": strengths(selectors.portrait_of_place(found)),
        "asked": posted_topics(
            Memory().recall(f"topics.{address_of(found)}", lambda: selectors.topics_posted_at(found))
        ),
    }
