"""The kinds of file that may be put beside a need or an offer, and why a file is none of them."""

from dataclasses import dataclass
from enum import StrEnum

from scibridge.engines.errors import ScibridgeError


class FileKind(StrEnum):
    """A kind of file."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TEXT = "text"
    CSV = "csv"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind is sent and named: its media type, and the endings of its names, the usual one first."""

    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: dict[FileKind, Form] = {
    FileKind.PDF: Form("application/pdf", (".pdf",)),
    FileKind.PNG: Form("image/png", (".png",)),
    FileKind.JPEG: Form("image/jpeg", (".jpg", ".jpeg")),
    FileKind.WEBP: Form("image/webp", (".webp",)),
    FileKind.TEXT: Form("text/plain; charset=utf-8", (".txt",)),
    FileKind.CSV: Form("text/csv; charset=utf-8", (".csv",)),
    FileKind.DOCX: Form(f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    FileKind.XLSX: Form(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    FileKind.ODT: Form("application/vnd.oasis.opendocument.text", (".odt",)),
}


class FileUnfit(ScibridgeError):
    """The file cannot be taken; data: ``reason``, a code, and what its sentence needs."""

    code = "file_unfit"

    def __init__(self, reason: str, **data: object) -> None:
        super().__init__(reason=reason, **data)
        self.reason = reason
