"""Writes of needs and offers. The posting comes first; everything else is by keyword, the actor always.

``create_need(actor=…, fields={…})``, ``update_need(need, actor=…, fields={…}, expected_version=…)``,
``submit_need(need, actor=…)``, ``publish_need(need, actor=moderator)`` and so on; offers alike. Each
returns the posting as it now is.
"""

from datetime import datetime

from scibridge.domain.exchange import events
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services.clearances import end_clearance, grant_clearance
from scibridge.domain.exchange.services.desk import Desk, PostingEvents
from scibridge.domain.exchange.services.intake import publish_many
from scibridge.domain.exchange.services.matching import match_need
from scibridge.domain.exchange.services.moderating import leave_entry, take_entry
from scibridge.domain.exchange.services.reassigning import follow_merged_organisation

NEEDS = Desk(
    Need,
    PostingEvents(
        submitted=events.NeedSubmitted,
        returned=events.NeedReturned,
        published=events.NeedPublished,
        revision_proposed=events.NeedRevisionProposed,
        revision_refused=events.NeedRevisionRefused,
        changed=events.NeedChanged,
        withdrawn=events.NeedWithdrawn,
        expired=events.NeedExpired,
        fulfilled=events.NeedFulfilled,
    ),
)
OFFERS = Desk(
    Offer,
    PostingEvents(
        submitted=events.OfferSubmitted,
        returned=events.OfferReturned,
        published=events.OfferPublished,
        revision_proposed=events.OfferRevisionProposed,
        revision_refused=events.OfferRevisionRefused,
        changed=events.OfferChanged,
        withdrawn=events.OfferWithdrawn,
        expired=events.OfferExpired,
        fulfilled=events.OfferFulfilled,
    ),
)

create_need, create_offer = NEEDS.create, OFFERS.create
update_need, update_offer = NEEDS.update, OFFERS.update
submit_need, submit_offer = NEEDS.submit, OFFERS.submit
take_back_need, take_back_offer = NEEDS.take_back, OFFERS.take_back
publish_need, publish_offer = NEEDS.publish, OFFERS.publish
return_need, return_offer = NEEDS.return_for_changes, OFFERS.return_for_changes
approve_need_revision, approve_offer_revision = NEEDS.approve_revision, OFFERS.approve_revision
refuse_need_revision, refuse_offer_revision = NEEDS.refuse_revision, OFFERS.refuse_revision
discard_need_revision, discard_offer_revision = NEEDS.discard_revision, OFFERS.discard_revision
withdraw_need, withdraw_offer = NEEDS.withdraw, OFFERS.withdraw
fulfil_need, fulfil_offer = NEEDS.fulfil, OFFERS.fulfil
renew_need, renew_offer = NEEDS.renew, OFFERS.renew


def expire_due(*, now: datetime) -> list[str]:
    """End every need and offer that reached its end date; returns document ids."""
    return [f"need:{one}" for one in NEEDS.expire_due(now=now)] + [
        f"offer:{one}" for one in OFFERS.expire_due(now=now)
    ]


__all__ = [
    "NEEDS",
    "OFFERS",
    "approve_need_revision",
    "approve_offer_revision",
    "create_need",
    "create_offer",
    "discard_need_revision",
    "discard_offer_revision",
    "end_clearance",
    "expire_due",
    "follow_merged_organisation",
    "fulfil_need",
    "fulfil_offer",
    "grant_clearance",
    "leave_entry",
    "match_need",
    "publish_many",
    "publish_need",
    "publish_offer",
    "refuse_need_revision",
    "refuse_offer_revision",
    "renew_need",
    "renew_offer",
    "return_need",
    "return_offer",
    "submit_need",
    "submit_offer",
    "take_back_need",
    "take_back_offer",
    "take_entry",
    "update_need",
    "update_offer",
    "withdraw_need",
    "withdraw_offer",
]
