"""Many at once give the same rows as one at a time, and a refusal leaves nothing."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.web.conftest import NEED, OFFER, make_account

from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.models import Need, Offer, Version
from scibridge.domain.exchange.selectors import content_of
from scibridge.domain.exchange.services import NEEDS, OFFERS, publish_many
from scibridge.domain.exchange.states import Origin as PostingOrigin
from scibridge.domain.indexing.models import IndexChange
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.services import (
    NewFacility,
    NewPerson,
    NewRecord,
    add_affiliation,
    register_facilities,
    register_facility,
    register_organisation,
    register_organisations,
    register_people,
    register_person,
)
from scibridge.domain.registry.states import Origin
from scibridge.kernel.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db
# What differs between two records of the same content.
OWN = {"id", "public_id", "created_at", "updated_at", "submitted_at", "published_at", "expires_at"}
LINKS = {"organisation", "organisation_id", "person", "person_id", "offer_id", "need_id"}


def plain(row: Any) -> dict[str, Any]:
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: str(value) for name, value in found.items() if name not in OWN | LINKS}


def plain_rows(rows: Any) -> list[dict[str, Any]]:
    return [plain(row) for row in rows.all()]


def organisation_values(number: int) -> dict[str, Any]:
    return {
        "name": {"en": "Institute of Light Flight", "zh-hans": "轻型飞行研究所"},
        "names": [{"value": "ILF", "language": "en", "kind": "acronym"}],
        "country": "DE",
        "types": ["institute"],
        "identifiers": [{"scheme": "openalex", "value": f"I{number}"}],
        "latitude": 53.07,
        "longitude": 8.8,
    }


def test_organisations() -> None:
    one = register_organisation(
        actor=None, values=organisation_values(1), origin=Origin.DEMONSTRATION, fictional=True
    )
    (other,) = register_organisations(
        [NewRecord("abcdefghjkmn", organisation_values(2))], origin=Origin.DEMONSTRATION, fictional=True
    )
    assert other.public_id == "abcdefghjkmn"
    assert plain(other) == plain(one)
    assert plain_rows(other.names) == plain_rows(one.names)
    assert [row.value for row in other.identifiers.all()] == ["I2"]
    assert IndexChange.objects.filter(document_id=other.document_id).exists()


def test_people_and_facilities() -> None:
    home = register_organisation(actor=None, values=organisation_values(1))
    values = {"name": {"en": "Wei Zhang"}, "expertise": {"en": ["cells"]}, "country": "CN"}
    at = {"role": {"en": "Professor"}, "from_year": 2019}
    one = register_person(actor=None, values=values, origin=Origin.DEMONSTRATION)
    add_affiliation(person=one, organisation=home, actor=None, values=at)
    one.refresh_from_db()
    (other,) = register_people(
        [NewPerson("abcdefghjkmn", values, ((home, at),))], origin=Origin.DEMONSTRATION
    )
    assert plain(other) == plain(one)
    assert plain_rows(other.affiliations) == plain_rows(one.affiliations)
    values = {"name": {"en": "Hall"}, "access_types": ["on_site"], "access_mode": "paid"}
    hall = register_facility(organisation=home, actor=None, values=values, origin=Origin.DEMONSTRATION)
    (same,) = register_facilities([NewFacility("abcdefghjkmp", values, home)], origin=Origin.DEMONSTRATION)
    assert plain(same) == plain(hall)
    waiting = set(IndexChange.objects.values_list("document_id", flat=True))
    assert {other.document_id, same.document_id} <= waiting


def test_postings() -> None:
    actor = make_account("admin@example.org", "Admin")
    grant_role(account=actor, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    home = register_organisation(actor=None, values=organisation_values(1))
    person = register_person(actor=None, values={"name": {"en": "Wei Zhang"}})
    hall = register_facility(
        organisation=home,
        actor=None,
        values={"name": {"en": "Hall"}, "access_types": ["on_site"], "access_mode": "paid"},
    )
    own = {"organisation": home.public_id}
    behind = {"inventors": [{"person": person.public_id, "share": "40"}], "facilities": [hall.public_id]}
    for desk, fields in ((NEEDS, NEED | own), (OFFERS, OFFER | own | behind)):
        one = desk.create(actor=actor, fields=fields, origin=PostingOrigin.DEMONSTRATION)  # type: ignore[attr-defined]
        one = desk.publish(desk.submit(one, actor=actor), actor=actor)  # type: ignore[attr-defined]
        (made,) = publish_many(desk, actor=actor, fields=[fields], origin=PostingOrigin.DEMONSTRATION)  # type: ignore[type-var]
        other = desk.model.objects.get(pk=made.pk)  # type: ignore[attr-defined]
        assert plain(other) == plain(desk.model.objects.get(pk=one.pk))  # type: ignore[attr-defined]
        assert content_of(other) == content_of(one)
        assert other.organisation == home
        assert (other.expires_at - other.published_at) == (one.expires_at - one.published_at)
        kept = [
            [
                plain(row) | {"subject_id": "", "at": ""}
                for row in Version.objects.filter(subject_id=which.public_id)
            ]
            for which in (one, other)
        ]
        assert kept[0] == kept[1]
        assert [row["number"] for row in kept[0]] == ["2", "3"]
        assert IndexChange.objects.filter(document_id=other.document_id).exists()


def test_only_an_administrator_publishes_unseen() -> None:
    actor = make_account("mo@example.org", "Mo")
    grant_role(account=actor, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    with pytest.raises(NotAllowed):
        publish_many(NEEDS, actor=actor, fields=[NEED], origin=PostingOrigin.DEMONSTRATION)
    assert not Need.objects.exists()


def test_a_refusal_leaves_nothing() -> None:
    good, bad = organisation_values(1), organisation_values(2) | {"country": "XX"}
    with pytest.raises(InvalidInput):
        register_organisations(
            [NewRecord("abcdefghjkmn", good), NewRecord("abcdefghjkmp", bad)], origin=Origin.DEMONSTRATION
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        register_organisations(
            [NewRecord("abcdefghjkmn", good), NewRecord("abcdefghjkmn", good)], origin=Origin.DEMONSTRATION
        )
    actor = make_account("admin@example.org", "Admin")
    grant_role(account=actor, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    for fields in ({"title": "no summary"}, OFFER | {"inventors": [{"person": "abcdefghjkmn"}]}):
        with pytest.raises(InvalidInput):
            publish_many(OFFERS, actor=actor, fields=[OFFER, fields], origin=PostingOrigin.DEMONSTRATION)
    assert not Organisation.objects.exists()
    assert not Offer.objects.exists()
    assert not Person.objects.exists()
    assert not Facility.objects.exists()
