"""Networks, bridges, comparisons and subjects: statements and graph measures put together into views."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scibridge.engines.atlas import intervals
from scibridge.engines.atlas.failures import UnitAbsent
from scibridge.engines.atlas.reading import Asked, Atlas
from scibridge.engines.atlas.selections import Counting, Depth, Level, Selection, Source, Subject
from scibridge.engines.atlas.subject_names import chinese_subject
from scibridge.engines.atlas.tables import PAIRED, UNIT
from scibridge.engines.atlas.units import (
    BELOW,
    coverage,
    id_of,
    key_of,
    made,
    pairs_view,
    ranking_view,
    unit_view,
    units_of,
)
from scibridge.engines.atlas.views import (
    BridgeLine,
    BridgesView,
    CompareView,
    Edge,
    NetworkView,
    Node,
    PairLine,
    PairsView,
    Starter,
    SubjectNode,
    SubjectView,
    UnitView,
)
from scibridge.engines.errors import UnknownOption
from scibridge.engines.network.edges import Numbers, network_at
from scibridge.engines.network.measures import layout, measures, participation_errors
from scibridge.engines.network.whitespaces import Profiles, Strong, WhiteSpace, white_spaces

SEED: Final = 20_260_101
# Strong units among which bridges are looked for: each with each.
MOST_STRONG: Final = 400
LEAST_WORKS: Final = 5
FEWEST, MOST = 2, 5


def _paired(level: Level) -> None:
    if level not in PAIRED:
        raise UnknownOption("level", level.value, tuple(one.value for one in PAIRED))


def _wanted(level: Level, keys: Sequence[str | int]) -> pa.Table:
    return pa.table({"unit": pa.array(keys, UNIT[level])})


def network_view(
    atlas: Atlas, selection: Selection, *, most_nodes: int = 200, most_edges: int = 2000, seed: int = SEED
) -> NetworkView:
    """The network between the largest units. Weights follow the counting. Raises UnknownOption for people."""
    level, asked = selection.level, Asked()
    _paired(level)
    values = {**selection.values(), "most_nodes": most_nodes}
    table = atlas.ask_table("edges", selection.tables, asked, **values)
    keys, sizes, one, other = _ends(table)
    told = selection.counting is Counting.FRACTIONAL and selection.source is Source.CORPUS
    weights = table.column("weight" if told else "works").to_numpy().astype(np.float64)
    network = network_at([str(key) for key in keys], one, other, weights)
    found, places = measures(network, seed=seed), layout(network, seed=seed)
    # Shared works are no counts: what their sum may be off by does not follow from it.
    around: list[intervals.Interval | None] = [None] * len(keys)
    if not told:
        errors = participation_errors(network, found.community)
        around = list(map(intervals.of_participation, found.participation.tolist(), errors.tolist()))
    units = units_of(atlas, level, keys)
    nodes = [
        Node(
            units[key],
            round(float(places[place, 0]), 4),
            round(float(places[place, 1]), 4),
            sizes[key],
            int(found.degree[place]),
            float(found.strength[place]),
            float(found.betweenness[place]),
            int(found.community[place]),
            float(found.participation[place]),
            around[place],
        )
        for place, key in enumerate(keys)
    ]
    ranked = np.lexsort((other, one, -weights))[:most_edges]
    shown = [table.column(name).take(pa.array(ranked)).to_pylist() for name in ("works", "weight")]
    return NetworkView(
        selection,
        made(atlas),
        coverage(atlas, selection, asked),
        tuple(nodes),
        tuple(map(Edge, one[ranked].tolist(), other[ranked].tolist(), *shown)),
        len(table),
        found.modularity,
        seed,
        tuple(asked.queries),
    )


def _ends(table: pa.Table) -> tuple[list[str | int], dict[str | int, int], Numbers, Numbers]:
    """Who is joined in rows of ``edges``, in order; the works of each; where both ends of each row stand."""
    sizes: dict[str | int, int] = {}
    for one in ("unit", "partner"):
        ends = table.select([one, f"{one}_works"]).group_by([one, f"{one}_works"]).aggregate([])
        sizes.update(zip(*(column.to_pylist() for column in ends.columns), strict=True))
    keys = sorted(sizes)
    within = pa.table({"unit": pa.array(keys, table.schema.field("unit").type)})
    return keys, sizes, _rows(table.column("unit"), within), _rows(table.column("partner"), within)


def bridges_view(
    atlas: Atlas,
    selection: Selection,
    *,
    unit: str = "",
    most: int = 50,
    across_borders: bool = True,
    least_works: int = LEAST_WORKS,
) -> BridgesView:
    """White spaces in a subject, as ``in_a_subject`` says; with ``unit``, only those of one.

    Raises UnknownOption for people, and UnitAbsent where no work has a topic.
    """
    level, asked = selection.level, Asked()
    _paired(level)
    selection = in_a_subject(atlas, selection)
    values = {**selection.values(), "least_works": least_works, "most_units": MOST_STRONG}
    rows = atlas.ask("strong", selection.tables, asked, **values)
    keys = [row["unit"] for row in rows]
    units = units_of(atlas, level, keys)
    strong = [
        Strong(
            id_of(level, row["unit"]),
            row["works"],
            row["links"],
            row["specialisation"],
            units[row["unit"]].country if level is not Level.COUNTRY else "",
        )
        for row in rows
    ]
    wanted = _wanted(level, keys)
    spaces = white_spaces(
        strong,
        _profiles(atlas.ask_table("profiles", selection.tables, asked, wanted, **values), wanted),
        _joint(atlas.ask_table("joined_among", selection.tables, asked, wanted, **values), wanted),
        _links(atlas, selection, asked),
        across_borders=across_borders,
        only=id_of(level, key_of(level, unit)) if unit else "",
        most=most,
    )
    return BridgesView(
        selection,
        made(atlas),
        coverage(atlas, selection, asked),
        len(strong),
        tuple(_bridges(atlas, selection, strong, spaces, asked)),
        tuple(asked.queries),
    )


def in_a_subject(atlas: Atlas, selection: Selection) -> Selection:
    """The selection, in the field most of its works are on where it names none: two are strong in something.

    Raises UnitAbsent where no work has a topic.
    """
    if selection.subject != Subject():
        return selection
    values = {**selection.values(), "shown_depth": Depth.FIELD.value}
    fields = atlas.ask("subject", selection.tables, Asked(), **values)
    if not fields:
        raise UnitAbsent("subject", "")
    return replace(selection, subject=Subject(Depth.FIELD, fields[0]["node"]))


def _profiles(table: pa.Table, wanted: pa.Table) -> Profiles:
    """Units by topics, in works."""
    topics = table.column("topic_id").combine_chunks().dictionary_encode()
    found = np.zeros((len(wanted), len(topics.dictionary)), dtype=np.float32)
    found[_rows(table.column("unit"), wanted), topics.indices.to_numpy()] = table.column("works").to_numpy()
    return found


def _joint(table: pa.Table, wanted: pa.Table) -> Numbers:
    """Joint works of each two."""
    found = np.zeros((len(wanted), len(wanted)), dtype=np.int64)
    at = _rows(table.column("unit"), wanted), _rows(table.column("partner"), wanted)
    found[at] = table.column("works").to_numpy()
    return found


def _rows(column: pa.ChunkedArray, wanted: pa.Table) -> Numbers:
    """Where each of them stands among the wanted."""
    places = pc.index_in(column, value_set=wanted.column("unit").combine_chunks())
    return np.asarray(places.to_numpy(), dtype=np.int64)


def _links(atlas: Atlas, selection: Selection, asked: Asked) -> float:
    (row,) = atlas.ask("links", selection.tables, asked, **selection.values())
    return float(row["links"] or 0)


def _bridges(
    atlas: Atlas, selection: Selection, strong: list[Strong], spaces: list[WhiteSpace], asked: Asked
) -> list[BridgeLine]:
    """With names, and the people who could start on either side."""
    level = selection.level
    sides = dict.fromkeys(key for one in spaces for key in (one.one, one.other))
    shown = [*sides, *(key for one in spaces for key in one.between)]
    units = {
        id_of(level, key): unit
        for key, unit in units_of(atlas, level, [key_of(level, one) for one in shown]).items()
    }
    people: dict[str, list[dict[str, Any]]] = {}
    wanted = _wanted(level, [key_of(level, one) for one in sides])
    for row in atlas.ask("starters", selection.tables, asked, wanted, **selection.values()):
        people.setdefault(id_of(level, row["unit"]), []).append(row)
    named = units_of(atlas, Level.PERSON, [row["person_id"] for rows in people.values() for row in rows])
    starters = {
        key: tuple(Starter(named[row["person_id"]], row["works"], row["last_year"]) for row in rows)
        for key, rows in people.items()
    }
    sized = {one.key: one for one in strong}
    # They have none on the subject: what they have at all is elsewhere.
    everywhere = replace(selection, subject=Subject()).values()
    joined = atlas.ask("joined_among", selection.tables, asked, wanted, **everywhere)
    elsewhere = {(row["unit"], row["partner"]): row["works"] for row in joined}
    return [
        BridgeLine(
            units[one.one],
            units[one.other],
            one.score,
            one.expected,
            one.closeness,
            one.chance,
            elsewhere.get((key_of(level, one.one), key_of(level, one.other)), 0),
            sized[one.one].works,
            sized[one.other].works,
            sized[one.one].specialisation,
            sized[one.other].specialisation,
            tuple(units[key] for key in one.between),
            starters.get(one.one, ()),
            starters.get(one.other, ()),
        )
        for one in spaces
    ]


def compare_view(atlas: Atlas, units: Sequence[str], selection: Selection) -> CompareView:
    """Two to five side by side. Raises UnknownOption for another number, UnitAbsent for one without works."""
    distinct = list(dict.fromkeys(units))
    if not FEWEST <= len(distinct) <= MOST:
        raise UnknownOption("number of units", len(distinct), tuple(map(str, range(FEWEST, MOST + 1))))
    views = [unit_view(atlas, one, selection, most_partners=1_000_000) for one in distinct]
    pairs = [
        PairLine(
            unit=one.unit,
            partner=line.unit,
            works=line.works,
            weight=line.weight,
            unit_works=sum(year.works for year in one.years),
            partner_works=line.partner_works,
            salton=line.salton,
            jaccard=line.jaccard,
            intensity=line.intensity,
            interval=intervals.of_count(line.works),
            salton_interval=line.salton_interval,
            jaccard_interval=line.jaccard_interval,
            intensity_interval=line.intensity_interval,
        )
        for place, one in enumerate(views)
        for other in views[place + 1 :]
        for line in one.partners
        if line.unit.id == other.unit.id
    ]
    return CompareView(selection, made(atlas), tuple(_shortened(one) for one in views), tuple(pairs))


def _shortened(view: UnitView, most: int = 20) -> UnitView:
    return replace(view, partners=view.partners[:most])


def subject_view(atlas: Atlas, selection: Selection, *, most: int = 25) -> SubjectView:
    """A subject, who works on it and together on it, at the selection's level. Raises UnitAbsent."""
    level, asked = selection.level, Asked()
    node, _below = subject_tree(atlas, selection, asked)
    years = atlas.ask("corpus_years", selection.tables, asked, **selection.values())
    ranking = ranking_view(atlas, selection, most=most)
    pairs: PairsView | None = pairs_view(atlas, selection, most=most) if level in PAIRED else None
    return SubjectView(
        node,
        selection,
        made(atlas),
        ranking.coverage,
        tuple((row["year"], row["works"], row["international"]) for row in years),
        ranking.lines,
        pairs.pairs if pairs else (),
        (*asked.queries, *ranking.queries, *(pairs.queries if pairs else ())),
    )


def subject_tree(
    atlas: Atlas, selection: Selection, asked: Asked | None = None
) -> tuple[SubjectNode, tuple[SubjectNode, ...]]:
    """A subject and those one depth below it, largest first. Raises UnitAbsent where there is none."""
    subject = selection.subject
    shown = BELOW[subject.depth].value
    rows = atlas.ask("subject", selection.tables, asked, **selection.values(), shown_depth=shown)
    nodes = [SubjectNode(**row, name_zh=chinese_subject(row["name"])) for row in rows]
    if subject == Subject():
        works = sum(
            row["works"] for row in atlas.ask("corpus_years", selection.tables, asked, **selection.values())
        )
        return SubjectNode("all", 0, "", None, works), tuple(nodes)
    own = [one for one in nodes if (one.depth, one.node) == (subject.depth.value, subject.node)]
    if not own:
        raise UnitAbsent("subject", f"{subject.depth.value}:{subject.node}")
    return own[0], tuple(one for one in nodes if one != own[0])


def strongest_nodes(view: NetworkView, most: int) -> list[Node]:
    """Those most joint works pass through, by betweenness, then strength."""
    order = np.lexsort(([-one.strength for one in view.nodes], [-one.betweenness for one in view.nodes]))
    return [view.nodes[int(place)] for place in order[:most]]
