"""What the reader calls a place, where its page is, and in which languages a thing is said at all."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from scibridge.domain.exchange.visible import PostingView
from scibridge.domain.places.models import Place
from scibridge.kernel.bilingual import CHINESE, ENGLISH, show, versions
from scibridge.kernel.countries import country_name

_RECORD_FIELDS = ("name", "summary", "description", "biography", "how_to_apply")


def name_of(place: Place) -> str:
    """What the reader calls a place."""
    return country_name(place.country) if place.is_country else show(place.name).text


def address_of(place: Place) -> str:
    """The page of a place."""
    if place.is_country:
        return reverse("place", args=[place.country])
    return reverse("city", args=[place.country, place.slug])


def readers_language() -> str:
    """The content language of the reader."""
    return CHINESE if (get_language() or ENGLISH).startswith("zh") else ENGLISH


def languages_of(thing: Any) -> set[str]:
    """The content languages in which anything of a posting or a record is said."""
    if isinstance(thing, PostingView):
        values = [getattr(thing, one.name) for one in fields(thing) if one.name != "field_tiers"]
        found = [set(one) for one in values if isinstance(one, Mapping)]
    else:
        found = [set(versions(getattr(thing, name))) for name in _RECORD_FIELDS if hasattr(thing, name)]
    return {code for codes in found for code in codes if code in (ENGLISH, CHINESE)}


def only_language(thing: Any) -> str:
    """The one content language in which all of it is said, where that is not the reader's; else empty."""
    found = languages_of(thing)
    return next(iter(found)) if len(found) == 1 and found != {readers_language()} else ""
