"""Views of the atlas as a person reads them in a terminal: tables, and a line on what they rest on."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from scibridge.cli.language import _
from scibridge.engines.atlas.networks import strongest_nodes
from scibridge.engines.atlas.selections import Selection, Source
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    Coverage,
    Figure,
    NetworkView,
    PairLine,
    PairsView,
    RankingView,
    RankLine,
    Starter,
    SubjectView,
    UnitView,
)
from scibridge.flows.atlas.labels import INDICATORS
from scibridge.flows.atlas.recomputing import Recipe
from scibridge.flows.atlas.selectors import subject_name, unit_name

_NODES = 20


def unit_screens(view: UnitView, limit: int) -> Iterable[Any]:
    """Figures, partners and subjects, one under the other."""
    yield Text(unit_name(view.unit), style="bold")
    figures = Table(box=None, show_header=False)
    figures.add_column()
    figures.add_column(justify="right")
    figures.add_column(style="dim")
    for one in view.figures:
        around = f"{_number(one.interval.low)} – {_number(one.interval.high)}" if one.interval else ""
        figures.add_row(str(INDICATORS[one.code].label), _figure(one), around)
    yield figures
    yield Text()
    partners = _table(_("Partner"), _("Works"), _("Fractional"), "Salton", "Jaccard", _("Intensity"))
    for line in view.partners:
        partners.add_row(unit_name(line.unit), *_strength(line.works, line.weight, line))
    yield partners
    yield Text()
    subjects = _table(_("Subject"), _("Works"), _("Specialisation"))
    for subject in view.subjects[:limit]:
        subjects.add_row(subject_name(subject), f"{subject.works:,}", f"{subject.specialisation:.2f}")
    if view.subjects:
        yield subjects
    yield _covered(view.coverage, view.selection)


def pairs_screens(view: PairsView) -> Iterable[Any]:
    """The strongest pairs."""
    yield _pairs(view.pairs)
    yield _covered(view.coverage, view.selection)


def ranking_screens(view: RankingView) -> Iterable[Any]:
    """Units by output."""
    yield _ranking(view.lines)
    yield _covered(view.coverage, view.selection)


def network_screens(view: NetworkView) -> Iterable[Any]:
    """The nodes most joint works pass through."""
    table = _table(
        _("Node"),
        *(str(INDICATORS[one].label) for one in ("output", "degree", "strength", "betweenness")),
        _("Community"),
    )
    for one in strongest_nodes(view, _NODES):
        figures = (f"{one.works:,}", f"{one.degree:,}", f"{one.strength:,.1f}", f"{one.betweenness:.3f}")
        table.add_row(unit_name(one.unit), *figures, str(one.community + 1))
    yield table
    yield _covered(view.coverage, view.selection)


def indicator_screens() -> Iterable[Any]:
    """What each figure is called, by the word one asks for it with."""
    table = Table(box=None, show_header=False)
    for code, one in INDICATORS.items():
        table.add_row(code, str(one.label), Text(one.formula, "dim"))
    yield table


def recipe_screens(found: Recipe) -> Iterable[Any]:
    """Definition, formula and source, the statements, and what they call their tables."""
    one = found.indicator
    yield Text(str(one.label), style="bold")
    yield Text(str(one.definition))
    yield Text(one.formula)
    yield Text(one.source, style="dim")
    for statement in found.statements:
        yield Text()
        yield Text(statement.text.strip())
    yield Text()
    yield Text(_("At the level of countries the tables are:"), style="dim")
    for name, text in found.tables["country"].items():
        yield Text(f"{name} = {text.strip()}", style="dim")


def subject_screens(view: SubjectView) -> Iterable[Any]:
    """A subject: its leaders and its pairs."""
    head = subject_name(view.subject) or _("Everything")
    yield Text(f"{head} · {view.subject.works:,}", style="bold")
    yield _ranking(view.leaders)
    yield Text()
    yield _pairs(view.pairs)
    yield _covered(view.coverage, view.selection)


def bridges_screens(view: BridgesView) -> Iterable[Any]:
    """White spaces, with the people who could start."""
    table = _table(_("Bridge"), _("Expected works"), _("Closeness"), _("Through"))
    for one in view.bridges:
        names = Text(f"{unit_name(one.unit)} – {unit_name(one.partner)}")
        for people in (one.unit_people, one.partner_people):
            if people:
                names.append(f"\n  {_people(people)}", "dim")
        table.add_row(
            names,
            f"{one.expected:.1f}",
            f"{one.closeness:.2f}",
            ", ".join(unit_name(each) for each in one.between),
        )
    yield table
    if not view.bridges:
        yield Text(_("No two that are strong here are without joint works. Choose a narrower subject."))
    yield _covered(view.coverage, view.selection)


def compare_screens(view: CompareView) -> Iterable[Any]:
    """Figures side by side, and what joins each two."""
    table = _table("", *(unit_name(one.unit) for one in view.units))
    for place, figure in enumerate(view.units[0].figures):
        cells = [_figure(one.figures[place]) for one in view.units]
        table.add_row(str(INDICATORS[figure.code].label), *cells)
    yield table
    yield Text()
    yield _pairs(view.pairs)
    yield _covered(view.units[0].coverage, view.selection)


def _table(*columns: str) -> Table:
    """The first column holds words, the others figures."""
    table = Table(box=None)
    for place, words in enumerate(columns):
        table.add_column(words, justify="right" if place else "left")
    return table


def _pairs(lines: Iterable[PairLine]) -> Table:
    table = _table(_("Pair"), _("Works"), _("Fractional"), "Salton", "Jaccard", _("Intensity"))
    for line in lines:
        table.add_row(
            f"{unit_name(line.unit)} – {unit_name(line.partner)}", *_strength(line.works, line.weight, line)
        )
    return table


def _ranking(lines: Iterable[RankLine]) -> Table:
    table = _table("", _("Works"), _("Fractional"), _("International share"))
    for line in lines:
        share = f"{line.international / line.works:.0%}" if line.works else "–"
        table.add_row(f"{line.rank}. {unit_name(line.unit)}", f"{line.works:,}", f"{line.share:,.1f}", share)
    return table


def _strength(works: int, weight: float | None, line: Any) -> tuple[str, ...]:
    intensity = "–" if line.intensity is None else f"{line.intensity:.2f}"
    shared = "–" if weight is None else f"{weight:.1f}"
    return f"{works:,}", shared, f"{line.salton:.3f}", f"{line.jaccard:.3f}", intensity


def _people(people: Iterable[Starter]) -> str:
    return ", ".join(f"{one.person.name or one.person.id} ({one.works})" for one in people)


def _figure(one: Figure) -> str:
    return _("too few people") if one.suppressed else _number(one.value)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    whole = abs(value) >= 1000 or (value == int(value) and abs(value) >= 1)
    return f"{value:,.0f}" if whole else f"{value:,.3g}"


def _covered(coverage: Coverage, selection: Selection) -> Text:
    if selection.source is Source.SCIENCE:
        return Text(_("All of science as the imported aggregate tells it: international works only."), "dim")
    words = _(
        "%(placed)s of %(works)s works in this selection could be placed; %(left_out)s have too many units to"
        " be counted in pairs. In these years %(without)s works have no topic."
    )
    facts = {
        "placed": f"{coverage.placed:,}",
        "works": f"{coverage.works:,}",
        "left_out": f"{coverage.left_out:,}",
        "without": f"{coverage.without_topic:,}",
    }
    return Text(words % facts, style="dim")
