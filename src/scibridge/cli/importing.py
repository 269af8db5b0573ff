"""``scibridge import``: other people's data and files of needs and offers."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scibridge.cli.accounts import account_of, only_administrator
from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.indexing import update_all
from scibridge.cli.language import _
from scibridge.cli.setting_up import setup
from scibridge.cli.starting import is_untouched, start

if TYPE_CHECKING:
    from scibridge.flows.exchange_import import PostingImportSummary
    from scibridge.flows.imports import ImportSummary

app = typer.Typer(help=_("Load data from outside."), no_args_is_help=True)
_SHOWN_PROBLEMS = 20
_Json = Annotated[bool, typer.Option("--json", help=_("The closing account as JSON."))]
_NoIndex = Annotated[
    bool, typer.Option("--no-index", help=_("Leave the index for later: scibridge index update."))
]
_As = Annotated[
    str | None,
    typer.Option("--as", metavar="MAIL", help=_("In whose name. Without it, the administrator's.")),
]
_File = Annotated[Path | None, typer.Argument(help=_("JSON Lines (.jsonl) or CSV."))]
_Template = Annotated[bool, typer.Option("--template", help=_("Print an empty CSV file to fill in."))]
_DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Check every row and write nothing."))]
_KeepGoing = Annotated[
    bool, typer.Option("--keep-going", help=_("Take the good rows even where others are bad."))
]
_Submit = Annotated[
    bool, typer.Option("--submit", help=_("Put them to the moderators at once, instead of as drafts."))
]
_Encoding = Annotated[str | None, typer.Option(help=_("Of a file that is not UTF-8, such as gb18030."))]


def _begin() -> None:
    """Make ready; where nothing was ever prepared, prepare it first: data may be the first thing there is."""
    start(database=False)
    if is_untouched():
        setup(quiet=True)
    start()


@contextmanager
def _resumable() -> Iterator[None]:
    """Ctrl-C ends with what is kept and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        words = _(
            "Stopped. What was taken in whole is kept; run the same command again and it goes on from there."
        )
        raise CommandFailed(words, Exit.INTERRUPTED) from None


@app.command(help=_("Load the organisations of a ROR dump (zip, schema version 2) into the registry."))
def ror(
    file: Annotated[Path, typer.Argument(help=_("The zip file as ROR publishes it."))],
    json: _Json = False,
    no_index: _NoIndex = False,
) -> None:
    """Run again, it changes only what ROR changed."""
    _begin()
    from scibridge.cli.screens import bar
    from scibridge.flows.registry_import import import_ror

    with _resumable():
        with bar(_("Organisations"), of_bytes=True) as advance:
            summary = import_ror(file, progress=advance)
        if not no_index:
            update_all()
    close(summary, as_json=json)


@app.command(help=_("Load works of OpenAlex into the corpus, from a snapshot folder or by a search."))
def openalex(
    directory: Annotated[
        Path | None, typer.Argument(help=_("A folder in the layout of OpenAlex's snapshot."))
    ] = None,
    query: Annotated[
        str | None, typer.Option(help=_("Search OpenAlex itself for these words instead."))
    ] = None,
    limit: Annotated[int, typer.Option(help=_("With --query: works at most."), min=1, max=100_000)] = 2000,
    json: _Json = False,
    no_index: _NoIndex = False,
    atlas: Annotated[
        bool, typer.Option("--atlas", help=_("Compute the atlas afterwards: scibridge atlas build."))
    ] = False,
) -> None:
    """Run again, it changes only what OpenAlex changed."""
    if (directory is None) == (query is None):
        raise typer.BadParameter(_("Give either a folder or --query."))
    _begin()
    with _resumable():
        summary = _from_folder(directory) if directory is not None else _from_service(query or "", limit)
        if not no_index:
            update_all()
    close(summary, as_json=json)
    _atlas_next(build=atlas, as_json=json)


def _atlas_next(*, build: bool, as_json: bool) -> None:
    """Compute the atlas, or say what to run where it is behind the corpus."""
    from scibridge.cli.atlas import run_build
    from scibridge.cli.screens import say
    from scibridge.engines.errors import ScibridgeError
    from scibridge.flows.atlas.building import atlas_is_due

    if build:
        with _resumable():
            run_build(quiet=as_json)
        return
    try:
        due = atlas_is_due()
    except ScibridgeError:
        due = True
    if due:
        say(_("Next, for who works with whom: scibridge atlas build"))


def _from_folder(directory: Path) -> "ImportSummary":
    from django.conf import settings

    from scibridge.cli.screens import bar
    from scibridge.flows.corpus import import_openalex

    rejected = settings.HOME / "rejected" / "openalex.rejected.jsonl"
    with bar(_("Works"), of_bytes=True) as advance:
        return import_openalex(directory, settings.LAKE_DIRECTORY, reject_file=rejected, progress=advance)


def _from_service(query: str, limit: int) -> "ImportSummary":
    import httpx
    from django.conf import settings

    from scibridge.cli.screens import bar
    from scibridge.flows.corpus import import_openalex_works
    from scibridge.sources.openalex.live import search_works

    rejected = settings.HOME / "rejected" / "openalex-query.rejected.jsonl"
    agent = {"User-Agent": f"SciBridge ({settings.SITE_ADDRESS})"}
    with httpx.Client(timeout=30.0, headers=agent) as client, bar(_("Works")) as advance:
        works = search_works(
            query,
            client=client,
            pause=time.sleep,
            key=settings.OPENALEX_KEY,
            mail=settings.OPENALEX_MAIL,
            limit=limit,
            progress=advance,
        )
        return import_openalex_works(works, settings.LAKE_DIRECTORY, source=query, reject_file=rejected)


@app.command(help=_("Load an aggregate of which countries publish together, such as all of science."))
def collaboration(
    file: Annotated[Path, typer.Argument(help=_("CSV: year, country_a, country_b, works; gzipped or not."))],
    json: _Json = False,
) -> None:
    """It takes the place of the one before."""
    _begin()
    from django.conf import settings

    from scibridge.cli.screens import bar
    from scibridge.flows.atlas.collaboration import import_collaboration

    rejected = settings.HOME / "rejected" / "collaboration.rejected.jsonl"
    with bar(_("Rows")):
        summary = import_collaboration(file, reject_file=rejected)
    close(summary, as_json=json)


def _loader(kind: str) -> Callable[..., None]:
    """The command for files of needs or of offers: both take the same choices."""

    def load(
        file: _File = None,
        template: _Template = False,
        dry_run: _DryRun = False,
        keep_going: _KeepGoing = False,
        submit: _Submit = False,
        encoding: _Encoding = None,
        actor: _As = None,
        json: _Json = False,
    ) -> None:
        """One bad row holds the whole file back, unless told otherwise."""
        choices = {"dry_run": dry_run, "keep_going": keep_going, "submit": submit, "encoding": encoding}
        _postings(kind, file, template, actor, json, **choices)

    return load


app.command("needs", help=_("Load needs from a file."))(_loader("need"))
app.command("offers", help=_("Load offers from a file."))(_loader("offer"))


def _postings(
    kind: str, file: Path | None, template: bool, mail: str | None, as_json: bool, **choices: Any
) -> None:
    if template == (file is not None):
        raise typer.BadParameter(_("Give either a file or --template."))
    start(database=not template)
    from scibridge.cli.screens import bar
    from scibridge.engines.matching.documents import Kind
    from scibridge.flows.exchange_import import import_needs, import_offers, template_csv

    if file is None:
        print("\ufeff" + template_csv(Kind(kind)), end="")
        return
    actor = account_of(mail) if mail else only_administrator()
    load = import_needs if kind == "need" else import_offers
    with _resumable(), bar(_("Rows"), of_bytes=True) as advance:
        summary = load(file, actor=actor, progress=advance, **choices)
    close(summary, as_json=as_json)


def close(summary: "ImportSummary", *, as_json: bool) -> None:
    """Print the closing account; rows refused are an error of the input. Raises CommandFailed."""
    from scibridge.cli.screens import answers, print_json

    if as_json:
        print_json(summary.as_dict())
    else:
        answers().print(str(summary.source), style="bold", markup=False)
        answers().print(_account(summary))
        for line in _problem_lines(summary):
            answers().print(line, markup=False)
    if summary.rejected and not summary.new + summary.changed + summary.unchanged:
        raise CommandFailed(_("Nothing was taken in. Mend the rows named above, and run it again."))


def _account(summary: "ImportSummary") -> Any:
    from rich.table import Table

    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, number in (
        (_("Read"), summary.read),
        (_("New"), summary.new),
        (_("Changed"), summary.changed),
        (_("Unchanged"), summary.unchanged),
        (_("Rejected"), summary.rejected),
    ):
        table.add_row(
            label,
            f"{number:,}",
            style="red" if number and number == summary.rejected and label == _("Rejected") else None,
        )
    for reason, number in sorted(summary.reasons.items()):
        table.add_row(f"  {reason}", f"{number:,}", style="dim")
    for note, number in sorted(summary.notes.items()):
        table.add_row(f"  {note}", f"{number:,}", style="dim")
    if summary.reject_file:
        table.add_row(_("Rejected rows are in"), str(summary.reject_file))
    return table


def _problem_lines(summary: "ImportSummary | PostingImportSummary") -> list[str]:
    problems = getattr(summary, "problems", [])
    lines = [
        _("line %(line)s, %(field)s: %(message)s")
        % {"line": one.line, "field": one.field or "–", "message": one.as_dict()["message"]}
        for one in problems[:_SHOWN_PROBLEMS]
    ]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(_("… and %(number)s more") % {"number": len(problems) - _SHOWN_PROBLEMS})
    if getattr(summary, "dry_run", False):
        lines.append(_("A dry run: nothing was written."))
    return lines
