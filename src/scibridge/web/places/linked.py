"""Places in the words of schema.org."""

from typing import Any

from scibridge.domain.places.models import Place
from scibridge.kernel.bilingual import versions
from scibridge.kernel.countries import country_names
from scibridge.web.landing import given
from scibridge.web.linked_data import collection


def place_page(place: Place, name: str, address: str, description: str) -> dict[str, Any]:
    """The page of a place, and the place it is about."""
    names = (
        {code: country_names(code)[place.country] for code in ("en", "zh-hans")}
        if place.is_country
        else versions(place.name)
    )
    about: dict[str, Any] = {
        "@type": "Country" if place.is_country else "City",
        "name": name,
        "alternateName": [one for one in names.values() if one != name],
        "identifier": place.country if place.is_country else "",
    }
    if not place.is_country:
        about["containedInPlace"] = {"@type": "Country", "identifier": place.country}
        if place.latitude is not None:
            about["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": place.latitude,
                "longitude": place.longitude,
            }
    return collection(name, address, description) | {"about": given(about)}
