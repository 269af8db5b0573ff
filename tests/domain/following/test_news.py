"""What is told: what is new, once, to those who may read it at that moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.services import (
    NEEDS,
    OFFERS,
    expire_due,
    fulfil_need,
    grant_clearance,
    update_need,
    withdraw_offer,
)
from scibridge.domain.following.models import Follow, Notice
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.selectors import look, told
from scibridge.domain.following.services import follow_search, follow_target
from scibridge.domain.following.services.delivering import deliver_due
from scibridge.domain.following.states import Target
from scibridge.domain.registry.services import merge_organisations, register_organisation
from scibridge.flows.indexing.updating import bring_up_to_date

Publish = Callable[..., Any]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def follow(account: Account, posting: Need | Offer, now: datetime) -> Follow:
    return follow_target(
        actor=account,
        target=Target(posting.KIND.value),
        target_id=posting.public_id,
        now=now,
        cadence="in_app",
    )


def news(account: Account, now: datetime) -> list[tuple[str, str]]:
    """What the next round tells an account, oldest first."""
    before = set(Notice.objects.filter(account=account).values_list("pk", flat=True))
    deliver_due(now=now)
    rows = Notice.objects.filter(account=account).exclude(pk__in=before).order_by("pk")
    return list(rows.values_list("news", "document_id"))


def test_a_need_tells_its_new_answers_once(
    reader: Account, need: Need, offer: Offer, publish: Publish, now: datetime
) -> None:
    follow(reader, need, now)
    assert news(reader, now + HOUR) == []
    fresh = publish(OFFERS, title={"en": "Polymer solid electrolyte for cold ports"})
    assert news(reader, now + 2 * HOUR) == [("answer", fresh.document_id)]
    assert news(reader, now + 3 * HOUR) == []


def test_an_offer_tells_the_needs_that_ask_for_it(
    reader: Account, offer: Offer, publish: Publish, now: datetime
) -> None:
    follow(reader, offer, now)
    asking = publish(NEEDS)
    assert news(reader, now + HOUR) == [("asked", asking.document_id)]


def test_what_was_taken_back_meanwhile_is_not_told(
    reader: Account, owner: Account, need: Need, publish: Publish, now: datetime
) -> None:
    follow(reader, need, now)
    withdraw_offer(publish(OFFERS), actor=owner)
    assert news(reader, now + HOUR) == []


def test_what_was_told_and_taken_back_says_nothing_any_more(
    reader: Account, owner: Account, need: Need, publish: Publish, now: datetime
) -> None:
    follow(reader, need, now)
    answer = publish(OFFERS)
    assert news(reader, now + HOUR) == [("answer", answer.document_id)]
    withdraw_offer(answer, actor=owner)
    bring_up_to_date()
    assert [one.line for one in told(Notice.objects.all(), reader)] == [None]


def test_ones_own_postings_are_no_news(owner: Account, need: Need, publish: Publish, now: datetime) -> None:
    follow(owner, need, now)
    search = read_search("offers", {})
    follow_search(actor=owner, search=search, name="all", now=now, cadence="in_app")
    publish(OFFERS)
    assert news(owner, now + HOUR) == []


def test_a_change_is_told_to_those_who_can_see_it(
    reader: Account, owner: Account, moderator: Account, need: Need, now: datetime
) -> None:
    cleared = grant_clearance(need, account=moderator, actor=owner).account
    for someone in (reader, cleared):
        follow(someone, need, now)
    row = Need.objects.get(pk=need.pk)
    update_need(
        row,
        actor=owner,
        fields={"confidential_details": {"en": "LEAK-NDA another harbour"}},
        expected_version=row.version,
    )
    assert news(cleared, now + HOUR) == [("changed", need.document_id)]
    assert news(reader, now + 2 * HOUR) == []
    row.refresh_from_db()
    NEEDS.approve_revision(
        update_need(row, actor=owner, fields={"problem": {"en": "Changed"}}, expected_version=row.version),
        actor=moderator,
    )
    assert news(reader, now + 3 * HOUR) == [("changed", need.document_id)]


def test_renewing_the_end_is_no_change(reader: Account, owner: Account, need: Need, now: datetime) -> None:
    follow(reader, need, now)
    Need.objects.filter(pk=need.pk).update(expires_at=now + DAY)
    NEEDS.renew(Need.objects.get(pk=need.pk), actor=owner)
    assert news(reader, now + HOUR) == []


def test_the_end_of_a_need_is_told_once(reader: Account, owner: Account, need: Need, now: datetime) -> None:
    follow(reader, need, now)
    fulfil_need(need, actor=owner)
    assert news(reader, now + HOUR) == [("closed", need.document_id)]
    assert news(reader, now + 2 * HOUR) == []


def test_what_expires_is_told_too(reader: Account, offer: Offer, now: datetime) -> None:
    follow(reader, offer, now)
    Offer.objects.filter(pk=offer.pk).update(expires_at=now - DAY)
    expire_due(now=now)
    assert news(reader, now + HOUR) == [("closed", offer.document_id)]


def test_a_withdrawn_need_falls_silent(reader: Account, owner: Account, need: Need, now: datetime) -> None:
    row = follow(reader, need, now)
    NEEDS.withdraw(need, actor=owner)
    assert look(row, reader, now=now + HOUR).items == ()


def test_a_list_tells_what_fits_it_and_was_published_since(
    reader: Account, publish: Publish, now: datetime
) -> None:
    search = read_search("needs", {"challenge": ["energy_security"], "text": ["ports"]})
    follow_search(actor=reader, search=search, name="ports", now=now, cadence="in_app")
    publish(NEEDS, at=now - HOUR)
    publish(NEEDS, at=now + HOUR / 2, challenge="food_security")
    publish(NEEDS, at=now + HOUR / 2, title={"en": "Something else"}, problem={"en": "Nothing"})
    fits = publish(NEEDS, at=now + HOUR / 2)
    assert news(reader, now + HOUR) == [("found", fits.document_id)]
    assert news(reader, now + 2 * HOUR) == []


def test_what_was_seen_late_is_told_and_only_once(reader: Account, publish: Publish, now: datetime) -> None:
    follow_search(actor=reader, search=read_search("needs", {}), name="all", now=now, cadence="in_app")
    first = publish(NEEDS, at=now + HOUR - timedelta(minutes=2))
    assert news(reader, now + HOUR) == [("found", first.document_id)]
    # Published before that look, by a transaction that ended after it.
    late = publish(NEEDS, at=now + HOUR - timedelta(minutes=1))
    assert news(reader, now + 2 * HOUR) == [("found", late.document_id)]


def test_two_searches_tell_the_same_thing_once(reader: Account, publish: Publish, now: datetime) -> None:
    for parameters in ({}, {"challenge": ["energy_security"]}):
        search = read_search("needs", parameters)
        follow_search(actor=reader, search=search, name="x", now=now, cadence="in_app")
    one = publish(NEEDS, at=now + HOUR / 2)
    assert news(reader, now + HOUR) == [("found", one.document_id)]


def test_a_ranked_search_tells_new_hits_that_are_near_enough(
    reader: Account, need: Need, offer: Offer, publish: Publish, now: datetime
) -> None:
    search = read_search("match", {"q": ["sulfide solid electrolyte pouch cell for cold ports"]})
    follow_search(actor=reader, search=search, name="cells", now=now, cadence="in_app")
    far = publish(OFFERS, title={"en": "Cold storage of apples"}, summary={"en": "Apples stay fresh."})
    near = publish(OFFERS, summary={"en": "Another sulfide solid electrolyte pouch cell for cold ports."})
    told_of = news(reader, now + HOUR)
    assert ("found", near.document_id) in told_of
    assert ("found", far.document_id) not in told_of
    assert ("found", offer.document_id) not in told_of


def test_an_organisation_tells_what_it_posts_by_name(
    reader: Account, owner: Account, publish: Publish, now: datetime
) -> None:
    body = register_organisation(
        actor=None, values={"name": {"en": "Harbour Works"}, "country": "SG", "types": ["company"]}
    )
    grant_role(
        account=owner,
        role=Role.MEMBER,
        on_kind=ORGANISATION,
        on_id=body.public_id,
        actor=None,
    )
    follow_target(
        actor=reader, target=Target.ORGANISATION, target_id=body.public_id, now=now, cadence="in_app"
    )
    own = {"organisation": body.public_id}
    named = publish(NEEDS, at=now + HOUR / 2, **own)
    publish(OFFERS, at=now + HOUR / 2, **own, field_tiers={"organisation": "after_nda"})
    assert news(reader, now + HOUR) == [("posted", named.document_id)]


def test_a_merged_organisation_is_followed_on(
    reader: Account, moderator: Account, owner: Account, publish: Publish, now: datetime
) -> None:
    gone, stays = (
        register_organisation(
            actor=None, values={"name": {"en": name}, "country": "SG", "types": ["company"]}
        )
        for name in ("Harbour Works", "Harbour Works Ltd")
    )
    for account in (reader, moderator):
        follow_target(
            actor=account, target=Target.ORGANISATION, target_id=gone.public_id, now=now, cadence="in_app"
        )
    follow_target(
        actor=moderator, target=Target.ORGANISATION, target_id=stays.public_id, now=now, cadence="in_app"
    )
    merge_organisations(gone=gone, survivor=stays, actor=moderator, reason="The same.")
    lasting = Follow.objects.filter(ended_at__isnull=True)
    assert sorted(lasting.values_list("account__name", "target_id")) == [
        ("Moderator", stays.public_id),
        ("Reader", stays.public_id),
    ]
    grant_role(account=owner, role=Role.MEMBER, on_kind=ORGANISATION, on_id=stays.public_id, actor=None)
    posted = publish(NEEDS, at=now + HOUR / 2, organisation=stays.public_id)
    assert news(reader, now + HOUR) == [("posted", posted.document_id)]


def test_without_an_index_nothing_is_lost(
    reader: Account, need: Need, publish: Publish, now: datetime, settings: Any, tmp_path: Any
) -> None:
    follow(reader, need, now)
    answer = publish(OFFERS)
    settings.INDEX_DIRECTORY, kept = tmp_path / "nowhere", settings.INDEX_DIRECTORY
    assert news(reader, now + HOUR) == []
    settings.INDEX_DIRECTORY = kept
    assert news(reader, now + HOUR) == [("answer", answer.document_id)]
