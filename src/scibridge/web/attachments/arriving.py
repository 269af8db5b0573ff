"""How a file arrives: only where a page asks for one, into a folder of its own, never beyond the limit.

Owns the arrived file until the request ends; what is not taken over by then is deleted.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from scibridge.domain.attachments.services import Arrival, incoming

_TAKING = ("need_files", "offer_files")


if TYPE_CHECKING:
    File = UploadedFile[bytes]
else:
    File = UploadedFile


class ArrivedFile(File):
    """A file on the disk, deleted when the request is over unless it was moved."""

    def __init__(self, path: Path, name: str, content_type: str | None, charset: str | None) -> None:
        super().__init__(path.open("rb"), name, content_type, 0, charset)
        self.path = path

    @property
    def arrival(self) -> Arrival:
        """What the domain takes."""
        return Arrival(self.path, self.given_name, self.size or 0)

    @property
    def given_name(self) -> str:
        """The whole name as it was sent; Django's own is cut to its last part."""
        return str(self.name or "")

    def close(self) -> None:
        """Let go."""
        super().close()
        self.path.unlink(missing_ok=True)


class BoundedUpload(FileUploadHandler):
    """Writes one file to the disk as it comes; at the limit it stops, and ``too_large`` says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large = False
        self._path: Path | None = None
        self._stream: Any = None
        self._written = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Nothing to do before the parts come."""

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Begin a file. Skipped where no page asks for one."""
        super().new_file(*arguments, **named)
        if not _takes_files(self.request):
            raise SkipFile
        self._path, self._written = incoming() / secrets.token_hex(16), 0
        self._path.touch(mode=0o600)
        self._stream = self._path.open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece. Beyond the limit nothing is kept, and the rest is read past."""
        self._written += len(raw_data)
        if self._written > settings.UPLOAD_MOST_BYTES:
            self._stop()
            raise StopUpload(connection_reset=False)
        self._stream.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> File | None:
        """The whole file."""
        if self._path is None:
            return None
        self._stream.flush()
        self._stream.close()
        whole = ArrivedFile(self._path, self.file_name or "", self.content_type, self.charset)
        whole.size = file_size
        self._path = None
        return whole

    def upload_interrupted(self) -> None:
        """The visitor left half-way."""
        self._discard()

    def _stop(self) -> None:
        self.too_large = True
        self._discard()
        if self.request is not None:
            self.request.META[TOO_LARGE] = True

    def _discard(self) -> None:
        if self._path is not None:
            self._stream.close()
            self._path.unlink(missing_ok=True)
            self._path = None


# Set in the request's META, beside what the server itself found too large.
TOO_LARGE = "scibridge.upload_too_large"


def is_too_large(request: HttpRequest) -> bool:
    """Whether more was sent than is taken, as the upload or the server before it found."""
    scope = getattr(request, "scope", None) or {}
    return bool(request.META.get(TOO_LARGE) or scope.get(TOO_LARGE))


def _takes_files(request: HttpRequest | None) -> bool:
    if request is None:
        return False
    try:
        return resolve(request.path_info).url_name in _TAKING
    except Resolver404:
        return False


def sandboxed(response: HttpResponse) -> HttpResponse:
    """The headers under which no browser makes more of a file than a download."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
