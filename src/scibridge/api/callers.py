"""Who calls: the bearer of a token, someone signed in by session, or a visitor; and what each may ask for.

The edge identifies the caller once; the classes here declare the ways in to the description of the API and
check the scope of a token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

from scibridge.api.refusals import RequestRefused
from scibridge.domain.accounts.models import Account, ApiToken
from scibridge.domain.accounts.selectors import live_token
from scibridge.domain.accounts.states import Scope
from scibridge.kernel.errors import NotAllowed

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="scibridge", error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """An account or none, and the token it came with, if any."""

    account: Account | None
    token: ApiToken | None

    def require(self, scope: Scope) -> None:
        """Raise RequestRefused where the token lacks ``scope``; a session may what its account may."""
        if self.token is not None and not self.token.may(scope):
            challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope.value}"'}
            raise RequestRefused(403, "scope_missing", challenge, scope=scope.value)


def bearer_text(request: HttpRequest) -> str | None:
    """The text of the bearer token; none where the request brings no such credentials."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return text.strip()


def identify(request: HttpRequest) -> Caller:
    """Who calls. Raises RequestRefused for a token that is not live."""
    text = bearer_text(request)
    if text is not None:
        token = live_token(text) if text else None
        if token is None:
            raise RequestRefused(401, "invalid_token", _CHALLENGE)
        return Caller(token.account, token)
    user: Any = request.user
    return Caller(user, None) if isinstance(user, Account) and user.is_active else Caller(None, None)


def caller_of(request: HttpRequest) -> Caller:
    """The caller the edge identified."""
    caller: Caller = request.scibridge_caller  # type: ignore[attr-defined]
    return caller


def viewer(request: HttpRequest) -> Account | AnonymousUser:
    """Whose eyes the answer is for."""
    return caller_of(request).account or AnonymousUser()


def actor(request: HttpRequest) -> Account:
    """Who acts. Raises NotAllowed for a visitor."""
    account = caller_of(request).account
    if account is None:
        raise NotAllowed("sign_in_first")
    return account


class BearerToken(HttpBearer):
    """A token in the Authorization header that carries ``scope``."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller, where it came with a token that may."""
        caller = caller_of(request)
        caller.require(self.scope)
        return caller if caller.token is not None else None


class Session(APIKeyCookie):
    """The session of the pages; writes need its CSRF token too, which the edge has checked."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Caller | None:
        """As ``authenticate``; the edge has checked the CSRF token of a write."""
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """The caller, where it is someone signed in."""
        caller = caller_of(request)
        return caller if caller.account is not None and caller.token is None else None


def anyone(request: HttpRequest) -> Caller:
    """A visitor may read what is public."""
    return caller_of(request)


def known(request: HttpRequest) -> Caller:
    """Refuses a visitor. Raises NotAllowed."""
    raise NotAllowed("sign_in_first")


Check = Callable[[HttpRequest], Caller | None]
READING: list[Check] = [BearerToken(Scope.READ), Session(), anyone]


def writing(scope: Scope) -> list[Check]:
    """The ways in to a write that needs ``scope``."""
    return [BearerToken(scope), Session(), known]
