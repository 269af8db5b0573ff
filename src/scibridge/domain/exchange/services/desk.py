"""The verbs of needs and offers alike: each locks the row, checks, writes, records and emits."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import can_moderate, require_edit, require_moderate
from scibridge.domain.exchange.content import (
    check_complete,
    check_evidence,
    content_with_nothing,
    read_content,
    write_content,
)
from scibridge.domain.exchange.content.values import TEXT, BadValue, words
from scibridge.domain.exchange.models import IdempotencyKey, Match, Posting, Revision
from scibridge.domain.exchange.selectors import content_of, pending_revision
from scibridge.domain.exchange.services.moderating import (
    keep_answer,
    keep_revision_answer,
    require_free,
)
from scibridge.domain.exchange.services.revising import split_changes
from scibridge.domain.exchange.services.writing import clean, put_content, put_rows, record, save
from scibridge.domain.exchange.states import (
    EDITED_IN_PLACE,
    MACHINE,
    Origin,
    Outcome,
    ReturnReason,
    State,
)
from scibridge.kernel.bilingual import bilingual
from scibridge.kernel.errors import Conflict, FieldProblem, IllegalTransition, InvalidInput, NotFound
from scibridge.kernel.events import Event, emit

P = TypeVar("P", bound=Posting)
LIFE = timedelta(days=365)
LONGEST_LIFE = timedelta(days=3 * 365)
# How long before its end a posting may be renewed without waiting for it.
RENEWED_FROM = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PostingEvents:
    """The event classes of one kind of posting."""

    submitted: type[Event]
    returned: type[Event]
    published: type[Event]
    revision_proposed: type[Event]
    revision_refused: type[Event]
    changed: type[Event]
    withdrawn: type[Event]
    expired: type[Event]
    fulfilled: type[Event]


def _digest(content: Mapping[str, object]) -> str:
    text = json.dumps(write_content(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def expiry_of(posting: Posting) -> datetime:
    """The owner's day, else the deadline, else a year from publication; never beyond three years."""
    start = posting.published_at or timezone.now()
    day = posting.expires_on or getattr(posting, "deadline", None)
    return start + LIFE if day is None else min(_end_of(day), start + LONGEST_LIFE)


class Desk(Generic[P]):
    """Needs, or offers, and what may be done with them."""

    def __init__(self, model: type[P], events: PostingEvents) -> None:
        self.model = model
        self.kind = model.KIND
        self.events = events

    # Reading for writing

    def _locked(self, posting: P) -> P:
        locked = self.model.objects.select_for_update().filter(pk=posting.pk).first()
        if locked is None:
            raise NotFound(kind=self.kind.value, id=posting.public_id)
        return locked

    def _check_version(
        self, locked: P, expected: int | None, changes: Mapping[str, Any] | None = None
    ) -> None:
        """Raise Conflict with both sides' values; only after it is known that the actor may read them."""
        if expected is None or expected == locked.version:
            return
        theirs, yours = write_content(content_of(locked)), write_content(changes or {})
        raise Conflict(
            reason="changed_meanwhile",
            id=locked.public_id,
            expected=expected,
            actual=locked.version,
            yours=yours,
            theirs={name: theirs[name] for name in yours},
        )

    def _tell(self, event: type[Event], posting: P) -> None:
        emit(event(posting.public_id))  # type: ignore[call-arg]

    def _move(
        self, posting: P, target: State, event: type[Event] | None, actor: Account | None, note: object
    ) -> P:
        """Change the state, save, record and tell; the caller has checked who and set what else changes."""
        MACHINE.check(State(posting.state), target)
        posting.state = target.value
        if target is State.DRAFT:
            # What is written from here on moderators have not been shown.
            posting.submitted_at = None
        if target is not State.RETURNED:
            posting.return_reason, posting.return_note = "", bilingual()
        save(posting)
        record(posting, target.value, actor, note)
        if target is not State.PUBLISHED:
            # What is no longer public leaves the answers kept for others.
            Match.objects.filter(document_id=posting.document_id).delete()
        if event is not None:
            self._tell(event, posting)
        return posting

    # Writing and editing

    def create(
        self,
        *,
        actor: Account,
        fields: Mapping[str, object],
        origin: Origin = Origin.FORM,
        idempotency_key: str = "",
        fictional: bool = False,
    ) -> P:
        """A new draft of ``actor``'s; ``fields`` maps field names to values (see ``content``).

        The same key of the same account gives the same posting again. Raises InvalidInput, NotAllowed, and
        Conflict where the key came with other content.
        """
        content = read_content(self.kind, fields)
        if not idempotency_key:
            return self._create(actor, content, origin, fictional=fictional)
        known = self._created_before(actor, idempotency_key, content)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                posting = self._create(actor, content, origin, fictional=fictional)
                key = IdempotencyKey(
                    account=actor,
                    kind=self.kind.value,
                    key=idempotency_key,
                    digest=_digest(content),
                    subject_id=posting.public_id,
                )
                clean(key)
                key.save()
                return posting
        except IntegrityError:
            # Someone used the key between the look and the write.
            known = self._created_before(actor, idempotency_key, content)
            if known is None:
                raise
            return known

    def _created_before(self, actor: Account, key: str, content: Mapping[str, Any]) -> P | None:
        row = IdempotencyKey.objects.filter(account=actor, kind=self.kind.value, key=key).first()
        if row is None:
            return None
        if row.digest != _digest(content):
            raise Conflict(reason="idempotency_key_reused", key=key, id=row.subject_id)
        return self.model.objects.get(public_id=row.subject_id)

    @transaction.atomic
    def _create(self, actor: Account, content: Mapping[str, Any], origin: Origin, *, fictional: bool) -> P:
        posting = self.model(owner=actor, origin=origin.value, fictional=fictional)
        whole = content_with_nothing(self.kind) | dict(content)
        put_content(posting, whole, actor)
        save(posting)
        put_rows(posting, whole)
        return posting

    @transaction.atomic
    def update(
        self, posting: P, /, *, actor: Account, fields: Mapping[str, object], expected_version: int
    ) -> P:
        """Change some fields.

        A draft or returned posting changes in place. Of a published one, what a moderator cannot read and
        what becomes more confidential changes at once; the rest waits as a revision, unless ``actor`` may
        moderate it. Raises InvalidInput, NotAllowed, NotFound, and Conflict with both sides' values.
        """
        content = read_content(self.kind, fields)
        locked = self._locked(posting)
        require_edit(locked, actor)
        self._check_version(locked, expected_version, content)
        state = State(locked.state)
        if state in EDITED_IN_PLACE:
            self._write(locked, content, actor)
            return locked
        if state is not State.PUBLISHED:
            raise Conflict(reason="closed_for_editing", id=locked.public_id, state=state.value)
        revision = pending_revision(locked)
        waiting = revision.changes if revision else {}
        if can_moderate(locked, actor):
            self._drop_revision(locked, actor)
            return self._change_published(
                locked, read_content(self.kind, waiting) | content, actor, "changed"
            )
        now, later = split_changes(locked, content, waiting)
        if now:
            self._change_published(locked, now, actor, "changed")
        kept = {name: value for name, value in waiting.items() if name not in now or name in later}
        changes = kept | write_content(later)
        return self._propose(locked, changes, actor) if changes != waiting else locked

    def _write(self, posting: P, content: Mapping[str, Any], actor: Account) -> bool:
        before = content_of(posting)
        whole = before | dict(content)
        put_content(posting, whole, actor)
        if write_content(whole) == write_content(before):
            return False
        save(posting)
        put_rows(posting, whole)
        return True

    def _change_published(self, posting: P, content: Mapping[str, Any], actor: Account, action: str) -> P:
        if self._write(posting, content, actor):
            self._check_complete(posting)
            if "field_tiers" in content:
                Match.objects.filter(document_id=posting.document_id).delete()
            posting.expires_at = expiry_of(posting)
            posting.save(update_fields=["expires_at"])
            record(posting, action, actor)
            self._tell(self.events.changed, posting)
        return posting

    def _propose(self, posting: P, proposed: Mapping[str, Any], actor: Account) -> P:
        """Keep ``proposed`` (JSON) as the revision that waits, less what is published already."""
        revision = pending_revision(posting)
        published = write_content(content_of(posting))
        changes = {name: value for name, value in proposed.items() if value != published[name]}
        # What is proposed must be publishable now, not only when a moderator gets to it.
        whole = content_of(posting) | read_content(self.kind, changes)
        put_content(self.model.objects.get(pk=posting.pk), whole, actor)
        self._check_whole(whole)
        if not changes:
            self._drop_revision(posting, actor)
            return posting
        revision = revision or Revision(kind=self.kind.value, subject_id=posting.public_id)
        save(posting)
        revision.changes, revision.base_version = changes, posting.version
        revision.proposed_by, revision.proposed_at = actor, timezone.now()
        clean(revision)
        revision.save()
        self._tell(self.events.revision_proposed, posting)
        return posting

    def _drop_revision(self, posting: P, actor: Account | None) -> None:
        Revision.objects.filter(
            kind=self.kind.value, subject_id=posting.public_id, outcome=Outcome.PENDING.value
        ).update(outcome=Outcome.SUPERSEDED.value, decided_by=actor, decided_at=timezone.now())

    @transaction.atomic
    def discard_revision(self, posting: P, /, *, actor: Account) -> P:
        """Take one's own proposed change back; none waiting, nothing changes."""
        locked = self._locked(posting)
        require_edit(locked, actor)
        self._drop_revision(locked, actor)
        return locked

    # Moderation

    def _check_complete(self, posting: P) -> None:
        self._check_whole(content_of(posting))

    def _check_whole(self, content: Mapping[str, Any]) -> None:
        problems = check_complete(self.kind, content, timezone.now().date())
        if problems:
            raise InvalidInput(problems)

    @transaction.atomic
    def submit(self, posting: P, /, *, actor: Account, expected_version: int | None = None) -> P:
        """Put a draft or returned posting to the moderators. Raises InvalidInput naming what is missing."""
        locked = self._locked(posting)
        require_edit(locked, actor)
        self._check_version(locked, expected_version)
        MACHINE.check(State(locked.state), State.SUBMITTED)
        content = content_of(locked)
        missing = check_complete(self.kind, content, timezone.now().date())
        missing += check_evidence(self.kind, content)
        if missing:
            raise InvalidInput(missing)
        locked.submitted_at = timezone.now()
        return self._move(locked, State.SUBMITTED, self.events.submitted, actor, "")

    @transaction.atomic
    def take_back(self, posting: P, /, *, actor: Account) -> P:
        """Make a submitted, withdrawn or expired posting a draft again."""
        locked = self._locked(posting)
        require_edit(locked, actor)
        self._drop_revision(locked, actor)
        return self._move(locked, State.DRAFT, None, actor, "")

    @transaction.atomic
    def publish(self, posting: P, /, *, actor: Account, expected_version: int | None = None) -> P:
        """Publish a submitted posting; for moderators. Raises NotAllowed, IllegalTransition, InvalidInput."""
        locked = self._locked(posting)
        require_moderate(locked, actor)
        self._check_version(locked, expected_version)
        if State(locked.state) is not State.SUBMITTED:
            # Expired postings may be published again, but by renewal alone.
            raise IllegalTransition(MACHINE.name, locked.state, State.PUBLISHED.value)
        require_free(locked, actor)
        self._check_complete(locked)
        keep_answer(locked, actor, Outcome.APPROVED)
        return self._publish(locked, actor)

    def _publish(self, posting: P, actor: Account) -> P:
        posting.published_at = timezone.now()
        posting.expires_at = expiry_of(posting)
        return self._move(posting, State.PUBLISHED, self.events.published, actor, "")

    @transaction.atomic
    def return_for_changes(
        self,
        posting: P,
        /,
        *,
        actor: Account,
        reason: ReturnReason,
        note: object = "",
        expected_version: int | None = None,
    ) -> P:
        """Ask the owner for changes; a published posting is taken down by it. ``note`` may be bilingual."""
        locked = self._locked(posting)
        require_moderate(locked, actor)
        self._check_version(locked, expected_version)
        require_free(locked, actor)
        if locked.state == State.SUBMITTED.value:
            keep_answer(locked, actor, Outcome.REFUSED, ReturnReason(reason).value)
        locked.return_reason, locked.return_note = ReturnReason(reason).value, _note(note)
        self._drop_revision(locked, actor)
        return self._move(locked, State.RETURNED, self.events.returned, actor, locked.return_note)

    def _waiting(self, posting: P, actor: Account, expected_version: int | None) -> tuple[P, Revision]:
        locked = self._locked(posting)
        require_moderate(locked, actor)
        self._check_version(locked, expected_version)
        revision = pending_revision(locked)
        if revision is None or locked.state != State.PUBLISHED.value:
            raise NotFound(kind="revision", id=locked.public_id)
        require_free(locked, actor)
        return locked, revision

    @transaction.atomic
    def approve_revision(self, posting: P, /, *, actor: Account, expected_version: int | None = None) -> P:
        """Let a proposed change go live; for moderators."""
        locked, revision = self._waiting(posting, actor, expected_version)
        author = revision.proposed_by or locked.owner
        revision.outcome, revision.decided_by, revision.decided_at = (
            Outcome.APPROVED.value,
            actor,
            timezone.now(),
        )
        clean(revision)
        revision.save()
        keep_revision_answer(locked, actor, revision)
        return self._change_published(locked, read_content(self.kind, revision.changes), author, "revised")

    @transaction.atomic
    def refuse_revision(
        self,
        posting: P,
        /,
        *,
        actor: Account,
        reason: ReturnReason,
        note: object = "",
        expected_version: int | None = None,
    ) -> P:
        """Refuse a proposed change with a reason; what is published stands. ``note`` may be bilingual."""
        locked, revision = self._waiting(posting, actor, expected_version)
        revision.outcome, revision.decided_by, revision.decided_at = (
            Outcome.REFUSED.value,
            actor,
            timezone.now(),
        )
        revision.reason, revision.note = ReturnReason(reason).value, _note(note)
        clean(revision)
        revision.save()
        keep_revision_answer(locked, actor, revision)
        self._tell(self.events.revision_refused, locked)
        return locked

    # Endings

    @transaction.atomic
    def withdraw(self, posting: P, /, *, actor: Account, note: str = "") -> P:
        """Take a posting back, whatever it waits for."""
        locked = self._locked(posting)
        require_edit(locked, actor)
        self._drop_revision(locked, actor)
        return self._move(locked, State.WITHDRAWN, self.events.withdrawn, actor, note)

    @transaction.atomic
    def fulfil(self, posting: P, /, *, actor: Account, note: str = "") -> P:
        """Report a published or expired posting met."""
        locked = self._locked(posting)
        require_edit(locked, actor)
        self._drop_revision(locked, actor)
        return self._move(locked, State.FULFILLED, self.events.fulfilled, actor, note)

    @transaction.atomic
    def renew(self, posting: P, /, *, actor: Account, expires_on: date | None = None) -> P:
        """Give an expired posting, or one that ends within thirty days, a new end without a new moderation.

        An expired one is published anew. Raises Conflict (``not_expired``, ``longest_life``), InvalidInput.
        """
        locked = self._locked(posting)
        require_edit(locked, actor)
        now = timezone.now()
        if expires_on is not None and expires_on < now.date():
            raise InvalidInput([FieldProblem("expires_on", "in_the_past", {"value": expires_on.isoformat()})])
        ends_soon = locked.expires_at is not None and locked.expires_at - now <= RENEWED_FROM
        published = locked.state == State.PUBLISHED.value
        if locked.state != State.EXPIRED.value and not (published and ends_soon):
            raise Conflict(reason="not_expired", id=locked.public_id, state=locked.state)
        if getattr(locked, "deadline", None) is not None and locked.deadline < now.date():  # type: ignore[attr-defined]
            locked.deadline = None  # type: ignore[attr-defined]
        if published:
            return self._extend(locked, actor, expires_on or (now + LIFE).date())
        locked.expires_on = expires_on
        self._check_complete(locked)
        return self._publish(locked, actor)

    def _extend(self, posting: P, actor: Account, day: date) -> P:
        """Move the end of what is published; what it says, and since when, stays."""
        before, posting.expires_on = posting.expires_at, day
        posting.expires_at = expiry_of(posting)
        if before is not None and posting.expires_at <= before:
            raise Conflict(reason="longest_life", id=posting.public_id)
        self._check_complete(posting)
        save(posting)
        record(posting, "renewed", actor)
        self._tell(self.events.changed, posting)
        return posting

    def expire_due(self, *, now: datetime) -> list[str]:
        """End what reached its end date, each in its own transaction; returns public ids."""
        due = self.model.objects.filter(state=State.PUBLISHED.value, expires_at__lte=now)
        ended = []
        for posting in list(due.order_by("expires_at", "pk")):
            with transaction.atomic():
                locked = self._locked(posting)
                if locked.state == State.PUBLISHED.value and locked.expires_at and locked.expires_at <= now:
                    self._move(locked, State.EXPIRED, self.events.expired, None, "")
                    ended.append(locked.public_id)
        return ended


def _note(note: object) -> Any:
    try:
        return words(TEXT)(note)
    except BadValue as bad:
        raise InvalidInput([FieldProblem("note", bad.code, bad.data)]) from None
