"""What an account has on its desk: its own needs and offers together, by state, and what waits for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from scibridge.domain.exchange.access import Viewer
from scibridge.domain.exchange.models import NdaClearance, Need, Offer, Revision
from scibridge.domain.exchange.selectors.postings import needs_of, offers_of
from scibridge.domain.exchange.states import Outcome, State
from scibridge.engines.matching.documents import Kind

ENDING_WITHIN = timedelta(days=30)
Named = tuple[str, str, datetime]
_KINDS = (Kind.NEED, Kind.OFFER)


def own(kind: Kind, actor: Viewer) -> QuerySet[Need] | QuerySet[Offer]:
    """Needs, or offers, the account made or represents."""
    return needs_of(actor) if kind is Kind.NEED else offers_of(actor)


def own_counts(actor: Viewer) -> dict[Kind, dict[str, int]]:
    """How many of them stand at each state; states without any are missing."""
    counted = {}
    for kind in _KINDS:
        rows = own(kind, actor).order_by().values_list("state").annotate(number=Count("pk"))
        counted[kind] = {state: number for state, number in rows if number}
    return counted


def own_together(
    actor: Viewer, *, kinds: Sequence[Kind] = _KINDS, states: Sequence[State] = ()
) -> "QuerySet[Any, Named]":
    """(kind, public id, last touched) of needs and offers in one list, last touched first."""
    parts: list[QuerySet[Any, Named]] = []
    for kind in kinds or _KINDS:
        rows = own(kind, actor).order_by()
        if states:
            rows = rows.filter(state__in=[state.value for state in states])
        marked = rows.annotate(of_kind=Value(kind.value, output_field=CharField()))
        parts.append(marked.values_list("of_kind", "public_id", "updated_at"))
    together = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
    return together.order_by("-updated_at", "public_id")


def ending_soon(actor: Viewer, *, now: datetime, most: int) -> list[Named]:
    """(kind, public id, end) of what is published and ends within thirty days, the nearest end first."""
    found: list[Named] = []
    for kind in _KINDS:
        rows = own(kind, actor).filter(state=State.PUBLISHED.value, expires_at__lte=now + ENDING_WITHIN)
        ends = rows.order_by("expires_at", "pk").values_list("public_id", "expires_at")[:most]
        found += [(kind.value, public_id, end) for public_id, end in ends if end is not None]
    return sorted(found, key=lambda one: one[2])[:most]


def last_revisions(named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Revision]:
    """Kind and public id → the last change that was proposed, where it waits or was refused."""
    wanted = list(named)
    rows = Revision.objects.filter(
        subject_id__in=[public_id for _kind, public_id in wanted],
        outcome__in=[Outcome.PENDING.value, Outcome.REFUSED.value, Outcome.APPROVED.value],
    ).order_by("pk")
    last = {(row.kind, row.subject_id): row for row in rows}
    return {key: last[key] for key in wanted if key in last and last[key].outcome != Outcome.APPROVED.value}


def refused_lately(actor: Viewer, *, since: datetime, most: int) -> list[tuple[str, str]]:
    """(kind, public id) of what is published and whose last proposed change was refused since then."""
    found: list[tuple[datetime, str, str]] = []
    for kind in _KINDS:
        published = own(kind, actor).filter(state=State.PUBLISHED.value).values("public_id")
        rows = Revision.objects.filter(
            kind=kind.value, outcome=Outcome.REFUSED.value, decided_at__gte=since, subject_id__in=published
        )
        found += [
            (at, kind.value, public_id)
            for at, public_id in rows.order_by("-decided_at").values_list("decided_at", "subject_id")[:most]
            if at is not None
        ]
    named = dict.fromkeys((kind, public_id) for _at, kind, public_id in sorted(found, reverse=True))
    refused = last_revisions(named)
    return [key for key in named if key in refused and refused[key].outcome == Outcome.REFUSED.value][:most]


def clearances_held(actor: Viewer, *, most: int) -> list[tuple[str, str]]:
    """(kind, public id) of postings whose owners let this account read what waits for an NDA."""
    rows = NdaClearance.objects.filter(account=actor, ended_at__isnull=True)  # type: ignore[misc]
    return list(rows.order_by("-pk").values_list("kind", "subject_id")[:most])
