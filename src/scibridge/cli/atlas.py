"""``scibridge atlas``: who works with whom, on what; computed, shown at the terminal, taken into files."""

from pathlib import Path
from typing import Annotated

import typer

from scibridge.cli.atlas_options import Json, Level, Narrowing, Science, Taking, narrowed
from scibridge.cli.atlas_report import report
from scibridge.cli.language import _, ngettext
from scibridge.cli.starting import start

app = typer.Typer(
    help=_("Who works with whom, on what, and where the bridges are missing."), no_args_is_help=True
)
_RollUp = Annotated[bool, typer.Option("--roll-up", help=_("With all organisations that belong to it."))]
_UNIT_TABLES = ("figures", "years", "partners", "subjects")


@app.command(help=_("Compute the tables from the corpus; the last ones serve meanwhile."))
def build(
    anew: Annotated[bool, typer.Option("--anew", help=_("Count everything again."))] = False,
    json: Json = False,
) -> None:
    """Stopped and run again, it goes on."""
    start()
    run_build(anew=anew, as_json=json)


def run_build(*, anew: bool = False, as_json: bool = False, quiet: bool = False) -> None:
    """Compute, and say how many works were counted."""
    from scibridge.cli.screens import bar, print_json
    from scibridge.engines.atlas.views import as_data
    from scibridge.flows.atlas.building import build_atlas

    with bar(_("Atlas")) as advance:
        manifest = build_atlas(anew=anew, progress=advance)
    if as_json:
        print_json(as_data(manifest))
        return
    if quiet:
        return
    words = ngettext(
        "%(number)s work counted, in %(seconds)s s.",
        "%(number)s works counted, in %(seconds)s s.",
        manifest.works,
    )
    print(words % {"number": f"{manifest.works:,}", "seconds": manifest.seconds})


@app.command(help=_("A country: output, partners, years, topics."))
@narrowed()
def country(
    code: Annotated[str, typer.Argument(help=_("Two letters, such as CN."))],
    *,
    science: Science = False,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    _unit(code, by, "country", taking, science=science)


@app.command(help=_("A province or state: output, partners, years, topics."))
@narrowed()
def region(
    code: Annotated[str, typer.Argument(help=_("Country and subdivision, such as CN-BJ."))],
    *,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    _unit(code, by, "region", taking)


@app.command(help=_("An organisation: output, partners, years, topics."))
@narrowed()
def organisation(
    identifier: Annotated[str, typer.Argument(help=_("Its OpenAlex id, such as I99065089."))],
    *,
    roll_up: _RollUp = False,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    _unit(identifier, by, "family" if roll_up else "organisation", taking)


@app.command(help=_("A person: works and co-authors."))
@narrowed(counting=False, scope=False)
def person(
    identifier: Annotated[str, typer.Argument(help=_("The OpenAlex id, such as A5023888391."))],
    *,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    _unit(identifier, by, "person", taking)


def _unit(unit: str, by: Narrowing, level: str, taking: Taking, *, science: bool = False) -> None:
    from scibridge.cli.atlas_screens import unit_screens
    from scibridge.flows.atlas.selectors import unit_view

    most = taking.most
    view = unit_view(unit, by.selection(level, science=science), most_partners=most)
    cut = {"partners"} if view.partners_in_all > most else set()
    taking.show(view, lambda view: unit_screens(view, most), *_UNIT_TABLES, cut=cut)


@app.command(help=_("A subject: who works on it, and who works together on it."))
@narrowed(counting=False, subject=False)
def topic(
    on: Annotated[str, typer.Argument(help=_("As field:27 or topic:10018; without it, everything."))] = "",
    *,
    level: Level = "country",
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    from dataclasses import replace

    from scibridge.cli.atlas_screens import subject_screens
    from scibridge.flows.atlas.selectors import subject_view

    view = subject_view(replace(by, on=on).selection(level), most=taking.most)
    taking.show(view, subject_screens, "ranking", "pairs", "corpus_years")


@app.command(help=_("Countries or organisations by output."))
@narrowed()
def ranking(*, level: Level = "country", by: Narrowing, taking: Taking) -> None:
    """From the tables as they are."""
    from dataclasses import replace

    from scibridge.cli.atlas_screens import ranking_screens
    from scibridge.flows.atlas.selectors import ranking_view

    most = taking.most
    view = ranking_view(by.selection(level), most=most + 1)
    cut = {"ranking"} if len(view.lines) > most else set()
    taking.show(replace(view, lines=view.lines[:most]), ranking_screens, "ranking", cut=cut)


@app.command(help=_("The strongest pairs."))
@narrowed()
def pairs(*, level: Level = "country", science: Science = False, by: Narrowing, taking: Taking) -> None:
    """From the tables as they are."""
    from dataclasses import replace

    from scibridge.cli.atlas_screens import pairs_screens
    from scibridge.flows.atlas.selectors import pairs_view

    most = taking.most
    view = pairs_view(by.selection(level, science=science), most=most + 1)
    cut = {"pairs"} if len(view.pairs) > most else set()
    taking.show(replace(view, pairs=view.pairs[:most]), pairs_screens, "pairs", cut=cut)


@app.command(
    name="pair-years",
    help=_("Organisations that share works, by year, from the corpus itself: every pair, without a build."),
)
def pair_years(
    output: Annotated[Path, typer.Argument(metavar="FILE.parquet", help=_("Where it is written."))],
    json: Json = False,
) -> None:
    """One row for each pair and year."""
    start()
    from scibridge.cli.exits import CommandFailed
    from scibridge.cli.screens import print_json
    from scibridge.flows.atlas.building import write_pair_years

    if output.suffix.lower() != ".parquet":
        raise CommandFailed(_("Name a file that ends in .parquet."))
    rows = write_pair_years(output)
    if json:
        print_json({"file": str(output), "rows": rows})
        return
    words = ngettext("%(number)s row written: %(path)s", "%(number)s rows written: %(path)s", rows)
    print(words % {"number": f"{rows:,}", "path": output})


@app.command(help=_("Missing bridges: two strong in the same subject that do not yet work together."))
@narrowed(counting=False, scope=False)
def bridges(
    *,
    level: Level = "country",
    unit: Annotated[str, typer.Option("--of", metavar="ID", help=_("Only those of one."))] = "",
    at_home: Annotated[bool, typer.Option("--at-home", help=_("Also two of one country."))] = False,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    from scibridge.cli.atlas_screens import bridges_screens
    from scibridge.flows.atlas.selectors import bridges_view
    from scibridge.flows.atlas.tables import MOST_BRIDGES

    most = min(taking.most, MOST_BRIDGES)
    view = bridges_view(by.selection(level), unit=unit, most=most, across_borders=not at_home)
    taking.show(view, bridges_screens, "bridges")


@app.command(help=_("Two to five side by side."))
@narrowed()
def compare(
    units: Annotated[list[str], typer.Argument(help=_("Countries, or organisations with --level."))],
    *,
    level: Level = "country",
    science: Science = False,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    from scibridge.cli.atlas_screens import compare_screens
    from scibridge.flows.atlas.selectors import compare_view

    view = compare_view(units, by.selection(level, science=science))
    taking.show(view, compare_screens, "compare", "compare_figures")


@app.command(help=_("Who works with whom among the largest, and the place of each among the others."))
@narrowed()
def network(
    *,
    level: Level = "country",
    science: Science = False,
    nodes: Annotated[int, typer.Option(help=_("Nodes at most."), min=2, max=500)] = 200,
    by: Narrowing,
    taking: Taking,
) -> None:
    """From the tables as they are."""
    from scibridge.cli.atlas_screens import network_screens
    from scibridge.flows.atlas.selectors import network_view

    view = network_view(by.selection(level, science=science), most_nodes=nodes, most_edges=10_000)
    taking.show(view, network_screens, "nodes", "edges")


@app.command(help=_("How a figure is computed again: definition, formula, source and SQL."))
def recompute(
    indicator: Annotated[str, typer.Argument(help=_("As salton; without it, all are listed."))] = "",
) -> None:
    """From the tables as they are."""
    start()
    from scibridge.cli.atlas_screens import indicator_screens, recipe_screens
    from scibridge.cli.screens import answers
    from scibridge.flows.atlas.recomputing import recipe

    for part in recipe_screens(recipe(indicator)) if indicator else indicator_screens():
        answers().print(part)


app.command(
    name="report",
    help=_("A profile on paper of a country, a province, an organisation or a subject: PDF or HTML."),
)(report)
