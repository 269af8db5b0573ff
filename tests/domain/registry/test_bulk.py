"""Organisations from a source: new, changed and unchanged, and what was edited here stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.events import OrganisationChanged, OrganisationsImported
from scibridge.domain.registry.models import Organisation, OrganisationName, OrganisationRelation
from scibridge.domain.registry.records import SourceIdentifier, SourceOrganisation, SourceRelation
from scibridge.domain.registry.services import (
    Resolution,
    UpsertCounts,
    edit_organisation,
    merge_organisations,
    relate_organisations,
    resolve_relations,
    upsert_organisations,
    use_source_value,
)
from scibridge.domain.registry.states import RelationKind
from scibridge.domain.registry.validators import NameValue
from scibridge.kernel.bilingual import versions
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
A, B, C = "https://ror.org/05a28rw58", "https://ror.org/03cve4549", "https://ror.org/042nb2s44"


def record(key: str = A, name: str = "River Institute", **values: Any) -> SourceOrganisation:
    given: dict[str, Any] = {
        "name": {"en": name},
        "names": (NameValue(name, "en", "label"), NameValue("RI", "", "acronym")),
        "types": ("facility",),
        "country": "CN",
        "place": {"en": "Wuhan"},
        "latitude": 30.5,
        "longitude": 114.3,
        "website": "https://river.example/",
        "established": 1958,
        "identifiers": (SourceIdentifier("wikidata", "Q1"),),
        **values,
    }
    return SourceOrganisation(key=key, **given)


def at(key: str) -> Organisation:
    return Organisation.objects.get(source_key=key)


def test_the_same_records_again_change_nothing(events: list[Event]) -> None:
    batch = [record(A), record(B, "Lake Institute", relations=(SourceRelation("parent", A, "River"),))]
    assert upsert_organisations(batch) == UpsertCounts(new=2)
    made = at(A)
    assert (made.origin, made.status, made.sort_key, made.kept_fields) == (
        "ror",
        "active",
        "river institute",
        [],
    )
    assert [str(one) for one in made.identifiers.all()] == [f"ror:{A}", "wikidata:Q1"]
    assert set(made.names.values_list("value", "folded")) == {
        ("River Institute", "river institute"),
        ("RI", "ri"),
    }
    assert events == [OrganisationsImported((made.public_id, at(B).public_id))]
    before = list(Organisation.objects.values())
    events.clear()
    assert upsert_organisations(batch) == UpsertCounts(unchanged=2)
    assert (list(Organisation.objects.values()), events) == (before, [])


def test_a_changed_record_replaces_what_the_source_said_before(events: list[Event]) -> None:
    upsert_organisations([record(relations=(SourceRelation("parent", B, "B"),))])
    events.clear()
    renamed = record(
        name="River and Lake Institute",
        names=(NameValue("River and Lake Institute", "en", "label"),),
        status="inactive",
        website="",
        identifiers=(),
        relations=(SourceRelation("related", C, "C"),),
    )
    assert upsert_organisations([renamed]) == UpsertCounts(changed=1)
    made = at(A)
    assert (versions(made.name), made.status, made.website) == (
        {"en": "River and Lake Institute"},
        "inactive",
        "",
    )
    assert [one.value for one in made.names.all()] == ["River and Lake Institute"]
    assert [str(one) for one in made.identifiers.all()] == [f"ror:{A}"]
    assert list(made.relations.values_list("kind", "target_ror", "target_label")) == [("related", C, "C")]
    assert events == [OrganisationsImported((made.public_id,)), OrganisationChanged(made.public_id)]


def test_what_was_edited_here_stays_and_what_the_source_says_is_recorded(moderator: Account) -> None:
    upsert_organisations([record()])
    edit_organisation(
        organisation=at(A),
        actor=moderator,
        values={"website": "https://ours.example/", "names": [{"value": "RIVER", "kind": "acronym"}]},
    )
    changed = record(
        website="https://theirs.example/", established=1960, names=(NameValue("Rivière", "fr", "label"),)
    )
    assert upsert_organisations([changed]) == UpsertCounts(changed=1, kept=1)
    made = at(A)
    assert (made.website, made.established, made.kept_fields) == (
        "https://ours.example/",
        1960,
        ["names", "website"],
    )
    assert made.source_values == {"website": "https://theirs.example/"}
    assert {one.value for one in made.names.all()} == {"River Institute", "RIVER"}
    assert upsert_organisations([changed]) == UpsertCounts(unchanged=1)
    use_source_value(organisation=made, field="website", actor=moderator)
    assert at(A).website == "https://theirs.example/"
    use_source_value(organisation=made, field="names", actor=moderator)
    assert upsert_organisations([changed]) == UpsertCounts(changed=1)
    assert "Rivière" in {one.value for one in at(A).names.all()}
    assert upsert_organisations([changed]) == UpsertCounts(unchanged=1)


def test_coordinates_are_kept_and_given_back_as_a_pair(moderator: Account) -> None:
    upsert_organisations([record()])
    edit_organisation(organisation=at(A), actor=moderator, values={"latitude": 31})
    upsert_organisations([record(latitude=40.0, longitude=116.0)])
    made = at(A)
    assert (made.latitude, made.longitude, made.kept_fields) == (31.0, 114.3, ["latitude", "longitude"])
    back = use_source_value(organisation=made, field="longitude", actor=moderator)
    assert (back.latitude, back.longitude, back.kept_fields, back.source_values) == (40.0, 116.0, [], {})


def test_a_record_made_here_is_completed_not_overwritten(organisation: Make) -> None:
    ours = organisation("Our River", country="FR", identifiers=[{"scheme": "ror", "value": A}])
    assert upsert_organisations([record()]) == UpsertCounts(changed=1, kept=1)
    assert Organisation.objects.get() == ours
    made = at(A)
    assert (versions(made.name), made.country, made.website, made.origin) == (
        {"en": "Our River"},
        "FR",
        "https://river.example/",
        "platform",
    )
    assert made.source_values["country"] == "CN"
    assert made.identifiers.filter(scheme="ror").count() == 1
    assert upsert_organisations([record()]) == UpsertCounts(unchanged=1)


def test_a_record_merged_away_here_stays_merged(moderator: Account, organisation: Make) -> None:
    upsert_organisations([record(A), record(B, "Lake Institute")])
    merge_organisations(gone=at(A), survivor=at(B), reason="Same", actor=moderator)
    counts = upsert_organisations(
        [record(A, established=1900), record(B, "Lake Institute", established=1901)]
    )
    assert counts == UpsertCounts(changed=1, unchanged=1, merged_here=1)
    assert (at(A).status, at(B).established) == ("merged", 1901)
    into_ours = organisation("Ours")
    merge_organisations(gone=at(B), survivor=into_ours, reason="Same", actor=moderator)
    assert upsert_organisations([record(B, "Renamed", established=1902)]) == UpsertCounts(changed=1, kept=1)
    into_ours.refresh_from_db()
    assert (versions(into_ours.name), into_ours.source_key) == ({"en": "Ours"}, B)


def test_relations_dangle_until_their_target_arrives() -> None:
    upsert_organisations(
        [record(A, relations=(SourceRelation("parent", B, "Lake"), SourceRelation("related", C, "Sea")))]
    )
    assert resolve_relations() == Resolution(resolved=0, dangling=2)
    upsert_organisations([record(B, "Lake", relations=(SourceRelation("child", A, "River"),))])
    assert [one.target for one in at(B).relations.all()] == [at(A)]
    assert resolve_relations() == Resolution(resolved=1, dangling=1)
    assert resolve_relations() == Resolution(resolved=0, dangling=1)
    assert {(one.kind, one.target, one.target_label) for one in at(A).relations.all()} == {
        ("parent", at(B), "Lake"),
        ("related", None, "Sea"),
    }


def test_two_records_merged_here_are_one_target(moderator: Account) -> None:
    relations = (SourceRelation("related", B, "B"), SourceRelation("related", C, "C"))
    upsert_organisations([record(A, relations=relations)])
    upsert_organisations([record(B, "B"), record(C, "C")])
    merge_organisations(gone=at(B), survivor=at(C), reason="Same", actor=moderator)
    resolve_relations()
    assert OrganisationRelation.objects.filter(organisation=at(A), target=at(C)).count() == 1


def test_a_relation_to_itself_and_repeats_are_left_out() -> None:
    twice = SourceRelation("parent", B, "B")
    upsert_organisations([record(A, relations=(SourceRelation("related", A, "self"), twice, twice))])
    assert [one.target_ror for one in at(A).relations.all()] == [B]


def test_platform_relations_and_names_survive_an_import(organisation: Make, moderator: Account) -> None:
    upsert_organisations([record()])
    friend = organisation("Friend")
    relate_organisations(organisation=at(A), kind=RelationKind.RELATED, target=friend, actor=moderator)
    upsert_organisations([record(established=1900, relations=(SourceRelation("parent", B, "B"),))])
    assert [one.target for one in at(A).relations.all()] == [friend]


def test_a_batch_is_all_or_nothing() -> None:
    broken = replace(record(B, "Lake"), latitude=200.0)
    with pytest.raises(Exception, match="organisation_on_earth"):
        upsert_organisations([record(A), broken])
    assert (Organisation.objects.count(), OrganisationName.objects.count()) == (0, 0)


def test_queries_do_not_grow_with_the_batch(events: list[Event]) -> None:
    counted = []
    for many in (1, 30):
        batch = [record(f"https://ror.org/{many:02d}{number:07d}", f"O{number}") for number in range(many)]
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                upsert_organisations(batch)
            counted.append(len(queries))
    new, again = counted[:2]
    assert counted == [new, again, new, again]
    assert again < new


def test_the_fingerprint_sees_every_field() -> None:
    plain = record()
    changes: dict[str, Any] = {
        "name": {"en": "X"},
        "names": (),
        "types": (),
        "country": "FR",
        "place": {},
        "region": "x",
        "region_code": "x",
        "latitude": 1.0,
        "longitude": 1.0,
        "website": "",
        "domains": ("x.org",),
        "established": None,
        "status": "inactive",
        "identifiers": (SourceIdentifier("wikidata", "Q1", False),),
        "relations": (SourceRelation("parent", B),),
    }
    prints = {replace(plain, **{field: value}).fingerprint() for field, value in changes.items()}
    assert len(prints | {plain.fingerprint()}) == len(changes) + 1
    assert plain.fingerprint() == record().fingerprint()
