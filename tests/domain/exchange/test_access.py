"""Who sees what: every tier against every viewer, with values that would show if they leaked."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import end_grant, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.exchange import services
from scibridge.domain.exchange.access import (
    can_create,
    can_edit,
    can_know_of,
    can_moderate,
    listed,
    visible_need,
    visible_needs,
    visible_offer,
    visible_offers,
)
from scibridge.domain.exchange.models import Need, Offer, OfferInventor, Posting
from scibridge.domain.exchange.selectors import (
    get_need,
    needs_known_to,
    needs_of,
    published_needs,
    published_offers,
)
from scibridge.domain.exchange.states import NEED_TIERS, OFFER_TIERS, State, Tier
from scibridge.domain.exchange.visible import PostingView, view_json
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.kernel.errors import NotAllowed, NotFound

NEED_SECRETS = {
    "confidential_details": {"en": "SECRET-confidential_details"},
    "budget": "987654.32",
    "current_solution": {"en": "SECRET-current_solution"},
    "shortfall": {"en": "SECRET-shortfall"},
    "must_haves": [{"metric": {"en": "SECRET-must_haves"}, "operator": "equal", "low": 1}],
    "excluded_approaches": {"zh": "SECRET-excluded_approaches"},
    "ip_position": ["joint_ownership"],
}
OFFER_SECRETS: dict[str, Any] = {
    "confidential_details": {"en": "SECRET-confidential_details"},
    "cost_comparison": {"en": "SECRET-cost_comparison"},
    "background": {"en": "SECRET-background"},
    "description": {"en": "SECRET-description"},
    "claims": [{"metric": {"en": "SECRET-claims"}, "operator": "equal", "low": 1, "no_comparison": True}],
    "readiness_evidence": {"en": "SECRET-readiness_evidence"},
    "identifiers": [{"scheme": "doi", "value": "10.1234/secret-identifiers"}],
    "rights": [{"right": "use", "field_of_use": {"en": "SECRET-rights"}}],
}
NEED_SECRETS_BUT_BUDGET = {name: value for name, value in NEED_SECRETS.items() if name != "budget"}
MARKS = {"budget": "987654.32", "ip_position": "joint_ownership", "identifiers": "secret-identifiers"}
VIEWERS = ("nobody", "anonymous", "stranger", "inactive", "member", "cleared", "once_cleared", "moderator",
           "administrator", "representative", "owner")  # fmt: skip
HIGHEST = {
    "nobody": Tier.PUBLIC,
    "anonymous": Tier.PUBLIC,
    "inactive": Tier.PUBLIC,
    "stranger": Tier.SIGNED_IN,
    "member": Tier.SIGNED_IN,
    "once_cleared": Tier.SIGNED_IN,
    "moderator": Tier.SIGNED_IN,
    "administrator": Tier.SIGNED_IN,
    "cleared": Tier.AFTER_NDA,
    "representative": Tier.AFTER_NDA,
    "owner": Tier.AFTER_NDA,
}


@pytest.fixture
def viewers(
    account: Callable[..., Account], organisation: Organisation, owner: Account, stranger: Account,
    moderator: Account, administrator: Account, representative: Account,
) -> dict[str, Any]:  # fmt: skip
    member, inactive = account("member"), account("inactive")
    grant_role(
        account=member, role=Role.MEMBER, on_kind=ORGANISATION, on_id=organisation.public_id, actor=None
    )
    grant_role(
        account=owner, role=Role.MEMBER, on_kind=ORGANISATION, on_id=organisation.public_id, actor=None
    )
    Account.objects.filter(pk=inactive.pk).update(is_active=False)
    inactive.refresh_from_db()
    return {
        "nobody": None, "anonymous": AnonymousUser(), "stranger": stranger, "inactive": inactive,
        "member": member, "cleared": account("cleared"), "once_cleared": account("once"),
        "moderator": moderator,
        "administrator": administrator, "representative": representative, "owner": owner,
    }  # fmt: skip


def clear(posting: Posting, viewers: dict[str, Any]) -> None:
    for name in ("cleared", "once_cleared"):
        services.grant_clearance(posting, account=viewers[name], actor=viewers["owner"])
    services.end_clearance(posting, account=viewers["once_cleared"], actor=viewers["owner"])


def put_in(need: Need, state: State) -> None:
    need.state = state.value
    need.return_reason = "unclear" if state is State.RETURNED else ""
    need.published_at = need.expires_at = need.submitted_at = need.created_at
    need.save()


def check(view: PostingView, field: str, tier: Tier, viewer: str, mark: str) -> None:
    shown = json.dumps(view_json(view), ensure_ascii=False)
    if tier.rank <= HIGHEST[viewer].rank:
        assert mark in shown
        assert field not in view.withheld
    else:
        assert mark not in shown
        assert mark not in repr(view)
        assert field in view.withheld


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_of_a_need_for_every_viewer(
    tier: Tier, viewers: dict[str, Any], need_fields: dict[str, Any], organisation: Organisation
) -> None:
    fields = need_fields | NEED_SECRETS_BUT_BUDGET | {
        "budget_low": None, "budget_high": NEED_SECRETS["budget"], "organisation": organisation.public_id,
        "field_tiers": dict.fromkeys(NEED_TIERS, tier.value),
    }  # fmt: skip
    need = services.create_need(actor=viewers["owner"], fields=fields)
    services.submit_need(need, actor=viewers["owner"])
    need = services.publish_need(need, actor=viewers["moderator"])
    clear(need, viewers)
    assert set(NEED_SECRETS) | {"organisation"} == set(NEED_TIERS)
    for name in VIEWERS:
        view = visible_need(need, viewers[name])
        for field in NEED_SECRETS:
            check(view, field, tier, name, MARKS.get(field, f"SECRET-{field}"))
        check(view, "organisation", tier, name, "Harbour Battery Works")
        assert ("owner_name" in view_json(view)) is (tier.rank <= HIGHEST[name].rank)


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_of_an_offer_for_every_viewer(
    tier: Tier, viewers: dict[str, Any], offer_fields: dict[str, Any], organisation: Organisation,
    person: Person, facility: Facility,
) -> None:  # fmt: skip
    fields = offer_fields | OFFER_SECRETS | {
        "organisation": organisation.public_id, "inventors": [{"person": person.public_id, "share": 60}],
        "facilities": [facility.public_id], "field_tiers": dict.fromkeys(OFFER_TIERS, tier.value),
    }  # fmt: skip
    offer = services.create_offer(actor=viewers["owner"], fields=fields)
    services.submit_offer(offer, actor=viewers["owner"])
    offer = services.publish_offer(offer, actor=viewers["moderator"])
    clear(offer, viewers)
    assert set(OFFER_SECRETS) | {"organisation", "inventors"} == set(OFFER_TIERS)
    for name in VIEWERS:
        view = visible_offer(offer, viewers[name])
        for field in OFFER_SECRETS:
            check(view, field, tier, name, MARKS.get(field, f"SECRET-{field}"))
        check(view, "organisation", tier, name, "Harbour Battery Works")
        check(view, "inventors", tier, name, "Lin Wei")


@pytest.mark.parametrize("tier", list(Tier))
def test_a_line_of_a_list_says_no_more_than_the_page(
    tier: Tier, viewers: dict[str, Any], need_fields: dict[str, Any], offer_fields: dict[str, Any],
    organisation: Organisation,
) -> None:  # fmt: skip
    need = services.create_need(
        actor=viewers["owner"],
        fields=need_fields | NEED_SECRETS_BUT_BUDGET | {"organisation": organisation.public_id}
        | {"field_tiers": dict.fromkeys(NEED_TIERS, tier.value)},
    )  # fmt: skip
    services.publish_need(services.submit_need(need, actor=viewers["owner"]), actor=viewers["moderator"])
    offer = services.create_offer(
        actor=viewers["owner"],
        fields=offer_fields | OFFER_SECRETS | {"organisation": organisation.public_id}
        | {"field_tiers": dict.fromkeys(OFFER_TIERS, tier.value)},
    )  # fmt: skip
    services.publish_offer(services.submit_offer(offer, actor=viewers["owner"]), actor=viewers["moderator"])
    clear(need, viewers)
    clear(offer, viewers)
    for name in VIEWERS:
        read = tier.rank <= HIGHEST[name].rank
        for rows, whole, words in (
            (
                published_needs(),
                visible_need(get_need(need.public_id, viewers[name]), viewers[name]),
                "problem",
            ),
            (published_offers(), visible_offer(published_offers().get(), viewers[name]), "summary"),
        ):
            (line,) = listed(rows, viewers[name])
            assert (line.organisation is not None) is read
            assert "SECRET" not in repr(line)
            assert ("Harbour Battery Works" in repr(line)) is read
            shared = ("id", "document_id", "state", "kind", "title", "challenge", "organisation")
            assert [getattr(line, one) for one in shared] == [getattr(whole, one) for one in shared]
            moments = ("published_at", "updated_at", "fictional")
            assert [getattr(line, one) for one in moments] == [getattr(whole, one) for one in moments]
            assert line.words == getattr(whole, words)
            assert line.deadline == getattr(whole, "deadline", None)
            assert line.readiness == getattr(whole, "readiness", None)
            assert line.held_back >= set(whole.withheld)


@pytest.mark.parametrize("state", list(State))
def test_a_list_holds_what_its_reader_may_know_of(
    state: State, viewers: dict[str, Any], need_fields: dict[str, Any], organisation: Organisation
) -> None:
    fields = need_fields | {"organisation": organisation.public_id}
    need = services.create_need(actor=viewers["owner"], fields=fields)
    clear(need, viewers)
    put_in(need, state)
    for name in VIEWERS:
        assert len(listed(Need.objects.all(), viewers[name])) == (name in KNOWN[state])


def test_the_defaults_keep_the_budget_and_the_details_back(published: Need, stranger: Account) -> None:
    shown = view_json(visible_need(published, None))
    assert visible_need(published, None).withheld == ("confidential_details", "budget")
    for name in ("confidential_details", "budget_low", "budget_high", "currency"):
        assert name not in shown
    assert view_json(visible_need(published, stranger))["budget_high"] == "250000.50"
    assert visible_need(published, stranger).withheld == ("confidential_details",)


def test_an_empty_field_is_not_said_to_be_withheld(
    owner: Account, moderator: Account, need_fields: dict[str, Any]
) -> None:
    bare = need_fields | {"confidential_details": {}, "budget_low": None, "budget_high": None, "currency": ""}
    need = services.create_need(actor=owner, fields=bare)
    need = services.publish_need(services.submit_need(need, actor=owner), actor=moderator)
    assert visible_need(need, None).withheld == ()


def test_the_owners_reference_is_the_owners_alone(
    published: Need, owner: Account, moderator: Account
) -> None:
    assert visible_need(published, owner).external_reference == "N-1"
    assert visible_need(published, moderator).external_reference is None
    assert visible_need(published, None).external_reference is None


KNOWN = {
    State.DRAFT: {"owner", "representative"},
    State.SUBMITTED: {"owner", "representative", "moderator", "administrator"},
    State.RETURNED: {"owner", "representative", "moderator", "administrator"},
    State.PUBLISHED: set(VIEWERS),
    State.WITHDRAWN: {"owner", "representative", "moderator", "administrator"},
    State.EXPIRED: set(VIEWERS),
    State.FULFILLED: set(VIEWERS),
}


@pytest.mark.parametrize("state", list(State))
def test_who_may_know_of_a_need_in_every_state(
    state: State, viewers: dict[str, Any], need_fields: dict[str, Any], organisation: Organisation
) -> None:
    fields = need_fields | {"organisation": organisation.public_id}
    need = services.create_need(actor=viewers["owner"], fields=fields)
    clear(need, viewers)
    put_in(need, state)
    for name in VIEWERS:
        viewer, known = viewers[name], name in KNOWN[state]
        assert bool(can_know_of(need, viewer)) is known
        assert needs_known_to(viewer).filter(pk=need.pk).exists() is known
        assert len(visible_needs([need], viewer)) == known
        if known:
            assert get_need(need.public_id, viewer) == need
        else:
            # Not there and not yours to know of look the same.
            with pytest.raises(NotFound):
                visible_need(need, viewer)
            with pytest.raises(NotFound):
                get_need(need.public_id, viewer)


def test_what_was_withdrawn_before_anyone_saw_it_stays_with_its_owner(
    draft: Need, owner: Account, moderator: Account
) -> None:
    services.submit_need(draft, actor=owner)
    services.take_back_need(draft, actor=owner)
    services.withdraw_need(draft, actor=owner)
    draft.refresh_from_db()
    assert (bool(can_know_of(draft, owner)), bool(can_know_of(draft, moderator))) == (True, False)
    assert not needs_known_to(moderator).filter(pk=draft.pk).exists()
    assert needs_known_to(owner).filter(pk=draft.pk).exists()


def test_reasons_of_decisions(viewers: dict[str, Any], published: Need, organisation: Organisation) -> None:
    assert can_edit(published, viewers["stranger"]).reason == "owners_and_representatives_only"
    assert can_edit(published, viewers["owner"]).reason == "owner"
    assert can_moderate(published, viewers["owner"]).allowed is False
    assert can_moderate(published, viewers["moderator"]).reason == "moderator"
    assert can_moderate(published, viewers["administrator"]).allowed is True
    assert can_moderate(published, viewers["stranger"]).reason == "moderators_only"
    assert can_create(None, None).reason == "sign_in_first"
    assert can_create(organisation, viewers["stranger"]).allowed is False
    assert can_create(organisation, viewers["member"]).reason == "member"
    assert can_create(organisation, viewers["administrator"]).reason == "administrator"


def test_nobody_moderates_their_own_but_an_administrator(
    moderator: Account, administrator: Account, need_fields: dict[str, Any]
) -> None:
    mine = services.create_need(actor=moderator, fields=need_fields)
    assert can_moderate(mine, moderator).reason == "not_your_own"
    assert can_moderate(mine, administrator).allowed is True
    theirs = services.create_need(actor=administrator, fields=need_fields)
    assert can_moderate(theirs, administrator).reason == "administrator"


@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_queries_however_long(
    count: int, owner: Account, moderator: Account, stranger: Account, organisation: Organisation,
    person: Person, facility: Facility, need_fields: dict[str, Any], offer_fields: dict[str, Any],
) -> None:  # fmt: skip
    grant_role(
        account=owner, role=Role.MEMBER, on_kind=ORGANISATION, on_id=organisation.public_id, actor=None
    )
    for number in range(count):
        more = {"external_reference": str(number), "organisation": organisation.public_id}
        need = services.create_need(actor=owner, fields=need_fields | more)
        services.publish_need(services.submit_need(need, actor=owner), actor=moderator)
        more |= {"inventors": [{"person": person.public_id}], "facilities": [facility.public_id]}
        offer = services.create_offer(actor=owner, fields=offer_fields | more)
        services.publish_offer(services.submit_offer(offer, actor=owner), actor=moderator)
    with CaptureQueriesContext(connection) as queries:
        assert len(visible_needs(published_needs(), stranger)) == count
    # Rows, owners, organisations, must-haves, the viewer's grants, the viewer's clearances.
    assert len(queries) == 6
    with CaptureQueriesContext(connection) as queries:
        assert len(visible_offers(published_offers(), stranger)) == count
    # As above with claims, rights, identifiers, inventors with people, facilities; grants are known by now.
    assert len(queries) == 9
    for rows in (published_needs(), published_offers()):
        with CaptureQueriesContext(connection) as queries:
            assert len(listed(rows, stranger)) == count
        # Rows with their organisations, and what the viewer is cleared for.
        assert len(queries) == 2


def test_more_people_than_sqlite_takes_in_one_list(owner: Account, offer_fields: dict[str, Any]) -> None:
    offer = services.create_offer(actor=owner, fields=offer_fields)
    people = Person.objects.bulk_create(
        [Person(public_id=f"p{number:011}", name="A", country="CN") for number in range(1100)]
    )
    OfferInventor.objects.bulk_create(
        [OfferInventor(offer=offer, person=one, position=place) for place, one in enumerate(people, start=9)]
    )
    assert len(visible_offer(offer, owner).inventors or ()) >= 1100


def test_views_are_frozen(offer: Offer) -> None:
    view = visible_offer(offer, None)
    with pytest.raises(AttributeError):
        view.state = "draft"  # type: ignore[misc]


def test_who_left_an_organisation_no_longer_writes_in_its_name(
    viewers: dict[str, Any], organisation: Organisation
) -> None:
    owner, representative = viewers["owner"], viewers["representative"]
    fields = {
        "kind": "market",
        "title": {"en": "Theirs"},
        "problem": {"en": "A problem."},
        "confidential_details": {"en": "Secret."},
        "organisation": organisation.public_id,
    }
    published = services.submit_need(services.create_need(actor=owner, fields=fields), actor=owner)
    published = services.publish_need(published, actor=viewers["moderator"])
    assert can_edit(published, owner).reason == "owner"
    alone = services.create_need(actor=owner, fields={"title": {"en": "My own"}})
    assert {published.pk, alone.pk} <= set(needs_of(owner).values_list("pk", flat=True))
    for grant in owner.grants.filter(on_id=organisation.public_id):
        end_grant(grant=grant, actor=representative)
    owner = Account.objects.get(pk=owner.pk)
    assert (bool(can_edit(published, owner)), bool(can_edit(alone, owner))) == (False, True)
    assert set(needs_of(owner).values_list("pk", flat=True)) == {alone.pk}
    assert visible_need(published, owner).confidential_details is None
    for step in (services.withdraw_need, services.fulfil_need):
        with pytest.raises(NotAllowed):
            step(published, actor=owner)
    assert can_edit(published, representative).allowed
    # What they wrote is still theirs where nobody may judge their own.
    grant_role(account=owner, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    owner = Account.objects.get(pk=owner.pk)
    assert can_moderate(published, owner).reason == "not_your_own"
