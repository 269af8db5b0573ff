"""What pages tell machines in the words of schema.org: of what everyone may read, whoever asks."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from tests.sources.openalex.objects import new_work
from tests.web.conftest import NEED, OFFER, World, publish
from tests.web.reading import Page

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.engines.lake.lake import Lake
from scibridge.flows.corpus import import_openalex_works
from scibridge.flows.indexing.updating import bring_up_to_date

AsUser = Callable[[Account], Client]
SITE = "http://127.0.0.1:8000"
BREAKING = '</script><script>alert("1")</script><!-- & \u2028'


def graph(client: Client, path: str, language: str = "en") -> dict[str, dict[str, Any]]:
    """Type → object, of the one data block of a page."""
    html = client.get(f"/{language}/{path}").content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(blocks) == 1, path
    found: dict[str, dict[str, Any]] = {}
    for one in json.loads(blocks[0])["@graph"]:
        kind = one["@type"]
        found[kind if isinstance(kind, str) else kind[0]] = one
    return found


def test_every_record_says_what_it_is(world: World, client: Client) -> None:
    need = graph(client, f"needs/{world.need.public_id}/", "zh-hans")["Demand"]
    assert need["@id"] == f"{SITE}/zh-hans/needs/{world.need.public_id}/"
    assert (need["name"], need["alternateName"]) == (
        "轻型飞机用固态电池单体",
        ["Solid-state cell for light aircraft"],
    )
    assert need["@reverse"]["seeks"]["name"] == "轻型飞行研究所"
    offer = graph(client, f"offers/{world.offer.public_id}/")["Offer"]
    assert offer["itemOffered"]["@type"] == "Product"
    assert offer["offeredBy"]["@id"] == f"{SITE}/en/organisations/{world.organisation.public_id}/"
    institute = graph(client, f"organisations/{world.organisation.public_id}/")["ResearchOrganization"]
    assert institute["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "DE",
        "addressLocality": "Bremen",
    }
    assert institute["sameAs"] == ["https://www.wikidata.org/wiki/Q24879"]
    assert institute["alternateName"] == ["轻型飞行研究所"]
    person = graph(client, f"people/{world.person.public_id}/")["Person"]
    assert person["affiliation"][0]["name"] == "Institute of Light Flight"
    assert person["knowsAbout"] == ["solid electrolytes", "固态电解质"]
    facility = graph(client, f"facilities/{world.facility.public_id}/")["Place"]
    assert facility["@type"] == ["Place", "Service"]
    assert facility["provider"]["name"] == "Institute of Light Flight"


def test_every_page_of_ours_has_a_way_up(world: World, client: Client) -> None:
    ways = {}
    for path in (
        f"needs/{world.need.public_id}/",
        f"offers/{world.offer.public_id}/",
        f"organisations/{world.organisation.public_id}/",
        f"people/{world.person.public_id}/",
        f"facilities/{world.facility.public_id}/",
        "challenges/energy_security/",
    ):
        steps = graph(client, path)["BreadcrumbList"]["itemListElement"]
        ways[path.partition("/")[0]] = [one["name"] for one in steps]
        visible = Page(client.get(f"/en/{path}").content.decode())
        links = [found["href"] for found in visible.all("a")]
        assert [
            one["item"] for one in steps if "item" in one and one["item"].removeprefix(SITE) not in links
        ] == []
    assert ways == {
        "needs": ["Home", "Needs", "Energy security", "Solid-state cell for light aircraft"],
        "offers": ["Home", "Offers", "Energy security", "Sulfide solid electrolyte pouch cell"],
        "organisations": ["Home", "Organisations", "Institute of Light Flight"],
        "people": ["Home", "People", "Wei Zhang"],
        "facilities": ["Home", "Organisations", "Institute of Light Flight", "Battery abuse test hall"],
        "challenges": ["Home", "Global challenges", "Energy security"],
    }


def test_lists_name_what_they_list(world: World, client: Client) -> None:
    told = graph(client, "needs/", "zh-hans")["CollectionPage"]
    assert (told["name"], told["@id"]) == ("需求", f"{SITE}/zh-hans/needs/")
    assert told["mainEntity"]["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": 1,
            "url": f"{SITE}/zh-hans/needs/{world.need.public_id}/",
            "name": "轻型飞机用固态电池单体",
        }
    ]
    for path, record in (
        ("organisations/", world.organisation),
        ("people/", world.person),
        ("facilities/", world.facility),
        ("offers/", world.offer),
    ):
        listed = graph(client, path)["CollectionPage"]["mainEntity"]["itemListElement"]
        assert [one["url"] for one in listed] == [f"{SITE}/en/{path}{record.public_id}/"]
    # What narrows a list has the whole list's address: it tells of none of its own.
    assert "mainEntity" not in graph(client, "people/?text=Wei")["CollectionPage"]


def test_the_front_page_says_how_to_search(world: World, client: Client) -> None:
    told = graph(client, "")["WebSite"]
    assert told["name"] == "SciBridge"
    assert told["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/en/search/?q={{search_term_string}}"


def test_the_open_literature_says_what_it_is(db: None, client: Client) -> None:
    works = [new_work(1)]
    import_openalex_works(
        iter(works),
        settings.LAKE_DIRECTORY,
        source="test",
        reject_file=settings.LAKE_DIRECTORY.parent / "rejects.jsonl",
    )
    held = Lake(settings.LAKE_DIRECTORY).work(works[0]["id"].rpartition("/")[2])
    assert held is not None
    article = graph(client, f"works/{held.id}/")
    assert article["ScholarlyArticle"]["name"] == held.title
    assert [one["name"] for one in article["BreadcrumbList"]["itemListElement"]] == ["Home", held.title]
    author = next(one for one in held.authors if one.id)
    institution = next(one for one in author.organisations if one.id)
    assert graph(client, f"people/{author.id}/")["Person"]["name"] == author.name
    told = graph(client, f"organisations/{institution.id}/")["Organization"]
    assert f"https://openalex.org/{institution.id}" in told["sameAs"]


def test_it_tells_its_owner_no_more_than_anyone(world: World, as_user: AsUser) -> None:
    tiers = {
        "field_tiers": {"organisation": "after_nda", "inventors": "signed_in", "description": "after_nda"}
    }
    words = {"title": {"en": "Cell"}, "description": {"en": "LEAK recipe"}}
    behind = {"organisation": world.organisation.public_id, "inventors": [{"person": world.person.public_id}]}
    hidden = publish(OFFERS, OFFER | words | behind | tiers, world.owner, world.moderator)
    told = json.dumps(graph(as_user(world.owner), f"offers/{hidden.public_id}/"), ensure_ascii=False)
    assert [word for word in ("LEAK", "Light Flight", "Wei Zhang", "secret airline") if word in told] == []
    assert "LEAK recipe" in as_user(world.owner).get(f"/en/offers/{hidden.public_id}/").content.decode()


def test_a_draft_tells_machines_nothing(world: World, as_user: AsUser) -> None:
    found = graph(as_user(world.owner), f"needs/{world.draft.public_id}/")
    assert set(found) == {"BreadcrumbList"}


def test_a_title_cannot_leave_the_data_block(world: World, client: Client) -> None:
    need = publish(NEEDS, NEED | {"title": {"en": BREAKING}}, world.owner, world.moderator)
    bring_up_to_date()
    assert graph(client, f"needs/{need.public_id}/")["Demand"]["name"] == BREAKING.strip()
    html = client.get(f"/en/needs/{need.public_id}/").content.decode()
    assert "alert(" not in re.sub(
        r"&lt;script&gt;alert\(.*?\)&lt;|\\u003cscript\\u003ealert\(.*?\)", "", html
    )
    assert all(
        found.get("src") or found.get("type") == "application/ld+json" for found in Page(html).all("script")
    )


def test_machines_are_shown_the_way(world: World, client: Client) -> None:
    listed = client.get("/sitemap.xml").content.decode()
    assert {"pages", "places", "needs"} <= set(re.findall(r"/sitemap-([a-z]+)-1\.xml", listed))
    places = client.get("/sitemap-places-1.xml").content.decode()
    found = re.findall(r"<loc>([^<]+)</loc>", places)
    assert [one for one in found if "/en/" in one] == [
        f"{SITE}/en/places/CN/",
        f"{SITE}/en/places/DE/",
        f"{SITE}/en/places/DE/bremen/",
    ]
    assert 'hreflang="x-default" href="' + f"{SITE}/en/places/DE/bremen/" in places
    pages = client.get("/sitemap-pages-1.xml").content.decode()
    assert f"<loc>{SITE}/zh-hans/challenges/food_security/</loc>" in pages
    for address in re.findall(r"<loc>http://127.0.0.1:8000(/en/[^<]*)</loc>", pages + places):
        assert client.get(address).status_code == 200, address
