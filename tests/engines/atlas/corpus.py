"""A small corpus with everything that goes wrong in large ones, from one seed, and the lake that holds it."""

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.sources.openalex.objects import ADDRESS, new_work

from scibridge.engines.lake.loading import loading
from scibridge.sources.openalex.records import work_rows

COUNTRIES = ("CN", "US", "DE", "BR", "ZA", "NA", "JP", "IN")
# Organisation → country; every ninth has none.
ORGANISATIONS = {
    number: None if number % 9 == 0 else COUNTRIES[number % len(COUNTRIES)] for number in range(1, 131)
}
# Topic → (subfield, field, domain).
TOPICS = {31: (2208, 22, 3), 32: (2208, 22, 3), 33: (2209, 22, 3), 34: (2701, 27, 4), 35: (1301, 13, 1)}
# Organisation → what it belongs to; 1 and 2 belong to 3.
FAMILIES = {1: 3, 2: 3, 10: 11, 12: 11, 20: 21}
# Organisation → region; every seventh, and whoever has no country, has none.
REGIONS = {
    number: f"{country}-{number % 3}" for number, country in ORGANISATIONS.items() if country and number % 7
}


def _author(chance: random.Random, role: str, person: int, most_houses: int = 2) -> dict[str, Any]:
    houses = chance.sample(range(1, 41), chance.choice([0, *[1] * 6, min(2, most_houses)]))
    author = {
        "author_position": role,
        "author": {
            "id": f"{ADDRESS}A{person}" if chance.random() > 0.05 else None,
            "display_name": f"Person {person}",
        },
        "institutions": [institution(one) for one in houses],
    }
    if chance.random() < 0.2:
        author["countries"] = [chance.choice(COUNTRIES)]
    return author


def institution(number: int) -> dict[str, Any]:
    return {
        "id": f"{ADDRESS}I{number}",
        "display_name": f"House {number}",
        "country_code": ORGANISATIONS[number],
    }


def _topic(number: int) -> dict[str, Any]:
    subfield, field, domain = TOPICS[number]
    return {
        "id": f"{ADDRESS}T{number}",
        "display_name": f"Topic {number}",
        "score": 0.9,
        "subfield": {"id": f"{ADDRESS}subfields/{subfield}", "display_name": f"Subfield {subfield}"},
        "field": {"id": f"{ADDRESS}fields/{field}", "display_name": f"Field {field}"},
        "domain": {"id": f"{ADDRESS}domains/{domain}", "display_name": f"Domain {domain}"},
    }


def _work(chance: random.Random, number: int, updated: str) -> dict[str, Any]:
    size = chance.choice([0, 1, 1, 2, 2, 3, 4, 5, 7])
    roles = ["first", *["middle"] * (size - 2), "last"][:size]
    people = chance.sample(range(1, 61), size)
    topics = [_topic(one) for one in chance.sample(sorted(TOPICS), chance.choice([0, 1, 1, 2]))]
    return new_work(
        number,
        authorships=[_author(chance, role, person) for role, person in zip(roles, people, strict=True)],
        topics=topics,
        publication_year=chance.choice([None, *range(2015, 2024)]),
        publication_date=None,
        cited_by_count=chance.choice([0, 0, 1, 2, 5, 40]),
        updated_date=updated,
    )


def works(seed: int = 7, size: int = 220) -> list[list[dict[str, Any]]]:
    """Two deliveries: the second brings newer versions of some works of the first."""
    chance = random.Random(seed)
    first = [_work(chance, number, "2024-01-01") for number in range(1, size + 1)]
    # More organisations, and more people, than are counted in pairs.
    crowd = [
        {
            "author_position": "middle",
            "author": {"id": f"{ADDRESS}A{place}", "display_name": f"Person {place}"},
            "institutions": [institution(place)],
        }
        for place in range(1, 121)
    ]
    first.append(new_work(size + 1, authorships=crowd, publication_year=2020, topics=[_topic(31)]))
    second = [_work(chance, number, "2024-02-01") for number in range(1, size, 9)]
    second += [_work(chance, number, "2024-02-01") for number in range(size + 2, size + 40)]
    return [first, second]


def living(deliveries: list[list[dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """Number → the newest version of each work."""
    return {int(one["id"].rsplit("W", 1)[1]): one for delivery in deliveries for one in delivery}


def write_lake(root: Path, deliveries: list[list[Mapping[str, Any]]]) -> None:
    """A part for each delivery."""
    for delivery in deliveries:
        with loading(root) as writing:
            part = writing.part("works")
            for one in delivery:
                part.add(work_rows(one, Counter()))
            writing.stage("works", [part], [])
            writing.settle()
