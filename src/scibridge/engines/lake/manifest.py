"""The manifest: which files are the lake. Replaced atomically: readers see one whole generation or another.

A *part* is an immutable directory of Parquet files; an *input* is a file or an answer taken in whole.
*Staged* parts are written but not yet visible; making them visible settles, record by record, which version
of a record is the living one. Rows that lost are named in a *superseded* file and skipped by readers.
``source`` says what the staged parts were read from.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

import orjson

from scibridge.engines.lake.failures import LakeBroken

FILE: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Input:
    """An input taken in: ``digest`` recognises it, ``rows`` counts records, the rest counts by code."""

    entity: str
    digest: str
    label: str
    rows: int
    rejected: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A directory of Parquet files with ``rows`` records of one entity, visible since ``generation``."""

    number: int
    entity: str
    rows: int
    generation: int = 0

    @property
    def directory(self) -> str:
        """Its directory under ``parts``."""
        return f"{self.number:07d}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of the lake, and what is staged for the next."""

    generation: int = 0
    last_part: int = 0
    parts: tuple[Part, ...] = ()
    staged: tuple[Part, ...] = ()
    inputs: tuple[Input, ...] = ()
    superseded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    derived: str = ""
    source: str = ""

    @classmethod
    def load(cls, root: Path) -> Self:
        """The manifest of the lake at ``root``; an empty one where there is none. Raises LakeBroken."""
        try:
            content = (root / FILE).read_bytes()
        except FileNotFoundError:
            return cls()
        try:
            data = orjson.loads(content)
            if data["format"] != FORMAT:
                raise LakeBroken(root, f"{FILE} has format {data['format']}, expected {FORMAT}")
            return cls(
                generation=data["generation"],
                last_part=data["last_part"],
                parts=tuple(Part(**one) for one in data["parts"]),
                staged=tuple(Part(**one) for one in data["staged"]),
                inputs=tuple(Input(**one) for one in data["inputs"]),
                superseded={entity: tuple(names) for entity, names in data["superseded"].items()},
                derived=data["derived"],
                source=data.get("source", ""),
            )
        except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
            raise LakeBroken(root, f"{FILE}: {problem}") from problem

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

    def known(self, entity: str) -> dict[str, Input]:
        """Digest → input of ``entity`` taken in so far."""
        return {one.digest: one for one in self.inputs if one.entity == entity}

    def with_staged(self, parts: Sequence[Part], inputs: Sequence[Input]) -> "Manifest":
        """The same with more staged parts and the inputs that are thereby taken in whole."""
        last = max((part.number for part in parts), default=self.last_part)
        return replace(
            self,
            last_part=max(last, self.last_part),
            staged=(*self.staged, *parts),
            inputs=(*self.inputs, *inputs),
        )


def sync_directory(path: Path) -> None:
    """Make renames inside ``path`` durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
