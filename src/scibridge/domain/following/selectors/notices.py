"""What accounts were told, and what waits to be mailed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import Viewer
from scibridge.domain.following.models import Digest, Notice
from scibridge.domain.following.selectors.follows import due_follows
from scibridge.domain.following.selectors.readable import Readable, readable
from scibridge.domain.following.states import BY_MAIL, Cadence, Delivery, News

# A mail that a worker took for longer than this was left by one that was killed.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with what its reader may read of it now; none where that was taken back."""

    notice: Notice
    line: Readable | None


def unread_count(viewer: Viewer) -> int:
    """How many notices the reader has not read."""
    if not isinstance(viewer, Account) or not is_signed_in(viewer):
        return 0
    return Notice.objects.filter(account=viewer, read_at__isnull=True).count()


def notices_of(account: Account) -> QuerySet[Notice]:
    """What an account was told, newest first."""
    return Notice.objects.filter(account=account).select_related("follow")


def told(notices: Iterable[Notice], account: Account) -> list[Told]:
    """Notices with their words, in a constant number of queries."""
    held = list(notices)
    lines = readable({one.document_id for one in held}, account)
    return [Told(one, lines.get(one.document_id)) for one in held]


def still_to_tell(one: Told) -> bool:
    """Whether a mail may carry it: it can be read, and is open unless its closing is the news."""
    return one.line is not None and (one.line.is_open or one.notice.news == News.CLOSED.value)


def notices_to_mail() -> QuerySet[Notice]:
    """Notices that belong into a mail and are in none yet: unread, of a follow that still asks for mail."""
    return Notice.objects.filter(
        by_mail=True,
        digest__isnull=True,
        read_at__isnull=True,
        follow__ended_at__isnull=True,
        follow__cadence__in=[one.value for one in BY_MAIL],
        account__is_active=True,
    )


def work_due(now: datetime, *, most: int) -> list[tuple[int, Cadence]]:
    """Account and pace for which there is something to look for or to mail, at most ``most``."""
    looked = due_follows(now).order_by().values_list("account_id", "cadence").distinct()[:most]
    waiting = notices_to_mail().order_by().values_list("account_id", "follow__cadence").distinct()[:most]
    pairs = dict.fromkeys([*sorted(looked), *sorted(waiting)])
    return [(account, Cadence(cadence)) for account, cadence in pairs][:most]


def anything_due(now: datetime) -> bool:
    """Whether a round has something to do; ``now`` in local time."""
    left = [Delivery.TAKEN.value, Delivery.HANDING.value]
    killed = Digest.objects.filter(state__in=left, taken_at__lt=now - LEASE)
    return bool(work_due(now, most=1)) or digests_to_send(now).exists() or killed.exists()


def digests_to_send(now: datetime) -> QuerySet[Digest]:
    """Mails that wait for the mail server, oldest first."""
    return Digest.objects.filter(state=Delivery.PREPARED.value, next_at__lte=now).order_by("next_at", "pk")
