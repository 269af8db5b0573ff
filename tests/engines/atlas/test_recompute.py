"""The SQL that is shown, run by DuckDB alone over the published Parquet files, gives the figures shown."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

from scibridge.engines.atlas import networks, units
from scibridge.engines.atlas.naming import science_views, views_of
from scibridge.engines.atlas.reading import Atlas, Query
from scibridge.engines.atlas.science import write_science
from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Selection, Source, Subject
from scibridge.engines.atlas.tables import PAIRED, UNIT
from scibridge.engines.atlas.units import id_of
from scibridge.engines.atlas.views import NetworkView
from scibridge.engines.atlas.withholding import LEAST_PEOPLE
from scibridge.flows.atlas.labels import INDICATORS

Rows = list[dict[str, Any]]
# Computed with the tables, not from them.
BUILDING = {"cells", "pairs", "places"}
SELECTIONS = [
    Selection(),
    Selection(first_year=2010, last_year=2020, counting=Counting.FRACTIONAL),
    Selection(scope=Scope.INTERNATIONAL),
]


@pytest.fixture(scope="module")
def atlas(tables: Path) -> Atlas:
    return Atlas(tables.parent.parent)


class Reader:
    """Somebody with DuckDB and the files: the level's names are made as the page and the API say."""

    def __init__(self, folder: Path, level: Level, science: Path | None = None) -> None:
        self.level = level
        self.database: Any = duckdb.connect()
        for file in folder.glob("*.parquet"):
            self.database.read_parquet(str(file)).create_view(file.stem)
        for file in science.glob("*.parquet") if science else ():
            self.database.read_parquet(str(file)).create_view(f"science_{file.stem}")
        self.database.sql("CREATE SCHEMA named")
        for name, text in (science_views() if science else views_of(level, "main.")).items():
            self.database.sql("SET search_path = 'named,main'")
            self.database.sql(f"CREATE VIEW named.{name} AS {text}")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A question of the test's own."""
        rows: list[tuple[Any, ...]] = self.database.sql(sql).fetchall()
        return rows

    def run(self, queries: Sequence[Query], name: str, wanted: Sequence[Any] = ()) -> Rows:
        """The rows of the statement of that name, with the parameters that are shown."""
        query = next((one.text, one.parameters) for one in queries if one.name == name)
        if wanted:
            self.database.register("wanted", pa.table({"unit": pa.array(wanted, UNIT[self.level])}))
        values = [value for _, value in query[1]]
        rows: Rows = self.database.sql(query[0], params=values or None).to_arrow_table().to_pylist()
        return rows


@pytest.fixture(scope="module")
def readers(tables: Path) -> dict[Level, Reader]:
    return {level: Reader(tables, level) for level in Level}


def shown(queries: Sequence[Query], *codes: str) -> None:
    """Every statement an indicator names is among those that are shown."""
    names = {one.name for one in queries}
    for code in codes:
        assert set(INDICATORS[code].statements) - BUILDING <= names | {"pairs_ranking", "unit_partners"}, code
        assert set(INDICATORS[code].statements) & names, code


def same(one: Any, row: dict[str, Any], names: Sequence[str]) -> None:
    for name in names:
        value = getattr(one, name)
        assert (value is None and row[name] is None) or value == pytest.approx(row[name]), name


def first_unit(readers: dict[Level, Reader], level: Level) -> str:
    """The unit of most works."""
    sql = "SELECT unit FROM cells GROUP BY unit ORDER BY sum(works) DESC, unit LIMIT 1"
    return id_of(level, readers[level].ask(sql)[0][0])


def at(level: Level, selection: Selection) -> Selection:
    return replace(selection, level=level)


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("level", list(Level))
def test_a_unit(atlas: Atlas, readers: dict[Level, Reader], level: Level, selection: Selection) -> None:
    view = units.unit_view(atlas, first_unit(readers, level), at(level, selection), most_partners=10_000)
    reader, queries = readers[level], view.queries
    shown(queries, *(one.code for one in view.figures), "salton", "jaccard", "intensity", "specialisation")
    years = reader.run(queries, "unit_years")
    assert len(years) == len(view.years)
    for one, row in zip(view.years, years, strict=True):
        same(one, row, ("year", "works", "share", "international", "joint", "corpus_works"))
    found = {id_of(level, row["partner"]): row for row in reader.run(queries, "unit_partners")}
    assert found.keys() == {one.unit.id for one in view.partners}
    for line in view.partners:
        same(
            line, found[line.unit.id], ("works", "weight", "partner_works", "salton", "jaccard", "intensity")
        )
    for subject, row in zip(view.subjects, reader.run(queries, "unit_subjects"), strict=True):
        same(subject, row, ("node", "works", "share", "corpus_works", "specialisation"))
    figures = {one.code: one for one in view.figures}
    full = selection.counting is Counting.FULL
    assert figures["output"].value == pytest.approx(sum(one["works" if full else "share"] for one in years))
    assert figures["partners"].value == len(found)
    (cited,) = reader.run(queries, "unit_citations")
    if not figures["citations"].suppressed:
        mean = cited["normalised" if full else "share_normalised"]
        assert figures["citations"].value == (None if mean is None else pytest.approx(mean))
    if level is not Level.PERSON and not figures["people"].suppressed:
        people = reader.run(queries, "unit_people")
        assert figures["people"].value == people[0]["people"]
    assert [f"W{row['work_id']}" for row in reader.run(queries, "unit_works")] == list(view.works)
    covered(reader, view)


def covered(reader: Reader, view: Any) -> None:
    (row,) = reader.run(view.queries, "coverage")
    same(view.coverage, {name: value or 0 for name, value in row.items()}, tuple(row))


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("level", PAIRED)
def test_ranking_and_pairs(
    atlas: Atlas, readers: dict[Level, Reader], level: Level, selection: Selection
) -> None:
    reader, selection = readers[level], at(level, selection)
    ranking = units.ranking_view(atlas, selection, most=30)
    shown(ranking.queries)
    rows = reader.run(ranking.queries, "ranking")
    assert [one.unit.id for one in ranking.lines] == [id_of(level, row["unit"]) for row in rows]
    for one, row in zip(ranking.lines, rows, strict=True):
        same(one, row, ("works", "share", "international", "joint"))
        if one.joint_first is not None:
            same(one, row, ("joint_first", "joint_last"))
    keys = [row["unit"] for row in rows]
    people = {row["unit"]: row["people"] for row in reader.run(ranking.queries, "people_among", keys)}
    told = [one.joint_first is not None for one in ranking.lines]
    assert told == [people.get(one, 0) >= LEAST_PEOPLE for one in keys]
    covered(reader, ranking)
    pairs = units.pairs_view(atlas, selection, most=30)
    shown(pairs.queries, "salton", "jaccard", "intensity")
    rows = reader.run(pairs.queries, "pairs_ranking")
    assert [one.partner.id for one in pairs.pairs] == [id_of(level, row["partner"]) for row in rows]
    for line, row in zip(pairs.pairs, rows, strict=True):
        same(line, row, ("works", "weight", "unit_works", "partner_works", "salton", "jaccard", "intensity"))


@pytest.mark.parametrize("level", PAIRED)
def test_a_subject(atlas: Atlas, readers: dict[Level, Reader], level: Level) -> None:
    ((node,),) = readers[level].ask("SELECT min(field_id) FROM topics WHERE field_id > 0")
    view = networks.subject_view(atlas, Selection(level, Subject(Depth.FIELD, node)))
    reader = readers[level]
    years = reader.run(view.queries, "corpus_years")
    assert [(row["year"], row["works"], row["international"]) for row in years] == list(view.years)
    named = {(row["depth"], row["node"]): row for row in reader.run(view.queries, "subject")}
    assert named["field", node]["works"] == view.subject.works
    for one, row in zip(view.leaders, reader.run(view.queries, "ranking"), strict=True):
        same(one, row, ("works", "share"))
    for line, row in zip(view.pairs, reader.run(view.queries, "pairs_ranking"), strict=True):
        same(line, row, ("works", "salton"))


@pytest.mark.parametrize("level", PAIRED)
def test_a_network(atlas: Atlas, readers: dict[Level, Reader], level: Level) -> None:
    view = networks.network_view(atlas, Selection(level), most_edges=100_000)
    shown(view.queries, "degree", "strength", "betweenness", "participation")
    rows = readers[level].run(view.queries, "edges")
    joined = {(id_of(level, row["unit"]), id_of(level, row["partner"])): row["works"] for row in rows}
    names = [one.unit.id for one in view.nodes]
    assert {(names[one.one], names[one.other]): one.works for one in view.edges} == joined
    sizes = {id_of(level, row[one]): row[f"{one}_works"] for row in rows for one in ("unit", "partner")}
    for node in view.nodes:
        own = [works for ends, works in joined.items() if node.unit.id in ends]
        assert (node.works, node.degree, node.strength) == (sizes[node.unit.id], len(own), sum(own))
    as_others_compute(view, joined)


def as_others_compute(view: NetworkView, joined: dict[tuple[str, str], float]) -> None:
    """Betweenness by networkx, participation by its formula, from the edges that are shown."""
    graph = nx.Graph()
    for (one, other), works in joined.items():
        graph.add_edge(one, other, works=works, length=Fraction(1, works))
    between = nx.betweenness_centrality(graph, weight="length")
    community = {node.unit.id: node.community for node in view.nodes}
    for node in view.nodes:
        assert node.betweenness == pytest.approx(between[node.unit.id], abs=1e-9), node.unit.id
        into: dict[int, float] = {}
        for other, edge in graph[node.unit.id].items():
            into[community[other]] = into.get(community[other], 0) + edge["works"]
        spread = 1 - sum((works / node.strength) ** 2 for works in into.values())
        assert node.participation == pytest.approx(spread, abs=1e-9), node.unit.id
    groups: dict[int, set[str]] = {}
    for own, number in community.items():
        groups.setdefault(number, set()).add(own)
    modularity = nx.community.modularity(graph, groups.values(), weight="works")
    assert view.modularity == pytest.approx(modularity)


@pytest.mark.parametrize("level", PAIRED)
def test_missing_bridges(atlas: Atlas, readers: dict[Level, Reader], level: Level) -> None:
    ((node,),) = readers[level].ask(
        "SELECT field_id FROM topics GROUP BY field_id ORDER BY count(*) DESC LIMIT 1"
    )
    selection = Selection(level, Subject(Depth.FIELD, node))
    view = networks.bridges_view(atlas, selection, least_works=1, across_borders=False)
    shown(view.queries, "bridge")
    reader = readers[level]
    strong = {row["unit"]: row for row in reader.run(view.queries, "strong")}
    assert len(strong) == view.considered
    keys = list(strong)
    joined = {(row["unit"], row["partner"]): row for row in reader.run(view.queries, "joined_among", keys)}
    (links,) = reader.run(view.queries, "links")
    profiles: dict[Any, dict[int, float]] = {}
    for row in reader.run(view.queries, "profiles", keys):
        profiles.setdefault(row["unit"], {})[row["topic_id"]] = row["works"]
    key: Callable[[str], Any] = {id_of(level, one): one for one in keys}.__getitem__
    for one in view.bridges:
        a, b = key(one.unit.id), key(one.partner.id)
        assert joined.get((a, b), {"works": 0})["works"] == 0
        expected = strong[a]["links"] * strong[b]["links"] / links["links"]
        topics = sorted(profiles[a].keys() | profiles[b].keys())
        u, v = (np.array([profiles[each].get(topic, 0) for topic in topics], float) for each in (a, b))
        closeness = float(u @ v / np.linalg.norm(u) / np.linalg.norm(v))
        assert (one.unit_works, one.partner_works) == (strong[a]["works"], strong[b]["works"])
        assert one.expected == pytest.approx(expected)
        assert one.closeness == pytest.approx(closeness)
        assert one.score == pytest.approx(expected * closeness)
    sides = list(dict.fromkeys(key(each.id) for one in view.bridges for each in (one.unit, one.partner)))
    if sides:
        starters = {
            (id_of(level, row["unit"]), f"A{row['person_id']}"): row["works"]
            for row in reader.run(view.queries, "starters", sides)
        }
        for one in view.bridges:
            for starter in one.unit_people:
                assert starters[one.unit.id, starter.person.id] == starter.works


def test_a_comparison_is_of_the_same_statements(atlas: Atlas, readers: dict[Level, Reader]) -> None:
    rows = readers[Level.COUNTRY].ask("SELECT unit FROM cells GROUP BY unit ORDER BY sum(works) DESC LIMIT 2")
    wanted = [row[0] for row in rows]
    view = networks.compare_view(atlas, wanted, Selection())
    for one in view.units:
        for line, row in zip(one.years, readers[Level.COUNTRY].run(one.queries, "unit_years"), strict=True):
            same(line, row, ("works", "international"))
    (pair,) = view.pairs
    partners = {
        row["partner"]: row for row in readers[Level.COUNTRY].run(view.units[0].queries, "unit_partners")
    }
    same(pair, partners[pair.partner.id], ("works", "salton", "jaccard", "intensity"))


ALL_OF_SCIENCE = [
    Selection(source=Source.SCIENCE),
    Selection(source=Source.SCIENCE, first_year=2021, last_year=2022),
]


@pytest.fixture(scope="module")
def science(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Atlas, Reader]:
    """An aggregate of four hundred works beside the corpus's tables, and somebody with its files."""
    root = tmp_path_factory.mktemp("science") / "atlas"
    shutil.copytree(tables.parent.parent, root)
    chance, matrix = random.Random(4), Counter[tuple[int, str, str]]()
    for _number in range(400):
        year, countries = (
            chance.randint(2020, 2023),
            chance.sample(["BR", "CN", "DE", "KE", "NA", "US"], k=chance.randint(2, 4)),
        )
        for one, other in combinations_with_replacement(sorted(countries), 2):
            matrix[year, one, other] += 1
    manifest = write_science(root, matrix, source="made.csv", made="now")
    own = root / "science" / manifest.directory
    return Atlas(root), Reader(root / tables.relative_to(tables.parent.parent), Level.COUNTRY, own)


@pytest.mark.parametrize("selection", ALL_OF_SCIENCE)
def test_a_country_of_all_science(science: tuple[Atlas, Reader], selection: Selection) -> None:
    atlas, reader = science
    view = units.unit_view(atlas, "CN", selection, most_partners=100)
    rows = reader.run(view.queries, "unit_years")
    assert [(one.year, one.works) for one in view.years] == [(row["year"], row["works"]) for row in rows]
    found = {row["partner"]: row for row in reader.run(view.queries, "unit_partners")}
    assert found.keys() == {one.unit.id for one in view.partners}
    for line in view.partners:
        same(line, found[line.unit.id], ("works", "partner_works", "salton", "jaccard", "intensity"))
    figures = {one.code: one.value for one in view.figures}
    assert figures["output"] == sum(row["works"] for row in rows)
    assert figures["partners"] == len(found)


@pytest.mark.parametrize("selection", ALL_OF_SCIENCE)
def test_ranking_pairs_and_network_of_all_science(
    science: tuple[Atlas, Reader], selection: Selection
) -> None:
    atlas, reader = science
    ranking = units.ranking_view(atlas, selection, most=30)
    rows = reader.run(ranking.queries, "ranking")
    assert [(one.unit.id, one.works) for one in ranking.lines] == [
        (row["unit"], row["works"]) for row in rows
    ]
    pairs = units.pairs_view(atlas, selection, most=30)
    rows = reader.run(pairs.queries, "pairs_ranking")
    assert [one.partner.id for one in pairs.pairs] == [row["partner"] for row in rows]
    for line, row in zip(pairs.pairs, rows, strict=True):
        same(line, row, ("works", "unit_works", "partner_works", "salton", "jaccard", "intensity"))
    view = networks.network_view(atlas, selection, most_edges=100)
    joined = {(row["unit"], row["partner"]): row["works"] for row in reader.run(view.queries, "edges")}
    assert len(view.edges) == len(joined) > 5
    as_others_compute(view, joined)
