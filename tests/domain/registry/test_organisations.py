"""Registering, editing and relating organisations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from scibridge.domain.accounts.access import represents
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.events import OrganisationChanged
from scibridge.domain.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.services import (
    edit_organisation,
    register_organisation,
    relate_organisations,
    unrelate_organisations,
    use_source_value,
)
from scibridge.domain.registry.services.saving import MOST_REGISTRATIONS_A_DAY
from scibridge.domain.registry.states import Origin, RelationKind
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import Conflict, InvalidInput, NotAllowed
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ROR, OTHER_ROR = "https://ror.org/05a28rw58", "https://ror.org/03cve4549"
VALUES = {
    "name": {"en": "Tsinghua University", "zh-hans": "清华大学"},
    "names": [{"value": "THU", "kind": "acronym"}, {"value": "國立清華大學", "language": "zh-Hant"}],
    "country": "cn",
    "types": ["university", "institute"],
    "place": {"en": "Beijing", "zh-hans": "北京"},
    "latitude": 40.0,
    "longitude": 116.3,
    "website": "https://www.tsinghua.edu.cn/",
    "domains": ["Tsinghua.edu.cn"],
    "established": 1911,
    "identifiers": [{"scheme": "ror", "value": "03cve4549"}, {"scheme": "wikidata", "value": "Q16955"}],
}


def problems(caught: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in caught.value.problems]


def named(organisation: Organisation) -> set[tuple[str, str, str]]:
    return set(organisation.names.values_list("value", "language", "kind"))


def test_registering_stores_the_checked_form_and_makes_a_representative(
    account: Make, events: list[Event]
) -> None:
    mei = account("mei")
    made = register_organisation(actor=mei, values=VALUES)
    assert (made.country, made.domains, made.sort_key) == ("CN", ["tsinghua.edu.cn"], "tsinghua university")
    assert (made.origin, made.status, made.fictional, made.registered_by) == (
        "platform",
        "active",
        False,
        mei,
    )
    assert named(made) == {
        ("Tsinghua University", "en", "label"),
        ("清华大学", "zh-Hans", "label"),
        ("THU", "", "acronym"),
        ("國立清華大學", "zh-Hant", "alias"),
    }
    assert [str(one) for one in made.identifiers.all()] == [f"ror:{OTHER_ROR}", "wikidata:Q16955"]
    assert represents(Account.objects.get(pk=mei.pk), made.public_id)
    assert events == [OrganisationChanged(made.public_id)]


def test_a_moderator_who_registers_represents_nobody(moderator: Account) -> None:
    made = register_organisation(actor=moderator, values=VALUES)
    assert not represents(Account.objects.get(pk=moderator.pk), made.public_id)


def test_every_problem_is_named_and_nothing_is_written(account: Make) -> None:
    with pytest.raises(InvalidInput) as caught:
        register_organisation(
            actor=account("mei"), values={"name": {"en": " "}, "latitude": 91, "types": ["x"]}
        )
    assert problems(caught) == [
        ("latitude", "out_of_range"),
        ("types", "unknown_code"),
        ("name", "required"),
        ("country", "required"),
    ]
    with pytest.raises(InvalidInput) as caught:
        register_organisation(actor=account("mei"), values={**VALUES, "longitude": None})
    assert problems(caught) == [("longitude", "required")]
    assert not Organisation.objects.exists()


def test_an_identifier_held_already_names_its_holder(organisation: Make, account: Make) -> None:
    holder = organisation(identifiers=[{"scheme": "ror", "value": OTHER_ROR}])
    with pytest.raises(InvalidInput) as caught:
        register_organisation(actor=account("mei"), values=VALUES)
    [problem] = caught.value.problems
    assert (problem.field, problem.code, problem.data["public_id"]) == (
        "identifiers",
        "taken",
        holder.public_id,
    )
    assert Organisation.objects.count() == 1


def test_identifiers_that_real_records_share_may_be_shared(organisation: Make) -> None:
    shared = [{"scheme": "wikidata", "value": "Q16955"}]
    organisation(identifiers=shared)
    organisation("Its hospital", identifiers=shared)
    assert OrganisationIdentifier.objects.filter(value="Q16955").count() == 2


def test_a_visitor_registers_nothing() -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed) as caught:
        register_organisation(actor=AnonymousUser(), values=VALUES)  # type: ignore[arg-type]
    assert caught.value.reason == "sign_in_first"


def test_registering_is_limited_by_the_day(account: Make, moderator: Account) -> None:
    mei = account("mei")
    for number in range(MOST_REGISTRATIONS_A_DAY):
        Organisation.objects.create(name=f"O{number}", sort_key=f"o{number}", registered_by=mei)
    with pytest.raises(InvalidInput) as caught:
        register_organisation(actor=mei, values=VALUES)
    assert problems(caught) == [("", "too_many_today")]
    Organisation.objects.update(registered_by=moderator)
    register_organisation(actor=moderator, values=VALUES)


def test_only_the_operator_chooses_public_ids(account: Make) -> None:
    made = register_organisation(
        actor=None, values=VALUES, public_id="a00000000001", origin=Origin.DEMONSTRATION, fictional=True
    )
    assert (made.public_id, made.origin, made.fictional) == ("a00000000001", "demonstration", True)
    other = {**VALUES, "identifiers": []}
    with pytest.raises(Conflict):
        register_organisation(actor=None, values=other, public_id="a00000000001")
    with pytest.raises(InvalidInput):
        register_organisation(actor=account("mei"), values=other, public_id="a00000000002")


def test_editing_is_for_representatives_and_moderators(
    organisation: Make, account: Make, moderator: Account
) -> None:
    made = organisation("River Institute")
    representative = account("rep", role=Role.REPRESENTATIVE, at=made)
    member = account("member", role=Role.MEMBER, at=made)
    elsewhere = account("other", role=Role.REPRESENTATIVE, at=organisation("Elsewhere"))
    for who in (member, elsewhere):
        with pytest.raises(NotAllowed) as caught:
            edit_organisation(organisation=made, actor=who, values={"summary": {"en": "Taken over"}})
        assert caught.value.reason == "representatives_only"
    assert versions(Organisation.objects.get(pk=made.pk).summary) == {}
    for who in (representative, moderator):
        edited = edit_organisation(organisation=made, actor=who, values={"summary": {"en": f"By {who.name}"}})
        assert versions(edited.summary) == {"en": f"By {who.name}"}


def test_the_same_values_again_change_nothing(organisation: Make, events: list[Event]) -> None:
    made = register_organisation(actor=None, values=VALUES)
    before = Organisation.objects.values().get(pk=made.pk)
    events.clear()
    edit_organisation(organisation=made, actor=None, values=VALUES)
    assert Organisation.objects.values().get(pk=made.pk) == before
    assert events == []


def test_a_new_name_replaces_the_old_label_and_keeps_the_aliases(organisation: Make) -> None:
    made = register_organisation(actor=None, values=VALUES)
    edit_organisation(
        organisation=made, actor=None, values={"name": {"en": "Qinghua", "zh-hans": "清华大学"}}
    )
    assert named(made) == {
        ("Qinghua", "en", "label"),
        ("清华大学", "zh-Hans", "label"),
        ("THU", "", "acronym"),
        ("國立清華大學", "zh-Hant", "alias"),
    }
    edit_organisation(organisation=made, actor=None, values={"names": []})
    assert named(made) == {("Qinghua", "en", "label"), ("清华大学", "zh-Hans", "label")}


def test_clearing_what_is_required_is_refused(organisation: Make) -> None:
    made = organisation()
    with pytest.raises(InvalidInput) as caught:
        edit_organisation(organisation=made, actor=None, values={"name": {}, "types": []})
    assert problems(caught) == [("name", "required"), ("types", "required")]


def test_nobody_edits_their_way_to_withdrawn_or_merged(organisation: Make) -> None:
    made = organisation()
    for status in ("merged", "withdrawn"):
        with pytest.raises(InvalidInput):
            edit_organisation(organisation=made, actor=None, values={"status": status})
    edited = edit_organisation(organisation=made, actor=None, values={"status": "inactive"})
    assert edited.status == "inactive"


def test_identifiers_are_replaced_and_a_taken_one_changes_nothing(organisation: Make) -> None:
    organisation("Holder", identifiers=[{"scheme": "ror", "value": ROR}])
    made = register_organisation(actor=None, values=VALUES)
    with pytest.raises(InvalidInput):
        edit_organisation(
            organisation=made, actor=None, values={"identifiers": [{"scheme": "ror", "value": ROR}]}
        )
    assert made.identifiers.count() == 2
    edit_organisation(
        organisation=made,
        actor=None,
        values={"identifiers": [{"scheme": "uscc", "value": "91350100M000100Y43"}]},
    )
    assert [str(one) for one in made.identifiers.all()] == ["uscc:91350100M000100Y43"]


def test_fields_edited_here_are_kept_from_the_source_until_given_back(
    organisation: Make, account: Make
) -> None:
    made = organisation(website="https://old.example.org/")
    Organisation.objects.filter(pk=made.pk).update(source_key=ROR, source_fingerprint="x")
    representative = account("rep", role=Role.REPRESENTATIVE, at=made)
    edited = edit_organisation(
        organisation=made,
        actor=representative,
        values={"website": "https://new.example.org/", "country": "CN"},
    )
    assert edited.kept_fields == ["website"]
    edited.source_values = {"website": "https://source.example.org/"}
    edited.save()
    with pytest.raises(InvalidInput):
        use_source_value(organisation=edited, field="country", actor=representative)
    back = use_source_value(organisation=edited, field="website", actor=representative)
    assert (back.website, back.kept_fields, back.source_values, back.source_fingerprint) == (
        "https://source.example.org/",
        [],
        {},
        "",
    )


def relations(of: Organisation) -> list[tuple[str, Organisation | None]]:
    return [(one.kind, one.target) for one in of.relations.all()]


def test_a_representative_relates_their_own_record_only(organisation: Make, account: Make) -> None:
    parent, child = organisation("Parent"), organisation("Child")
    representative = account("rep", role=Role.REPRESENTATIVE, at=child)
    for _ in range(2):
        relate_organisations(
            organisation=child, kind=RelationKind.PARENT, target=parent, actor=representative
        )
    assert (relations(child), relations(parent)) == ([("parent", parent)], [])
    with pytest.raises(NotAllowed):
        relate_organisations(organisation=parent, kind=RelationKind.CHILD, target=child, actor=representative)


def test_a_moderator_relates_both_sides_and_takes_both_back(organisation: Make, moderator: Account) -> None:
    old, new = organisation("Old"), organisation("New")
    relate_organisations(organisation=old, kind=RelationKind.SUCCESSOR, target=new, actor=moderator)
    assert (relations(old), relations(new)) == ([("successor", new)], [("predecessor", old)])
    unrelate_organisations(organisation=old, kind=RelationKind.SUCCESSOR, target=new, actor=moderator)
    assert (relations(old), relations(new)) == ([], [])
    with pytest.raises(Conflict):
        relate_organisations(organisation=old, kind=RelationKind.RELATED, target=old, actor=moderator)


def test_relating_fills_a_relation_that_dangled(organisation: Make) -> None:
    child = organisation("Child")
    parent = organisation("Parent", identifiers=[{"scheme": "ror", "value": ROR}])
    OrganisationRelation.objects.create(
        organisation=child, kind="parent", target_ror=ROR, target_label="Parent"
    )
    relate_organisations(organisation=child, kind=RelationKind.PARENT, target=parent, actor=None)
    assert relations(child) == [("parent", parent)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": 90.1, "longitude": 0},
        {"latitude": 1},
        {"longitude": -180.5, "latitude": 0},
        {"established": 20233},
        {"established": 0},
        {"status": "merged"},
        {"status": "gone"},
        {"origin": "elsewhere"},
    ],
)
def test_the_database_refuses_what_the_checks_refuse(organisation: Make, wrong: dict[str, object]) -> None:
    made = organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=made.pk).update(**wrong)


def test_the_database_keeps_names_identifiers_and_relations_single(organisation: Make) -> None:
    one, other = organisation("One", identifiers=[{"scheme": "ror", "value": ROR}]), organisation("Other")
    for row in (
        OrganisationIdentifier(organisation=other, scheme="ror", value=ROR),
        OrganisationName(organisation=one, value="One", language="en", kind="label", folded="one"),
        OrganisationRelation(organisation=one, kind="parent", target=one),
        OrganisationRelation(organisation=one, kind="parent"),
        OrganisationRelation(organisation=one, kind="uncle", target=other),
        Organisation(name="X", sort_key="x", status="active", merged_into=one),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
