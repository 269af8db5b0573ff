"""What surrounds a need or an offer on its page: who is behind it, what is like it, what machines read."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.cache import cache
from django.utils.translation import gettext as _

from scibridge.domain.exchange.access import listed_by_id, visible_need, visible_offer
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors.resembling import resembling
from scibridge.domain.exchange.states import OPEN_TO_ALL, Challenge, State
from scibridge.domain.exchange.visible import NeedView, OfferView, PostingLine, PostingView
from scibridge.domain.places.selectors import city_of, numbers_by
from scibridge.domain.registry.selectors import organisation_by_id
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import show
from scibridge.web import linked_data
from scibridge.web.exchange.trade import Trade
from scibridge.web.labels import CHALLENGES
from scibridge.web.landing import Landing, crumb, from_home
from scibridge.web.places.locator import located

MOST_SIMILAR = 4
_KEEP_SECONDS = 600


def landing_of(trade: Trade, row: Need | Offer, posting: PostingView, viewer: Any) -> Landing:
    """The head of the page. Linked data is of what everyone may read, and only once they may."""
    words = posting.problem if isinstance(posting, NeedView) else getattr(posting, "summary", {})
    steps = [crumb(_("Needs") if trade.kind is Kind.NEED else _("Offers"), trade.many)]
    if posting.challenge:
        steps.append(crumb(CHALLENGES[Challenge(posting.challenge)], "challenge", posting.challenge))
    things: tuple[dict[str, Any], ...] = ()
    if State(row.state) in OPEN_TO_ALL:
        # What a visitor sees is what everyone may read.
        if isinstance(row, Need):
            need = visible_need(row, None) if viewer.is_authenticated else cast("NeedView", posting)
            things = (linked_data.demand(need),)
        else:
            offer = visible_offer(row, None) if viewer.is_authenticated else cast("OfferView", posting)
            things = (linked_data.offer(offer),)
    return Landing(show(posting.title).text, show(words).text, from_home(*steps), things, kind="article")


def similar_to(kind: Kind, public_id: str, viewer: Any) -> Sequence[PostingLine]:
    """Published needs or offers like this one, as this reader sees them; looked for once in ten minutes."""
    key = f"web.similar.{kind.value}.{public_id}"
    ids: tuple[str, ...] | None = cache.get(key)
    if ids is None:
        ids = resembling(kind, public_id, limit=MOST_SIMILAR)
        cache.set(key, ids, _KEEP_SECONDS)
    held = {line.id: line for line in listed_by_id(kind, ids, viewer)}
    return [held[one] for one in ids if one in held]


def behind(posting: PostingView) -> dict[str, Any] | None:
    """The organisation that stands behind a posting, where this reader may know it: what it is, where, how
    much else it has posted."""
    if posting.organisation is None:
        return None
    record = organisation_by_id(posting.organisation.id)
    if record is None:
        return None
    return {
        "record": record,
        "place": city_of(Kind.ORGANISATION, record.public_id),
        "numbers": numbers_by(record.public_id),
        "locator": located(record),
    }
