"""The two streams: answers to standard output; progress, notes and errors to standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_WIDTH_OF_A_FILE = 120


def answers() -> Console:
    """Standard output; a pipe or a file gets plain text of a fixed width."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE, highlight=False)


def notes() -> Console:
    """Standard error."""
    return Console(file=sys.stderr, width=None if sys.stderr.isatty() else _WIDTH_OF_A_FILE, highlight=False)


def say(words: str, style: str = "") -> None:
    """A line to standard error."""
    notes().print(escape(words), style=style or None)


def print_json(data: Any) -> None:
    """JSON to standard output, for programs."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


class Advance(Protocol):
    """Tells a bar where it stands."""

    def __call__(self, done: int, total: int, detail: str = "") -> None:
        """``total`` 0 means unknown."""


@contextmanager
def bar(words: str, *, of_bytes: bool = False) -> Iterator[Advance]:
    """A progress bar on standard error while the block runs; nothing where that is not a terminal."""
    columns = [
        SpinnerColumn(),
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        DownloadColumn() if of_bytes else MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    console = notes()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(escape(words), total=None)

        def advance(done: int, total: int, detail: str = "") -> None:
            shown = f"{words} {detail}".strip()
            progress.update(task, completed=done, total=total or None, description=escape(shown))

        yield advance
