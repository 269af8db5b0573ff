"""Works of a demonstration world, streamed block by block as rows of the lake; memory does not grow with
them.

Who writes with whom: productivity within a family follows Zipf's law; a co-author is copied from an
earlier team of the same family (which is preferential attachment: Kleinberg et al. 1999), or sits in the
first author's organisation, or comes from anywhere the family is worked on, other blocks included.
Citations go to earlier works of the family, the first of them most. Years grow by eight per cent a year
from 2010 to 2026.
"""

import hashlib
import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np

from scibridge.flows.demonstration.entities import City, Organisation, Person
from scibridge.flows.demonstration.identity import corpus_number, generator
from scibridge.flows.demonstration.prose import Prose
from scibridge.flows.demonstration.scenario import Family, families
from scibridge.flows.demonstration.world import Block, World

PER_BLOCK = 2_500
FIRST_YEAR, LAST_YEAR = 2010, 2026
UPDATED = "2026-01-01"
_GROWTH = 1.08
_IN_CHINESE = 0.2
_OLDER_TEAM, _SAME_PLACE, _OTHER_BLOCK = 0.3, 0.7, 0.12
_ABROAD = 0.22
_MOST_AUTHORS = 14
_REMEMBERED = 256
_TELLINGS = 6
_TYPES = {
    "university": "education",
    "institute": "facility",
    "hospital": "healthcare",
    "facility": "facility",
}
Rows = dict[str, list[tuple[Any, ...]]]
Author = tuple[int, int]  # (block, number of the person in it)


@dataclass(frozen=True, slots=True)
class _Home:
    """What an authorship says of an organisation: the columns of the lake, and where it is."""

    columns: tuple[int, str, None, str, str]
    number: int
    city: City


@dataclass(frozen=True, slots=True)
class _Writer:
    """What an authorship says of a person; before ``since`` they were at ``before``."""

    columns: tuple[int, str, None]
    home: _Home
    since: int
    before: _Home

    def at(self, year: int) -> _Home:
        return self.home if year >= self.since else self.before


class _Circle:
    """The people of one block who work on one family, drawn by Zipf's law of their order."""

    def __init__(self, members: Sequence[int]) -> None:
        self.members = members
        self._heights = list(accumulate(1.0 / (rank + 1) for rank in range(len(members))))

    def drawn(self, chance: random.Random) -> int:
        """A member's number."""
        return self.members[bisect(self._heights, chance.random() * self._heights[-1])]


class _Neighbourhood:
    """A block as its works see it."""

    def __init__(self, block: Block, homes: dict[str, _Home], tales: Sequence[Family]) -> None:
        self.writers = [_writer(person, homes) for person in block.people]
        self.colleagues: dict[int, list[int]] = {}
        for number, writer in enumerate(self.writers):
            self.colleagues.setdefault(writer.home.number, []).append(number)
        everyone = range(len(block.people))
        self.circles = []
        self.chinese = []
        for family in tales:
            members = [
                n for n, person in enumerate(block.people) if family.key in person.families
            ] or everyone
            self.circles.append(_Circle(members))
            local = [n for n in members if self.writers[n].home.city.culture == "chinese"]
            self.chinese.append(_Circle(local) if local else None)


class WorkStream:
    """Makes the works of a world, as rows of ``sources.openalex.records`` shape."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tales = families()
        self._prose = [Prose(family) for family in self._tales]
        self._homes = {
            organisation.public_id: _home(organisation, number)
            for number, organisation in enumerate(world.organisations)
        }
        self._near = [_Neighbourhood(block, self._homes, self._tales) for block in world.blocks]
        self._topics = [_topic_columns(family) for family in self._tales]
        self._titles: set[str] = set()

    @property
    def total(self) -> int:
        """How many works there are."""
        return PER_BLOCK * self._world.size

    @cached_property
    def _calendar(self) -> tuple[list[int], list[int], list[list[int]], list[int]]:
        """The same for every block: year and family of each place, places of each family, rank in its
        family."""
        chance = generator(self._world.seed, "calendar")
        span = range(FIRST_YEAR, LAST_YEAR + 1)
        years = sorted(chance.choices(span, weights=[_GROWTH ** (y - FIRST_YEAR) for y in span], k=PER_BLOCK))
        weights = [1.0 / (rank + 4) ** 0.5 for rank in range(len(self._tales))]
        chance.shuffle(weights)
        kinds = chance.choices(range(len(self._tales)), weights=weights, k=PER_BLOCK)
        members: list[list[int]] = [[] for _ in self._tales]
        ranks = []
        for place, kind in enumerate(kinds):
            ranks.append(len(members[kind]))
            members[kind].append(place)
        return years, kinds, members, ranks

    def __iter__(self) -> Iterator[Rows]:
        for block in range(self._world.size):
            yield from self._block(block)

    def _block(self, block: int) -> Iterator[Rows]:
        self._titles.clear()
        chance = generator(self._world.seed, "works", block)
        draw = np.random.default_rng([self._world.seed, block])
        sizes = np.clip(np.rint(draw.lognormal(1.25, 0.55, PER_BLOCK)), 1, _MOST_AUTHORS).astype(int).tolist()
        fame = draw.lognormal(0.6, 1.1, PER_BLOCK)
        references = np.minimum(draw.poisson(7, PER_BLOCK), 30).tolist()
        days = draw.integers(1, 29, PER_BLOCK).tolist()
        months = draw.integers(1, 13, PER_BLOCK).tolist()
        years, kinds, _, ranks = self._calendar
        ages = LAST_YEAR - np.array(years)
        cited = np.minimum(fame * ages**0.8, 9_999).astype(int).tolist()
        teams: list[list[list[Author]]] = [[] for _ in self._tales]
        for place in range(PER_BLOCK):
            kind, year = kinds[place], years[place]
            team, language = self._team(block, kind, sizes[place], teams[kind], chance)
            if len(teams[kind]) < _REMEMBERED:
                teams[kind].append(team)
            else:
                teams[kind][int(chance.random() * _REMEMBERED)] = team
            number = corpus_number(self._world.seed, block, place + 1)
            cites = self._citations(number, block, kind, ranks[place], references[place], chance)
            published = date(year, months[place], days[place])
            yield self._rows(number, kind, team, language, published, cited[place], cites, chance)

    def _team(
        self, block: int, kind: int, size: int, earlier: list[list[Author]], chance: random.Random
    ) -> tuple[list[Author], str]:
        near = self._near[block]
        local = near.chinese[kind]
        if local is not None and chance.random() < _IN_CHINESE:
            first, language = local.drawn(chance), "zh"
        else:
            first, language = near.circles[kind].drawn(chance), "en"
        team = [(block, first)]
        country = near.writers[first].home.city.country
        colleagues = near.colleagues[near.writers[first].home.number]
        for _ in range(3 * size):
            if len(team) >= size:
                break
            turn = chance.random()
            if turn < _OLDER_TEAM and earlier:
                older = earlier[int(chance.random() * len(earlier))]
                candidate = older[int(chance.random() * len(older))]
            elif turn < _SAME_PLACE:
                candidate = (block, colleagues[int(chance.random() * len(colleagues))])
            else:
                candidate = self._anyone(block, kind, chance)
            if candidate not in team and (chance.random() < _ABROAD or self._country(candidate) == country):
                team.append(candidate)
        return team, language

    def _country(self, author: Author) -> str:
        block, number = author
        return self._near[block].writers[number].home.city.country

    def _anyone(self, block: int, kind: int, chance: random.Random) -> Author:
        """Somebody of this block or, now and then, of an earlier one: larger worlds begin with smaller
        ones."""
        home = block
        if block and chance.random() < _OTHER_BLOCK:
            home = int(chance.random() * block)
        return home, self._near[home].circles[kind].drawn(chance)

    def _citations(
        self, number: int, block: int, kind: int, rank: int, wanted: int, chance: random.Random
    ) -> list[tuple[int, int]]:
        members = self._calendar[2][kind]
        found: dict[int, None] = {}
        for _ in range(min(wanted, rank)):
            place = members[int(rank * chance.random() ** 1.8)]
            home = block if not block or chance.random() > 0.3 else int(chance.random() * block)
            found[corpus_number(self._world.seed, home, place + 1)] = None
        return [(number, cited) for cited in found]

    def _rows(
        self,
        number: int,
        kind: int,
        team: list[Author],
        language: str,
        published: date,
        cited_by: int,
        citations: list[tuple[int, int]],
        chance: random.Random,
    ) -> Rows:
        year, family = published.year, self._tales[kind]
        writers = [self._near[block].writers[person] for block, person in team]
        homes = [writer.at(year) for writer in writers]
        place = getattr(homes[0].city.name, language)
        title, abstract = self._told(kind, language, place, year, chance)
        venue = (
            f"{family.subject.zh}（演示期刊）"
            if language == "zh"
            else f"Demonstration Journal of {family.subject.en}"
        )
        last = len(team) - 1
        authorships = [
            (
                number,
                position,
                "first" if position == 0 else "last" if position == last else "middle",
                *writer.columns,
                *home.columns,
                None,
            )
            for position, (writer, home) in enumerate(zip(writers, homes, strict=True))
        ]
        content = (
            f"10.5555/scibridge.work.{number}",
            title,
            abstract,
            language,
            "article",
            year,
            published,
            cited_by,
            False,
            venue,
            [getattr(words, language) for words in family.keywords],
            sorted({home.city.country for home in homes}),
            list(family.need.goals),
            len(team),
        )
        digest = hashlib.blake2b(repr((content, authorships, citations)).encode(), digest_size=8).hexdigest()
        return {
            "works": [(number, digest, UPDATED, *content)],
            "authorships": authorships,
            "works_topics": [(number, *row) for row in self._topics[kind]],
            "citations": citations,
        }

    def _told(
        self, kind: int, language: str, place: str, year: int, chance: random.Random
    ) -> tuple[str, str]:
        """A title and an abstract; a title of this block that comes again is told anew, a few times over."""
        for _ in range(_TELLINGS):
            title, abstract = self._prose[kind].write(language, place, year, chance)
            if title not in self._titles:
                break
        self._titles.add(title)
        return title, abstract

    def institutions(self) -> Iterator[Rows]:
        """The organisations as the corpus lists them."""
        for organisation in self._world.organisations:
            number, name, ror, country, kind = self._homes[organisation.public_id].columns
            row = (name, organisation.name.zh or None, ror, country, kind)
            digest = hashlib.blake2b(repr(row).encode(), digest_size=8).hexdigest()
            yield {"institutions": [(number, digest, UPDATED, *row)]}


def _home(organisation: Organisation, number: int) -> _Home:
    kind = organisation.types[0]
    columns = (
        int(organisation.corpus_id[1:]),
        organisation.name.en,
        None,
        organisation.city.country,
        _TYPES.get(kind, kind),
    )
    return _Home(columns, number, organisation.city)


def _writer(person: Person, homes: dict[str, _Home]) -> _Writer:
    present, *former = person.affiliations
    home = homes[present.organisation]
    before = homes[former[0].organisation] if former else home
    return _Writer((int(person.corpus_id[1:]), person.name.en, None), home, present.from_year, before)


def _topic_columns(family: Family) -> list[tuple[Any, ...]]:
    """Rank, scheme, topic, name, score, level, and subfield, field and domain with their codes."""
    rows = []
    for rank, topic in enumerate(family.topics):
        under = topic.subfield
        levels: list[Any] = []
        for code, name in (
            (under.code, under.name),
            (under.field_code, under.field),
            (under.domain_code, under.domain),
        ):
            levels += [int(code), name]
        rows.append((rank, "topic", int(topic.id[1:]), topic.name, 0.99 - 0.04 * rank, None, *levels))
    return rows
