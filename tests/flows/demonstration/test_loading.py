"""Loading a world: everything arrives, flagged; a second time nothing changes; cut off, it goes on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate

from scibridge.domain.accounts.access import is_administrator, represents
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import models as exchange
from scibridge.domain.registry import models as registry
from scibridge.domain.registry.services import NewPerson
from scibridge.engines.lake.manifest import Manifest
from scibridge.flows.demonstration import loading
from scibridge.flows.demonstration.loading import STAGES, demonstration_password, load_world
from scibridge.flows.demonstration.works import WorkStream
from scibridge.flows.demonstration.world import World, build_world
from scibridge.kernel.bilingual import versions

TODAY = date(2030, 1, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty works are enough to see them arrive."""
    everything = WorkStream.__iter__
    monkeypatch.setattr(WorkStream, "__iter__", lambda self: islice(everything(self), 40 * self._world.size))
    monkeypatch.setattr(loading, "WORKS_PER_BLOCK", 40)


def small_world() -> World:
    """The first world cut down to a few postings and whom they name; the stream of works keeps the people."""
    world = build_world()
    (block,) = world.blocks
    families = {"solid_state_battery", "inpatient_antipsychotics"}
    needs = tuple(one for one in block.needs if one.family in families)
    offers = tuple(one for one in block.offers if one.family in families)
    held = {one for offer in offers for one in offer.facilities}
    facilities = tuple(one for one in block.facilities if one.public_id in held)[:4]
    kept = {one.public_id for one in facilities}
    offers = tuple(replace(one, facilities=tuple(f for f in one.facilities if f in kept)) for one in offers)
    named = {person for one in offers for person in one.inventors} | {one.author for one in needs}
    named |= {one.person for one in world.accounts}
    people = tuple(one for one in block.people if one.public_id in named)
    homes = {one.organisation for person in people for one in person.affiliations}
    homes |= {one.organisation for one in (*needs, *offers, *facilities)}
    homes |= {organisation for one in world.accounts for _, organisation in one.roles}
    homes |= {one.parent for one in block.organisations if one.public_id in homes}
    organisations = tuple(one for one in block.organisations if one.public_id in homes)
    cut = replace(
        block, organisations=organisations, people=people, facilities=facilities, needs=needs, offers=offers
    )
    return replace(world, blocks=(cut,))


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


def test_everything_arrives_and_is_flagged(world: World, settings: object) -> None:
    seen: list[tuple[str, int, int]] = []
    summary = load_world(world, progress=lambda *step: seen.append(step), today=TODAY)
    (block,) = world.blocks
    assert summary.changed
    assert {stage: one.new for stage, one in summary.counts.items()} == {
        "organisations": len(block.organisations),
        "people": len(block.people),
        "facilities": len(block.facilities),
        "accounts": len(world.accounts),
        "needs": len(block.needs),
        "offers": len(block.offers),
        "works": 40,
    }
    assert {stage for stage, _, _ in seen} == set(STAGES)
    assert all(done <= total for _, done, total in seen)
    for model in (registry.Organisation, registry.Person, registry.Facility, exchange.Need, exchange.Offer):
        assert not model.objects.filter(fictional=False).exists()
        assert set(model.objects.values_list("origin", flat=True)) == {"demonstration"}
    assert set(exchange.Need.objects.values_list("state", flat=True)) == {"published"}
    assert set(exchange.Offer.objects.values_list("state", flat=True)) == {"published"}


def test_a_need_keeps_what_was_written(world: World) -> None:
    summary = load_world(world, today=TODAY)
    written = next(one for one in world.needs if one.public_id == world.showcase.need)
    need = exchange.Need.objects.get(public_id=summary.showcase_need)
    assert versions(need.title) == {"zh-hans": written.title.zh}
    assert need.deadline == TODAY + timedelta(days=written.deadline_days)
    assert need.organisation is not None
    assert need.organisation.public_id == written.organisation
    rows = [(versions(one.metric)["en"], one.operator, one.low, one.unit) for one in need.must_haves.all()]
    assert rows == [(one.metric.en, one.operator, one.low, one.unit) for one in written.must_haves]
    assert need.topics[0]["id"] == written.topics[0].id


def test_an_offer_keeps_what_was_written(world: World) -> None:
    summary = load_world(world, today=TODAY)
    written = next(one for one in world.offers if one.public_id == world.showcase.offer)
    offer = exchange.Offer.objects.get(public_id=summary.showcase_offer)
    assert versions(offer.title) == {"en": written.title.en}
    assert [(one.low, one.unit) for one in offer.claims.all()] == [
        (one.figure.low, one.figure.unit) for one in written.claims
    ]
    assert [one.person.public_id for one in offer.inventors.all()] == list(written.inventors)
    assert {(one.scheme, one.value) for one in offer.identifiers.all()} == {
        (one.scheme, one.value) for one in written.identifiers
    }


def test_a_second_loading_changes_nothing(world: World) -> None:
    load_world(world, today=TODAY)
    models = (
        registry.Organisation, registry.Person, registry.Affiliation, registry.Facility,
        exchange.Need, exchange.Offer, exchange.Version, Account,
    )  # fmt: skip
    before = [list(model.objects.order_by("pk").values()) for model in models]
    again = load_world(world, today=TODAY + timedelta(days=30))
    assert not again.changed
    assert again.counts["works"].unchanged == 40
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_cut_off_in_the_middle_the_next_one_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Counter[str]()
    register = loading.register_people

    def failing(people: Sequence[NewPerson], **arguments: Any) -> object:
        made["people"] += len(people)
        if made["people"] > len(world.blocks[0].people) // 2:
            raise KeyboardInterrupt
        return register(people, **arguments)

    monkeypatch.setattr(loading, "_BATCH", 5)
    monkeypatch.setattr(loading, "register_people", failing)
    with pytest.raises(KeyboardInterrupt):
        load_world(world, today=TODAY)
    monkeypatch.setattr(loading, "register_people", register)
    held = registry.Person.objects.count()
    assert 0 < held < len(world.blocks[0].people)
    assert registry.Person.objects.filter(affiliations__isnull=True).count() == 0
    summary = load_world(world, today=TODAY)
    assert summary.counts["people"].unchanged == held
    assert registry.Person.objects.count() == len(world.blocks[0].people)
    assert not load_world(world, today=TODAY).changed


def test_works_cut_off_are_taken_in_whole_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(self: WorkStream) -> object:
        yield from islice(WorkStream._block(self, 0), 25)
        raise KeyboardInterrupt

    lake = tmp_path / "other"
    with monkeypatch.context() as patch:
        patch.setattr(WorkStream, "__iter__", broken)
        patch.setattr(loading, "_WORKS_A_PART", 10)
        with pytest.raises(KeyboardInterrupt):
            load_world(world, today=TODAY, lake=lake)
    assert load_world(world, today=TODAY, lake=lake).counts["works"].new == 40
    assert [one.rows for one in Manifest.load(lake).inputs if one.entity == "works"] == [40]


def test_accounts_can_sign_in_with_their_roles(world: World) -> None:
    summary = load_world(world, today=TODAY)
    assert len(summary.accounts) == 7
    accounts = {one.email.partition("@")[0]: Account.objects.get(email=one.email) for one in summary.accounts}
    assert is_administrator(accounts["administrator"])
    assert not is_administrator(accounts["moderator"])
    hospital = world.accounts[2].roles[0][1]
    assert represents(accounts["hospital.manager"], hospital)
    assert not represents(accounts["member"], world.accounts[6].roles[0][1])
    assert all(one.fictional for one in accounts.values())
    shown = summary.accounts[2]
    assert shown.new
    assert shown.password == demonstration_password()
    assert authenticate(None, username=shown.email, password=shown.password) == accounts["hospital.manager"]
    assert not any(one.new for one in load_world(world, today=TODAY).accounts)


def test_the_password_is_this_installations_own(settings: object) -> None:
    first = demonstration_password()
    assert first == demonstration_password()
    assert len(first) == 14
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert demonstration_password() != first


def test_blocks_beyond_the_platforms_go_into_the_lake_alone(world: World) -> None:
    wide = replace(world, blocks=(*world.blocks, build_world(2).blocks[1]))
    summary = load_world(wide, today=TODAY, platform_blocks=1)
    assert summary.counts["organisations"].new == len(world.blocks[0].organisations)
    assert summary.counts["people"].new == len(world.blocks[0].people)
    assert summary.counts["works"].new == 80
