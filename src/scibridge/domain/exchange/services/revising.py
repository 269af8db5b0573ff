"""Which part of a change to a published posting may go live at once."""

from collections.abc import Mapping
from typing import Any

from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.states import Tier, tier_of
from scibridge.domain.exchange.visible import covered


def split_changes(
    posting: Posting, content: Mapping[str, Any], waiting: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may change at once, and what a moderator must see first; ``waiting`` is the revision so far.

    At once: fields no moderator can read, neither now nor when the revision is approved; and every tier that
    becomes stricter. Tiers given are always part of the revision too, where they replace those that waited:
    approving an older choice must not undo a stricter one.
    """
    before = posting.field_tiers
    proposed = content.get("field_tiers", waiting.get("field_tiers", before))

    def rank(field: str, chosen: dict[str, str]) -> int:
        return tier_of(field, chosen, posting.TIERS).rank

    unread = {
        name
        for field in posting.TIERS
        if min(rank(field, before), rank(field, proposed)) >= Tier.AFTER_NDA.rank
        for name in covered(field)
    }
    now = {name: value for name, value in content.items() if name in unread}
    later = {name: value for name, value in content.items() if name not in unread}
    if "field_tiers" in content:
        strict = dict(before)
        for field in posting.TIERS:
            if rank(field, proposed) > rank(field, before):
                strict[field] = tier_of(field, proposed, posting.TIERS).value
        if strict != before:
            now["field_tiers"] = strict
    return now, later
