"""What is new in what an account follows, as that account may see it at this moment. Writes nothing."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import can_edit, visible_need, visible_offer
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import (
    Narrowing,
    answers_to,
    match_text,
    needs_for_offer,
    published,
)
from scibridge.domain.exchange.states import OPEN_TO_ALL, State
from scibridge.domain.exchange.visible import PostingView, view_json
from scibridge.domain.following.models import Follow
from scibridge.domain.following.searches import NEWS_KINDS, Search
from scibridge.domain.following.selectors.follows import search_of
from scibridge.domain.following.selectors.readable import readable
from scibridge.domain.following.states import News, Place, Target
from scibridge.engines.matching.documents import Filters, Kind, Stage
from scibridge.engines.matching.explanation import MatchList
from scibridge.kernel.errors import NotFound

# An answer is near enough to be told within the first ten of its kind, at two fifths of the best one's score.
NEAREST, NEAR_ENOUGH = 10, 0.4
_VOTED = (Kind.PERSON, Kind.ORGANISATION)
MOST_NEWS, MOST_KNOWN = 40, 1000
# A posting is published when its transaction begins, and seen when it ends.
OVERLAP = timedelta(minutes=10)
_ANSWERS = (Kind.OFFER, Kind.WORK, Kind.FACILITY)
# What may differ without anything having changed for a reader.
_NO_CHANGE = frozenset(
    {
        "version", "updated_at", "published_at", "expires_at", "expires_on", "origin", "field_tiers",
        "return_reason", "return_note", "external_reference",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell; ``key`` is the same for what must be told once."""

    news: News
    document_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found, and what the follow has to remember of it."""

    items: tuple[Item, ...]
    known: tuple[str, ...] = ()
    face: str = ""


def look(follow: Follow, account: Account, *, now: datetime) -> Found:
    """What is new since ``follow`` was last checked. Raises the index's own errors.

    What is not public (any more) is not told, nor what the account may edit itself.
    """
    target = Target(follow.target)
    if target in {Target.NEED, Target.OFFER}:
        found = _of_posting(follow, account)
    elif target is Target.ORGANISATION:
        found = _posted(
            follow, Narrowing(organisation=follow.target_id), (Kind.NEED, Kind.OFFER), News.POSTED, now
        )
    else:
        found = _of_search(follow, search_of(follow), now)
    return Found(_open_items(found.items, account), found.known, found.face)


def _open_items(items: Iterable[Item], account: Account) -> tuple[Item, ...]:
    held = list(items)
    lines = readable([one.document_id for one in held], account)
    told = []
    for one in held:
        line = lines.get(one.document_id)
        if line is not None and not line.own and (line.is_open or one.news is News.CLOSED):
            told.append(one)
    return tuple(told[:MOST_NEWS])


def face_of(view: PostingView) -> str:
    """A digest of what a reader sees of a posting; changes exactly when that does."""
    seen = {name: value for name, value in view_json(view).items() if name not in _NO_CHANGE}
    written = json.dumps(seen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _changes(follow: Follow, view: PostingView, face: str) -> list[Item]:
    if not follow.face or follow.face == face:
        return []
    if view.state == State.PUBLISHED.value:
        return [Item(News.CHANGED, view.document_id, f"changed:{view.document_id}:{face[:16]}")]
    since = view.published_at.date().isoformat() if view.published_at else ""
    return [Item(News.CLOSED, view.document_id, f"closed:{view.document_id}:{view.state}:{since}")]


def _of_posting(follow: Follow, account: Account) -> Found:
    """Changes of a need or an offer, and what newly answers it: results for a need, needs for an offer."""
    row, view = _followed(follow, account)
    if row is None or view is None or not _told_of(row, account):
        return Found((), tuple(follow.known), follow.face)
    face = face_of(view)
    changes = _changes(follow, view, face)
    if State(row.state) in {State.EXPIRED, State.FULFILLED}:
        return Found(tuple(changes), tuple(follow.known), face)
    if isinstance(row, Need):
        news, found = News.ANSWER, answers_to(row, account, kinds=_ANSWERS, limit=NEAREST, counted=False)
    else:
        news, found = News.ASKED, needs_for_offer(row, account, limit=NEAREST)
    ids = _near(found)
    fresh = [Item(news, one, f"{news.value}:{row.public_id}:{one}") for one in _fresh(follow, ids)]
    return Found((*changes, *fresh), _remembered(follow, ids), face)


def _followed(follow: Follow, account: Account) -> tuple[Need | Offer | None, PostingView | None]:
    """The posting that is followed, and as much of it as the account may see."""
    row: Need | Offer | None
    try:
        if Target(follow.target) is Target.NEED:
            row = Need.objects.filter(public_id=follow.target_id).first()
            return row, None if row is None else visible_need(row, account)
        row = Offer.objects.filter(public_id=follow.target_id).first()
        return row, None if row is None else visible_offer(row, account)
    except NotFound:
        return None, None


def _told_of(row: Need | Offer, account: Account) -> bool:
    """Whether following it still tells anything: it is public, or the follower's own."""
    return State(row.state) in OPEN_TO_ALL or bool(can_edit(row, account))


def _of_search(follow: Follow, search: Search, now: datetime) -> Found:
    if search.place is Place.MATCH:
        ids = _near(search_answers(search, limit=NEAREST))
        items = [Item(News.FOUND, one, f"new:{one}") for one in _fresh(follow, ids)]
        return Found(tuple(items), _remembered(follow, ids))
    kind = Kind.NEED if search.place is Place.NEEDS else Kind.OFFER
    return _posted(follow, narrowing_of(search), (kind,), News.FOUND, now)


def search_answers(search: Search, *, limit: int) -> MatchList:
    """What a saved question is answered with now, up to ``limit`` of each kind, without the reasons."""
    year_from, year_to = search.first("from"), search.first("to")
    filters = Filters(
        countries=search.of("country"),
        stages=tuple(Stage(code) for code in search.of("stage")),
        languages=search.of("language"),
        challenges=search.of("challenge"),
        year_from=int(year_from) if year_from else None,
        year_to=int(year_to) if year_to else None,
        must_haves_met=search.first("met") == "1",
    )
    kinds = tuple(Kind(code) for code in search.of("kind")) or NEWS_KINDS
    return match_text(search.text, kinds=kinds, filters=filters, limit=limit, explain=False, counted=False)


def narrowing_of(search: Search) -> Narrowing:
    """The conditions of a saved list."""
    return Narrowing(
        text=search.text,
        kinds=search.of("kind"),
        challenges=search.of("challenge"),
        countries=search.of("country"),
    )


def _posted(follow: Follow, narrowing: Narrowing, kinds: Sequence[Kind], news: News, now: datetime) -> Found:
    """What was published since the last look."""
    if follow.checked_at is None:
        return Found(())
    since = max(follow.created_at, follow.checked_at - OVERLAP)
    items = []
    for kind in kinds:
        rows = published(kind, narrowing).filter(published_at__gt=since, published_at__lte=now)
        # Twice as many as are told: some may be the reader's own, or told already.
        for public_id in rows.values_list("public_id", flat=True)[: 2 * MOST_NEWS]:
            document_id = f"{kind.value}:{public_id}"
            items.append(Item(news, document_id, f"new:{document_id}"))
    return Found(tuple(items))


def _near(found: MatchList) -> list[str]:
    """Ids of the answers near enough to be told, best first.

    Things are measured by the best of them all; people and organisations, whose scores are votes, each by
    their own.
    """
    best: dict[Kind | None, float] = {}
    near = []
    for one in found.matches:
        measured = one.kind if one.kind in _VOTED else None
        best[measured] = max(best.get(measured, 0.0), one.score)
    for one in found.matches:
        top = best[one.kind if one.kind in _VOTED else None]
        if one.score > 0 and one.score >= NEAR_ENOUGH * top:
            near.append(one.id)
    return near


def _fresh(follow: Follow, ids: Sequence[str]) -> list[str]:
    """Those it had not answered with before; the first look only notes them."""
    known = set(follow.known)
    return [] if follow.checked_at is None else [one for one in ids if one not in known]


def _remembered(follow: Follow, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*ids, *follow.known]))[:MOST_KNOWN]
