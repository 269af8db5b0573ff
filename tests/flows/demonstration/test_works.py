"""Works of the demonstration are rows of the lake: reproducible, streamed, and a believable network."""

import re
from collections import Counter
from itertools import islice

import pytest

from scibridge.engines.lake.schema import TABLES
from scibridge.flows.demonstration.identity import CORPUS_FLOOR
from scibridge.flows.demonstration.works import FIRST_YEAR, LAST_YEAR, PER_BLOCK, Rows, WorkStream
from scibridge.flows.demonstration.world import World, build_world

ID, TITLE, ABSTRACT, LANGUAGE, YEAR, COUNTRIES, AUTHORS = 0, 4, 5, 6, 8, 14, 16


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(2)


@pytest.fixture(scope="module")
def works(world: World) -> list[Rows]:
    return list(WorkStream(world))


def test_rows_have_the_shape_of_the_lake(works: list[Rows]) -> None:
    for rows in works:
        assert set(rows) == {"works", "authorships", "works_topics", "citations"}
        assert len(rows["works"]) == 1
        for table, lines in rows.items():
            assert all(len(line) == len(TABLES[table]) - 1 for line in lines)


def test_institutions_have_the_shape_of_the_lake(world: World) -> None:
    rows = list(WorkStream(world).institutions())
    assert len(rows) == 300
    assert all(len(line) == len(TABLES["institutions"]) - 1 for row in rows for line in row["institutions"])


def test_works_are_reproducible_and_a_larger_world_begins_with_the_smaller(works: list[Rows]) -> None:
    assert list(WorkStream(build_world(2))) == works
    assert list(WorkStream(build_world(1))) == works[:PER_BLOCK]
    assert list(islice(WorkStream(build_world(1, seed=7)), 5)) != works[:5]


def test_ids_come_once_and_lie_beyond_real_ones(works: list[Rows]) -> None:
    ids = [rows["works"][0][ID] for rows in works]
    assert len(set(ids)) == len(ids) == 2 * PER_BLOCK
    assert all(CORPUS_FLOOR < one < 10**13 for one in ids)


def test_citations_point_at_earlier_works(works: list[Rows]) -> None:
    years = {rows["works"][0][ID]: rows["works"][0][YEAR] for rows in works}
    cited: Counter[int] = Counter()
    for rows in works:
        for work, target in rows["citations"]:
            assert work != target
            assert years[target] <= years[work]
            cited[target] += 1
    assert cited.most_common(1)[0][1] >= 30
    assert sum(cited.values()) >= 5 * PER_BLOCK


def test_shares_look_like_a_corpus(works: list[Rows]) -> None:
    heads = [rows["works"][0] for rows in works]
    assert 0.15 <= sum(head[LANGUAGE] == "zh" for head in heads) / len(heads) <= 0.25
    assert 0.2 <= sum(len(head[COUNTRIES]) > 1 for head in heads) / len(heads) <= 0.6
    assert {head[YEAR] for head in heads} == set(range(FIRST_YEAR, LAST_YEAR + 1))
    assert 2.2 <= sum(head[AUTHORS] for head in heads) / len(heads) <= 5
    people = Counter(line[3] for rows in works for line in rows["authorships"])
    busiest = sum(times for _, times in people.most_common(len(people) // 10))
    assert busiest / sum(people.values()) >= 0.25


def test_titles_and_abstracts_are_whole(works: list[Rows]) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for rows in works:
        head = rows["works"][0]
        assert not re.search(r"[{}]|\.\.", head[TITLE] + head[ABSTRACT])
        assert bool(han.search(head[TITLE])) == (head[LANGUAGE] == "zh")
        assert bool(han.search(head[ABSTRACT])) == (head[LANGUAGE] == "zh")
        assert head[TITLE][0] == head[TITLE][0].upper()
    titles = Counter(rows["works"][0][TITLE] for rows in works[:PER_BLOCK])
    assert sum(times - 1 for times in titles.values()) <= 3


def test_authors_stand_once_and_in_order(works: list[Rows]) -> None:
    for rows in works:
        lines = rows["authorships"]
        assert [line[1] for line in lines] == list(range(len(lines)))
        assert len({line[3] for line in lines}) == len(lines)
        assert lines[0][2] == "first"
        assert sorted({line[9] for line in lines}) == rows["works"][0][COUNTRIES]
