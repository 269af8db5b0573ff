"""``scibridge match all``: every need against every offer and work, in the lake."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _, ngettext
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.engines.matching.against_all import Matched

_MOST = 1_000


def match_all(
    top: Annotated[int, typer.Option(min=1, max=_MOST, help=_("Answers of each need."))] = 50,
    output: Annotated[
        Path | None, typer.Option(help=_("Write the answers to this file too: .csv or .parquet."))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))] = False,
) -> None:
    """Stopped and run again, it goes on."""
    if output is not None and output.suffix not in (".csv", ".parquet"):
        raise typer.BadParameter(_("The name of the file ends with .csv or .parquet."))
    start()
    from scibridge.cli.screens import bar, print_json
    from scibridge.flows.all_matches import match_all_needs

    steps = {"read": _("Reading offers and works"), "match": _("Matching needs")}
    with bar("") as advance:
        found = match_all_needs(top, lambda step, done, everything: advance(done, everything, steps[step]))
    if output is not None:
        _write(found.table, output)
    if json:
        print_json(
            {
                "needs": found.needs,
                "documents": found.documents,
                "answers": found.answers,
                "table": str(found.table),
            }
        )
        return
    _tell(found)


def _tell(found: "Matched") -> None:
    words = ngettext("%(number)s answer", "%(number)s answers", found.answers)
    answers = words % {"number": f"{found.answers:,}"}
    facts = {"needs": f"{found.needs:,}", "documents": f"{found.documents:,}", "answers": answers}
    print(_("Needs: %(needs)s. Offers and works: %(documents)s. %(answers)s.") % facts)
    print(found.table)


def _write(table: Path, output: Path) -> None:
    import shutil

    import pyarrow.csv
    import pyarrow.parquet

    try:
        if output.suffix == ".csv":
            with output.open("wb") as file:
                pyarrow.csv.write_csv(pyarrow.parquet.read_table(table), file)
        else:
            shutil.copyfile(table, output)
    except OSError as problem:
        words = _("%(file)s cannot be written: %(reason)s")
        raise CommandFailed(words % {"file": output, "reason": problem.strerror}, Exit.ABSENT) from problem
