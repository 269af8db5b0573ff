"""The facets of a result page: every value that occurs or is chosen, with the number choosing it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.exchange.match_words import LANGUAGES, STAGES
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.countries import country_names
from scibridge.web.match.asking import ENGINE_LANGUAGES, Asking
from scibridge.web.words import figure

MOST_COUNTRIES, MOST_YEARS = 40, 40
# The value of an option, its words, whether it is chosen.
Option: TypeAlias = tuple[str, str, bool]
# What people and organisations did was chosen by these; of themselves they say little.
_OF_THINGS_ALONE = frozenset({"stage", "language", "challenge", "year"})
_ACTORS = frozenset({Kind.PERSON, Kind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    code: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of choices."""

    name: str
    title: Any
    choices: list[Choice]


def _choices(
    labels: Mapping[Any, Any], counts: Mapping[str, int], chosen: tuple[str, ...], most: int
) -> list[Choice]:
    found = [
        Choice(str(code), str(label), counts.get(str(code), 0), str(code) in chosen)
        for code, label in labels.items()
        if counts.get(str(code), 0) or str(code) in chosen
    ]
    return sorted(found, key=lambda one: (not one.chosen, -one.number, one.label))[:most]


def facets(asking: Asking, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    """The facets that tell answers of this list apart, most frequent values first."""
    filters = asking.filters
    countries = country_names(get_language() or "en")
    languages = {code: LANGUAGES[code] for code in ENGINE_LANGUAGES}
    none: Mapping[str, int] = {}
    parts: tuple[tuple[str, Any, Mapping[Any, Any], tuple[str, ...], int], ...] = (
        ("country", _("Country or region"), countries, filters.countries, MOST_COUNTRIES),
        ("stage", _("Stage"), STAGES, tuple(map(str, filters.stages)), 3),
        ("challenge", _("Global challenge"), CHALLENGES, filters.challenges, 10),
        ("language", _("Language"), languages, filters.languages, 2),
    )
    found = []
    for name, title, labels, chosen, most in parts:
        known = none if asking.kind in _ACTORS and name in _OF_THINGS_ALONE else counts.get(name, none)
        choices = _choices(labels, known, chosen, most)
        if choices:
            found.append(Facet(name, title, choices))
    return found


def years(asking: Asking, counts: Mapping[str, Mapping[str, int]]) -> tuple[list[Option], list[Option]]:
    """The years to begin and to end with, newest first, each with its answers; none where the list has no
    years to speak of."""
    first, last = asking.filters.year_from, asking.filters.year_to
    chosen = {year: 0 for year in (first, last) if year is not None}
    of_things = asking.kind not in _ACTORS and asking.kind is not Kind.FACILITY
    found = {int(year): number for year, number in counts.get("year", {}).items()} if of_things else {}
    newest = dict(sorted(found.items(), reverse=True)[:MOST_YEARS])
    shown = [
        (year, f"{year} · {figure(number)}" if number else str(year))
        for year, number in sorted((chosen | newest).items(), reverse=True)
    ]
    begin, end = ([(str(year), words, year == one) for year, words in shown] for one in (first, last))
    return begin, end
