"""``scibridge import``: other people's data, and one's own needs and offers, from files."""

import time
from pathlib import Path
from typing import Annotated

import httpx
import orjson
import typer
from django.conf import settings
from django.utils.translation import gettext as _

from scibridge.cli.failing import WRONG_INPUT
from scibridge.cli.terminal import Advance, errors, output, print_summary, progress_bar
from scibridge.domain.accounts.models import Account
from scibridge.engines.matching.documents import Kind
from scibridge.flows.corpus import import_openalex, import_openalex_works
from scibridge.flows.exchange_import import PostingImportSummary, import_needs, import_offers, template_csv
from scibridge.flows.imports import ImportSummary
from scibridge.flows.indexing.rebuilding import update_corpus
from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.flows.registry_import import import_ror
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound
from scibridge.sources.openalex.live import search_works

app = typer.Typer(no_args_is_help=True, help="Load organisations, works, needs and offers.")
AsJson = Annotated[bool, typer.Option("--json", help="Print the closing account as JSON.")]
_TIMEOUT_SECONDS = 30.0
_MOST_PROBLEMS = 40


def _close(summary: ImportSummary, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(summary.as_dict(), option=orjson.OPT_INDENT_2).decode())
    else:
        print_summary(summary)


def _reject_file(name: str) -> Path:
    return Path(settings.HOME) / "rejects" / f"{name}.jsonl"


def _index_platform() -> None:
    with progress_bar(_("Indexing")):
        bring_up_to_date()


def _index_corpus() -> None:
    with progress_bar(_("Indexing")) as advance:
        update_corpus(advance)


@app.command()
def ror(
    file: Annotated[Path, typer.Argument(help="The zip of ROR's data dump, schema version 2.")],
    as_json: AsJson = False,
) -> None:
    """Organisations from the official ROR data dump."""
    with progress_bar(_("Reading ROR")) as advance:
        summary = import_ror(file, reject_file=_reject_file("ror"), progress=advance)
    _index_platform()
    _close(summary, as_json)


@app.command()
def openalex(
    directory: Annotated[
        Path | None, typer.Argument(help="A folder in the layout of the OpenAlex snapshot.")
    ] = None,
    query: Annotated[
        str, typer.Option(help="Take the works that match these words from the live API instead.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="Works taken from the live API at the most.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Works, authors and institutions from OpenAlex."""
    if (directory is None) == (not query):
        raise InvalidInput([FieldProblem("directory", "one_of_these", {"choices": ("DIRECTORY", "--query")})])
    lake, rejects = Path(settings.LAKE_DIRECTORY), _reject_file("openalex")
    with progress_bar(_("Reading OpenAlex")) as advance:
        if directory is not None:
            summary = import_openalex(directory, lake, reject_file=rejects, progress=advance)
        else:
            summary = _from_live(query, limit, lake, rejects, advance)
    _index_corpus()
    _close(summary, as_json)


def _from_live(query: str, limit: int, lake: Path, rejects: Path, advance: Advance) -> ImportSummary:
    with httpx.Client(timeout=_TIMEOUT_SECONDS, headers={"User-Agent": "SciBridge"}) as client:
        works = search_works(
            query,
            client=client,
            pause=time.sleep,
            key=settings.OPENALEX_KEY,
            mail=settings.OPENALEX_MAIL,
            limit=limit,
            progress=advance,
        )
        return import_openalex_works(works, lake, source=f"openalex:{query}", reject_file=rejects)


def _actor(email: str) -> Account:
    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        raise NotFound(kind="account", id=email)
    return found


FileArgument = Annotated[Path | None, typer.Argument(help="JSON Lines or CSV, as docs/import describes.")]
OwnerOption = Annotated[
    str, typer.Option("--as", help="E-mail of the account that will own what is imported.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing.")]
KeepGoing = Annotated[bool, typer.Option("--keep-going", help="Take the good rows even if others are wrong.")]
Submit = Annotated[bool, typer.Option("--submit", help="Hand what is imported to the moderators at once.")]
Template = Annotated[bool, typer.Option("--template", help="Print an empty CSV file to fill in, and stop.")]


@app.command()
def needs(
    file: FileArgument = None,
    owner: OwnerOption = "",
    dry_run: DryRun = False,
    keep_going: KeepGoing = False,
    submit: Submit = False,
    template: Template = False,
    as_json: AsJson = False,
) -> None:
    """Needs from a file."""
    _postings(Kind.NEED, file, owner, dry_run, keep_going, submit, template, as_json)


@app.command()
def offers(
    file: FileArgument = None,
    owner: OwnerOption = "",
    dry_run: DryRun = False,
    keep_going: KeepGoing = False,
    submit: Submit = False,
    template: Template = False,
    as_json: AsJson = False,
) -> None:
    """Offers from a file."""
    _postings(Kind.OFFER, file, owner, dry_run, keep_going, submit, template, as_json)


def _print_problems(summary: PostingImportSummary) -> None:
    for one in summary.problems[:_MOST_PROBLEMS]:
        where = _("line %(line)s") % {"line": one.line}
        errors.print(f"{where}, {one.field}: {one.as_dict()['message']}", style="red", markup=False)
    if len(summary.problems) > _MOST_PROBLEMS:
        errors.print(_("… and more, all in the reject file."), style="red")


def _postings(
    kind: Kind,
    file: Path | None,
    owner: str,
    dry_run: bool,
    keep_going: bool,
    submit: bool,
    template: bool,
    as_json: bool,
) -> None:
    if template:
        typer.echo(template_csv(kind), nl=False)
        return
    problems = [
        FieldProblem(name, "required") for name, value in (("file", file), ("--as", owner)) if not value
    ]
    if problems or file is None:
        raise InvalidInput(problems)
    read = import_needs if kind is Kind.NEED else import_offers
    with progress_bar(_("Reading the file")) as advance:
        summary = read(
            file,
            actor=_actor(owner),
            dry_run=dry_run,
            keep_going=keep_going,
            submit=submit,
            progress=advance,
        )
    _close(summary, as_json)
    if not as_json:
        _print_problems(summary)
    if dry_run:
        output.print(_("This was a dry run: nothing was written."))
    if summary.rejected and not as_json:
        raise typer.Exit(WRONG_INPUT)
