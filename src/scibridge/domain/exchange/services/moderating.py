"""Moderators at work: taking an entry so that two do not do the same, and keeping what was decided when."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import require_moderate
from scibridge.domain.exchange.models import ModerationClaim, ModerationDecision, Posting, Revision
from scibridge.domain.exchange.selectors import waits_for_moderator
from scibridge.domain.exchange.states import Outcome
from scibridge.kernel.errors import Conflict, NotFound

CLAIM = timedelta(minutes=30)


def _claims(posting: Posting) -> dict[str, Any]:
    return {"kind": posting.KIND.value, "subject_id": posting.public_id}


@transaction.atomic
def take_entry(posting: Posting, /, *, actor: Account) -> ModerationClaim:
    """Take an entry that waits, for half an hour; taking one's own again begins the half hour anew.

    Raises NotAllowed, NotFound where nothing waits, and Conflict while another moderator has it.
    """
    require_moderate(posting, actor)
    if not waits_for_moderator(posting):
        raise NotFound(kind="entry", id=posting.public_id)
    now = timezone.now()
    held = ModerationClaim.objects.select_for_update().filter(**_claims(posting)).first()
    if held is None:
        try:
            with transaction.atomic():
                return ModerationClaim.objects.create(**_claims(posting), moderator=actor, until=now + CLAIM)
        except IntegrityError:
            # Someone took it between the look and the write.
            held = ModerationClaim.objects.select_for_update().get(**_claims(posting))
    _check_free(held, actor, now)
    held.moderator, held.until = actor, now + CLAIM
    held.save(update_fields=["moderator", "until"])
    return held


@transaction.atomic
def leave_entry(posting: Posting, /, *, actor: Account) -> None:
    """Let go of an entry taken by ``actor``; nothing taken, nothing changes."""
    ModerationClaim.objects.filter(**_claims(posting), moderator=actor).delete()


def require_free(posting: Posting, actor: Account) -> None:
    """Raise Conflict while another moderator has the entry."""
    held = ModerationClaim.objects.filter(**_claims(posting)).first()
    if held is not None:
        _check_free(held, actor, timezone.now())


def _check_free(held: ModerationClaim, actor: Account, now: datetime) -> None:
    if held.moderator_id != actor.pk and held.until > now:
        name, until = held.moderator.name, held.until.isoformat()
        raise Conflict(reason="being_moderated", id=held.subject_id, name=name, until=until)


def keep_answer(posting: Posting, actor: Account, outcome: Outcome, reason: str = "") -> None:
    """Remember how and after how long a submitted posting was answered."""
    _keep(posting, actor, outcome, reason, posting.submitted_at or posting.updated_at, revision=False)


def keep_revision_answer(posting: Posting, actor: Account, revision: Revision) -> None:
    """Remember how and after how long a proposed change was answered."""
    outcome = Outcome(revision.outcome)
    _keep(posting, actor, outcome, revision.reason, revision.proposed_at, revision=True)


def _keep(
    posting: Posting, actor: Account, outcome: Outcome, reason: str, since: datetime, *, revision: bool
) -> None:
    # Whoever had taken the entry is done with it.
    ModerationClaim.objects.filter(**_claims(posting)).delete()
    now = timezone.now()
    ModerationDecision.objects.create(
        **_claims(posting),
        revision=revision,
        outcome=outcome.value,
        reason=reason,
        waiting_since=min(since, now),
        decided_at=now,
        decided_by=actor,
    )
