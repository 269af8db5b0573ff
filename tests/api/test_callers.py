"""Who may do what: tokens, scopes, sessions, visitors; and how often."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scibridge.domain.accounts.models import Account, ApiToken
from scibridge.domain.accounts.services import create_token, end_token
from scibridge.domain.accounts.states import Scope
from scibridge.kernel import rates

pytestmark = pytest.mark.django_db
ORGANISATION = {"name": {"en": "A"}, "country": "DE", "types": ["company"]}


@pytest.mark.parametrize(
    ("method", "path", "body", "scope", "status"),
    [
        ("get", "/needs", None, Scope.READ, 200),
        ("get", "/organisations", None, Scope.READ, 200),
        ("post", "/needs", {"title": "x"}, Scope.WRITE_NEEDS, 201),
        ("post", "/offers", {"title": "x"}, Scope.WRITE_OFFERS, 201),
        ("post", "/organisations", ORGANISATION, Scope.WRITE_REGISTRY, 201),
        ("post", "/people", {"name": "x"}, Scope.WRITE_REGISTRY, 201),
    ],
)
def test_each_scope_opens_its_door_only(
    send: Any, owner: Account, token: Any, method: str, path: str, body: Any, scope: Scope, status: int
) -> None:
    for held in Scope:
        response = send(method, path, body, token=token(owner, held))
        assert response.status_code == (status if held is scope else 403), (held, response.content)


def test_a_token_that_is_not_live_is_refused_everywhere(send: Any, owner: Account) -> None:
    ended, text_of_ended = create_token(actor=owner, name="ended", scopes=[Scope.READ])
    end_token(token=ended, actor=owner)
    over, text_of_over = create_token(actor=owner, name="over", scopes=[Scope.READ])
    ApiToken.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for text in (text_of_ended, text_of_over, "", "sb_guess", "é", "a b"):
        response = send("get", "/needs", headers={"Authorization": f"Bearer {text}".strip()})
        assert response.status_code == 401, text
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_token_of_a_closed_account_is_refused(send: Any, owner: Account, token: Any) -> None:
    text = token(owner)
    Account.objects.filter(pk=owner.pk).update(is_active=False)
    assert send("get", "/needs", token=text).status_code == 401


def test_use_of_a_token_is_noted(send: Any, owner: Account, token: Any) -> None:
    send("get", "/needs", token=token(owner))
    assert ApiToken.objects.get().last_used_at is not None


def test_a_session_reads_what_its_account_may(owner: Account, send: Any) -> None:
    client = Client()
    client.force_login(owner)
    assert client.get("/api/v1/needs?mine=true").status_code == 200


def test_visitors_are_counted_by_address(send: Any, settings: Any) -> None:
    settings.API_RATE_VISITOR = "2/h"
    assert [send("get", "/needs", REMOTE_ADDR="192.0.2.1").status_code for _ in range(3)] == [200, 200, 429]
    refused = send("get", "/needs", REMOTE_ADDR="192.0.2.1")
    assert refused.json()["code"] == "too_many_requests"
    assert 0 < int(refused.headers["Retry-After"]) <= 3601
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert send("get", "/needs", REMOTE_ADDR="192.0.2.2").status_code == 200
    assert send("get", "/health", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_one_ipv6_network_is_one_visitor(send: Any, settings: Any) -> None:
    settings.API_RATE_VISITOR = "1/h"
    assert send("get", "/needs", REMOTE_ADDR="2001:db8::1").status_code == 200
    assert send("get", "/needs", REMOTE_ADDR="2001:db8::2").status_code == 429
    assert send("get", "/needs", REMOTE_ADDR="2001:db8:0:1::2").status_code == 200


def test_a_made_up_forwarding_header_changes_nothing(send: Any, settings: Any) -> None:
    settings.API_RATE_VISITOR = "1/h"
    assert send("get", "/needs", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 200
    assert send("get", "/needs", headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 429


def test_behind_a_proxy_the_last_address_counts(send: Any, settings: Any) -> None:
    settings.API_RATE_VISITOR = "1/h"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert send("get", "/needs", headers={"X-Forwarded-For": "1.1.1.1, 192.0.2.7"}).status_code == 200
    assert send("get", "/needs", headers={"X-Forwarded-For": "2.2.2.2, 192.0.2.7"}).status_code == 429
    assert send("get", "/needs", headers={"X-Forwarded-For": "2.2.2.2, 192.0.2.9"}).status_code == 200


def test_tokens_are_counted_each(send: Any, settings: Any, owner: Account, token: Any) -> None:
    settings.API_RATE_TOKEN = "1/h"
    first, second = token(owner), token(owner)
    assert send("get", "/needs", token=first).status_code == 200
    assert send("get", "/needs", token=first).status_code == 429
    assert send("get", "/needs", token=second).status_code == 200


def test_guessing_tokens_counts_against_the_address(send: Any, settings: Any) -> None:
    settings.API_RATE_VISITOR = "2/h"
    assert [send("get", "/needs", token=f"guess{n}").status_code for n in range(3)] == [401, 401, 429]


@pytest.mark.parametrize("text", ["", "60", "60/w", "m/60", "-1/m", "1.5/m"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(rates.ImproperlyConfigured, match="is not a rate"):
        rates.read_rate(text)
