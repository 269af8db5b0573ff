"""What the commands print with: two consoles, progress bars, the table that closes an import."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from scibridge.flows.imports import ImportSummary

output = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Advance(Protocol):
    """Moves a progress bar: done, in all, and a label unless the last one stays."""

    def __call__(self, done: int, total: int, words: str = "") -> None: ...


@contextmanager
def progress_bar(label: str) -> Iterator[Advance]:
    """A bar on standard error; the function given takes done, total and a label, empty to keep the last."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=not errors.is_terminal) as bar:
        task: Any = bar.add_task(label, total=None)

        def advance(done: int, total: int, words: str = "") -> None:
            bar.update(task, completed=done, total=max(total, 1), description=words or label)

        yield advance


def print_summary(summary: ImportSummary) -> None:
    """The closing account of an import."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(justify="left")
    table.add_column(justify="right")
    rows = [
        (_("read"), summary.read),
        (_("new"), summary.new),
        (_("changed"), summary.changed),
        (_("unchanged"), summary.unchanged),
        (_("rejected"), summary.rejected),
    ]
    for words, number in rows:
        table.add_row(words, f"{number:,}")
    for code, number in sorted(summary.reasons.items()):
        table.add_row(f"  {code}", f"{number:,}")
    output.print(table)
    if summary.notes:
        noted = ", ".join(f"{code} {number:,}" for code, number in sorted(summary.notes.items()) if number)
        output.print(_("noted: %(notes)s") % {"notes": noted}, style="dim")
    if summary.reject_file is not None:
        output.print(_("What was rejected, and why: %(path)s") % {"path": summary.reject_file})
