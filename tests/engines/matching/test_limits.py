"""What a document must reach: limits that only rise, and lanes that nothing overflows or falls short of."""

from math import ceil

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scibridge.engines.matching.limits import LANE, Limits
from scibridge.engines.matching.postings import ASKED

VALUES = st.lists(st.floats(1e-9, 60.0), min_size=1, max_size=400)
WEIGHTS = st.floats(0.0, 2.199_999)


def asked(*needs: list[float]) -> pa.Table:
    rows = [(need, term, value) for need, values in enumerate(needs) for term, value in enumerate(values)]
    return pa.Table.from_pydict(dict(zip(ASKED.names, zip(*rows, strict=True), strict=True)), schema=ASKED)


def found(*rows: tuple[int, float]) -> pa.Table:
    return pa.table({"need": [need for need, _ in rows], "score": [score for _, score in rows]})


def scores(limits: Limits, needs: int) -> list[float]:
    return limits.table(0, needs)["score"].to_pylist()


def test_the_limit_is_the_last_of_the_best() -> None:
    limits = Limits(asked([1.0], [1.0], [1.0]), 3, 1, top=2)
    assert scores(limits, 3) == [0.0, 0.0, 0.0]
    limits.learn(found((0, 5.0), (0, 3.0), (2, 4.0)))
    assert scores(limits, 3) == [3.0, 0.0, 0.0]
    limits.learn(found((0, 1.0), (1, 2.0), (2, 7.0), (2, 6.0)))
    assert scores(limits, 3) == [3.0, 0.0, 6.0]
    limits.learn(found())
    assert limits.table(1, 3)["need"].to_pylist() == [1, 2]
    assert limits.table(1, 3)["score"].to_pylist() == [0.0, 6.0]


@given(st.lists(st.lists(st.integers(1, 9), max_size=6), max_size=6), st.integers(1, 5))
def test_limits_are_those_of_all_that_was_seen(batches: list[list[int]], top: int) -> None:
    limits = Limits(asked([1.0]), 1, 1, top)
    for batch in batches:
        limits.learn(found(*((0, float(score)) for score in batch)))
    seen = sorted((score for batch in batches for score in batch), reverse=True)
    assert scores(limits, 1) == [float(seen[top - 1]) if len(seen) >= top else 0.0]


@given(VALUES, st.data(), st.integers(1, 3))
def test_what_reaches_the_limit_reaches_it_in_its_lane(
    values: list[float], data: st.DataObject, entries: int
) -> None:
    limits = Limits(asked(values), 1, entries, top=1)
    weights = [[data.draw(WEIGHTS) for _ in values[:20]] for _ in range(entries)]
    said = [[value * weight for value, weight in zip(values, entry, strict=False)] for entry in weights]
    score = round(max(map(sum, said)), 6)
    limits.learn(found((0, score)))
    (row,) = limits.table(0, 1).to_pylist()
    units = sum(
        ceil(value * row["scale"] * weight)
        for entry in weights
        for value, weight in zip(values, entry, strict=False)
    )
    assert units < LANE
    assert units >= row["least"] or score == 0.0


@given(VALUES, st.integers(1, 3))
def test_the_greatest_there_can_be_stays_in_its_lane(values: list[float], entries: int) -> None:
    (row,) = Limits(asked(values), 1, entries, top=1).table(0, 1).to_pylist()
    assert entries * sum(ceil(value * row["scale"] * 2.2) for value in values) < LANE
    assert row["least"] == 1.0


@pytest.mark.parametrize("values", [[1.0] * 5_000, [0.0, 0.0]])
def test_a_need_without_room_leaves_nothing_out(values: list[float]) -> None:
    limits = Limits(asked(values), 1, 1, top=1)
    limits.learn(found((0, 12.0)))
    assert limits.table(0, 1).to_pylist() == [{"need": 0, "scale": 0.0, "least": 0.0, "score": 12.0}]
