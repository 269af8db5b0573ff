"""The manifest of the atlas: which files are its tables.

Replaced atomically: the last good ones go on serving.
"""

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import orjson

from scibridge.engines.atlas.failures import AtlasBroken
from scibridge.engines.lake.manifest import sync_directory

FILE: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class AtlasManifest:
    """One set of tables. ``generation`` is that of the lake they were computed from, ``made`` an ISO 8601
    time, ``definitions`` the digest of the statements, ``engine`` where they ran, ``rows`` table → rows."""

    number: int = 0
    generation: int = 0
    made: str = ""
    definitions: str = ""
    engine: str = ""
    first_year: int = 0
    last_year: int = 0
    works: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def directory(self) -> str:
        """Where the tables lie under ``tables``."""
        return f"{self.number:07d}"

    @classmethod
    def load(cls, root: Path) -> Self:
        """The manifest at ``root``; an empty one where there is none. Raises AtlasBroken."""
        try:
            data = orjson.loads((root / FILE).read_bytes())
            if data.pop("format") != FORMAT:
                raise AtlasBroken(FILE, "format")
            return cls(**data)
        except FileNotFoundError:
            return cls()
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as problem:
            raise AtlasBroken(FILE, str(problem)) from problem

    def save(self, root: Path) -> None:
        """Replace the manifest at ``root``, durably."""
        data: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        new = root / f"{FILE}.new"
        with new.open("wb") as file:
            file.write(orjson.dumps(data, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        new.replace(root / FILE)
        sync_directory(root)
