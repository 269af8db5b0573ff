"""The strongest joined by any measure: the same figures as the tables of pairs."""

from pathlib import Path

import pytest
from tests.engines.atlas.corpus import FAMILIES

from scibridge.engines.atlas.building import build
from scibridge.engines.atlas.families import families_table
from scibridge.engines.atlas.joined import joined_view
from scibridge.engines.atlas.measures import Measure, strength_of
from scibridge.engines.atlas.reading import Atlas
from scibridge.engines.atlas.selections import Counting, Level, Selection
from scibridge.engines.atlas.units import pairs_view
from scibridge.engines.errors import UnknownOption


@pytest.fixture
def atlas(lake: Path, tmp_path: Path) -> Atlas:
    build(lake, tmp_path / "atlas", families=families_table(FAMILIES), made="now", seconds=lambda: 0.0)
    return Atlas(tmp_path / "atlas")


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("counting", list(Counting))
def test_ties_are_the_pairs(atlas: Atlas, measure: Measure, counting: Counting) -> None:
    selection = Selection(Level.COUNTRY, counting=counting)
    view = joined_view(atlas, selection, measure=measure)
    found = {
        frozenset((view.units[one.one].unit.id, view.units[one.other].unit.id)): one.value
        for one in view.ties
    }
    pairs = pairs_view(atlas, selection, most=10_000).pairs
    assert found == {
        frozenset((one.unit.id, one.partner.id)): pytest.approx(strength_of(one, measure, selection))
        for one in pairs
    }
    values = [one.value for one in view.ties]
    assert values == sorted(values, reverse=True)
    assert sum(one.strength for one in view.units) == pytest.approx(2 * sum(values))
    assert all(0 <= one.x <= 1 and 0 <= one.y <= 1 for one in view.units)
    assert view == joined_view(atlas, selection, measure=measure)


def test_only_what_is_joined_strongly_enough(atlas: Atlas) -> None:
    whole = joined_view(atlas, Selection())
    least = whole.ties[0].value
    strong = joined_view(atlas, Selection(), least=least)
    assert {one.value for one in strong.ties} == {least}
    assert all(one.degree for one in strong.units)
    first = joined_view(atlas, Selection(), most_ties=1)
    assert (len(first.ties), first.ties_in_all, len(first.units)) == (1, len(whole.ties), 2)
    nothing = joined_view(atlas, Selection(), least=1e9)
    assert (nothing.units, nothing.ties, nothing.ties_in_all) == ((), (), 0)


def test_people_are_asked_for_one_by_one(atlas: Atlas) -> None:
    with pytest.raises(UnknownOption):
        joined_view(atlas, Selection(Level.PERSON))
