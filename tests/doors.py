"""Something worth stealing behind every door, who comes to the doors, and what each of them may read.

Every text that is not for everyone carries a marker ``LEAK-…``. A door leaks when its answer holds a marker
that its visitor may not read.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import create_token, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role, Scope
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.services import Arrival, add_file, decide_file, incoming
from scibridge.domain.exchange import services
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.states import ReturnReason, Tier
from scibridge.domain.invitations.access import Subject
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.services import invite
from scibridge.domain.invitations.states import InvitedAs
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.services import register_facility, register_organisation, register_person
from scibridge.flows.indexing.updating import bring_up_to_date

MARKER = re.compile(r"leak-[a-z]+(?:-[a-z]+)*", re.IGNORECASE)
MARKED = re.compile(r"</?(?:mark|ins|del|em|strong)\b[^>]*>")
VISITOR, STRANGER, RIVAL, CLEARED, MEMBER = "visitor", "stranger", "rival", "cleared", "member"
OWNER, REPRESENTATIVE, MODERATOR, ADMINISTRATOR = "owner", "representative", "moderator", "administrator"
ROLES = (
    VISITOR, STRANGER, RIVAL, CLEARED, MEMBER, OWNER, REPRESENTATIVE, MODERATOR, ADMINISTRATOR,
)  # fmt: skip
OWN_SIDE = {OWNER, REPRESENTATIVE}
SIGNED_IN = set(ROLES) - {VISITOR}
MODERATORS = {MODERATOR, ADMINISTRATOR}
# Marker → who may read it, by whatever door. What is not here is for nobody at all.
READERS: dict[str, set[str]] = {
    "leak-signed": SIGNED_IN,
    "leak-nda": OWN_SIDE | {CLEARED},
    "leak-draft": OWN_SIDE,
    "leak-submitted": OWN_SIDE | MODERATORS,
    "leak-returned": OWN_SIDE | MODERATORS,
    "leak-withdrawn": OWN_SIDE | MODERATORS,
    "leak-shelved": OWN_SIDE,
    "leak-revision": OWN_SIDE | MODERATORS,
    "leak-revision-nda": OWN_SIDE,
    "leak-note": OWN_SIDE | MODERATORS,
    "leak-reference": OWN_SIDE,
    "leak-owner": OWN_SIDE | {CLEARED},
    "leak-body": OWN_SIDE | {CLEARED},
    "leak-hall": OWN_SIDE | {CLEARED},
    "leak-inventor": OWN_SIDE | {CLEARED},
    "leak-invited-reader": OWN_SIDE,
    "leak-invited-member": {REPRESENTATIVE, ADMINISTRATOR},
}
# Public as records; that they stand behind a need or an offer is what its owner holds back.
REGISTRY_NAMES = ("leak-body", "leak-hall", "leak-inventor")
TITLES = ("Quiet rotor for harbour drones", "Owl-feather trailing edge")

NEED: dict[str, Any] = {
    "kind": "market",
    "challenge": "energy_security",
    "title": {"en": "Quiet rotor for harbour drones", "zh-hans": "港口无人机静音旋翼"},
    "problem": {"en": "Rotors of harbour drones are loud at night."},
    "shortfall": {"en": "LEAK-SIGNED-shortfall of today's rotor"},
    "current_solution": {"en": "LEAK-NDA-solution with serrated blades"},
    "excluded_approaches": {"en": "LEAK-NDA-excluded"},
    "must_haves": [
        {
            "metric": {"en": "LEAK-NDA-metric noise level"},
            "operator": "at_most",
            "low": 61.25,
            "unit": "decibel_level",
            "note": {"en": "LEAK-NDA-musthave"},
        }
    ],
    "budget_low": "100000",
    "currency": "EUR",
    "confidential_details": {"en": "LEAK-NDA-details of the customer", "zh-hans": "LEAK-NDA-zh 客户"},
    "external_reference": "LEAK-REFERENCE-need",
    "keywords": {"en": "quiet rotor"},
    "field_tiers": {
        "shortfall": "signed_in",
        "current_solution": "after_nda",
        "excluded_approaches": "after_nda",
        "must_haves": "after_nda",
        "organisation": "after_nda",
    },
}
OFFER: dict[str, Any] = {
    "kind": "technology",
    "challenge": "energy_security",
    "title": {"en": "Owl-feather trailing edge for a quiet rotor"},
    "summary": {"en": "A porous trailing edge that makes a rotor quiet."},
    "description": {"en": "LEAK-SIGNED-description"},
    "background": {"en": "LEAK-NDA-background"},
    "readiness_evidence": {"en": "LEAK-NDA-evidence"},
    "cost_comparison": {"en": "LEAK-SIGNED-cost"},
    "claims": [
        {
            "metric": {"en": "LEAK-NDA-claim"},
            "operator": "equal",
            "low": 52.75,
            "unit": "decibel_level",
            "baseline": {"en": "LEAK-NDA-baseline"},
            "source": {"en": "LEAK-NDA-source"},
        }
    ],
    "rights": [{"right": "make", "field_of_use": {"en": "LEAK-NDA-field"}}],
    "identifiers": [{"scheme": "doi", "value": "10.1000/LEAK-NDA-doi"}],
    "confidential_details": {"en": "LEAK-NDA-recipe"},
    "external_reference": "LEAK-REFERENCE-offer",
    "field_tiers": {
        "description": "signed_in",
        "background": "after_nda",
        "readiness_evidence": "after_nda",
        "claims": "after_nda",
        "rights": "after_nda",
        "identifiers": "after_nda",
        "organisation": "after_nda",
        "inventors": "after_nda",
    },
}


@dataclass
class Doors:
    """The people, the records, and the addresses of both."""

    people: dict[str, Account]
    organisation: Organisation
    other: Organisation
    facility: Facility
    inventor: Person
    need: Need
    offer: Offer
    needs: dict[str, Need] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)

    def account(self, role: str) -> Account | None:
        """Who comes; nobody for a visitor."""
        return self.people.get(role)

    def token(self, role: str, *scopes: Scope) -> str:
        """A bearer token of theirs; empty for a visitor."""
        account = self.account(role)
        return (
            "" if account is None else create_token(actor=account, name="t", scopes=scopes or tuple(Scope))[1]
        )


def unmarked(html: str) -> str:
    """Without what is drawn around parts of a word, so that a marker is met however it is shown."""
    return MARKED.sub("", html)


def leaks(text: str, role: str, *, registry: bool = False) -> set[str]:
    """The markers in ``text`` that ``role`` may not read; names of the registry are open on its own pages."""
    found = {one.lower() for one in MARKER.findall(unmarked(text))}
    open_here = REGISTRY_NAMES if registry else ()
    return {one for one in found if role not in _readers(one) and not one.startswith(open_here or "-")}


def _readers(marker: str) -> set[str]:
    best = max((name for name in READERS if marker.startswith(name)), key=len, default="")
    return READERS.get(best, set())


def _account(role: str) -> Account:
    # Addresses are for nobody's eyes; the owner's name goes with the organisation.
    email = f"leak-mail-{role}@example.org"
    name = "LEAK-OWNER Lena" if role == OWNER else f"Some {role}"
    made = Account.objects.create_user(email, "a long enough password", name=name)
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def _published(desk: Any, fields: dict[str, Any], owner: Account, moderator: Account) -> Any:
    row = desk.submit(desk.create(actor=owner, fields=fields), actor=owner)
    return desk.publish(row, actor=moderator)


def _grant(account: Account, role: Role, organisation: Organisation | None = None) -> None:
    kind, own_id = (PLATFORM, "") if organisation is None else (ORGANISATION, organisation.public_id)
    grant_role(account=account, role=role, on_kind=kind, on_id=own_id, actor=None)


def _organisation(name: str, contact: str) -> Organisation:
    return register_organisation(
        actor=None,
        values={
            "name": {"en": name},
            "country": "IS",
            "types": ["company"],
            "contact_address": f"leak-contact-{contact}@example.org",
        },
    )


def build() -> Doors:
    """Make the world through the services, and index it."""
    people = {role: _account(role) for role in ROLES if role != VISITOR}
    organisation, other = _organisation("LEAK-BODY Works", "works"), _organisation("Plain Rotors", "rotors")
    _grant(people[MODERATOR], Role.MODERATOR)
    _grant(people[ADMINISTRATOR], Role.ADMINISTRATOR)
    for role, on in ((OWNER, organisation), (MEMBER, organisation)):
        _grant(people[role], Role.MEMBER, on)
    _grant(people[REPRESENTATIVE], Role.REPRESENTATIVE, organisation)
    _grant(people[RIVAL], Role.REPRESENTATIVE, other)
    facility = register_facility(
        organisation=organisation,
        actor=None,
        values={
            "name": {"en": "LEAK-HALL Anechoic room"},
            "access_types": ["on_site"],
            "access_mode": "paid",
            "contact_address": "leak-contact-hall@example.org",
        },
    )
    inventor = register_person(actor=None, values={"name": {"en": "LEAK-INVENTOR Wei"}})
    owner, moderator = people[OWNER], people[MODERATOR]
    own = {"organisation": organisation.public_id}
    need = _published(services.NEEDS, NEED | own, owner, moderator)
    people_of = {"inventors": [{"person": inventor.public_id}], "facilities": [facility.public_id]}
    offer = _published(services.OFFERS, OFFER | own | people_of, owner, moderator)
    world = Doors(people, organisation, other, facility, inventor, need, offer)
    for posting in (need, offer):
        services.grant_clearance(posting, account=people[CLEARED], actor=owner)
    world.needs = _in_every_state(owner, moderator, own)
    world.needs["revised"] = _revised(owner, moderator, own)
    world.files = _files(need, owner, moderator)
    world.invitations = _invitations(world)
    bring_up_to_date()
    return world


def _invitations(world: Doors) -> dict[str, Invitation]:
    """Addresses that nobody here has, invited to read each posting and to act for the organisation."""

    def sent(subject: Subject, actor: str, as_what: InvitedAs) -> Invitation:
        email = f"leak-invited-{as_what}@example.org"
        return invite(subject=subject, email=email, invited_as=as_what, actor=world.people[actor])

    return {
        "need": sent(world.need, OWNER, InvitedAs.READER),
        "offer": sent(world.offer, OWNER, InvitedAs.READER),
        "body": sent(world.organisation, REPRESENTATIVE, InvitedAs.MEMBER),
    }


def _files(need: Need, owner: Account, moderator: Account) -> dict[str, Attachment]:
    """One for each tier, and one that no moderator has admitted yet."""

    def beside(words: str, tier: Tier) -> Attachment:
        path = incoming() / words.replace(" ", "-")
        path.write_text(words, encoding="utf-8")
        arrival = Arrival(path, f"{words}.txt", len(words))
        return add_file(need, actor=owner, arrival=arrival, tier=tier)

    found = {
        "public": beside("Quiet rotor for harbour drones drawing", Tier.PUBLIC),
        "signed": beside("LEAK-SIGNED-file", Tier.SIGNED_IN),
        "nda": beside("LEAK-NDA-file", Tier.AFTER_NDA),
    }
    for tier in ("public", "signed"):
        decide_file(found[tier], need, actor=moderator, admit=True)
    # As what is submitted: for its own side and for moderators.
    return found | {"waiting": beside("LEAK-SUBMITTED-file", Tier.PUBLIC)}


def _in_every_state(owner: Account, moderator: Account, own: dict[str, str]) -> dict[str, Need]:
    def plain(state: str, **more: Any) -> dict[str, Any]:
        words = {"en": f"LEAK-{state.upper()}-title quiet rotor"}
        return NEED | own | {"title": words, "problem": words, "external_reference": ""} | more

    draft = services.create_need(actor=owner, fields=plain("draft"))
    submitted = services.submit_need(
        services.create_need(actor=owner, fields=plain("submitted")), actor=owner
    )
    returned = services.submit_need(services.create_need(actor=owner, fields=plain("returned")), actor=owner)
    returned = services.return_need(
        returned, actor=moderator, reason=ReturnReason.UNCLEAR, note="LEAK-NOTE-returned"
    )
    withdrawn = _published(services.NEEDS, plain("withdrawn"), owner, moderator)
    bring_up_to_date()
    withdrawn = services.withdraw_need(withdrawn, actor=owner, note="LEAK-NOTE-withdrawn")
    shelved = services.create_need(actor=owner, fields=plain("shelved"))
    shelved = services.withdraw_need(shelved, actor=owner)
    return {
        "draft": draft,
        "submitted": submitted,
        "returned": returned,
        "withdrawn": withdrawn,
        "shelved": shelved,
    }


def _revised(owner: Account, moderator: Account, own: dict[str, str]) -> Need:
    need = _published(services.NEEDS, NEED | own | {"external_reference": ""}, owner, moderator)
    changes = {
        "problem": {"en": "LEAK-REVISION-problem"},
        "confidential_details": {"en": "LEAK-NDA-changed"},
    }
    return services.update_need(need, actor=owner, fields=changes, expected_version=need.version)
