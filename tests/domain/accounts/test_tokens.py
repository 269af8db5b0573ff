"""API tokens: the text is shown once, the digest alone is kept, and an ended or expired one opens nothing."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from scibridge.domain.accounts.models import Account, ApiToken
from scibridge.domain.accounts.selectors import live_token, tokens_of
from scibridge.domain.accounts.services import (
    MOST_TOKENS,
    create_token,
    end_token,
    ensure_account,
    grant_role,
    note_token_use,
    update_profile,
)
from scibridge.domain.accounts.states import PLATFORM, Role, Scope
from scibridge.kernel.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return ensure_account(email="owner@example.org", name="Owner")


def problems(caught: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in caught.value.problems]


def test_only_the_digest_is_kept(account: Account) -> None:
    token, text = create_token(
        actor=account, name="laptop", scopes=[Scope.WRITE_NEEDS, Scope.READ, Scope.READ]
    )
    assert text.startswith("sb_")
    assert len(text) == 46
    assert (token.digest, token.scopes) == (
        hashlib.sha256(text.encode()).hexdigest(),
        ["needs:write", "read"],
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_apitoken")
        stored = repr(cursor.fetchall())
    assert text not in stored
    assert text[len(token.prefix) :] not in stored
    assert text not in str(token)


def test_a_live_token_opens_and_says_its_scopes(account: Account) -> None:
    _, text = create_token(actor=account, name="laptop", scopes=[Scope.READ])
    found = live_token(text)
    assert found is not None
    assert (found.account, found.may(Scope.READ), found.may(Scope.WRITE_NEEDS)) == (account, True, False)


@pytest.mark.parametrize("wrong", ["", "sb_", "sb_" + "A" * 43, "Bearer", "\x00", "ß" * 46])
def test_another_text_opens_nothing(account: Account, wrong: str) -> None:
    create_token(actor=account, name="laptop", scopes=[Scope.READ])
    assert live_token(wrong) is None


def test_the_digest_is_no_key(account: Account) -> None:
    token, _ = create_token(actor=account, name="laptop", scopes=[Scope.READ])
    assert live_token(token.digest) is None
    assert live_token(token.prefix) is None


def test_ended_expired_and_inactive_open_nothing(account: Account) -> None:
    ended, ended_text = create_token(actor=account, name="ended", scopes=[Scope.READ])
    end_token(token=ended, actor=account)
    expired, expired_text = create_token(
        actor=account, name="expired", scopes=[Scope.READ], expires_at=timezone.now() + timedelta(hours=1)
    )
    assert live_token(expired_text) is not None
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    _, kept_text = create_token(actor=account, name="kept", scopes=[Scope.READ])
    assert (live_token(ended_text), live_token(expired_text)) == (None, None)
    assert live_token(kept_text) is not None
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert live_token(kept_text) is None
    assert [one.name for one in tokens_of(account)] == ["kept", "expired"]


def test_nobody_ends_anothers_token_but_an_administrator(account: Account) -> None:
    token, text = create_token(actor=account, name="laptop", scopes=[Scope.READ])
    other = ensure_account(email="other@example.org")
    with pytest.raises(NotAllowed):
        end_token(token=token, actor=other)
    assert live_token(text) is not None
    grant_role(account=other, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    end_token(token=token, actor=other)
    assert live_token(text) is None


def test_each_problem_is_named(account: Account) -> None:
    with pytest.raises(InvalidInput) as caught:
        create_token(actor=account, name=" \u202e", scopes=[], expires_at=timezone.now())
    assert problems(caught) == [("name", "required"), ("scopes", "required"), ("expires_at", "in_the_past")]
    with pytest.raises(InvalidInput) as caught:
        create_token(actor=account, name="x" * 101, scopes=[Scope.READ])
    assert problems(caught) == [("name", "too_long")]
    assert not ApiToken.objects.exists()


def test_live_tokens_are_limited_and_expired_ones_do_not_count(account: Account) -> None:
    for number in range(MOST_TOKENS):
        token, _ = create_token(actor=account, name=str(number), scopes=[Scope.READ])
    with pytest.raises(InvalidInput) as caught:
        create_token(actor=account, name="one more", scopes=[Scope.READ])
    assert problems(caught) == [("name", "too_many")]
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    create_token(actor=account, name="one more", scopes=[Scope.READ])


def test_use_is_noted_once_a_minute(account: Account, django_assert_num_queries: object) -> None:
    token, _ = create_token(actor=account, name="laptop", scopes=[Scope.READ])
    note_token_use(token)
    token.refresh_from_db()
    assert token.last_used_at is not None
    with django_assert_num_queries(0):  # type: ignore[operator]
        note_token_use(token)


def test_the_profile_takes_a_name_and_a_known_language(account: Account) -> None:
    update_profile(actor=account, name="  王\u200b 芳 ", language="zh-hans")
    account.refresh_from_db()
    assert (account.name, account.language) == ("王 芳", "zh-hans")
    with pytest.raises(InvalidInput) as caught:
        update_profile(actor=account, name="\u202e", language="xx")
    assert problems(caught) == [("name", "required"), ("language", "unknown_code")]
    account.refresh_from_db()
    assert account.name == "王 芳"
