"""What follows a change elsewhere: answers others kept, and postings of an organisation that was merged."""

import pytest
from tests.doors import MODERATOR, OWNER, REPRESENTATIVE, RIVAL, Doors, build
from tests.kept import kept

from scibridge.domain.exchange import services
from scibridge.domain.exchange.access import can_edit
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.selectors import needs_of, stored_matches
from scibridge.domain.indexing.models import IndexChange
from scibridge.domain.registry.services import merge_organisations
from scibridge.flows.indexing.updating import bring_up_to_date


@pytest.fixture
def world(db: None) -> Doors:
    return kept(build)


@pytest.mark.parametrize("field", ["inventors", "organisation"])
def test_kept_answers_forget_who_stood_behind_an_offer(world: Doors, field: str) -> None:
    owner, rival = world.people[OWNER], world.people[RIVAL]
    fields = {
        "kind": "technology",
        "title": "Comb on a blade for a quiet rotor",
        "summary": "A quiet rotor for harbour drones.",
        "organisation": world.organisation.public_id,
        "inventors": [{"person": world.inventor.public_id}],
    }
    offer = services.submit_offer(services.create_offer(actor=owner, fields=fields), actor=owner)
    offer = services.publish_offer(offer, actor=world.people[MODERATOR])
    bring_up_to_date()
    need = services.create_need(actor=rival, fields={"title": "A quiet rotor for harbour drones"})
    services.match_need(need, actor=rival)

    def told() -> set[str]:
        kept = stored_matches(need, rival).matches
        spoken_for = {one.id: {each.id for each in one.explanation.evidence} for one in kept}
        return {one for one, evidence in spoken_for.items() if offer.document_id in evidence}

    person = f"person:{world.inventor.public_id}"
    organisation = f"organisation:{world.organisation.public_id}"
    assert told() == {person, organisation}
    services.update_offer(
        offer,
        actor=owner,
        fields={"field_tiers": offer.field_tiers | {field: "after_nda"}},
        expected_version=offer.version,
    )
    assert told() == {person, organisation} - {person if field == "inventors" else organisation}


def test_postings_follow_an_organisation_that_is_merged(world: Doors) -> None:
    representative = world.people[REPRESENTATIVE]
    both = {"title": "One reference, two bodies", "external_reference": "R-1"}
    services.create_need(actor=world.people[RIVAL], fields=both | {"organisation": world.other.public_id})
    mine = services.create_need(
        actor=representative, fields=both | {"organisation": world.organisation.public_id}
    )
    before = set(needs_of(representative).values_list("public_id", flat=True))
    IndexChange.objects.all().delete()
    merge_organisations(
        gone=world.organisation, survivor=world.other, reason="the same firm", actor=world.people[MODERATOR]
    )
    need = Need.objects.get(pk=world.need.pk)
    assert need.organisation == world.other
    assert need.version == world.need.version + 1
    account = type(representative).objects.get(pk=representative.pk)
    assert can_edit(need, account)
    assert before < set(needs_of(account).values_list("public_id", flat=True))
    mine.refresh_from_db()
    assert mine.external_reference == f"R-1 ({world.organisation.public_id})"
    assert IndexChange.objects.filter(document_id=need.document_id).exists()
