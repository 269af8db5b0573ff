"""Who keeps out of lists has a page, and is met through no list, search, match, feed, map or count."""

from collections.abc import Callable

from django.test import Client
from tests.doors import MODERATOR, STRANGER, VISITOR, Doors, unmarked
from tests.web.test_doors import posting_doors, registry_doors

from scibridge.domain.registry.models import Person
from scibridge.domain.registry.services import edit_person
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
    # Lists and search at once; what is matched, once the index is written again.
    assert met(come(VISITOR), [one for one in ASKED if "/match/" not in one and "/v1/match" not in one]) == []
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
