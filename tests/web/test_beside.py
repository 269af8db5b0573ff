"""Beside the form: what is there already, who answers, who asks; and it never leaks or falls."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import OFFER, World

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need

SignIn = Callable[[Account], Client]
ROWS = {
    f"{rows}-{name}_FORMS": "0"
    for rows in ("must_haves", "claims", "rights", "identifiers", "inventors")
    for name in ("TOTAL", "INITIAL")
}
WORDS = {
    "title_en": "Solid-state cell for light aircraft",
    "problem_en": "Electric light aircraft fly 40 minutes."
    " A solid electrolyte could store more energy safely.",
}


def beside(client: Client, kind: str = "needs", **fields: str) -> str:
    response = client.post(f"/en/{kind}/new/beside/", ROWS | fields)
    assert response.status_code == 200
    return response.content.decode()


def test_a_likely_duplicate_and_answers_are_shown(world: World, as_user: SignIn) -> None:
    html = beside(as_user(world.reader), **WORDS)
    assert f"/en/needs/{world.need.public_id}/" in html
    assert "Very alike" in html
    assert f"/en/offers/{world.offer.public_id}/" in html
    assert "solid electrolyte" in html


def test_the_same_in_the_other_language_is_named(world: World, as_user: SignIn) -> None:
    client = as_user(world.reader)
    words = {
        "title_zh": "硫化物固态电解质软包电池",
        "summary_zh": "固态电解质软包电池，能量密度达到 0.42 kWh/kg。台架测试六个月，成本高于石墨电池。",
    }
    html = beside(client, "offers", **words)
    assert f"/en/offers/{world.offer.public_id}/" in html
    assert "Very alike, in the other language" in html
    assert "This may be there already." in html
    other = {"title_zh": "水稻抗旱品种", "summary_zh": "在旱地里高产的水稻。"}
    assert world.offer.public_id not in beside(client, "offers", **other)


def test_conditions_are_judged_while_they_are_typed(world: World, as_user: SignIn) -> None:
    row = {
        "must_haves-TOTAL_FORMS": "2",
        "must_haves-0-metric_en": "energy density",
        "must_haves-0-operator": "at_least",
        "must_haves-0-low": "400",
        "must_haves-0-unit": "Wh/kg",
        "must_haves-1-metric_en": "cost",
        "must_haves-1-low": "not a number yet",
    }
    html = beside(as_user(world.reader), **WORDS | row)
    assert "0.42 kWh/kg" in html
    assert "energy density</span> at least 400" in html
    html = beside(as_user(world.reader), **WORDS | {"problem_en": "An energy density above 400 Wh/kg."})
    assert "more than 400" in html


def test_ones_own_drafts_are_duplicates_too_and_nobody_elses(world: World, as_user: SignIn) -> None:
    title = {"en": "A wholly different alarm for orchards at night"}
    draft = services.create_need(actor=world.owner, fields={"title": title})
    same = {"title_en": title["en"]}
    html = beside(as_user(world.owner), **same)
    assert f"/en/needs/{draft.public_id}/" in html
    assert "Yours · Draft" in html
    assert draft.public_id not in beside(as_user(world.reader), **same)


def test_an_edit_is_no_duplicate_of_itself(world: World, as_user: SignIn) -> None:
    address = f"/en/needs/{world.need.public_id}/edit/beside/"
    html = as_user(world.owner).post(address, ROWS | WORDS).content.decode()
    assert f"/en/needs/{world.need.public_id}/" not in html
    assert f"/en/offers/{world.offer.public_id}/" in html


def test_an_offer_sees_who_asks_for_it_with_verdicts(world: World, as_user: SignIn) -> None:
    claim = {
        "claims-TOTAL_FORMS": "1",
        "claims-0-metric_en": "energy density",
        "claims-0-operator": "equal",
        "claims-0-unit": "Wh/kg",
    }
    words = {"title_en": OFFER["title"]["en"], "summary_en": "A cell with a solid electrolyte."}
    html = beside(as_user(world.reader), "offers", **words | claim | {"claims-0-low": "420"})
    assert f"/en/needs/{world.need.public_id}/" in html
    assert "Met</span>" in html
    html = beside(as_user(world.reader), "offers", **words | claim | {"claims-0-low": "300"})
    assert "Not met</span>" in html
    html = beside(as_user(world.reader), "offers", **words)
    assert "Not stated</span>" in html


def test_conditions_held_back_are_not_judged_for_others(world: World, as_user: SignIn) -> None:
    tiers = world.need.field_tiers | {"must_haves": "after_nda"}
    services.update_need(
        world.need,
        actor=world.owner,
        fields={"field_tiers": tiers},
        expected_version=world.need.version,
    )
    words = {"title_en": OFFER["title"]["en"], "summary_en": "A cell with a solid electrolyte."}
    html = beside(as_user(world.reader), "offers", **words)
    assert "400" not in html


def test_nothing_typed_gives_advice(world: World, as_user: SignIn) -> None:
    assert "What makes it found" in beside(as_user(world.reader))


def test_without_an_index_the_form_works(world: World, as_user: SignIn, settings: Any) -> None:
    for path in sorted(settings.INDEX_DIRECTORY.rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
    client = as_user(world.reader)
    assert "scibridge index rebuild" in beside(client, **WORDS)
    page = client.get("/en/needs/new/?text=We need a solid electrolyte, at least 5 %.")
    assert page.status_code == 200
    assert "could not be looked up" in page.content.decode()
    assert client.post("/en/needs/new/", ROWS | WORDS | {"once": "k", "save": ""}).status_code == 302


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_drafts(
    world: World, as_user: SignIn, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        services.create_need(actor=world.reader, fields={"title": {"en": f"An orchard alarm {number}"}})
    client = as_user(world.reader)
    beside(client, **WORDS)
    with django_assert_max_num_queries(14):
        beside(client, **WORDS)
    assert Need.objects.filter(owner=world.reader).count() == count


def test_nobody_is_led_away_from_unsaved_words(world: World, client: Client) -> None:
    response = client.post("/en/needs/new/beside/", ROWS | WORDS, headers={"HX-Request": "true"})
    assert (response.status_code, response.content, response.headers.get("HX-Redirect")) == (204, b"", None)
