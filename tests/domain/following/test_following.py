"""Beginning, changing and ending: once, one's own, and only what is open to the follower."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.domain.following.conftest import make_account

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.following.access import follow_link, mails_link
from scibridge.domain.following.models import Follow
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.selectors import follow_of, follows_of, linked_follow, linked_mails
from scibridge.domain.following.services import (
    change_follow,
    follow_search,
    follow_target,
    follows,
    stop_by_link,
    stop_follow,
)
from scibridge.domain.following.states import Cadence, Target
from scibridge.kernel.errors import InvalidInput, NotFound

Publish = Callable[..., Any]


def begin(account: Account, posting: Need | Offer, now: datetime, **more: Any) -> Follow:
    return follow_target(
        actor=account, target=Target(posting.KIND.value), target_id=posting.public_id, now=now, **more
    )


def test_following_twice_is_following_once(reader: Account, need: Need, now: datetime) -> None:
    first = begin(reader, need, now, language="zh-hans", cadence="daily")
    again = begin(reader, need, now + timedelta(hours=1))
    assert again == first
    assert (first.name, first.cadence, first.language) == ("适用于寒冷港口的固态电解质", "daily", "zh-hans")
    assert follows_of(reader).count() == 1


def test_what_was_ended_may_begin_anew(reader: Account, need: Need, now: datetime) -> None:
    first = begin(reader, need, now)
    stop_follow(first, actor=reader, now=now)
    assert list(follows_of(reader)) == []
    assert begin(reader, need, now) != first


@pytest.mark.parametrize("step", ["draft", "submitted"])
def test_what_is_not_public_is_followed_by_its_own_side_alone(
    reader: Account, owner: Account, moderator: Account, now: datetime, step: str
) -> None:
    row = NEEDS.create(actor=owner, fields={"kind": "market", "title": "LEAK-title", "problem": "x"})
    if step == "submitted":
        row = NEEDS.submit(row, actor=owner)
    for someone in (reader, moderator):
        with pytest.raises(NotFound):
            begin(someone, row, now)
    assert begin(owner, row, now).name == "LEAK-title"


def test_a_search_is_saved_once_under_a_tidy_name(reader: Account, now: datetime) -> None:
    search = read_search("needs", {"country": ["DE"]})
    one = follow_search(actor=reader, search=search, name="Evil\r\nBcc: x@example.org\u202e  name", now=now)
    assert one.name == "Evil Bcc: x@example.org name"
    assert follow_search(actor=reader, search=search, name="another", now=now) == one


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " \u200b\n", "required"),
        ("name", "x" * 201, "too_long"),
        ("cadence", "hourly", "unknown_code"),
        ("language", "tlh", "unknown_code"),
    ],
)
def test_a_change_that_cannot_be_made_names_its_field(
    reader: Account, need: Need, now: datetime, field: str, value: str, code: str
) -> None:
    follow = begin(reader, need, now)
    wanted = {"name": "Mine", "cadence": "daily", "language": "en"} | {field: value}
    with pytest.raises(InvalidInput) as refused:
        change_follow(follow, actor=reader, **wanted)
    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]
    follow.refresh_from_db()
    assert (follow.name, follow.cadence) == ("Solid electrolyte for cold ports", "weekly")


def test_it_is_its_followers_alone(reader: Account, owner: Account, need: Need, now: datetime) -> None:
    follow = begin(reader, need, now)
    with pytest.raises(NotFound):
        change_follow(follow, actor=owner, name="x", cadence="daily", language="en")
    with pytest.raises(NotFound):
        stop_follow(follow, actor=owner, now=now)
    with pytest.raises(NotFound):
        follow_of(owner, follow.public_id)
    assert follow_of(reader, follow.public_id).name == "Solid electrolyte for cold ports"


def test_there_is_an_end_to_how_much_one_follows(
    reader: Account, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follows, "MOST_FOLLOWS", 2)
    for country in ("DE", "CN"):
        follow_search(actor=reader, search=read_search("needs", {"country": [country]}), name="x", now=now)
    with pytest.raises(InvalidInput) as refused:
        follow_search(actor=reader, search=read_search("needs", {}), name="x", now=now)
    assert [one.code for one in refused.value.problems] == ["too_many"]


def test_without_an_index_following_still_begins(reader: Account, owner: Account, now: datetime) -> None:
    search = read_search("match", {"q": ["battery"]})
    assert follow_search(actor=reader, search=search, name="x", now=now).checked_at is None


def test_a_link_stops_one_follow(reader: Account, need: Need, offer: Offer, now: datetime) -> None:
    stopped, kept = begin(reader, need, now), begin(reader, offer, now)
    link = follow_link(stopped)
    assert linked_follow(link) == stopped
    stop_by_link(link, now=now)
    stop_by_link(link, now=now + timedelta(days=1))
    assert list(follows_of(reader)) == [kept]
    stopped.refresh_from_db()
    assert stopped.ended_at == now


def test_a_link_stops_the_mails_of_one_pace(
    reader: Account, owner: Account, need: Need, offer: Offer, now: datetime
) -> None:
    daily, weekly = begin(reader, need, now, cadence="daily"), begin(reader, offer, now)
    others = begin(make_account("other"), need, now, cadence="daily")
    link = mails_link(reader, Cadence.DAILY)
    assert linked_mails(link) == (reader, Cadence.DAILY)
    stop_by_link(link, now=now)
    paces = {one.pk: one.cadence for one in Follow.objects.all()}
    assert paces == {daily.pk: "in_app", weekly.pk: "weekly", others.pk: "daily"}


def test_a_forged_link_names_nothing(reader: Account, need: Need, offer: Offer, now: datetime) -> None:
    first, second = begin(reader, need, now), begin(reader, offer, now)
    signature = follow_link(first).rpartition("~")[2]
    forged = [
        f"f.{second.public_id}~{signature}",
        f"d.{reader.public_id}~{signature}",
        follow_link(first)[:-1],
        f"f.{first.public_id}",
        "",
        "~",
    ]
    for link in forged:
        with pytest.raises(NotFound):
            stop_by_link(link, now=now)
    assert follows_of(reader).count() == 2


def test_an_offer_of_ones_own_may_be_followed(owner: Account, publish: Publish, now: datetime) -> None:
    assert begin(owner, publish(OFFERS), now).target == "offer"
