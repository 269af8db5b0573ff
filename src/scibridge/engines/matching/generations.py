"""The directory of an index: generations, the pointer to the one that serves, and the locks.

``current`` names the generation that serves and is replaced atomically. A new generation is built beside it
and becomes visible by that replacement alone, so a crash at any moment leaves a whole index. What is written
to the serving generation while another is being built is also noted in a log, replayed before the switch.
"""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import orjson

from scibridge.engines.matching.entries import PARTS
from scibridge.engines.matching.failures import IndexAbsent, IndexBusy, IndexCorrupt, IndexOutdated

CURRENT: Final = "current"
SCHEMA_FILE: Final = "schema.json"
BUILDING: Final = "building"
CHANGES: Final = "changes.log"
WRITER: Final = "writer"
REBUILD: Final = "rebuild"
_PATIENCE_SECONDS: Final = 0.02


def serving(directory: Path) -> Path:
    """The generation that serves.

    Raises:
        IndexAbsent: nothing was ever built here.
        IndexCorrupt: the pointer names nothing.
    """
    try:
        name = (directory / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexAbsent(directory) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise IndexCorrupt(directory, str(problem)) from problem
    generation = directory / name
    if not name or generation.parent != directory or not generation.is_dir():
        raise IndexCorrupt(directory, f"{CURRENT} names no generation: {name[:80]!r}")
    return generation


def mark(directory: Path, generation: Path | None) -> tuple[tuple[int, int] | None, ...]:
    """Changes whenever the pointer or a committed partition does; cheap enough for every search."""
    watched = [directory / CURRENT]
    if generation is not None:
        watched += [generation / name / "meta.json" for name in PARTS]
    return tuple(_file_mark(path) for path in watched)


def point_to(directory: Path, generation: Path) -> None:
    """Make a generation serve, atomically and durably; the others are removed.

    A reader keeps the removed files it has open; one that comes between the two steps looks again.
    """
    replacement = directory / f"{CURRENT}.new"
    write_durably(replacement, f"{generation.name}\n".encode())
    replacement.replace(directory / CURRENT)
    sync_directory(directory)
    for other in directory.glob("generation-*"):
        if other != generation:
            shutil.rmtree(other, ignore_errors=True)


def next_generation(directory: Path) -> Path:
    """The path of the generation after the highest there is."""
    numbers = [
        int(path.name.removeprefix("generation-"))
        for path in directory.glob("generation-*")
        if path.name.removeprefix("generation-").isdigit()
    ]
    return directory / f"generation-{max(numbers, default=0) + 1:06d}"


def write_schema_version(generation: Path, version: int) -> None:
    """Note which schema a generation has."""
    write_durably(generation / SCHEMA_FILE, orjson.dumps({"schema": version}))


def check_schema_version(directory: Path, generation: Path, expected: int) -> None:
    """Refuse a generation of another schema.

    Raises:
        IndexOutdated: another version.
        IndexCorrupt: no readable version.
    """
    try:
        found = orjson.loads((generation / SCHEMA_FILE).read_bytes())["schema"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise IndexCorrupt(directory, f"{SCHEMA_FILE}: {problem}") from problem
    if found != expected:
        raise IndexOutdated(directory, found, expected)


@contextlib.contextmanager
def locked(directory: Path, what: str, wait_seconds: float) -> Iterator[None]:
    """Hold a lock of the index; the kernel releases it when the process dies.

    Raises:
        IndexBusy: not free within ``wait_seconds``.
    """
    give_up = time.monotonic() + wait_seconds
    with (directory / f"{what}.lock").open("ab") as handle:
        while not _try_lock(handle.fileno()):
            if time.monotonic() >= give_up:
                raise IndexBusy(directory, what, wait_seconds)
            time.sleep(_PATIENCE_SECONDS)
        yield


def is_rebuilding(directory: Path) -> bool:
    """Whether a living process builds the next generation."""
    path = directory / f"{REBUILD}.lock"
    if not (directory / BUILDING).is_dir() or not path.exists():
        return False
    with path.open("ab") as handle:
        return not _try_lock(handle.fileno())


def note_changes(directory: Path, changes: Iterable[bytes | str]) -> None:
    """Append stored documents (bytes) and removed ids (text) to the log of the generation being built.

    Call with the writer's lock held, after the commit.
    """
    records = [
        b'{"put":' + one + b"}" if isinstance(one, bytes) else orjson.dumps({"remove": one})
        for one in changes
    ]
    with (directory / BUILDING / CHANGES).open("ab") as log:
        log.write(b"".join(record + b"\n" for record in records))
        log.flush()
        os.fsync(log.fileno())


def noted_changes(directory: Path) -> Iterator[dict[str, object]]:
    """What was written while the next generation was built, oldest first."""
    path = directory / BUILDING / CHANGES
    if path.exists():
        with path.open("rb") as log:
            for line in log:
                if line.endswith(b"\n"):
                    yield orjson.loads(line)


def write_durably(path: Path, content: bytes) -> None:
    """Write and wait for the disk."""
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _file_mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sync_directory(directory: Path) -> None:
    """Wait until the disk knows the names in a folder."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
