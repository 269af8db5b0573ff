"""Every table and statement of the atlas again, in plain Python from the works themselves.

Nothing is shared with the product but the limits of pairs: this is what the SQL is compared with.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tests.engines.atlas.corpus import FAMILIES, REGIONS

LIMITS = {"country": 300, "organisation": 100, "family": 100, "region": 100, "person": 50}
LEVELS = tuple(LIMITS)
Key = tuple[Any, ...]


def number(address: str | None) -> int | None:
    return int(address.rsplit("/", 1)[1].lstrip("WAITS")) if address else None


@dataclass(frozen=True)
class Counted:
    """A work as the atlas sees it: level → unit → (leads, closes)."""

    id: int
    year: int
    topic: int
    cited: int
    sides: Mapping[str, Mapping[Any, tuple[int, int]]]
    places: frozenset[tuple[int, str, int, int, str]]

    @property
    def international(self) -> int:
        return int(len(self.sides["country"]) > 1)


def counted(work: Mapping[str, Any]) -> Counted:
    sides: dict[str, dict[Any, tuple[int, int]]] = {level: {} for level in LEVELS}
    places = set()

    def add(level: str, unit: Any, role: str) -> None:
        if unit:
            leads, closes = sides[level].get(unit, (0, 0))
            sides[level][unit] = (leads | (role == "first"), closes | (role == "last"))

    for author in work["authorships"]:
        role, person = author.get("author_position"), number(author["author"]["id"])
        add("person", person, role)
        for code in author.get("countries", ()):
            add("country", code, "")
        for house in author.get("institutions", ()):
            one = number(house["id"])
            add("organisation", one, role)
            add("family", FAMILIES.get(one, one), role)
            add("region", REGIONS.get(one), role)
            add("country", house["country_code"], role)
            if person:
                places.add(
                    (person, house["country_code"] or "", one, FAMILIES.get(one, one), REGIONS.get(one, ""))
                )
        if person and not author.get("institutions"):
            places.add((person, "", 0, 0, ""))
    topics = work.get("topics") or []
    return Counted(
        number(work["id"]) or 0,
        work["publication_year"] or 0,
        number(topics[0]["id"]) or 0 if topics else 0,
        work["cited_by_count"],
        sides,
        frozenset(places),
    )


class Recount:
    """The whole atlas of these works."""

    def __init__(
        self, works: Iterable[Mapping[str, Any]], topics: Mapping[int, tuple[int, int, int]]
    ) -> None:
        works = list(works)
        self.works = [counted(one) for one in works]
        named = {number(topic["id"]) for one in works for topic in one.get("topics") or ()}
        self.topics = {topic: levels for topic, levels in topics.items() if topic in named}

    # What the tables hold.

    def presences(self, level: str) -> list[Key]:
        return sorted(
            (unit, one.id, one.year, one.topic, one.international, one.cited, len(one.sides[level]), *led)
            for one in self.works
            for unit, led in one.sides[level].items()
        )

    def cells(self, level: str) -> dict[Key, tuple[float, ...]]:
        found: dict[Key, list[float]] = defaultdict(lambda: [0.0] * 10)
        for one in self.works:
            size = len(one.sides[level])
            linked = 2 <= size <= LIMITS[level]
            for unit, (leads, closes) in one.sides[level].items():
                cell = found[unit, one.year, one.topic, one.international]
                joint = size > 1
                values = (
                    1,
                    1 / size,
                    joint,
                    leads and joint,
                    closes and joint,
                    (size - 1) * linked,
                    linked,
                    one.cited,
                    one.cited**2,
                    one.cited / size,
                )
                for place, value in enumerate(values):
                    cell[place] += value
        return {key: tuple(values) for key, values in found.items()}

    def pairs(self, level: str) -> dict[Key, tuple[int, float]]:
        """Each pair once, the smaller first."""
        works: Counter[Key] = Counter()
        weights: Counter[Key] = Counter()
        for one in self.works:
            units = sorted(one.sides[level])
            if 2 <= len(units) <= LIMITS[level]:
                for pair in combinations(units, 2):
                    key = (*pair, one.year, one.topic, one.international)
                    works[key] += 1
                    weights[key] += 1 / (len(units) - 1)  # type: ignore[assignment]
        return {key: (works[key], weights[key]) for key in works}

    def corpus(self, level: str) -> dict[Key, tuple[float, ...]]:
        found: dict[Key, list[float]] = defaultdict(lambda: [0.0] * 6)
        for one in self.works:
            size = len(one.sides[level])
            links = size * (size - 1) if 2 <= size <= LIMITS[level] else 0
            values = (1, size > 0, size > LIMITS[level], links, one.cited, one.cited**2)
            for place, value in enumerate(values):
                found[one.year, one.topic, one.international][place] += value
        return {key: tuple(values) for key, values in found.items()}

    def debut(self, person: int) -> int:
        return min((one.year for one in self.works if one.year and person in one.sides["person"]), default=0)

    def residents(self, level: str) -> dict[Key, tuple[int, int]]:
        """Unit, person, year, topic, international (as places has them) → works, debut."""
        at = {"country": 1, "organisation": 2, "family": 3, "region": 4, "person": 0}[level]
        found: Counter[Key] = Counter()
        for one in self.works:
            for place in one.places:
                found[place[at], place[0], one.year, one.topic, one.international] += 1
        return {key: (times, self.debut(key[1])) for key, times in found.items()}

    # What the statements answer; ``ask`` is (depth, node, first, last, least international).

    def inside(self, depth: str, node: int, topic: int) -> bool:
        if depth == "all":
            return True
        if topic == 0:
            return False
        subfield, field, domain = self.topics[topic]
        return {"topic": topic, "subfield": subfield, "field": field, "domain": domain}[depth] == node

    def chosen(self, ask: Key) -> list[Counted]:
        depth, node, first, last, least = ask
        return [
            one
            for one in self.works
            if first <= one.year <= last
            and one.international >= least
            and self.inside(depth, node, one.topic)
        ]

    def linked(self, level: str, ask: Key) -> list[Counted]:
        return [one for one in self.chosen(ask) if 2 <= len(one.sides[level]) <= LIMITS[level]]

    def sizes(self, level: str, ask: Key) -> Counter[Any]:
        return Counter(unit for one in self.chosen(ask) for unit in one.sides[level])

    def links(self, level: str, ask: Key) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for one in self.linked(level, ask):
            for unit in one.sides[level]:
                found[unit] += len(one.sides[level]) - 1
        return found

    def strength(self, level: str, unit: Any, partner: Any, ask: Key) -> Key:
        """Works, weight, own and partner's works, Salton, Jaccard, intensity."""
        both = [one for one in self.linked(level, ask) if {unit, partner} <= one.sides[level].keys()]
        sizes, links, joint = self.sizes(level, ask), self.links(level, ask), len(both)
        return (
            joint,
            sum(1 / (len(one.sides[level]) - 1) for one in both),
            sizes[unit],
            sizes[partner],
            joint / math.sqrt(sizes[unit] * sizes[partner]),
            joint / (sizes[unit] + sizes[partner] - joint),
            joint * links.total() / (links[unit] * links[partner]),
        )

    def years(self, level: str, unit: Any, ask: Key) -> list[Key]:
        chosen = self.chosen(ask)
        found = []
        for year in sorted({one.year for one in chosen if unit in one.sides[level]}):
            mine = [one for one in chosen if one.year == year and unit in one.sides[level]]
            abroad = [one for one in mine if one.international]
            joint = [one for one in mine if len(one.sides[level]) > 1]
            found.append(
                (
                    year,
                    len(mine),
                    sum(1 / len(one.sides[level]) for one in mine),
                    len(abroad),
                    sum(1 / len(one.sides[level]) for one in abroad),
                    len(joint),
                    sum(one.sides[level][unit][0] for one in joint),
                    sum(one.sides[level][unit][1] for one in joint),
                    sum(one.year == year for one in chosen),
                )
            )
        return found

    def partners(self, level: str, unit: Any, ask: Key) -> dict[Any, Key]:
        """Partner → (works, weight, partner's works, own works, Salton, Jaccard, intensity, first, last)."""
        joined = [one for one in self.linked(level, ask) if unit in one.sides[level]]
        found = {}
        for partner in {each for one in joined for each in one.sides[level]} - {unit}:
            works, weight, own, other, *rest = self.strength(level, unit, partner, ask)
            years = [one.year for one in joined if partner in one.sides[level]]
            first = min((year for year in years if year), default=None)
            found[partner] = (works, weight, other, own, *rest, first, max(years))
        return found

    def usual(self, year: int, topic: int) -> float:
        same = [one.cited for one in self.works if (one.year, one.topic) == (year, topic)]
        return sum(same) / len(same)

    def subjects(self, level: str, unit: Any, shown: str, ask: Key) -> dict[int, Key]:
        """Node → (works, share, international, corpus works, specialisation, citation ratio)."""
        place = {"domain": 2, "field": 1, "subfield": 0}
        chosen = [one for one in self.chosen(ask) if one.topic]

        def node(one: Counted) -> int:
            return one.topic if shown == "topic" else self.topics[one.topic][place[shown]]

        mine = [one for one in chosen if unit in one.sides[level]]
        found = {}
        for which in {node(one) for one in mine}:
            here = [one for one in mine if node(one) == which]
            there = sum(node(one) == which for one in chosen)
            due = sum(self.usual(one.year, one.topic) for one in here)
            found[which] = (
                len(here),
                sum(1 / len(one.sides[level]) for one in here),
                sum(one.international for one in here),
                there,
                (len(here) / len(mine)) / (there / len(chosen)),
                sum(one.cited for one in here) / due if due else None,
            )
        return found

    def citations(self, level: str, unit: Any, ask: Key) -> Key:
        """Works, share, mean normalised, the same by share, mean square."""
        mine = [
            one
            for one in self.chosen(ask)
            if unit in one.sides[level] and one.year and one.topic and self.usual(one.year, one.topic) > 0
        ]
        if not mine:
            return (0, 0, None, None, None)
        scores = [one.cited / self.usual(one.year, one.topic) for one in mine]
        shares = [1 / len(one.sides[level]) for one in mine]
        return (
            len(mine),
            sum(shares),
            sum(scores) / len(mine),
            sum(a * b for a, b in zip(scores, shares, strict=True)) / sum(shares),
            sum(score**2 for score in scores) / len(mine),
        )

    def people(self, level: str, unit: Any, ask: Key) -> dict[int, tuple[int, int]]:
        depth, node, first, last, least = ask
        seen = {
            (person, year, debut)
            for (one, person, year, topic, abroad), (_, debut) in self.residents(level).items()
            if one == unit and first <= year <= last and abroad >= least and self.inside(depth, node, topic)
        }
        found = {
            year: (
                sum(one[1] == year for one in seen),
                sum(one[1] == year == one[2] for one in seen),
            )
            for year in {one[1] for one in seen if one[1]}
        }
        new = {person for person, year, debut in seen if year and year == debut}
        found[0] = (len({person for person, _, _ in seen}), len(new))
        return found

    def strong(self, level: str, ask: Key, least_works: int) -> dict[Any, Key]:
        """Unit → (works, links, specialisation)."""
        everything = ("all", 0, *ask[2:])
        with_topic = [one for one in self.chosen(everything) if one.topic]
        whole = Counter(unit for one in with_topic for unit in one.sides[level])
        works, links = self.sizes(level, ask), self.links(level, ask)
        found = {}
        for unit, size in works.items():
            if ask[0] == "all":
                special = 1.0
            elif whole[unit]:
                special = (size / whole[unit]) / (len(self.chosen(ask)) / len(with_topic))
            else:
                special = 0.0
            if size >= least_works and special >= 1:
                found[unit] = (size, links[unit], special)
        return found

    def coverage(self, level: str, ask: Key) -> tuple[int, ...]:
        chosen = self.chosen(ask)
        _depth, _node, first, last, least = ask
        return (
            len(chosen),
            sum(bool(one.sides[level]) for one in chosen),
            sum(len(one.sides[level]) > LIMITS[level] for one in chosen),
            sum(
                not one.topic and first <= one.year <= last and one.international >= least
                for one in self.works
            ),
            sum(not one.year and one.international >= least for one in self.works),
        )
