"""``scibridge atlas``: every table in every form, to the terminal and into files, as the pages give it."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.test import Client
from tests.sources.openalex.objects import new_work, write_part
from tests.web.test_atlas import build_small

from scibridge.flows.atlas import tables
from scibridge.flows.atlas.labels import INDICATORS

pytestmark = pytest.mark.django_db
Run = Callable[..., Any]


def test_every_form_says_what_the_page_gives(run: Run, client: Client, tmp_path: Path) -> None:
    build_small()
    for command, page, name in (
        ("ranking", "ranking/{}/", "ranking"),
        ("pairs", "pairs/{}/", "pairs"),
        (
            "pairs --level organisation --international",
            "pairs/{}/?level=organisation&scope=international",
            "pairs",
        ),
        ("country CN --from 2020", "partners/{}/?unit=CN&from=2020", "partners"),
        ("country CN", "figures/{}/?unit=CN", "figures"),
        ("organisation I1", "years/{}/?unit=I1&level=organisation", "years"),
        ("topic field:22", "corpus_years/{}/?on=field:22", "corpus_years"),
        ("bridges --on field:22", "bridges/{}/?on=field:22", "bridges"),
        ("compare CN DE", "compare/{}/?with=CN&with=DE", "compare"),
    ):
        for form in tables.forms_of(name):
            if form == "json":
                continue
            file = tmp_path / f"{name}.{form}"
            told = run("atlas", *command.split(), "--table", name, "--format", form, "--output", str(file))
            assert (told.code, told.out) == (0, ""), told
            assert file.name in told.err.replace("\n", "")
            assert file.read_bytes() == client.get(f"/en/atlas/export/{page.format(form)}").content, command


def test_what_is_not_named_is_understood(run: Run, tmp_path: Path) -> None:
    build_small()
    # The ending of a file says its form, and a network of a country is that of its partners.
    run("atlas", "country", "CN", "-o", str(tmp_path / "china.graphml"))
    assert sorted(nx.read_graphml(tmp_path / "china.graphml").nodes) == ["CN", "DE", "US"]
    run("atlas", "network", "--level", "organisation", "-o", str(tmp_path / "net.parquet"))
    assert pq.read_table(tmp_path / "net.parquet").column("unit").to_pylist() == ["I1", "I2", "I3"]
    told = run("atlas", "pairs", "--format", "csv", "--limit", "1")
    assert [one["Joint works"] for one in csv.DictReader(io.StringIO(told.out.lstrip("\ufeff")))] == ["3"]
    assert "Only the first 1 lines" in told.err
    assert json.loads(run("atlas", "pairs", "--format", "json").out)["pairs"][0]["works"] == 3
    run("atlas", "pairs", "-o", str(tmp_path / "pairs.txt"))
    assert "China – United States" in (tmp_path / "pairs.txt").read_text()


def test_what_cannot_be_is_refused_with_what_can(run: Run, tmp_path: Path) -> None:
    build_small()
    for line, words in (
        ("ranking --format pajek", "table, csv, json, parquet"),
        ("pairs --format exe", "graphml"),
        ("country CN --table nothing", "figures, years, partners, subjects"),
        (f"pairs -o {tmp_path}/no/such/place.csv", "cannot be written"),
    ):
        told = run("atlas", *line.split())
        assert told.code == 1, told
        assert words in told.err.replace("\n", " "), told.err


def test_each_figure_says_how_it_is_computed(run: Run) -> None:
    build_small()
    assert all(code in run("atlas", "recompute").out for code in INDICATORS)
    told = run("atlas", "recompute", "salton")
    assert "n_ab / √(n_a n_b)" in told.out
    assert "cells = SELECT * FROM country_cells" in told.out
    assert run("atlas", "recompute", "charm").code == 3


def test_an_import_says_what_comes_next(run: Run) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_part(Path(folder), "2025-01-01", [new_work(1)])
        told = run("import", "openalex", folder, "--no-index")
        assert told.code == 0, told.err
        assert "scibridge atlas build" in told.err
        told = run("import", "openalex", folder, "--no-index", "--atlas")
        assert "scibridge atlas build" not in told.err
        assert (settings.ATLAS_DIRECTORY / "manifest.json").exists()
        assert "scibridge atlas build" not in run("import", "openalex", folder, "--no-index").err


def test_pairs_by_year_need_no_build(run: Run, tmp_path: Path) -> None:
    build_small()
    file = tmp_path / "pairs.parquet"
    assert json.loads(run("atlas", "pair-years", str(file), "--json").out)["rows"] == 5
    rows = [tuple(row.values()) for row in pq.read_table(file).to_pylist()]
    assert sorted(rows) == [
        (1, 2, 2020, 2),
        (1, 2, 2022, 1),
        (1, 3, 2021, 1),
        (1, 3, 2022, 1),
        (2, 3, 2022, 1),
    ]
    assert "parquet" in run("atlas", "pair-years", str(tmp_path / "pairs.csv")).err
    assert not (tmp_path / "pairs.csv").exists()
