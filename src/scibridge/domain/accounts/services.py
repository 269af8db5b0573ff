"""Writes of accounts: roles and tokens."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from scibridge.domain.accounts.access import is_administrator, represents
from scibridge.domain.accounts.models import Account, ApiToken, Grant, shown_language, tidy_name
from scibridge.domain.accounts.selectors import token_digest
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, ROLES_ON, Role, Scope
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput, UnknownOption

MOST_TOKENS = 20
LONGEST_TOKEN_NAME = 100


def _may_grant(actor: Account, on_kind: str, on_id: str) -> None:
    decision = is_administrator(actor)
    if on_kind == ORGANISATION:
        decision = represents(actor, on_id) | decision
    decision.require()


def _forget_grants(account: Account) -> None:
    account.__dict__.pop("_held_grants", None)


@transaction.atomic
def grant_role(
    *, account: Account, role: Role, on_kind: str, on_id: str = "", actor: Account | None
) -> Grant:
    """Grant ``role``; held already, nothing changes. ``actor`` None is the operator at the command line.

    Raises NotAllowed, and UnknownOption for a role that does not fit the kind.
    """
    if role not in ROLES_ON.get(on_kind, frozenset()):
        raise UnknownOption("role", role, tuple(sorted(ROLES_ON.get(on_kind, frozenset()))))
    if actor is not None:
        _may_grant(actor, on_kind, on_id)
    # Locked, so that two grants at once find one another.
    Account.objects.select_for_update().get(pk=account.pk)
    live = Grant.objects.filter(account=account, role=role.value, on_kind=on_kind, on_id=on_id, ended_at=None)
    grant = live.first()
    if grant is None:
        grant = Grant(account=account, role=role.value, on_kind=on_kind, on_id=on_id, granted_by=actor)
        grant.full_clean()
        grant.save()
    _forget_grants(account)
    return grant


def _is_last_administrator(grant: Grant) -> bool:
    if grant.role != Role.ADMINISTRATOR.value or grant.ended_at is not None:
        return False
    others = Grant.objects.filter(role=grant.role, on_kind=PLATFORM, ended_at=None, account__is_active=True)
    return not others.exclude(pk=grant.pk).exists()


@transaction.atomic
def end_grant(*, grant: Grant, actor: Account) -> Grant:
    """End a grant, one's own or as whoever may grant it; ended already, nothing changes.

    Raises NotAllowed, and Conflict for the last administrator, whom nobody could replace.
    """
    if grant.role == Role.ADMINISTRATOR.value:
        # All of them, in one order: two administrators who end each other's role at once wait here.
        live = Grant.objects.filter(role=grant.role, on_kind=PLATFORM, ended_at=None)
        list(live.select_for_update().order_by("pk"))
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if grant.account_id != actor.pk:
        _may_grant(actor, grant.on_kind, grant.on_id)
    if _is_last_administrator(grant):
        raise Conflict(reason="last_administrator")
    if grant.ended_at is None:
        grant.ended_at = timezone.now()
        grant.save(update_fields=["ended_at"])
    _forget_grants(actor)
    return grant


@transaction.atomic
def create_token(
    *, actor: Account, name: str, scopes: Sequence[Scope], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown this once. Raises InvalidInput."""
    problems = []
    name = tidy_name(name)
    if not name:
        problems.append(FieldProblem("name", "required"))
    if len(name) > LONGEST_TOKEN_NAME:
        problems.append(FieldProblem("name", "too_long", {"most": LONGEST_TOKEN_NAME, "length": len(name)}))
    if not scopes:
        problems.append(FieldProblem("scopes", "required"))
    if expires_at is not None and expires_at <= timezone.now():
        problems.append(FieldProblem("expires_at", "in_the_past"))
    Account.objects.select_for_update().get(pk=actor.pk)
    live = ApiToken.objects.filter(account=actor, ended_at=None).exclude(expires_at__lte=timezone.now())
    if live.count() >= MOST_TOKENS:
        problems.append(FieldProblem("name", "too_many", {"most": MOST_TOKENS}))
    if problems:
        raise InvalidInput(problems)
    text = f"sb_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        account=actor,
        name=name,
        prefix=text[:11],
        digest=token_digest(text),
        scopes=sorted({scope.value for scope in scopes}),
        expires_at=expires_at,
    )
    token.full_clean()
    token.save()
    return token, text


@transaction.atomic
def end_token(*, token: ApiToken, actor: Account) -> None:
    """End one's own token; someone else's is refused."""
    if token.account_id != actor.pk:
        is_administrator(actor).require()
    ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now())


def note_token_use(token: ApiToken) -> None:
    """Record that a token was used, at most once a minute so that reading stays reading."""
    now = timezone.now()
    if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


@transaction.atomic
def update_profile(*, actor: Account, name: str, language: str) -> Account:
    """Change one's own display name and language. Raises InvalidInput."""
    languages = tuple(code for code, _ in settings.LANGUAGES)
    problems = []
    if not tidy_name(name):
        problems.append(FieldProblem("name", "required"))
    if language not in languages:
        problems.append(FieldProblem("language", "unknown_code", {"value": language, "choices": languages}))
    if problems:
        raise InvalidInput(problems)
    actor.name, actor.language = tidy_name(name), language
    actor.save(update_fields=["name", "language"])
    return actor


@transaction.atomic
def ensure_account(
    *, email: str, name: str = "", language: str = "en", password: str | None = None, fictional: bool = False
) -> Account:
    """The account with this address, made if there is none, its address verified; for the operator alone.

    An account that exists gets the name, language and password given; without a password a new one cannot
    sign in until it is set by a reset. Calling it again changes nothing. Raises InvalidInput, and Conflict
    where the address is another account's second one.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput([FieldProblem("email", "not_a_mail_address")]) from None
    address = email.strip().lower()
    account = Account.objects.select_for_update().filter(email__iexact=address).first()
    held = EmailAddress.objects.filter(email__iexact=address, verified=True)
    if held.exclude(user=account).exists():
        raise Conflict(reason="address_in_use")
    if account is None:
        account = Account.objects.create_user(
            address,
            password,
            name=tidy_name(name),
            language=shown_language(language),
            fictional=fictional,
        )
    else:
        account.name, account.language = tidy_name(name) or account.name, shown_language(language)
        if password is not None and not account.check_password(password):
            account.set_password(password)
        account.save(update_fields=["name", "language", "password"])
    EmailAddress.objects.update_or_create(
        user=account, email=address, defaults={"verified": True, "primary": True}
    )
    return account


@transaction.atomic
def move_grants(*, on_kind: str, source: str, target: str) -> int:
    """Move the live grants on a thing to the one it was merged into; returns how many accounts gained one.

    The rights to merge are the caller's to check. A grant already held on the target is not doubled, and
    the old one ends, so that the history keeps both.
    """
    now = timezone.now()
    gained = 0
    for grant in Grant.objects.select_for_update().filter(on_kind=on_kind, on_id=source, ended_at=None):
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
        held = Grant.objects.filter(
            account=grant.account_id, role=grant.role, on_kind=on_kind, on_id=target, ended_at=None
        )
        if not held.exists():
            moved = Grant(
                account_id=grant.account_id,
                role=grant.role,
                on_kind=on_kind,
                on_id=target,
                granted_by=grant.granted_by,
            )
            moved.full_clean()
            moved.save()
            gained += 1
    return gained
