"""From the address of a result page to what is asked of the index. A stale or odd address asks for less,
never fails."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.exchange.match_words import LANGUAGES, STAGES
from scibridge.domain.exchange.selectors import Order, orders_of, text_as_query
from scibridge.engines.matching.documents import Filters, Kind, Query, Stage
from scibridge.kernel.countries import country_name, is_country
from scibridge.web.lists import codes_of

ASKED_KINDS = (Kind.OFFER, Kind.WORK, Kind.PERSON, Kind.ORGANISATION, Kind.FACILITY, Kind.NEED)
LONGEST_TEXT = 5000
PER_KIND, PER_PAGE, MOST_PAGES = 3, 10, 50
ENGINE_LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Asking:
    """A query as its address says it; ``kind`` None is the overview of every kind."""

    text: str
    kind: Kind | None
    filters: Filters
    order: Order
    page: int
    query: Query

    @property
    def filtered(self) -> bool:
        """Whether anything but the words narrows the answer."""
        return self.filters != Filters()

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders this list can be put in."""
        return orders_of(self.kind, has_must_haves=bool(self.query.must_haves))


def _whole(value: str, low: int, high: int) -> int | None:
    return (
        int(value)
        if value.isascii() and value.isdigit() and len(value) <= 6 and low <= int(value) <= high
        else None
    )


def text_asked(request: HttpRequest) -> str:
    """The need in words, as the address says it."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]


def read_asking(request: HttpRequest) -> Asking:
    """The query in the address."""
    get = request.GET
    known_kinds = {kind.value: kind for kind in ASKED_KINDS}
    filters = Filters(
        countries=tuple(code for code in dict.fromkeys(get.getlist("country")) if is_country(code)),
        stages=tuple(Stage(code) for code in codes_of(request, "stage", list(Stage))),
        languages=tuple(codes_of(request, "language", ENGINE_LANGUAGES)),
        challenges=tuple(codes_of(request, "challenge", [str(code) for code in CHALLENGES])),
        year_from=_whole(get.get("from", ""), 1000, 2999),
        year_to=_whole(get.get("to", ""), 1000, 2999),
        must_haves_met=get.get("met") == "1",
    )
    text = text_asked(request)
    page = _whole(get.get("page", ""), 1, MOST_PAGES) or 1
    query = text_as_query(text)
    kind = known_kinds.get(get.get("kind", ""))
    orders = orders_of(kind, has_must_haves=bool(query.must_haves))
    order = next((one for one in orders if one.value == get.get("sort")), Order.RELEVANCE)
    return Asking(text, kind, filters, order, page, query)


def engine_query(asking: Asking, kinds: Sequence[Kind], *, limit: int, offset: int = 0) -> Query:
    """The query for the index, of these kinds."""
    filters = replace(asking.filters, kinds=tuple(kinds))
    return replace(asking.query, filters=filters, limit=limit, offset=offset)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: its words, and the address without it."""

    words: str
    address: str


def _without(request: HttpRequest, name: str, value: str | None = None) -> str:
    left: QueryDict = request.GET.copy()
    kept = [one for one in left.getlist(name) if value is not None and one != value]
    left.pop("page", None)
    left.setlist(name, kept) if kept else left.pop(name, None)
    return f"?{left.urlencode()}"


def chips(request: HttpRequest, asking: Asking) -> list[Chip]:
    """Every filter in force, each with the way out of it."""
    filters = asking.filters
    found = [Chip(country_name(code), _without(request, "country", code)) for code in filters.countries]
    lists: tuple[tuple[str, Any, Any], ...] = (
        ("stage", filters.stages, STAGES),
        ("language", filters.languages, LANGUAGES),
        ("challenge", filters.challenges, CHALLENGES),
    )
    for name, codes, labels in lists:
        found += [Chip(str(labels[code]), _without(request, name, str(code))) for code in codes]
    if filters.year_from is not None:
        words = _("From %(year)s") % {"year": filters.year_from}
        found.append(Chip(words, _without(request, "from")))
    if filters.year_to is not None:
        found.append(Chip(_("Until %(year)s") % {"year": filters.year_to}, _without(request, "to")))
    if filters.must_haves_met:
        found.append(Chip(_("Meets every must-have"), _without(request, "met")))
    return found
