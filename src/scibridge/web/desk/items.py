"""Own postings as lines of the desk, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import visible_needs, visible_offers
from scibridge.domain.exchange.models import Need, Offer, Revision
from scibridge.domain.exchange.selectors import last_revisions
from scibridge.domain.exchange.selectors.desk import ENDING_WITHIN
from scibridge.domain.exchange.states import MACHINE, State
from scibridge.domain.exchange.visible import NeedView, OfferView
from scibridge.engines.matching.documents import Kind

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """A line: what it is, what became of its last change, and what may be done from here."""

    kind: str
    posting: NeedView | OfferView
    revision: Revision | None
    ends_soon: bool
    can_renew: bool
    can_withdraw: bool

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.kind}:{self.posting.id}"


def may_renew(state: str, expires_at: datetime | None, now: datetime) -> bool:
    """Expired, or published and ending within thirty days."""
    soon = expires_at is not None and expires_at - now <= ENDING_WITHIN
    return state == State.EXPIRED.value or (state == State.PUBLISHED.value and soon)


def items(keys: Iterable[Key], actor: Account, *, now: datetime) -> list[Item]:
    """The lines of these postings, in their order; what the actor may not know of is left out."""
    wanted = list(keys)
    ids = {kind: [one for of_kind, one in wanted if of_kind == kind] for kind in ("need", "offer")}
    views: dict[Key, NeedView | OfferView] = {}
    if ids["need"]:
        needs = Need.objects.filter(public_id__in=ids["need"])
        views |= {(Kind.NEED.value, view.id): view for view in visible_needs(needs, actor)}
    if ids["offer"]:
        offers = Offer.objects.filter(public_id__in=ids["offer"])
        views |= {(Kind.OFFER.value, view.id): view for view in visible_offers(offers, actor)}
    revisions = last_revisions(wanted) if wanted else {}
    return [_item(key, views[key], revisions.get(key), now) for key in wanted if key in views]


def _item(key: Key, view: NeedView | OfferView, revision: Revision | None, now: datetime) -> Item:
    renewable = may_renew(view.state, view.expires_at, now)
    return Item(
        kind=key[0],
        posting=view,
        revision=revision if view.state == State.PUBLISHED.value else None,
        ends_soon=renewable and view.state == State.PUBLISHED.value,
        can_renew=renewable,
        can_withdraw=MACHINE.may(State(view.state), State.WITHDRAWN),
    )
