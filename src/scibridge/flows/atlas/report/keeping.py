"""Reports as PDF are written in the background and kept for a day: whoever asks again gets the same file.

The folder says how far one is: ``.pdf`` is there, ``.asked`` is being waited for, ``.failed`` says why not.
"""

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson
from django.conf import settings
from django.utils import timezone, translation

from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Selection, Source, Subject
from scibridge.engines.atlas.views import as_data
from scibridge.engines.errors import ScibridgeError
from scibridge.flows.atlas.report.printing import address_of, pdf_of
from scibridge.flows.atlas.report.profiles import report_of
from scibridge.flows.atlas.selectors import made_view

KEPT_SECONDS: Final = 24 * 3600
# A request not answered for so long is asked anew; a worker that runs takes it up within seconds.
PATIENCE_SECONDS: Final = 300
SLOW_SECONDS: Final = 60


class Standing(StrEnum):
    """How far a report is; ``SLOW``: nothing has come of it for longer than it takes."""

    NONE = "none"
    READY = "ready"
    WAITING = "waiting"
    SLOW = "slow"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """Which report: everything its file depends on."""

    kind: str
    of: str
    selection: Selection
    query: str
    language: str

    def as_text(self) -> str:
        """For the worker."""
        told = {name: getattr(self, name) for name in ("kind", "of", "query", "language")}
        return orjson.dumps(told | {"selection": as_data(self.selection)}).decode()

    @classmethod
    def of_text(cls, text: str) -> "Order":
        """As :meth:`as_text` wrote it."""
        told = orjson.loads(text)
        return cls(**{**told, "selection": _selection(told["selection"])})

    def file(self, ending: str) -> Path:
        """Where it is kept: named for what it is of, the tables it is made from, and the day."""
        of = repr((self.as_text(), made_view().number, str(timezone.localdate())))
        return _folder() / f"{hashlib.sha256(of.encode()).hexdigest()[:32]}{ending}"


def _selection(told: dict[str, Any]) -> Selection:
    subject = told["subject"]
    return Selection(
        Level(told["level"]),
        Subject(Depth(subject["depth"]), subject["node"]),
        told["first_year"],
        told["last_year"],
        Counting(told["counting"]),
        Scope(told["scope"]),
        Source(told["source"]),
    )


def _folder() -> Path:
    folder: Path = settings.CACHE_DIRECTORY / "reports"
    return folder


def standing(order: Order) -> tuple[Standing, str]:
    """How far it is, and why it failed, where it did. Raises AtlasAbsent and AtlasBroken."""
    if order.file(".pdf").exists():
        return Standing.READY, ""
    failed = order.file(".failed")
    if failed.exists():
        return Standing.FAILED, failed.read_text()
    age = _age(order.file(".asked"))
    if age is None or age > PATIENCE_SECONDS:
        return Standing.NONE, ""
    return Standing.SLOW if age > SLOW_SECONDS else Standing.WAITING, ""


def begin(order: Order) -> None:
    """It is waited for from now on."""
    _folder().mkdir(parents=True, exist_ok=True)
    order.file(".failed").unlink(missing_ok=True)
    order.file(".asked").write_text("")


def _age(path: Path) -> float | None:
    try:
        return timezone.now().timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return None


def write(order: Order) -> None:
    """Make the file, whole or not at all; what stands in its way is kept for who waits."""
    _folder().mkdir(parents=True, exist_ok=True)
    target, asked = order.file(".pdf"), order.file(".asked")
    try:
        with translation.override(order.language):
            made = report_of(order.kind, order.of, order.selection, order.query)
            content = pdf_of(made, address_of(order.kind, order.of, order.query))
        new = target.with_suffix(f".{os.getpid()}.new")
        new.write_bytes(content)
        new.replace(target)
    except ScibridgeError as problem:
        order.file(".failed").write_text(str(problem.data.get("reason", problem.code)))
    except Exception:
        order.file(".failed").write_text("")
        raise
    finally:
        asked.unlink(missing_ok=True)
    _tidy()


def _tidy() -> None:
    """Files of yesterday go."""
    for path in _folder().iterdir():
        if (_age(path) or 0) > KEPT_SECONDS:
            path.unlink(missing_ok=True)
