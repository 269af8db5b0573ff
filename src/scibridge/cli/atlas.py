"""``scibridge atlas``: who works with whom, on what; computed, and read at the terminal."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scibridge.cli.language import _, ngettext
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.engines.atlas.selections import Selection

app = typer.Typer(
    help=_("Who works with whom, on what, and where the bridges are missing."), no_args_is_help=True
)
_Json = Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))]
_From = Annotated[int, typer.Option("--from", metavar="YEAR", help=_("The first year."))]
_To = Annotated[int, typer.Option("--to", metavar="YEAR", help=_("The last year."))]
_On = Annotated[
    str,
    typer.Option(
        "--on",
        metavar="DEPTH:NUMBER",
        help=_("Only on a domain, field, subfield or topic: field:27, topic:10018."),
    ),
]
_Counting = Annotated[
    str, typer.Option(help=_("full: a work counts 1 for each; fractional: it is shared equally."))
]
_International = Annotated[
    bool, typer.Option("--international", help=_("Only works of two countries or more."))
]
_Level = Annotated[str, typer.Option(metavar="country|organisation|family", help=_("Between whom."))]
_RollUp = Annotated[bool, typer.Option("--roll-up", help=_("With all organisations that belong to it."))]
_Science = Annotated[
    bool,
    typer.Option("--science", help=_("All of science, as imported with: scibridge import collaboration.")),
]
_Limit = Annotated[int, typer.Option(help=_("Lines at most."), min=1, max=1000)]


@app.command(help=_("Compute the tables from the corpus; the last ones serve meanwhile."))
def build(
    anew: Annotated[bool, typer.Option("--anew", help=_("Count everything again."))] = False,
    json: _Json = False,
) -> None:
    """Stopped and run again, it goes on."""
    start()
    from scibridge.cli.screens import bar, print_json
    from scibridge.engines.atlas.views import as_data
    from scibridge.flows.atlas.building import build_atlas

    with bar(_("Atlas")) as advance:
        manifest = build_atlas(anew=anew, progress=advance)
    if json:
        print_json(as_data(manifest))
        return
    words = ngettext(
        "%(number)s work counted, in %(seconds)s s.",
        "%(number)s works counted, in %(seconds)s s.",
        manifest.works,
    )
    print(words % {"number": f"{manifest.works:,}", "seconds": manifest.seconds})


@app.command(help=_("A country: output, partners, years, topics."))
def country(
    code: Annotated[str, typer.Argument(help=_("Two letters, such as CN."))],
    first: _From = 0,
    last: _To = 9999,
    on: _On = "",
    counting: _Counting = "full",
    international: _International = False,
    limit: _Limit = 20,
    science: _Science = False,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    _unit(code, _selection("country", first, last, on, counting, international, science=science), limit, json)


@app.command(help=_("An organisation: output, partners, years, topics."))
def organisation(
    identifier: Annotated[str, typer.Argument(help=_("Its OpenAlex id, such as I99065089."))],
    roll_up: _RollUp = False,
    first: _From = 0,
    last: _To = 9999,
    on: _On = "",
    counting: _Counting = "full",
    international: _International = False,
    limit: _Limit = 20,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    level = "family" if roll_up else "organisation"
    _unit(identifier, _selection(level, first, last, on, counting, international), limit, json)


@app.command(help=_("A person: works and co-authors."))
def person(
    identifier: Annotated[str, typer.Argument(help=_("The OpenAlex id, such as A5023888391."))],
    first: _From = 0,
    last: _To = 9999,
    on: _On = "",
    limit: _Limit = 20,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    _unit(identifier, _selection("person", first, last, on, "full", international=False), limit, json)


@app.command(help=_("A subject: who works on it, and who works together on it."))
def topic(
    on: Annotated[str, typer.Argument(help=_("As field:27 or topic:10018; without it, everything."))] = "",
    level: _Level = "country",
    first: _From = 0,
    last: _To = 9999,
    international: _International = False,
    limit: _Limit = 20,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    from scibridge.cli.atlas_screens import subject_screens
    from scibridge.flows.atlas.selectors import subject_view

    view = subject_view(_selection(level, first, last, on, "full", international), most=limit)
    _show(view, json, subject_screens)


@app.command(help=_("The strongest pairs."))
def pairs(
    level: _Level = "country",
    first: _From = 0,
    last: _To = 9999,
    on: _On = "",
    counting: _Counting = "full",
    international: _International = False,
    limit: _Limit = 20,
    science: _Science = False,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    from scibridge.cli.atlas_screens import pairs_screens
    from scibridge.flows.atlas.selectors import pairs_view

    view = pairs_view(
        _selection(level, first, last, on, counting, international, science=science), most=limit
    )
    _show(view, json, pairs_screens)


@app.command(help=_("Missing bridges: two strong in the same subject that do not yet work together."))
def bridges(
    on: _On = "",
    level: _Level = "country",
    unit: Annotated[str, typer.Option("--of", metavar="ID", help=_("Only those of one."))] = "",
    at_home: Annotated[bool, typer.Option("--at-home", help=_("Also two of one country."))] = False,
    first: _From = 0,
    last: _To = 9999,
    limit: _Limit = 20,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    from scibridge.cli.atlas_screens import bridges_screens
    from scibridge.flows.atlas.selectors import bridges_view

    selection = _selection(level, first, last, on, "full", international=False)
    view = bridges_view(selection, unit=unit, most=limit, across_borders=not at_home)
    _show(view, json, bridges_screens)


@app.command(help=_("Two to five side by side."))
def compare(
    units: Annotated[list[str], typer.Argument(help=_("Countries, or organisations with --level."))],
    level: _Level = "country",
    first: _From = 0,
    last: _To = 9999,
    on: _On = "",
    counting: _Counting = "full",
    international: _International = False,
    science: _Science = False,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    from scibridge.cli.atlas_screens import compare_screens
    from scibridge.flows.atlas.selectors import compare_view

    view = compare_view(units, _selection(level, first, last, on, counting, international, science=science))
    _show(view, json, compare_screens)


def _selection(
    level: str,
    first: int,
    last: int,
    on: str,
    counting: str,
    international: bool,
    *,
    science: bool = False,
) -> "Selection":
    from scibridge.engines.atlas.asking import counting_of, level_of, subject_of
    from scibridge.engines.atlas.selections import Scope, Selection, Source

    scope = Scope.INTERNATIONAL if international else Scope.ALL
    source = Source.SCIENCE if science else Source.CORPUS
    return Selection(level_of(level), subject_of(on), first, last, counting_of(counting), scope, source)


def _unit(unit: str, selection: "Selection", limit: int, as_json: bool) -> None:
    from scibridge.cli.atlas_screens import unit_screens
    from scibridge.flows.atlas.selectors import unit_view

    _show(unit_view(unit, selection, most_partners=limit), as_json, lambda view: unit_screens(view, limit))


def _show(view: Any, as_json: bool, screens: Any) -> None:
    """The view for programs, or part by part for people."""
    from scibridge.cli.screens import answers, print_json
    from scibridge.engines.atlas.views import as_data

    if as_json:
        print_json(as_data(view))
        return
    for part in screens(view):
        answers().print(part)
