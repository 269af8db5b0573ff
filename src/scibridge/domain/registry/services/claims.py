"""Claims: showing that a person record is one's own, by ORCID sign-in or by mail at an employer's domain.

One person, one account. The mailed token is signed, kept as a digest, works once, for its claimant, for two
days.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scibridge.domain.accounts.access import is_moderator, is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import is_claimed_by
from scibridge.domain.registry.events import PersonChanged, PersonClaimed
from scibridge.domain.registry.models import Affiliation, Claim, Organisation, Person, PersonIdentifier
from scibridge.domain.registry.states import CLAIM_MACHINE, ClaimMethod, ClaimState
from scibridge.domain.registry.validators import PUBLIC_MAIL
from scibridge.kernel.bilingual import show
from scibridge.kernel.errors import Conflict, NotAllowed, NotFound
from scibridge.kernel.events import emit
from scibridge.kernel.identifiers import Scheme

LIFETIME = timedelta(days=2)
MOST_CLAIMS_A_DAY = 5
_SALT = "scibridge.registry.claim"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_free(person: Person, account: Account) -> None:
    if person.merged_into_id is not None:
        raise NotAllowed("merged")
    if person.account_id == account.pk:
        raise Conflict(reason="already_yours")
    if person.account_id is not None:
        raise Conflict(reason="claimed_by_another")
    if Person.objects.filter(account=account).exists():
        raise Conflict(reason="one_person_per_account")


def _locked(person: Person, account: Account) -> Person:
    is_signed_in(account).require()
    row = Person.objects.select_for_update().get(pk=person.pk)
    _check_free(row, account)
    return row


def _bind(person: Person, account: Account) -> None:
    person.account = account
    person.updated_at = timezone.now()
    person.save(update_fields=["account", "updated_at"])
    emit(PersonClaimed(person.public_id, account.public_id))
    emit(PersonChanged(person.public_id))


def _decide(claim: Claim, state: ClaimState, reason: str = "") -> Claim:
    CLAIM_MACHINE.check(ClaimState(claim.state), state)
    claim.state, claim.reason, claim.decided_at = state.value, reason, timezone.now()
    claim.save(update_fields=["state", "reason", "decided_at"])
    return claim


@transaction.atomic
def claim_by_orcid(*, person: Person, actor: Account) -> Claim:
    """Claim at once with the ORCID iD that ``actor`` has signed in with.

    Raises NotAllowed (``orcid_not_connected``, ``orcid_differs``), Conflict when either side is taken.
    """
    row = _locked(person, actor)
    connected = set(SocialAccount.objects.filter(user=actor, provider="orcid").values_list("uid", flat=True))
    if not connected:
        raise NotAllowed("orcid_not_connected")
    held = PersonIdentifier.objects.filter(person=row, scheme=Scheme.ORCID.value, value__in=connected)
    if not held.update(verified_at=timezone.now()):
        raise NotAllowed("orcid_differs")
    now = timezone.now()
    Claim.objects.filter(person=row, account=actor, state=ClaimState.PENDING.value).update(
        state=ClaimState.EXPIRED.value, decided_at=now
    )
    claim = Claim(
        person=row,
        account=actor,
        method=ClaimMethod.ORCID.value,
        state=ClaimState.CONFIRMED.value,
        expires_at=now,
        decided_at=now,
    )
    claim.full_clean()
    claim.save()
    _bind(row, actor)
    return claim


def _proving_address(person: Person, account: Account) -> tuple[str, Organisation]:
    """A verified address of ``account`` at exactly a domain of an organisation where ``person`` is now."""
    verified = EmailAddress.objects.filter(user=account, verified=True).order_by("-primary", "pk")
    by_domain = {address.email.rpartition("@")[2].lower(): address.email for address in reversed(verified)}
    if not by_domain:
        raise NotAllowed("mail_not_verified")
    year = timezone.now().year
    for affiliation in Affiliation.objects.filter(person=person).select_related("organisation"):
        if not affiliation.is_current(year):
            continue
        for domain in affiliation.organisation.domains:
            if domain in by_domain and domain not in PUBLIC_MAIL:
                return by_domain[domain], affiliation.organisation
    raise NotAllowed("mail_not_at_organisation")


@transaction.atomic
def claim_by_mail(*, person: Person, actor: Account, link_for: Callable[[str], str]) -> Claim:
    """Mail a link to ``actor``'s verified address at the domain of an organisation where the person is now.

    ``link_for`` turns the token into the address of the page that confirms it. A claim still waiting is
    replaced, and its link stops working. Raises NotAllowed (``mail_not_verified``,
    ``mail_not_at_organisation``, ``too_many_claims``), Conflict when either side is taken.
    """
    row = _locked(person, actor)
    address, organisation = _proving_address(row, actor)
    now = timezone.now()
    if (
        Claim.objects.filter(account=actor, requested_at__gte=now - timedelta(days=1)).count()
        >= MOST_CLAIMS_A_DAY
    ):
        raise NotAllowed("too_many_claims", most=MOST_CLAIMS_A_DAY)
    for waiting in Claim.objects.filter(person=row, account=actor, state=ClaimState.PENDING.value):
        _decide(waiting, ClaimState.EXPIRED, "replaced")
    token = signing.dumps(secrets.token_urlsafe(24), salt=_SALT)
    claim = Claim(
        person=row,
        account=actor,
        method=ClaimMethod.DOMAIN_MAIL.value,
        organisation=organisation,
        token_digest=_digest(token),
        expires_at=now + LIFETIME,
    )
    claim.full_clean()
    claim.save()
    message = _message(row, actor, address, link_for(token))
    # Not a task: its arguments are stored, and the token must not be.
    transaction.on_commit(message.send)
    return claim


def _message(person: Person, account: Account, address: str, link: str) -> EmailMessage:
    with translation.override(account.language):
        name = show(person.name).text
        return EmailMessage(
            subject=_("Confirm that the record of %(name)s is yours") % {"name": name},
            body=_(
                "You asked to take over the record of %(name)s.\n\nConfirm within two days:\n%(link)s\n\n"
                "If it was not you, do nothing; the record stays as it is."
            )
            % {"name": name, "link": link},
            to=[address],
        )


def confirm_claim(*, token: str, actor: Account) -> Claim:
    """Confirm a mailed claim with its token, signed in as the claimant.

    Raises NotFound for a token that is unknown, used, expired or another's (the four are not told apart), and
    Conflict when either side was taken meanwhile.
    """
    with transaction.atomic():
        claim, refusal = _confirm(token, actor)
    # Raised after the commit, so that the refused or expired claim stays recorded as such.
    if refusal is not None:
        raise refusal
    return claim


def _confirm(token: str, actor: Account) -> tuple[Claim, Exception | None]:
    is_signed_in(actor).require()
    try:
        signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise NotFound(claim="token") from None
    waiting = Claim.objects.filter(token_digest=_digest(token), state=ClaimState.PENDING.value, account=actor)
    # The person is locked first, as everywhere, so that two confirmations cannot wait for each other.
    person = Person.objects.select_for_update().filter(pk__in=waiting.values("person")).first()
    claim = waiting.select_for_update().first()
    if person is None or claim is None:
        raise NotFound(claim="token")
    if claim.expires_at <= timezone.now():
        return _decide(claim, ClaimState.EXPIRED), NotFound(claim="token")
    try:
        _check_free(person, actor)
    except (Conflict, NotAllowed) as refusal:
        return _decide(claim, ClaimState.REFUSED, str(refusal.data.get("reason", ""))), refusal
    _decide(claim, ClaimState.CONFIRMED)
    _bind(person, actor)
    return claim, None


@transaction.atomic
def release_person(*, person: Person, actor: Account) -> Person:
    """Undo a claim: the person themselves, or a moderator. Not claimed, nothing changes."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    (is_claimed_by(actor, row) | is_moderator(actor)).require()
    if row.account_id is not None:
        row.account = None
        row.updated_at = timezone.now()
        row.save(update_fields=["account", "updated_at"])
        PersonIdentifier.objects.filter(person=row).update(verified_at=None)
        emit(PersonChanged(row.public_id))
    return row


@transaction.atomic
def expire_claims() -> int:
    """Close every waiting claim whose time is over; returns how many."""
    over = Claim.objects.select_for_update().filter(
        state=ClaimState.PENDING.value, expires_at__lte=timezone.now()
    )
    return len([_decide(claim, ClaimState.EXPIRED) for claim in over])
