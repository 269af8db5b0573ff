"""The picture of the world: what it counts, what it joins, and what it never tells."""

import gzip
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.web.conftest import OFFER, World, make_world, publish

from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.exchange.services import OFFERS
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.engines.mapping.dots import bin_dots
from scibridge.engines.mapping.drawing import world_svg
from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.flows.world import pairs, picture
from scibridge.sources.ror import OrganisationRecord, read_ror
from scibridge.web import icons

NOW = timedelta(0)
TOKENS = Path(icons.__file__).parent / "static" / "web" / "tokens.css"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def elsewhere(**values: Any) -> Organisation:
    return register_organisation(
        actor=None,
        values={
            "name": {"en": "Chengdu Cell Laboratory"},
            "country": "CN",
            "latitude": 30.67,
            "longitude": 104.07,
            "types": ["company"],
        }
        | values,
    )


@pytest.fixture
def world() -> World:
    """As for the pages, with the best offer from an organisation in another country."""
    made = make_world()
    made.offer = OFFERS.withdraw(made.offer, actor=made.owner)
    far = elsewhere()
    grant_role(account=made.owner, role=Role.MEMBER, on_kind=ORGANISATION, on_id=far.public_id, actor=None)
    made.more["far"] = far
    made.offer = publish(OFFERS, OFFER | {"organisation": far.public_id}, made.owner, made.moderator)
    bring_up_to_date()
    return made


def hide_organisation(posting: Any) -> None:
    type(posting).objects.filter(pk=posting.pk).update(field_tiers={"organisation": "after_nda"})


def test_an_empty_registry_is_an_empty_world() -> None:
    drawn = picture.draw()
    assert (drawn.organisations, drawn.placed, drawn.countries, drawn.crossing) == (0, 0, 0, 0)
    assert drawn.arcs == {"atlantic": (), "pacific": ()}
    svg = gzip.decompress(picture.drawing(drawn.key, "atlantic", "wide", "light") or b"").decode()
    assert svg.startswith("<svg ")
    assert svg.count("<path") == 1


def test_what_is_listed_is_counted_and_what_has_a_place_is_a_dot(world: World) -> None:
    elsewhere(name={"en": "Nowhere in particular"}, country="KE", latitude=None, longitude=None)
    Organisation.objects.filter(pk=elsewhere(latitude=-33.9, longitude=18.4, country="ZA").pk).update(
        status="withdrawn"
    )
    drawn = picture.draw()
    assert (drawn.organisations, drawn.placed, drawn.countries) == (3, 2, 3)
    svg = gzip.decompress(picture.drawing(drawn.key, "pacific", "narrow", "dark") or b"").decode()
    assert svg.count("z") == 2


def test_a_need_and_its_best_answer_are_joined(world: World) -> None:
    assert pairs.renew_pairs(rest=NOW) == 1
    (one,) = pairs.joined()
    assert (one.need_id, one.offer_id) == (world.need.public_id, world.offer.public_id)
    assert (one.start.latitude, one.end.latitude, one.across_borders) == (53.07, 30.67, True)
    drawn = picture.draw()
    assert drawn.crossing == 1
    assert len(drawn.arcs["atlantic"]) == len(drawn.arcs["pacific"]) == 1
    assert drawn.arcs["atlantic"][0].path != drawn.arcs["pacific"][0].path


def test_within_one_place_there_is_no_arc(world: World) -> None:
    Organisation.objects.filter(pk=world.more["far"].pk).update(latitude=53.07, longitude=8.8)
    pairs.renew_pairs(rest=NOW)
    assert pairs.joined() == []


@pytest.mark.parametrize("side", ["need", "offer"])
def test_who_holds_the_organisation_back_is_not_drawn(world: World, side: str) -> None:
    hide_organisation(getattr(world, side))
    pairs.renew_pairs(rest=NOW)
    assert pairs.joined() == []


@pytest.mark.parametrize("side", ["need", "offer"])
def test_who_holds_it_back_later_is_gone_from_the_next_picture(world: World, side: str) -> None:
    pairs.renew_pairs(rest=NOW)
    assert len(picture.draw().arcs["atlantic"]) == 1
    hide_organisation(getattr(world, side))
    assert picture.draw().arcs["atlantic"] == ()


def test_what_is_withdrawn_is_gone_from_the_next_picture(world: World) -> None:
    pairs.renew_pairs(rest=NOW)
    OFFERS.withdraw(world.offer, actor=world.owner)
    assert picture.draw().arcs["atlantic"] == ()


def test_the_need_is_asked_as_a_visitor_sees_it(world: World) -> None:
    # Only its confidential words speak for the other offer: they must not choose the answer.
    publish(
        OFFERS,
        OFFER
        | {
            "title": {"en": "Zeppelin mooring for a secret airline customer"},
            "summary": {"en": "A secret airline customer moors zeppelins; the secret airline is content."},
            "claims": [],
            "keywords": {"en": "secret airline"},
            "organisation": world.organisation.public_id,
        },
        world.owner,
        world.moderator,
    )
    bring_up_to_date()
    pairs.renew_pairs(rest=NOW)
    assert [one.offer_id for one in pairs.joined()] == [world.offer.public_id]


def test_files_hold_ids_and_lines_and_no_words(world: World, settings: Any) -> None:
    pairs.renew_pairs(rest=NOW)
    picture.draw()
    files = list(Path(settings.WORLD_DIRECTORY).iterdir())
    text = "".join(
        (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        for path in files
    )
    assert len(files) == 10
    for word in ("Flight", "Chengdu", "secret", "Solid", "Owner", "example.org"):
        assert word not in text


def test_answers_are_asked_for_once_in_a_while(world: World) -> None:
    assert pairs.renew_pairs() == 1
    assert pairs.renew_pairs() == 0
    assert pairs.renew_pairs(rest=NOW) == 1


def test_without_an_index_the_last_answers_stay(world: World, settings: Any, tmp_path: Path) -> None:
    pairs.renew_pairs(rest=NOW)
    settings.INDEX_DIRECTORY = tmp_path / "nothing"
    assert pairs.renew_pairs(rest=NOW) == 0
    assert len(pairs.joined()) == 1


def age(settings: Any, name: str, by: timedelta) -> None:
    at = (timezone.now() - by).timestamp()
    os.utime(Path(settings.WORLD_DIRECTORY) / name, (at, at))


def test_a_fresh_picture_is_not_drawn_again(world: World, django_assert_num_queries: Any) -> None:
    first = picture.current()
    with django_assert_num_queries(0):
        assert picture.current() == first


def test_an_old_picture_is_drawn_again_by_one_visitor_only(world: World, settings: Any) -> None:
    first = picture.current()
    elsewhere(latitude=-1.29, longitude=36.82, country="KE")
    assert picture.current() == first
    age(settings, picture.FILE, timedelta(minutes=11))
    cache.add("world.drawing", True)  # another visitor is at it
    assert picture.current() == first
    cache.clear()
    second = picture.current()
    assert second.placed == first.placed + 1
    assert second.key != first.key


def test_the_same_dots_keep_their_address(world: World) -> None:
    first = picture.draw()
    Organisation.objects.update(updated_at=timezone.now())
    assert picture.draw().key == first.key


def test_drawings_nobody_asks_for_are_removed_after_a_while(world: World, settings: Any) -> None:
    first = picture.draw()
    elsewhere(latitude=-1.29, longitude=36.82)
    picture.draw()
    assert picture.drawing(first.key, "atlantic", "wide", "dark") is not None
    age(settings, picture.file_name(first.key, "atlantic", "wide", "dark"), timedelta(days=3))
    picture.draw()
    assert picture.drawing(first.key, "atlantic", "wide", "dark") is None
    assert picture.drawing(first.key, "atlantic", "wide", "light") is not None


def test_a_file_cut_short_is_no_picture(world: World, settings: Any) -> None:
    first = picture.draw()
    for broken in ('{"key": "', '{"key": "x", "arcs": {}}', "[]"):
        (Path(settings.WORLD_DIRECTORY) / picture.FILE).write_text(broken)
        assert picture.current() == first
    (Path(settings.WORLD_DIRECTORY) / pairs.FILE).write_text("[[")
    assert pairs.joined() == []


def test_the_colours_are_those_of_the_page() -> None:
    tokens = dict(
        re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", TOKENS.read_text("utf-8"))
    )
    light, dark = picture.THEMES["light"], picture.THEMES["dark"]
    assert tokens["accent"] == f"{light.dot}, {dark.dot}"
    assert tokens["line"] == f"{light.net}, {dark.net}"


@pytest.mark.realdata
@pytest.mark.parametrize("view", list(picture.CENTRES))
@pytest.mark.parametrize("size", list(picture.CELLS))
def test_the_real_register_is_small_enough_for_a_phone(real_data: Path, view: str, size: str) -> None:
    dump = real_data / "ror" / "v2.9-subset-ror-data.zip"
    places = [
        (one.longitude, one.latitude)
        for record in read_ror(dump)
        if isinstance(record, OrganisationRecord)
        for one in record.locations[:1]
        if one.latitude is not None
    ]
    assert len(places) > 30_000
    seen = picture.frame(view)
    x, y = seen.place(*np.array(places, dtype=np.float64).T)
    dots = bin_dots(x, y, picture.CELLS[size])
    assert sum(dots.numbers) == len(places)
    svg = world_svg(seen, dots, picture.THEMES["light"], larger=picture.SWELLING[size])
    assert len(gzip.compress(svg.encode(), 9)) < (10_000 if size == "wide" else 5_000)
