"""A corpus of the right shape for the atlas, written as a lake: up to 5,000 authors on one work.

Organisations follow Zipf's law and lie in countries that do too; co-authors come from the same house, the
same country or anywhere; teams and citations have long tails; every organisation has subjects of its own.
Everything is drawn from one seed, part by part, so that memory does not grow with the number of works.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.lake.manifest import Manifest, Part
from scibridge.engines.lake.schema import (
    AUTHORSHIPS,
    CITATIONS,
    ORGANISATIONS,
    PEOPLE,
    WORKS,
    WORKS_TOPICS,
)

WORKS_A_PART = 50_000
ORGANISATIONS_IN_ALL, COUNTRIES, TOPICS = 20_000, 200, 4_516
MOST_AUTHORS = 5_000
PEOPLE_A_WORK = 1.2
_CODES = [f"{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJKLMNOPQRST"][:COUNTRIES]


class Shape:
    """What stays the same over all parts of one corpus."""

    def __init__(self, works: int, seed: int) -> None:
        self.works = works
        self.random = np.random.default_rng(seed)
        self.country = self._zipf(COUNTRIES, ORGANISATIONS_IN_ALL, 1.0)
        self.order = np.argsort(self.country, kind="stable")
        self.first = np.searchsorted(self.country[self.order], np.arange(COUNTRIES + 1))
        self.subject = self.random.integers(0, TOPICS, ORGANISATIONS_IN_ALL)
        self.staff = max(20, int(works * PEOPLE_A_WORK / ORGANISATIONS_IN_ALL))

    def _zipf(self, kinds: int, size: int, exponent: float) -> Any:
        weights = 1 / np.arange(1, kinds + 1) ** exponent
        return np.searchsorted(np.cumsum(weights) / weights.sum(), self.random.random(size))

    def teams(self, size: int, *, huge: bool) -> Any:
        """Authors of each work: about four, one in two thousand far more."""
        found = np.maximum(1, np.rint(self.random.lognormal(1.1, 0.65, size))).astype(np.int64)
        tail = self.random.random(size) < 0.0005
        found[tail] = np.minimum(MOST_AUTHORS, 50 * (1 + self.random.pareto(1.1, tail.sum()))).astype(
            np.int64
        )
        if huge:
            found[0] = MOST_AUTHORS
        return found

    def houses(self, teams: Any) -> Any:
        """The organisation of each author."""
        lead = np.repeat(self._zipf(ORGANISATIONS_IN_ALL, len(teams), 0.9), teams)
        size = len(lead)
        draw = self.random.random(size)
        country = self.country[lead]
        low, high = self.first[country], self.first[country + 1]
        near = self.order[low + (self.random.random(size) ** 2 * (high - low)).astype(np.int64)]
        far = self._zipf(ORGANISATIONS_IN_ALL, size, 0.9)
        found = np.where(draw < 0.62, lead, np.where(draw < 0.86, near, far))
        found[np.cumsum(teams) - teams] = lead[np.cumsum(teams) - teams]
        return found


def regions(seed: int = 1) -> Iterator[tuple[int, str]]:
    """Organisation and region: ten in every country; one organisation in ten is known to be in none."""
    shape = Shape(ORGANISATIONS_IN_ALL, seed)
    for number, country in enumerate(shape.country):
        if number % 10:
            yield number + 1, f"{_CODES[country]}-{number // 10 % 10}"


def write_corpus(root: Path, works: int, seed: int = 1) -> int:
    """Write the lake; returns its authorships."""
    shape, parts, rows = Shape(works, seed), [], 0
    for place, start in enumerate(range(0, works, WORKS_A_PART)):
        size = min(WORKS_A_PART, works - start)
        rows += _part(root / "parts" / f"{place + 1:07d}", shape, place + 1, start, size)
        parts.append(Part(place + 1, "works", size, generation=1))
    _derived(root / "derived" / "0000001", shape)
    Manifest(generation=1, last_part=len(parts), parts=tuple(parts), derived="0000001").save(root)
    return rows


def _part(folder: Path, shape: Shape, number: int, start: int, size: int) -> int:
    folder.mkdir(parents=True)
    random = shape.random
    ids = np.arange(start + 1, start + size + 1)
    teams = shape.teams(size, huge=start == 0)
    houses = shape.houses(teams)
    work = np.repeat(ids, teams)
    starts = np.cumsum(teams) - teams
    position = np.arange(len(work)) - np.repeat(starts, teams)
    last = position == np.repeat(teams, teams) - 1
    role = np.where(position == 0, 0, np.where(last, 2, 1))
    person = houses * 1_000_000 + (random.random(len(work)) ** 2.5 * shape.staff).astype(np.int64)
    country = shape.country[houses]
    years = 2024 - np.minimum(34, random.exponential(9, size)).astype(np.int64)
    _authorships(folder, number, work, position, role, person, houses, country)
    _works(folder, number, ids, years, teams, work, country, random)
    topics = (shape.subject[houses[starts]] + (random.random(size) ** 4 * TOPICS).astype(np.int64)) % TOPICS
    _topics(folder, number, ids, topics)
    pq.write_table(CITATIONS.empty_table(), folder / "citations.parquet")
    return len(work)


def _coded(codes: Any, names: list[str]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(names)).cast(pa.string())


def _named(prefix: str, numbers: Any) -> Any:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), " ")


def _authorships(
    folder: Path, number: int, work: Any, position: Any, role: Any, person: Any, houses: Any, country: Any
) -> None:
    size = len(work)
    columns = {
        "part": pa.repeat(pa.scalar(number, pa.int32()), size),
        "work_id": pa.array(work),
        "position": pa.array(position, pa.int32()),
        "role": _coded(role, ["first", "middle", "last"]),
        "person_id": pa.array(person),
        "person_name": _named("Person", person),
        "organisation_id": pa.array(houses + 1),
        "organisation_name": _named("Organisation", houses + 1),
        "country": _coded(country, _CODES),
    }
    _write(folder / "authorships.parquet", AUTHORSHIPS, columns, size)


def _works(
    folder: Path, number: int, ids: Any, years: Any, teams: Any, work: Any, country: Any, random: Any
) -> None:
    size = len(ids)
    pairs = np.unique(work * 1000 + country)
    offsets = np.searchsorted(pairs // 1000, np.append(ids, ids[-1] + 1))
    columns = {
        "part": pa.repeat(pa.scalar(number, pa.int32()), size),
        "id": pa.array(ids),
        "title": _named("Work", ids),
        "year": pa.array(years, pa.int16()),
        "cited_by": pa.array(np.minimum(100_000, 3 * random.pareto(1.3, size)).astype(np.int32)),
        "countries": pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), _coded(pairs % 1000, _CODES)),
        "author_count": pa.array(teams, pa.int32()),
    }
    _write(folder / "works.parquet", WORKS, columns, size)


def _topics(folder: Path, number: int, ids: Any, topics: Any) -> None:
    size = len(ids)
    subfields = topics // 18
    columns = {
        "part": pa.repeat(pa.scalar(number, pa.int32()), size),
        "work_id": pa.array(ids),
        "rank": pa.repeat(pa.scalar(0, pa.int16()), size),
        "scheme": pa.repeat(pa.scalar("topic"), size),
        "topic_id": pa.array(topics + 10_000),
        "name": _named("Topic", topics + 10_000),
        "subfield_id": pa.array(subfields + 1000, pa.int32()),
        "subfield": _named("Subfield", subfields + 1000),
        "field_id": pa.array(subfields // 10 + 10, pa.int32()),
        "field": _named("Field", subfields // 10 + 10),
        "domain_id": pa.array(subfields // 63 + 1, pa.int32()),
        "domain": _named("Domain", subfields // 63 + 1),
    }
    _write(folder / "works_topics.parquet", WORKS_TOPICS, columns, size)


def _derived(folder: Path, shape: Shape) -> None:
    folder.mkdir(parents=True)
    ids = np.arange(1, ORGANISATIONS_IN_ALL + 1)
    columns = {
        "id": pa.array(ids),
        "name": _named("Organisation", ids),
        "country": _coded(shape.country, _CODES),
    }
    _write(folder / "organisations.parquet", ORGANISATIONS, columns, len(ids))
    people = (np.arange(ORGANISATIONS_IN_ALL)[:, None] * 1_000_000 + np.arange(shape.staff)).ravel()
    _write(
        folder / "people.parquet",
        PEOPLE,
        {"id": pa.array(people), "name": _named("Person", people)},
        len(people),
    )


def _write(path: Path, schema: pa.Schema, columns: dict[str, Any], size: int) -> None:
    """What is not given is empty."""
    arrays = [
        columns[one.name].cast(one.type) if one.name in columns else pa.nulls(size, one.type)
        for one in schema
    ]
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd", row_group_size=20_000
    )
