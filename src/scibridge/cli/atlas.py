"""``scibridge atlas``: who works with whom, on what; computed, and read at the terminal."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scibridge.cli.language import _, ngettext
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.engines.atlas.selections import Selection
    from scibridge.engines.atlas.views import UnitView

app = typer.Typer(
    help=_("Who works with whom, on what, and where the bridges are missing."), no_args_is_help=True
)
_Json = Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))]
_From = Annotated[int, typer.Option("--from", metavar="YEAR", help=_("The first year."))]
_To = Annotated[int, typer.Option("--to", metavar="YEAR", help=_("The last year."))]
_Subject = Annotated[
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
    on: _Subject = "",
    counting: _Counting = "full",
    international: _International = False,
    limit: _Limit = 20,
    json: _Json = False,
) -> None:
    """From the tables as they are."""
    start()
    _unit(
        "country", code.upper(), _selection("country", first, last, on, counting, international), limit, json
    )


def _selection(level: str, first: int, last: int, on: str, counting: str, international: bool) -> "Selection":
    from scibridge.engines.atlas.asking import counting_of, subject_of
    from scibridge.engines.atlas.selections import Level, Scope, Selection

    return Selection(
        Level(level),
        subject_of(on),
        first,
        last,
        counting_of(counting),
        Scope.INTERNATIONAL if international else Scope.ALL,
    )


def _unit(level: str, unit: str, selection: "Selection", limit: int, as_json: bool) -> None:
    from scibridge.cli.screens import answers, print_json
    from scibridge.engines.atlas.views import as_data
    from scibridge.flows.atlas.selectors import unit_view

    view = unit_view(unit, selection, most_partners=limit)
    if as_json:
        print_json(as_data(view))
        return
    for part in _screens(view, limit):
        answers().print(part)


def _screens(view: "UnitView", limit: int) -> list[Any]:
    """Figures, years, partners and subjects, one under the other."""
    from rich.table import Table
    from rich.text import Text

    from scibridge.flows.atlas.labels import INDICATORS
    from scibridge.flows.atlas.selectors import unit_name

    figures = Table(box=None, show_header=False)
    figures.add_column()
    figures.add_column(justify="right")
    figures.add_column(style="dim")
    for one in view.figures:
        around = f"{_number(one.interval.low)} – {_number(one.interval.high)}" if one.interval else ""
        figures.add_row(str(INDICATORS[one.code].label), _number(one.value), around)
    partners = Table(box=None)
    for words in (_("Partner"), _("Works"), _("Fractional"), "Salton", "Jaccard", _("Intensity")):
        partners.add_column(words, justify="left" if words == _("Partner") else "right")
    for line in view.partners:
        partners.add_row(
            unit_name(line.unit),
            f"{line.works:,}",
            f"{line.weight:.1f}",
            f"{line.salton:.3f}",
            f"{line.jaccard:.3f}",
            "–" if line.intensity is None else f"{line.intensity:.2f}",
        )
    subjects = Table(box=None)
    for words in (_("Subject"), _("Works"), _("Specialisation")):
        subjects.add_column(words, justify="left" if words == _("Subject") else "right")
    for subject in view.subjects[:limit]:
        subjects.add_row(subject.name, f"{subject.works:,}", f"{subject.specialisation:.2f}")
    covered = _(
        "%(placed)s of %(works)s works in this selection could be placed; %(without)s have no topic."
    ) % {
        "placed": f"{view.coverage.placed:,}",
        "works": f"{view.coverage.works:,}",
        "without": f"{view.coverage.without_topic:,}",
    }
    head = Text(unit_name(view.unit), style="bold")
    return [head, figures, Text(), partners, Text(), subjects, Text(covered, style="dim")]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) and abs(value) >= 1 else f"{value:,.3g}"
