"""What every import reports: read, new, changed, unchanged, rejected and why; and the reject file."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

Progress = Callable[[int], None]


@dataclass(slots=True)
class ImportSummary:
    """The closing account of one import.

    ``read = new + changed + unchanged + rejected``. ``reasons`` counts rejections by code; ``notes`` counts
    things worth knowing that are not rejections (dangling relations, fields kept from the platform …).
    """

    source: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    reject_file: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "source": self.source,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "reasons": dict(sorted(self.reasons.items())),
            "notes": dict(sorted(self.notes.items())),
            "reject_file": str(self.reject_file) if self.reject_file else None,
        }


class RejectFile:
    """A JSON Lines file of what was refused; it comes into being with the first rejection.

    One object per line: ``where`` (file and line, or record id), ``reason`` (a code), and its details. A file
    of an earlier run is replaced.
    """

    def __init__(self, path: Path, summary: ImportSummary) -> None:
        self.path = path
        self.summary = summary
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def add(self, where: str, reason: str, details: Mapping[str, Any] | None = None) -> None:
        """Count one rejection and write its line."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
            self.summary.reject_file = self.path
        line = {"where": where, "reason": reason, **(details or {})}
        self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        self._file.flush()
        self.summary.rejected += 1
        self.summary.reasons[reason] += 1
