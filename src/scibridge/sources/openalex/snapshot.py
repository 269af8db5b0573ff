"""The snapshot layout: ``data/<entity>/updated_date=YYYY-MM-DD/part_NNN.gz``, gzip JSON Lines.

Source: docs.openalex.org, "Snapshot data format".
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from scibridge.sources.failures import SourceAbsent, SourceUnreadable

MOST_BYTES_OF_A_LINE = 64 << 20
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of an entity, with its size in bytes."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no JSON object: its number from 1, a reason code, and the start of it."""

    number: int
    reason: str
    snippet: str


def input_files(directory: Path, entity: str) -> list[InputFile]:
    """The files of ``entity`` in order of update, for ``directory`` the snapshot or its ``data`` folder.

    Raises SourceAbsent, and SourceUnreadable where the folder is not in the snapshot's layout.
    """
    if not directory.is_dir():
        raise SourceAbsent(directory)
    root = directory / "data" if (directory / "data").is_dir() else directory
    if not any((root / name).is_dir() for name in ("works", "institutions")):
        raise SourceUnreadable(directory, "not_a_snapshot", "data/works/updated_date=…/part_000.gz")
    files = sorted((root / entity).glob("updated_date=*/*.gz"))
    if entity == "works" and not files:
        raise SourceUnreadable(directory, "not_a_snapshot", "data/works/updated_date=…/part_000.gz")
    return [InputFile(path, path.stat().st_size) for path in files]


def listed_files(directory: Path, entity: str) -> dict[str, int]:
    """What the snapshot's own manifest lists: ``updated_date=…/part_000.gz`` → bytes; empty without one."""
    root = directory / "data" if (directory / "data").is_dir() else directory
    try:
        entries = orjson.loads((root / entity / "manifest").read_bytes())["entries"]
        return {
            one["url"][one["url"].index("updated_date=") :]: int(one["meta"]["content_length"])
            for one in entries
        }
    except FileNotFoundError:
        return {}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as problem:
        raise SourceUnreadable(root / entity / "manifest", "not_a_snapshot", str(problem)) from problem


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, by which an input is recognised."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise SourceUnreadable(path, "not_readable", str(problem)) from problem


def read_lines(
    path: Path, advance: Callable[[int], None] | None = None
) -> Iterator[tuple[int, bytes, dict[str, Any]] | BadLine]:
    """Each line of a file as (number, bytes, object), or what is wrong with it.

    A file that ends early or is damaged gives its whole lines and then one ``truncated`` or ``damaged`` line.
    ``advance`` gets the bytes of the file read since it was called last. Raises SourceUnreadable where the
    disk does not give the file.
    """
    number = told = 0
    try:
        with (
            path.open("rb") as packed,
            gzip.GzipFile(fileobj=packed) as unpacked,
            io.BufferedReader(unpacked, _BLOCK) as file,
        ):
            while line := file.readline(MOST_BYTES_OF_A_LINE):
                number += 1
                if advance is not None and (place := packed.tell()) != told:
                    advance(place - told)
                    told = place
                if not line.endswith(b"\n") and len(line) >= MOST_BYTES_OF_A_LINE:
                    _skip_line(file)
                    yield BadLine(number, "line_too_long", _snippet(line))
                    continue
                if line.strip():
                    yield _read_one(number, line)
    except EOFError:
        yield BadLine(number + 1, "truncated", "")
    except (gzip.BadGzipFile, zlib.error) as problem:
        yield BadLine(number + 1, "damaged", str(problem))
    except OSError as problem:
        raise SourceUnreadable(path, "not_readable", str(problem)) from problem


def _read_one(number: int, line: bytes) -> tuple[int, bytes, dict[str, Any]] | BadLine:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError:
        return BadLine(number, "not_json", _snippet(line))
    if not isinstance(data, dict):
        return BadLine(number, "not_an_object", _snippet(line))
    return number, line, data


def _skip_line(file: IO[bytes]) -> None:
    while (rest := file.readline(MOST_BYTES_OF_A_LINE)) and not rest.endswith(b"\n"):
        pass


def _snippet(line: bytes) -> str:
    return line[:200].decode("utf-8", "replace")
