"""What stands where follows the records, counts only what everyone may read, and can be made anew."""

from collections.abc import Callable
from typing import Any

import pytest

from scibridge.domain.exchange.services import NEEDS, OFFERS, update_need, withdraw_need
from scibridge.domain.places import selectors, services
from scibridge.domain.places.models import Involved, Place, Posted, PostedTopic, Presence
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import (
    add_affiliation,
    edit_organisation,
    merge_organisations,
    register_facility,
    register_person,
)
from scibridge.engines.matching.documents import Kind
from scibridge.flows.indexing.updating import bring_up_to_date

Make = Callable[..., Any]
CHENGDU = {"en": "Chengdu", "zh-hans": "成都"}
NUMBERS = ("organisations", "people", "facilities", "needs", "offers")


def numbers(country: str, slug: str = "") -> tuple[int, ...]:
    place = Place.objects.filter(country=country, slug=slug).first()
    return tuple(getattr(place, name) for name in NUMBERS) if place else ()


@pytest.fixture
def city(organisation: Make, post: Make) -> Organisation:
    """An organisation in Chengdu with a person, a facility, a need and an offer that names both."""
    made: Organisation = organisation("River Institute", place=CHENGDU, types=["institute", "hospital"])
    person = register_person(actor=None, values={"name": {"en": "Wei Zhang"}})
    add_affiliation(person=person, organisation=made, actor=None)
    values = {"name": {"en": "Test hall"}, "access_types": ["on_site"], "access_mode": "paid"}
    facility = register_facility(organisation=made, actor=None, values=values)
    topics = [{"id": "T10018", "name": {"en": "Batteries"}}]
    post(NEEDS, organisation=made, challenge="energy_security", topics=topics)
    named = {"inventors": [{"person": person.public_id}], "facilities": [facility.public_id]}
    post(OFFERS, organisation=made, challenge="food_security", topics=topics, **named)
    bring_up_to_date()
    return made


def test_everything_stands_at_the_city_and_in_its_country(city: Organisation) -> None:
    assert numbers("CN", "chengdu") == numbers("CN") == (1, 1, 1, 1, 1)
    place = selectors.place_at("CN", "chengdu")
    assert selectors.types_at(place) == [("hospital", 1), ("institute", 1)]
    assert [row.public_id for row in selectors.present(place, Kind.ORGANISATION)] == [city.public_id]
    assert [(one.topic, one.number) for one in selectors.topics_posted_at(place)] == [("T10018", 2)]
    assert selectors.challenges_of(Kind.ORGANISATION, city.public_id) == [
        ("energy_security", 1),
        ("food_security", 1),
    ]
    assert selectors.counts_on("food_security") == {
        "offer": 1,
        "organisation": 1,
        "person": 1,
        "facility": 1,
    }


def test_what_moves_takes_along_what_stands_with_it(city: Organisation) -> None:
    edit_organisation(organisation=city, actor=None, values={"place": {"en": "Leuven"}, "country": "BE"})
    bring_up_to_date()
    assert numbers("CN", "chengdu") == (0, 0, 0, 0, 0)
    # A facility has a country of its own.
    assert numbers("CN") == (0, 0, 1, 0, 0)
    assert numbers("BE", "leuven") == numbers("BE") == (1, 1, 0, 1, 1)
    with pytest.raises(selectors.NotFound):
        selectors.place_at("BE", "chengdu")
    assert selectors.place_at("CN", "chengdu").organisations == 0


def test_a_batch_from_a_source_moves_them_too(city: Organisation) -> None:
    Organisation.objects.filter(pk=city.pk).update(place={"en": "Mianyang"})
    services.refresh([f"organisation:{city.public_id}"])
    assert numbers("CN", "mianyang") == (1, 1, 1, 1, 1)


HELD_BACK = {"field_tiers": {"organisation": "after_nda"}}


@pytest.mark.parametrize("tier", ["signed_in", "after_nda"])
def test_a_held_back_organisation_is_counted_nowhere(organisation: Make, post: Make, tier: str) -> None:
    hidden = organisation("LEAK Works", country="IS", place={"en": "Akureyri"})
    post(NEEDS, organisation=hidden, challenge="energy_security", field_tiers={"organisation": tier})
    bring_up_to_date()
    assert numbers("IS") == numbers("IS", "akureyri") == (1, 0, 0, 0, 0)
    assert selectors.counts_on("energy_security") == {"need": 1}
    assert selectors.counts_on("energy_security", countries=["IS"]) == {}
    assert selectors.countries_on("energy_security", (Kind.NEED,)) == []
    assert list(selectors.posted_on("energy_security", Kind.NEED, countries=["IS"])) == []
    assert selectors.challenges_of(Kind.ORGANISATION, hidden.public_id) == []
    assert Posted.objects.get().organisation == ""


def test_held_back_afterwards_it_is_gone_from_lists_before_the_worker_comes(
    organisation: Make, post: Make, administrator: Any
) -> None:
    shown = organisation("Open Works", country="IS")
    need = post(NEEDS, organisation=shown, challenge="energy_security")
    bring_up_to_date()
    iceland = selectors.place_at("IS")
    assert selectors.posted_at(iceland, Kind.NEED).count() == 1
    update_need(need, actor=administrator, fields=HELD_BACK, expected_version=need.version)
    assert selectors.posted_at(iceland, Kind.NEED).count() == 0
    assert selectors.posted_on("energy_security", Kind.NEED, countries=["IS"]).count() == 0
    bring_up_to_date()
    assert numbers("IS") == (1, 0, 0, 0, 0)
    assert selectors.posted_on("energy_security", Kind.NEED).count() == 1


def test_what_is_withdrawn_or_merged_leaves_no_trace(
    city: Organisation, post: Make, organisation: Make, administrator: Any
) -> None:
    need = post(NEEDS, organisation=city, challenge="climate_change")
    bring_up_to_date()
    withdraw_need(need, actor=administrator)
    bring_up_to_date()
    assert numbers("CN") == (1, 1, 1, 1, 1)
    assert selectors.counts_on("climate_change") == {}
    survivor = organisation("Lake Institute", place={"en": "Leuven"}, country="BE")
    merge_organisations(gone=city, survivor=survivor, reason="the same", actor=administrator)
    bring_up_to_date()
    assert numbers("CN") == (0, 0, 1, 0, 0)
    assert numbers("BE") == (1, 1, 0, 1, 1)


def test_needs_on_whose_topics_nothing_is_offered_come_first(post: Make) -> None:
    answered = [{"id": "T1", "name": {"en": "One"}}]
    post(OFFERS, challenge="food_security", topics=answered)
    late = post(NEEDS, challenge="food_security", topics=answered, deadline="2099-05-01")
    soon = post(NEEDS, challenge="food_security", topics=answered, deadline="2098-05-01")
    alone = post(NEEDS, challenge="food_security", topics=[{"id": "T2", "name": {"en": "Two"}}])
    bring_up_to_date()
    rows = selectors.asking(selectors.posted_on("food_security", Kind.NEED))
    assert [(row.public_id, row.answered) for row in rows] == [
        (alone.public_id, False),
        (soon.public_id, True),
        (late.public_id, True),
    ]


def everything() -> list[Any]:
    return [
        sorted(Presence.objects.values_list("kind", "public_id", "place__slug", "code", "main", "postings")),
        sorted(Posted.objects.values_list("kind", "public_id", "country", "place__slug", "challenge")),
        sorted(PostedTopic.objects.values_list("posted__public_id", "topic")),
        sorted(Involved.objects.values_list("posted__public_id", "kind", "public_id", "challenge")),
        sorted(Place.objects.values_list("country", "slug", *NUMBERS)),
    ]


def test_made_anew_it_is_the_same_and_the_addresses_stay(city: Organisation) -> None:
    before, keys = everything(), list(Place.objects.values_list("pk", flat=True))
    Presence.objects.create(
        kind="person", public_id="zzzzzzzzzzzz", country="CN", place=selectors.place_at("CN")
    )
    Place.objects.update(needs=77)
    assert services.rebuild() == 5
    assert everything() == before
    assert list(Place.objects.values_list("pk", flat=True)) == keys


def test_a_city_is_called_as_most_there_call_it(organisation: Make) -> None:
    for name in ("Cologne", "Köln", "Köln"):
        organisation(f"Institute in {name}", country="DE", place={"en": name, "zh-hans": "科隆"})
    bring_up_to_date()
    assert {place.slug: str(place.name) for place in Place.objects.exclude(slug="")} == {"cologne": "Cologne"}
    services.rebuild()
    assert {place.slug: str(place.name) for place in Place.objects.exclude(slug="")} == {"cologne": "Köln"}
