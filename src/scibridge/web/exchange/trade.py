"""What differs between needs and offers on the pages: names, reads, writes, form, templates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from scibridge.domain.exchange import services
from scibridge.domain.exchange.access import visible_need, visible_needs, visible_offer, visible_offers
from scibridge.domain.exchange.forms import NeedForm, OfferForm, PostingForm
from scibridge.domain.exchange.labels import NEED_KINDS, OFFER_KINDS
from scibridge.domain.exchange.selectors import (
    get_need,
    get_offer,
    needs_to_moderate,
    offers_to_moderate,
    published_needs,
    published_offers,
)
from scibridge.domain.exchange.services.desk import Desk
from scibridge.engines.matching.documents import Kind


@dataclass(frozen=True, slots=True)
class Trade:
    """Needs, or offers."""

    kind: Kind
    many: str
    desk: Desk[Any]
    form: type[PostingForm]
    kinds: Any
    get: Callable[[str, Any], Any]
    published: Callable[[], QuerySet[Any]]
    waiting: Callable[[], QuerySet[Any]]
    view: Callable[[Any, Any], Any]
    views: Callable[[Iterable[Any], Any], list[Any]]


NEEDS = Trade(
    Kind.NEED,
    "needs",
    services.NEEDS,
    NeedForm,
    NEED_KINDS,
    get_need,
    published_needs,
    needs_to_moderate,
    visible_need,
    visible_needs,
)
OFFERS = Trade(
    Kind.OFFER,
    "offers",
    services.OFFERS,
    OfferForm,
    OFFER_KINDS,
    get_offer,
    published_offers,
    offers_to_moderate,
    visible_offer,
    visible_offers,
)
