"""Taking the atlas along in a real browser: every form of a network, from the page where its table stands."""

import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page
from tests.browser.test_journeys import WIDE
from tests.web.conftest import World
from tests.web.test_atlas import build_small

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def _csv(path: Path) -> int:
    return len(path.read_text("utf-8-sig").splitlines()) - 1


def _json(path: Path) -> int:
    return len(json.loads(path.read_bytes())["pairs"])


def _vosviewer(path: Path) -> int:
    return len(json.loads(path.read_bytes())["network"]["links"])


# Form → ending of the file's name, and how many pairs another program finds in it.
READERS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "CSV": (".csv", _csv),
    "JSON": (".json", _json),
    "Parquet": (".parquet", lambda path: int(pq.read_table(path).num_rows)),
    "GraphML": (".graphml", lambda path: int(nx.read_graphml(path).number_of_edges())),
    "VOSviewer": ("-vosviewer.json", _vosviewer),
    "Pajek": (".net", lambda path: int(nx.read_pajek(path).number_of_edges())),
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_form_is_downloaded_and_read_by_another_program(
    world: World, visit: Visit, language: str
) -> None:
    build_small()
    page = visit(**WIDE)
    page.goto(f"/{language}/atlas/")
    for form, (ending, pairs) in READERS.items():
        link = page.locator(f"#download a[href*='/atlas/export/pairs/{form.lower()}/']")
        assert link.inner_text().startswith(form)
        with page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        assert name.startswith("scibridge-atlas-pairs-")
        assert name.endswith(ending)
        assert pairs(download.value.path()) == 3, form
