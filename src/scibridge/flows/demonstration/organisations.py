"""Organisations of a demonstration world: made where a need or an offer asks for one, then filled up.

A block is the composition of a world of size 1; every block has ``PER_BLOCK`` organisations.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from scibridge.flows.demonstration.entities import City, Organisation
from scibridge.flows.demonstration.identity import corpus_number, public_id
from scibridge.flows.demonstration.naming import (
    cities,
    host_name,
    organisation_name,
    part_name,
    sentence,
)
from scibridge.flows.demonstration.scenario import Family
from scibridge.flows.demonstration.words import Words

PER_BLOCK = 150
_ASKED_FOR = 118
_PARTS = 14
_MOST_FAMILIES = 4
_FILLING = ("university", "institute", "company", "hospital", "government", "nonprofit", "facility")
_TRIES = 24
_PLACES_OF_LEARNING = frozenset({"university"})


@dataclass(slots=True)
class _Draft:
    kind: str
    city: City
    name: Words
    word: str
    families: list[str] = field(default_factory=list)
    parent: int | None = None


class OrganisationMaker:
    """Collects the organisations of one block. ``taken`` holds the names of every block made before."""

    def __init__(
        self, seed: int, block: int, chance: random.Random, families: Sequence[Family], taken: set[str]
    ) -> None:
        self._seed, self._block, self._chance, self._taken = seed, block, chance, taken
        self._families = {family.key: family for family in families}
        self._drafts: list[_Draft] = []

    def asked(self, kind: str, place: City, family: str) -> int:
        """The number of an organisation of that kind at work on ``family``, in ``place`` if there is room."""
        here = [
            number
            for number, draft in enumerate(self._drafts)
            if draft.kind == kind and draft.city == place and self._has_room(draft, family)
        ]
        known = [number for number in here if family in self._drafts[number].families]
        if known:
            number = known[0]
        elif here and (self._chance.random() < 0.6 or len(self._drafts) >= _ASKED_FOR):
            number = self._chance.choice(here)
        elif len(self._drafts) < _ASKED_FOR:
            number = self._add(kind, place, family)
        else:
            number = self._least_loaded(kind)
        if family not in self._drafts[number].families:
            self._drafts[number].families.append(family)
        return number

    def complete(self) -> tuple[Organisation, ...]:
        """Parts of universities, university hospitals, and others up to ``PER_BLOCK``; then all of them."""
        self._add_parts()
        self._adopt_hospitals()
        unseen = self._unseen_countries()
        turn = 0
        while len(self._drafts) < PER_BLOCK:
            place = unseen.pop() if unseen else self._chance.choice(cities())
            keys = self._chance.sample(list(self._families), min(2, len(self._families)))
            number = self._add(_FILLING[turn % len(_FILLING)], place, keys[0])
            self._drafts[number].families.extend(keys)
            turn += 1
        return tuple(self._finished(number, draft) for number, draft in enumerate(self._drafts))

    def _has_room(self, draft: _Draft, family: str) -> bool:
        return family in draft.families or len(draft.families) < _MOST_FAMILIES

    def _least_loaded(self, kind: str) -> int:
        fitting = [number for number, draft in enumerate(self._drafts) if draft.kind == kind]
        if not fitting:
            return self._add(kind, self._chance.choice(cities()), "")
        return min(fitting, key=lambda number: (len(self._drafts[number].families), number))

    def _add(self, kind: str, place: City, family: str) -> int:
        subject = (
            self._families[family].subject
            if family
            else self._chance.choice(list(self._families.values())).subject
        )
        name, word = self._free_name(kind, place, subject)
        self._drafts.append(_Draft(kind, place, name, word))
        return len(self._drafts) - 1

    def _free_name(self, kind: str, place: City, subject: Words) -> tuple[Words, str]:
        for _ in range(_TRIES):
            name, word = organisation_name(kind, place, subject, self._chance)
            if self._take(name):
                return name, word
        count = 2
        while not self._take(numbered := Words(f"{name.en}, Site {count}", f"{name.zh}第{count}院区")):
            count += 1
        return numbered, word

    def _take(self, name: Words) -> bool:
        if name.en in self._taken or name.zh in self._taken:
            return False
        self._taken.update((name.en, name.zh))
        return True

    def _add_parts(self) -> None:
        universities = [n for n, draft in enumerate(self._drafts) if draft.kind in _PLACES_OF_LEARNING]
        self._chance.shuffle(universities)
        for turn, number in enumerate(universities[:_PARTS]):
            parent = self._drafts[number]
            family = parent.families[0]
            name = part_name(parent.name, self._families[family].subject, turn)
            if self._take(name):
                self._drafts.append(_Draft("institute", parent.city, name, parent.word, [family], number))

    def _adopt_hospitals(self) -> None:
        for draft in self._drafts:
            if draft.kind == "hospital" and draft.parent is None and self._chance.random() < 0.6:
                draft.parent = next(
                    (
                        number
                        for number, other in enumerate(self._drafts)
                        if other.kind in _PLACES_OF_LEARNING and other.city == draft.city
                    ),
                    None,
                )

    def _unseen_countries(self) -> list[City]:
        seen = {draft.city.country for draft in self._drafts}
        first: dict[str, City] = {}
        for place in cities():
            if place.country not in seen:
                first.setdefault(place.country, place)
        places = list(first.values())
        self._chance.shuffle(places)
        return places

    def _finished(self, number: int, draft: _Draft) -> Organisation:
        keys = tuple(dict.fromkeys(draft.families))
        subjects = [self._families[key].subject for key in keys[:3]]
        return Organisation(
            public_id=self.id_of(number),
            corpus_id=f"I{corpus_number(self._seed, self._block, number + 1)}",
            name=draft.name,
            acronym=_acronym(draft.name.en),
            types=(draft.kind,),
            city=draft.city,
            domain=host_name(f"{draft.word} {draft.city.name.en} {draft.kind} {self._block}-{number}"),
            established=self._chance.randint(1921, 2019),
            parent="" if draft.parent is None else self.id_of(draft.parent),
            summary=_summary(draft, subjects),
            families=keys,
        )

    def id_of(self, number: int) -> str:
        """The public id of the organisation of that number."""
        return public_id(self._seed, "organisation", self._block, number)


def _acronym(name: str) -> str:
    letters = [word[0] for word in name.replace("-", " ").split() if word[0].isupper()]
    return "".join(letters) if 3 <= len(letters) <= 7 else ""


_WHAT = {
    "university": Words("A university", "综合性高等学校"),
    "institute": Words("A research institute", "科研机构"),
    "hospital": Words("A hospital", "医疗机构"),
    "company": Words("A company", "企业"),
    "government": Words("A public authority", "政府机构"),
    "nonprofit": Words("A non-profit organisation", "非营利组织"),
    "facility": Words("An operator of shared facilities", "共享设施运营机构"),
}


def _summary(draft: _Draft, subjects: Sequence[Words]) -> Words:
    what = _WHAT[draft.kind]
    english = ", ".join(subject.en for subject in subjects).lower()
    chinese = "、".join(subject.zh for subject in subjects)
    return sentence(
        Words(
            f"{what.en} in {draft.city.name.en} at work on {english}. Fictional, made for demonstration.",
            f"位于{draft.city.name.zh}的{what.zh}，主要方向：{chinese}。演示用虚构机构。",
        )
    )
