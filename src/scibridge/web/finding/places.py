"""What is searched beside the index: global challenges and countries, by their names in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override

from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.engines.naming.listed import answering
from scibridge.engines.naming.writing import Asked
from scibridge.kernel.bilingual import CONTENT_LANGUAGES
from scibridge.kernel.countries import country_names

MOST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A challenge or a country, and its page."""

    kind: str
    name: str
    address: str


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
    """Challenges and countries that are called so, the best first."""
    here = country_names(get_language() or "en")
    challenges = [
        Place("challenge", str(CHALLENGES[code]), _list_of("needs", challenge=code))  # type: ignore[index]
        for code in answering(asked, _challenges(), MOST)
    ]
    countries = [
        Place("country", here.get(code, code), _list_of("organisations", country=code))
        for code in answering(asked, _countries(), MOST)
    ]
    return challenges + countries


def _list_of(page: str, **narrowed: str) -> str:
    return f"{reverse(page)}?{urlencode(narrowed)}"
