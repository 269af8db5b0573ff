"""The strongest joined units of a selection by any measure: for pictures of the network and for matrices."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.networks import SEED
from scibridge.engines.atlas.reading import Asked, Atlas, Query
from scibridge.engines.atlas.selections import Counting, Selection, Source
from scibridge.engines.atlas.tables import PAIRED
from scibridge.engines.atlas.units import coverage, made, units_of
from scibridge.engines.atlas.views import Coverage, Made, Unit
from scibridge.engines.errors import UnknownOption
from scibridge.engines.network.edges import Reals, network_at
from scibridge.engines.network.measures import communities, degrees, layout
from scibridge.engines.network.strength import intensity, jaccard, salton, strengths

# More lines than this nobody tells apart, and a browser is no longer quick to draw them.
MOST_EDGES: Final = 12_000


@dataclass(frozen=True, slots=True)
class Joined:
    """A unit among those it is joined with: where to draw it (0…1), its works, with how many others it is
    joined, the sum of these ties, and its community, the largest 0."""

    unit: Unit
    x: float
    y: float
    works: int
    degree: int
    strength: float
    community: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Two units by their position; ``value`` is the measure asked for."""

    one: int
    other: int
    works: int
    value: float


@dataclass(frozen=True, slots=True)
class JoinedView:
    """The units of most works that are joined at least as strongly as asked, and their ties, the strongest
    first. ``ties_in_all`` counts those beyond the most that are shown too."""

    selection: Selection
    measure: Measure
    least: float
    made: Made
    coverage: Coverage
    units: tuple[Joined, ...]
    ties: tuple[Tie, ...]
    ties_in_all: int
    modularity: float
    queries: tuple[Query, ...]


def joined_view(
    atlas: Atlas,
    selection: Selection,
    *,
    measure: Measure = Measure.WORKS,
    least: float = 0.0,
    most_units: int = 300,
    most_ties: int = MOST_EDGES,
    seed: int = SEED,
) -> JoinedView:
    """Of the ``most_units`` of most works, those with a tie of at least ``least``. Communities, strength and
    places are those of the ties shown. Raises UnknownOption for people."""
    level, asked = selection.level, Asked()
    if level not in PAIRED:
        raise UnknownOption("level", level.value, tuple(one.value for one in PAIRED))
    rows, sizes = _read(atlas, selection, most_units, asked)
    values = _values(atlas, selection, measure, rows, sizes, asked)
    kept = [place for place, value in enumerate(values) if value > 0 and value >= least]
    shown = sorted(kept, key=lambda place: (-values[place], place))[:most_ties]
    keys = sorted(
        {key for place in shown for key in (rows[place]["unit"], rows[place]["partner"])},
        key=lambda key: (-sizes[key]["works"], key),
    )
    position = {key: place for place, key in enumerate(keys)}
    one, other = (
        np.array([position[rows[each][side]] for each in shown], dtype=np.int64)
        for side in ("unit", "partner")
    )
    network = network_at([str(key) for key in keys], one, other, values[shown])
    places = layout(network, seed=seed)
    community, modularity = communities(network, seed=seed)
    degree, strength = degrees(network), strengths(network)
    units = units_of(atlas, level, keys)
    return JoinedView(
        selection,
        measure,
        least,
        made(atlas),
        coverage(atlas, selection, asked),
        tuple(
            Joined(
                units[key],
                round(float(places[place, 0]), 4),
                round(float(places[place, 1]), 4),
                sizes[key]["works"],
                int(degree[place]),
                float(strength[place]),
                int(community[place]),
            )
            for place, key in enumerate(keys)
        ),
        tuple(
            map(
                Tie,
                one.tolist(),
                other.tolist(),
                (rows[each]["works"] for each in shown),
                values[shown].tolist(),
            )
        ),
        len(kept),
        modularity,
        tuple(asked.queries),
    )


def _read(
    atlas: Atlas, selection: Selection, most_units: int, asked: Asked
) -> tuple[list[dict[str, Any]], dict[str | int, dict[str, Any]]]:
    """Rows of pairs, and unit → its works and links."""
    values = {**selection.values(), "most_nodes": most_units}
    rows = atlas.ask("edges", selection.tables, asked, **values)
    sizes = {
        row[one]: {"works": row[f"{one}_works"], "links": row[f"{one}_links"]}
        for row in rows
        for one in ("unit", "partner")
    }
    return rows, sizes


def _values(
    atlas: Atlas,
    selection: Selection,
    measure: Measure,
    rows: list[dict[str, Any]],
    sizes: dict[str | int, dict[str, Any]],
    asked: Asked,
) -> Reals:
    """The measure of each pair."""
    fractional = selection.counting is Counting.FRACTIONAL and selection.source is Source.CORPUS
    works = np.array([row["works"] for row in rows], dtype=np.float64)
    if measure is Measure.WORKS:
        return np.array([row["weight"] for row in rows], dtype=np.float64) if fractional else works
    column = "links" if measure is Measure.INTENSITY else "works"
    one, other = (
        np.array([sizes[row[side]][column] for row in rows], dtype=np.float64) for side in ("unit", "partner")
    )
    if measure is Measure.SALTON:
        return salton(works, one, other)
    if measure is Measure.JACCARD:
        return jaccard(works, one, other)
    (row,) = atlas.ask("links", selection.tables, asked, **selection.values())
    return intensity(works, one, other, float(row["links"] or 0))
