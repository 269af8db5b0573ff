"""Who may put files beside a posting, and who reads each of them.

The tier of a file is asked of the posting's own door (``exchange.access``): public, signed in, after an NDA.
What moderators may read at all (public and signed in), they read while it waits for them; what waits for an
NDA they never read, so it needs no word of theirs.
"""

from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.states import FILED_IN, Standing
from scibridge.domain.exchange.access import (
    Viewer,
    can_edit,
    can_know_of,
    can_moderate,
    require_edit,
    tier_for,
)
from scibridge.domain.exchange.models import Posting
from scibridge.domain.exchange.states import State as PostingState
from scibridge.domain.exchange.states import Tier
from scibridge.kernel.access import Decision, allow, refuse
from scibridge.kernel.errors import Conflict


def require_filing(posting: Posting, actor: Viewer) -> None:
    """Raise NotFound, NotAllowed, or Conflict where the posting's state admits no change of files."""
    require_edit(posting, actor)
    if PostingState(posting.state) not in FILED_IN:
        raise Conflict(reason="files_fixed", id=posting.public_id, state=posting.state)


def needs_a_word(attachment: Attachment) -> bool:
    """Whether a moderator has to admit it before others see it."""
    return Tier(attachment.tier) is not Tier.AFTER_NDA


def is_admitted(attachment: Attachment) -> bool:
    """Whether it may be shown to those its tier is for."""
    return not needs_a_word(attachment) or Standing(attachment.standing) is Standing.OPEN


def can_read(attachment: Attachment, posting: Posting, viewer: Viewer, tier: Tier | None = None) -> Decision:
    """Its own side always; others where its tier is theirs and it was admitted; moderators while it waits.

    ``tier``, where the caller knows it, is how far the viewer reads the posting.
    """
    if not can_know_of(posting, viewer):
        return refuse("not_known")
    if can_edit(posting, viewer):
        return allow("own_side")
    reads = tier_for(posting, viewer) if tier is None else tier
    if Tier(attachment.tier).rank > reads.rank:
        return refuse("tier")
    if is_admitted(attachment):
        return allow("tier")
    return allow("moderator") if can_moderate(posting, viewer) else refuse("waits")
