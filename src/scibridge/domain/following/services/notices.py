"""Notices: read, and let go of after their time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from scibridge.domain.accounts.models import Account
from scibridge.domain.following.models import Digest, Follow, Notice
from scibridge.domain.following.states import Delivery

KEPT_READ, KEPT_UNREAD = timedelta(days=180), timedelta(days=365)


def mark_read(*, actor: Account, now: datetime, numbers: Iterable[int] | None = None) -> int:
    """Mark the actor's own notices as read, all of them or those; returns how many were not before."""
    rows = Notice.objects.filter(account=actor, read_at__isnull=True)
    if numbers is not None:
        rows = rows.filter(pk__in=list(numbers))
    return rows.update(read_at=now)


@transaction.atomic
def keep(*, now: datetime) -> int:
    """Forget notices after half a year, unread ones after a year, and ended follows that no notice names.

    Returns how many notices went. A follow keeps nothing from being told twice without its notice, but what
    it had known stays with it.
    """
    old = Q(at__lt=now - KEPT_UNREAD) | Q(at__lt=now - KEPT_READ, read_at__isnull=False)
    number, _ = Notice.objects.filter(old).delete()
    Follow.objects.filter(ended_at__lt=now - KEPT_READ, notices__isnull=True).delete()
    done = [one.value for one in (Delivery.SENT, Delivery.UNCERTAIN, Delivery.REFUSED, Delivery.EMPTY)]
    Digest.objects.filter(created_at__lt=now - KEPT_UNREAD, state__in=done, notices__isnull=True).delete()
    return number
