"""Needs and offers of a demonstration world: scenario families told by organisations and people."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scibridge.flows.demonstration.entities import (
    City,
    Claim,
    Facility,
    Figure,
    Identifier,
    Need,
    Offer,
    Organisation,
    Person,
)
from scibridge.flows.demonstration.identity import public_id
from scibridge.flows.demonstration.naming import cities, cities_like, city, sentence
from scibridge.flows.demonstration.scenario import ELEMENTS, Condition, Family, OfferStory
from scibridge.flows.demonstration.words import Words, fill

NEEDS_PER_BLOCK = 60
OFFERS_PER_BLOCK = 140
_CHINESE_CULTURES = frozenset({"chinese"})


@dataclass(frozen=True, slots=True)
class NeedPlan:
    """Which telling of which family, asked where and by which of the block's organisations."""

    number: int
    family: Family
    telling: int
    city: City
    organisation: int


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """Which offer of which family in which telling, made where and by which of the block's organisations."""

    number: int
    family: Family
    story: OfferStory
    telling: int
    city: City
    organisation: int


def need_turns(families: Sequence[Family], block: int) -> Iterator[tuple[int, Family, int]]:
    """(number, family, telling) for the needs of a block; no telling comes twice in a world."""
    rounds = -(-NEEDS_PER_BLOCK // len(families))
    for number in range(NEEDS_PER_BLOCK):
        turn, place = divmod(number, len(families))
        yield number, families[place], block * rounds + turn


def offer_turns(families: Sequence[Family], block: int) -> Iterator[tuple[int, Family, OfferStory, int]]:
    """(number, family, offer, telling) for the offers of a block: each as written, then some told anew."""
    stories = [(family, story) for family in families for story in family.offers]
    rounds = -(-OFFERS_PER_BLOCK // len(stories))
    for number in range(OFFERS_PER_BLOCK):
        turn, place = divmod(number, len(stories))
        yield number, *stories[place], block * rounds + turn


def need_city(family: Family, telling: int, chance: random.Random) -> City:
    """Where the family's need arises: its own places first, then cities in the same parts of the world."""
    places = [city(name) for name in family.need.places]
    return places[telling] if telling < len(places) else chance.choice(cities_like(places))


def offer_city(story: OfferStory, telling: int, chance: random.Random) -> City:
    """Where the offer is made; an offer in Chinese alone comes from where Chinese is written."""
    if telling == 0:
        return city(story.place)
    if story.languages == ("zh",):
        return chance.choice([one for one in cities() if one.culture in _CHINESE_CULTURES])
    return chance.choice(cities())


class Slots:
    """The values of a telling's slots, in both languages."""

    def __init__(self, family: Family, telling: int, figures: Mapping[str, tuple[str, ...]], place: Words):
        setting = family.setting(telling)
        numbers = family.figures(figures, telling)
        self.english = {name: words.en for name, words in setting.items()} | numbers | {"place": place.en}
        self.chinese = {name: words.zh for name, words in setting.items()} | numbers | {"place": place.zh}

    def __call__(self, words: Words) -> Words:
        return words.rendered(self.english, self.chinese)

    def number(self, text: str) -> float:
        """A figure that may be a slot, thousands separated by commas or not."""
        return float(fill(text, self.english).replace(",", ""))


def _languages(written: tuple[str, ...], telling: int, place: City) -> tuple[str, ...]:
    """A first telling is in the languages it was written in; later ones as often in the place's alone."""
    if telling == 0 or len(written) == 1 or telling % 2 == 0:
        return written
    return ("zh",) if place.culture in _CHINESE_CULTURES else ("en",)


def _titled(story: Words, slots: Slots, telling: int, family: Family, place: City) -> Words:
    """A telling whose words came before, since slots are few or all were used, is told apart by its place."""
    title = sentence(slots(story))
    varies = "{" in story.en + story.zh
    if telling < (len(family.settings) if varies else 1):
        return title
    return title.followed(Words(f" ({place.name.en})", f"（{place.name.zh}）"))


def _author(people: Sequence[Person], family: str, chance: random.Random) -> Person:
    fitting = [one for one in people if family in one.families]
    return chance.choice(fitting or people)


def figure_of(condition: Condition, slots: Slots) -> Figure:
    """A must-have with its figures filled in."""
    low = slots.number(condition.value)
    high = slots.number(condition.high) if condition.high else low
    return Figure(slots(condition.metric), condition.operator, low, high, condition.unit)


def make_need(
    seed: int,
    block: int,
    plan: NeedPlan,
    chance: random.Random,
    home: Organisation,
    people: Sequence[Person],
) -> Need:
    """The need of ``plan``, asked by someone of ``people`` (those of ``home``)."""
    story, family = plan.family.need, plan.family
    slots = Slots(family, plan.telling, story.figures, plan.city.name)
    languages = _languages(story.languages, plan.telling, plan.city)
    scale = 1.0 if plan.telling == 0 else chance.choice((0.6, 0.75, 0.9, 1.1, 1.25, 1.5))

    def told(words: Words) -> Words:
        return slots(words).only(languages)

    return Need(
        public_id=public_id(seed, "need", block, plan.number),
        organisation=home.public_id,
        author=_author(people, family.key, chance).public_id,
        family=family.key,
        kind=story.kinds[plan.telling % len(story.kinds)],
        title=_titled(story.title, slots, plan.telling, family, plan.city).only(languages),
        summary=sentence(told(story.summary)),
        problem=sentence(told(story.problem)) + _sites(chance, plan.city).only(languages),
        current_solution=sentence(told(story.today)),
        shortfall=sentence(told(story.shortfall)),
        elements={name: told(words) for name, words in story.elements.items()},
        must_haves=tuple(figure_of(condition, slots) for condition in story.conditions),
        excluded_approaches=tuple(told(words) for words in story.excluded),
        confidential_details=told(story.confidential),
        readiness_now=story.readiness_now,
        readiness_required=story.readiness_required,
        budget_low=int(round(story.budget[0] * scale, -3)),
        budget_high=int(round(story.budget[1] * scale, -3)),
        currency=story.currency,
        deadline_days=story.deadline + 15 * (plan.telling % 9),
        answer_within_days=story.answer_within,
        ip_position=(story.ip_position,),
        eligible_countries=story.eligible,
        eligible_reason=story.eligible_reason.only(languages),
        orientation=story.orientation,
        research_class=story.research_class,
        challenge=family.challenges[0],
        challenges=family.challenges,
        sdgs=story.goals,
        topics=family.topics,
        keywords=tuple(words.only(languages) for words in family.keywords),
        country=plan.city.country,
    )


def _sites(chance: random.Random, place: City) -> Words:
    first, later = chance.randint(1, 6), chance.randint(8, 90)
    ready = f"{first} site{'s are' if first > 1 else ' is'} ready to try an answer"
    return Words(
        f"In {place.name.en} {ready}; {later} more would follow.",
        f"{place.name.zh}已有 {first} 处可供试用，验证可行后将推广到另外 {later} 处。",
    )


def make_offer(
    seed: int,
    block: int,
    plan: OfferPlan,
    chance: random.Random,
    home: Organisation,
    people: Sequence[Person],
    facilities: Sequence[Facility],
) -> Offer:
    """The offer of ``plan``, put forward by people of ``home``."""
    story, family = plan.story, plan.family
    slots = Slots(family, plan.telling, {**story.figures, **_need_only(family, story)}, plan.city.name)
    languages = _languages(story.languages, plan.telling, plan.city)

    def told(words: Words) -> Words:
        return slots(words).only(languages)

    author = _author(people, family.key, chance)
    others = [one.public_id for one in people if one is not author]
    inventors = (author.public_id, *chance.sample(others, min(len(others), chance.choice((0, 1, 1, 2)))))
    elements = {name: told(story.elements[name]) for name in ELEMENTS if name in story.elements}
    if "efficacy" not in elements:
        elements["efficacy"] = told(story.advantage)
    return Offer(
        public_id=public_id(seed, "offer", block, plan.number),
        organisation=home.public_id,
        author=author.public_id,
        family=family.key,
        kind=story.kind,
        title=_titled(story.title, slots, plan.telling, family, plan.city).only(languages),
        summary=sentence(told(story.summary)),
        description=sentence(told(story.description)) + _when(chance, plan.city).only(languages),
        elements=elements,
        claims=_claims(family, story, slots, told(story.baseline), languages),
        readiness=story.readiness,
        readiness_evidence=told(story.evidence),
        ip_status=story.ip_status,
        rights=story.rights,
        partnerships=story.partnerships,
        identifiers=_identifiers(seed, block, plan, chance),
        inventors=inventors,
        facilities=tuple(
            one.public_id
            for one in facilities
            if one.organisation == home.public_id and one.family == family.key
        ),
        challenge=family.challenges[0],
        challenges=family.challenges,
        orientation=family.need.orientation,
        research_class=family.need.research_class,
        sdgs=family.need.goals,
        topics=family.topics,
        keywords=tuple(words.only(languages) for words in family.keywords),
        confidential_details=_details(chance).only(languages),
        country=plan.city.country,
    )


def _need_only(family: Family, story: OfferStory) -> Mapping[str, tuple[str, ...]]:
    """Figures of the need that the offer quotes without stating its own."""
    return {name: row for name, row in family.need.figures.items() if name not in story.figures}


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _when(chance: random.Random, place: City) -> Words:
    start, first = chance.randint(2019, 2023), chance.randrange(12)
    end, last = start + chance.randint(1, 2), chance.randrange(12)
    period = f"from {_MONTHS[first]} {start} to {_MONTHS[last]} {end}"
    return Words(
        f"The work was done in {place.name.en} {period}; raw data can be inspected under agreement.",
        f"该工作于 {start} 年 {first + 1} 月至 {end} 年 {last + 1} 月在{place.name.zh}完成，"
        "原始数据可按协议查验。",
    )


def _details(chance: random.Random) -> Words:
    months = chance.randint(4, 18)
    return Words(
        f"An evaluation agreement of {months} months is under negotiation; it binds no territory.",
        f"现有一份评估协议在谈，为期 {months} 个月，不涉及地域独占。",
    )


def _claims(
    family: Family, story: OfferStory, slots: Slots, baseline: Words, languages: tuple[str, ...]
) -> tuple[Claim, ...]:
    claims = []
    for condition, claim in zip(family.need.conditions, story.claims, strict=True):
        if claim:
            value, _, unit = fill(claim, slots.english).partition(" ")
            number = float(value.replace(",", ""))
            figure = Figure(slots(condition.metric).only(languages), "equal", number, number, unit)
            claims.append(Claim(figure, baseline, story.baseline_source))
    return tuple(claims)


def _patent_number(place: City, block: int, number: int, chance: random.Random) -> str:
    """The country, the letters XX, which no office puts there, and a year with a running number."""
    return f"{place.country}XX{chance.randint(2015, 2025)}{block:05d}{number:03d}"


def _identifiers(seed: int, block: int, plan: OfferPlan, chance: random.Random) -> tuple[Identifier, ...]:
    """A DOI under the prefix Crossref keeps for tests, a patent number that no office gives."""
    story = plan.story
    found = []
    if story.kind in {"paper", "dataset"} or story.baseline_source:
        found.append(Identifier("doi", f"10.5555/scibridge.demo.{seed}.{block}.{plan.number}"))
    if story.kind == "patent" or story.ip_status in {"granted", "filed"}:
        kind = "B1" if story.ip_status == "granted" else "A1"
        found.append(Identifier("patent", _patent_number(plan.city, block, plan.number, chance) + kind))
    if story.licence:
        found.append(Identifier("spdx", story.licence))
    return tuple(found)
