"""``scibridge index`` and ``scibridge doctor``: the index, and whether it says what its sources say."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _, ngettext
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.flows.indexing.doctor import Report

app = typer.Typer(help=_("The index that answers."), no_args_is_help=True)
_Json = Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))]


def update_all() -> int:
    """Take what changed in database and corpus into the index; returns how many documents."""
    from scibridge.cli.places import update_portraits
    from scibridge.cli.screens import bar
    from scibridge.flows.indexing.rebuilding import update_corpus
    from scibridge.flows.indexing.updating import bring_up_to_date
    from scibridge.flows.statistics import learn_sizes
    from scibridge.flows.world.pairs import renew_pairs

    with bar(_("Index: organisations, people, facilities, needs, offers")):
        taken = bring_up_to_date()
    with bar(_("Index: corpus")) as advance:
        taken += update_corpus(advance)
    _encode_again()
    renew_pairs(rest=timedelta(0))
    update_portraits()
    learn_sizes()
    return taken


def _encode_again() -> None:
    """Where documents were encoded before, those that came since are too."""
    from scibridge.cli.screens import bar
    from scibridge.domain.indexing.selectors import current_meaning
    from scibridge.flows.indexing.encoding import encode_all

    if (meaning := current_meaning()) is not None:
        with bar(_("Reading for meaning")) as advance:
            encode_all(meaning, advance, thoroughly=False)


@app.command(
    help=_(
        "Have the sentence encoder read the documents, so that answers go by meaning too (extra “dense”)."
        " Stop it at any time; run again, it goes on."
    )
)
def encode(
    thoroughly: Annotated[
        bool,
        typer.Option(
            "--thoroughly",
            help=_("Read with the whole model too: about twenty documents a second, for a finer order."),
        ),
    ] = False,
) -> None:
    """Quickly all of them, then thoroughly if asked."""
    start()
    from scibridge.cli.screens import bar
    from scibridge.flows.indexing.encoding import encode_all, prepared

    with bar(_("Preparing the encoder")) as advance:
        meaning = prepared(advance)
    with bar(_("Reading for meaning")) as advance:
        number = encode_all(meaning, advance, thoroughly=False)
    if thoroughly:
        with bar(_("Reading with the whole model")) as advance:
            number += encode_all(meaning, advance, thoroughly=True)
    words = ngettext("%(number)s text read by %(encoder)s.", "%(number)s texts read by %(encoder)s.", number)
    print(words % {"number": f"{number:,}", "encoder": meaning.name})


@app.command(help=_("Make the index anew while the old one serves."))
def rebuild() -> None:
    """From database and corpus."""
    start()
    from scibridge.cli.screens import bar
    from scibridge.flows.indexing.rebuilding import rebuild_index
    from scibridge.flows.world.pairs import renew_pairs

    with bar(_("Index")) as advance:
        number = rebuild_index(advance)
    renew_pairs(rest=timedelta(0))
    print(_indexed(number))


@app.command(help=_("Take in what changed since the last time."))
def update() -> None:
    """What the worker does all the time."""
    start()
    print(_indexed(update_all()))


def _indexed(number: int) -> str:
    return ngettext("%(number)s document indexed.", "%(number)s documents indexed.", number) % {
        "number": f"{number:,}"
    }


@app.command(help=_("What the index holds, and what waits for it."))
def status(json: _Json = False) -> None:
    """Reads only."""
    start()
    from rich.table import Table

    from scibridge.cli.screens import answers, print_json
    from scibridge.domain.exchange.match_words import KINDS
    from scibridge.domain.indexing.selectors import current_index, waiting_count

    index = current_index()
    counts = {str(kind): number for kind, number in index.count_by_kind().items()}
    waiting = waiting_count()
    meaning = index.snapshot.meaning
    if json:
        read = {"encoder": meaning.name, "read": len(meaning)} if meaning is not None else None
        print_json({"documents": counts, "waiting": waiting, "meaning": read})
        return
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for kind, label in KINDS.items():
        if kind.value in counts:
            table.add_row(str(label), f"{counts[kind.value]:,}")
    table.add_row(_("Changes that wait"), f"{waiting:,}", style="dim")
    number = f"{len(meaning):,}" if meaning is not None else _("none: ranked by words alone")
    table.add_row(_("Read for meaning"), number, style="dim")
    answers().print(table)


def doctor(json: _Json = False) -> None:
    """Ends with 5 where something differs."""
    start()
    from scibridge.cli.screens import bar, print_json
    from scibridge.flows.indexing.doctor import examine

    with bar(_("Comparing")) as advance:
        report = examine(lambda done: advance(done, 0))
    if json:
        print_json(_as_data(report))
    else:
        _print_report(report)
    if not report.agrees:
        words = _("Index and sources differ. Mend it with: %(command)s")
        raise CommandFailed(words % {"command": "scibridge index rebuild"}, Exit.DIFFERS)


def _as_data(report: "Report") -> dict[str, Any]:
    return {
        "agrees": report.agrees,
        "in_database": report.in_database,
        "in_lake": report.in_lake,
        "in_index": report.in_index,
        "waiting": report.waiting,
        "findings": [
            {
                "source": one.source,
                "difference": one.difference.value,
                "count": one.count,
                "examples": list(one.examples),
            }
            for one in report.findings
        ],
    }


def _print_report(report: "Report") -> None:
    from rich.table import Table

    from scibridge.cli.screens import answers

    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, number in (
        (_("In the database"), report.in_database),
        (_("In the corpus"), report.in_lake),
        (_("In the index"), report.in_index),
        (_("Changes that wait for the worker"), report.waiting),
    ):
        table.add_row(label, f"{number:,}")
    console = answers()
    console.print(table)
    differences = {
        "missing": _("%(number)s missing from the index (source: %(source)s): %(examples)s"),
        "stale": _("%(number)s out of date in the index (source: %(source)s): %(examples)s"),
        "surplus": _("%(number)s only in the index: %(examples)s"),
    }
    for one in report.findings:
        facts = {"number": f"{one.count:,}", "source": one.source, "examples": ", ".join(one.examples)}
        console.print(differences[one.difference.value] % facts, style="red", markup=False)
    if report.agrees:
        console.print(_("Index, corpus and database agree."), style="green")
