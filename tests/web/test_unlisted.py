"""Who keeps out of lists has a page, and is met through no list, search, match, feed, map or count."""

from collections.abc import Callable
from datetime import timedelta

from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from tests.doors import MEMBER, MODERATOR, OFFER, OWNER, STRANGER, VISITOR, Doors, unmarked
from tests.web.test_doors import posting_doors, registry_doors

from scibridge.domain.exchange.services import OFFERS, match_need
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.services import deliver_due, follow_search
from scibridge.domain.registry.models import Person
from scibridge.domain.registry.services import edit_person
from scibridge.engines.matching.documents import Kind
from scibridge.flows.indexing.updating import bring_up_to_date

Come = Callable[[str], Client]
MARKER = "leak-inventor"
ASKED = (
    "/en/people/",
    "/en/people/?text=inventor",
    "/en/search/?q=inventor",
    "/en/search/?q=leak&kind=person",
    "/en/search/suggest/?q=inventor",
    "/en/match/?q=inventor&kind=person",
    "/en/match/feed/?q=inventor&kind=person",
    "/api/v1/people",
    "/api/v1/people?q=leak",
    "/api/v1/match?q=inventor&kind=person",
)


def met(client: Client, addresses: list[str]) -> list[str]:
    """The addresses that name the inventor."""
    found = []
    for address in addresses:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        if MARKER in unmarked(body.decode("utf-8", "replace")).lower():
            found.append(address)
    return found


def test_it_is_met_nowhere_but_on_its_own_page(doors: Doors, come: Come) -> None:
    own = f"/en/people/{doors.inventor.public_id}/"
    assert met(come(VISITOR), list(ASKED)) == list(ASKED)
    edit_person(person=doors.inventor, actor=None, values={"unlisted": True})
    # At once, and once the index is written again.
    assert met(come(VISITOR), list(ASKED)) == []
    bring_up_to_date()
    assert met(come(VISITOR), list(ASKED)) == []
    addresses = [f"/en/{one}" for one in (*posting_doors(doors), *registry_doors(doors))]
    for role in (VISITOR, STRANGER, MODERATOR):
        assert set(met(come(role), addresses)) == {own}, role
    sitemap = come(VISITOR).get("/sitemap-people-1.xml")
    assert doors.inventor.public_id not in sitemap.content.decode()
    page = come(VISITOR).get(own).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert '"Person"' not in page
    edit_person(person=doors.inventor, actor=None, values={"unlisted": False})
    bring_up_to_date()
    assert met(come(VISITOR), list(ASKED)) == list(ASKED)


def matching_doors(doors: Doors) -> list[str]:
    """Everything that matching may say of a person: answers, stored answers, files, feeds, the API."""
    words, person = "q=quiet+rotor+blades", f"person:{doors.inventor.public_id}"
    need = f"/en/needs/{doors.need.public_id}/"
    return [
        f"/en/match/group/?{words}&kind=person",
        f"/en/match/?{words}&kind=person",
        f"/en/match/feed/?{words}&kind=person",
        f"/en/match/answer/{person}/?{words}",
        f"/en/match/compare/?{words}&with={person}",
        *(f"/en/match/export/{form}/?{words}&kind=person" for form in ("csv", "json")),
        *(f"/en/match/compare/export/{form}/?{words}&with={person}" for form in ("csv", "json")),
        f"{need}matches/",
        f"{need}matches/{person}/",
        f"{need}compare/?with={person}",
        *(f"{need}matches/export/{form}/" for form in ("csv", "json")),
        *(f"{need}compare/export/{form}/?with={person}" for form in ("csv", "json")),
        f"/api/v1/match?{words}&kind=person",
        f"/api/v1/needs/{doors.need.public_id}/matches?kind=person",
    ]


def test_matching_names_nobody_who_keeps_out_since_the_index_was_written(doors: Doors, come: Come) -> None:
    expertise = {"expertise": {"en": ["quiet rotor blades"]}}
    edit_person(person=doors.inventor, actor=None, values=expertise)
    bring_up_to_date()
    match_need(doors.need, actor=doors.people[OWNER], kinds=(Kind.PERSON,))
    addresses, owner = matching_doors(doors), come(OWNER)
    assert met(owner, addresses) == addresses
    edit_person(person=doors.inventor, actor=None, values={"unlisted": True})
    assert met(owner, addresses) == []
    assert met(come(VISITOR), addresses) == []
    assert owner.get(addresses[3]).status_code == 404
    bring_up_to_date()
    # What was stored before is read as it is now, however long ago the index was written.
    assert met(owner, addresses) == []


def test_who_stands_behind_an_answer_is_no_way_to_them(doors: Doors, come: Come) -> None:
    fields = OFFER | {"external_reference": "", "field_tiers": {}}
    fields |= {
        "inventors": [{"person": doors.inventor.public_id}],
        "organisation": doors.organisation.public_id,
    }
    offer = OFFERS.submit(OFFERS.create(actor=doors.people[OWNER], fields=fields), actor=doors.people[OWNER])
    OFFERS.publish(offer, actor=doors.people[MODERATOR])
    bring_up_to_date()
    asked = "q=quiet+rotor+porous+trailing+edge"
    addresses = [f"/en/match/?{asked}&kind=offer", f"/en/match/answer/offer:{offer.public_id}/?{asked}"]
    addresses.append(f"/en/match/compare/?{asked}&with=offer:{offer.public_id}")

    def led(client: Client) -> list[str]:
        way = f"/people/{doors.inventor.public_id}/"
        return [one for one in addresses if way in client.get(one).content.decode()]

    before = led(come(VISITOR))
    assert before
    edit_person(person=doors.inventor, actor=None, values={"unlisted": True})
    assert led(come(VISITOR)) == []


def test_news_name_nobody_who_keeps_out_by_now(
    doors: Doors, come: Come, mailoutbox: list[EmailMessage]
) -> None:
    now = timezone.now()
    search = read_search("match", {"q": ["quiet rotor blades"], "kind": ["person"]})
    for role, pace in ((STRANGER, "in_app"), (MEMBER, "daily")):
        follow_search(actor=doors.people[role], search=search, name="Blades", now=now, cadence=pace)
    expertise = {"expertise": {"en": ["quiet rotor blades"]}}
    edit_person(person=doors.inventor, actor=None, values=expertise)
    bring_up_to_date()
    deliver_due(now=now + timedelta(hours=2))
    notices = ["/en/me/notices/", "/en/me/"]
    assert met(come(STRANGER), notices) == notices
    mailoutbox.clear()
    edit_person(person=doors.inventor, actor=None, values={"unlisted": True})
    assert met(come(STRANGER), notices) == []
    deliver_due(now=now + timedelta(days=1, hours=2))
    assert [one.to for one in mailoutbox if MARKER in str(one.message()).lower()] == []
    assert mailoutbox == []


def test_it_is_said_with_a_tick(doors: Doors, come: Come) -> None:
    moderator, path = come(MODERATOR), f"/zh-hans/people/{doors.inventor.public_id}/"
    page = moderator.get(f"{path}edit/").content.decode()
    assert 'name="unlisted"' in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    rows = {f"identifiers-{part}_FORMS": "0" for part in ("TOTAL", "INITIAL", "MIN_NUM")}
    sent = rows | {"name_en": "LEAK-INVENTOR Wei", "seen": seen, "unlisted": "on"}
    assert moderator.post(f"{path}edit/", sent).status_code == 302
    assert Person.objects.get(pk=doors.inventor.pk).unlisted
    assert "不在列表和搜索中显示" in moderator.get(path).content.decode()
    assert "不在列表和搜索中显示" not in come(VISITOR).get(path).content.decode()
