"""Codes of following, the life of a mail, and when a period begins.

Owns codes and pure guards; refuses labels (see ``labels``), rows and the clock, which is an argument.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from scibridge.kernel.workflow import Machine


class Target(StrEnum):
    """What can be followed."""

    NEED = "need"
    OFFER = "offer"
    ORGANISATION = "organisation"
    SEARCH = "search"


class Cadence(StrEnum):
    """How often someone wants to be told, and whether by mail."""

    IN_APP = "in_app"
    DAILY = "daily"
    WEEKLY = "weekly"


BY_MAIL = (Cadence.DAILY, Cadence.WEEKLY)


class Place(StrEnum):
    """Where a saved search asks."""

    MATCH = "match"
    NEEDS = "needs"
    OFFERS = "offers"


class News(StrEnum):
    """What a notice tells."""

    ANSWER = "answer"
    ASKED = "asked"
    FOUND = "found"
    POSTED = "posted"
    CHANGED = "changed"
    CLOSED = "closed"


class Delivery(StrEnum):
    """Where a mail stands. ``handing`` is written just before the mail server gets it, ``sent`` after.

    What stays at ``handing`` may have left or not: it becomes ``uncertain`` and is not sent again.
    """

    PREPARED = "prepared"
    TAKEN = "taken"
    HANDING = "handing"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    EMPTY = "empty"


DELIVERY = Machine(
    "digest",
    {
        Delivery.PREPARED: frozenset({Delivery.TAKEN}),
        Delivery.TAKEN: frozenset({Delivery.PREPARED, Delivery.HANDING, Delivery.EMPTY, Delivery.REFUSED}),
        Delivery.HANDING: frozenset({Delivery.SENT, Delivery.PREPARED, Delivery.REFUSED, Delivery.UNCERTAIN}),
        Delivery.SENT: frozenset(),
        Delivery.UNCERTAIN: frozenset(),
        Delivery.REFUSED: frozenset(),
        Delivery.EMPTY: frozenset(),
    },
)
# Mail is written from this hour on, in the platform's time zone; a week begins on Monday.
HOUR = 6


def period_start(cadence: Cadence, now: datetime) -> datetime:
    """When the period that holds ``now`` began. ``now`` is in the platform's time zone."""
    if cadence is Cadence.IN_APP:
        return now.replace(minute=0, second=0, microsecond=0)
    start = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if start > now:
        start -= timedelta(days=1)
    return start - timedelta(days=start.weekday()) if cadence is Cadence.WEEKLY else start


def period_name(cadence: Cadence, now: datetime) -> str:
    """The name of that period: ``2026-11-25``, or ``2026-W48``."""
    start = period_start(cadence, now)
    if cadence is Cadence.WEEKLY:
        year, week, _day = start.isocalendar()
        return f"{year}-W{week:02}"
    return start.date().isoformat()
