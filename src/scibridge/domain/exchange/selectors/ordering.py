"""Pages of answers in another order than by relevance: the best hundred, ordered by what a reader asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from scibridge.domain.exchange.selectors.matches import ask
from scibridge.engines.matching.documents import Kind, Query
from scibridge.engines.matching.explanation import Match, MatchList, Outcome

# Further down an order by date or readiness would bring up what hardly answers.
ORDERED: Final = 100


class Order(StrEnum):
    """By what answers are put in order."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    READINESS = "readiness"
    MUST_HAVES = "must_haves"


_WORTH: Final[Mapping[Outcome, float]] = {Outcome.MEETS: 1.0, Outcome.PARTLY: 0.5, Outcome.NO: -0.01}
_KEYS: Final[Mapping[Order, Callable[[Match], float]]] = {
    Order.NEWEST: lambda match: -(match.year or 0),
    Order.READINESS: lambda match: -(match.readiness or 0),
    Order.MUST_HAVES: lambda match: -sum(_WORTH.get(one.outcome, 0.0) for one in match.explanation.verdicts),
}


def orders_of(kind: Kind | None, *, has_must_haves: bool) -> tuple[Order, ...]:
    """The orders that mean something for a list of this kind; relevance alone for people and all kinds."""
    found = [Order.RELEVANCE]
    if kind in (Kind.OFFER, Kind.WORK, Kind.NEED):
        found.append(Order.NEWEST)
    if kind in (Kind.OFFER, Kind.NEED):
        found.append(Order.READINESS)
    if kind in (Kind.OFFER, Kind.WORK) and has_must_haves:
        found.append(Order.MUST_HAVES)
    return tuple(found)


def ordered_answers(
    query: Query, order: Order, *, explain_evidence: bool = True, counted: bool = False
) -> MatchList:
    """The page of the query's one kind in that order; equals stay in the order of relevance.

    ``counted`` as :func:`ask` has it; where it is not, the page stands beside numbers of its own.

    Raises the index's own error where there is none.
    """
    if order is Order.RELEVANCE:
        return ask(query, explain_evidence=explain_evidence, counted=counted, beside_numbers=not counted)
    every = ask(
        replace(query, limit=ORDERED, offset=0), explain=False, counted=counted, beside_numbers=not counted
    )
    ranked = sorted(every.matches, key=_KEYS[order])
    page = [match.id for match in ranked[query.offset : query.offset + query.limit]]
    if not page:
        return replace(every, matches=())
    named = replace(query, filters=replace(query.filters, only_ids=tuple(page)), limit=len(page), offset=0)
    explained = {match.id: match for match in ask(named, counted=False).matches}
    return replace(every, matches=tuple(explained[one] for one in page if one in explained))
