"""The walk of requests: writes want a token, reads change nothing, every answer carries its headers, and
nobody is led elsewhere."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from tests.everything import ADMINISTRATOR, BACKEND, MODERATOR, OWNER, VISITOR, Everything, build, come
from tests.kept import kept
from tests.pages import FILES, FRAGMENTS, PAGES, WRITES
from tests.web.conftest import PASSWORD

from scibridge.domain.registry.models import ContactMessage
from scibridge.domain.registry.services.contact import deliver_message
from scibridge.web.home import machines

LISTED = (*PAGES, *FRAGMENTS, *FILES)


@pytest.fixture
def everything(db: None, settings: Any, mailoutbox: Any) -> Everything:
    settings.PAGE_RATE_VISITOR = settings.API_RATE_VISITOR = settings.API_RATE_TOKEN = "100000/m"
    cache.clear()
    return kept(build)


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, str]]:
    """(name, address with every part filled in) of the whole URL conf but Django's administration pages."""
    for one in patterns:
        part = re.sub(r"<(?:\w+:)?(\w+)>", _filled, str(one.pattern).removeprefix("^").removesuffix("$"))
        part = re.sub(r"\(\?P<(\w+)>[^()]*\)", "1", part).replace("\\Z", "").replace("\\", "")
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from addresses(one.url_patterns, before + part)
        else:
            yield one.name or "", before + part


def _filled(found: re.Match[str]) -> str:
    return {"kind": "need", "code": "energy_security", "step": "submit", "section": "needs"}.get(
        found[1], "1"
    )


# Writes that ask for no token, and why.
WITHOUT_A_TOKEN = {
    "following_stop_link": "the signature in the link is the proof, and a mail program has no cookie",
}


def test_every_write_wants_a_token(everything: Everything) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(everything.people[ADMINISTRATOR], backend=BACKEND)
    taken, tried = {}, 0
    for name, address in addresses(get_resolver().url_patterns):
        if address.startswith("/api/"):
            continue
        for method in (strict.post, strict.put, strict.patch, strict.delete):
            status = method(address).status_code
            tried += 1
            # 405 where nothing is written, 404 where the whole address stands for no record.
            if status not in {403, 404, 405} and name not in WITHOUT_A_TOKEN:
                taken[name, address] = status
    assert taken == {}
    assert tried > 300


def test_the_api_takes_no_session_without_a_token_for_a_write(everything: Everything) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(everything.people[ADMINISTRATOR], backend=BACKEND)
    client.get("/en/me/")
    for path in (
        "needs",
        "offers",
        "organisations",
        "people",
        "facilities",
        f"needs/{everything.ids['need']}/withdraw",
    ):
        response = client.post(f"/api/v1/{path}", json.dumps({"title": "x"}), content_type="application/json")
        assert response.status_code == 403, path


WRITING = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
# What a read may leave: the session of the reader, and what the sign-in pages note of it.
BOOKKEEPING = {"django_session"}
# Pages that are written to be opened once, and what they note.
NOTED = {
    "accounts/2fa/recovery-codes/": {"mfa_authenticator"},
    "accounts/2fa/recovery-codes/download/": {"mfa_authenticator"},
}


def test_reading_changes_nothing(everything: Everything) -> None:
    changed = {}
    for entry in LISTED:
        client = come(everything, entry.who, entry.prepare)
        path = everything.path(entry.path)
        for method in (client.get, client.head):
            with CaptureQueriesContext(connection) as queries:
                method(f"/en/{path}", follow=True)
            tables = {
                found[2]
                for one in queries.captured_queries
                if (found := WRITING.match(one["sql"])) is not None
            }
            beyond = tables - BOOKKEEPING - NOTED.get(entry.path, set())
            if beyond:
                changed[entry.who, path] = beyond
    assert changed == {}


def test_writes_are_not_to_be_had_by_reading(everything: Everything) -> None:
    client = come(everything, ADMINISTRATOR)
    taken = {}
    for name, address in addresses(get_resolver().url_patterns):
        if name not in WRITES or "(" in address:
            continue
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address, follow=False).status_code
        tables = {found[2] for one in queries.captured_queries if (found := WRITING.match(one["sql"]))}
        if status < 300 or tables - BOOKKEEPING:
            taken[name] = (status, tables)
    assert taken == {}


def _failing(*_arguments: object, **_named: object) -> HttpResponse:
    raise ValueError("planted")


def _locked(*_arguments: object, **_named: object) -> HttpResponse:
    raise OperationalError("planted")


def answers(
    everything: Everything, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[tuple[str, Any]]:
    """An answer of every class."""
    visitor, owner = Client(raise_request_exception=False), come(everything, OWNER)
    ids, moderator = everything.ids, come(everything, MODERATOR)
    yield "page", visitor.get("/en/")
    yield "page in Chinese", visitor.get("/zh-hans/needs/")
    yield "fragment", visitor.get("/en/match/?q=cell", headers={"HX-Request": "true"})
    yield "to sign in", visitor.get("/en/me/")
    yield "entrance", visitor.get("/")
    yield "moved", visitor.get("/en/needs")
    yield "bad host", visitor.get("/en/", headers={"Host": "evil.example"})
    yield "forbidden", come(everything, "member").get(f"/en/needs/{ids['need']}/edit/")
    yield "not there", visitor.get("/en/nowhere/")
    yield "not there without a language", visitor.get("/nowhere")
    yield "wrong method", visitor.delete("/en/needs/")
    yield "refused form", owner.post("/en/needs/new/", {})
    yield "no token", Client(enforce_csrf_checks=True).post("/en/theme/")
    yield "file", visitor.get(f"/en/needs/{ids['need']}/files/{ids['open_file']}/")
    yield "own page", owner.get("/en/me/")
    yield "moderation", moderator.get("/en/moderation/")
    yield "sign in", visitor.get("/en/accounts/login/")
    yield "feed", visitor.get("/en/needs/feed/")
    style = visitor.get("/static/web/page.css")
    style.close()
    yield "style", style
    yield "robots", visitor.get("/robots.txt")
    yield "map", visitor.get("/sitemap.xml")
    yield "health", visitor.get("/healthz")
    yield "api", visitor.get("/api/v1/needs")
    yield "api, nothing", visitor.get("/api/v1/nowhere")
    yield "api, refused", visitor.get("/api/v1/needs", headers={"Authorization": "Bearer none"})
    settings.PAGE_RATE_VISITOR = "1/m"
    visitor.get("/en/match/?q=cell")
    yield "too often", visitor.get("/en/match/?q=cell")
    for name, broken in (("broken", _failing), ("locked", _locked)):
        monkeypatch.setattr(machines.connection, "cursor", broken)
        yield name, visitor.get("/healthz")
        monkeypatch.undo()


def test_every_answer_carries_its_headers(
    everything: Everything, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    bare, statuses = {}, set()
    for name, response in answers(everything, monkeypatch, settings):
        statuses.add(response.status_code)
        headers = {key.lower(): value for key, value in response.headers.items()}
        lacking = [
            key
            for key, value in (
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'"),
                ("referrer-policy", "strict-origin-when-cross-origin"),
                ("cross-origin-opener-policy", "same-origin"),
            )
            if value not in headers.get(key, "")
        ]
        policy = headers.get("content-security-policy", "")
        if "frame-ancestors 'none'" not in policy and headers.get("x-frame-options") != "DENY":
            lacking.append("frames")
        if "unsafe" in policy or "*" in policy:
            lacking.append(policy)
        if any(key in headers for key in ("server", "x-powered-by", "access-control-allow-origin")):
            lacking.append("too much")
        if lacking:
            bare[name] = (response.status_code, lacking)
    assert bare == {}
    assert {200, 301, 302, 400, 401, 403, 404, 405, 429, 500, 503} <= statuses


def test_what_is_somebodys_own_is_not_kept_by_others(everything: Everything) -> None:
    for entry in PAGES:
        response = come(everything, entry.who, entry.prepare).get(f"/en/{everything.path(entry.path)}")
        kept = response.headers.get("Cache-Control", "")
        assert "public" not in kept or entry.who == VISITOR, entry.path
        if entry.who != VISITOR and response.status_code == 200:
            assert "Cookie" in response.headers.get("Vary", "") or "no-store" in kept or "private" in kept, (
                entry.path
            )


def test_another_host_is_not_answered(everything: Everything) -> None:
    client = Client(raise_request_exception=False)
    for path in (
        "/en/",
        "/",
        "/en/accounts/password/reset/",
        "/en/needs/feed/",
        "/api/v1/needs",
        "/sitemap.xml",
    ):
        for headers in ({"Host": "evil.example"}, {"Host": "localhost:80@evil.example"}, {"Host": "a\r\nb"}):
            response = client.get(path, headers=headers)
            assert response.status_code == 400, (path, headers)
            assert b"evil" not in response.content
        response = client.get(
            path, headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
        )
        assert b"evil" not in response.content + str(response.headers).encode(), path


def test_a_reset_mail_leads_here(everything: Everything, mailoutbox: Any) -> None:
    client = Client()
    headers = {
        "X-Forwarded-Host": "evil.example",
        "Origin": "http://evil.example",
        "Referer": "http://evil.example",
    }
    client.post("/en/accounts/password/reset/", {"email": "reader@example.org"}, headers=headers)
    (mail,) = mailoutbox
    assert "evil" not in mail.body + str(mail.message())
    assert "http://testserver/" in mail.body


ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "http://evil.example", "javascript:alert(1)", "data:text/html,x",
    "/\t/evil.example", "///evil.example", "http://testserver@evil.example/", "\x00//evil.example",
    "http://evil.example#testserver", "ftp://testserver/", "//testserver.evil.example/",
)  # fmt: skip


def _led(everything: Everything, address: str, target: str) -> list[str]:
    """Where a read and a write of the address lead that name ``target`` as what comes next."""
    data: dict[str, Any] = {
        "next": target,
        "theme": "dark",
        "login": "reader@example.org",
        "password": PASSWORD,
    }
    client = Client() if "accounts/login" in address else come(everything, "member")
    client.raise_request_exception = False
    both = (client.get(address, {"next": target}), client.post(address, data))
    assert max(one.status_code for one in both) < 500, address
    return [one.headers.get("Location", "") + one.headers.get("HX-Redirect", "") for one in both]


def test_nobody_is_led_elsewhere(everything: Everything) -> None:
    """Wherever an address says what comes next, it comes next only if it is one of ours."""
    leading = [
        address
        for _name, address in addresses(get_resolver().url_patterns)
        if not address.startswith("/api/")
        and any(place.startswith("/en/about/") for place in _led(everything, address, "/en/about/"))
    ]
    assert {"/en/theme/", "/en/accounts/login/"} <= set(leading)
    led = {}
    for address in leading:
        for target in ELSEWHERE:
            places = _led(everything, address, target)
            if any(map(_outside, places)):
                led[address, target] = places
    assert led == {}


def _outside(place: str) -> bool:
    return bool(place) and (not place.startswith("/") or place.startswith(("//", "/\\", "/\t")))


def test_a_name_puts_no_header_into_a_mail(everything: Everything, mailoutbox: Any) -> None:
    reader = everything.people["member"]
    type(reader).objects.filter(pk=reader.pk).update(name="Eve\r\nBcc: victim@example.org\r\n\r\nHello")
    client = come(everything, "member")
    address = f"/en/records/organisation/{everything.ids['organisation']}/contact/"
    refused = client.post(address, {"subject": "Hi\r\nBcc: victim@example.org", "body": "x"})
    assert (refused.status_code, len(mailoutbox)) == (400, 0)
    sent = client.post(address, {"subject": "Hi", "body": "a\r\nBcc: victim@example.org"})
    assert sent.status_code == 302
    from scibridge.domain.registry.services.contact import waiting_messages  # noqa: F401

    assert deliver_message(ContactMessage.objects.latest("pk").pk)
    client.post("/en/accounts/password/reset/", {"email": reader.email})
    assert len(mailoutbox) > 1
    for mail in mailoutbox:
        message = mail.message()
        assert "victim@example.org" not in [*mail.recipients(), *map(str, message.values())]
        assert message.get_all("Bcc") is None
