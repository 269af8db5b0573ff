"""The ROR data dump, schema version 2 (ror.readme.io/docs/ror-data-structure): a zip with one JSON array.

Streams: at any time one record and one block of the file are in memory.
"""

import codecs
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from scibridge.sources.cleaning import clean
from scibridge.sources.failures import RorSchemaOne, SourceAbsent, SourceUnreadable

_BLOCK = 1 << 20
_MOST_CHARACTERS_OF_A_RECORD = 16 << 20
# Ten times the dump of today: what unpacks to more is no dump.
MOST_BYTES = 4 << 30
_STATUSES = frozenset({"active", "inactive", "withdrawn"})
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name; ``language`` is a two-letter code or empty; ``kinds`` label, alias, acronym, ror_display."""

    value: str
    language: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """A place of GeoNames; degrees, or none where the record has no sane ones."""

    country: str
    city: str
    region: str
    region_code: str
    latitude: float | None
    longitude: float | None
    geonames_id: int | None


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An identifier elsewhere: ``scheme`` is ROR's type (fundref, grid, isni, wikidata), value as written."""

    scheme: str
    value: str
    preferred: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """``kind`` is parent, child, successor, predecessor or related: what the target is to this record."""

    kind: str
    ror: str
    label: str


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """One organisation of the dump. ``fingerprint`` is a digest of the record as published."""

    ror: str
    names: tuple[OrganisationName, ...]
    types: tuple[str, ...]
    status: str
    established: int | None
    locations: tuple[Location, ...]
    external_ids: tuple[ExternalId, ...]
    relations: tuple[Relation, ...]
    domains: tuple[str, ...]
    website: str
    last_modified: str
    fingerprint: str

    @property
    def display_name(self) -> str:
        """The name ROR shows."""
        for name in self.names:
            if "ror_display" in name.kinds:
                return name.value
        return self.names[0].value


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that cannot be taken: its number in the file (from 1), a reason code, and the start of it."""

    number: int
    reason: str
    detail: str
    snippet: str


def read_ror(path: Path, progress: Progress | None = None) -> Iterator[OrganisationRecord | Rejection]:
    """Every record of the dump in the zip at ``path``, in file order.

    ``progress`` gets the bytes of the unpacked array read so far and in all. Raises SourceAbsent,
    SourceUnreadable, and RorSchemaOne where the zip holds only schema version 1.
    """
    if not path.is_file():
        raise SourceAbsent(path)
    try:
        with zipfile.ZipFile(path) as archive:
            member = _choose(path, archive)
            if member.file_size > MOST_BYTES:
                raise SourceUnreadable(path, "too_large", f"{member.file_size} bytes")
            with archive.open(member) as file:
                for number, text in enumerate(_elements(path, file, member.file_size, progress), start=1):
                    yield _read_one(path, member.filename, number, text)
    except zipfile.BadZipFile as problem:
        raise SourceUnreadable(path, _fault(path, problem), str(problem)) from problem
    except EOFError as problem:
        raise SourceUnreadable(path, "truncated", str(problem)) from problem
    except (zlib.error, RuntimeError) as problem:  # bytes changed; a password, or a packing not known here
        raise SourceUnreadable(path, "damaged", str(problem)) from problem
    except OSError as problem:
        raise SourceUnreadable(path, "not_readable", str(problem)) from problem


def _fault(path: Path, problem: zipfile.BadZipFile) -> str:
    """What a bad zip is: its list of members is at the end, so half a download lacks it."""
    if "CRC" in str(problem):
        return "damaged"
    with path.open("rb") as file:
        return "truncated" if file.read(4) == b"PK\x03\x04" else "not_a_zip"


def _choose(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The JSON of schema version 2: since 2024 the dumps hold both, the second named ``…schema_v2.json``."""
    members = [one for one in archive.infolist() if one.filename.lower().endswith(".json")]
    if not members:
        raise SourceUnreadable(path, "no_json_inside", ", ".join(archive.namelist()[:5]))
    second = [one for one in members if "schema_v2" in one.filename.lower()]
    return max(second or members, key=lambda one: one.file_size)


def _elements(path: Path, file: IO[bytes], size: int, progress: Progress | None) -> Iterator[str]:
    """The JSON text of each element of the array in ``file``."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    scanner = json.JSONDecoder(strict=False)
    buffer, read, opened = "", 0, False
    while True:
        block = file.read(_BLOCK)
        read += len(block)
        try:
            buffer += decoder.decode(block, final=not block)
        except UnicodeDecodeError as problem:
            raise SourceUnreadable(path, "damaged" if block else "truncated", str(problem)) from problem
        start = _skip(buffer, 0, " \t\r\n")
        if not opened:
            if start == len(buffer) and block:
                buffer = ""
                continue
            if buffer[start : start + 1] != "[":
                raise SourceUnreadable(path, "not_a_list", buffer[start : start + 40])
            opened, start = True, start + 1
        while True:
            start = _skip(buffer, start, " \t\r\n,")
            if buffer[start : start + 1] == "]":
                return
            try:
                _, end = scanner.raw_decode(buffer, start)
            except (ValueError, RecursionError) as problem:
                if block and isinstance(problem, json.JSONDecodeError):
                    break
                raise SourceUnreadable(path, _break(problem, len(buffer)), str(problem)) from problem
            yield buffer[start:end]
            start = end
        buffer = buffer[start:]
        if len(buffer) > _MOST_CHARACTERS_OF_A_RECORD:
            raise SourceUnreadable(path, "broken_json", buffer[:40])
        if progress is not None:
            progress(read, size)


def _break(problem: Exception, length: int) -> str:
    """Whether JSON of so many characters ends too early or is none."""
    if not isinstance(problem, json.JSONDecodeError):
        return "broken_json"
    cut = problem.pos >= length - 1 or problem.msg.startswith("Unterminated")
    return "truncated" if cut else "broken_json"


def _skip(text: str, start: int, letters: str) -> int:
    while start < len(text) and text[start] in letters:
        start += 1
    return start


def _read_one(path: Path, member: str, number: int, text: str) -> OrganisationRecord | Rejection:
    snippet = text[:200]
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        return Rejection(number, "not_json", str(problem), snippet)
    if not isinstance(data, dict):
        return Rejection(number, "not_an_object", type(data).__name__, snippet)
    if "names" not in data and "name" in data and "country" in data:
        raise RorSchemaOne(path, member)
    try:
        return _record(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        return Rejection(number, "wrong_shape", f"{type(problem).__name__}: {problem}", snippet)


def _record(data: dict[str, Any]) -> OrganisationRecord:
    names = tuple(
        OrganisationName(clean(one["value"]), one.get("lang") or "", _texts(one.get("types")))
        for one in data["names"]
        if clean(one["value"])
    )
    if not names:
        raise ValueError("no name")
    status = data["status"]
    if status not in _STATUSES:
        raise ValueError(f"status {status!r}")
    ror = data["id"]
    if not isinstance(ror, str) or not ror.startswith("https://ror.org/"):
        raise ValueError(f"id {ror!r}")
    established = data.get("established")
    sane_year = isinstance(established, int) and 1 <= established <= 2200
    website = next((one["value"] for one in data.get("links") or () if one.get("type") == "website"), "")
    return OrganisationRecord(
        ror=ror,
        names=names,
        types=_texts(data.get("types")),
        status=status,
        established=established if sane_year else None,
        locations=tuple(_location(one) for one in data.get("locations") or ()),
        external_ids=tuple(
            ExternalId(_text(one["type"]), value, value == (one.get("preferred") or one["all"][0]))
            for one in data.get("external_ids") or ()
            for value in _texts(one["all"])
        ),
        relations=tuple(
            Relation(_text(one["type"]), _text(one["id"]), clean(one.get("label") or ""))
            for one in data.get("relationships") or ()
        ),
        domains=tuple(one.lower() for one in _texts(data.get("domains"))),
        website=clean(website),
        last_modified=((data.get("admin") or {}).get("last_modified") or {}).get("date", ""),
        fingerprint=hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest(),
    )


def _text(value: object) -> str:
    """A text. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"expected a text, found {str(value)[:40]!r}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts; nothing for nothing. Raises TypeError for anything else: a lone text is no list."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(f"expected a list of texts, found {str(value)[:40]!r}")
    return tuple(value)


def _location(data: dict[str, Any]) -> Location:
    details = data.get("geonames_details") or {}
    latitude: Any = details.get("lat")
    longitude: Any = details.get("lng")
    sane = (
        isinstance(latitude, int | float)
        and isinstance(longitude, int | float)
        and -90 <= latitude <= 90
        and -180 <= longitude <= 180
    )
    return Location(
        country=_text(details.get("country_code") or ""),
        city=clean(details.get("name") or ""),
        region=clean(details.get("country_subdivision_name") or ""),
        region_code=_text(details.get("country_subdivision_code") or ""),
        latitude=float(latitude) if sane else None,
        longitude=float(longitude) if sane else None,
        geonames_id=data.get("geonames_id"),
    )
