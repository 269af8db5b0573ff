"""Beginning, changing and ending what an account follows."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import can_edit
from scibridge.domain.exchange.selectors import get_need, get_offer
from scibridge.domain.exchange.states import OPEN_TO_ALL, State
from scibridge.domain.following.access import may_keep
from scibridge.domain.following.events import FollowBegun, FollowEnded
from scibridge.domain.following.models import Follow
from scibridge.domain.following.searches import Search
from scibridge.domain.following.selectors import (
    follows_of,
    key_of_search,
    key_of_target,
    linked_follow,
    linked_mails,
    look,
)
from scibridge.domain.following.states import Cadence, Target
from scibridge.domain.registry.selectors import resolve_organisation
from scibridge.engines.text.normalise import visible
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound, ScibridgeError
from scibridge.kernel.events import emit

LONGEST_NAME = 200
MOST_FOLLOWS = 200


def tidy_name(name: str) -> str:
    """One line without invisible or reordering characters; spaces folded."""
    return " ".join(visible(name).split())


def _checked(name: str, cadence: str, language: str) -> tuple[str, Cadence, str]:
    """Name, pace and language as stored. Raises InvalidInput naming each that cannot be taken."""
    problems = []
    tidy = tidy_name(name)
    if not tidy:
        problems.append(FieldProblem("name", "required"))
    if len(tidy) > LONGEST_NAME:
        problems.append(FieldProblem("name", "too_long", {"most": LONGEST_NAME, "length": len(tidy)}))
    paces = tuple(one.value for one in Cadence)
    if cadence not in paces:
        data = {"value": cadence[:100], "choices": paces}
        problems.append(FieldProblem("cadence", "unknown_code", data))
    languages = tuple(code for code, _ in settings.LANGUAGES)
    if language not in languages:
        data = {"value": language[:100], "choices": languages}
        problems.append(FieldProblem("language", "unknown_code", data))
    if problems:
        raise InvalidInput(problems)
    return tidy, Cadence(cadence), language


def _title_of(target: Target, target_id: str, actor: Account, language: str) -> tuple[str, str]:
    """The public id and the name of what is to be followed. Raises NotFound where it is not open to them."""
    if target is Target.ORGANISATION:
        organisation, _moved = resolve_organisation(target_id)
        return organisation.public_id, show(organisation.name, language).text
    row = get_need(target_id, actor) if target is Target.NEED else get_offer(target_id, actor)
    if State(row.state) not in OPEN_TO_ALL and not can_edit(row, actor):
        # Moderators know of more than is public; there is nothing to tell them of it here.
        raise NotFound(kind=target.value, id=target_id)
    return row.public_id, show(row.title, language).text


def follow_target(
    *,
    actor: Account,
    target: Target,
    target_id: str,
    now: datetime,
    cadence: str = Cadence.WEEKLY.value,
    language: str = "en",
) -> Follow:
    """Follow a need, an offer or an organisation; followed already, nothing changes.

    Raises NotFound, InvalidInput.
    """
    is_signed_in(actor).require()
    own_id, title = _title_of(target, target_id, actor, language)
    name, pace, language = _checked(title[:LONGEST_NAME] or own_id, cadence, language)
    return _begin(
        Follow(
            account=actor,
            target=target.value,
            target_id=own_id,
            key=key_of_target(target, own_id),
            name=name,
            cadence=pace.value,
            language=language,
            created_at=now,
        ),
        actor,
        now,
    )


def follow_search(
    *,
    actor: Account,
    search: Search,
    name: str,
    now: datetime,
    cadence: str = Cadence.WEEKLY.value,
    language: str = "en",
) -> Follow:
    """Save a search under a name and follow it; saved already, nothing changes. Raises InvalidInput."""
    is_signed_in(actor).require()
    name, pace, language = _checked(name, cadence, language)
    return _begin(
        Follow(
            account=actor,
            target=Target.SEARCH.value,
            search=search.stored,
            key=key_of_search(search),
            name=name,
            cadence=pace.value,
            language=language,
            created_at=now,
        ),
        actor,
        now,
    )


def _begin(follow: Follow, actor: Account, now: datetime) -> Follow:
    known = follows_of(actor).filter(key=follow.key).first()
    if known is not None:
        return known
    # What there is now is no news later. It may take a search, for which no lock is held.
    try:
        seen = look(follow, actor, now=now)
    except ScibridgeError:
        # Without an index the first look of the worker notes it instead.
        seen = None
    with transaction.atomic():
        # Locked, so that two requests at once find one another.
        Account.objects.select_for_update().get(pk=actor.pk)
        own = follows_of(actor)
        known = own.filter(key=follow.key).first()
        if known is not None:
            return known
        if own.count() >= MOST_FOLLOWS:
            raise InvalidInput([FieldProblem("name", "too_many", {"most": MOST_FOLLOWS})])
        if seen is not None:
            follow.known, follow.face, follow.checked_at = list(seen.known), seen.face, now
        follow.full_clean()
        follow.save()
        emit(FollowBegun(follow.public_id))
    return follow


def _locked(follow: Follow, actor: Account) -> Follow:
    row = Follow.objects.select_for_update().filter(pk=follow.pk, ended_at__isnull=True).first()
    if row is None or not may_keep(row, actor):
        raise NotFound(kind="follow", id=follow.public_id)
    return row


@transaction.atomic
def change_follow(follow: Follow, /, *, actor: Account, name: str, cadence: str, language: str) -> Follow:
    """Rename it, or change pace and language of its mail. Raises InvalidInput, NotFound."""
    row = _locked(follow, actor)
    tidy, pace, row.language = _checked(name, cadence, language)
    row.name, row.cadence = tidy, pace.value
    row.full_clean()
    row.save(update_fields=["name", "cadence", "language"])
    return row


@transaction.atomic
def stop_follow(follow: Follow, /, *, actor: Account, now: datetime) -> Follow:
    """No longer follow it. What was told stays readable. Raises NotFound."""
    return _end(_locked(follow, actor), now)


def _end(row: Follow, now: datetime) -> Follow:
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    emit(FollowEnded(row.public_id))
    return row


@transaction.atomic
def follow_merged_organisation(*, gone_id: str, survivor_id: str, now: datetime) -> int:
    """Follows of an organisation that was merged go on with its survivor; returns how many.

    Who follows both already follows the survivor once.
    """
    key = key_of_target(Target.ORGANISATION, survivor_id)
    rows = Follow.objects.select_for_update().filter(
        key=key_of_target(Target.ORGANISATION, gone_id), ended_at__isnull=True
    )
    number = 0
    for row in list(rows):
        if Follow.objects.filter(account=row.account_id, key=key, ended_at__isnull=True).exists():
            _end(row, now)
            continue
        row.target_id, row.key = survivor_id, key
        row.save(update_fields=["target_id", "key"])
        number += 1
    return number


@transaction.atomic
def stop_by_link(link: str, /, *, now: datetime) -> None:
    """What a mailed link names stops: one follow ends, or mails of one pace no longer come.

    Stopped already, nothing changes. Who holds the link is not asked: it was mailed to one person alone.
    Raises NotFound for a link that is not ours.
    """
    try:
        named = linked_follow(link)
    except NotFound:
        account, cadence = linked_mails(link)
        rows = Follow.objects.filter(account=account, cadence=cadence.value, ended_at__isnull=True)
        rows.update(cadence=Cadence.IN_APP.value)
        return
    row = Follow.objects.select_for_update().filter(pk=named.pk, ended_at__isnull=True).first()
    if row is not None:
        _end(row, now)
