"""Who may invite, who may answer, and what a mailed link proves.

Inviting and managing is as adding was: an organisation's representatives and administrators; those who edit a
posting. Answering takes an account that has confirmed the address: a link proves by signature that it came
from here, not who holds it.
"""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import can_edit
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.states import OPEN_TO_ALL, State
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.invitations.states import SubjectKind
from scibridge.domain.registry.access import may_manage_members
from scibridge.domain.registry.models import Organisation
from scibridge.kernel.access import Decision, allow, refuse
from scibridge.kernel.errors import NotFound

Actor = Account | AnonymousUser | None
Subject = Organisation | Need | Offer
_SALT = "scibridge.invitations.answer"


def kind_of(subject: Subject) -> SubjectKind:
    """The kind of what one is invited to."""
    return SubjectKind.ORGANISATION if isinstance(subject, Organisation) else SubjectKind(subject.KIND.value)


def may_manage(actor: Actor, subject: Subject) -> Decision:
    """See who was invited, take back, send again."""
    return (
        may_manage_members(actor, subject) if isinstance(subject, Organisation) else can_edit(subject, actor)
    )


def is_open(subject: Subject) -> Decision:
    """A posting is open from its publication on: before, its title is nobody's to mail about."""
    if isinstance(subject, Organisation) or State(subject.state) in OPEN_TO_ALL:
        return allow("open")
    return refuse("invite_once_published")


def may_invite(actor: Actor, subject: Subject) -> Decision:
    """Invite someone."""
    return may_manage(actor, subject) & is_open(subject)


def confirmed_addresses(account: Account) -> frozenset[str]:
    """Every address the account has shown to be its own, in lower case."""
    held = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    return frozenset(one.lower() for one in held)


def may_answer(actor: Actor, invitation: Invitation) -> Decision:
    """Whoever has confirmed the address, but not the one who invited."""
    signed_in = is_signed_in(actor)
    if not signed_in or not isinstance(actor, Account):
        return signed_in
    if invitation.email not in confirmed_addresses(actor):
        return refuse("invited_at_another_address")
    if invitation.invited_by_id == actor.pk:
        return refuse("not_your_own_invitation")
    return allow("invited")


def invitation_link(invitation: Invitation) -> str:
    """The signed name of an invitation as it was last sent."""
    return Signer(salt=_SALT, sep="~").sign(f"{invitation.public_id}.{invitation.serial}")


def read_link(link: str) -> tuple[str, int]:
    """The public id and the serial a link names. Raises NotFound for one that is not ours."""
    try:
        public_id, _, serial = Signer(salt=_SALT, sep="~").unsign(link).partition(".")
    except BadSignature:
        raise NotFound(kind="link") from None
    return public_id, int(serial)
