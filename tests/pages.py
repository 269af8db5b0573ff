"""Every address of the platform that a browser may be given, by family: the one list other suites walk.

A new page family is added in three steps:

1. make one of what it shows in ``tests.everything.furnish``'s parts, and name it in ``ids``;
2. add an entry here: the path after the language, with ``{names}`` of ``ids``, and the least who sees it
   (``VISITOR`` unless said otherwise; ``prepare`` does what must come before, as a half-finished sign-in).
   Whole pages go into ``PAGES``, parts that htmx swaps in into ``FRAGMENTS``, downloads and feeds into
   ``FILES``; the name of an address that only takes a POST goes into ``WRITES``;
3. run ``tests/web/test_page_list.py``: it fails for every named address of the URL conf that is in no list.

The walk then reads the page in both languages, axe looks at it, and it is visited without scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from tests.everything import (
    ADMINISTRATOR,
    GUARDED,
    MEMBER,
    MODERATOR,
    OWNER,
    PASSWORDLESS,
    VISITOR,
    Everything,
    at_the_second_step,
    signed_in_long_ago,
)

Prepare = Callable[[Client, Everything], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One address: its path after the language, and the least who may see it."""

    path: str
    who: str = VISITOR
    prepare: Prepare | None = None
    status: int = 200


class Sample(dict[str, str]):
    """Any name of a path is filled in: for resolving it, not for visiting."""

    def __missing__(self, name: str) -> str:
        return "1"


def _each(who: str, *paths: str) -> tuple[Entry, ...]:
    return tuple(Entry(path, who) for path in paths)


HOME = _each(VISITOR, "", "about/", "help/", "privacy/")
MATCH = _each(
    VISITOR,
    "match/",
    "match/?q=solid+electrolyte+with+at+least+0.5+kWh/kg",
    "match/?q=能量密度不低于 400 Wh/kg 的固态电解质&kind=offer",
    "match/?q=solid+electrolytes&kind=work",
    "match/?q=zzzz",
    "match/?q=solid+electrolyte+with+at+least+0.5+kWh/kg&kind=offer&sort=must_haves&country=DE&from=2020",
    "match/answer/offer:{offer}/?q=能量密度不低于 400 Wh/kg 的固态电解质",
    "match/answer/offer:{chinese_offer}/?q=an+energy+density+of+at+least+400+Wh/kg",
    "match/answer/work:{work}/?q=solid+electrolyte",
    "match/answer/work:{chinese_work}/?q=solid+electrolyte",
    "match/answer/person:{person}/?q=solid+electrolyte",
    "match/answer/organisation:{organisation}/?q=solid+electrolyte",
    "match/answer/facility:{facility}/?q=固态电解质",
    "match/answer/need:{need}/?q=固态电解质",
    "match/compare/",
    "match/compare/?q=能量密度不低于 400 Wh/kg 的固态电解质&with=offer:{offer}&with=offer:{chinese_offer}"
    "&with=work:{work}&with=person:{person}&with=facility:{facility}",
    "needs/{need}/matches/offer:{offer}/",
    "needs/{need}/compare/?with=offer:{offer}&with=offer:{chinese_offer}",
)
FINDING = _each(
    VISITOR,
    "search/",
    "search/?q=solid",
    "search/?q=固态&kind=need",
    "search/?q=instiute for ligth flight",
    "search/?q=health",
    "search/?q=zzzzzz",
)
EXCHANGE = (
    *_each(
        VISITOR,
        "needs/",
        "needs/?text=solid&country=DE&challenge=energy_security&kind=market",
        "needs/?text=zzzz",
        "needs/{need}/",
        "needs/{long_need}/",
        "needs/{traditional_need}/",
        "needs/{fulfilled}/",
        "needs/{expired}/",
        "offers/",
        "offers/{offer}/",
        "offers/{chinese_offer}/",
    ),
    *_each(
        OWNER,
        "needs/new/",
        "needs/new/?blank=1",
        "needs/new/?text=需要一种固态电池，能量密度不低于 400 Wh/kg。We need it in aircraft.",
        "needs/{need}/edit/",
        "needs/{need}/history/",
        "needs/{need}/matches/",
        "needs/{need}/clearances/",
        "needs/{need}/files/",
        "needs/{waiting}/files/",
        "needs/{draft}/",
        "needs/{draft}/edit/",
        "needs/{waiting}/",
        "needs/{returned}/",
        "needs/{returned}/edit/",
        "needs/{withdrawn}/",
        "needs/{traditional_need}/edit/",
        "offers/new/",
        "offers/new/?blank=1",
        "offers/new/?works=solid+electrolyte",
        "offers/new/?work={work}",
        "offers/{offer}/edit/",
        "offers/{offer}/history/",
        "offers/{offer}/matches/",
        "offers/{offer}/clearances/",
        "offers/{offer}/files/",
        "offers/{revised}/",
        "offers/{revised}/history/",
    ),
)
REGISTRY = (
    *_each(
        VISITOR,
        "organisations/",
        "organisations/?text=flight&type=institute",
        "organisations/{organisation}/",
        "organisations/{chinese_organisation}/",
        "organisations/{institute}/",
        "people/",
        "people/{person}/",
        "people/{right_to_left}/",
        "people/{author}/",
        "facilities/",
        "facilities/?access=on_site&terms=paid",
        "facilities/{facility}/",
        "facilities/{chinese_facility}/",
        "works/{work}/",
        "works/{chinese_work}/",
        "works/{bare_work}/",
    ),
    *_each(
        MEMBER,
        "organisations/new/",
        "people/new/",
        "people/{person}/claim/",
        "claims/a:b:c/",
        "records/organisation/{organisation}/correct/",
        "records/person/{person}/correct/",
        "records/facility/{facility}/correct/",
        "records/organisation/{organisation}/contact/",
        "organisations/{chinese_organisation}/represent/",
        "organisations/{twin}/represent/",
    ),
    *_each(
        OWNER,
        "organisations/{organisation}/edit/",
        "organisations/{organisation}/facilities/new/",
        "organisations/{organisation}/members/",
        "facilities/{facility}/edit/",
        "corrections/",
        "corrections/{correction}/",
        "representation/",
        "representation/{request}/",
    ),
    *_each(
        MODERATOR,
        "people/{person}/edit/",
        "people/{person}/affiliations/new/",
        "people/{person}/affiliations/{affiliation}/",
        "records/organisation/{twin}/merge/",
        "records/person/{right_to_left}/merge/",
    ),
)
INVITATIONS = (
    *_each(
        VISITOR,
        "invitation/{invitation}/",
        "invitation/{reader_invitation}/",
    ),
    *_each(MEMBER, "invitation/{invitation}/", "invitation/{own_invitation}/"),
    *_each(OWNER, "invitation/{invitation}/"),
    Entry("invitation/{ended_invitation}/", status=410),
)
PLACES = _each(
    VISITOR,
    "places/",
    "places/?text=bremen",
    "places/?text=zzzz",
    "places/?sort=name",
    "places/DE/",
    "places/DE/?show=organisations&type=institute",
    "places/DE/bremen/",
    "places/DE/bremen/?show=facilities",
    "places/IS/",
    "places/CN/?show=people",
    "challenges/",
    "challenges/energy_security/",
    "challenges/energy_security/?show=needs&country=DE&kind=market",
    "challenges/energy_security/?show=people",
    "challenges/climate_change/",
)
ATLAS = (
    *_each(
        VISITOR,
        "atlas/",
        "atlas/?level=organisation&from=2020&to=2024&counting=fractional",
        "atlas/?from=1900&to=1901",
        "atlas/?by=intensity",
        "atlas/?source=science&by=salton&from=2020",
        "atlas/?source=science&from=1900&to=1901",
        "atlas/country/CN/?source=science",
        "atlas/compare/?with=CN&with=US&source=science",
        "atlas/works/?from=2024&to=2024",
        "atlas/country/CN/",
        "atlas/country/CN/?on=field:22&from=2020&scope=international",
        "atlas/?level=region",
        "atlas/region/US-MA/",
        "atlas/compare/?level=region",
        "atlas/report/region/US-MA/",
        "atlas/organisation/{institute}/",
        "atlas/organisation/{institute}/?roll_up=1",
        "atlas/topic/field:22/",
        "atlas/compare/",
        "atlas/compare/?with=CN&with=US",
        "atlas/bridges/",
        "atlas/bridges/?on=field:22&of=CN",
        "atlas/report/country/CN/",
        "atlas/report/organisation/{institute}/?roll_up=1",
        "atlas/report/topic/field:22/?from=2020",
        "atlas/report/country/CN/pdf/",
        "atlas/network/",
        "atlas/network/?level=organisation&by=salton&most=50",
        "atlas/network/?source=science",
        "atlas/network/?least=100000",
        "atlas/matrix/",
        "atlas/matrix/?source=science&by=intensity&order=community&most=10",
        "atlas/matrix/?least=100000",
        "atlas/person/{author}/",
        "atlas/person/{author}/?counting=fractional",
        "atlas/works/?unit={author}&level=person",
        "atlas/works/?unit=CN",
        "atlas/works/?unit=CN&with=US&from=2024&to=2024",
    ),
    Entry("atlas/country/ZZ/", status=404),
    Entry("atlas/?from=lately", status=400),
)
OWN = (
    *_each(MEMBER, "me/", "me/profile/"),
    *_each(OWNER, "me/tokens/"),
    Entry("me/", OWNER),
)
FOLLOWING = (
    *_each(MEMBER, "me/following/", "me/notices/", "me/suggestions/"),
    *_each(OWNER, "me/following/", "me/notices/", "me/suggestions/"),
    *_each(VISITOR, "stop/{stop}/", "stop/{stop_mails}/"),
)
MODERATION = (
    *_each(
        MODERATOR,
        "moderation/",
        "moderation/?kind=offer",
        "moderation/files/",
        "moderation/?challenge=climate_change&sort=new",
        "moderation/waiting/",
        "moderation/need/{waiting}/?template=1",
        "moderation/need/{need}/",
        "moderation/need/{waiting}/",
        "moderation/offer/{revised}/",
    ),
    Entry("moderation/", ADMINISTRATOR),
)
SIGNING_IN = (
    *_each(
        VISITOR,
        "accounts/login/",
        "accounts/signup/",
        "accounts/inactive/",
        "accounts/confirm-email/",
        "accounts/confirm-email/{mail_key}/",
        "accounts/password/reset/",
        "accounts/password/reset/done/",
        "accounts/password/reset/key/{user_key}-{reset_key}/",
        "accounts/password/reset/key/done/",
        "accounts/3rdparty/login/cancelled/",
    ),
    Entry("accounts/3rdparty/login/error/", status=401),
    *_each(
        MEMBER,
        "accounts/logout/",
        "accounts/email/",
        "accounts/password/change/",
        "accounts/2fa/",
        "accounts/2fa/totp/activate/",
        "accounts/2fa/webauthn/",
        "accounts/2fa/webauthn/add/",
        "accounts/3rdparty/",
    ),
    Entry("accounts/reauthenticate/", MEMBER, signed_in_long_ago),
    Entry("accounts/password/set/", PASSWORDLESS),
    Entry("accounts/2fa/authenticate/", VISITOR, at_the_second_step),
    Entry("accounts/2fa/reauthenticate/", GUARDED, signed_in_long_ago),
    Entry("accounts/2fa/webauthn/reauthenticate/", GUARDED, signed_in_long_ago),
    *_each(
        GUARDED,
        "accounts/2fa/",
        "accounts/2fa/totp/deactivate/",
        "accounts/2fa/recovery-codes/",
        "accounts/2fa/recovery-codes/generate/",
        "accounts/2fa/webauthn/",
        "accounts/2fa/webauthn/keys/{security_key}/edit/",
        "accounts/2fa/webauthn/keys/{security_key}/remove/",
    ),
)
ERRORS = (
    Entry("nowhere/", status=404),
    Entry("needs/zzzzzzzzzzzz/", status=404),
    Entry("needs/{need}/edit/", MEMBER, status=403),
)
FAMILIES: dict[str, tuple[Entry, ...]] = {
    "home": HOME,
    "match": MATCH,
    "finding": FINDING,
    "exchange": EXCHANGE,
    "registry": REGISTRY,
    "invitations": INVITATIONS,
    "places": PLACES,
    "atlas": ATLAS,
    "own": OWN,
    "following": FOLLOWING,
    "moderation": MODERATION,
    "signing in": SIGNING_IN,
    "errors": ERRORS,
}
PAGES: tuple[Entry, ...] = tuple(entry for entries in FAMILIES.values() for entry in entries)
FRAGMENTS: tuple[Entry, ...] = _each(
    VISITOR,
    "search/suggest/?q=zhang",
    *(
        f"match/group/?q=solid+electrolyte&kind={kind}"
        for kind in ("person", "organisation", "facility", "need")
    ),
)
FILES: tuple[Entry, ...] = (
    *_each(VISITOR, "needs/{need}/files/{open_file}/", "atlas/network/data/?by=salton"),
    *_each(
        VISITOR,
        *(
            f"atlas/picture/{kind}/{form}/"
            for kind in ("years", "world", "network", "matrix")
            for form in ("svg", "png")
        ),
        "atlas/picture/compare/svg/?with=CN&with=US",
    ),
    *_each(OWNER, "offers/{offer}/files/{file_after_nda}/"),
    *_each(MODERATOR, "needs/{need}/files/{waiting_file}/"),
    *_each(
        VISITOR,
        *(
            f"{path}{form}/{asked}"
            for form in ("csv", "json")
            for path, asked in (
                ("match/export/", "?q=solid+electrolyte&kind=offer"),
                ("match/compare/export/", "?q=solid+electrolyte&with=offer:{offer}"),
                ("needs/{need}/compare/export/", "?with=offer:{offer}"),
                ("needs/export/", "?text=solid"),
                ("offers/export/", ""),
                ("atlas/export/partners/", "?unit=CN"),
            )
        ),
        *(
            f"atlas/export/pairs/{form}/?level=organisation"
            for form in ("parquet", "graphml", "vosviewer", "pajek")
        ),
    ),
    *_each(OWNER, *(f"needs/{{need}}/matches/export/{form}/" for form in ("csv", "json"))),
    Entry("accounts/2fa/recovery-codes/download/", GUARDED),
    Entry("moderation/waiting.csv", MODERATOR),
    *_each(
        VISITOR,
        "needs/feed/",
        "needs/feed/?text=solid&country=DE",
        "offers/feed/",
        "match/feed/?q=solid+electrolyte",
        "organisations/{organisation}/feed/",
        "challenges/energy_security/feed/",
        "places/DE/feed/",
        "places/DE/bremen/feed/",
    ),
    *_each(OWNER, "me/export/?format=json", "me/export/?format=csv&kind=need"),
)

# Names of addresses that change something and show nothing: a browser's GET gets 405 or is sent on.
WRITES = frozenset(
    {
        "desk_act",
        "following_change",
        "following_stop",
        "notices_read",
        "theme",
        "moderation_next",
        "moderation_take",
        "need_new_beside",
        "need_new_keep",
        "need_new_discard",
        "need_edit_beside",
        "need_edit_keep",
        "need_edit_discard",
        "offer_new_beside",
        "offer_new_keep",
        "offer_new_discard",
        "offer_edit_beside",
        "offer_edit_keep",
        "offer_edit_discard",
        "need_clearance_end",
        "need_file_change",
        "need_file_remove",
        "offer_file_change",
        "offer_file_remove",
        "moderate_file",
        "need_step",
        "offer_clearance_end",
        "offer_step",
        "member_end",
        "invitation_withdraw",
        "invitation_send",
        "affiliation_remove",
        "token_end",
    }
)
# Names of addresses that are in no list, and why.
ELSEWHERE = {
    "follow": "a write; GET only does what a visitor asked for before signing in",
    "notice": "marks a notice as read and leads to what it tells of",
    "design": "only while debugging; tests/web/test_design.py visits it",
    "account_confirm_login_code": "codes by mail are not switched on",
    "mfa_login_webauthn": "JSON for the passkey script",
    "orcid_login": "leads to ORCID; only where it is configured",
    "orcid_callback": "comes back from ORCID",
    "openid_connect_login": "leads to the provider; only where one is configured",
    "openid_connect_callback": "comes back from the provider",
    "socialaccount_signup": "the second half of a sign-in elsewhere",
}
