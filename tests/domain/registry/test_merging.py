"""Merging duplicates: everything moves, the old address leads to the survivor, chains never close."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scibridge.domain.accounts.access import represents
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.events import OrganisationsMerged, PeopleMerged
from scibridge.domain.registry.models import Affiliation, Merge, Organisation, OrganisationRelation, Person
from scibridge.domain.registry.selectors import (
    organisation_by_identifier,
    organisation_keys,
    organisations_for_index,
    person_keys,
    resolve_organisation,
    resolve_person,
    search_organisations,
)
from scibridge.domain.registry.services import (
    add_affiliation,
    edit_organisation,
    merge_organisations,
    merge_people,
    relate_organisations,
)
from scibridge.domain.registry.states import RelationKind
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ROR, OTHER_ROR, ORCID = "https://ror.org/05a28rw58", "https://ror.org/03cve4549", "0000-0002-1825-0097"


def merge(gone: Organisation, survivor: Organisation, moderator: Account) -> Organisation:
    return merge_organisations(gone=gone, survivor=survivor, reason="The same institute", actor=moderator)


def test_everything_of_an_organisation_moves(
    organisation: Make, person: Make, facility: Make, account: Make, moderator: Account, events: list[Event]
) -> None:
    gone = organisation(
        "River Inst.",
        "河流所",
        identifiers=[{"scheme": "ror", "value": ROR}, {"scheme": "wikidata", "value": "Q1"}],
        website="https://river.example/",
        latitude=1,
        longitude=2,
        domains=["river.example"],
        types=["company"],
    )
    survivor = organisation("River Institute", identifiers=[{"scheme": "wikidata", "value": "Q1"}])
    parent, lin, room = organisation("Parent"), person(), facility(at=gone)
    relate_organisations(organisation=gone, kind=RelationKind.PARENT, target=parent, actor=None)
    add_affiliation(person=lin, organisation=gone, actor=None, values={"from_year": 2019})
    representative = account("rep", role=Role.REPRESENTATIVE, at=gone)
    events.clear()

    merged = merge(gone, survivor, moderator)

    gone.refresh_from_db()
    assert (gone.status, gone.merged_into) == ("merged", survivor)
    assert set(merged.names.values_list("value", "kind")) == {
        ("River Institute", "label"),
        ("River Inst.", "alias"),
        ("河流所", "alias"),
    }
    assert sorted(str(one) for one in merged.identifiers.all()) == [f"ror:{ROR}", "wikidata:Q1"]
    assert [(one.kind, one.target) for one in merged.relations.all()] == [("parent", parent)]
    assert [(one.kind, one.target) for one in parent.relations.all()] == [("child", survivor)]
    assert lin.affiliations.get().organisation == survivor
    room.refresh_from_db()
    assert room.organisation == survivor
    assert represents(Account.objects.get(pk=representative.pk), survivor.public_id)
    assert not represents(Account.objects.get(pk=representative.pk), gone.public_id)
    assert (merged.website, merged.latitude, merged.domains, merged.types) == (
        "https://river.example/",
        1.0,
        ["river.example"],
        ["institute", "company"],
    )
    assert versions(merged.name) == {"en": "River Institute"}
    assert events == [OrganisationsMerged(gone.public_id, survivor.public_id)]
    record = Merge.objects.get()
    assert (record.gone_id, record.survivor_id, record.merged_by) == (
        gone.public_id,
        survivor.public_id,
        moderator,
    )
    assert record.moved == {
        "names": 2,
        "identifiers": 1,
        "relations": 2,
        "affiliations": 1,
        "facilities": 1,
        "grants": 1,
        "corrections": 0,
    }


def test_the_old_address_identifier_name_and_key_lead_to_the_survivor(
    organisation: Make, moderator: Account
) -> None:
    gone = organisation("River Inst.", identifiers=[{"scheme": "ror", "value": ROR}])
    survivor = merge(gone, organisation("Lake Institute"), moderator)
    assert resolve_organisation(gone.public_id) == (survivor, True)
    assert resolve_organisation(survivor.public_id) == (survivor, False)
    assert organisation_by_identifier("ror", ROR) == survivor
    assert search_organisations("river inst") == [survivor]
    [indexed] = organisations_for_index([gone.public_id, survivor.public_id])
    assert organisation_keys(indexed) == (
        f"ours:{survivor.public_id}",
        f"ror:{ROR}",
        f"ours:{gone.public_id}",
    )


def test_relations_between_the_two_and_repeated_ones_are_dropped(
    organisation: Make, moderator: Account
) -> None:
    gone, survivor, parent = organisation("Gone"), organisation("Survivor"), organisation("Parent")
    for one in (gone, survivor):
        relate_organisations(organisation=one, kind=RelationKind.PARENT, target=parent, actor=None)
        OrganisationRelation.objects.create(
            organisation=one, kind="related", target_ror=ROR, target_label="X"
        )
    relate_organisations(organisation=gone, kind=RelationKind.SUCCESSOR, target=survivor, actor=None)
    merge(gone, survivor, moderator)
    rows = OrganisationRelation.objects.values_list("organisation", "kind", "target", "target_ror")
    assert sorted(rows, key=str) == sorted(
        [
            (survivor.pk, "parent", parent.pk, ""),
            (survivor.pk, "related", None, ROR),
            (parent.pk, "child", survivor.pk, ""),
        ],
        key=str,
    )


def test_an_affiliation_said_of_both_is_kept_once(
    organisation: Make, person: Make, moderator: Account
) -> None:
    gone, survivor, lin = organisation("Gone"), organisation("Survivor"), person()
    for one in (gone, survivor):
        add_affiliation(person=lin, organisation=one, actor=None, values={"from_year": 2019})
    add_affiliation(person=lin, organisation=gone, actor=None, values={"from_year": 2021})
    merge(gone, survivor, moderator)
    assert list(Affiliation.objects.order_by("from_year").values_list("organisation", "from_year")) == [
        (survivor.pk, 2019),
        (survivor.pk, 2021),
    ]


def test_only_moderators_merge_and_only_two_live_records(
    organisation: Make, account: Make, moderator: Account
) -> None:
    gone, survivor, third = organisation("Gone"), organisation("Survivor"), organisation("Third")
    representative = account("rep", role=Role.REPRESENTATIVE, at=gone)
    with pytest.raises(NotAllowed):
        merge(gone, survivor, representative)
    with pytest.raises(InvalidInput):
        merge_organisations(gone=gone, survivor=survivor, reason=" ", actor=moderator)
    with pytest.raises(Conflict):
        merge(gone, gone, moderator)
    merge(gone, survivor, moderator)
    for one, other in ((gone, third), (third, gone), (survivor, gone)):
        with pytest.raises(Conflict) as caught:
            merge(one, other, moderator)
        assert caught.value.data == {"reason": "merged_already", "public_id": gone.public_id}
    with pytest.raises(NotAllowed) as refused:
        edit_organisation(organisation=gone, actor=moderator, values={"country": "FR"})
    assert refused.value.reason == "merged"


def test_a_survivor_without_a_source_takes_it_over_and_keeps_its_own_fields(
    organisation: Make, moderator: Account
) -> None:
    gone, survivor = organisation("Gone"), organisation("Survivor", website="https://own.example/")
    Organisation.objects.filter(pk=gone.pk).update(source_key=ROR, source_fingerprint="x")
    merged = merge(gone, survivor, moderator)
    gone.refresh_from_db()
    assert (merged.source_key, gone.source_key) == (ROR, None)
    assert {"name", "website", "names"} <= set(merged.kept_fields)
    assert "established" not in merged.kept_fields


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_merged_every_address_leads_to_one_live_record(
    organisation: Make, moderator: Account, data: st.DataObject
) -> None:
    savepoint = transaction.savepoint()
    try:
        made = [organisation(f"O{number}") for number in range(6)]
        leader = {one.public_id: one.public_id for one in made}
        for _ in range(data.draw(st.integers(0, 12))):
            gone, survivor = data.draw(st.sampled_from(made)), data.draw(st.sampled_from(made))
            allowed = gone != survivor and all(
                leader[one.public_id] == one.public_id for one in (gone, survivor)
            )
            if not allowed:
                with pytest.raises(Conflict):
                    merge(gone, survivor, moderator)
                continue
            merge(gone, survivor, moderator)
            leader = {
                one: survivor.public_id if led == gone.public_id else led for one, led in leader.items()
            }
        for public_id, led in leader.items():
            found, moved = resolve_organisation(public_id)
            assert (found.public_id, found.merged_into, moved) == (led, None, led != public_id)
        assert not Organisation.objects.filter(merged_into__merged_into__isnull=False).exists()
    finally:
        transaction.savepoint_rollback(savepoint)


def test_a_damaged_chain_ends(organisation: Make) -> None:
    first, second = organisation("First"), organisation("Second")
    Organisation.objects.filter(pk=first.pk).update(merged_into=second, status="merged")
    Organisation.objects.filter(pk=second.pk).update(merged_into=first, status="merged")
    with pytest.raises(NotFound):
        resolve_organisation(first.public_id)


def test_a_longer_chain_is_followed(organisation: Make) -> None:
    chain = [organisation(f"O{number}") for number in range(4)]
    for one, following in pairwise(chain):
        Organisation.objects.filter(pk=one.pk).update(merged_into=following, status="merged")
    assert resolve_organisation(chain[0].public_id) == (chain[3], True)


def test_everything_of_a_person_moves(
    person: Make, organisation: Make, account: Make, moderator: Account, events: list[Event]
) -> None:
    mei, here = account("mei"), organisation()
    gone = person(
        "M. Lin",
        "林梅",
        identifiers=[{"scheme": "orcid", "value": ORCID}],
        expertise={"en": ["Rice"]},
        country="CN",
    )
    survivor = person("Lin Mei", expertise={"en": ["Wheat"], "zh-hans": ["小麦"]})
    Person.objects.filter(pk=gone.pk).update(account=mei)
    add_affiliation(person=gone, organisation=here, actor=None)
    events.clear()
    merged = merge_people(gone=gone, survivor=survivor, reason="Same", actor=moderator)
    gone.refresh_from_db()
    assert (gone.merged_into, gone.account, merged.account, merged.country) == (survivor, None, mei, "CN")
    assert (merged.other_names, merged.folded) == (["M. Lin", "林梅"], "lin mei\nm lin\n林梅")
    assert merged.expertise == {"en": ["Wheat", "Rice"], "zh-hans": ["小麦"]}
    assert merged.affiliations.get().organisation == here
    assert resolve_person(gone.public_id) == (survivor, True)
    found, _ = resolve_person(survivor.public_id)
    assert person_keys(found) == (f"ours:{survivor.public_id}", f"orcid:{ORCID}", f"ours:{gone.public_id}")
    assert events == [PeopleMerged(gone.public_id, survivor.public_id)]


def test_two_people_claimed_by_two_accounts_are_not_merged(
    person: Make, account: Make, moderator: Account
) -> None:
    one, other = person("One"), person("Other")
    for record in (one, other):
        Person.objects.filter(pk=record.pk).update(account=account(str(record).lower()))
    with pytest.raises(Conflict) as caught:
        merge_people(gone=one, survivor=other, reason="Same", actor=moderator)
    assert caught.value.data["reason"] == "both_claimed"
    assert not Merge.objects.exists()
