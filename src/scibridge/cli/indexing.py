"""``scibridge index`` and ``scibridge doctor``."""

from typing import Annotated

import orjson
import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scibridge.cli.failing import DIFFERENCES
from scibridge.cli.terminal import output, progress_bar
from scibridge.domain.exchange.match_words import KINDS
from scibridge.domain.indexing.selectors import waiting_count
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing.doctor import Difference, Report, examine
from scibridge.flows.indexing.rebuilding import rebuild_index, update_corpus
from scibridge.flows.indexing.updating import bring_up_to_date

app = typer.Typer(no_args_is_help=True, help="The index that answers needs.")
_DIFFERENCES = {
    Difference.MISSING: gettext_lazy("not in the index"),
    Difference.STALE: gettext_lazy("out of date in the index"),
    Difference.SURPLUS: gettext_lazy("in the index, but no longer anywhere else"),
}


@app.command()
def rebuild() -> None:
    """Make the index anew from database and lake; the old one serves until it is done."""
    with progress_bar(_("Indexing")) as advance:
        count = rebuild_index(advance)
    output.print(_("The index holds %(count)s documents.") % {"count": f"{count:,}"})


@app.command()
def update() -> None:
    """Take in what changed in database and lake since the index was written."""
    changes = bring_up_to_date()
    with progress_bar(_("Indexing")) as advance:
        corpus = update_corpus(advance)
    words = {"platform": f"{changes:,}", "corpus": f"{corpus:,}"}
    output.print(_("Taken in: %(platform)s changes of the platform, %(corpus)s of the corpus.") % words)


@app.command()
def status() -> None:
    """Say what the index holds and what waits to be taken in."""
    counts = MatchIndex.open(settings.INDEX_DIRECTORY).count_by_kind()
    for kind, count in counts.items():
        output.print(f"{count:>12,}  {KINDS[kind]}", markup=False)
    output.print(f"{waiting_count():>12,}  {_('changes waiting')}", markup=False)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Compare index, lake and database, and say what differs. Exit code 4 when something does."""
    with progress_bar(_("Comparing")) as advance:
        report = examine(lambda done: advance(done, done))
    if as_json:
        typer.echo(
            orjson.dumps({"agrees": report.agrees, **_plain(report)}, option=orjson.OPT_INDENT_2).decode()
        )
    else:
        _print_report(report)
    if not report.agrees:
        raise typer.Exit(DIFFERENCES)


def _plain(report: Report) -> dict[str, object]:
    return {
        "in_database": report.in_database,
        "in_lake": report.in_lake,
        "in_index": report.in_index,
        "waiting": report.waiting,
        "findings": [
            {"source": one.source, "difference": one.difference, "count": one.count, "examples": one.examples}
            for one in report.findings
        ],
    }


def _print_report(report: Report) -> None:
    sources = {"database": _("database"), "lake": _("lake"), "index": _("index")}
    numbers = {
        "database": f"{report.in_database:,}",
        "lake": f"{report.in_lake:,}",
        "index": f"{report.in_index:,}",
    }
    output.print(_("Database %(database)s, lake %(lake)s, index %(index)s documents.") % numbers)
    if report.waiting:
        output.print(_("%(count)s changes wait for the worker.") % {"count": f"{report.waiting:,}"})
    for one in report.findings:
        words = (
            f"{sources[one.source]}: {one.count:,} {_DIFFERENCES[one.difference]} ({', '.join(one.examples)})"
        )
        output.print(words, style="red", markup=False)
    if report.agrees:
        output.print(_("Index, lake and database agree."), style="green")
    else:
        output.print(_("Put it right with: scibridge index rebuild"))
