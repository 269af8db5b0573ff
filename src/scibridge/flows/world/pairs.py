"""Which published needs the best offer answers from elsewhere: the arcs of the picture.

Asked as a visitor would, of the public index, by whoever brought that up to date; nobody waits for it.
Only ids are kept, and each is looked up again before it is drawn: what was withdrawn, or holds its
organisation back since, is gone from the next picture.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import answers_to, named_to_all, published_needs, published_offers
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.mapping.arcs import Place
from scibridge.engines.matching.documents import Kind
from scibridge.flows.world.files import read, write, written_at

FILE = "pairs.json"
MOST_NEEDS = 18
REST = timedelta(minutes=10)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Joined:
    """Two places that a published need and the offer that answers it best lie at."""

    need_id: str
    offer_id: str
    start: Place
    end: Place
    across_borders: bool


def renew_pairs(*, rest: timedelta = REST) -> int:
    """Ask anew for the newest needs, unless that was done a short while ago; returns how many were joined."""
    at = written_at(FILE)
    if at is not None and timezone.now() - at < rest:
        return 0
    needs = named_to_all(published_needs()).filter(organisation__latitude__isnull=False)
    try:
        found = [pair for need in needs[:MOST_NEEDS] if (pair := _pair(need)) is not None]
    except ScibridgeError as error:
        # Without an index there are no matches to draw; the dots need none.
        logger.info("no arcs: %s", error)
        return 0
    write(FILE, json.dumps(found).encode())
    return len(found)


def _pair(need: Need) -> tuple[str, str] | None:
    best = answers_to(need, None, kinds=(Kind.OFFER,), limit=1, counted=False).matches
    return (need.public_id, best[0].id.partition(":")[2]) if best else None


def joined() -> list[Joined]:
    """The pairs as they may be shown now, newest need first, each between two places once."""
    try:
        pairs: Sequence[Sequence[str]] = json.loads(read(FILE) or b"[]")
    except ValueError:
        pairs = []
    needs = _placed(named_to_all(published_needs()), [pair[0] for pair in pairs])
    offers = _placed(named_to_all(published_offers()), [pair[1] for pair in pairs])
    found: dict[frozenset[Place], Joined] = {}
    for need_id, offer_id in pairs:
        if need_id not in needs or offer_id not in offers:
            continue
        (start, from_country), (end, to_country) = needs[need_id], offers[offer_id]
        if start != end:
            found.setdefault(
                frozenset((start, end)), Joined(need_id, offer_id, start, end, from_country != to_country)
            )
    return list(found.values())


def _placed(rows: QuerySet[Need] | QuerySet[Offer], ids: Sequence[str]) -> dict[str, tuple[Place, str]]:
    values = rows.filter(public_id__in=ids).values_list(
        "public_id", "organisation__latitude", "organisation__longitude", "organisation__country"
    )
    return {
        one: (Place(latitude, longitude), country)
        for one, latitude, longitude, country in values
        if latitude is not None and longitude is not None
    }
