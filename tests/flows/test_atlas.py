"""The atlas of the installation: families from the registry, names in both languages, the aggregate."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.flows.test_portraits import ABROAD, ONE, TWO, load, organisation, signed_by
from tests.sources.openalex.objects import new_work

from scibridge.domain.registry.models import OrganisationRelation
from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.flows.atlas import selectors
from scibridge.flows.atlas.building import atlas_is_due, build_atlas
from scibridge.flows.atlas.collaboration import import_collaboration
from scibridge.flows.atlas.labels import INDICATORS

pytestmark = pytest.mark.django_db
TSINGHUA = "https://ror.org/03cve4549"
Run = Callable[..., Any]


@pytest.fixture
def atlas(tmp_path: Path) -> None:
    parent = organisation("Tsinghua", "Beijing", ror=TSINGHUA)
    child = organisation("Second", "Beijing", openalex="I23")
    OrganisationRelation.objects.create(organisation=child, kind="parent", target=parent)
    load(
        tmp_path,
        new_work(1, authorships=signed_by(ONE, TWO), publication_year=2020),
        new_work(2, authorships=signed_by(TWO, ABROAD), publication_year=2021),
    )
    assert atlas_is_due()
    build_atlas()
    assert not atlas_is_due()


@pytest.mark.usefixtures("atlas")
def test_a_family_is_an_organisation_with_what_belongs_to_it() -> None:
    alone = selectors.unit_view("I21", Selection(Level.ORGANISATION))
    assert (alone.figures[0].value, [one.unit.id for one in alone.partners]) == (1, ["I23"])
    rolled = selectors.unit_view("I21", Selection(Level.FAMILY))
    assert (rolled.figures[0].value, [one.unit.id for one in rolled.partners]) == (2, ["I24"])


@pytest.mark.usefixtures("atlas")
def test_names_in_the_readers_language() -> None:
    unit = selectors.unit_view("CN", Selection()).unit
    assert selectors.unit_name(unit) == "China"
    with translation.override("zh-hans"):
        assert selectors.unit_name(unit) == "中国"
        assert str(INDICATORS["output"].label) == "文献"


@pytest.mark.usefixtures("atlas")
def test_an_aggregate_beside_the_corpus(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text(
        "year,country_a,country_b,works\n2020,CN,CN,5\n2020,US,US,3\n2020,CN,US,4\n2020,CN,US,4\n2020,C,US,4\n"
    )
    summary = import_collaboration(path, reject_file=tmp_path / "rejected.jsonl")
    assert (summary.read, summary.new, dict(summary.reasons)) == (
        5,
        3,
        {"duplicate_id": 1, "absurd_country": 1},
    )
    # Four joint works, where one of the two has three works at all.
    assert summary.notes["pair_above_country"] == 1
    view = selectors.unit_view("CN", Selection(source=Source.SCIENCE))
    assert [(one.unit.id, one.works) for one in view.partners] == [("US", 4)]
    assert selectors.unit_view("CN", Selection()).figures[0].value == 2


ANSWERS = {
    "country CN": "China",
    "organisation I21 --roll-up": "Institution 21",
    "person A100": "Author 0",
    "topic field:22": "Engineering",
    "pairs --level organisation": "Institution 21 – Institution 23",
    "bridges": "could be placed",
    "compare CN BE": "Belgium",
}
REFUSALS = {
    "country XX": 3,
    "country CN --science": 3,
    "country CN --on everything": 1,
    "country CN --counting half": 1,
    "pairs --level person": 1,
    "compare CN": 1,
}


@pytest.mark.usefixtures("atlas")
def test_commands(run: Run) -> None:  # noqa: F811
    for line, words in ANSWERS.items():
        told = run("atlas", *line.split())
        assert (told.code, words in told.out) == (0, True), told
        assert json.loads(run("atlas", *line.split(), "--json").out)["made"]["works"] == 2
    for line, code in REFUSALS.items():
        told = run("atlas", *line.split())
        assert told.code == code, told
        assert told.err.strip()
        assert "Something broke" not in told.err


def test_before_it_was_computed(run: Run) -> None:  # noqa: F811
    told = run("atlas", "country", "CN")
    assert told.code == 3
    assert "scibridge atlas build" in told.err
    assert not (Path(settings.ATLAS_DIRECTORY) / "manifest.json").exists()
