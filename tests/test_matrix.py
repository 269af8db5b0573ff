"""Who sees what through which door: one table, every cell asserted, and no address in no row."""
# ruff: noqa: E501 - a table is as wide as its columns

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from tests.api.conftest import description
from tests.doors import CLEARED, NEED, OWNER, Doors, build
from tests.kept import kept
from tests.matrix import COLUMNS, cell, come_through, ids_of, rows, written
from tests.web.test_page_list import Sample, names_of_the_url_conf

from scibridge.domain.exchange.services import NEEDS, grant_clearance, match_need
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.services import deliver_due, follow_search
from scibridge.flows.indexing.updating import bring_up_to_date

BACKEND = "django.contrib.auth.backends.ModelBackend"
# How to read it: tests/matrix.py.
PAGES = """
door                                                             | visitor strange rival   member  cleared owner   represe moderat adminis
/en/                                                             | P       P       P       P       PB      PB      PB      P       P
match/?q=quiet+rotor                                             | P       P       P       P       P       P       P       P       P
match/?q=quiet+rotor&kind=need                                   | P       P       P       P       P       P       P       P       P
match/?q=serrated+blades+customer&kind=need                      | –       –       –       –       –       –       –       –       –
match/group/?q=quiet+rotor&kind=need                             | P       P       P       P       P       P       P       P       P
match/answer/need:{need}/?q=quiet+rotor                          | P       PS      PS      PS      PSNB    PSN     PSNB    PS      PS
match/answer/offer:{offer}/?q=quiet+rotor+serrated               | P       PS      PS      PS      PSNB    PSNB    PSNB    PS      PS
match/answer/need:{draft}/?q=quiet+rotor                         | 404     404     404     404     404     SNU     SNBU    404     404
match/answer/organisation:{body}/?q=quiet+rotor                  | B       B       B       B       B       B       B       B       B
match/compare/?q=quiet+rotor&with=offer:{offer}&with=need:{need} | P       P       P       P       PB      PB      PB      P       P
match/export/csv/?q=quiet+rotor                                  | P       P       P       P       P       P       P       P       P
match/export/json/?q=quiet+rotor                                 | P       P       P       P       P       P       P       P       P
match/compare/export/csv/?q=quiet+rotor&with=offer:{offer}       | P       P       P       P       PB      PB      PB      P       P
match/compare/export/json/?q=quiet+rotor&with=offer:{offer}      | P       P       P       P       P       P       P       P       P
match/feed/?q=quiet+rotor                                        | P       P       P       P       P       P       P       P       P
search/?q=quiet+rotor                                            | P       P       P       P       P       P       P       P       P
search/?q=serrated                                               | –       –       –       –       –       –       –       –       –
search/?q=leak                                                   | B       B       B       B       B       B       B       B       B
search/suggest/?q=quiet                                          | P       P       P       P       P       P       P       P       P
search/suggest/?q=leak                                           | B       B       B       B       B       B       B       B       B
needs/                                                           | P       P       P       P       PB      PB      PB      P       P
needs/?text=serrated                                             | –       –       –       –       –       –       –       –       –
needs/?country=IS                                                | –       –       –       –       –       –       –       –       –
needs/export/csv/                                                | P       PS      PS      PS      PSNB    PSNB    PSNB    PS      PS
needs/export/json/                                               | P       PS      PS      PS      PSNB    PSNBO   PSNBO   PS      PS
needs/feed/                                                      | P       P       P       P       P       P       P       P       P
needs/feed/?country=IS                                           | –       –       –       –       –       –       –       –       –
needs/{need}/                                                    | P       PS      PS      PS      PSNB    PSNBU   PSNBU   PSU     PSU
needs/{revised}/                                                 | P       PS      PS      PS      PSB     PSNB    PSNB    PS      PS
needs/{draft}/                                                   | 404     404     404     404     404     SNBU    SNBU    404     404
needs/{submitted}/                                               | 404     404     404     404     404     SNBU    SNBU    SU      SU
needs/{returned}/                                                | 404     404     404     404     404     SNBUM   SNBUM   SUM     SUM
needs/{withdrawn}/                                               | 404     404     404     404     404     SNBU    SNBU    SU      SU
needs/{shelved}/                                                 | 404     404     404     404     404     SNBU    SNBU    404     404
needs/{need}/edit/                                               | in      403     403     403     403     PSNBOU  PSNBOU  403     403
needs/{draft}/edit/                                              | in      404     404     404     404     PSNBU   PSNBU   404     404
needs/{need}/history/                                            | 403     403     403     403     403     P       PB      P       P
needs/{revised}/history/                                         | 403     403     403     403     403     PN      PNB     P       P
needs/{draft}/history/                                           | 404     404     404     404     404     U       U       404     404
needs/{need}/matches/                                            | in      403     403     403     403     PNB     PNB     403     403
needs/{need}/matches/export/csv/                                 | in      403     403     403     403     PNB     PNB     403     403
needs/{need}/matches/export/json/                                | in      403     403     403     403     PNB     PNB     403     403
needs/{need}/matches/offer:{offer}/                              | P       PS      PS      PS      PSNB    PSNB    PSNB    PS      PS
needs/{draft}/matches/offer:{offer}/                             | 404     404     404     404     404     PSNBU   PSNBU   404     404
needs/{need}/compare/?with=offer:{offer}                         | P       P       P       P       PNB     PNB     PNB     P       P
needs/{need}/compare/export/csv/?with=offer:{offer}              | P       P       P       P       PNB     PNB     PNB     P       P
needs/{need}/compare/export/json/?with=offer:{offer}             | P       P       P       P       PN      PN      PN      P       P
needs/{need}/clearances/                                         | in      403     403     403     403     PI      PBI     403     403
needs/{need}/files/                                              | in      403     403     403     403     PSNU    PSNU    403     403
needs/{need}/files/{public_file}/                                | P       P       P       P       P       P       P       P       P
needs/{need}/files/{signed_file}/                                | 404     S       S       S       S       S       S       S       S
needs/{need}/files/{nda_file}/                                   | 404     404     404     404     N       N       N       404     404
needs/{need}/files/{waiting_file}/                               | 404     404     404     404     404     U       U       U       U
needs/new/                                                       | in      –       –       –       –       –       –       –       –
offers/                                                          | P       P       P       P       PB      PB      PB      P       P
offers/?text=porous                                              | P       P       P       P       PB      PB      PB      P       P
offers/?country=IS                                               | –       –       –       –       –       –       –       –       –
offers/export/csv/                                               | P       P       P       P       PNB     PNB     PNB     P       P
offers/export/json/                                              | P       PS      PS      PS      PSNB    PSNBO   PSNBO   PS      PS
offers/feed/                                                     | P       P       P       P       P       P       P       P       P
offers/{offer}/                                                  | P       PS      PS      PS      PSNB    PSNB    PSNB    PS      PS
offers/{offer}/edit/                                             | in      403     403     403     403     PSNBO   PSNBO   403     403
offers/{offer}/history/                                          | 403     403     403     403     403     P       PB      P       P
offers/{offer}/matches/                                          | in      403     403     403     403     P       P       403     403
offers/{offer}/clearances/                                       | in      403     403     403     403     PI      PBI     403     403
offers/{offer}/files/                                            | in      403     403     403     403     P       P       403     403
offers/{offer}/files/{public_file}/                              | 404     404     404     404     404     404     404     404     404
offers/new/                                                      | in      –       –       –       –       –       –       –       –
organisations/                                                   | B       B       B       B       B       B       B       B       B
organisations/{body}/                                            | B       B       B       B       PB      PB      PB      B       B
organisations/{body}/edit/                                       | in      403     403     403     403     403     B       B       B
organisations/{body}/members/                                    | in      403     403     403     403     403     BI      403     BI
invitation/{body_invitation}/                                    | B       B       B       B       B       B       B       B       B
invitation/{need_invitation}/                                    | P       P       P       P       P       P       P       P       P
invitation/{offer_invitation}/                                   | P       P       P       P       P       P       P       P       P
organisations/{body}/represent/                                  | in      B       B       B       B       B       403     B       B
organisations/{body}/facilities/new/                             | in      403     403     403     403     403     B       B       B
organisations/{body}/feed/                                       | B       B       B       B       B       B       B       B       B
people/                                                          | B       B       B       B       B       B       B       B       B
people/{inventor}/                                               | B       B       B       B       PB      PB      PB      B       B
people/{inventor}/edit/                                          | in      403     403     403     403     403     403     B       B
people/{inventor}/affiliations/new/                              | in      403     403     403     403     403     403     B       B
people/{inventor}/claim/                                         | in      B       B       B       B       B       B       B       B
facilities/                                                      | B       B       B       B       B       B       B       B       B
facilities/{hall}/                                               | B       B       B       B       B       B       B       B       B
facilities/{hall}/edit/                                          | in      403     403     403     403     403     B       B       B
records/organisation/{body}/contact/                             | in      B       B       B       B       B       B       B       B
records/facility/{hall}/correct/                                 | in      B       B       B       B       B       B       B       B
records/organisation/{body}/merge/                               | in      403     403     403     403     403     403     B       B
representation/                                                  | in      –       –       –       –       –       –       –       –
corrections/                                                     | in      –       –       –       –       –       –       –       –
places/                                                          | –       –       –       –       –       –       –       –       –
places/IS/                                                       | B       B       B       B       B       B       B       B       B
places/IS/feed/                                                  | –       –       –       –       –       –       –       –       –
places/IS/?show=needs                                            | –       –       –       –       –       –       –       –       –
challenges/                                                      | –       –       –       –       –       –       –       –       –
challenges/energy_security/                                      | P       P       P       P       PB      PB      PB      P       P
challenges/energy_security/feed/                                 | P       P       P       P       P       P       P       P       P
me/                                                              | in      –       –       B       P       PBUM    PBUM    –       –
me/?state=returned                                               | in      –       –       B       P       BUM     BUM     –       –
me/export/?format=json                                           | in      –       –       –       –       PSNBOUM PSNBOUM –       –
me/export/?format=csv&kind=need                                  | in      –       –       –       –       PSNOU   PSNOU   –       –
me/suggestions/                                                  | in      –       –       –       –       –       –       –       –
me/following/                                                    | in      –       –       –       –       –       –       –       –
me/notices/                                                      | in      –       –       –       –       –       –       –       –
me/profile/                                                      | in      –       –       –       –       –       –       –       –
me/tokens/                                                       | in      –       –       –       –       –       –       –       –
moderation/                                                      | in      403     403     403     403     403     403     PU      PU
moderation/?kind=offer                                           | in      403     403     403     403     403     403     –       –
moderation/next/                                                 | in      403     403     403     403     403     403     →       →
moderation/waiting/                                              | in      403     403     403     403     403     403     –       –
moderation/waiting.csv                                           | in      403     403     403     403     403     403     –       –
moderation/files/                                                | in      403     403     403     403     403     403     PU      PU
moderation/need/{submitted}/                                     | in      403     403     403     403     403     403     PSU     PSU
moderation/need/{revised}/                                       | in      403     403     403     403     403     403     PSR     PSR
moderation/need/{draft}/                                         | in      403     403     403     403     403     403     404     404
moderation/offer/{offer}/                                        | in      403     403     403     403     403     403     PS      PS
/                                                                | →       →       →       →       →       →       →       →       →
/sitemap.xml                                                     | –       –       –       –       –       –       –       –       –
/sitemap-needs-1.xml                                             | –       –       –       –       –       –       –       –       –
/sitemap-offers-1.xml                                            | –       –       –       –       –       –       –       –       –
/robots.txt                                                      | –       –       –       –       –       –       –       –       –
/healthz                                                         | –       –       –       –       –       –       –       –       –
"""
API = """
door                                            | visitor strange rival   member  cleared owner   represe moderat adminis
GET /needs                                      | P       PS      PS      PS      PSNB    PSNBO   PSNBO   PS      PS
GET /needs?state=draft                          | –       –       –       –       –       SNBU    SNBU    –       –
GET /needs?country=IS                           | –       –       –       –       –       PSNBO   PSNBO   –       –
GET /needs?organisation={body}                  | –       –       –       –       –       PSNBO   PSNBO   –       –
GET /needs?mine=true                            | 401     –       –       –       –       PSNBOUM PSNBOUM –       –
GET /needs/{need}                               | P       PS      PS      PS      PSNB    PSNBO   PSNBO   PS      PS
GET /needs/{revised}                            | P       PS      PS      PS      PS      PSNB    PSNB    PS      PS
GET /needs/{draft}                              | 404     404     404     404     404     SNBU    SNBU    404     404
GET /needs/{submitted}                          | 404     404     404     404     404     SNBU    SNBU    SU      SU
GET /needs/{returned}                           | 404     404     404     404     404     SNBUM   SNBUM   SUM     SUM
GET /needs/{withdrawn}                          | 404     404     404     404     404     SNBU    SNBU    SU      SU
GET /needs/{need}/history                       | 403     403     403     403     403     –       B       –       –
GET /needs/{draft}/history                      | 404     404     404     404     404     –       –       404     404
GET /needs/{need}/matches?kind=offer,need       | P       P       P       P       PN      PN      PN      P       P
GET /needs/{draft}/matches?kind=offer           | 404     404     404     404     404     PN      PN      404     404
GET /offers                                     | P       PS      PS      PS      PSNB    PSNBO   PSNBO   PS      PS
GET /offers?country=IS                          | –       –       –       –       –       PSNBO   PSNBO   –       –
GET /offers/{offer}                             | P       PS      PS      PS      PSNB    PSNBO   PSNBO   PS      PS
GET /offers/{offer}/history                     | 403     403     403     403     403     –       B       –       –
GET /offers/{offer}/needs                       | P       P       P       P       P       P       P       P       P
GET /match?q=quiet+rotor&kind=need,offer        | P       P       P       P       P       P       P       P       P
GET /match?q=serrated+blades+customer&kind=need | –       –       –       –       –       –       –       –       –
GET /match?q=quiet+rotor&kind=organisation      | –       –       –       –       –       –       –       –       –
GET /organisations?q=leak                       | B       B       B       B       B       B       B       B       B
GET /organisations/{body}                       | B       B       B       B       B       B       B       B       B
GET /people?q=leak                              | B       B       B       B       B       B       B       B       B
GET /people/{inventor}                          | B       B       B       B       B       B       B       B       B
GET /facilities?q=leak                          | B       B       B       B       B       B       B       B       B
GET /facilities/{hall}                          | B       B       B       B       B       B       B       B       B
GET /health                                     | –       –       –       –       –       –       –       –       –
"""
MAIL = """
door                      | visitor strange rival   member  cleared owner   represe moderat adminis
mail of news in a search  | –       P       P       P       PB      –       –       P       P
"""


@pytest.fixture
def world(db: None, settings: Any) -> Doors:
    settings.API_RATE_TOKEN = settings.API_RATE_VISITOR = settings.PAGE_RATE_VISITOR = "100000/m"
    cache.clear()
    made = kept(build)
    match_need(made.need, actor=made.people[OWNER])
    return made


def differences(table: str, through: Callable[[str, str], str]) -> str:
    """The table with what was found, where anything differs; nothing where all is as written."""
    said = rows(table)
    seen = {door: {role: through(door, role) for role in COLUMNS} for door in said}
    return (
        written({door: cells for door, cells in seen.items() if cells != said[door]}) if seen != said else ""
    )


def test_every_page_and_feed(world: Doors) -> None:
    clients, ids = {}, ids_of(world)
    for role in COLUMNS:
        clients[role], account = Client(raise_request_exception=False), world.account(role)
        if account is not None:
            clients[role].force_login(account, backend=BACKEND)

    def through(door: str, role: str) -> str:
        address = door if door.startswith("/") else f"/en/{door}"
        return come_through(clients[role], address.format(**ids), role)

    assert differences(PAGES, through) == ""


def test_every_address_of_the_api(world: Doors) -> None:
    tokens, ids = {role: world.token(role) for role in COLUMNS}, ids_of(world)

    def through(door: str, role: str) -> str:
        headers = {"Authorization": f"Bearer {tokens[role]}"} if tokens[role] else {}
        client = Client(raise_request_exception=False)
        return come_through(
            client, "/api/v1" + door.removeprefix("GET ").format(**ids), role, headers=headers
        )

    assert differences(API, through) == ""


def test_every_mail(world: Doors, mailoutbox: Any, settings: Any) -> None:
    """What followers are told, by the words of each mail that goes to them."""
    owner, moderator, now = world.people[OWNER], world.people["moderator"], timezone.now()
    for account in world.people.values():
        asked = read_search("needs", {"text": ["quiet rotor"]})
        follow_search(actor=account, search=asked, name="Quiet", now=now, cadence="daily")
    deliver_due(now=now)
    mail.outbox.clear()
    own = {"organisation": world.organisation.public_id, "external_reference": ""}
    new = NEEDS.submit(NEEDS.create(actor=owner, fields=NEED | own), actor=owner)
    new = NEEDS.publish(new, actor=moderator)
    grant_clearance(new, account=world.people[CLEARED], actor=owner)
    bring_up_to_date()
    deliver_due(now=now + timedelta(days=1, hours=2))
    told = {one.to[0]: one.body + str(one.subject) + str(one.alternatives) for one in mailoutbox}

    def through(door: str, role: str) -> str:
        account = world.account(role)
        return cell(200, "", told.get(account.email, "") if account is not None else "")

    # Its own side published it, and is told no news of it.
    assert len(told) == len(world.people) - 2
    assert differences(MAIL, through) == ""


# Addresses that no row names, and why.
WITHOUT_POSTINGS = {
    "about": "standing words",
    "help": "standing words",
    "privacy": "standing words",
    "theme": "a write of a cookie",
    "design": "only while debugging",
    "claim_confirm": "a signed link; tests/domain/registry/test_claims.py",
    "following_stop_link": "a signed link; it ends a mail and names what was followed as its follower named it",
    "work": "open literature",
    **dict.fromkeys(
        (
            "atlas",
            "atlas_country",
            "atlas_region",
            "atlas_organisation",
            "atlas_topic",
            "atlas_compare",
            "atlas_bridges",
            "atlas_person",
            "atlas_picture",
            "atlas_network",
            "atlas_network_data",
            "atlas_matrix",
            "atlas_works",
            "atlas_export",
            "atlas_report",
            "atlas_report_pdf",
        ),
        "counted from open literature; tests/web/test_atlas.py",
    ),
    "organisation_new": "an empty form of a record",
    "person_new": "an empty form of a record",
    "affiliation_edit": "a form of a record",
    "representation_request": "somebody's request; tests/web/test_representing.py",
    "correction": "a proposed value of a record; tests/web/test_curation.py",
    "city": "as a country",
    "city_feed": "as of a country",
    "notice": "leads to what it tells of",
}
# Taken by POST alone: who may, and what comes back, is asserted in tests/web/test_doors.py and by each family's own tests.
WRITES = [
    "_beside",
    "_keep",
    "_discard",
    "_step",
    "_end",
    "_remove",
    "_change",
    "follow",
    "notices_read",
    "following_stop",
    "moderate_file",
    "desk_act",
    "moderation_take",
    "invitation_withdraw",
    "invitation_send",
]


def test_no_page_is_in_no_row() -> None:
    asserted = set()
    for door in rows(PAGES):
        try:
            path = door.partition("?")[0].format_map(Sample())
            asserted.add(resolve(path if path.startswith("/") else f"/en/{path}").url_name)
        except Resolver404:
            assert door.startswith("/"), door
    missing = {
        name
        for name in names_of_the_url_conf() - asserted - set(WITHOUT_POSTINGS)
        if not name.startswith(
            ("account_", "mfa_", "socialaccount_", "orcid_", "openid_connect_", "usersessions_")
        )
        and not name.endswith(tuple(WRITES))
    }
    assert missing == set(), "give each a row in tests/test_matrix.py"


# Addresses of the API that only write, or hold nothing of needs and offers, and where they are asserted.
API_ELSEWHERE = {"/problems/", "/works/", "/authors/", "/institutions/", "/atlas/"}


def test_no_address_of_the_api_is_in_no_row() -> None:
    asserted = {door.removeprefix("GET ").partition("?")[0] for door in rows(API)}
    shapes = {_shape(one) for one in asserted}
    told = description()["paths"]
    missing = [
        path
        for path, methods in told.items()
        if "get" in methods
        and _shape(path.removeprefix("/api/v1")) not in shapes
        and not any(part in path for part in API_ELSEWHERE)
    ]
    assert missing == [], "give each a row in tests/test_matrix.py"
    assert json.dumps(told).count("/api/v1") > len(asserted) / 2


def _shape(path: str) -> str:
    return "/".join("*" if part.startswith("{") else part for part in path.strip("/").split("/"))


def test_a_table_is_read_as_it_is_written() -> None:
    for table in (PAGES, API, MAIL):
        assert rows(written(rows(table))) == rows(table)
    assert cell(200, "", "LEAK-NDA-x and Quiet rotor for harbour drones") == "PN"
    assert (cell(302, "/en/accounts/login/?next=/", ""), cell(302, "/en/", ""), cell(404, "", "x")) == (
        "in",
        "→",
        "404",
    )
