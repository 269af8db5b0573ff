"""The demonstration world as a whole: pure, reproducible, and a larger one begins with the smaller one.

A world of size N is N blocks of the same composition (150 organisations, 450 people, 40 facilities, 60 needs,
140 offers, 2,500 works). Works are not held: ``works.stream_works`` makes them as they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from scibridge.engines.errors import ScibridgeError
from scibridge.flows.demonstration.entities import Account, Facility, Need, Offer, Organisation, Person
from scibridge.flows.demonstration.facilities import make_facilities
from scibridge.flows.demonstration.identity import generator
from scibridge.flows.demonstration.naming import city
from scibridge.flows.demonstration.organisations import OrganisationMaker
from scibridge.flows.demonstration.people import make_people
from scibridge.flows.demonstration.postings import (
    NeedPlan,
    OfferPlan,
    make_need,
    make_offer,
    need_city,
    need_turns,
    offer_city,
    offer_turns,
)
from scibridge.flows.demonstration.scenario import Family, families
from scibridge.flows.demonstration.words import Words

DEFAULT_SEED = 20260101
LARGEST = 100_000
SHOWCASE_FAMILY = "solid_state_battery"


class ImpossibleSize(ScibridgeError):
    """A world is 1 to ``most`` blocks."""

    code = "impossible_size"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a world."""

    number: int
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    facilities: tuple[Facility, ...]
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Showcase:
    """A need in Chinese and an offer in English that answers it: a bridge, a conversion and a gap."""

    need: str
    offer: str


@dataclass(frozen=True, slots=True)
class World:
    """A demonstration world; every record in it is fictional."""

    seed: int
    blocks: tuple[Block, ...]
    accounts: tuple[Account, ...]
    showcase: Showcase

    @property
    def size(self) -> int:
        """The number of blocks."""
        return len(self.blocks)

    @property
    def organisations(self) -> Iterator[Organisation]:
        """Every organisation; a parent may come after its parts."""
        return (one for block in self.blocks for one in block.organisations)

    @property
    def people(self) -> Iterator[Person]:
        """Every person."""
        return (one for block in self.blocks for one in block.people)

    @property
    def facilities(self) -> Iterator[Facility]:
        """Every facility."""
        return (one for block in self.blocks for one in block.facilities)

    @property
    def needs(self) -> Iterator[Need]:
        """Every need."""
        return (one for block in self.blocks for one in block.needs)

    @property
    def offers(self) -> Iterator[Offer]:
        """Every offer."""
        return (one for block in self.blocks for one in block.offers)


def build_world(size: int = 1, seed: int = DEFAULT_SEED) -> World:
    """The world of ``size`` blocks; the same arguments give the same world. Raises ImpossibleSize."""
    if not 1 <= size <= LARGEST:
        raise ImpossibleSize(size=size, most=LARGEST)
    taken: set[str] = set()
    blocks = tuple(_build_block(seed, number, taken) for number in range(size))
    return World(seed, blocks, _accounts(blocks[0]), _showcase(blocks[0]))


# The home of each demonstration account: kind of organisation, city, family it works on.
_HOMES = (
    ("hospital", "Chengdu", "inpatient_antipsychotics"),
    ("university", "Leuven", "perovskite_photovoltaics"),
    ("nonprofit", "Nairobi", "cold_chain_vaccines"),
    ("university", "Wuhan", "solid_state_battery"),
    ("institute", "Montpellier", "salt_tolerant_rice"),
)


def _build_block(seed: int, number: int, taken: set[str]) -> Block:
    tales = families()
    chance = generator(seed, "block", number)
    maker = OrganisationMaker(seed, number, chance, tales, taken)
    if number == 0:
        known = {family.key for family in tales}
        for kind, name, key in _HOMES:
            maker.asked(kind, city(name), key if key in known else tales[0].key)
    need_plans = []
    for turn, family, telling in need_turns(tales, number):
        place = need_city(family, telling, chance)
        home = maker.asked(family.need.asked_by, place, family.key)
        need_plans.append(NeedPlan(turn, family, telling, place, home))
    offer_plans = []
    for turn, family, story, telling in offer_turns(tales, number):
        place = offer_city(story, telling, chance)
        home = maker.asked(story.holder, place, family.key)
        offer_plans.append(OfferPlan(turn, family, story, telling, place, home))
    organisations = maker.complete()
    return _filled_block(seed, number, organisations, need_plans, offer_plans)


def _filled_block(
    seed: int,
    number: int,
    organisations: tuple[Organisation, ...],
    need_plans: list[NeedPlan],
    offer_plans: list[OfferPlan],
) -> Block:
    tales: tuple[Family, ...] = families()
    chance = generator(seed, "people", number)
    people = make_people(seed, number, chance, organisations, {family.key: family for family in tales})
    facilities = make_facilities(seed, number, generator(seed, "facilities", number), organisations, tales)
    ordered = sorted(people, key=lambda one: one.organisation)
    staff = {home: tuple(group) for home, group in groupby(ordered, key=lambda one: one.organisation)}
    chance = generator(seed, "postings", number)
    needs = []
    for need_plan in need_plans:
        home = organisations[need_plan.organisation]
        needs.append(make_need(seed, number, need_plan, chance, home, staff[home.public_id]))
    offers = []
    for offer_plan in offer_plans:
        home = organisations[offer_plan.organisation]
        offers.append(make_offer(seed, number, offer_plan, chance, home, staff[home.public_id], facilities))
    return Block(number, organisations, people, facilities, tuple(needs), tuple(offers))


def _showcase(block: Block) -> Showcase:
    need = next(one for one in block.needs if one.family == SHOWCASE_FAMILY)
    offer = next(one for one in block.offers if one.family == SHOWCASE_FAMILY and not one.title.zh)
    return Showcase(need.public_id, offer.public_id)


def _accounts(block: Block) -> tuple[Account, ...]:
    hospital, transfer, broker, laboratory, institute = block.organisations[: len(_HOMES)]

    def someone(home: Organisation) -> Person:
        return next(one for one in block.people if one.organisation == home.public_id)

    manager, officer, mediator, researcher, member = (
        someone(home) for home in (hospital, transfer, broker, laboratory, institute)
    )
    in_chinese, in_english = "zh-hans", "en"
    rows = (
        ("administrator", "SciBridge Administrator", in_english, ("administrator", ""), None, _ADMINISTRATOR),
        ("moderator", "林晓岚", in_chinese, ("moderator", ""), None, _MODERATOR),
        ("hospital.manager", "", in_chinese, ("representative", hospital.public_id), manager, _MANAGER),
        ("transfer.officer", "", in_english, ("representative", transfer.public_id), officer, _OFFICER),
        ("broker", "", in_english, ("representative", broker.public_id), mediator, _BROKER),
        ("researcher", "", in_chinese, ("member", laboratory.public_id), researcher, _RESEARCHER),
        ("member", "", in_english, ("member", institute.public_id), member, _MEMBER),
    )
    return tuple(_account(*row) for row in rows)


_ADMINISTRATOR = Words("administrator of the platform", "平台管理员")
_MODERATOR = Words("moderator", "审核员")
_MANAGER = Words("hospital manager in Chengdu", "成都一家医院的管理者")
_OFFICER = Words("technology transfer officer in Leuven", "鲁汶一所大学的技术转移专员")
_BROKER = Words("broker in Nairobi", "内罗毕技术经纪人")
_RESEARCHER = Words("researcher in Wuhan", "武汉一所大学的研究人员")
_MEMBER = Words("member without further rights", "普通成员")


def _account(
    who: str, name: str, language: str, role: tuple[str, str], person: Person | None, description: Words
) -> Account:
    if person is not None:
        name = person.name.zh if language != "en" and person.name.zh else person.name.en
    return Account(
        email=f"{who}@scibridge.example",
        name=name,
        language=language,
        roles=(role,),
        person=person.public_id if person else "",
        description=description,
    )
