"""The demonstration world is reproducible, coherent, fictional and complete."""

import re
from collections import Counter

import pytest

from scibridge.domain.exchange import states as exchange
from scibridge.domain.registry import states as registry
from scibridge.flows.demonstration.entities import Figure, Need, Offer
from scibridge.flows.demonstration.identity import CORPUS_FLOOR, is_fictional
from scibridge.flows.demonstration.scenario import ELEMENTS, families
from scibridge.flows.demonstration.words import Words
from scibridge.flows.demonstration.world import ImpossibleSize, World, build_world
from scibridge.kernel.ids import is_public_id


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.fixture(scope="module")
def wide() -> World:
    return build_world(4)


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    assert build_world() == world
    assert build_world(1, seed=7) == build_world(1, seed=7)


def test_another_seed_gives_another_world(world: World) -> None:
    other = build_world(1, seed=7)
    assert {one.public_id for one in other.organisations}.isdisjoint(
        one.public_id for one in world.organisations
    )
    assert [one.name for one in other.people] != [one.name for one in world.people]


def test_a_larger_world_begins_with_the_smaller_one(world: World, wide: World) -> None:
    assert wide.blocks[:1] == world.blocks
    assert wide.accounts == world.accounts
    assert wide.showcase == world.showcase


@pytest.mark.parametrize("size", [0, -1, 100_001])
def test_an_impossible_size_is_refused(size: int) -> None:
    with pytest.raises(ImpossibleSize) as refused:
        build_world(size)
    assert refused.value.data == {"size": size, "most": 100_000}


def test_composition(world: World) -> None:
    (block,) = world.blocks
    made = (block.organisations, block.people, block.facilities, block.needs, block.offers)
    assert [len(rows) for rows in made] == [150, 450, 40, 60, 140]


def test_breadth(world: World) -> None:
    needs = list(world.needs)
    assert len({one.city.country for one in world.organisations}) >= 40
    assert {kind for one in world.organisations for kind in one.types} >= {
        "university", "institute", "hospital", "company", "government", "nonprofit", "facility",
    }  # fmt: skip
    assert {one.kind for one in needs} == set(exchange.NeedKind)
    assert {challenge for one in needs for challenge in one.challenges} == set(exchange.Challenge)
    assert {one.orientation for one in needs} == set(exchange.Orientation)
    assert {one.research_class for one in needs} == set(exchange.ResearchClass)
    assert {one.kind for one in world.offers} == set(exchange.OfferKind)
    assert any(one.parent for one in world.organisations)


def test_public_ids_are_well_formed_and_unique(wide: World) -> None:
    ids = [
        one.public_id
        for rows in (wide.organisations, wide.people, wide.facilities, wide.needs, wide.offers)
        for one in rows
    ]
    assert all(map(is_public_id, ids))
    assert len(set(ids)) == len(ids)


def test_everything_is_flagged_fictional_and_lies_beyond_real_ids(world: World) -> None:
    rows = [world.organisations, world.people, world.facilities, world.needs, world.offers, world.accounts]
    assert all(one.fictional for kind in rows for one in kind)
    corpus = [one.corpus_id for kind in (world.organisations, world.people) for one in kind]
    assert all(re.fullmatch(r"[AI][1-9]\d{0,12}", one) and is_fictional(one) for one in corpus)
    assert min(int(one[1:]) for one in corpus) > CORPUS_FLOOR
    assert not is_fictional("W2741809807")
    assert not is_fictional("A5068555386")
    assert all(one.domain.endswith(".example") for one in world.organisations)
    assert all(one.email.endswith(".example") for one in world.accounts)


def test_references_hold(wide: World) -> None:
    organisations = {one.public_id: one for one in wide.organisations}
    for organisation in organisations.values():
        if organisation.parent:
            assert organisations[organisation.parent].types == ("university",)
            assert organisations[organisation.parent].city == organisation.city
    seen = set(organisations)
    people = {one.public_id: one for one in wide.people}
    facilities = {one.public_id: one for one in wide.facilities}
    for person in people.values():
        assert {one.organisation for one in person.affiliations} <= seen
        assert person.affiliations[0].to_year is None
        assert all(one.to_year is None or one.from_year <= one.to_year for one in person.affiliations)
    assert {one.organisation for one in facilities.values()} <= seen
    for need in wide.needs:
        assert people[need.author].organisation == need.organisation
    for offer in wide.offers:
        assert offer.inventors[0] == offer.author
        assert {people[one].organisation for one in offer.inventors} == {offer.organisation}
        assert {facilities[one].organisation for one in offer.facilities} <= {offer.organisation}


def test_names_come_once(wide: World) -> None:
    for language in ("en", "zh"):
        names = [getattr(one.name, language) for one in wide.organisations]
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_nothing_is_said_twice_in_the_same_words(wide: World) -> None:
    told = [(one.title, one.problem) for one in wide.needs] + [
        (one.title, one.description) for one in wide.offers
    ]
    assert [words for words, times in Counter(told).items() if times > 1] == []
    need_titles = Counter((one.title, one.organisation) for one in wide.needs)
    assert max(need_titles.values()) == 1


def test_codes_are_those_of_the_domain(wide: World) -> None:
    for need in wide.needs:
        assert need.challenge == need.challenges[0]
        assert set(need.ip_position) <= set(exchange.IpPosition)
    for offer in wide.offers:
        assert offer.ip_status in set(exchange.IpStatus)
        assert set(offer.rights) <= set(exchange.Right)
        assert set(offer.partnerships) <= set(exchange.Partnership)
        assert {one.scheme for one in offer.identifiers} <= set(exchange.IdentifierKind)
    for facility in wide.facilities:
        assert set(facility.access_types) <= set(registry.AccessType)
        assert facility.access_mode in set(registry.AccessMode)
        assert set(facility.eligible_organisation_types) <= set(registry.OrganisationType)
        restricted = facility.eligible_countries or facility.eligible_organisation_types
        assert bool(restricted) == bool(facility.eligibility_reason.en)


def _languages(words: Words) -> set[str]:
    return {code for code in ("en", "zh") if getattr(words, code)}


def test_a_posting_speaks_the_languages_of_its_title_throughout(wide: World) -> None:
    for one in (*wide.needs, *wide.offers):
        spoken = _languages(one.title)
        assert spoken
        texts = [*one.elements.values(), one.confidential_details]
        if isinstance(one, Need):
            texts += [one.summary, one.problem, one.current_solution, one.shortfall, *one.excluded_approaches]
        else:
            texts += [one.summary, one.description, one.readiness_evidence]
        for words in texts:
            assert _languages(words) == spoken, one.title
        assert not any("{" in text or "}" in text for words in texts for text in (words.en, words.zh))


def test_shares_of_languages(world: World) -> None:
    def shares(rows: list[Need] | list[Offer]) -> Counter[str]:
        return Counter("+".join(sorted(_languages(one.title))) for one in rows)

    needs, offers = shares(list(world.needs)), shares(list(world.offers))
    assert needs["en+zh"] >= 30
    assert needs["en"] >= 5
    assert needs["zh"] >= 5
    assert offers["en+zh"] >= 40
    assert offers["en"] >= 30
    assert offers["zh"] >= 20


def test_chinese_is_chinese_and_english_is_english(wide: World) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for one in (*wide.needs, *wide.offers):
        assert not han.search(one.title.en)
        assert not one.title.zh or han.search(one.title.zh)
    for person in wide.people:
        assert not han.search(person.name.en)
        assert not person.name.zh or han.fullmatch(person.name.zh[0])


def test_every_need_carries_the_whole_form(world: World) -> None:
    for need in world.needs:
        assert set(need.elements) == set(ELEMENTS)
        assert len(need.must_haves) >= 2
        assert need.excluded_approaches
        assert 1 <= need.readiness_now < need.readiness_required <= 9
        assert 0 < need.budget_low < need.budget_high
        assert need.deadline_days >= 60
        assert need.sdgs
        assert need.topics
        assert bool(need.eligible_countries) == bool(_languages(need.eligible_reason))


def _span(figure: Figure) -> set[str]:
    """The figure as texts write it, with and without separators of thousands."""
    number = f"{figure.low:g}" if figure.low < 1e6 else str(int(figure.low))
    return {
        number,
        f"{figure.low:,.0f}",
        f"{figure.low:.1f}",
        f"{figure.low:.0f}" if figure.low % 1 == 0 else number,
    }


def test_the_figures_of_an_offer_stand_in_its_words(wide: World) -> None:
    for offer in wide.offers:
        for claim in offer.claims:
            for words in (offer.description, offer.title, offer.summary):
                text = words.en + words.zh
                if any(one in text for one in _span(claim.figure)):
                    break
            else:
                pytest.fail(f"{offer.family}: {claim.figure} not in {offer.description}")


def test_the_showcase_is_a_chinese_need_and_an_english_offer(world: World) -> None:
    need = next(one for one in world.needs if one.public_id == world.showcase.need)
    offer = next(one for one in world.offers if one.public_id == world.showcase.offer)
    assert need.family == offer.family
    assert _languages(need.title) == {"zh"}
    assert _languages(offer.title) == {"en"}
    units = {figure.metric.en: figure.unit for figure in need.must_haves}
    found = {claim.figure.metric.en: claim.figure for claim in offer.claims}
    assert units["energy density"] == "Wh/kg"
    assert found["energy density"].unit == "kWh/kg"


def test_accounts(world: World) -> None:
    by_name = {one.email.partition("@")[0]: one for one in world.accounts}
    organisations = {one.public_id: one for one in world.organisations}
    people = {one.public_id: one for one in world.people}
    homes = {
        name: organisations[one.roles[0][1]].city.name.en for name, one in by_name.items() if one.roles[0][1]
    }
    assert by_name["administrator"].roles == (("administrator", ""),)
    assert by_name["moderator"].roles == (("moderator", ""),)
    assert homes["hospital.manager"] == "Chengdu"
    assert homes["transfer.officer"] == "Leuven"
    assert homes["broker"] == "Nairobi"
    for one in world.accounts:
        if one.person:
            assert people[one.person].organisation == one.roles[0][1]
    chengdu = by_name["hospital.manager"].roles[0][1]
    assert "inpatient_antipsychotics" in {one.family for one in world.needs if one.organisation == chengdu}


def test_families_are_many_and_rich() -> None:
    tales = families()
    assert len(tales) >= 30
    for family in tales:
        assert len(family.offers) >= 3
        assert len(family.keywords) >= 4
        for topic in family.topics:
            assert re.fullmatch(r"T\d{5}", topic.id)
        literature = family.literature
        assert min(len(literature.subjects), len(literature.approaches), len(literature.findings)) >= 3
