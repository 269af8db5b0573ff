"""Who may do what with a follow: its account; and whoever holds a link it was mailed may stop it.

A link names a follow, or an account's mails of one pace, and proves by signature that it came from here. It
opens nothing else, and works until what it names has ended.
"""

from django.core.signing import BadSignature, Signer

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import Viewer
from scibridge.domain.following.models import Follow
from scibridge.domain.following.states import Cadence
from scibridge.kernel.access import Decision, allow, refuse
from scibridge.kernel.errors import NotFound

_SALT = "scibridge.following.stop"
_FOLLOW = "f"
_PACES = {"d": Cadence.DAILY, "w": Cadence.WEEKLY}


def may_keep(follow: Follow, actor: Viewer) -> Decision:
    """The account that follows."""
    mine = isinstance(actor, Account) and actor.is_active and follow.account_id == actor.pk
    return allow("owner") if mine else refuse("owners_only")


def follow_link(follow: Follow) -> str:
    """The signed name of a follow."""
    return Signer(salt=_SALT, sep="~").sign(f"{_FOLLOW}.{follow.public_id}")


def mails_link(account: Account, cadence: Cadence) -> str:
    """The signed name of an account's mails of one pace."""
    letter = next(letter for letter, one in _PACES.items() if one is cadence)
    return Signer(salt=_SALT, sep="~").sign(f"{letter}.{account.public_id}")


def read_link(link: str) -> tuple[Cadence | None, str]:
    """Of what a link names: the pace, or none for a single follow; and the public id.

    Raises NotFound for a link that is not ours.
    """
    try:
        letter, _, public_id = Signer(salt=_SALT, sep="~").unsign(link).partition(".")
    except BadSignature:
        raise NotFound(kind="link") from None
    if letter != _FOLLOW and letter not in _PACES:
        raise NotFound(kind="link")
    return _PACES.get(letter), public_id
