"""What is searched beside the index: global challenges, countries and cities, by name in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language, override

from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.places.selectors import cities_called
from scibridge.engines.naming.listed import answering
from scibridge.engines.naming.writing import Asked
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, Shown, html_language, show
from scibridge.kernel.countries import country_names

MOST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A challenge, a country or a city, and its page; ``near`` is the country of a city."""

    kind: str
    name: Shown
    address: str
    near: str = ""


@cache
def _challenges() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {code.value: [] for code in CHALLENGES}
    for language in CONTENT_LANGUAGES:
        with override(language):
            for code, label in CHALLENGES.items():
                found[code.value].append(str(label))
    return {code: tuple(names) for code, names in found.items()}


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    names = [country_names(language) for language in CONTENT_LANGUAGES]
    return {code: tuple(one[code] for one in names if code in one) for code in names[0]}


def places(asked: Asked) -> list[Place]:
    """Challenges, countries and cities that are called so, the best first."""
    here = country_names(get_language() or "en")
    challenges = [
        Place("challenge", _own(str(CHALLENGES[code])), reverse("challenge", args=[code]))  # type: ignore[index]
        for code in answering(asked, _challenges(), MOST)
    ]
    countries = [
        Place("country", _own(here.get(code, code)), reverse("place", args=[code]))
        for code in answering(asked, _countries(), MOST)
    ]
    typed = asked.text if asked.unspaced or len(asked.joined) > 1 else ""
    cities = [
        Place("city", show(one.name), reverse("city", args=[one.country, one.slug]), one.country)
        for one in cities_called(typed, MOST)
    ]
    return challenges + countries + cities


def _own(name: str) -> Shown:
    return Shown(name, html_language(get_language() or "en"), fallback=False)
