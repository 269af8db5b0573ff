"""``scibridge match all``: every need at once, into a table and files."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from tests.cli.conftest import Run
from tests.cli.test_match import world  # noqa: F401 - the same need and offer

from scibridge.engines.matching.against_all import match_all as by_the_lake
from scibridge.flows import all_matches

pytestmark = pytest.mark.django_db
Call = Callable[..., Run]


@pytest.fixture(autouse=True)
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LAKE_DIRECTORY", tmp_path / "lake")


@pytest.mark.usefixtures("world")
def test_every_need_gets_what_match_gives_it(run: Call, tmp_path: Path) -> None:
    done = run("match", "all", "--top", "5", "--json", "--output", str(tmp_path / "all.csv"))
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert (told["needs"], told["documents"], told["answers"]) == (1, 1, 1)
    (row,) = pq.read_table(told["table"]).to_pylist()
    found = json.loads(run("match", "--need", row["need"], "--kind", "offer", "--json").out)
    (match,) = found["matches"]
    assert row["document"] == match["id"]
    # What must-haves and readiness add is no part of the words' score.
    words = match["score"] - sum(one["share"] for one in match["explanation"]["adjustments"])
    assert row["score"] == pytest.approx(words, rel=0.2)
    with (tmp_path / "all.csv").open(encoding="utf-8") as file:
        assert [one["document"] for one in csv.DictReader(file)] == [match["id"]]


@pytest.mark.usefixtures("world")
def test_run_again_nothing_is_done_again(run: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = run("match", "all")
    assert first.out.startswith("Needs: 1. Offers and works: 1. 1 answer.")
    steps: list[str] = []
    monkeypatch.setattr(
        all_matches,
        "match_all",
        lambda *a, **k: by_the_lake(*a, **{**k, "progress": lambda *s: steps.append(s[0])}),
    )
    assert run("match", "all").out == first.out
    assert steps == []
    # Under other words it is another run.
    glossary = tmp_path / "glossary.json"
    glossary.write_text("[]", encoding="utf-8")
    monkeypatch.setattr(settings, "GLOSSARY_TERMS", glossary)
    assert run("match", "all").code == 0
    assert steps


@pytest.mark.usefixtures("world")
def test_the_table_can_be_taken_along(run: Call, tmp_path: Path) -> None:
    assert run("match", "all", "--output", str(tmp_path / "all.parquet")).code == 0
    assert pq.read_table(tmp_path / "all.parquet").num_rows == 1
    refused = run("match", "all", "--output", str(tmp_path / "all.xlsx"))
    assert refused.code == 2
    absent = run("match", "all", "--output", str(tmp_path / "nowhere" / "all.csv"))
    assert absent.code == 3
    assert "No such file or directory" in " ".join(absent.err.split())


@pytest.mark.usefixtures("world")
def test_the_word_all_can_be_looked_for(run: Call) -> None:
    looked_for = run("match", "--kind", "offer", "--", "all")
    assert looked_for.code == 3
    assert "Nothing answers this" in looked_for.err
