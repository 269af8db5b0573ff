"""What an account follows, and what is due to be looked at."""

from datetime import datetime

from django.db.models import Q, QuerySet

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import Viewer
from scibridge.domain.following.access import read_link
from scibridge.domain.following.models import Follow
from scibridge.domain.following.searches import Search, stored_search
from scibridge.domain.following.states import Cadence, Target, period_start
from scibridge.kernel.errors import NotFound
from scibridge.kernel.ids import is_public_id


def key_of_target(target: Target, target_id: str) -> str:
    """The key of a need, an offer or an organisation."""
    return f"{target.value}:{target_id}"


def key_of_search(search: Search) -> str:
    """The key of a search: the same for the same question."""
    return f"{Target.SEARCH.value}:{search.place.value}:{search.digest}"


def search_of(follow: Follow) -> Search:
    """The search of a follow that has one."""
    return stored_search(follow.search)


def follows_of(account: Account) -> QuerySet[Follow]:
    """What an account follows now, newest first."""
    return Follow.objects.filter(account=account, ended_at__isnull=True)


def active_follow(viewer: Viewer, key: str) -> Follow | None:
    """The reader's own follow of the thing with this key, if any."""
    if not isinstance(viewer, Account) or not is_signed_in(viewer):
        return None
    return follows_of(viewer).filter(key=key).first()


def follow_of(account: Account, public_id: str) -> Follow:
    """One of an account's own follows that lasts. Raises NotFound."""
    row = follows_of(account).filter(public_id=public_id).first() if is_public_id(public_id) else None
    if row is None:
        raise NotFound(kind="follow", id=public_id)
    return row


def due_follows(now: datetime) -> QuerySet[Follow]:
    """Follows of active accounts that were not looked at in the period that holds ``now`` (local time)."""
    due = Q(checked_at__isnull=True)
    for cadence in Cadence:
        due |= Q(cadence=cadence.value, checked_at__lt=period_start(cadence, now))
    return Follow.objects.filter(due, ended_at__isnull=True, account__is_active=True).order_by("pk")


def linked_follow(link: str) -> Follow:
    """The follow that a link names, ended or not. Raises NotFound."""
    cadence, public_id = read_link(link)
    row = Follow.objects.filter(public_id=public_id).first() if cadence is None else None
    if row is None:
        raise NotFound(kind="link")
    return row


def linked_mails(link: str) -> tuple[Account, Cadence]:
    """The account and pace whose mails a link names. Raises NotFound."""
    cadence, public_id = read_link(link)
    account = Account.objects.filter(public_id=public_id).first() if cadence is not None else None
    if account is None or cadence is None:
        raise NotFound(kind="link")
    return account, cadence
