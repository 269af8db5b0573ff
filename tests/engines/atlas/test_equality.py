"""DuckDB, Sail and plain Python give the same numbers, for every table and every statement."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.atlas.conftest import built
from tests.engines.atlas.recount import LEVELS, Recount

from scibridge.engines.atlas.naming import BY_SUBJECT, SUMMED, by_subject_views, views_of, whole_views
from scibridge.engines.atlas.pairing import organisation_pairs_by_year
from scibridge.engines.atlas.selections import MOST_UNITS, Level
from scibridge.engines.atlas.tables import PAIRED, TABLES, UNIT
from scibridge.engines.lake.sessions import Session, session_at
from scibridge.engines.lake.statements import atlas_statement

# depth, node, first year, last year, least international
ASKS = [
    ("all", 0, 0, 9999, 0),
    ("field", 22, 2016, 2022, 0),
    ("domain", 3, 0, 9999, 1),
    ("topic", 34, 2018, 2023, 0),
    ("subfield", 2208, 0, 9999, 1),
]
UNITS = {
    "country": ("CN", "NA"),
    "organisation": (2, 31),
    "family": (3, 11),
    "region": ("CN-2", "US-1"),
    "person": (5, 41),
}


def values_of(ask: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    names = ("depth", "node", "first_year", "last_year", "least_international")
    return {**dict(zip(names, ask, strict=True)), **more}


@pytest.fixture(scope="module", params=["duckdb", "sail"])
def engine(request: pytest.FixtureRequest) -> str:
    return "duckdb" if request.param == "duckdb" else str(request.getfixturevalue("sail"))


@pytest.fixture(scope="module")
def built_tables(engine: str, tables: Path, lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables as this engine computes them."""
    return tables if engine == "duckdb" else built(lake, tmp_path_factory.mktemp("sail"), engine)


@pytest.fixture(scope="module")
def session(engine: str, tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session of this engine that reads the tables of DuckDB."""
    with session_at(engine, tmp_path_factory.mktemp("session")) as one:
        for name in TABLES:
            # The statements call one level's tables by the short names.
            short = name in {"scopes", "topic_order", "subjects", "topics", "usual", "signatures"}
            one.read(name if short else f"all_{name}", [tables / f"{name}.parquet"])
        yield one


ARRANGED: dict[str, Callable[..., dict[str, str]]] = {"whole": whole_views, "by_subject": by_subject_views}
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def ask(session: Session) -> Ask:
    """``ask("unit_years", "country", **values)`` with the tables of that level."""
    state: dict[str, Any] = {"level": ""}

    def answer(
        name: str, level: str, wanted: list[Any] | None = None, *, arranged: str = "", **values: Any
    ) -> list[dict[str, Any]]:
        if state["level"] != (level, arranged):
            views = views_of(Level(level), "all_")
            views |= ARRANGED[arranged](Level(level), "all_") if arranged else {}
            for view, text in views.items():
                session.define(view, text)
            state["level"] = (level, arranged)
        if wanted is not None:
            session.take("wanted", pa.table({"unit": pa.array(wanted, UNIT[Level(level)])}))
        statement = atlas_statement(name)
        bound = {one: values[one] for one in statement.parameters}
        return [row for batch in session.rows(statement, bound) for row in batch.to_pylist()]

    return answer


def rows_of(tables: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(tables / f"{name}.parquet").to_pylist()
    return rows


def keyed(rows: list[dict[str, Any]], keys: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The first ``keys`` columns → the others; every key once."""
    found = {tuple(row.values())[:keys]: tuple(row.values())[keys:] for row in rows}
    assert len(found) == len(rows)
    return found


def same(found: Mapping[Any, Any], expected: Mapping[Any, Any]) -> None:
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        assert close(found[key], values), (key, found[key], values)


def close(found: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Equal, but for the last digits of what was summed in another order."""
    return len(found) == len(expected) and all(
        one is None if other is None else one is not None and math.isclose(one, other, rel_tol=1e-9)
        for one, other in zip(found, expected, strict=True)
    )


def alike(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    """The same rows, of which there are some."""
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        words = [name for name, value in other.items() if isinstance(value, str)]
        assert [one[name] for name in words] == [other[name] for name in words]
        assert close(*([value for name, value in row.items() if name not in words] for row in (one, other)))


def test_limits_are_the_same() -> None:
    assert {level.value: most for level, most in MOST_UNITS.items()} == {
        "country": 300,
        "organisation": 100,
        "family": 100,
        "region": 100,
        "person": 50,
    }


@pytest.mark.parametrize("level", LEVELS)
def test_presences_and_cells(built_tables: Path, recount: Recount, level: str) -> None:
    found = sorted(tuple(row.values()) for row in rows_of(built_tables, f"{level}_presences"))
    assert found == recount.presences(level)
    same(keyed(rows_of(built_tables, f"{level}_cells"), 4), recount.cells(level))


@pytest.mark.parametrize("level", [level.value for level in PAIRED])
def test_pairs_from_both_sides(built_tables: Path, recount: Recount, level: str) -> None:
    found = keyed(rows_of(built_tables, f"{level}_pairs"), 5)
    expected = recount.pairs(level)
    turned = {(b, a, *rest): values for (a, b, *rest), values in expected.items()}
    same(found, expected | turned)


def test_pairs_by_year_without_a_build(engine: str, lake: Path, recount: Recount, tmp_path: Path) -> None:
    path = tmp_path / "pairs.parquet"
    rows = organisation_pairs_by_year(lake, path, address=engine)
    expected: dict[tuple[Any, ...], int] = {}
    for (a, b, year, *_), (works, _weight) in recount.pairs("organisation").items():
        expected[a, b, year] = expected.get((a, b, year), 0) + works
    found = pq.read_table(path).to_pylist()
    assert rows == len(found)
    assert {(row["unit"], row["partner"], row["year"]): row["works"] for row in found} == expected


@pytest.mark.parametrize("level", LEVELS)
def test_corpus_and_residents(built_tables: Path, recount: Recount, level: str) -> None:
    corpus = {}
    for row in rows_of(built_tables, "corpus"):
        corpus[row["year"], row["topic_id"], row["international"]] = (
            row["works"],
            row[f"{level}_placed"],
            row[f"{level}_left_out"],
            row[f"{level}_links"],
            row["citations"],
            row["citations_squared"],
        )
    same(corpus, recount.corpus(level))
    unit = {
        "country": "country",
        "organisation": "organisation_id",
        "family": "family_id",
        "region": "region",
    }.get(level, "person_id")
    residents: dict[Any, Any] = {}
    for row in rows_of(built_tables, "places"):
        key = (row[unit], row["person_id"], row["year"], row["topic_id"], row["international"])
        residents[key] = (residents.get(key, (0, 0))[0] + row["works"], row["debut"])
    same(residents, recount.residents(level))


def test_the_topic_tree(built_tables: Path, recount: Recount) -> None:
    expected = {("all", 0, 0)} | {("all", 0, topic) for topic in recount.topics}
    for topic, (subfield, field, domain) in recount.topics.items():
        expected |= {("topic", topic, topic), ("subfield", subfield, topic)}
        expected |= {("field", field, topic), ("domain", domain, topic)}
    assert {tuple(row.values()) for row in rows_of(built_tables, "scopes")} == expected
    subjects = {
        (row["depth"], row["node"]): (row["name"], row["above"]) for row in rows_of(built_tables, "subjects")
    }
    assert subjects["topic", 34] == ("Topic 34", 2701)
    assert subjects["field", 22] == ("Field 22", 3)
    assert subjects["domain", 3] == ("Domain 3", None)


@pytest.mark.parametrize("wanted", ASKS)
@pytest.mark.parametrize("level", LEVELS)
def test_units(ask: Ask, recount: Recount, level: str, wanted: tuple[Any, ...]) -> None:
    for unit in UNITS[level]:
        values = values_of(wanted, unit=unit)
        years = [tuple(row.values()) for row in ask("unit_years", level, **values)]
        expected = recount.years(level, unit, wanted)
        assert len(years) == len(expected)
        assert all(map(close, years, expected))
        same(
            {row["partner"]: tuple(row.values())[1:] for row in ask("unit_partners", level, **values)},
            recount.partners(level, unit, wanted),
        )
        (cited,) = ask("unit_citations", level, **values)
        assert close(tuple(cited.values()), recount.citations(level, unit, wanted))
        people = {
            row["year"]: (row["people"], row["newcomers"]) for row in ask("unit_people", level, **values)
        }
        assert people == recount.people(level, unit, wanted)
        works = [one for one in recount.chosen(wanted) if unit in one.sides[level]]
        newest = sorted(((one.id, one.year) for one in works), key=lambda one: (-one[1], -one[0]))
        found = ask("unit_works", level, **values, most_rows=1000, from_row=0)
        assert [(row["work_id"], row["year"]) for row in found] == newest


@pytest.mark.parametrize("level", LEVELS)
def test_the_works_that_could_be_placed(ask: Ask, recount: Recount, level: str) -> None:
    for wanted in ASKS[:3]:
        placed = [one for one in recount.chosen(wanted) if one.sides[level]]
        newest = sorted(((one.id, one.year) for one in placed), key=lambda one: (-one[1], -one[0]))
        found = ask("selected_works", level, **values_of(wanted), most_rows=1000, from_row=0)
        assert [(row["work_id"], row["year"]) for row in found] == newest


@pytest.mark.parametrize("shown", ["domain", "field", "subfield", "topic"])
@pytest.mark.parametrize("level", LEVELS)
def test_subjects_of_a_unit(ask: Ask, recount: Recount, level: str, shown: str) -> None:
    unit = UNITS[level][0]
    for wanted in ASKS[:3]:
        rows = ask("unit_subjects", level, **values_of(wanted, unit=unit, shown_depth=shown))
        found = {row["node"]: tuple(row.values())[3:] for row in rows}
        same(found, recount.subjects(level, unit, shown, wanted))


@pytest.mark.parametrize("wanted", ASKS)
@pytest.mark.parametrize("level", [level.value for level in PAIRED])
def test_levels_as_a_whole(ask: Ask, recount: Recount, level: str, wanted: tuple[Any, ...]) -> None:
    values = values_of(wanted, most_rows=10_000, from_row=0, least_works=3, most_units=1000, most_nodes=1000)
    (covered,) = ask("coverage", level, **values)
    assert tuple(covered.values()) == recount.coverage(level, wanted)
    (links,) = ask("links", level, **values)
    assert (links["links"] or 0) == recount.links(level, wanted).total()
    sizes = recount.sizes(level, wanted)
    ranking = ask("ranking", level, **values)
    assert {row["unit"]: row["works"] for row in ranking} == sizes
    assert [row["works"] for row in ranking] == sorted(sizes.values(), reverse=True)
    pairs = {
        (row["unit"], row["partner"]): (*list(row.values())[2:],)
        for row in ask("pairs_ranking", level, **values)
    }
    linked = {
        (a, b)
        for one in recount.linked(level, wanted)
        for a in one.sides[level]
        for b in one.sides[level]
        if a < b
    }
    same(pairs, {pair: recount.strength(level, *pair, wanted) for pair in linked})
    edges = {(row["unit"], row["partner"]): tuple(row.values())[2:] for row in ask("edges", level, **values)}
    links_of = recount.links(level, wanted)
    joins = {(a, b): (*pairs[a, b][:2], sizes[a], sizes[b], links_of[a], links_of[b]) for a, b in pairs}
    same(edges, joins)
    strong = {row["unit"]: tuple(row.values())[1:] for row in ask("strong", level, **values)}
    same(strong, recount.strong(level, wanted, 3))
    years = {
        row["year"]: (row["works"], row["international"]) for row in ask("corpus_years", level, **values)
    }
    chosen = recount.chosen(wanted)
    assert years == {
        year: (
            sum(one.year == year for one in chosen),
            sum(one.year == year and one.international for one in chosen),
        )
        for year in {one.year for one in chosen}
    }


@pytest.mark.parametrize("name", sorted(SUMMED))
@pytest.mark.parametrize("level", [level.value for level in PAIRED])
def test_sums_over_topics_answer_the_same(ask: Ask, level: str, name: str) -> None:
    for years in ((0, 9999, 0), (2017, 2021, 1)):
        values = values_of(("all", 0, *years), unit=UNITS[level][0], most_rows=50, from_row=0, least_works=3)
        values |= {"most_units": 30, "most_nodes": 20}
        wanted = [*UNITS[level], *(row["unit"] for row in ask("ranking", level, **values))][:12]
        full = ask(name, level, wanted, **values)
        alike(ask(name, level, wanted, arranged="whole", **values), full)


@pytest.mark.parametrize("name", sorted(BY_SUBJECT))
@pytest.mark.parametrize("level", [level.value for level in PAIRED])
def test_tables_in_the_order_of_subjects_answer_the_same(ask: Ask, level: str, name: str) -> None:
    for about in (("field", 22), ("topic", 34)):
        values = values_of((*about, 2000, 2024, 0), most_rows=50, from_row=0, least_works=1)
        values |= {"most_units": 30, "most_nodes": 20}
        wanted = [row["unit"] for row in ask("ranking", level, **values)][:12]
        usual = ask(name, level, wanted, **values)
        alike(ask(name, level, wanted, arranged="by_subject", **values), usual)


def test_topics_of_a_subject_stand_side_by_side(built_tables: Path, recount: Recount) -> None:
    order = {row["topic_id"]: row["place"] for row in rows_of(built_tables, "topic_order")}
    assert sorted(order) == sorted({0, *recount.topics})
    assert sorted(order.values()) == list(range(len(order)))
    for above in range(3):
        for node in {tree[above] for tree in recount.topics.values()}:
            places = sorted(order[one] for one, tree in recount.topics.items() if tree[above] == node)
            assert places == list(range(places[0], places[0] + len(places)))


@pytest.mark.parametrize("level", [level.value for level in PAIRED])
def test_some_units_among_themselves(ask: Ask, recount: Recount, level: str) -> None:
    wanted = ASKS[1]
    units = sorted(recount.sizes(level, wanted))[:12]
    values = values_of(wanted)
    everything = ("all", 0, *wanted[2:])
    profile: dict[Any, int] = {}
    for one in recount.chosen(everything):
        for unit in one.sides[level].keys() & set(units):
            if one.topic:
                profile[unit, one.topic] = profile.get((unit, one.topic), 0) + 1
    rows = ask("profiles", level, units, **values)
    assert {(row["unit"], row["topic_id"]): row["works"] for row in rows} == profile
    joined = {}
    for a in units:
        for b in units:
            both = [one for one in recount.linked(level, everything) if {a, b} <= one.sides[level].keys()]
            if a != b and both:
                joined[a, b] = sum(recount.inside(*wanted[:2], one.topic) for one in both)
    joined = {pair: works for pair, works in joined.items() if works}
    rows = ask("joined_among", level, units, **values)
    assert {(row["unit"], row["partner"]): row["works"] for row in rows} == joined
    a, b = next(iter(joined))
    both = [one for one in recount.linked(level, wanted) if {a, b} <= one.sides[level].keys()]
    rows = ask(
        "pair_works",
        level,
        **values,
        unit=a,
        partner=b,
        most_units=MOST_UNITS[Level(level)],
        most_rows=99,
        from_row=0,
    )
    assert sorted(row["work_id"] for row in rows) == sorted(one.id for one in both)


@pytest.mark.parametrize("level", [level.value for level in PAIRED])
def test_people_who_could_start(ask: Ask, recount: Recount, level: str) -> None:
    depth, node, first, last, _least = ASKS[1]
    units = sorted(recount.sizes(level, ASKS[1]))[:6]
    expected = []
    for unit in units:
        works: dict[int, list[int]] = {}
        for (one, person, year, topic, _), (times, _debut) in recount.residents(level).items():
            if one == unit and first <= year <= last and recount.inside(depth, node, topic):
                works.setdefault(person, []).extend([year] * times)
        ranked = sorted(works, key=lambda person: (-len(works[person]), -max(works[person]), person))
        expected += [(unit, person, len(works[person]), max(works[person])) for person in ranked[:3]]
    rows = ask("starters", level, units, **values_of(ASKS[1]))
    assert [tuple(row.values()) for row in rows] == expected
    counted = {row["unit"]: row["people"] for row in ask("people_among", level, units, **values_of(ASKS[1]))}
    assert counted == {
        unit: people for unit in units if (people := recount.people(level, unit, ASKS[1])[0][0])
    }


def test_a_subject_and_what_is_below(ask: Ask, recount: Recount) -> None:
    rows = ask("subject", "country", **values_of(ASKS[1], shown_depth="subfield"))
    assert [(row["depth"], row["node"]) for row in rows[:1]] == [("field", 22)]
    assert rows[0]["works"] == len(recount.chosen(ASKS[1]))
    for row in rows[1:]:
        assert row["works"] == len(recount.chosen(("subfield", row["node"], *ASKS[1][2:])))
    assert {row["node"] for row in rows[1:]} == {2208, 2209}
