"""What is taken is one thing from its first byte to its last; everything else is refused, with its reason."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scibridge.engines.files.kinds import FORMS, FileKind, FileUnfit
from scibridge.engines.files.naming import LONGEST, clean_name
from scibridge.engines.files.recognising import recognise

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    head = struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56" * 20_000 + b"\xff\xd9"
)
WEBP = b"RIFF" + struct.pack("<L", 12) + b"WEBPVP8 " + b"\0\0\0\0"
MARKUP = (
    "<html><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "  <?xml version='1.0'?><a/>",
    "x\n<SCRIPT>",
)


def package(entries: dict[str, bytes], comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
        archive.comment = comment
    return buffer.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
SHEET = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}
ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<o/>"}

Asked = Callable[..., FileKind]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    def ask(body: bytes, name: str = "x") -> FileKind:
        path = tmp_path / "f"
        path.write_bytes(body)
        return recognise(path, name)

    return ask


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (PDF, "a.exe", FileKind.PDF),
        (png(), "a.html", FileKind.PNG),
        (JPEG, "a", FileKind.JPEG),
        (WEBP, "a.png", FileKind.WEBP),
        (package(WORD), "a", FileKind.DOCX),
        (package(SHEET), "a.docx", FileKind.XLSX),
        (package(ODT), "a", FileKind.ODT),
        ("用量，单位\n3，kg\n".encode(), "表.csv", FileKind.CSV),
        (b"\xef\xbb\xbfa,b\n1,2\n", "t.CSV", FileKind.CSV),
        ("1 < 2, 能量密度".encode(), "a.pdf", FileKind.TEXT),
    ],
)
def test_the_content_says_what_it_is(asked: Asked, body: bytes, name: str, kind: FileKind) -> None:
    assert asked(body, name) is kind


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + bytes(200), "kind_not_taken"),
        (b"\x7fELF" + bytes(200), "kind_not_taken"),
        (b"GIF89a" + bytes(200), "kind_not_taken"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "kind_not_taken"),
        ("中文".encode("gb18030"), "not_utf8"),
        (b"bell \x07 and \x1b[31m" + b"x" * 400, "kind_not_taken"),
        *((one.encode(), "markup") for one in MARKUP),
        (b"%PDF-9.9 nothing", "damaged"),
        (PDF[:-6], "damaged"),
        (PDF + b"<script>alert(1)</script>", "two_in_one"),
        (PDF + package({"a.class": b"x"}), "two_in_one"),
        (png()[:-4], "damaged"),
        (png()[:30] + b"\0" + png()[31:], "damaged"),
        (png() + b"GIF89a", "two_in_one"),
        (JPEG[:-2], "damaged"),
        (JPEG[:300], "damaged"),
        (JPEG + b"<?php", "two_in_one"),
        (WEBP[:-2], "damaged"),
        (WEBP + b"PK", "two_in_one"),
        (package({"a.txt": b"x"}), "kind_not_taken"),
        (package(ODS), "kind_not_taken"),
        (package(WORD | {"xl/workbook.xml": b""}), "kind_not_taken"),
        (package(WORD | {"word/vbaProject.bin": b"x"}), "macros"),
        (package(ODT | {"Basic/script-lb.xml": b"x"}), "macros"),
        (package(WORD | {"../../etc/passwd": b"x"}), "damaged"),
        (package(WORD, b"a comment"), "two_in_one"),
        (package(WORD) + b"more", "two_in_one"),
        (b"MZ" + package(WORD), "two_in_one"),
        (package(WORD)[:-30], "damaged"),
        (b"plain text\n" + package({"a": b"x"}), "kind_not_taken"),
    ],
)
def test_everything_else_is_refused(asked: Asked, body: bytes, reason: str) -> None:
    with pytest.raises(FileUnfit) as refused:
        asked(body, "harmless.pdf")
    # What stands before an archive is binary text, or a second file: either way it is not taken.
    assert refused.value.reason in ({reason, "kind_not_taken"} if body[:2] == b"MZ" else {reason})


def test_an_archive_that_unpacks_to_too_much(asked: Asked) -> None:
    with pytest.raises(FileUnfit) as refused:
        asked(package(WORD | {"word/big.xml": bytes(301 * 1024 * 1024)}))
    assert refused.value.reason == "unpacks_too_large"


def test_an_encrypted_archive(asked: Asked) -> None:
    body = bytearray(package(WORD))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := body.find(mark, at + 1)) >= 0:
            body[at + place] |= 1
    with pytest.raises(FileUnfit) as refused:
        asked(bytes(body))
    assert refused.value.reason == "encrypted"


WHOLE = (PDF, png(), JPEG[:200] + b"\xff\xd9", WEBP, package(WORD), b"text")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(WHOLE), st.binary(max_size=40), st.integers(0, 300))
def test_no_bytes_break_it(asked: Asked, body: bytes, more: bytes, place: int) -> None:
    changed = body[:place] + more + body[place:]
    with suppress(FileUnfit):
        assert asked(changed) in FileKind


@pytest.mark.parametrize(
    ("given_name", "kind", "name"),
    [
        ("report.pdf", FileKind.PDF, "report.pdf"),
        ("../../etc/passwd", FileKind.TEXT, "passwd.txt"),
        ("C:\\Users\\me\\图 1.JPG", FileKind.JPEG, "图 1.jpg"),
        ("invoice.pdf.exe", FileKind.PDF, "invoice.pdf.exe.pdf"),
        ("photo\u202egnp.exe", FileKind.PNG, "photognp.exe.png"),
        ("a\r\nSet-Cookie: x=1", FileKind.PDF, "a Set-Cookie x=1.pdf"),
        ('x"; filename="y.html', FileKind.CSV, "x ; filename= y.html.csv"),
        ("\x00\ud800", FileKind.PNG, "file.png"),
        ("...", FileKind.DOCX, "file.docx"),
        (".pdf", FileKind.PDF, "pdf.pdf"),
        ("", FileKind.ODT, "file.odt"),
        ("x" * 400 + ".png", FileKind.PNG, "x" * (LONGEST - 4) + ".png"),
    ],
)
def test_a_name_is_data(given_name: str, kind: FileKind, name: str) -> None:
    assert clean_name(given_name, kind) == name


@given(st.text(max_size=300), st.sampled_from(FileKind))
def test_no_name_leads_anywhere(text: str, kind: FileKind) -> None:
    name = clean_name(text, kind)
    assert name.endswith(FORMS[kind].endings)
    assert len(name) <= LONGEST + 1
    assert not set(name) & set('/\\:*?"<>|\r\n\0')
    assert name.isprintable()
    assert clean_name(name, kind) == name
