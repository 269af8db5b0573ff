"""Reading the atlas of this installation, with names in the reader's language.

Only tables are read, never the corpus.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from scibridge.engines.atlas import networks, units
from scibridge.engines.atlas.reading import Atlas
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    NetworkView,
    PairsView,
    RankingView,
    SubjectNode,
    SubjectView,
    Unit,
    UnitView,
    WorksView,
)
from scibridge.kernel.countries import country_names


@lru_cache(maxsize=4)
def _atlas_at(root: Path) -> Atlas:
    english, chinese = country_names("en"), country_names("zh-hans")
    return Atlas(root, {code: (name, chinese.get(code, "")) for code, name in english.items()})


def atlas() -> Atlas:
    """The atlas of this installation; it notices new tables itself."""
    return _atlas_at(Path(settings.ATLAS_DIRECTORY))


def unit_view(unit: str, selection: Selection, *, most_partners: int = 50) -> UnitView:
    """All about a country ``CN``, an organisation or family ``I…`` or a person ``A…``.

    Raises AtlasAbsent, AtlasBroken, and UnitAbsent where no work of the selection is its own.
    """
    return units.unit_view(atlas(), unit, selection, most_partners=most_partners)


def pairs_view(selection: Selection, *, most: int = 100) -> PairsView:
    """The strongest pairs. Raises AtlasAbsent and AtlasBroken."""
    return units.pairs_view(atlas(), selection, most=most)


def ranking_view(selection: Selection, *, most: int = 100, start: int = 0) -> RankingView:
    """The units of a level by output. Raises AtlasAbsent and AtlasBroken."""
    return units.ranking_view(atlas(), selection, most=most, start=start)


def works_view(
    unit: str, selection: Selection, *, partner: str = "", most: int = 50, start: int = 0
) -> WorksView:
    """The works behind a mark: of one unit, or of two together. Raises AtlasAbsent and AtlasBroken."""
    return units.works_view(atlas(), unit, selection, partner=partner, most=most, start=start)


def network_view(selection: Selection, *, most_nodes: int = 200, most_edges: int = 2000) -> NetworkView:
    """Who works with whom among the largest. Raises AtlasAbsent and AtlasBroken."""
    return networks.network_view(atlas(), selection, most_nodes=most_nodes, most_edges=most_edges)


def bridges_view(
    selection: Selection, *, unit: str = "", most: int = 50, across_borders: bool = True
) -> BridgesView:
    """White spaces in a subject; with ``unit``, those of one. Raises AtlasAbsent and AtlasBroken."""
    return networks.bridges_view(atlas(), selection, unit=unit, most=most, across_borders=across_borders)


def compare_view(wanted: Sequence[str], selection: Selection) -> CompareView:
    """Two to five units side by side. Raises AtlasAbsent, AtlasBroken, UnitAbsent and UnknownOption."""
    return networks.compare_view(atlas(), wanted, selection)


def subject_view(selection: Selection, *, most: int = 25) -> SubjectView:
    """A subject and who works on it. Raises AtlasAbsent, AtlasBroken and UnitAbsent."""
    return networks.subject_view(atlas(), selection, most=most)


def subject_tree(selection: Selection) -> tuple[SubjectNode, tuple[SubjectNode, ...]]:
    """A subject and those one depth below it. Raises AtlasAbsent, AtlasBroken and UnitAbsent."""
    return networks.subject_tree(atlas(), selection)


def unit_name(unit: Unit, language: str | None = None) -> str:
    """How a unit is called in ``language`` (default: the active one); an unknown one by its id."""
    chinese = (language or get_language() or "en").startswith("zh")
    return (unit.name_zh if chinese and unit.name_zh else unit.name) or unit.id
