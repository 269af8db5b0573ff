"""Portraits: counted from the whole corpus, a work once for a group, with their coverage."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.sources.openalex.objects import ADDRESS, new_work

from scibridge.domain.places import services
from scibridge.domain.places.models import Portrait, Presence
from scibridge.domain.places.selectors import place_at, portrait_of, portrait_of_place
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import register_organisation
from scibridge.flows import portraits
from scibridge.flows.corpus import import_openalex_works
from scibridge.flows.indexing.updating import bring_up_to_date

pytestmark = pytest.mark.django_db
TSINGHUA = "https://ror.org/03cve4549"


def institution(number: int, country: str, ror: str = "") -> dict[str, Any]:
    found = {"id": f"{ADDRESS}I{number}", "display_name": f"Institution {number}", "country_code": country}
    return found | ({"ror": ror} if ror else {})


def signed_by(*institutions: dict[str, Any]) -> list[dict[str, Any]]:
    """One author for each institution."""
    return [
        {
            "author_position": "middle",
            "author": {"id": f"{ADDRESS}A{place + 100}", "display_name": f"Author {place}"},
            "countries": [one["country_code"]],
            "institutions": [one],
        }
        for place, one in enumerate(institutions)
    ]


def load(tmp_path: Path, *works: dict[str, Any]) -> None:
    import_openalex_works(
        works, settings.LAKE_DIRECTORY, source="tests", reject_file=tmp_path / "rejected.jsonl"
    )


def organisation(name: str, city: str, **identifier: str) -> Organisation:
    values = {
        "name": {"en": name},
        "country": "CN",
        "place": {"en": city},
        "types": ["university"],
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in identifier.items()],
    }
    return register_organisation(actor=None, values=values)


ONE, TWO, ABROAD = institution(21, "CN", TSINGHUA), institution(23, "CN"), institution(24, "BE")


@pytest.fixture
def world(tmp_path: Path) -> tuple[Organisation, Organisation]:
    first = organisation("Tsinghua", "Beijing", ror=TSINGHUA)
    second = organisation("Second", "Beijing", openalex="I23")
    bring_up_to_date()
    load(
        tmp_path,
        # Both at once, and a second author at the first: the city counts it once.
        new_work(1, authorships=signed_by(ONE, TWO, ONE), publication_year=2020),
        new_work(2, authorships=signed_by(ONE, ABROAD), topics=[], publication_year=2024),
        new_work(3, authorships=signed_by(ABROAD)),
    )
    assert portraits.portraits_are_due()
    portraits.make_portraits()
    assert not portraits.portraits_are_due()
    return first, second


def test_works_topics_and_coverage(world: tuple[Organisation, Organisation]) -> None:
    found = portrait_of(f"organisation:{world[0].public_id}")
    assert found is not None
    assert (found.works, found.placed, found.first_year, found.last_year) == (2, 1, 2020, 2024)
    assert found.topics == [{"id": "T31", "name": "Batteries", "field": "Engineering", "works": 1}]
    city = portrait_of_place(place_at("CN", "beijing"))
    assert city is not None
    assert (city.works, city.placed) == (2, 1)
    country = portrait_of_place(place_at("BE"))
    assert country is not None
    assert (country.works, country.placed) == (2, 1)


def test_who_works_with_whom(world: tuple[Organisation, Organisation]) -> None:
    first, second = world
    found = portrait_of(f"organisation:{first.public_id}")
    assert found is not None
    # One that is registered by its id here, the other by that of the corpus; equal ones in order of id.
    assert [(one["id"], one["country"], one["works"]) for one in found.partners] == [
        (second.public_id, "CN", 1),
        ("I24", "BE", 1),
    ]
    country = portrait_of("country:CN")
    assert country is not None
    assert country.partners == [{"id": "BE", "works": 1}]
    city = portrait_of_place(place_at("CN", "beijing"))
    assert city is not None
    assert city.partners == []


def test_a_work_of_hundreds_makes_no_partners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portraits, "MOST_INSTITUTIONS", 2)
    first = organisation("Tsinghua", "Beijing", ror=TSINGHUA)
    bring_up_to_date()
    load(tmp_path, new_work(1, authorships=signed_by(ONE, TWO, ABROAD)))
    portraits.make_portraits()
    found = portrait_of(f"organisation:{first.public_id}")
    assert found is not None
    assert (found.works, found.partners) == (1, [])


def test_organisations_weigh_by_their_works_and_lose_them_again(
    world: tuple[Organisation, Organisation],
) -> None:
    def weights() -> list[int]:
        rows = Presence.objects.filter(public_id=world[0].public_id)
        return list(rows.values_list("works", flat=True))

    assert weights() == [2]
    services.refresh([f"organisation:{world[0].public_id}"])
    assert weights() == [2]
    services.write_portraits({}, generation=99)
    assert (weights(), Portrait.objects.count()) == ([0], 0)


def test_without_a_corpus_there_is_nothing_to_paint(db: None) -> None:
    assert not portraits.portraits_are_due()
    assert portraits.make_portraits() == 0
