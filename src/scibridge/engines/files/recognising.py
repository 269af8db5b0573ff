"""From bytes to a kind: the first bytes propose it, and a strict reading of the whole confirms it.

A file is taken only where it is one thing from its first byte to its last: what hides a second file behind
the end of the first, or before its beginning, is refused.
"""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import puremagic

from scibridge.engines.files.kinds import FileKind, FileUnfit
from scibridge.engines.files.packages import check_package

HEAD: Final = 8192
_TAIL: Final = 66_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PDF: Final = re.compile(rb"%PDF-[12]\.\d")
_PDF_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
_ARCHIVE_END: Final = b"PK\x05\x06"
# What a browser, left to guess, would take for a page or a picture that runs scripts.
_MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|object|embed)", re.IGNORECASE
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LONE_MARKERS: Final = {0x01, *range(0xD0, 0xD8)}
_SCAN: Final = 1 << 16


def recognise(path: Path, name: str) -> FileKind:
    """The kind of the file at ``path``. Its ``name`` only tells a table from other text.

    Raises FileUnfit: ``empty``, ``kind_not_taken``, ``damaged``, ``two_in_one``, ``markup``, ``not_utf8``,
    ``encrypted``, ``macros``, ``unpacks_too_large``.
    """
    size = path.stat().st_size
    if not size:
        raise FileUnfit("empty")
    with path.open("rb") as file:
        head = file.read(HEAD)
        for begins, kind, check in _BEGINNINGS:
            if head.startswith(begins):
                check(file, size)
                return kind
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            _check_webp(file, size)
            return FileKind.WEBP
        if head.startswith(b"PK\x03\x04"):
            return check_package(path, size)
        if b"\x00" in head or _looks_binary(head):
            raise FileUnfit("kind_not_taken", found=_told(head))
        _check_text(file)
    return FileKind.CSV if name.lower().endswith(".csv") else FileKind.TEXT


def _looks_binary(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 50


def _told(head: bytes) -> str:
    """What it seems to be, for the sentence that refuses it."""
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _tail(file: BinaryIO, size: int) -> bytes:
    file.seek(max(0, size - _TAIL))
    return file.read()


def _check_pdf(file: BinaryIO, size: int) -> None:
    file.seek(0)
    if not _PDF.match(file.read(16)):
        raise FileUnfit("damaged", kind="PDF")
    tail = _tail(file, size)
    if _ARCHIVE_END in tail:
        raise FileUnfit("two_in_one")
    if not _PDF_END.search(tail):
        raise FileUnfit("two_in_one" if b"%%EOF" in tail else "damaged", kind="PDF")


def _check_png(file: BinaryIO, size: int) -> None:
    file.seek(len(_PNG))
    while True:
        head = file.read(8)
        if len(head) < 8:
            raise FileUnfit("damaged", kind="PNG")
        length, name = int.from_bytes(head[:4]), head[4:]
        if length > size:
            raise FileUnfit("damaged", kind="PNG")
        body, check = file.read(length), file.read(4)
        if len(body) < length or zlib.crc32(name + body) != int.from_bytes(check):
            raise FileUnfit("damaged", kind="PNG")
        if name == b"IEND":
            break
    if file.tell() != size:
        raise FileUnfit("two_in_one")


def _check_jpeg(file: BinaryIO, size: int) -> None:
    """Segments up to the picture, the picture up to its end, and nothing behind it."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise FileUnfit("damaged", kind="JPEG")
        if marker[1] == 0xD9:
            break
        if marker[1] == 0xFF:
            file.seek(-1, 1)
            continue
        if marker[1] in _LONE_MARKERS:
            continue
        length = int.from_bytes(file.read(2))
        if length < 2 or file.tell() + length - 2 > size:
            raise FileUnfit("damaged", kind="JPEG")
        file.seek(length - 2, 1)
        if marker[1] == 0xDA:
            _skip_scan(file)
    if file.tell() != size:
        raise FileUnfit("two_in_one")


def _skip_scan(file: BinaryIO) -> None:
    """To the marker that ends the compressed picture, before it."""
    while piece := file.read(_SCAN):
        start = 0
        while (place := piece.find(b"\xff", start)) >= 0:
            if place == len(piece) - 1:
                # Its second byte is in the next piece.
                if len(piece) > 1:
                    file.seek(-1, 1)
                break
            if piece[place + 1] != 0 and not 0xD0 <= piece[place + 1] <= 0xD7:
                file.seek(place - len(piece), 1)
                return
            start = place + 1
        if piece == b"\xff":
            break
    raise FileUnfit("damaged", kind="JPEG")


def _check_webp(file: BinaryIO, size: int) -> None:
    file.seek(4)
    length = int.from_bytes(file.read(4), "little")
    if length + 8 > size:
        raise FileUnfit("damaged", kind="WebP")
    if length + 8 + length % 2 < size:
        raise FileUnfit("two_in_one")


def _check_text(file: BinaryIO) -> None:
    file.seek(0)
    whole = file.read()
    if _MARKUP.search(whole[:HEAD]) or whole[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise FileUnfit("markup")
    try:
        text = whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnfit("not_utf8") from None
    if _CONTROLS.search(text):
        raise FileUnfit("kind_not_taken", found="")
    if _ARCHIVE_END in whole[-_TAIL:]:
        raise FileUnfit("two_in_one")


_BEGINNINGS: tuple[tuple[bytes, FileKind, Callable[[BinaryIO, int], None]], ...] = (
    (b"%PDF-", FileKind.PDF, _check_pdf),
    (_PNG, FileKind.PNG, _check_png),
    (b"\xff\xd8\xff", FileKind.JPEG, _check_jpeg),
)
