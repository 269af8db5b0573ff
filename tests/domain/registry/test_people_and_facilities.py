"""People with their affiliations, and facilities with their terms of access."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Role
from scibridge.domain.registry.events import FacilityChanged, PersonChanged
from scibridge.domain.registry.models import Affiliation, Facility, Person
from scibridge.domain.registry.selectors import eligible
from scibridge.domain.registry.services import (
    add_affiliation,
    edit_affiliation,
    edit_facility,
    edit_person,
    register_facility,
    register_person,
    remove_affiliation,
    set_facility_status,
)
from scibridge.domain.registry.states import FacilityStatus
from scibridge.kernel.errors import IllegalTransition, InvalidInput, NotAllowed
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ORCID = "0000-0002-1825-0097"


def problems(caught: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in caught.value.problems]


def test_registering_a_person(account: Make, events: list[Event]) -> None:
    mei = account("mei")
    made = register_person(
        actor=mei,
        values={
            "name": {"en": "Wei Zhang", "zh-hans": "張偉"},
            "other_names": ["W. Zhang"],
            "expertise": {"en": ["Solid electrolytes"], "zh-hans": ["固态电解质"]},
            "identifiers": [{"scheme": "orcid", "value": ORCID.replace("-", "")}],
        },
    )
    assert (made.sort_key, made.folded) == ("wei zhang", "wei zhang\n张伟\nw zhang")
    assert [str(one) for one in made.identifiers.all()] == [f"orcid:{ORCID}"]
    assert (made.account, made.registered_by) == (None, mei)
    assert events == [PersonChanged(made.public_id)]
    with pytest.raises(InvalidInput) as caught:
        register_person(
            actor=mei, values={"name": {"en": "Other"}, "identifiers": [{"scheme": "orcid", "value": ORCID}]}
        )
    assert caught.value.problems[0].data["public_id"] == made.public_id
    assert Person.objects.count() == 1


def test_who_edits_a_person(account: Make, person: Make, moderator: Account) -> None:
    registrar, claimant, stranger = account("registrar"), account("claimant"), account("stranger")
    made = register_person(actor=registrar, values={"name": {"en": "Lin Mei"}})
    edit_person(person=made, actor=registrar, values={"country": "CN"})
    Person.objects.filter(pk=made.pk).update(account=claimant)
    edit_person(person=made, actor=claimant, values={"country": "FR"})
    edit_person(person=made, actor=moderator, values={"country": "DE"})
    for who in (registrar, stranger):
        with pytest.raises(NotAllowed) as caught:
            edit_person(person=made, actor=who, values={"country": "US"})
        assert caught.value.reason == "own_record_only"
    assert Person.objects.get().country == "DE"


def test_editing_a_person_renews_what_search_compares(person: Make, events: list[Event]) -> None:
    made = person("Lin Mei", identifiers=[{"scheme": "orcid", "value": ORCID}])
    events.clear()
    edited = edit_person(
        person=made, actor=None, values={"name": {"zh-hans": "林梅"}, "other_names": ["M. Lin"]}
    )
    assert (edited.sort_key, edited.folded) == ("林梅", "林梅\nm lin")
    assert events == [PersonChanged(made.public_id)]
    events.clear()
    edit_person(person=made, actor=None, values={"other_names": ["M. Lin"]})
    assert events == []


def test_a_verified_identifier_is_not_edited_away(person: Make) -> None:
    made = person(identifiers=[{"scheme": "orcid", "value": ORCID}])
    made.identifiers.update(verified_at=timezone.now())
    with pytest.raises(InvalidInput) as caught:
        edit_person(person=made, actor=None, values={"identifiers": []})
    assert problems(caught) == [("identifiers", "verified_stays")]
    assert made.identifiers.count() == 1


def test_affiliations_end_after_they_begin_and_are_said_once(person: Make, organisation: Make) -> None:
    mei, here = person(), organisation()
    years = {"from_year": 2019, "to_year": 2021, "role": {"en": "Professor"}}
    first = add_affiliation(person=mei, organisation=here, actor=None, values=years)
    again = add_affiliation(person=mei, organisation=here, actor=None, values=years)
    assert first.pk == again.pk
    add_affiliation(person=mei, organisation=here, actor=None, values={"from_year": 2022})
    assert mei.affiliations.count() == 2
    for wrong in ({"from_year": 2021, "to_year": 2020}, {"from_year": 20233}, {"to_year": "soon"}):
        with pytest.raises(InvalidInput):
            add_affiliation(person=mei, organisation=here, actor=None, values=wrong)
    with pytest.raises(InvalidInput) as caught:
        edit_affiliation(affiliation=first, actor=None, values={"to_year": 2018})
    assert problems(caught) == [("to_year", "before_start")]
    for wrong in ({"to_year": 2018}, {"from_year": 20233}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Affiliation.objects.filter(pk=first.pk).update(**wrong)
    assert [first.is_current(year) for year in (2018, 2019, 2021, 2022)] == [False, True, True, False]
    remove_affiliation(affiliation=first, actor=None)
    assert mei.affiliations.count() == 1


def test_nobody_affiliates_anothers_record(person: Make, organisation: Make, account: Make) -> None:
    here = organisation()
    representative = account("rep", role=Role.REPRESENTATIVE, at=here)
    with pytest.raises(NotAllowed):
        add_affiliation(person=person(), organisation=here, actor=representative)
    assert not Affiliation.objects.exists()


FACILITY = {
    "name": {"en": "Neutron source", "zh-hans": "中子源"},
    "techniques": {"en": ["Small-angle scattering"], "zh-hans": ["小角散射"]},
    "access_types": ["on_site", "mail_in"],
    "access_mode": "peer_reviewed",
    "contact_address": "users@neutron.example.org",
}


def test_registering_a_facility(organisation: Make, account: Make, events: list[Event]) -> None:
    here = organisation(country="CH")
    events.clear()
    representative = account("rep", role=Role.REPRESENTATIVE, at=here)
    made = register_facility(organisation=here, actor=representative, values=FACILITY)
    assert (made.country, made.status) == ("CH", "open")
    assert made.folded == "neutron source\n中子源\nsmall angle scattering\n小角散射"
    assert events == [FacilityChanged(made.public_id)]
    with pytest.raises(NotAllowed):
        register_facility(organisation=here, actor=account("stranger"), values=FACILITY)
    with pytest.raises(InvalidInput) as caught:
        register_facility(organisation=here, actor=None, values={"name": {"en": "X"}})
    assert problems(caught) == [("access_types", "required"), ("access_mode", "required")]


def test_a_restriction_needs_its_reason(organisation: Make) -> None:
    values = {**FACILITY, "eligible_countries": ["fr", "DE"]}
    with pytest.raises(InvalidInput) as caught:
        register_facility(organisation=organisation(), actor=None, values=values)
    assert problems(caught) == [("eligibility_reason", "required")]
    made = register_facility(
        organisation=organisation(),
        actor=None,
        values={
            **values,
            "eligibility_reason": {"en": "Funded by both countries"},
            "eligible_organisation_types": ["company"],
        },
    )
    table = {
        (country, kinds): eligible(made, country=country, organisation_types=kinds)
        for country in ("FR", "CN")
        for kinds in (("company",), ("university",), ())
    }
    assert table == {
        ("FR", ("company",)): True,
        ("FR", ("university",)): False,
        ("FR", ()): False,
        ("CN", ("company",)): False,
        ("CN", ("university",)): False,
        ("CN", ()): False,
    }


def test_no_restriction_means_everyone(facility: Make) -> None:
    assert eligible(facility(), country="", organisation_types=())


def test_a_facility_opens_pauses_closes(facility: Make, account: Make, events: list[Event]) -> None:
    made = facility()
    events.clear()
    paused = set_facility_status(facility=made, status=FacilityStatus.PAUSED, actor=None)
    set_facility_status(facility=paused, status=FacilityStatus.PAUSED, actor=None)
    closed = set_facility_status(facility=paused, status=FacilityStatus.CLOSED, actor=None)
    assert events == [FacilityChanged(made.public_id)] * 2
    with pytest.raises(IllegalTransition):
        set_facility_status(facility=closed, status=FacilityStatus.PAUSED, actor=None)
    with pytest.raises(NotAllowed):
        set_facility_status(facility=closed, status=FacilityStatus.OPEN, actor=account("stranger"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Facility.objects.update(status="burnt")


def test_editing_a_facility(facility: Make, account: Make) -> None:
    made = facility("Beam line")
    edited = edit_facility(
        facility=made, actor=None, values={"kinds": {"en": ["Beam lines"]}, "latitude": 1, "longitude": 2}
    )
    assert (edited.folded, edited.latitude, edited.longitude) == ("beam line\nbeam lines", 1.0, 2.0)
    with pytest.raises(InvalidInput) as caught:
        edit_facility(facility=made, actor=None, values={"latitude": None})
    assert problems(caught) == [("latitude", "required")]
    with pytest.raises(NotAllowed):
        edit_facility(facility=made, actor=account("stranger"), values={"contact_address": "me@evil.example"})
