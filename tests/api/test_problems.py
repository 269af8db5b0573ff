"""Every error is problem details, in the reader's language, and says nothing of the inside."""

from typing import Any

import pytest
from django.test import Client

from scibridge.api import problems
from scibridge.api.edge import MOST_BODY
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.states import Scope
from scibridge.domain.exchange.models import Need
from scibridge.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


def _check(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == status
    assert found["code"] == code
    assert found["type"].endswith(f"/api/v1/problems/{code}")
    assert found["title"]
    assert found["detail"]
    assert "Traceback" not in response.content.decode()
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "more", "status", "code"),
    [
        ("get", "/nothing", None, {}, 404, "no_such_address"),
        ("get", "/", None, {}, 404, "no_such_address"),
        ("get", "/needs/abcdefghjkmn", None, {}, 404, "not_found"),
        ("get", "/offers/../needs", None, {}, 404, "not_found"),
        ("get", "/needs/%00", None, {}, 404, "not_found"),
        ("get", "/organisations/%00", None, {}, 404, "not_found"),
        ("get", "/people/%00", None, {}, 404, "not_found"),
        ("get", "/facilities/%00", None, {}, 404, "not_found"),
        ("get", "/works/W1", None, {}, 404, "not_found"),
        ("get", "/works/1;DROP", None, {}, 404, "not_found"),
        ("delete", "/needs", None, {}, 405, "method_not_allowed"),
        ("put", "/match", {}, {}, 405, "method_not_allowed"),
        ("post", "/needs", {}, {}, 401, "sign_in_first"),
        ("post", "/organisations", {}, {}, 401, "sign_in_first"),
        ("get", "/needs?mine=true", None, {}, 401, "sign_in_first"),
        ("post", "/match", b"{bad", {}, 400, "invalid_json"),
        ("post", "/match", b"[1]", {}, 400, "not_an_object"),
        ("post", "/match", b'{"text": NaN}', {}, 400, "invalid_json"),
        ("post", "/match", b'{"text": "\\ud800"}', {}, 400, "invalid_json"),
        ("post", "/match", b"[" * 100_000, {}, 400, "invalid_json"),
        ("post", "/match", b"text=a", {"content_type": "text/plain"}, 415, "media_type"),
        ("post", "/match", b" " * (MOST_BODY + 1), {}, 413, "body_too_large"),
        ("post", "/match", {}, {}, 422, "invalid_input"),
        ("post", "/match", {"text": "a", "need": "b"}, {}, 422, "invalid_input"),
        ("post", "/match", {"text": "a", "kinds": "work"}, {}, 422, "invalid_input"),
        ("post", "/match", {"text": "a", "limit": True}, {}, 422, "invalid_input"),
        ("post", "/match", {"text": 5}, {}, 422, "invalid_input"),
        ("post", "/match", {"need": "abcdefghjkmn"}, {}, 404, "not_found"),
        ("get", "/match?q=", None, {}, 422, "invalid_input"),
        ("get", "/match?q=a&limit=x", None, {}, 422, "invalid_input"),
        ("get", "/match?q=a&country=XX", None, {}, 422, "invalid_input"),
        ("get", "/match?q=battery", None, {}, 503, "index_absent"),
        ("get", "/needs?limit=101", None, {}, 422, "invalid_input"),
        ("get", "/needs?contry=DE", None, {}, 422, "invalid_input"),
        ("get", "/needs?cursor=abc", None, {}, 422, "invalid_input"),
        ("get", "/organisations?identifier=ror:123", None, {}, 422, "invalid_identifier"),
    ],
)
def test_each_refusal(
    send: Any, method: str, path: str, body: Any, more: dict[str, Any], status: int, code: str
) -> None:
    _check(send(method, path, body, **more), status, code)


def test_fields_are_named_with_a_code_and_a_sentence(send: Any, owner: Account, token: Any) -> None:
    body = {"title": {"en": "x" * 301}, "readiness_now": 12, "colour": "red", "must_haves": [{"low": "many"}]}
    found = _check(send("post", "/needs", body, token=token(owner)), 422, "invalid_input")
    assert {(one["field"], one["code"]) for one in found["errors"]} == {
        ("title.en", "too_long"),
        ("readiness_now", "out_of_range"),
        ("colour", "unknown_field"),
        ("must_haves.0.low", "not_a_number"),
    }
    assert all(one["detail"] and "%(" not in one["detail"] for one in found["errors"])


def test_the_allowed_methods_are_listed(send: Any) -> None:
    assert send("delete", "/needs").headers["Allow"] == "GET, POST"


def test_sentences_follow_the_reader(send: Any) -> None:
    english = send("get", "/nothing").json()
    chinese = send("get", "/nothing", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert chinese.headers["Content-Language"] == "zh-hans"
    assert chinese.json()["code"] == english["code"]
    assert chinese.json()["title"] == "这里没有内容"
    assert english["title"] == "Nothing here"


def test_a_problem_type_can_be_looked_up(send: Any) -> None:
    address = send("get", "/nothing").json()["type"]
    assert send("get", address.partition("/api/v1")[2]).json()["code"] == "no_such_address"
    _check(send("get", "/problems/unheard_of"), 404, "not_found")


def test_an_unforeseen_error_tells_nothing(send: Any, monkeypatch: Any, caplog: Any) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("LEAK: the password is 1234")

    monkeypatch.setattr("scibridge.api.v1.corpus._corpus", broken)
    response = send("get", "/works/W1")
    _check(response, 500, "server_error")
    assert "LEAK" not in response.content.decode()
    assert "unexpected error at GET /api/v1/works/W1" in caplog.text


def test_an_error_of_the_house_that_no_address_expects_tells_nothing(send: Any, monkeypatch: Any) -> None:
    from scibridge.engines.errors import ScibridgeError

    def broken(*_args: object, **_more: object) -> None:
        raise ScibridgeError(secret="LEAK")

    monkeypatch.setattr("scibridge.api.v1.corpus._corpus", broken)
    response = send("get", "/works/W1")
    _check(response, 500, "server_error")
    assert "LEAK" not in response.content.decode()


@pytest.mark.parametrize("many", ["needs", "offers", "people", "facilities"])
def test_an_organisation_that_cannot_be_has_nothing(send: Any, many: str) -> None:
    assert send("get", f"/{many}?organisation=%00").json() == {"items": [], "next": None}


def test_what_is_hidden_and_what_is_not_there_look_alike(
    send: Any, owner: Account, stranger: Account, token: Any
) -> None:
    from tests.api.conftest import NEED

    from scibridge.domain.exchange import services

    draft: Need = services.create_need(actor=owner, fields=NEED)
    for method, path, body in (
        ("get", "", None),
        ("get", "/history", None),
        ("get", "/matches", None),
        ("patch", "", {"title": "x", "expected_version": 99}),
        ("post", "/submit", {}),
        ("post", "/withdraw", {}),
    ):
        hidden = send(method, f"/needs/{draft.public_id}{path}", body, token=token(stranger))
        absent = send(method, f"/needs/zzzzzzzzzzzz{path}", body, token=token(stranger))
        assert hidden.status_code == absent.status_code == 404, (method, path)
        assert hidden.content == absent.content


def test_a_conflict_does_not_show_the_other_side(
    send: Any, publish: Any, owner: Account, stranger: Account, token: Any
) -> None:
    need = publish("need", owner)
    body = {"title": "mine", "confidential_details": "x", "expected_version": 1}
    response = send("patch", f"/needs/{need.public_id}", body, token=token(stranger))
    _check(response, 403, "owners_and_representatives_only")
    assert b"LEAK" not in response.content
    response = send("patch", f"/needs/{need.public_id}", body, token=token(owner))
    found = _check(response, 412, "version_differs")
    assert str(need.version) in found["detail"]


def test_every_status_has_a_title() -> None:
    assert {problems.status_of(NotFound()), 401, 500, 503} <= set(problems.TITLES)


def test_head_and_options(send: Any) -> None:
    head = send("head", "/needs")
    assert head.status_code == 200
    assert head.content == b""
    assert send("options", "/needs").status_code == 405


def test_a_session_needs_its_csrf_token(owner: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    refused = client.post("/api/v1/needs", data={"title": "x"}, content_type="application/json")
    _check(refused, 403, "csrf_failed")
    page = client.get("/api/v1/docs")
    sent = {"X-CSRFToken": str(page.context["csrf_token"])}
    taken = client.post("/api/v1/needs", data={"title": "x"}, content_type="application/json", headers=sent)
    assert taken.status_code == 201


def test_a_token_of_too_little_scope_says_which(send: Any, owner: Account, token: Any) -> None:
    response = send("post", "/needs", {"title": "x"}, token=token(owner, Scope.READ))
    _check(response, 403, "scope_missing")
    assert 'scope="needs:write"' in response.headers["WWW-Authenticate"]
