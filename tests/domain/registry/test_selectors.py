"""Lists, search and suggestions: what is found, in which order, in how many queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scibridge.domain.registry import selectors
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import (
    add_affiliation,
    relate_organisations,
    set_facility_status,
)
from scibridge.domain.registry.states import FacilityStatus, OrganisationStatus, Origin, RelationKind
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ROR, ORCID = "https://ror.org/05a28rw58", "0000-0002-1825-0097"


def names(rows: Any) -> list[str]:
    return [str(row) for row in rows]


@pytest.fixture
def world(organisation: Make) -> dict[str, Organisation]:
    made = {
        "thu": organisation(
            "Tsinghua University",
            "清华大学",
            names=[{"value": "國立清華大學", "language": "zh-Hant"}, {"value": "THU", "kind": "acronym"}],
            types=["university"],
        ),
        "thuwa": organisation("Thuwal Institute", country="SA", types=["institute", "company"]),
        "montreal": organisation("Université de Montréal", country="CA", types=["university", "funder"]),
        "closed": organisation("Closed University", types=["university"]),
        "withdrawn": organisation("Tsinghua Withdrawn", types=["university"]),
    }
    Organisation.objects.filter(pk=made["closed"].pk).update(status="inactive")
    Organisation.objects.filter(pk=made["withdrawn"].pk).update(status="withdrawn", origin="ror")
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("thu", ["Tsinghua University", "Thuwal Institute"]),
        ("THUW", ["Thuwal Institute"]),
        ("清華", ["Tsinghua University"]),
        ("清华大", ["Tsinghua University"]),
        ("university tsinghua", ["Tsinghua University"]),
        ("universite de montreal", ["Université de Montréal"]),
        ("MONTRÉAL", ["Université de Montréal"]),
        ("univers", ["Université de Montréal", "Closed University", "Tsinghua University"]),
        ("nothing like it", []),
        ("", []),
        (" -- ", []),
        ("%", []),
        ("_", []),
    ],
)
def test_suggestions(world: dict[str, Organisation], typed: str, found: list[str]) -> None:
    assert names(selectors.search_organisations(typed)) == found


def test_suggestions_by_country_and_number(world: dict[str, Organisation]) -> None:
    assert names(selectors.search_organisations("univers", country="ca")) == ["Université de Montréal"]
    assert len(selectors.search_organisations("univers", limit=2)) == 2


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({}, ["closed", "thuwa", "thu", "montreal"]),
        ({"types": ["university"]}, ["closed", "thu", "montreal"]),
        ({"types": ["company", "funder"]}, ["thuwa", "montreal"]),
        ({"countries": ["sa", "CA"]}, ["thuwa", "montreal"]),
        ({"text": "清華"}, ["thu"]),
        ({"text": "清華", "countries": ["SA"]}, []),
        ({"statuses": [OrganisationStatus.WITHDRAWN]}, ["withdrawn"]),
        ({"statuses": [], "origins": [Origin.ROR]}, ["withdrawn"]),
        ({"types": ["univ"]}, []),
        ({"types": ['"']}, []),
    ],
)
def test_lists(world: dict[str, Organisation], conditions: dict[str, Any], found: list[str]) -> None:
    assert list(selectors.organisations(**conditions)) == [world[name] for name in found]


def count(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def read_organisations() -> None:
    for row in selectors.organisations():
        show(row.name), [one.value for one in row.names.all()], [one.value for one in row.identifiers.all()]


def read_page(public_id: str) -> None:
    row, _ = selectors.resolve_organisation(public_id)
    [(one.kind, str(one.target)) for one in row.relations.all()]
    [str(one) for one in row.facilities.all()]
    read = [one.value for one in row.names.all()] + [one.value for one in row.identifiers.all()]
    assert read
    assert selectors.organisation_keys(row)


def read_people() -> None:
    for row in selectors.people():
        [str(one.organisation) for one in row.affiliations.all()]
        [one.value for one in row.identifiers.all()]


def read_facilities() -> None:
    for row in selectors.facilities():
        str(row.organisation)


def read_index() -> None:
    for organisation in selectors.organisations_for_index():
        selectors.organisation_keys(organisation), [one.value for one in organisation.names.all()]
    for person in selectors.people_for_index():
        selectors.person_keys(person), [str(one.organisation) for one in person.affiliations.all()]
    for facility in selectors.facilities_for_index():
        str(facility.organisation)


def test_queries_are_constant_in_the_number_of_records(
    organisation: Make, person: Make, facility: Make
) -> None:
    counted: dict[int, list[int]] = {}
    here = organisation("Here", identifiers=[{"scheme": "ror", "value": ROR}])
    made = 0
    for many in (1, 3, 30):
        while made < many:
            other = organisation(f"Other {made}", names=[{"value": f"O{made}"}])
            relate_organisations(organisation=here, kind=RelationKind.CHILD, target=other, actor=None)
            add_affiliation(person=person(f"Person {made}"), organisation=other, actor=None)
            facility(f"Facility {made}", at=here)
            made += 1
        reads = (
            read_organisations,
            lambda: read_page(here.public_id),
            read_people,
            read_facilities,
            read_index,
            lambda: names(selectors.search_organisations("other")),
            lambda: names(selectors.search_people("person")),
        )
        counted[many] = [count(read) for read in reads]
    assert counted[1] == counted[3] == counted[30] == [3, 6, 3, 1, 10, 4, 3]


def test_external_identifiers_in_any_spelling(organisation: Make, person: Make) -> None:
    here = organisation(identifiers=[{"scheme": "ror", "value": ROR}])
    lin = person(identifiers=[{"scheme": "orcid", "value": ORCID}])
    assert selectors.organisation_by_identifier("ror", "ror.org/05A28RW58") == here
    assert selectors.person_by_identifier("orcid", ORCID.replace("-", "")) == lin
    assert selectors.organisation_by_identifier("ror", "no ror") is None
    assert selectors.organisation_by_identifier("grid", "grid.1.1") is None
    assert selectors.person_by_identifier("orcid", "0000-0001-5109-3700") is None


def test_people_are_found_in_either_order_of_their_names(person: Make, organisation: Make) -> None:
    wei, here = person("Wei Zhang", "张伟", other_names=["W. Zhang"], country="CN"), organisation()
    person("Zhang Weimin", "张为民", country="CN")
    for typed, found in (
        ("zhang wei", ["Zhang Weimin", "Wei Zhang"]),
        ("wei zhang", ["Wei Zhang", "Zhang Weimin"]),
        ("張偉", ["Wei Zhang"]),
        ("w zhang", ["Wei Zhang", "Zhang Weimin"]),
        ("", []),
    ):
        assert names(selectors.search_people(typed)) == found
    add_affiliation(person=wei, organisation=here, actor=None, values={"to_year": 2001})
    assert names(selectors.people(organisation=here.public_id)) == ["Wei Zhang"]
    assert names(selectors.people_at(here)) == []
    add_affiliation(person=wei, organisation=here, actor=None, values={"from_year": 2001})
    assert names(selectors.people_at(here)) == ["Wei Zhang"]
    assert names(selectors.people(countries=["fr"])) == []


def test_facilities_by_words_access_and_state(facility: Make, organisation: Make) -> None:
    here = organisation(country="CH")
    source = facility(
        "Neutron source",
        at=here,
        techniques={"zh-hans": ["小角散射"]},
        access_types=["mail_in"],
        access_mode="paid",
    )
    facility("Wind tunnel", at=here, access_types=["on_site", "virtual"])
    closed = facility("Old reactor", at=here)
    set_facility_status(facility=closed, status=FacilityStatus.CLOSED, actor=None)
    for conditions, found in (
        ({}, ["Neutron source", "Wind tunnel"]),
        ({"text": "小角"}, ["Neutron source"]),
        ({"access_types": ["mail_in"]}, ["Neutron source"]),
        ({"access_types": ["virtual", "remote"]}, ["Wind tunnel"]),
        ({"access_modes": ["paid"]}, ["Neutron source"]),
        ({"countries": ["cn"]}, []),
        ({"statuses": []}, ["Neutron source", "Old reactor", "Wind tunnel"]),
        ({"organisation": "a00000000000"}, []),
    ):
        assert names(selectors.facilities(**conditions)) == found
    assert names(selectors.facilities_for_index([source.public_id, closed.public_id])) == ["Neutron source"]
    assert names(selectors.search_facilities("tunnel")) == ["Wind tunnel"]
    assert selectors.resolve_facility(closed.public_id) == closed


def test_what_is_not_there_is_not_found() -> None:
    for resolve in (selectors.resolve_organisation, selectors.resolve_person, selectors.resolve_facility):
        with pytest.raises(NotFound):
            resolve("a00000000000")


def test_withdrawn_organisations_are_not_indexed(world: dict[str, Organisation]) -> None:
    indexed = set(selectors.organisations_for_index())
    assert indexed == {world["thu"], world["thuwa"], world["montreal"], world["closed"]}
