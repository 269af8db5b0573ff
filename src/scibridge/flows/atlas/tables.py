"""The tables of the atlas, each shaped once: pages, files, API and command line show the same rows.

Names are in the reader's language; what a column is called for programs is the same in every language.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scibridge.engines.atlas.exports import Column, Table, as_csv, as_json, as_parquet, file_name
from scibridge.engines.atlas.graphs import NETWORK_FORMATS, as_network, graph_of
from scibridge.engines.atlas.intervals import Interval
from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Selection, Source
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    Figure,
    NetworkView,
    PairsView,
    RankingView,
    RankLine,
    Starter,
    SubjectView,
    Unit,
    UnitView,
    YearLine,
    as_data,
)
from scibridge.flows.atlas.labels import INDICATORS
from scibridge.flows.atlas.selectors import subject_name, unit_name

MOST_ROWS: Final = 10_000
MOST_BRIDGES: Final = 1_000
_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()


def _columns(*given: tuple[str, Any, pa.DataType]) -> tuple[Column, ...]:
    return tuple(Column(code, str(label), kind) for code, label, kind in given)


def _named(unit: Unit) -> tuple[str, str]:
    return unit.id, unit_name(unit)


def _around(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval else (None, None)


def _unit() -> list[tuple[str, Any, pa.DataType]]:
    return [("unit", _("Id"), _TEXT), ("unit_name", _("Name"), _TEXT)]


def _partner() -> list[tuple[str, Any, pa.DataType]]:
    return [("partner", _("Id of the partner"), _TEXT), ("partner_name", _("Partner"), _TEXT)]


def _interval() -> list[tuple[str, Any, pa.DataType]]:
    return [("low", _("Interval from"), _REAL), ("high", _("Interval to"), _REAL)]


def _outputs() -> list[tuple[str, Any, pa.DataType]]:
    return [
        ("works", _("Works"), _WHOLE),
        ("share", _("Works, fractional"), _REAL),
        ("international", _("International works"), _WHOLE),
        ("joint", _("Works with others"), _WHOLE),
        ("joint_first", _("of these, first author here"), _WHOLE),
        ("joint_last", _("of these, last author here"), _WHOLE),
    ]


def _output(one: RankLine | YearLine) -> tuple[Any, ...]:
    return one.works, one.share, one.international, one.joint, one.joint_first, one.joint_last


def _strengths() -> list[tuple[str, Any, pa.DataType]]:
    return [(one, INDICATORS[one].label, _REAL) for one in ("salton", "jaccard", "intensity")]


def _joint() -> list[tuple[str, Any, pa.DataType]]:
    return [("works", _("Joint works"), _WHOLE), ("weight", _("Joint works, fractional"), _REAL)]


def ranking(view: RankingView | SubjectView) -> Table:
    """Units by output."""
    return ranked(view.leaders if isinstance(view, SubjectView) else view.lines)


def ranked(lines: Sequence[RankLine]) -> Table:
    """Lines of a ranking."""
    columns = _columns(("rank", _("No."), _WHOLE), *_unit(), *_outputs())
    return Table(columns, tuple((one.rank, *_named(one.unit), *_output(one)) for one in lines))


def pairs(view: PairsView | CompareView | SubjectView) -> Table:
    """Two by two, with what joins them; intervals are those of the joint works."""
    sizes = [
        ("unit_works", _("Works"), _WHOLE),
        ("partner_works", _("Works of the partner"), _WHOLE),
    ]
    columns = _columns(*_unit(), *_partner(), *_joint(), *sizes, *_strengths(), *_interval())
    return Table(
        columns,
        tuple(
            (
                *_named(one.unit),
                *_named(one.partner),
                one.works,
                one.weight,
                one.unit_works,
                one.partner_works,
                one.salton,
                one.jaccard,
                one.intensity,
                *_around(one.interval),
            )
            for one in view.pairs
        ),
    )


def figures(view: UnitView | CompareView) -> Table:
    """The key figures with their intervals; one that is not told has no value and says so."""
    columns = _columns(
        *_unit(),
        ("indicator", _("Id of the figure"), _TEXT),
        ("indicator_name", _("Figure"), _TEXT),
        ("value", _("Value"), _REAL),
        *_interval(),
        ("basis", _("Works it rests on"), _WHOLE),
        ("suppressed", _("Not told"), _TEXT),
    )
    units = view.units if isinstance(view, CompareView) else (view,)
    return Table(
        columns, tuple((*_named(each.unit), *_figure(one)) for each in units for one in each.figures)
    )


def _figure(one: Figure) -> tuple[Any, ...]:
    value = None if one.value is None else float(one.value)
    told = _("fewer than five people stand behind it") if one.suppressed else None
    return one.code, str(INDICATORS[one.code].label), value, *_around(one.interval), one.basis, told


def years(view: UnitView) -> Table:
    """Output by year."""
    columns = _columns(("year", _("Year"), _WHOLE), *_outputs())
    return Table(columns, tuple((one.year or None, *_output(one)) for one in view.years))


def corpus_years(view: SubjectView) -> Table:
    """What the corpus has by year."""
    columns = _columns(
        ("year", _("Year"), _WHOLE),
        ("works", _("Works"), _WHOLE),
        ("international", _("International works"), _WHOLE),
    )
    return Table(columns, tuple((year or None, *numbers) for year, *numbers in view.years))


def partners(view: UnitView) -> Table:
    """Whom a unit works with; intervals are those of the joint works."""
    columns = _columns(
        *_partner(),
        *_joint(),
        ("partner_works", _("Works of the partner"), _WHOLE),
        *_strengths(),
        ("first_year", _("First year"), _WHOLE),
        ("last_year", _("Last year"), _WHOLE),
        *_interval(),
    )
    return Table(
        columns,
        tuple(
            (
                *_named(one.unit),
                one.works,
                one.weight,
                one.partner_works,
                one.salton,
                one.jaccard,
                one.intensity,
                one.first_year,
                one.last_year,
                *_around(one.interval),
            )
            for one in view.partners
        ),
    )


def subjects(view: UnitView) -> Table:
    """What a unit works on."""
    columns = _columns(
        ("depth", _("Depth"), _TEXT),
        ("node", _("Id"), _WHOLE),
        ("subject", pgettext("of science", "Subject"), _TEXT),
        ("works", _("Works"), _WHOLE),
        ("share", _("Works, fractional"), _REAL),
        ("international", _("International works"), _WHOLE),
        ("specialisation", INDICATORS["specialisation"].label, _REAL),
        *_interval(),
        ("citation_ratio", INDICATORS["citations"].label, _REAL),
    )
    return Table(
        columns,
        tuple(
            (
                one.depth,
                one.node,
                subject_name(one),
                one.works,
                one.share,
                one.international,
                one.specialisation,
                *_around(one.specialisation_interval),
                one.citation_ratio,
            )
            for one in view.subjects
        ),
    )


def bridges(view: BridgesView) -> Table:
    """Two strong in a subject without a joint work on it, and who could start."""
    columns = _columns(
        *_unit(),
        *_partner(),
        ("score", _("Score"), _REAL),
        ("expected", _("Expected joint works"), _REAL),
        ("closeness", _("Closeness"), _REAL),
        ("unit_works", _("Works"), _WHOLE),
        ("partner_works", _("Works of the partner"), _WHOLE),
        ("between", _("Could introduce them"), _TEXT),
        ("unit_people", _("Could start"), _TEXT),
        ("partner_people", _("Could start, at the partner"), _TEXT),
    )
    return Table(
        columns,
        tuple(
            (
                *_named(one.unit),
                *_named(one.partner),
                one.score,
                one.expected,
                one.closeness,
                one.unit_works,
                one.partner_works,
                _list(one.between),
                _list(_people(one.unit_people)),
                _list(_people(one.partner_people)),
            )
            for one in view.bridges
        ),
    )


def _people(starters: Iterable[Starter]) -> list[Unit]:
    return [one.person for one in starters]


def _list(units: Sequence[Unit]) -> str:
    return "; ".join(unit_name(one) for one in units)


@dataclass(frozen=True, slots=True)
class Kind:
    """A table that can be taken along: of which view, how shaped, and whether it is a network."""

    shape: Callable[[Any], Table]
    is_network: bool = False


def nodes(view: NetworkView) -> Table:
    """Who is in a network, with measures."""
    columns = _columns(
        *_unit(),
        *((code, INDICATORS[_MEASURES.get(code, code)].label, kind) for code, kind in _NODE.items()),
        ("community", _("Community"), _WHOLE),
        ("x", "x", _REAL),
        ("y", "y", _REAL),
    )
    return Table(
        columns,
        tuple(
            (*_named(one.unit), *(getattr(one, code) for code in _NODE), one.community + 1, one.x, one.y)
            for one in view.nodes
        ),
    )


def edges(view: NetworkView) -> Table:
    """Who is joined with whom in a network."""
    columns = _columns(*_unit(), *_partner(), *_joint())
    units = [one.unit for one in view.nodes]
    return Table(
        columns,
        tuple(
            (*_named(units[one.one]), *_named(units[one.other]), one.works, one.weight) for one in view.edges
        ),
    )


_NODE: Final = {
    "works": _WHOLE,
    "degree": _WHOLE,
    "strength": _REAL,
    "betweenness": _REAL,
    "participation": _REAL,
}
_MEASURES: Final = {"works": "output"}

TABLES: Final[dict[str, Kind]] = {
    "ranking": Kind(ranking),
    "pairs": Kind(pairs, is_network=True),
    "corpus_years": Kind(corpus_years),
    "figures": Kind(figures),
    "years": Kind(years),
    "partners": Kind(partners, is_network=True),
    "subjects": Kind(subjects),
    "bridges": Kind(bridges, is_network=True),
    "compare": Kind(pairs, is_network=True),
    "compare_figures": Kind(figures),
    "nodes": Kind(nodes, is_network=True),
    "edges": Kind(edges, is_network=True),
}


def forms_of(name: str) -> tuple[str, ...]:
    """In which forms a table can be taken along."""
    return ("csv", "json", "parquet", *(NETWORK_FORMATS if TABLES[name].is_network else ()))


def written(name: str, view: Any, form: str, *, first: int = 0) -> bytes:
    """A table of TABLES in one of its forms; ``first`` says how many rows these are where there are more."""
    kind = TABLES[name]
    if form == "json":
        return as_json(as_data(view) | _first(first))
    if form in NETWORK_FORMATS:
        return as_network(graph_of(view), form, unit_name)
    table = kind.shape(view)
    return as_csv(table) if form == "csv" else as_parquet(table, about(name, view) | _first(first))


def _first(rows: int) -> dict[str, int]:
    return {"first": rows} if rows else {}


def about(name: str, view: Any) -> dict[str, Any]:
    """What a table is of, for who finds the file alone."""
    one = view.units[0] if isinstance(view, CompareView) else view
    return {
        "table": name,
        "selection": as_data(view.selection),
        "made": as_data(view.made),
        "coverage": as_data(one.coverage),
    }


def name_of_file(name: str, view: Any, form: str, *, first: int = 0) -> str:
    """What stands in the file, narrowed to what, cut where, of which day."""
    selection: Selection = view.selection
    what = [name.replace("_", "-")]
    what += [one.unit.id for one in getattr(view, "units", ())]
    what += [view.unit.id] if isinstance(view, UnitView) else []
    what += narrowed(selection)
    what += [f"first-{first}"] if first else []
    return file_name(what, view.made.made[:10], form)


def narrowed(selection: Selection) -> list[str]:
    """What differs from the usual."""
    found = [] if selection.level is Level.COUNTRY else [selection.level.value]
    if selection.subject.depth is not Depth.ALL:
        found.append(f"{selection.subject.depth.value}-{selection.subject.node}")
    if selection.first_year > 0 or selection.last_year < 9999:
        first = str(selection.first_year) if selection.first_year > 0 else ""
        last = str(selection.last_year) if selection.last_year < 9999 else ""
        found.append(f"{first or 'to'}-{last or 'on'}")
    found += [selection.counting.value] if selection.counting is Counting.FRACTIONAL else []
    found += [selection.scope.value] if selection.scope is Scope.INTERNATIONAL else []
    found += ["all-science"] if selection.source is Source.SCIENCE else []
    return found
