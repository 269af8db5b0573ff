"""The search over everything: what is found in which spelling, who may be found at all, and what it costs."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.doors import ROLES, Doors, leaks
from tests.web.conftest import NEED, World, publish
from tests.web.reading import Page

from scibridge.domain.exchange.services import NEEDS, withdraw_need
from scibridge.domain.registry.services import merge_people
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.domain.registry.services.people import register_person
from scibridge.flows.indexing.updating import bring_up_to_date

RECORD = re.compile(r"/[a-z-]+/(organisations|people|needs|offers|facilities|works)/[0-9a-z]{12}/")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def read(client: Client, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def links(page: Page) -> list[str]:
    return [one["href"] or "" for one in page.all("a")]


def options(client: Client, text: str, language: str = "en") -> list[str]:
    page = read(client, f"/{language}/search/suggest/?q={text}")
    return [one["data-address"] or "" for one in page.all("li")]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("light flight", "organisation"),
        ("Ｌｉｇｈｔ　Ｆｌｉｇｈｔ", "organisation"),
        ("instiute for ligth flight", "organisation"),
        ("zhang wei", "person"),
        ("Wei Zang", "person"),
        ("輕型飛機", "need"),
        ("xuanyi", None),
        ("pouch cell", "offer"),
        ("nail penetration", "facility"),
        ("kWh", "offer"),
    ],
)
def test_whatever_the_spelling_it_leads_there(
    world: World, client: Client, language: str, text: str, name: str | None
) -> None:
    page = read(client, f"/{language}/search/?q={text}")
    pages = {"person": "people", "facility": "facilities"}
    wanted = f"/{language}/{pages.get(name, f'{name}s')}/{getattr(world, name).public_id}/" if name else ""
    own = [one for one in links(page) if RECORD.fullmatch(one)]
    assert (wanted in own) if name else own == []


def test_every_kind_has_its_tab_with_its_number(world: World, client: Client) -> None:
    page = read(client, "/en/search/?q=solid")
    tabs = [text for text, _ in page.texts]
    begin = tabs.index("Everything")
    assert tabs[begin : begin + 14] == [
        "Everything", "4", "Organisations", "0", "People", "1", "Needs", "1", "Offers", "1",
        "Facilities", "1", "Publications", "0",
    ]  # fmt: skip
    assert f"/en/needs/{world.need.public_id}/" in links(page)
    assert f"/en/offers/{world.offer.public_id}/" not in links(read(client, "/en/search/?q=solid&kind=need"))


def test_who_is_behind_is_named_in_the_readers_language(world: World, client: Client) -> None:
    assert ("轻型飞行研究所", "zh-Hans") in read(client, "/zh-hans/search/?q=pouch").texts
    assert ("Institute of Light Flight", "en") in read(client, "/en/search/?q=pouch").texts


def test_what_was_typed_is_marked_and_nothing_of_it_is_markup(world: World, client: Client) -> None:
    text = client.get("/en/search/?q=pouch").content.decode()
    assert "<mark>pouch</mark>" in text
    hostile = client.get("/en/search/?q=<script>alert(1)</script>&kind=<b>&page=<i>").content.decode()
    assert "<script>alert" not in hostile
    assert "&lt;script&gt;alert(1)" in hostile
    listed = client.get('/en/search/suggest/?q="><img src=x>').content.decode()
    assert "<img" not in listed


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "%00",
        "q=%00",
        "q=()&page=0",
        "q=solid&page=99999",
        "q=solid&kind=draft",
        "q=%F0%9F%98%80",
        "q=" + "a" * 3000,
    ],
)
def test_an_odd_address_asks_for_less(world: World, client: Client, odd: str) -> None:
    assert client.get(f"/zh-hans/search/?{odd}").status_code == 200
    assert client.get(f"/zh-hans/search/suggest/?{odd}").status_code == 200


def test_suggestions_lead_somewhere_and_say_how_many_they_are(world: World, client: Client) -> None:
    person = f"/zh-hans/people/{world.person.public_id}/"
    assert options(client, "zhang", "zh-hans") == [person, "/zh-hans/search/?q=zhang"]
    page = read(client, "/zh-hans/search/suggest/?q=zhang")
    assert page.all("ul")[0]["data-said"] == "1 条建议，可用方向键选择"
    assert options(client, "germ")[0] == "/en/places/DE/"
    assert options(client, "") == []


def test_challenges_and_countries_are_found_in_either_language(world: World, client: Client) -> None:
    assert "/en/challenges/energy_security/" in links(read(client, "/en/search/?q=能源安全"))
    assert "/zh-hans/places/DE/" in links(read(client, "/zh-hans/search/?q=germany"))
    assert "/zh-hans/places/DE/" in links(read(client, "/zh-hans/search/?q=deguo"))


def test_cities_are_found_by_the_beginning_of_a_name(world: World, client: Client) -> None:
    register_organisation(
        actor=None,
        values={
            "name": {"en": "Harbour works"},
            "country": "CN",
            "types": ["company"],
            "place": {"en": "Qingdao", "zh-hans": "青岛市"},
        },
    )
    bring_up_to_date()
    for typed in ("qingd", "青岛", "青島"):
        assert "/en/places/CN/qingdao/" in options(client, typed), typed
    assert "/en/places/CN/qingdao/" not in options(client, "dao")
    assert "/zh-hans/places/CN/qingdao/" in links(read(client, "/zh-hans/search/?q=Qingdao"))


def test_what_was_withdrawn_is_gone_before_the_worker_comes(world: World, client: Client) -> None:
    address = f"/en/needs/{world.need.public_id}/"
    assert address in options(client, "light aircraft")
    withdraw_need(world.need, actor=world.owner)
    assert address not in options(client, "light aircraft")
    page = read(client, "/en/search/?q=aircraft&kind=need")
    assert address not in links(page)
    assert ("Needs", "0") in [(page.texts[n][0], page.texts[n + 1][0]) for n in range(len(page.texts) - 1)]


def test_pages_of_one_kind_follow_each_other(world: World, client: Client) -> None:
    for number in range(25):
        register_organisation(
            actor=None,
            values={"name": {"en": f"Glider works {number}"}, "country": "DE", "types": ["company"]},
        )
    bring_up_to_date()
    first = read(client, "/en/search/?q=glider&kind=organisation")
    second = read(client, "/en/search/?q=glider&kind=organisation&page=2")
    shown = [
        {one for one in links(page) if one.startswith("/en/organisations/") and len(one) > 20}
        for page in (first, second)
    ]
    assert [len(one) for one in shown] == [20, 5]
    assert shown[0].isdisjoint(shown[1])


def test_names_in_another_language_say_so(world: World, client: Client) -> None:
    register_organisation(
        actor=None,
        values={"name": {"zh-hans": "高原牧业技术推广总站"}, "country": "CN", "types": ["government"]},
    )
    bring_up_to_date()
    page = read(client, "/en/search/?q=gaoyuan")
    assert ("高原牧业技术推广总站", "zh-Hans") in page.texts
    assert ("only in Chinese", "en") in page.texts


# Doors


WORDS = (
    "rotor", "quiet", "leak", "draft", "submitted", "returned", "withdrawn", "shelved", "serrated", "nda",
    "customer", "recipe", "lena", "some owner", "example.org", "leak-mail-owner", "anechoic", "静音旋翼",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_nothing_leaks_through_search_or_suggestion(doors: Doors, role: str) -> None:
    client, account = Client(), doors.account(role)
    if account is not None:
        client.force_login(account, backend=BACKEND)
    found = {}
    for word in WORDS:
        for kind in ("need", "offer", "work"):
            text = client.get(f"/en/search/?q={word}&kind={kind}").content.decode()
            found[word, kind] = leaks(text.replace(word, ""), role) - {f"leak-mail-{role}"}
        for address in (f"/en/search/?q={word}", f"/en/search/suggest/?q={word}"):
            text = client.get(address).content.decode()
            found[address] = leaks(text.replace(word, ""), role, registry=True) - {f"leak-mail-{role}"}
    assert {door: leaked for door, leaked in found.items() if leaked} == {}


@pytest.mark.parametrize("role", ROLES)
def test_everyone_finds_the_same_and_counts_nothing_hidden(doors: Doors, role: str) -> None:
    client, account = Client(), doors.account(role)
    if account is not None:
        client.force_login(account, backend=BACKEND)
    hidden = ("draft", "submitted", "withdrawn", "shelved", "serrated", "recipe", "customer", "lena")
    for word in hidden:
        page = client.get(f"/en/search/?q={word}")
        assert all(group.count == 0 for group in page.context["findings"].groups), word
        assert page.context["findings"].close is False, word
    groups = client.get("/en/search/?q=rotor").context["findings"].groups
    numbers = {group.kind.value: group.count for group in groups}
    # The need, the revised one as it is published, the offer; and Plain Rotors.
    assert (numbers["need"], numbers["offer"], numbers["organisation"]) == (2, 1, 1)


def test_a_person_merged_away_is_not_found(world: World, client: Client) -> None:
    twin = register_person(actor=None, values={"name": {"en": "Veronika Doppel"}})
    bring_up_to_date()
    assert f"/en/people/{twin.public_id}/" in options(client, "doppel")
    merge_people(gone=twin, survivor=world.person, reason="One person.", actor=world.moderator)
    assert f"/en/people/{twin.public_id}/" not in options(client, "doppel")
    bring_up_to_date()
    assert f"/en/people/{twin.public_id}/" not in options(client, "doppel")


# Cost


@pytest.mark.parametrize(
    "address", ["search/?q=solid", "search/?q=solid&kind=need", "search/suggest/?q=solid"]
)
def test_queries_do_not_grow(world: World, client: Client, address: str) -> None:
    def queries() -> int:
        client.get(f"/en/{address}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"/en/{address}")
        return len(captured)

    before = queries()
    for number in range(30):
        publish(NEEDS, NEED | {"title": {"en": f"Solid wing {number}"}}, world.owner, world.moderator)
    bring_up_to_date()
    assert queries() == before


def test_a_visitor_who_types_without_pause_is_told_of_a_pause(
    world: World, client: Client, settings: Any, as_user: Callable[..., Client]
) -> None:
    settings.PAGE_RATE_VISITOR = "1/m"
    answers = [len(options(client, "zhang")) for _ in range(11)]
    assert answers == [2] * 10 + [1]
    said = client.get("/zh-hans/search/suggest/?q=zhang").content.decode()
    assert said.count("输入提示暂停一分钟，请按回车键搜索。") == 2
    assert len(options(as_user(world.reader), "zhang")) == 2


def test_the_box_is_on_every_page_but_its_own(world: World, client: Client) -> None:
    assert b'id="find-everything"' in client.get("/en/needs/").content
    own = client.get("/en/search/?q=solid").content
    assert own.count(b"data-suggest=") == 1
    assert json.dumps("noindex") in own.decode()
