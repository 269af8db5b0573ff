"""Whether anything was committed since: what was made from the database holds as long as its revision does.

Both databases keep count themselves, so nothing that writes has to say so, however it writes.
"""

import os
import sqlite3
import threading
from pathlib import Path
from typing import Final

from django.db import DatabaseError, connection

# SQLite counts the commits of others from the side of each connection, so one is held for nothing else.
_ASKED: Final = "PRAGMA data_version"
_WRITTEN: Final = "SELECT pg_current_wal_insert_lsn()::text"


class CommitCounter:
    """Counts commits to one SQLite file, by whichever process; threads may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._held: tuple[int, int, sqlite3.Connection] | None = None

    def count(self) -> str | None:
        """Another text after every commit and when the file is replaced; None where it cannot be opened."""
        try:
            file = self.path.stat().st_ino
            with self._guard:
                if self._held is None or self._held[:2] != (os.getpid(), file):
                    self._open(file)
                assert self._held is not None  # noqa: S101 - opened above, or raised
                (number,) = self._held[2].execute(_ASKED).fetchone()
        except (OSError, sqlite3.Error):
            return None
        return f"{file}:{number}"

    def _open(self, file: int) -> None:
        if self._held is not None and self._held[0] == os.getpid():
            self._held[2].close()
        address = f"{self.path.resolve().as_uri()}?mode=ro"
        held = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
        self._held = (os.getpid(), file, held)


_counters: dict[str, CommitCounter] = {}


def revision() -> str | None:
    """Names what the database holds for everyone: another text after every commit.

    None where that cannot be told: within a transaction, whose own writes nobody else sees, and for a
    database in memory.
    """
    if connection.in_atomic_block:
        return None
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        if name.startswith(":memory:") or "mode=memory" in name:
            return None
        return _counters.setdefault(name, CommitCounter(Path(name))).count()
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute(_WRITTEN)
                return str(cursor.fetchone()[0])
        except DatabaseError:
            return None  # a standby does not write, so it cannot say what was written
    return None
