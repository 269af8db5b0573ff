"""Which part of a change to a published posting may go live at once."""

from collections.abc import Mapping
from typing import Any

from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.states import Tier, tier_of
from scibridge.domain.exchange.visible import covered


def split_changes(posting: Posting, content: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may change at once, and what a moderator must see first.

    At once: fields no moderator can read, before and after; and every tier that becomes stricter.
    """
    before, proposed = posting.field_tiers, content.get("field_tiers", posting.field_tiers)

    def rank(field: str, chosen: dict[str, str]) -> int:
        return tier_of(field, chosen, posting.TIERS).rank

    unread = {
        name
        for field in posting.TIERS
        if min(rank(field, before), rank(field, proposed)) >= Tier.AFTER_NDA.rank
        for name in covered(field)
    }
    now = {name: value for name, value in content.items() if name in unread}
    later = {name: value for name, value in content.items() if name not in unread and name != "field_tiers"}
    if "field_tiers" in content:
        strict = dict(before)
        for field in posting.TIERS:
            if rank(field, proposed) > rank(field, before):
                strict[field] = tier_of(field, proposed, posting.TIERS).value
        if strict != before:
            now["field_tiers"] = strict
        if any(rank(field, proposed) < rank(field, strict) for field in posting.TIERS):
            later["field_tiers"] = proposed
    return now, later
