"""Office documents: archives with a known inside, without macros, of a bounded size when unpacked."""

import struct
import zipfile
from pathlib import Path
from typing import Final

from scibridge.engines.files.kinds import FileKind, FileUnfit

MOST_ENTRIES: Final = 3000
MOST_UNPACKED: Final = 300 * 1024 * 1024
_END: Final = struct.Struct("<4s4H2LH")
_OOXML: Final = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}
_ODT: Final = b"application/vnd.oasis.opendocument.text"
_ENCRYPTED: Final = 0x1
# Programs inside a document, under any of the names they go by.
_MACROS: Final = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "activex/", "basic/", "scripts/")


def check_package(path: Path, size: int) -> FileKind:
    """The kind of office document. Raises FileUnfit."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_bounds(path, size, entries)
            _check_entries(entries)
            kind = _inside(archive, {one.filename for one in entries})
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise FileUnfit("damaged", kind="ZIP") from None
    return kind


def _check_bounds(path: Path, size: int, entries: list[zipfile.ZipInfo]) -> None:
    """From the first byte to the last it is this archive and nothing else."""
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size))
        last = file.read()
    if len(last) < _END.size:
        raise FileUnfit("damaged", kind="ZIP")
    mark, *_counts, length, offset, comment = _END.unpack(last)
    if mark != b"PK\x05\x06" or comment or length + offset + _END.size != size:
        raise FileUnfit("two_in_one")
    if not entries or min(one.header_offset for one in entries) != 0:
        raise FileUnfit("two_in_one")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise FileUnfit("unpacks_too_large")
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise FileUnfit("encrypted")
    names = [one.filename.lower() for one in entries]
    if len(set(names)) != len(names) or any(one.startswith("/") or ".." in one.split("/") for one in names):
        raise FileUnfit("damaged", kind="ZIP")
    if any(mark in one for one in names for mark in _MACROS):
        raise FileUnfit("macros")


def _inside(archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    kinds = [kind for name, kind in _OOXML.items() if name in names]
    if "[Content_Types].xml" in names and len(kinds) == 1:
        return kinds[0]
    if "mimetype" in names and "content.xml" in names:
        declared = archive.getinfo("mimetype")
        if declared.file_size == len(_ODT) and archive.read(declared) == _ODT:
            return FileKind.ODT
    raise FileUnfit("kind_not_taken", found="application/zip")
