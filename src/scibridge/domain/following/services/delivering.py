"""From what is due to notices and mails, in steps that each may be the last before a crash.

A look at one follow is one transaction with its notices; a period's mail is one row, claimed by one worker.
Its state says how far it came: before ``handing`` it is safe to try again, after it nobody knows what the
mail server did, so it is not sent again; its news stand on the page either way.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.following.models import Digest, Follow, Notice
from scibridge.domain.following.selectors import (
    LEASE,
    digests_to_send,
    due_follows,
    look,
    notices_to_mail,
    work_due,
)
from scibridge.domain.following.selectors.news import Found
from scibridge.domain.following.services.mail import compose
from scibridge.domain.following.states import BY_MAIL, DELIVERY, Cadence, Delivery, period_name
from scibridge.kernel.errors import ScibridgeError

logger = logging.getLogger(__name__)
# How much one task does before it lets others have the worker.
MOST_AT_ONCE = 50
FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS = timedelta(minutes=10), timedelta(hours=6), 8


@dataclass(frozen=True, slots=True)
class Done:
    """What a round did; ``more`` where it left something that can be done at once."""

    looked: int = 0
    told: int = 0
    mailed: int = 0
    failed: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What a round would tell one account."""

    account: Account
    cadence: Cadence
    follow: Follow
    number: int


def expected(*, now: datetime) -> list[Expected]:
    """What would be told now, follow by follow; writes nothing. Raises the index's own errors."""
    moment = timezone.localtime(now)
    found = []
    for follow in due_follows(moment).select_related("account"):
        seen = look(follow, follow.account, now=now)
        told = Notice.objects.filter(account=follow.account, key__in=[one.key for one in seen.items])
        number = len(seen.items) - told.count()
        if number:
            found.append(Expected(follow.account, Cadence(follow.cadence), follow, number))
    return found


def deliver_due(*, now: datetime, most: int = MOST_AT_ONCE) -> Done:
    """Look at what is due, write notices, and mail what belongs into a mail now."""
    moment = timezone.localtime(now)
    _recover(now)
    looked = told = mailed = failed = 0
    work = work_due(moment, most=most)
    for account_id, cadence in work:
        account = Account.objects.get(pk=account_id)
        for follow in due_follows(moment).filter(account=account, cadence=cadence.value):
            number = _look_at(follow, account, now)
            looked, told = looked + (number is not None), told + (number or 0)
        if cadence in BY_MAIL:
            prepare(account, cadence, now=now)
    waiting = list(digests_to_send(now).select_related("account")[: most + 1])
    for digest in waiting[:most]:
        outcome = send(digest, now=now)
        mailed, failed = mailed + (outcome is Delivery.SENT), failed + (outcome in _FAILED)
    # What could not be looked at now (no index) is left to the next round of the clock.
    more = (len(work) == most and looked > 0) or len(waiting) > most
    return Done(looked, told, mailed, failed, more)


_FAILED = (Delivery.PREPARED, Delivery.REFUSED, Delivery.UNCERTAIN)


def _look_at(follow: Follow, account: Account, now: datetime) -> int | None:
    """Write what is new in one follow; none where it could not be looked at, and stays due."""
    try:
        found = look(follow, account, now=now)
    except ScibridgeError as error:
        logger.warning("follow %s could not be looked at: %s", follow.public_id, error.code)
        return None
    return _tell(follow, found, now)


@transaction.atomic
def _tell(follow: Follow, found: Found, now: datetime) -> int | None:
    """Notices and the memory of the look, together or not at all; another worker's look comes first."""
    locked = Follow.objects.select_for_update().filter(pk=follow.pk, ended_at__isnull=True).first()
    if locked is None or locked.checked_at != follow.checked_at:
        return None
    keys = [one.key for one in found.items]
    told = set(Notice.objects.filter(account=locked.account_id, key__in=keys).values_list("key", flat=True))
    by_mail = Cadence(locked.cadence) in BY_MAIL
    rows = [
        Notice(
            account_id=locked.account_id,
            follow=locked,
            news=one.news.value,
            document_id=one.document_id,
            key=one.key,
            by_mail=by_mail,
            at=now,
        )
        for one in found.items
        if one.key not in told
    ]
    # Another of the account's follows may be telling the same in another worker: the first one stands.
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    locked.known, locked.face, locked.checked_at = list(found.known), found.face, now
    locked.save(update_fields=["known", "face", "checked_at"])
    return len(rows)


@transaction.atomic
def prepare(account: Account, cadence: Cadence, *, now: datetime) -> Digest | None:
    """The period's mail with everything that waits for it; none where there is one already, or no news.

    While a follow of that pace is still to be looked at, the mail waits for it. A mail of an earlier period
    that never left goes into this one.
    """
    moment = timezone.localtime(now)
    Account.objects.select_for_update().get(pk=account.pk)
    if due_follows(moment).filter(account=account, cadence=cadence.value).exists():
        return None
    period = period_name(cadence, moment)
    waiting = notices_to_mail().filter(account=account, follow__cadence=cadence.value)
    mails = Digest.objects.filter(account=account, cadence=cadence.value)
    if mails.filter(period=period).exists() or not waiting.exists():
        return None
    digest = Digest(account=account, cadence=cadence.value, period=period, created_at=now, next_at=now)
    digest.full_clean()
    digest.save()
    Notice.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(digest=digest)
    unsent = mails.select_for_update().filter(state=Delivery.PREPARED.value).exclude(pk=digest.pk)
    for old in list(unsent):
        Notice.objects.filter(digest=old).update(digest=digest)
        old.delete()
    return digest


def _move(digest: Digest, target: Delivery, **changes: object) -> bool:
    """Take the mail to its next state if it still stands where it was read; another worker may be quicker."""
    DELIVERY.check(Delivery(digest.state), target)
    rows = Digest.objects.filter(pk=digest.pk, state=digest.state, taken_at=digest.taken_at)
    if not rows.update(state=target.value, **changes):
        return False
    digest.refresh_from_db()
    return True


def send(digest: Digest, *, now: datetime) -> Delivery | None:
    """Mail it; where it stands afterwards, or none where another worker has it."""
    if not _move(digest, Delivery.TAKEN, taken_at=now):
        return None
    message = compose(digest)
    if message is None:
        _move(digest, Delivery.EMPTY)
        return Delivery(digest.state)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _put_off(digest, now, error)
    try:
        if not _move(digest, Delivery.HANDING):
            return None
        message.connection = connection
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        return _put_off(digest, now, error)
    except smtplib.SMTPResponseException as error:
        # The server said no, so it has not taken it.
        return _put_off(digest, now, error)
    except (OSError, smtplib.SMTPException) as error:
        # The line broke: it may have taken it.
        logger.warning("mail %s: nobody knows whether it left: %r", digest.public_id, error)
        _move(digest, Delivery.UNCERTAIN)
        return Delivery(digest.state)
    finally:
        _hang_up(connection)
    _move(digest, Delivery.SENT, sent_at=now)
    return Delivery(digest.state)


def _hang_up(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException) as error:
        logger.info("the mail server hung up first: %r", error)


def _put_off(digest: Digest, now: datetime, error: Exception) -> Delivery:
    """Try again later, ever more slowly; in the end give up, and leave the news to the page."""
    attempts = digest.attempts + 1
    logger.warning("mail %s was not taken (%s. time): %r", digest.public_id, attempts, error)
    if attempts >= MOST_ATTEMPTS:
        _move(digest, Delivery.REFUSED, attempts=attempts)
    else:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))
        _move(digest, Delivery.PREPARED, attempts=attempts, next_at=now + pause)
    return Delivery(digest.state)


def _recover(now: datetime) -> None:
    """Mails whose worker was killed: those it had not begun to hand over wait again, others stay unsure."""
    left = Digest.objects.filter(taken_at__lt=now - LEASE)
    left.filter(state=Delivery.TAKEN.value).update(state=Delivery.PREPARED.value, next_at=now)
    unsure = left.filter(state=Delivery.HANDING.value).update(state=Delivery.UNCERTAIN.value)
    if unsure:
        logger.warning("%s mails were being handed over when a worker was killed; not sent again", unsure)
