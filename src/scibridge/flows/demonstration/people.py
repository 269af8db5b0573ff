"""People of a demonstration world: names that fit where they are, careers, and what they work on."""

import random
from collections.abc import Mapping, Sequence

from scibridge.flows.demonstration.entities import Affiliation, Organisation, Person
from scibridge.flows.demonstration.identity import corpus_number, public_id
from scibridge.flows.demonstration.naming import cities, person_name
from scibridge.flows.demonstration.scenario import Family
from scibridge.flows.demonstration.words import Words

PER_BLOCK = 450
_FOREIGN = 0.12
_MOVED = 0.3
_ROLES: Mapping[str, tuple[Words, ...]] = {
    "university": (
        Words("Professor", "教授"),
        Words("Associate Professor", "副教授"),
        Words("Lecturer", "讲师"),
        Words("Postdoctoral Researcher", "博士后"),
        Words("Technology Transfer Officer", "技术转移专员"),
    ),
    "institute": (
        Words("Senior Researcher", "研究员"),
        Words("Researcher", "助理研究员"),
        Words("Group Leader", "课题组组长"),
    ),
    "hospital": (
        Words("Chief Physician", "主任医师"),
        Words("Attending Physician", "主治医师"),
        Words("Head Nurse", "护士长"),
        Words("Clinical Pharmacist", "临床药师"),
    ),
    "company": (
        Words("Chief Engineer", "总工程师"),
        Words("Research Engineer", "研发工程师"),
        Words("Product Manager", "产品经理"),
    ),
    "government": (Words("Programme Officer", "项目主管"), Words("Head of Section", "科长")),
    "nonprofit": (Words("Programme Lead", "项目负责人"), Words("Technology Broker", "技术经纪人")),
    "facility": (Words("Facility Manager", "设施主管"), Words("Instrument Scientist", "仪器科学家")),
}


def make_people(
    seed: int,
    block: int,
    chance: random.Random,
    organisations: Sequence[Organisation],
    families: Mapping[str, Family],
) -> tuple[Person, ...]:
    """``PER_BLOCK`` people: at least one in each organisation, the rest by a heavy-tailed draw."""
    sizes = [1.0 / (place + 1) ** 0.6 for place in range(len(organisations))]
    chance.shuffle(sizes)
    extra = chance.choices(range(len(organisations)), weights=sizes, k=PER_BLOCK - len(organisations))
    homes = [*range(len(organisations)), *extra]
    return tuple(
        _person(seed, block, number, chance, organisations[home], organisations, families)
        for number, home in enumerate(homes)
    )


def _person(
    seed: int,
    block: int,
    number: int,
    chance: random.Random,
    home: Organisation,
    organisations: Sequence[Organisation],
    families: Mapping[str, Family],
) -> Person:
    foreign = chance.random() < _FOREIGN
    culture = chance.choice(cities()).culture if foreign else home.city.culture
    keys = tuple(chance.sample(home.families, min(len(home.families), chance.choice((1, 1, 2)))))
    keywords = [word for key in keys for word in families[key].keywords]
    expertise = tuple(chance.sample(keywords, min(len(keywords), 4)))
    affiliations = _career(chance, home, organisations)
    return Person(
        public_id=public_id(seed, "person", block, number),
        corpus_id=f"A{corpus_number(seed, block, number + 1)}",
        name=person_name(culture, chance),
        country=home.city.country,
        affiliations=affiliations,
        biography=_biography(chance, home, affiliations[0].role, expertise),
        expertise=expertise,
        families=keys,
    )


def _career(
    chance: random.Random, home: Organisation, organisations: Sequence[Organisation]
) -> tuple[Affiliation, ...]:
    since = chance.randint(2006, 2024)
    present = Affiliation(home.public_id, chance.choice(_ROLES[home.types[0]]), since, None)
    if chance.random() >= _MOVED:
        return (present,)
    before = [one for one in organisations if one is not home and set(one.families) & set(home.families)]
    if not before:
        return (present,)
    former = chance.choice(before)
    role = chance.choice(_ROLES[former.types[0]])
    return (present, Affiliation(former.public_id, role, since - chance.randint(2, 9), since))


def _biography(chance: random.Random, home: Organisation, role: Words, expertise: Sequence[Words]) -> Words:
    """In both languages for most; for the others in the language of where they are."""
    both = Words(
        f"{role.en} in {home.city.name.en}; works on {' and '.join(word.en for word in expertise[:2])}.",
        f"{home.city.name.zh}，{role.zh}，主要从事{'、'.join(word.zh for word in expertise[:2])}研究。",
    )
    if chance.random() < 0.6:
        return both
    return both.only(("zh",) if home.city.culture == "chinese" else ("en",))
