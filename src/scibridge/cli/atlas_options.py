"""What commands of the atlas have in common: how figures are narrowed, and in which form they are taken."""

import functools
import inspect
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scibridge.cli.exits import CommandFailed
from scibridge.cli.language import _
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.engines.atlas.selections import Selection

Json = Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))]
Level = Annotated[str, typer.Option(metavar="country|region|organisation|family", help=_("Between whom."))]
Science = Annotated[
    bool,
    typer.Option("--science", help=_("All of science, as imported with: scibridge import collaboration.")),
]
SHOWN = 20
Options = Mapping[str, tuple[Any, Any]]

_YEARS: dict[str, Any] = {
    "first": (Annotated[int, typer.Option("--from", metavar="YEAR", help=_("The first year."))], 0),
    "last": (Annotated[int, typer.Option("--to", metavar="YEAR", help=_("The last year."))], 9999),
}
_SUBJECT: dict[str, Any] = {
    "on": (
        Annotated[
            str,
            typer.Option(
                "--on",
                metavar="DEPTH:NUMBER",
                help=_("Only on a domain, field, subfield or topic: field:27, topic:10018."),
            ),
        ],
        "",
    )
}
_COUNTING: dict[str, Any] = {
    "counting": (
        Annotated[
            str, typer.Option(help=_("full: a work counts 1 for each; fractional: it is shared equally."))
        ],
        "full",
    )
}
_SCOPE: dict[str, Any] = {
    "international": (
        Annotated[bool, typer.Option("--international", help=_("Only works of two countries or more."))],
        False,
    )
}
_TAKING: dict[str, Any] = {
    "limit": (
        Annotated[
            int | None,
            typer.Option(help=_("Lines at most: 20 on the screen, all in a file."), min=1, max=10_000),
        ],
        None,
    ),
    "form": (
        Annotated[
            str,
            typer.Option(
                "--format",
                metavar="table|json|csv|parquet|graphml|vosviewer|pajek",
                help=_("How it is written; the last three where it is a network."),
            ),
        ],
        "",
    ),
    "json": (Json, False),
    "table": (
        Annotated[str, typer.Option(metavar="NAME", help=_("Which table, where there are several."))],
        "",
    ),
    "output": (
        Annotated[
            Path | None,
            typer.Option("--output", "-o", metavar="FILE", help=_("Into a file instead of the terminal.")),
        ],
        None,
    ),
}
_ENDINGS = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".graphml": "graphml", ".net": "pajek"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Years, subject, counting and scope as they were given."""

    first: int = 0
    last: int = 9999
    on: str = ""
    counting: str = "full"
    international: bool = False

    def selection(self, level: str, *, science: bool = False) -> "Selection":
        """At a level. Raises UnknownOption."""
        from scibridge.engines.atlas.asking import counting_of, level_of, subject_of
        from scibridge.engines.atlas.selections import Scope, Selection, Source

        return Selection(
            level_of(level),
            subject_of(self.on),
            min(self.first, self.last),
            max(self.first, self.last),
            counting_of(self.counting),
            Scope.INTERNATIONAL if self.international else Scope.ALL,
            Source.SCIENCE if science else Source.CORPUS,
        )


@dataclass(frozen=True, slots=True)
class Taking:
    """In which form, how many lines, where to."""

    limit: int | None = None
    form: str = ""
    json: bool = False
    table: str = ""
    output: Path | None = None

    @property
    def chosen(self) -> str:
        """The form: as asked for, else by the ending of the file, else a table."""
        ending = _ENDINGS.get(self.output.suffix.lower(), "table") if self.output else "table"
        return "json" if self.json else self.form or ending

    @property
    def most(self) -> int:
        """Lines at most."""
        from scibridge.flows.atlas.tables import MOST_ROWS

        return self.limit or (SHOWN if self.chosen in {"table", "json"} else MOST_ROWS)

    def show(self, view: Any, screens: Callable[[Any], Any], *tables: str, cut: Collection[str] = ()) -> None:
        """The view, as it is to be taken; ``tables`` are those it has, the usual one first; ``cut`` are those
        of which there is more.

        Raises UnknownOption and CommandFailed.
        """
        from scibridge.flows.atlas.tables import forms_of, written
        from scibridge.kernel.errors import UnknownOption

        form, name = self.chosen, self.table or tables[0]
        if name not in tables:
            raise UnknownOption("table", name, tables)
        if not self.table:
            name = next((one for one in tables if form in forms_of(one)), name)
        if form == "table":
            _print(screens(view), self.output)
            return
        if form not in forms_of(name):
            raise UnknownOption("format", form, ("table", *forms_of(name)))
        first = self.most if name in cut else 0
        if first:
            from scibridge.cli.screens import say

            say(_("Only the first %(number)s lines; more with --limit.") % {"number": f"{first:,}"})
        self.write(written(name, view, form, first=0 if form == "json" else first))

    def write(self, content: bytes) -> None:
        """Bytes into the file, or to the terminal where they are text. Raises CommandFailed."""
        if self.output is not None:
            write_file(self.output, content)
        elif self.chosen == "parquet" and sys.stdout.isatty():
            raise CommandFailed(_("Parquet is not for a screen. Name a file: --output FILE.parquet"))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(content if content.endswith(b"\n") else content + b"\n" * self._ends)
            sys.stdout.buffer.flush()

    @property
    def _ends(self) -> bool:
        return self.chosen != "parquet"


def write_file(path: Path, content: bytes) -> None:
    """Whole or not at all. Raises CommandFailed."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError as problem:
        words = _("%(path)s cannot be written (%(reason)s). Choose another place.")
        raise CommandFailed(words % {"path": path, "reason": problem.strerror}) from problem
    from scibridge.cli.screens import say

    say(_("Written: %(path)s") % {"path": path})


def _print(parts: Any, output: Path | None) -> None:
    from rich.console import Console

    from scibridge.cli.screens import answers

    if output is None:
        for part in parts:
            answers().print(part)
        return
    import io

    file = io.StringIO()
    console = Console(file=file, width=120, highlight=False)
    for part in parts:
        console.print(part)
    write_file(output, file.getvalue().encode())


def narrowed(
    *, counting: bool = True, scope: bool = True, subject: bool = True, taking: bool = True
) -> Callable[[Any], Any]:
    """The command with the options that narrow and take; it is given ``by`` and ``taking`` in their place."""
    by = _YEARS | (_SUBJECT if subject else {}) | (_COUNTING if counting else {}) | (_SCOPE if scope else {})
    return lambda command: _with_options(command, by, _TAKING if taking else {})


def _with_options(command: Callable[..., None], by: Options, taking: Options) -> Callable[..., None]:
    @functools.wraps(command)
    def called(**given: Any) -> None:
        start()
        read: dict[str, Any] = {"by": Narrowing(**{name: given.pop(name) for name in by})}
        if taking:
            read["taking"] = Taking(**{name: given.pop(name) for name in taking})
        command(**given, **read)

    own = inspect.signature(command, eval_str=True).parameters
    kept = [one for name, one in own.items() if name not in {"by", "taking"}]
    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        inspect.Parameter(name, keyword, default=default, annotation=kind)
        for name, (kind, default) in {**by, **taking}.items()
    ]
    parameters = [one.replace(kind=keyword) for one in kept] + options
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    return called
