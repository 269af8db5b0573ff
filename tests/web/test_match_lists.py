"""Result lists: facets that say what choosing them gives, orders, the way out of each filter, comparisons."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from tests.web.conftest import OFFER, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.exchange.services import OFFERS
from scibridge.domain.exchange.services.matching import match_need
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.flows.indexing.updating import bring_up_to_date

ASKED = "solid electrolyte with an energy density of at least 400 Wh/kg"
PLACES = {"DE": 3, "FR": 2, "CN": 1}


@pytest.fixture
def offers(world: World) -> list[str]:
    """Six more offers in three countries, of readiness 1 to 6, one in three meeting the must-have."""
    made = []
    for country, number in PLACES.items():
        organisation = register_organisation(
            actor=None,
            values={"name": {"en": f"Works of {country}"}, "country": country, "types": ["company"]},
        )
        grant_role(
            account=world.owner,
            role=Role.MEMBER,
            on_kind=ORGANISATION,
            on_id=organisation.public_id,
            actor=None,
        )
        for _ in range(number):
            level = len(made) + 1
            density = 500 if level % 3 == 0 else 300
            fields: dict[str, Any] = OFFER | {
                "organisation": organisation.public_id,
                "title": {"en": f"Solid electrolyte number {level}"},
                "summary": {"en": f"A cell with an energy density of {density} Wh/kg."},
                "claims": [],
                "readiness": level,
                "readiness_evidence": {"en": "Shown."},
                "challenge": "energy_security" if level % 2 else "climate_change",
            }
            made.append(publish(OFFERS, fields, world.owner, world.moderator).document_id)
    bring_up_to_date()
    return made


def page(client: Client, tail: str = "", text: str = ASKED) -> Page:
    response = client.get(f"/en/match/?q={quote(text)}{tail}")
    assert response.status_code == 200
    return Page(response.content.decode())


def numbers(found: Page, facet: str) -> dict[str, int]:
    """Value → number of a facet."""
    shown = re.findall(
        rf'<label for="f-{facet}-(\w+)">[^<]*<span class="quiet small">([\d,]+)</span>', found.html
    )
    return {code: int(number) for code, number in shown}


def titles(found: Page) -> list[str]:
    return re.findall(r'<h3 id="t-[^"]+"><a [^>]*>([^<]+)</a>', found.html)


def test_a_facets_number_is_what_choosing_it_gives(offers: list[str], client: Client) -> None:
    for tail in ("&kind=offer", "&kind=offer&country=DE", "&kind=offer&country=DE&country=FR&stage=research"):
        base = page(client, tail)
        for facet in ("country", "stage", "challenge", "language"):
            for code, number in numbers(base, facet).items():
                without = re.sub(rf"&{facet}=\w+", "", tail)
                chosen = page(client, f"{without}&{facet}={code}")
                assert len(titles(chosen)) == number, (tail, facet, code)


def test_numbers_of_the_chosen_facet_stay(offers: list[str], client: Client) -> None:
    # The demonstration offer stands in Germany too.
    assert numbers(page(client, "&kind=offer"), "country") == {"DE": 4, "FR": 2, "CN": 1}
    assert numbers(page(client, "&kind=offer&country=CN"), "country") == {"CN": 1, "DE": 4, "FR": 2}
    assert numbers(page(client, "&kind=offer&country=FR"), "challenge") == {
        "energy_security": 1,
        "climate_change": 1,
    }


def test_the_numbers_of_kinds_are_those_of_their_lists(offers: list[str], client: Client) -> None:
    overview = page(client, "&country=DE")
    shown = dict(re.findall(r'kind=(\w+)[^"]*"[^>]*>\w+ <span class="number">(\d+)', overview.html))
    for kind, number in shown.items():
        assert len(titles(page(client, f"&country=DE&kind={kind}"))) == int(number), kind
    assert shown["offer"] == "4"


def test_orders(offers: list[str], client: Client) -> None:
    readiest = titles(page(client, "&kind=offer&sort=readiness"))
    assert readiest[0] == "Solid electrolyte number 6"
    assert readiest[-1] == "Solid electrolyte number 1"
    met = titles(page(client, "&kind=offer&sort=must_haves"))
    assert set(met[:3]) == {
        "Solid electrolyte number 3",
        "Solid electrolyte number 6",
        "Sulfide solid electrolyte pouch cell",
    }
    best = titles(page(client, "&kind=offer"))
    assert sorted(best) == sorted(readiest) == sorted(met)
    assert titles(page(client, "&kind=offer&sort=nonsense")) == best
    # An order that means nothing for people is none.
    assert "f-sort" not in page(client, "&kind=person&sort=readiness").html


def test_orders_keep_their_reasons_and_their_pages(
    offers: list[str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scibridge.web.match.views.PER_PAGE", 3)
    first = page(client, "&kind=offer&sort=readiness")
    second = page(client, "&kind=offer&sort=readiness&page=2")
    assert titles(first)[0] == "Solid electrolyte number 6"
    assert not set(titles(first)) & set(titles(second))
    assert len(titles(first)) == len(titles(second)) == 3
    assert first.html.count('class="reason"') >= 3


def test_every_filter_has_a_way_out(offers: list[str], client: Client) -> None:
    tail = "&kind=offer&country=DE&country=FR&stage=research&from=2020&to=2999&met=1&page=1"
    found = page(client, tail)
    chips = re.findall(r'<li class="chip">([^<]+) <a class="chip-remove" href="([^"]+)"', found.html)
    assert [words for words, _ in chips] == [
        "Germany",
        "France",
        "Research",
        "From 2020",
        "Until 2999",
        "Meets every must-have",
    ]
    without = {words: address.replace("&amp;", "&") for words, address in chips}
    assert "country=FR" in without["Germany"]
    assert "country=DE" not in without["Germany"]
    assert "from=" not in without["From 2020"]
    assert all("page=" not in address and "kind=offer" in address for address in without.values())


def test_a_card_says_why_in_a_line(offers: list[str], client: Client) -> None:
    found = page(client, "&kind=offer", "能量密度不低于 400 Wh/kg 的固态电解质")
    card = found.html[found.html.index("<article") :].partition("</article>")[0]
    assert "Why this answer" in card
    assert "solid electrolyte" in card
    assert "低于" not in found.html.partition('id="results"')[2].replace("不低于", "").partition("</main>")[0]
    assert card.count("<details") == 1
    assert "<details open" not in card


def compare(client: Client, ids: list[str], **more: str) -> Page:
    chosen = "".join(f"&with={one}" for one in ids)
    tail = "".join(f"&{name}={value}" for name, value in more.items())
    response = client.get(f"/en/match/compare/?q={quote(ASKED)}{chosen}{tail}")
    assert response.status_code == 200
    return Page(response.content.decode())


def test_candidates_beside_each_other(offers: list[str], world: World, client: Client) -> None:
    found = compare(client, [offers[0], offers[2], f"person:{world.person.public_id}"])
    heads = found.all("th")
    assert sum(one.get("scope") == "col" for one in heads) == 3
    row = found.html[found.html.index("energy density</span> at least") :].partition("</tr>")[0]
    assert re.findall(r"</svg>(Met|Not met|Not stated|Partly met)", row) == ["Not met", "Met", "Not stated"]
    region = next(one for one in found.all("div") if one.get("role") == "region")
    assert (region["tabindex"], region["aria-label"]) == ("0", "Answers beside each other")


def test_more_than_four_are_told_and_the_first_four_shown(offers: list[str], client: Client) -> None:
    found = compare(client, [*offers[:5], offers[0]])
    assert "You chose 5. At most 4 fit beside each other" in found.html
    assert sum(one.get("scope") == "col" for one in found.all("th")) == 4
    heads = re.findall(r'<th scope="col"><a href="/en/offers/(\w+)/"', found.html)
    assert heads == [one.partition(":")[2] for one in offers[:4]]
    # Removing one lets the fifth in.
    removal = re.findall(r'class="small remove"><a href="([^"]+)"', found.html)[0].replace("&amp;", "&")
    assert offers[4].partition(":")[2] in client.get(removal).content.decode()


def test_too_few_or_none_are_told(offers: list[str], client: Client) -> None:
    assert "Choose at least two answers to compare." in compare(client, offers[:1]).html
    assert "Nothing is chosen." in compare(client, []).html
    assert "Nothing is chosen." in compare(client, ["nonsense", "offer:zzzzzzzzzzzz"]).html
    assert "It is left out." in compare(client, [offers[0], offers[1], "offer:zzzzzzzzzzzz"]).html
    assert "还没有选择。" in client.get("/zh-hans/match/compare/").content.decode()


def test_kept_matches_are_chosen_from_their_list(
    offers: list[str], world: World, as_user: Callable[[Account], Client]
) -> None:
    match_need(world.need, actor=world.owner)
    visitor = as_user(world.owner)
    listed = Page(visitor.get(f"/en/needs/{world.need.public_id}/matches/").content.decode())
    boxes = [one["value"] for one in listed.all("input") if one.get("name") == "with"]
    assert world.offer.document_id in boxes
    form = next(one for one in listed.all("form") if one.get("id") == "compare")
    response = visitor.get(form["action"] or "", {"with": boxes[:2]})
    assert sum(one.get("scope") == "col" for one in Page(response.content.decode()).all("th")) == 2


FOLLOWING = ("person", "organisation", "facility", "need")


def awaited(found: Page) -> dict[str, str]:
    """Kind → the address of the part that follows."""
    return {
        address.rpartition("kind=")[2]: address.replace("&amp;", "&")
        for address in re.findall(r'<section class="group"[^>]* hx-get="([^"]+)"', found.html)
    }


def test_the_overview_shows_offers_and_works_at_once_and_the_others_follow(
    offers: list[str], client: Client
) -> None:
    overview = page(client)
    assert set(awaited(overview)) <= set(FOLLOWING)
    assert {"person", "organisation", "need"} <= set(awaited(overview))
    assert "Sulfide solid electrolyte pouch cell" in titles(overview)
    for kind, address in awaited(overview).items():
        part = client.get(address)
        assert part.status_code == 200
        assert part.headers["X-Robots-Tag"] == "noindex"
        listed = titles(page(client, f"&kind={kind}"))
        assert titles(Page(part.content.decode())) == listed[:3], kind
        # Without scripts a link leads to the whole list.
        assert f"kind={kind}" in overview.html.split(address.replace("&", "&amp;"))[1].split("</section>")[0]


def test_a_part_keeps_the_filters_and_leads_on(offers: list[str], client: Client) -> None:
    address = awaited(page(client, "&country=DE"))["organisation"]
    assert "country=DE" in address
    part = Page(client.get(address).content.decode())
    assert "Works of DE" in titles(part)
    assert not {"Works of FR", "Works of CN"} & set(titles(part))
    assert 'form="compare"' in part.html


def test_where_the_first_kinds_have_nothing_the_others_are_shown_at_once(
    world: World, client: Client
) -> None:
    found = page(client, text="calorimetry")
    assert titles(found) == ["Battery abuse test hall"]
    assert awaited(found) == {}
    assert page(client, text="zzzz").html.count('class="group"') == 0
    nothing = page(client, "&country=KE")
    assert awaited(nothing) == {}


def test_a_part_without_words_or_kind_is_empty(world: World, client: Client) -> None:
    for asked in ("", "?q=solid", "?kind=person", "?q=zzzz&kind=person"):
        response = client.get(f"/en/match/group/{asked}")
        assert (response.status_code, response.content.strip()) == (200, b"")


def test_people_and_organisations_are_counted_where_they_are_shown(world: World, client: Client) -> None:
    tabs = re.findall(r'<nav class="tabs".*?</nav>', page(client).html, re.DOTALL)[0]
    assert re.search(r">Offers <span", tabs)
    assert re.search(r">People<", tabs)
    tabs = re.findall(r'<nav class="tabs".*?</nav>', page(client, "&kind=person").html, re.DOTALL)[0]
    assert re.search(r">People <span", tabs)
