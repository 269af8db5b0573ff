"""Lists of what is published, narrowed by codes and words: the same for pages, feeds and saved searches."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors.postings import published_needs, published_offers
from scibridge.domain.exchange.states import Tier
from scibridge.engines.matching.documents import Kind

MOST_WORDS = 8
_SEARCHED = {
    Kind.NEED: ("title", "problem", "keywords"),
    Kind.OFFER: ("title", "summary", "keywords"),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Conditions of a list; an empty one asks for nothing. ``organisation`` is a public id."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisation: str = ""


def published(kind: Kind, narrowing: Narrowing) -> QuerySet[Need] | QuerySet[Offer]:
    """Published needs or offers that fit, newest first."""
    rows: QuerySet[Any] = published_needs() if kind is Kind.NEED else published_offers()
    for word in narrowing.text.split()[:MOST_WORDS]:
        # Every word has to occur in the public text; ranking is for the match page.
        held = Q()
        for field in _SEARCHED[kind]:
            held |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(held)
    if narrowing.kinds:
        rows = rows.filter(kind__in=narrowing.kinds)
    if narrowing.challenges:
        rows = rows.filter(challenge__in=narrowing.challenges)
    if narrowing.countries:
        rows = named_to_all(rows).filter(organisation__country__in=narrowing.countries)
    if narrowing.organisation:
        rows = named_to_all(rows).filter(organisation__public_id=narrowing.organisation)
    return rows


def named_to_all(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that name their organisation to everyone: a list must not tell what a page holds back."""
    named = Q(field_tiers__organisation__isnull=True) | Q(field_tiers__organisation=Tier.PUBLIC.value)
    return rows.filter(named)
