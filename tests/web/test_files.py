"""Files through the pages: put there by a plain form, refused in words, sent as a download, never shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.engines.files.test_recognising import PDF, WORD, package
from tests.everything import file_beside
from tests.loops import run
from tests.web.conftest import World

from scibridge.config.asgi import TOO_LARGE as TOO_LARGE_FOR_THE_SERVER
from scibridge.config.asgi import bounded
from scibridge.domain.accounts.models import Account
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.attachments.selectors import path_of
from scibridge.domain.attachments.services import decide_file
from scibridge.domain.exchange.states import Tier
from scibridge.web.attachments.arriving import TOO_LARGE

As = Callable[[Account], Client]


def address(world: World, tail: str = "", language: str = "en") -> str:
    return f"/{language}/needs/{world.need.public_id}/files/{tail}"


def upload(name: str, body: bytes, **more: str) -> dict[str, Any]:
    data = {"purpose": "evidence", "tier": "public", **more}
    return data | {"file": SimpleUploadedFile(name, body, "text/html")}


def left(settings: Any) -> list[str]:
    return [path.name for path in (Path(settings.MEDIA_ROOT) / "incoming").glob("*")]


def test_a_file_is_put_there_and_comes_back_as_it_was(world: World, as_user: As, settings: Any) -> None:
    owner = as_user(world.owner)
    response = owner.post(address(world), upload("报告 1.pdf", PDF))
    assert (response.status_code, response.headers["Location"]) == (302, address(world))
    row = Attachment.objects.get()
    assert (row.name, row.file_kind, row.purpose, row.tier) == ("报告 1.pdf", "pdf", "evidence", "public")
    assert left(settings) == []
    sent = owner.get(address(world, f"{row.public_id}/"))
    assert sent.content == PDF
    assert dict(sent.headers) | {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": "attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A%201.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "X-Frame-Options": "DENY",
    } == dict(sent.headers)


def test_unless_said_otherwise_a_file_waits_for_an_nda(world: World, as_user: As) -> None:
    page = as_user(world.owner).get(address(world)).content.decode()
    assert '<option value="after_nda" selected>' in page
    assert Attachment._meta.get_field("tier").default == "after_nda"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("name", "body", "english", "chinese"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>", "web page", "网页"),
        ("a.pdf", b"MZ" + bytes(300), "not taken", "不接收"),
        ("a.pdf", PDF + b"PK", "more than one thing", "不止一样"),
        ("a.docx", package(WORD | {"word/vbaProject.bin": b"x"}), "macros", "宏"),
        ("a.txt", "中文".encode("gb18030"), "UTF-8", "UTF-8"),
        ("a.txt", b"", "empty", "空"),
    ],
)
def test_a_refusal_says_why(
    world: World,
    as_user: As,
    settings: Any,
    language: str,
    name: str,
    body: bytes,
    english: str,
    chinese: str,
) -> None:
    response = as_user(world.owner).post(address(world, language=language), upload(name, body))
    assert response.status_code == 400
    page = response.content.decode()
    assert (english if language == "en" else chinese) in page
    assert '<option value="public" selected>' in page
    assert (Attachment.objects.count(), left(settings)) == (0, [])


def test_too_large_is_said_and_nothing_is_kept(world: World, as_user: As, settings: Any) -> None:
    settings.UPLOAD_MOST_BYTES = 2_000_000
    owner = as_user(world.owner)
    response = owner.post(address(world), upload("a.txt", b"x" * 2_000_001))
    assert response.status_code == 413
    page = response.content.decode()
    assert "larger than 2 MB" in page
    assert '<option value="public" selected>' in page
    assert (Attachment.objects.count(), left(settings)) == (0, [])
    assert owner.post(address(world), upload("a.txt", b"x" * 2_000_000)).status_code == 302


def test_no_file_and_no_terms_are_said(world: World, as_user: As) -> None:
    owner = as_user(world.owner)
    assert "This field is required" in owner.post(address(world), {"purpose": "other"}).content.decode()
    assert owner.post(address(world), upload("a.txt", b"x", tier="everyone")).status_code == 400
    assert Attachment.objects.count() == 0


def test_other_addresses_take_no_files(world: World, as_user: As, settings: Any) -> None:
    as_user(world.owner).post("/en/theme/", upload("a.txt", b"words"))
    as_user(world.owner).post("/en/needs/new/", upload("a.txt", b"words"))
    assert left(settings) == []


def test_who_gets_a_file(world: World, client: Client) -> None:
    row = file_beside(world.need, world.owner, "secret.txt", b"secret", Tier.SIGNED_IN)
    path = address(world, f"{row.public_id}/")

    def status(account: Account | None) -> int:
        visitor = Client()
        if account is not None:
            visitor.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return visitor.get(path).status_code

    readers = (None, world.reader, world.moderator, world.owner)
    assert [status(one) for one in readers] == [404, 404, 200, 200]
    decide_file(row, world.need, actor=world.moderator, admit=True)
    assert [status(one) for one in readers] == [404, 200, 200, 200]
    page = client.get(f"/en/needs/{world.need.public_id}/").content.decode()
    assert "secret.txt" not in page
    assert "There are files for signed-in users" in page


def test_a_lost_file_is_not_a_fault(world: World, as_user: As) -> None:
    row = file_beside(world.need, world.owner, "a.txt", b"words", Tier.PUBLIC)
    path_of(row).unlink()
    assert as_user(world.owner).get(address(world, f"{row.public_id}/")).status_code == 404


def test_terms_are_changed_and_a_file_removed(world: World, as_user: As) -> None:
    row = file_beside(world.need, world.owner, "a.txt", b"words", Tier.PUBLIC)
    owner, tail = as_user(world.owner), f"{row.public_id}/"
    assert owner.post(address(world, f"{tail}change/"), {"tier": "x", "purpose": "other"}).status_code == 302
    owner.post(address(world, f"{tail}change/"), {"tier": "after_nda", "purpose": "drawing"})
    row.refresh_from_db()
    assert (row.tier, row.purpose) == ("after_nda", "drawing")
    assert owner.get(address(world, f"{tail}remove/")).status_code == 405
    assert owner.post(address(world, f"{tail}remove/")).status_code == 302
    assert Attachment.objects.count() == 0


def test_a_moderator_looks_and_lets_others(world: World, as_user: As) -> None:
    row = file_beside(world.need, world.owner, "a.txt", b"words", Tier.PUBLIC)
    moderator = as_user(world.moderator)
    page = moderator.get("/en/moderation/files/").content.decode()
    decision = f"/en/moderation/files/need/{world.need.public_id}/{row.public_id}/"
    assert (f'action="{decision}"' in page, "a.txt" in page) == (True, True)
    assert moderator.post(decision, {"admit": "1"}).status_code == 302
    assert "a.txt" in Client().get(f"/en/needs/{world.need.public_id}/").content.decode()
    assert as_user(world.reader).get("/en/moderation/files/").status_code == 403
    assert as_user(world.reader).post(decision, {"admit": "1"}).status_code == 403


def test_both_ends_call_too_much_by_the_same_name() -> None:
    assert TOO_LARGE_FOR_THE_SERVER == TOO_LARGE


def _served(pieces: list[bytes], most: int) -> tuple[int, bool]:
    """How much of the pieces the application gets, and whether it is told that there was too much."""
    waiting = [
        {"type": "http.request", "body": body, "more_body": place + 1 < len(pieces)}
        for place, body in enumerate(pieces)
    ]
    got = 0

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal got
        while True:
            message = await receive()
            got += len(message.get("body", b""))
            if not message.get("more_body"):
                return

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError

    scope: dict[str, Any] = {"type": "http"}
    run(bounded(application, most)(scope, receive, send))
    return got, TOO_LARGE in scope


def test_the_server_keeps_no_more_than_it_takes() -> None:
    assert _served([b"x" * 50, b"x" * 50], 100) == (100, False)
    assert _served([b"x" * 50, b"x" * 50, b"x"], 100) == (100, True)
    assert _served([b"x" * 101], 100) == (0, True)
    assert _served([b"x" * 60] * 40, 100) == (60, True)
