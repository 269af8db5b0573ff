"""From the address of a result page to what is asked of the index. A stale or odd address asks for less,
never fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.exchange.match_words import LANGUAGES, STAGES
from scibridge.engines.matching.documents import Filters, Kind, Stage
from scibridge.kernel.countries import country_names, is_country
from scibridge.web.lists import codes_of

ASKED_KINDS = (Kind.OFFER, Kind.WORK, Kind.PERSON, Kind.ORGANISATION, Kind.FACILITY, Kind.NEED)
LONGEST_TEXT = 5000
PER_KIND, PER_PAGE, MOST_PAGES = 3, 10, 50
_ENGINE_LANGUAGES = ("en", "zh")
_MOST_COUNTRIES = 40


@dataclass(frozen=True, slots=True)
class Asking:
    """A query as its address says it; ``kind`` None is the overview of every kind."""

    text: str
    kind: Kind | None
    filters: Filters
    page: int

    @property
    def filtered(self) -> bool:
        """Whether anything but the words narrows the answer."""
        plain = Filters()
        return self.filters != plain


def _whole(value: str, low: int, high: int) -> int | None:
    return (
        int(value)
        if value.isascii() and value.isdigit() and len(value) <= 6 and low <= int(value) <= high
        else None
    )


def read_asking(request: HttpRequest) -> Asking:
    """The query in the address."""
    get = request.GET
    known_kinds = {kind.value: kind for kind in ASKED_KINDS}
    filters = Filters(
        countries=tuple(code for code in dict.fromkeys(get.getlist("country")) if is_country(code)),
        stages=tuple(Stage(code) for code in codes_of(request, "stage", list(Stage))),
        languages=tuple(codes_of(request, "language", _ENGINE_LANGUAGES)),
        challenges=tuple(codes_of(request, "challenge", [str(code) for code in CHALLENGES])),
        year_from=_whole(get.get("from", ""), 1000, 2999),
        year_to=_whole(get.get("to", ""), 1000, 2999),
        must_haves_met=get.get("met") == "1",
    )
    text = get.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]
    page = _whole(get.get("page", ""), 1, MOST_PAGES) or 1
    return Asking(text, known_kinds.get(get.get("kind", "")), filters, page)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    code: str
    label: str
    number: int
    chosen: bool


def _choices(
    labels: Mapping[Any, Any], counts: Mapping[str, int], chosen: tuple[str, ...], most: int
) -> list[Choice]:
    found = [
        Choice(str(code), str(label), counts.get(str(code), 0), str(code) in chosen)
        for code, label in labels.items()
        if counts.get(str(code), 0) or str(code) in chosen
    ]
    return sorted(found, key=lambda one: (not one.chosen, -one.number, one.label))[:most]


def facet_choices(asking: Asking, counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[Choice]]:
    """Facet → its values that occur or are chosen, most frequent first."""
    filters = asking.filters
    none: Mapping[str, int] = {}
    languages = {code: LANGUAGES[code] for code in _ENGINE_LANGUAGES}
    countries = country_names(get_language() or "en")
    return {
        "country": _choices(countries, counts.get("country", none), filters.countries, _MOST_COUNTRIES),
        "stage": _choices(STAGES, counts.get("stage", none), tuple(map(str, filters.stages)), 3),
        "language": _choices(languages, counts.get("language", none), filters.languages, 2),
        "challenge": _choices(CHALLENGES, counts.get("challenge", none), filters.challenges, 10),
    }
