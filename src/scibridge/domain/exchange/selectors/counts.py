"""Numbers beside kinds and facets: each counted under all the other filters, so that it says what choosing it
gives.

Counting costs searches of its own, so it is remembered for a while, as long as the index stays what it is.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.core.cache import cache

from scibridge.domain.exchange.selectors.matches import as_it_is_now
from scibridge.domain.indexing.selectors import current_index, current_lexicon
from scibridge.engines.matching.documents import Filters, Kind, Query

REMEMBERED_SECONDS: Final = 300
_ACTORS: Final = frozenset({Kind.PERSON, Kind.ORGANISATION})
# Facet → how it is lifted from the filters.
_LIFTED: Final[Mapping[str, Mapping[str, Any]]] = {
    "country": {"countries": ()},
    "stage": {"stages": ()},
    "language": {"languages": ()},
    "challenge": {"challenges": ()},
    "year": {"year_from": None, "year_to": None},
}


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Kind → candidates, those where there may be more, and facet → value → candidates of the kinds shown."""

    by_kind: Mapping[str, int]
    at_least: frozenset[str]
    by_facet: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def answer_counts(query: Query, *, kinds: Sequence[Kind], kind: Kind | None) -> AnswerCounts:
    """The numbers of a result page that shows ``kind``, or every one of ``kinds``, under the query's filters.

    Must-haves do not narrow the numbers. Raises the index's own error where there is none.
    """
    now = as_it_is_now(query)
    shown = (kind,) if kind is not None else tuple(kinds)
    counted = {one: _counted(now, one, now.filters) for one in dict.fromkeys((*kinds, *shown))}
    by_facet = {}
    for facet, lifted in _LIFTED.items():
        filters = replace(now.filters, **lifted)
        if filters == now.filters:
            by_facet[facet] = _together([counted[one] for one in shown], facet)
        else:
            # Of people and organisations only the country is asked; the rest chose what speaks for them.
            asked = shown if facet == "country" else [one for one in shown if one not in _ACTORS]
            by_facet[facet] = _together([_counted(now, one, filters) for one in asked], facet)
    numbers = {one.value: held["facets"].get("kind", {}).get(one.value, 0) for one, held in counted.items()}
    at_least = frozenset(one.value for one, held in counted.items() if held["at_least"])
    return AnswerCounts(numbers, at_least, by_facet)


def _together(counted: Sequence[Mapping[str, Any]], facet: str) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in counted:
        found.update(one["facets"].get(facet, {}))
    return dict(found)


def _counted(query: Query, kind: Kind, filters: Filters) -> dict[str, Any]:
    from scibridge.engines.matching.counting import count

    index = current_index()
    asked = replace(query, must_haves=(), filters=replace(filters, kinds=(kind,), must_haves_met=False))
    told = repr((index.version, sorted(asked.texts.items()), asked.elements, asked.filters))
    key = f"answer-counts:{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()}"
    known: dict[str, Any] | None = cache.get(key)
    if known is None:
        found = count(index, current_lexicon(), asked)
        known = {"facets": {name: dict(values) for name, values in found.by_facet.items()}}
        known["at_least"] = kind in found.at_least
        cache.set(key, known, REMEMBERED_SECONDS)
    return known
