"""A world with at least one of everything the pages can show, made through the services, and who comes to it.

Owns the furniture of walks: one of each kind and state, words in one language only, a traditional title, a
very long one, a name written from right to left, and works of the open literature. ``ids`` names what an
address of ``tests.pages`` can speak of; a new kind of thing is made in ``furnish`` and named there.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)
from tests.sources.openalex.objects import new_work, old_work
from tests.web.conftest import NEED, OFFER, PASSWORD, World, make_account, make_world, publish

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import create_token, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role, Scope
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.services import Arrival, add_file, decide_file, incoming
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import NEEDS, OFFERS, expire_due, grant_clearance, match_need
from scibridge.domain.exchange.states import ReturnReason, Tier
from scibridge.domain.following.access import follow_link, mails_link
from scibridge.domain.following.models import Notice
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.services import deliver_due, follow_search, follow_target
from scibridge.domain.following.states import Cadence, Target
from scibridge.domain.invitations.access import Subject, invitation_link
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.services import invite, withdraw_invitation
from scibridge.domain.invitations.states import InvitedAs
from scibridge.domain.registry.models import Organisation, PersonIdentifier
from scibridge.domain.registry.services import ask_to_represent, suggest_correction
from scibridge.domain.registry.services.facilities import register_facility
from scibridge.domain.registry.services.organisations import register_organisation
from scibridge.domain.registry.services.people import add_affiliation, register_person
from scibridge.domain.registry.states import RecordKind
from scibridge.engines.atlas.science import write_science
from scibridge.flows.atlas.building import build_atlas
from scibridge.flows.corpus import import_openalex_works
from scibridge.flows.indexing.rebuilding import update_corpus
from scibridge.flows.indexing.updating import bring_up_to_date

VISITOR, MEMBER, OWNER, MODERATOR, ADMINISTRATOR = (
    "visitor", "member", "owner", "moderator", "administrator",
)  # fmt: skip
WALKERS = (VISITOR, MEMBER, OWNER, MODERATOR, ADMINISTRATOR)
# Two more, for what only they see: one with a second factor, one who never set a password.
GUARDED, PASSWORDLESS = "guarded", "passwordless"

LONG_TITLE = {
    "en": "A very long title that somebody pasted from a tender document together with its subtitle, "
    "its lot number and the name of the programme, because nobody told them to be brief: " + "membrane " * 8,
    "zh-hans": "一个从招标文件里连同副标题、标段号和计划名称一起粘贴过来的特别长的标题，没有人提醒要写短："
    + "反渗透膜组件及其能量回收装置" * 5,
}
# Year, country, country → international works of all of science.
SCIENCE = {
    (year, one, other): works * (year - 2018)
    for year in (2019, 2020, 2021)
    for one, other, works in (
        ("CN", "CN", 9), ("US", "US", 8), ("DE", "DE", 5), ("CN", "US", 6), ("CN", "DE", 3), ("DE", "US", 2),
    )
}  # fmt: skip
RIGHT_TO_LEFT = "ليلى الفاسي"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Everything:
    """The world, who comes, and what addresses can name."""

    world: World
    people: dict[str, Account]
    ids: dict[str, str] = field(default_factory=dict)
    # What people named as they liked, in whatever language.
    named: tuple[str, ...] = ("Nightly export", "Red key", "能源安全 energy", "测试报告.csv")

    def path(self, pattern: str) -> str:
        """An address of ``tests.pages`` with its names filled in, without the language."""
        return pattern.format_map(self.ids)


def come(
    everything: Everything, who: str, prepare: Callable[[Client, Everything], None] | None = None
) -> Client:
    """A browser of someone who has just signed in; ``prepare`` does what must come before the page."""
    client, account = Client(), everything.people.get(who)
    if account is not None:
        client.force_login(account, backend=BACKEND)
        _signed_in_at(client, account, timezone.now())
    if prepare is not None:
        prepare(client, everything)
    return client


def _signed_in_at(client: Client, account: Account, moment: datetime) -> None:
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    at = {"at": moment.timestamp(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password"} | at, {"method": "mfa"} | at]
    session.save()


def at_the_second_step(client: Client, everything: Everything) -> None:
    """Past the password, before the second factor."""
    email = everything.people[GUARDED].email
    client.post("/en/accounts/login/", {"login": email, "password": PASSWORD})


def signed_in_long_ago(client: Client, everything: Everything) -> None:
    """So long ago that the password is asked for again."""
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    _signed_in_at(client, account, timezone.now() - timedelta(days=9))


def build() -> Everything:
    """Make the world, furnish it, and index it."""
    world = make_world()
    administrator = make_account("administrator@example.org", "Ada Ministrator")
    grant_role(account=administrator, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    guarded = make_account("guarded@example.org", "Guy Arded")
    passwordless = make_account("passwordless@example.org", "Pa Wordless")
    passwordless.set_unusable_password()
    passwordless.save()
    everything = Everything(
        world,
        {
            MEMBER: world.reader,
            OWNER: world.owner,
            MODERATOR: world.moderator,
            ADMINISTRATOR: administrator,
            GUARDED: guarded,
            PASSWORDLESS: passwordless,
        },
    )
    for name in ("need", "offer", "organisation", "person", "facility", "draft"):
        everything.ids[name] = getattr(world, name).public_id
    _signing_in(everything)
    _literature(everything)
    _records(everything)
    _postings(everything)
    bring_up_to_date()
    update_corpus()
    match_need(world.need, actor=world.owner)
    _following(everything)
    _files(everything)
    _invitations(everything)
    return everything


def _files(everything: Everything) -> None:
    """One that everyone reads, one after an NDA, one that waits for a moderator."""
    world = everything.world
    note = file_beside(world.need, world.owner, "测试报告.csv", b"cycle,capacity\n1,100\n", Tier.PUBLIC)
    decide_file(note, world.need, actor=world.moderator, admit=True)
    drawing = file_beside(world.offer, world.owner, "drawing.txt", b"A drawing in words.", Tier.AFTER_NDA)
    waiting = file_beside(world.need, world.owner, "later.txt", b"Added later.", Tier.SIGNED_IN)
    everything.ids |= {
        "open_file": note.public_id,
        "file_after_nda": drawing.public_id,
        "waiting_file": waiting.public_id,
    }


def _invitations(everything: Everything) -> None:
    """To act and to read, for addresses that nobody has and for the reader; waiting and taken back."""
    world, ids = everything.world, everything.ids

    def sent(subject: Subject, email: str, as_what: InvitedAs) -> Invitation:
        return invite(subject=subject, email=email, invited_as=as_what, actor=world.owner)

    ended = sent(world.organisation, "gone@example.org", InvitedAs.MEMBER)
    withdraw_invitation(invitation=ended, actor=world.owner)
    own = sent(world.organisation, world.reader.email, InvitedAs.REPRESENTATIVE)
    waiting = sent(world.organisation, "new@example.org", InvitedAs.MEMBER)
    reading = sent(world.need, "new@example.org", InvitedAs.READER)
    ids |= {
        "invitation": invitation_link(waiting),
        "invited": str(waiting.pk),
        "own_invitation": invitation_link(own),
        "reader_invitation": invitation_link(reading),
        "ended_invitation": invitation_link(ended),
    }


def file_beside(posting: Any, actor: Account, name: str, body: bytes, tier: Tier) -> Attachment:
    """A file that has arrived, put beside a posting."""
    path = incoming() / hashlib.sha256(body + name.encode()).hexdigest()
    path.write_bytes(body)
    return add_file(posting, actor=actor, arrival=Arrival(path, name, len(body)), tier=tier)


def _following(everything: Everything) -> None:
    """A search with news read on the site, and a need followed by mail."""
    reader, now = everything.world.reader, timezone.now()
    saved = follow_search(
        actor=reader,
        search=read_search("needs", {"challenge": ["energy_security"]}),
        name="能源安全 energy",
        now=now - timedelta(hours=2),
        cadence="in_app",
    )
    deliver_due(now=now)
    followed = follow_target(
        actor=reader, target=Target.NEED, target_id=everything.ids["need"], now=now, language="zh-hans"
    )
    told = Notice.objects.filter(follow=saved).order_by("pk").values_list("pk", flat=True)
    everything.ids |= {
        "follow": followed.public_id,
        "notice": str(told[0]),
        "stop": follow_link(followed),
        "stop_mails": mails_link(reader, Cadence.WEEKLY),
    }


def security_key() -> dict[str, Any]:
    """What a browser sends of a security key on registering it."""
    own_id = b"a key of the tests"
    public = ES256.from_cryptography_key(ec.derive_private_key(7, ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), own_id, public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    held = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 0, credential)
    answer = AuthenticatorAttestationResponse(
        client_data=CollectedClientData.create("webauthn.create", b"challenge", "http://localhost"),
        attestation_object=AttestationObject.create("none", held, {}),
    )
    sent: dict[str, Any] = json.loads(json.dumps(dict(RegistrationResponse(raw_id=own_id, response=answer))))
    return sent


def _signing_in(everything: Everything) -> None:
    guarded = everything.people[GUARDED]
    TOTP.activate(guarded, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(guarded)
    held = {"name": "Red key", "credential": security_key()}
    key = Authenticator.objects.create(user=guarded, type=Authenticator.Type.WEBAUTHN, data=held)
    fresh = EmailAddress.objects.create(user=everything.people[PASSWORDLESS], email="second@example.org")
    everything.ids |= {
        "security_key": str(key.pk),
        "mail_key": EmailConfirmationHMAC(fresh).key,
        "user_key": user_pk_to_url_str(guarded),
        "reset_key": default_token_generator.make_token(guarded),
    }
    token, _text = create_token(actor=everything.world.owner, name="Nightly export", scopes=[Scope.READ])
    everything.ids["token"] = token.prefix


def _literature(everything: Everything) -> None:
    chinese = new_work(3, title="硫化物固态电解质的界面稳定性", language="zh", doi=None) | {
        "abstract_inverted_index": {"硫化物固态电解质与锂负极的界面在循环中逐渐失稳。": [0]},
    }
    untitled = old_work(4, display_name=None, title=None)
    with tempfile.TemporaryDirectory() as folder:
        import_openalex_works(
            [new_work(1), old_work(2), chinese, untitled],
            settings.LAKE_DIRECTORY,
            source="tests",
            reject_file=Path(folder) / "rejected.jsonl",
        )
    university = register_organisation(
        actor=None,
        values={
            "name": {"en": "Institute of Technology", "zh-hans": "理工学院"},
            "country": "US",
            "place": {"en": "Cambridge", "zh-hans": "剑桥"},
            "region": "Massachusetts",
            "types": ["university"],
            "identifiers": [{"scheme": "openalex", "value": "I22"}],
        },
    )
    Organisation.objects.filter(pk=university.pk).update(region_code="MA")
    build_atlas()
    write_science(settings.ATLAS_DIRECTORY, SCIENCE, source="aggregate.csv", made="2026-01-01T00:00:00+00:00")
    world = everything.world
    PersonIdentifier.objects.create(person=world.person, scheme="openalex", value="A11")
    everything.ids |= {
        "work": "W1",
        "chinese_work": "W3",
        "bare_work": "W4",
        "institute": "I21",
        "author": "A12",
    }


def _records(everything: Everything) -> None:
    world = everything.world
    chinese = register_organisation(
        actor=None,
        values={"name": {"zh-hans": "高原牧业技术推广总站"}, "country": "CN", "types": ["government"]},
    )
    person = register_person(
        actor=None,
        values={
            "name": {"en": RIGHT_TO_LEFT},
            "country": "MA",
            "expertise": {"en": ["brackish water"]},
        },
    )
    affiliation = add_affiliation(
        person=world.person, organisation=chinese, actor=None, values={"from_year": 2011, "to_year": 2018}
    )
    twin = register_organisation(
        actor=None,
        values={"name": {"en": "Institute for Light Flight"}, "country": "DE", "types": ["institute"]},
    )
    bench = register_facility(
        organisation=chinese,
        actor=None,
        values={
            "name": {"zh-hans": "高寒草地观测塔"},
            "access_types": ["remote"],
            "access_mode": "free",
            "country": "CN",
        },
    )
    grant = grant_role(
        account=world.reader,
        role=Role.MEMBER,
        on_kind=ORGANISATION,
        on_id=world.organisation.public_id,
        actor=world.owner,
    )
    suggestion = suggest_correction(
        kind=RecordKind.ORGANISATION,
        public_id=world.organisation.public_id,
        field="place",
        proposed={"en": "Bremen Airport City", "zh-hans": "不来梅机场城"},
        reason="They moved last year.",
        actor=world.reader,
    )
    asked = ask_to_represent(
        organisation=world.organisation,
        words="I run its front office; see the page of contacts.",
        actor=world.reader,
    )
    ask_to_represent(organisation=chinese, words="负责对外合作。", actor=world.reader)
    everything.ids |= {
        "chinese_organisation": chinese.public_id,
        "right_to_left": person.public_id,
        "affiliation": str(affiliation.pk),
        "twin": twin.public_id,
        "chinese_facility": bench.public_id,
        "member": str(grant.pk),
        "correction": str(suggestion.pk),
        "request": str(asked.pk),
    }


def _postings(everything: Everything) -> None:
    world, ids = everything.world, everything.ids
    owner, moderator = world.owner, world.moderator
    fields = NEED | {"organisation": world.organisation.public_id}

    def submitted(**changes: Any) -> Need:
        row: Need = NEEDS.submit(NEEDS.create(actor=owner, fields=fields | changes), actor=owner)
        return row

    long = publish(NEEDS, fields | {"title": LONG_TITLE}, owner, moderator)
    traditional = publish(
        NEEDS,
        {
            "kind": "public",
            "title": {"zh-hans": "離島海水淡化與飲用水檢測"},
            "problem": {"zh-hans": "離島居民缺乏乾淨飲用水，現有檢測需時三天。"},
            "challenge": "human_health",
        },
        owner,
        moderator,
    )
    chinese = publish(
        OFFERS,
        {
            "kind": "know_how",
            "title": {"zh-hans": "羊群接种组织经验"},
            "summary": {"zh-hans": "三个县十年的羊群免疫组织办法与记录表格。"},
            "readiness": 8,
            "readiness_evidence": {"zh-hans": "三个县连续十年的免疫记录。"},
        },
        owner,
        moderator,
    )
    waiting = submitted(title={"en": "Quieter propellers", "zh-hans": "更安静的螺旋桨"})
    returned = NEEDS.return_for_changes(
        submitted(title={"en": "Something better"}),
        actor=moderator,
        reason=ReturnReason.UNCLEAR,
        note="Which figure must be met?",
    )

    def published(en: str, zh: str) -> Need:
        row: Need = publish(NEEDS, fields | {"title": {"en": en, "zh-hans": zh}}, owner, moderator)
        return row

    withdrawn = NEEDS.withdraw(published("Cells for gliders", "滑翔机用电池"), actor=owner)
    fulfilled = NEEDS.fulfil(published("Cells for balloons", "气球用电池"), actor=owner)
    expired = published("Cells of yesterday", "旧式电池")
    Need.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    expire_due(now=timezone.now())
    revised = publish(OFFERS, OFFER | {"title": {"en": "Folded pouch cell"}}, owner, moderator)
    OFFERS.update(
        revised,
        actor=owner,
        fields={"summary": {"en": "A pouch cell that reaches 0.43 kWh/kg."}},
        expected_version=revised.version,
    )
    clearance = grant_clearance(world.need, account=world.reader, actor=owner)
    ids |= {
        "long_need": long.public_id,
        "traditional_need": traditional.public_id,
        "chinese_offer": chinese.public_id,
        "waiting": waiting.public_id,
        "returned": returned.public_id,
        "withdrawn": withdrawn.public_id,
        "fulfilled": fulfilled.public_id,
        "expired": expired.public_id,
        "revised": revised.public_id,
        "clearance": str(clearance.pk),
    }
