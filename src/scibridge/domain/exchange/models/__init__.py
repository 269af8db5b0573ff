"""Tables of needs and offers.

Personal data: owners, inventors, who was cleared, who changed what, who moderates and moderated what, what a
writer typed and has not saved.
"""

from scibridge.domain.exchange.models.moderation import ModerationClaim, ModerationDecision, ReturnTemplate
from scibridge.domain.exchange.models.needs import Need, NeedMustHave
from scibridge.domain.exchange.models.offers import (
    Offer,
    OfferClaim,
    OfferIdentifier,
    OfferInventor,
    OfferRight,
)
from scibridge.domain.exchange.models.postings import Comparison, Posting
from scibridge.domain.exchange.models.records import IdempotencyKey, Match, NdaClearance, Revision, Version
from scibridge.domain.exchange.models.unsaved import UnsavedForm

__all__ = [
    "Comparison",
    "IdempotencyKey",
    "Match",
    "ModerationClaim",
    "ModerationDecision",
    "NdaClearance",
    "Need",
    "NeedMustHave",
    "Offer",
    "OfferClaim",
    "OfferIdentifier",
    "OfferInventor",
    "OfferRight",
    "Posting",
    "ReturnTemplate",
    "Revision",
    "UnsavedForm",
    "Version",
]
