"""Reads of accounts."""

import hashlib

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from scibridge.domain.accounts.models import Account, ApiToken, Grant
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role


def token_digest(token: str) -> str:
    """The stored form of a bearer token."""
    return hashlib.sha256(token.encode()).hexdigest()


def live_token(token: str) -> ApiToken | None:
    """The live token with this text and its active account, or none."""
    return (
        ApiToken.objects.select_related("account")
        .filter(digest=token_digest(token), ended_at__isnull=True, account__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))
        .first()
    )


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    """The tokens an account has not ended, expired ones among them, newest first."""
    return account.api_tokens.filter(ended_at__isnull=True).order_by("-created_at")


def grants_on_organisation(organisation_id: str) -> QuerySet[Grant]:
    """Live grants on an organisation, with their accounts."""
    return Grant.objects.select_related("account").filter(
        on_kind=ORGANISATION, on_id=organisation_id, ended_at__isnull=True
    )


def own_grants(account: Account | AnonymousUser, organisation_id: str) -> list[Grant]:
    """The live grants of an account on an organisation; none for a visitor."""
    if not isinstance(account, Account):
        return []
    rows = account.grants.filter(on_kind=ORGANISATION, on_id=organisation_id, ended_at__isnull=True)
    return list(rows.order_by("pk"))


def moderators() -> QuerySet[Account]:
    """Active accounts that may moderate."""
    return Account.objects.filter(
        is_active=True,
        grants__on_kind=PLATFORM,
        grants__role__in=[Role.MODERATOR.value, Role.ADMINISTRATOR.value],
        grants__ended_at__isnull=True,
    ).distinct()
