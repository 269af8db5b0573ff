"""The verbs: who, from where, what is recorded, what is told, and what two writers at once get."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange import events, services
from scibridge.domain.exchange.access import visible_need
from scibridge.domain.exchange.content import write_content
from scibridge.domain.exchange.models import (
    IdempotencyKey,
    Match,
    NdaClearance,
    Need,
    NeedMustHave,
    Offer,
    Revision,
    Version,
)
from scibridge.domain.exchange.selectors import (
    compare_versions,
    content_of,
    editable_content,
    history,
    needs_of,
    needs_to_moderate,
    offers_to_moderate,
    pending_revision,
    revision_differences,
)
from scibridge.domain.exchange.states import MACHINE, ReturnReason, State
from scibridge.domain.registry.models import Organisation
from scibridge.kernel import events as kernel_events
from scibridge.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound

EVENTS = (*events.NEED_INDEX_EVENTS, *events.OFFER_INDEX_EVENTS, events.NeedSubmitted, events.OfferSubmitted,
          events.NeedRevisionProposed, events.NeedRevisionRefused, events.ClearanceGranted,
          events.ClearanceEnded)  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the events emitted during a test, and nobody else listening."""
    heard: list[str] = []
    handlers: dict[type, list[Callable[[Any], None]]] = {
        event: [lambda one: heard.append(type(one).__name__)] for event in EVENTS
    }
    monkeypatch.setattr(kernel_events, "_handlers", handlers)
    return heard


def problems(refused: "pytest.ExceptionInfo[InvalidInput]") -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refused.value.problems]


# From the state of the row, which verbs succeed and where they lead; every other verb is refused there.
LEADS: dict[str, dict[State, State]] = {
    "submit": {State.DRAFT: State.SUBMITTED, State.RETURNED: State.SUBMITTED},
    "take_back": dict.fromkeys((State.SUBMITTED, State.WITHDRAWN, State.EXPIRED), State.DRAFT),
    "publish": {State.SUBMITTED: State.PUBLISHED},
    "return_for_changes": dict.fromkeys((State.SUBMITTED, State.PUBLISHED), State.RETURNED),
    "withdraw": dict.fromkeys(
        (State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED, State.EXPIRED), State.WITHDRAWN
    ),
    "fulfil": dict.fromkeys((State.PUBLISHED, State.EXPIRED), State.FULFILLED),
    # Published: where it ends within thirty days, as here.
    "renew": dict.fromkeys((State.EXPIRED, State.PUBLISHED), State.PUBLISHED),
}
BY_MODERATOR = {"publish", "return_for_changes"}


@pytest.mark.parametrize("verb", list(LEADS))
@pytest.mark.parametrize("state", list(State))
def test_every_verb_in_every_state(
    verb: str, state: State, draft: Need, owner: Account, administrator: Account
) -> None:
    draft.state = state.value
    draft.return_reason = "unclear" if state is State.RETURNED else ""
    draft.published_at = draft.expires_at = draft.submitted_at = draft.created_at
    draft.save()
    more = {"reason": ReturnReason.UNCLEAR} if verb == "return_for_changes" else {}
    # An administrator who owns the need passes every access rule, so that the state alone decides.
    actor = administrator if verb in BY_MODERATOR and state is not State.DRAFT else owner
    act = getattr(services.NEEDS, verb)
    target = LEADS[verb].get(state)
    if target is None:
        with pytest.raises((IllegalTransition, Conflict, NotAllowed)):
            act(draft, actor=actor, **more)
        assert Need.objects.get(pk=draft.pk).state == state.value
        return
    assert MACHINE.may(state, target) or state is target
    after = act(draft, actor=actor, **more)
    assert after.state == target.value
    assert after.version == draft.version + 1
    stored = Need.objects.get(pk=draft.pk)
    assert (stored.state, stored.version) == (target.value, after.version)
    recorded = Version.objects.get(subject_id=draft.public_id)
    action = "renewed" if verb == "renew" and state is State.PUBLISHED else target.value
    assert (recorded.number, recorded.action, recorded.state) == (after.version, action, target.value)


@pytest.mark.parametrize("verb", list(LEADS))
def test_no_verb_for_strangers(verb: str, published: Need, stranger: Account) -> None:
    more = {"reason": ReturnReason.UNCLEAR} if verb == "return_for_changes" else {}
    with pytest.raises(NotAllowed):
        getattr(services.NEEDS, verb)(published, actor=stranger, **more)
    assert Need.objects.get(pk=published.pk).version == published.version


def test_a_strangers_draft_does_not_exist(draft: Need, stranger: Account) -> None:
    with pytest.raises(NotFound):
        services.update_need(draft, actor=stranger, fields={"title": "x"}, expected_version=99)
    with pytest.raises(NotFound):
        services.submit_need(draft, actor=stranger)


def test_the_life_of_a_need(
    owner: Account, moderator: Account, need_fields: dict[str, Any], told: list[str]
) -> None:
    need = services.create_need(actor=owner, fields=need_fields)
    assert (need.state, need.version, told) == ("draft", 1, [])
    need = services.submit_need(need, actor=owner)
    assert list(needs_to_moderate()) == [need]
    note = {"en": "Give a figure.", "zh": "请给出数值。"}
    need = services.return_need(need, actor=moderator, reason=ReturnReason.NOT_MEASURABLE, note=note)
    assert (need.return_reason, need.return_note.data) == (
        "not_measurable", {"en": "Give a figure.", "zh-hans": "请给出数值。"},
    )  # fmt: skip
    need = services.update_need(
        need, actor=owner, fields={"efficacy": "twice the life"}, expected_version=need.version
    )
    assert need.state == "returned"
    need = services.submit_need(need, actor=owner)
    assert (need.return_reason, need.return_note.data) == ("", {})
    need = services.publish_need(need, actor=moderator)
    need = services.fulfil_need(need, actor=owner, note="Signed with a partner")
    assert told == ["NeedSubmitted", "NeedReturned", "NeedSubmitted", "NeedPublished", "NeedFulfilled"]
    entries = history(need, owner)
    assert [(one.action, one.actor_name) for one in entries] == [
        ("submitted", "Owner"),
        ("returned", "Moderator"),
        ("submitted", "Owner"),
        ("published", "Moderator"),
        ("fulfilled", "Owner"),
    ]
    assert [one.number for one in entries] == sorted({one.number for one in entries})
    assert entries[-1].note == "Signed with a partner"
    (changed,) = compare_versions(need, entries[0].number, entries[2].number, owner)
    assert (changed.field, changed.before, changed.after) == ("efficacy", {}, {"en": "twice the life"})


def test_the_life_of_an_offer(offer: Offer, owner: Account, told: list[str]) -> None:
    offer = services.withdraw_offer(offer, actor=owner)
    offer = services.take_back_offer(offer, actor=owner)
    offer = services.submit_offer(offer, actor=owner)
    assert list(offers_to_moderate()) == [offer]
    assert told == ["OfferWithdrawn", "OfferSubmitted"]


def test_submitting_names_everything_missing(owner: Account) -> None:
    need = services.create_need(actor=owner, fields={"title": "Only a title", "deadline": "2020-01-01"})
    with pytest.raises(InvalidInput) as refused:
        services.submit_need(need, actor=owner)
    assert problems(refused) == [("kind", "required"), ("problem", "required"), ("deadline", "in_the_past")]
    assert Need.objects.get().state == "draft"


def test_what_may_not_be_exported_is_not_published(owner: Account, offer_fields: dict[str, Any]) -> None:
    offer = services.create_offer(actor=owner, fields=offer_fields | {"export_control": "prohibited"})
    with pytest.raises(InvalidInput) as refused:
        services.submit_offer(offer, actor=owner)
    assert problems(refused) == [("export_control", "prohibited")]


def test_creating_names_every_problem_and_writes_nothing(owner: Account) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.create_need(actor=owner, fields={"kind": "urgent", "colour": 1, "sdgs": [0]})
    assert problems(refused) == [
        ("colour", "unknown_field"),
        ("kind", "unknown_code"),
        ("sdgs.0", "out_of_range"),
    ]
    with pytest.raises(InvalidInput) as refused:
        services.create_offer(
            actor=owner, fields={"title": "x", "inventors": [{"person": "azzzzzzzzzzz"}], "facilities": ["b"]}
        )
    assert problems(refused) == [("inventors.0.person", "unknown_reference")]
    assert (Need.objects.count(), Offer.objects.count()) == (0, 0)


def test_only_members_post_for_an_organisation(
    owner: Account, representative: Account, organisation: Organisation, need_fields: dict[str, Any]
) -> None:
    fields = need_fields | {"organisation": organisation.public_id}
    with pytest.raises(NotAllowed):
        services.create_need(actor=owner, fields=fields)
    need = services.create_need(actor=representative, fields=fields)
    assert need.organisation == organisation
    mine = services.create_need(actor=owner, fields=need_fields)
    with pytest.raises(NotAllowed):
        services.update_need(
            mine, actor=owner, fields={"organisation": organisation.public_id}, expected_version=1
        )


# Keys


def test_the_same_key_gives_the_same_need(
    owner: Account, stranger: Account, need_fields: dict[str, Any]
) -> None:
    first = services.create_need(actor=owner, fields=need_fields, idempotency_key="k1")
    again = services.create_need(actor=owner, fields=need_fields, idempotency_key="k1")
    assert first == again
    more = {"external_reference": "N-2"}
    assert services.create_need(actor=owner, fields=need_fields | more, idempotency_key="k2") != first
    assert services.create_need(actor=stranger, fields=need_fields, idempotency_key="k1") != first
    with pytest.raises(Conflict) as refused:
        services.create_need(actor=owner, fields=need_fields | more, idempotency_key="k1")
    assert refused.value.data["reason"] == "idempotency_key_reused"
    assert (Need.objects.count(), IdempotencyKey.objects.count()) == (3, 3)


def test_a_key_whose_creation_failed_may_be_used_again(owner: Account, need_fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        services.create_need(actor=owner, fields=need_fields | {"title": ""}, idempotency_key="k")
    assert IdempotencyKey.objects.count() == 0
    assert services.create_need(actor=owner, fields=need_fields, idempotency_key="k").pk


def test_own_references_are_used_once(owner: Account, stranger: Account, need_fields: dict[str, Any]) -> None:
    services.create_need(actor=owner, fields=need_fields)
    services.create_need(actor=stranger, fields=need_fields)
    with pytest.raises(InvalidInput) as refused:
        services.create_need(actor=owner, fields=need_fields)
    assert problems(refused) == [("external_reference", "taken")]


# Editing


def test_a_lost_update_is_refused_with_both_sides(draft: Need, owner: Account) -> None:
    services.update_need(draft, actor=owner, fields={"title": {"en": "Theirs"}}, expected_version=1)
    with pytest.raises(Conflict) as refused:
        services.update_need(
            draft, actor=owner, fields={"title": {"en": "Yours"}, "sdgs": [1]}, expected_version=1
        )
    assert refused.value.data == {
        "reason": "changed_meanwhile",
        "id": draft.public_id,
        "expected": 1,
        "actual": 2,
        "yours": {"title": {"en": "Yours"}, "sdgs": [1]},
        "theirs": {"title": {"en": "Theirs"}, "sdgs": [7, 9]},
    }
    assert Need.objects.get().title.data == {"en": "Theirs"}


def test_a_stranger_with_an_old_version_learns_nothing(published: Need, stranger: Account) -> None:
    with pytest.raises(NotAllowed) as refused:
        services.update_need(
            published, actor=stranger, fields={"confidential_details": "x"}, expected_version=1
        )
    assert "Acme" not in repr(refused.value.data)


def test_an_edit_that_changes_nothing_is_no_version(draft: Need, owner: Account) -> None:
    same = services.update_need(draft, actor=owner, fields=content_of(draft), expected_version=1)
    assert same.version == 1


def test_rows_are_replaced_whole(draft: Need, owner: Account) -> None:
    rows = [{"metric": {"zh": "质量"}, "operator": "about", "low": 3, "unit": "kg"}]
    after = services.update_need(draft, actor=owner, fields={"must_haves": rows}, expected_version=1)
    assert [(row.position, row.metric.data, row.low) for row in after.must_haves.all()] == [
        (0, {"zh-hans": "质量"}, 3.0)
    ]
    with pytest.raises(InvalidInput) as refused:
        services.update_need(
            after, actor=owner, fields={"must_haves": [*rows, {"metric": "x"}]}, expected_version=2
        )
    assert problems(refused) == [("must_haves.1.operator", "required"), ("must_haves.1.low", "required")]
    assert NeedMustHave.objects.count() == 1


@pytest.mark.parametrize("state", [State.SUBMITTED, State.WITHDRAWN, State.EXPIRED, State.FULFILLED])
def test_closed_states_are_not_edited(state: State, draft: Need, owner: Account) -> None:
    draft.state, draft.published_at, draft.expires_at = state.value, draft.created_at, draft.created_at
    draft.save()
    with pytest.raises(Conflict) as refused:
        services.update_need(draft, actor=owner, fields={"title": "New"}, expected_version=1)
    assert refused.value.data["reason"] == "closed_for_editing"


def test_an_edit_of_a_published_need_waits_and_the_published_one_stands(
    published: Need, owner: Account, moderator: Account, told: list[str]
) -> None:
    need = services.update_need(
        published, actor=owner, fields={"title": {"en": "Bait"}}, expected_version=published.version
    )
    assert need.version == published.version + 1
    assert visible_need(need, None).title["en"] == "A solid electrolyte for cold ports"
    assert editable_content(need)["title"].data == {"en": "Bait"}
    assert list(needs_to_moderate()) == [need]
    (difference,) = revision_differences(need, moderator)
    assert (difference.field, difference.after) == ("title", {"en": "Bait"})
    # A second edit joins the first.
    need = services.update_need(need, actor=owner, fields={"sdgs": [1]}, expected_version=need.version)
    assert Revision.objects.get().changes == {"title": {"en": "Bait"}, "sdgs": [1]}
    need = services.approve_need_revision(need, actor=moderator)
    assert (visible_need(need, None).title, visible_need(need, None).sdgs) == ({"en": "Bait"}, (1,))
    assert pending_revision(need) is None
    assert told == ["NeedRevisionProposed", "NeedRevisionProposed", "NeedChanged"]
    assert history(need, owner)[-1].action == "revised"


def test_a_refused_revision_leaves_the_published_need(
    published: Need, owner: Account, moderator: Account, stranger: Account, told: list[str]
) -> None:
    need = services.update_need(
        published, actor=owner, fields={"title": {"en": "Bait"}}, expected_version=published.version
    )
    for actor in (owner, stranger):
        with pytest.raises(NotAllowed):
            services.approve_need_revision(need, actor=actor)
    need = services.refuse_need_revision(need, actor=moderator, reason=ReturnReason.UNCLEAR, note="Why?")
    row = Revision.objects.get()
    assert (row.outcome, row.reason, row.note.data) == ("refused", "unclear", {"en": "Why?"})
    assert visible_need(need, None).title["en"] == "A solid electrolyte for cold ports"
    assert told == ["NeedRevisionProposed", "NeedRevisionRefused"]
    with pytest.raises(NotFound):
        services.approve_need_revision(need, actor=moderator)


def test_an_edit_back_to_what_is_published_takes_the_revision_away(published: Need, owner: Account) -> None:
    before = write_content(content_of(published))["title"]
    need = services.update_need(
        published, actor=owner, fields={"title": "Other"}, expected_version=published.version
    )
    need = services.update_need(need, actor=owner, fields={"title": before}, expected_version=need.version)
    assert pending_revision(need) is None
    assert Revision.objects.get().outcome == "superseded"


def test_a_revision_must_be_publishable(published: Need, owner: Account) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.update_need(
            published, actor=owner, fields={"problem": ""}, expected_version=published.version
        )
    assert problems(refused) == [("problem", "required")]
    with pytest.raises(InvalidInput) as refused:
        services.update_need(
            published, actor=owner, fields={"budget_low": 10**9}, expected_version=published.version
        )
    assert problems(refused) == [("budget_high", "below_low")]
    assert Revision.objects.count() == 0


def test_what_becomes_more_confidential_does_so_at_once(
    published: Need, owner: Account, told: list[str]
) -> None:
    Match.objects.create(
        need=published, need_version=1, document_id=published.document_id, kind="need", rank=1, score=1.0,
        answer={}, explanation={}, scorer="bm25", computed_at=timezone.now(),
    )  # fmt: skip
    tiers = {"must_haves": "after_nda", "budget": "public"}
    need = services.update_need(
        published, actor=owner, fields={"field_tiers": tiers, "sdgs": [1]}, expected_version=published.version
    )
    view = visible_need(need, None)
    assert (view.must_haves, view.budget_high, view.sdgs) == (None, None, (7, 9))
    assert told == ["NeedChanged", "NeedRevisionProposed"]
    waiting = Revision.objects.get().changes
    assert (waiting["sdgs"], set(waiting)) == ([1], {"sdgs", "field_tiers"})
    assert {name: waiting["field_tiers"][name] for name in tiers} == tiers
    # Answers kept from before, in which the field could be quoted, are gone.
    assert Match.objects.count() == 0


def test_what_no_moderator_can_read_changes_at_once(
    published: Need, owner: Account, moderator: Account
) -> None:
    need = services.update_need(
        published,
        actor=owner,
        fields={"confidential_details": {"en": "NEW"}},
        expected_version=published.version,
    )
    assert visible_need(need, owner).confidential_details == {"en": "NEW"}
    assert Revision.objects.count() == 0
    versions = history(need, moderator)
    assert compare_versions(need, versions[0].number, versions[-1].number, moderator) == ()
    (difference,) = compare_versions(need, versions[0].number, versions[-1].number, owner)
    assert difference.field == "confidential_details"


def test_loosening_a_tier_together_with_its_content_waits(published: Need, owner: Account) -> None:
    fields = {"confidential_details": {"en": "ADVERT"}, "field_tiers": {"confidential_details": "public"}}
    need = services.update_need(published, actor=owner, fields=fields, expected_version=published.version)
    assert visible_need(need, None).confidential_details is None
    assert visible_need(need, owner).confidential_details == {"en": "LEAK-NDA the supplier is Acme"}
    assert set(Revision.objects.get().changes) == {"confidential_details", "field_tiers"}


def test_stating_the_tiers_as_they_are_changes_nothing(published: Need, owner: Account) -> None:
    fields = {"field_tiers": {"budget": "signed_in"}, "title": content_of(published)["title"]}
    need = services.update_need(published, actor=owner, fields=fields, expected_version=published.version)
    assert (need.version, Revision.objects.count()) == (published.version, 0)


def test_a_moderator_sees_what_a_revision_would_open(
    published: Need, owner: Account, moderator: Account
) -> None:
    tiers = {"field_tiers": {"confidential_details": "public"}}
    need = services.update_need(published, actor=owner, fields=tiers, expected_version=published.version)
    shown = {one.field: (one.before, one.after) for one in revision_differences(need, moderator)}
    assert shown == {
        "confidential_details": (None, {"en": "LEAK-NDA the supplier is Acme"}),
        "field_tiers": (need.field_tiers, need.field_tiers | {"confidential_details": "public"}),
    }


def test_an_edit_of_what_a_revision_would_open_joins_the_revision(published: Need, owner: Account) -> None:
    tiers = {"field_tiers": {"confidential_details": "public"}}
    need = services.update_need(published, actor=owner, fields=tiers, expected_version=published.version)
    need = services.update_need(
        need, actor=owner, fields={"confidential_details": {"en": "NEW"}}, expected_version=need.version
    )
    assert visible_need(need, owner).confidential_details == {"en": "LEAK-NDA the supplier is Acme"}
    assert Revision.objects.get().changes["confidential_details"] == {"en": "NEW"}


def test_approving_an_older_choice_of_tiers_does_not_undo_a_stricter_one(
    published: Need, owner: Account, moderator: Account
) -> None:
    def choose(need: Need, **tiers: str) -> Need:
        return services.update_need(
            need, actor=owner, fields={"field_tiers": tiers}, expected_version=need.version
        )

    need = choose(published, budget="public")
    need = choose(need, budget="public", must_haves="after_nda")
    assert visible_need(need, None).must_haves is None
    need = services.approve_need_revision(need, actor=moderator)
    view = visible_need(need, None)
    assert (view.must_haves, str(view.budget_high)) == (None, "250000.50")
    # Tightening alone takes back an opening that still waits.
    need = choose(need, budget="public", must_haves="public")
    need = choose(need, budget="after_nda", must_haves="after_nda")
    assert pending_revision(need) is None
    assert visible_need(need, None).budget_high is None


def test_an_administrators_edit_takes_their_waiting_revision_along(
    published: Need, owner: Account, moderator: Account
) -> None:
    need = services.update_need(
        published, actor=owner, fields={"title": {"en": "Other"}}, expected_version=published.version
    )
    grant_role(account=owner, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    need = services.update_need(need, actor=owner, fields={"sdgs": [1]}, expected_version=need.version)
    assert (visible_need(need, None).title, visible_need(need, None).sdgs) == ({"en": "Other"}, (1,))
    assert pending_revision(need) is None


def test_an_administrators_own_edit_is_live(administrator: Account, need_fields: dict[str, Any]) -> None:
    need = services.create_need(actor=administrator, fields=need_fields)
    need = services.publish_need(services.submit_need(need, actor=administrator), actor=administrator)
    need = services.update_need(
        need, actor=administrator, fields={"title": {"en": "New"}}, expected_version=need.version
    )
    assert visible_need(need, None).title == {"en": "New"}


def test_a_moderator_does_not_edit_others(published: Need, moderator: Account) -> None:
    with pytest.raises(NotAllowed):
        services.update_need(
            published, actor=moderator, fields={"title": "x"}, expected_version=published.version
        )


def test_withdrawing_takes_the_revision_along(published: Need, owner: Account, told: list[str]) -> None:
    need = services.update_need(
        published, actor=owner, fields={"title": "Other"}, expected_version=published.version
    )
    need = services.withdraw_need(need, actor=owner)
    assert pending_revision(need) is None
    assert told[-1] == "NeedWithdrawn"


# Ends


def test_expiry_is_the_owners_day_or_the_deadline_or_a_year(
    owner: Account, moderator: Account, need_fields: dict[str, Any]
) -> None:
    def publish(**more: Any) -> Need:
        fields = need_fields | {"external_reference": "", "deadline": None} | more
        need = services.create_need(actor=owner, fields=fields)
        return services.publish_need(services.submit_need(need, actor=owner), actor=moderator)

    today = timezone.now().date()
    soon, later = today + timedelta(days=30), today + timedelta(days=60)
    day_after = datetime.combine(soon + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    assert publish(expires_on=soon, deadline=later).expires_at == day_after
    assert publish(deadline=soon).expires_at == day_after
    plain = publish()
    assert plain.published_at is not None
    assert plain.expires_at == plain.published_at + timedelta(days=365)
    far = publish(deadline="2999-01-01")
    assert far.published_at is not None
    assert far.expires_at == far.published_at + timedelta(days=1095)


def test_what_is_due_expires_once_and_can_be_renewed(
    published: Need, owner: Account, told: list[str]
) -> None:
    assert published.expires_at is not None
    early, late = published.expires_at - timedelta(seconds=1), published.expires_at
    assert services.expire_due(now=early) == []
    assert services.expire_due(now=late) == [published.document_id]
    assert services.expire_due(now=late) == []
    need = Need.objects.get()
    assert need.state == "expired"
    with pytest.raises(InvalidInput) as refused:
        services.renew_need(need, actor=owner, expires_on=date(2020, 1, 1))
    assert problems(refused) == [("expires_on", "in_the_past")]
    need = services.renew_need(need, actor=owner, expires_on=timezone.now().date() + timedelta(days=9))
    assert need.state == "published"
    assert told == ["NeedExpired", "NeedPublished"]


def test_what_ends_within_thirty_days_is_renewed_in_place(
    published: Need, owner: Account, told: list[str]
) -> None:
    ends = timezone.now() + timedelta(days=30)
    Need.objects.filter(pk=published.pk).update(expires_at=ends)
    day = timezone.now().date() + timedelta(days=200)
    need = services.renew_need(published, actor=owner, expires_on=day)
    assert (need.state, need.published_at, need.expires_on) == ("published", published.published_at, day)
    assert need.expires_at is not None
    assert need.expires_at.date() == day + timedelta(days=1)
    assert told == ["NeedChanged"]
    with pytest.raises(Conflict) as refused:
        services.renew_need(need, actor=owner)
    assert refused.value.data["reason"] == "not_expired"


def test_three_years_are_the_longest_life(published: Need, owner: Account) -> None:
    start = timezone.now() - timedelta(days=1095 - 20)
    Need.objects.filter(pk=published.pk).update(published_at=start, expires_at=start + timedelta(days=1095))
    with pytest.raises(Conflict) as refused:
        services.renew_need(published, actor=owner)
    assert refused.value.data["reason"] == "longest_life"
    assert Need.objects.get().version == published.version


def test_expired_is_not_published_by_a_moderator_but_renewed_by_its_owner(
    published: Need, moderator: Account
) -> None:
    assert published.expires_at is not None
    services.expire_due(now=published.expires_at)
    with pytest.raises(IllegalTransition):
        services.publish_need(published, actor=moderator)


def test_a_withdrawn_offer_leaves_the_answers_kept_for_others(
    draft: Need, offer: Offer, owner: Account
) -> None:
    Match.objects.create(
        need=draft, need_version=1, document_id=offer.document_id, kind="offer", rank=1, score=1.0,
        answer={}, explanation={}, scorer="bm25", computed_at=timezone.now(),
    )  # fmt: skip
    services.withdraw_offer(offer, actor=owner)
    assert Match.objects.count() == 0


# Clearance


def test_clearance_is_granted_once_by_the_owners_side(
    published: Need, owner: Account, stranger: Account, moderator: Account, told: list[str]
) -> None:
    with pytest.raises(NotAllowed):
        services.grant_clearance(published, account=stranger, actor=moderator)
    first = services.grant_clearance(published, account=stranger, actor=owner)
    assert services.grant_clearance(published, account=stranger, actor=owner) == first
    assert visible_need(published, stranger).withheld == ()
    services.end_clearance(published, account=stranger, actor=owner)
    services.end_clearance(published, account=stranger, actor=owner)
    assert visible_need(published, stranger).withheld == ("confidential_details",)
    assert NdaClearance.objects.count() == 1
    assert told == ["ClearanceGranted", "ClearanceEnded"]


# What the database itself refuses


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "lost"},
        {"state": "published"},
        {"state": "returned"},
        {"return_reason": "unclear"},
        {"kind": "urgent"},
        {"challenge": "boredom"},
        {"readiness_required": 10},
        {"readiness_now": 0},
        {"budget_low": 2, "budget_high": 1, "currency": "EUR"},
        {"budget_low": 1, "currency": ""},
        {"answer_within_days": 366},
        {"version": 0},
    ],
)
def test_the_database_repeats_the_invariants(columns: dict[str, Any], draft: Need) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=draft.pk).update(**columns)


def test_lists_of_ones_own(
    draft: Need, stranger: Account, representative: Account, organisation: Organisation,
    need_fields: dict[str, Any],
) -> None:  # fmt: skip
    theirs = services.create_need(
        actor=representative, fields=need_fields | {"organisation": organisation.public_id}
    )
    assert list(needs_of(draft.owner)) == [draft]
    assert list(needs_of(representative)) == [theirs]
    assert list(needs_of(stranger)) == list(needs_of(None)) == []


def test_history_is_for_its_own_side_and_moderators(
    published: Need, draft: Need, stranger: Account, moderator: Account
) -> None:
    with pytest.raises(NotAllowed):
        history(published, stranger)
    with pytest.raises(NotAllowed):
        history(published, None)
    assert [one.action for one in history(published, moderator)] == ["submitted", "published"]
    with pytest.raises(NotFound):
        compare_versions(published, 1, 77, moderator)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"readiness_evidence": {}}, [("readiness_evidence", "evidence_required")]),
        ({"readiness_evidence": {}, "readiness": None}, []),
        ({"claims": [{}]}, [("claims.0.baseline", "baseline_required")]),
        ({"claims": [{"no_comparison": True}]}, []),
        ({"claims": [{"baseline_value": 0}]}, []),
        ({"claims": [{"baseline": {"en": "a cell"}}]}, []),
        (
            {"claims": [{"baseline_value": 0, "no_comparison": True}]},
            [("claims.0.no_comparison", "compared_after_all")],
        ),
    ],
)
def test_an_offer_is_submitted_with_its_evidence(
    owner: Account,
    offer_fields: dict[str, Any],
    changes: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    claim = {"metric": {"en": "energy density"}, "operator": "equal", "low": 0.42, "unit": "kWh/kg"}
    if "claims" in changes:
        changes = changes | {"claims": [claim | one for one in changes["claims"]]}
    offer = services.create_offer(actor=owner, fields=offer_fields | changes)
    if not expected:
        assert services.submit_offer(offer, actor=owner).state == "submitted"
        return
    with pytest.raises(InvalidInput) as refused:
        services.submit_offer(offer, actor=owner)
    assert problems(refused) == expected


def test_what_was_submitted_before_evidence_was_asked_can_be_published(
    owner: Account, moderator: Account, offer_fields: dict[str, Any]
) -> None:
    offer = services.submit_offer(services.create_offer(actor=owner, fields=offer_fields), actor=owner)
    Offer.objects.filter(pk=offer.pk).update(readiness_evidence="")
    offer.refresh_from_db()
    assert services.publish_offer(offer, actor=moderator).state == "published"
