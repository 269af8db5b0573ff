"""Sign-up, verification, sign-in, reset and second factors, as the product configures django-allauth."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import ensure_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailoutbox")]
ADDRESS, PASSWORD = "mei@example.org", "lanterns-over-water-7"


@pytest.fixture(autouse=True)
def no_rate_limits_from_before() -> None:
    cache.clear()


def sign_up(client: Client, address: str = ADDRESS, name: str = "Mei Lin", language: str = "en") -> int:
    form = {"name": name, "email": address, "password1": PASSWORD, "password2": PASSWORD}
    with_language = reverse("account_signup").replace("/en/", f"/{language}/")
    return client.post(with_language, form).status_code


def link(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(message.body))
    assert found is not None
    return found.group(1)


def seen(answer: HttpResponse) -> tuple[int, str]:
    """What tells one answer from another to a stranger."""
    return answer.status_code, answer.headers.get("Location", "")


def may_sign_in(address: str = ADDRESS, password: str = PASSWORD) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": address, "password": password})
    return "_auth_user_id" in client.session


def test_signing_up_mails_a_link_and_the_account_opens_only_after_it(client: Client) -> None:
    assert sign_up(client, language="zh-hans") == 302
    account = Account.objects.get()
    assert (account.name, account.language, account.email) == ("Mei Lin", "zh-hans", ADDRESS)
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert PASSWORD not in str(mail.outbox[0].message())
    assert not may_sign_in()
    confirmation = link(mail.outbox[0])
    client.post(confirmation)
    assert EmailAddress.objects.get().verified
    assert may_sign_in()
    assert may_sign_in("MEI@Example.org")


def test_a_name_of_invisible_characters_is_refused(client: Client) -> None:
    assert sign_up(client, name="\u202e\u200b") == 200
    assert not Account.objects.exists()
    assert mail.outbox == []


def test_a_weak_password_is_refused(client: Client) -> None:
    form = {"name": "Mei", "email": ADDRESS, "password1": "12345678", "password2": "12345678"}
    assert client.post(reverse("account_signup"), form).status_code == 200
    assert not Account.objects.exists()


def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner(client: Client) -> None:
    ensure_account(email=ADDRESS, name="Mei Lin", password=PASSWORD)
    password = "another-pass-word-9"
    form = {"name": "Someone", "email": ADDRESS, "password1": password, "password2": password}
    known = Client().post(reverse("account_signup"), form)
    unknown = Client().post(reverse("account_signup"), {**form, "email": "new@example.org"})
    assert seen(known) == seen(unknown)
    assert Account.objects.filter(email=ADDRESS).count() == 1
    assert Account.objects.get(email=ADDRESS).name == "Mei Lin"
    assert may_sign_in()
    assert [message.to for message in mail.outbox] == [[ADDRESS], ["new@example.org"]]


def test_a_wrong_password_and_an_unknown_address_look_the_same() -> None:
    ensure_account(email=ADDRESS, password=PASSWORD)
    answers = []
    for address in (ADDRESS, "nobody@example.org"):
        answer = Client().post(reverse("account_login"), {"login": address, "password": "not-this-one-3"})
        assert answer.status_code == 200
        answers.append(list(answer.context["form"].errors.as_data()["__all__"][0]))
    assert answers[0] == answers[1]


def test_a_reset_looks_the_same_for_a_known_and_an_unknown_address() -> None:
    ensure_account(email=ADDRESS, password=PASSWORD)
    known = Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert seen(known) == seen(unknown)


def test_a_reset_link_sets_a_new_password_once(client: Client) -> None:
    ensure_account(email=ADDRESS, password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    address = link(mail.outbox[0])
    form_page = client.get(address, follow=True).redirect_chain[-1][0]
    new = "bridges-and-rivers-4"
    client.post(form_page, {"password1": new, "password2": new})
    assert (may_sign_in(password=new), may_sign_in()) == (True, False)
    second = Client()
    second.get(address, follow=True)
    second.post(form_page, {"password1": "taken-over-again-1", "password2": "taken-over-again-1"})
    assert may_sign_in(password=new)


def test_a_second_factor_is_asked_for(client: Client) -> None:
    account = ensure_account(email=ADDRESS, password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    answer = client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.session["_auth_user_id"] == str(account.pk)
    assert secret not in repr(Authenticator.objects.get())


def test_what_the_product_configures() -> None:
    assert settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    assert settings.ACCOUNT_PREVENT_ENUMERATION is True
    assert settings.MFA_SUPPORTED_TYPES == ["totp", "recovery_codes", "webauthn"]
    assert settings.MFA_PASSKEY_LOGIN_ENABLED is True
    assert {"email"} == settings.ACCOUNT_LOGIN_METHODS
