"""Reading the atlas of this installation, with names in the reader's language.

Only tables are read, never the corpus.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from scibridge.domain.registry.selectors import identifiers_kept_out_of_lists
from scibridge.engines.atlas import networks, units
from scibridge.engines.atlas.failures import AtlasAbsent, AtlasBroken
from scibridge.engines.atlas.joined import MOST_EDGES, JoinedView
from scibridge.engines.atlas.joined import joined_view as joined_of
from scibridge.engines.atlas.measures import Measure
from scibridge.engines.atlas.reading import Asked, Atlas, Query
from scibridge.engines.atlas.science import ScienceManifest
from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    Coverage,
    Made,
    NetworkView,
    PairsView,
    RankingView,
    SubjectLine,
    SubjectNode,
    SubjectView,
    Unit,
    UnitView,
    WorksView,
)
from scibridge.flows.atlas.regions import region_id
from scibridge.kernel.countries import country_names
from scibridge.kernel.identifiers import Scheme

MOST_COUNTRIES = 300


@lru_cache(maxsize=4)
def _atlas_at(root: Path) -> Atlas:
    english, chinese = country_names("en"), country_names("zh-hans")
    return Atlas(root, {code: (name, chinese.get(code, "")) for code, name in english.items()})


def atlas() -> Atlas:
    """The atlas of this installation; it notices new tables itself."""
    return _atlas_at(Path(settings.ATLAS_DIRECTORY))


@lru_cache(maxsize=256)
def _kept(
    root: Path, _of: tuple[int, str], make: Callable[..., Any], given: tuple[Any, ...], named: tuple[Any, ...]
) -> Any:
    return make(_atlas_at(root), *given, **dict(named))


def _view(make: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """A view as it was made before, as long as the tables are the same."""
    held = atlas()
    of = (held.manifest.number, held.science.directory)
    return _kept(held.root, of, make, given, tuple(sorted(named.items())))


def unit_view(unit: str, selection: Selection, *, most_partners: int = 50) -> UnitView:
    """All about a country ``CN``, an organisation or family ``I…`` or a person ``A…``.

    Raises AtlasAbsent, AtlasBroken, and UnitAbsent where no work of the selection is its own.
    """
    found: UnitView = _view(units.unit_view, unit, selection, most_partners=most_partners)
    if selection.level is not Level.PERSON or not (gone := _kept_out(one.unit for one in found.partners)):
        return found
    partners = tuple(one for one in found.partners if one.unit.id not in gone)
    fewer = len(found.partners) - len(partners)
    return replace(found, partners=partners, partners_in_all=found.partners_in_all - fewer)


def is_kept_out(person: Unit) -> bool:
    """Whether a person's record keeps them out of lists."""
    return person.id in _kept_out((person,))


def _kept_out(people: Iterable[Unit]) -> set[str]:
    """Ids of those among people of the corpus whose record keeps them out of lists."""
    unlisted = identifiers_kept_out_of_lists()
    if not unlisted:
        return set()
    ids = {one.id for one in people}
    known = atlas().names(Level.PERSON, [int(one[1:]) for one in ids])
    gone = {value for scheme, value in unlisted if scheme == Scheme.OPENALEX.value}
    gone |= {f"A{row['id']}" for row in known if (Scheme.ORCID.value, row["orcid"]) in unlisted}
    return ids & gone


def pairs_view(selection: Selection, *, most: int = 100) -> PairsView:
    """The strongest pairs. Raises AtlasAbsent and AtlasBroken."""
    found: PairsView = _view(units.pairs_view, selection, most=most)
    return found


def ranking_view(selection: Selection, *, most: int = 100, start: int = 0) -> RankingView:
    """The units of a level by output. Raises AtlasAbsent and AtlasBroken."""
    found: RankingView = _view(units.ranking_view, selection, most=most, start=start)
    return found


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What a selection rests on, and of which day the tables are."""

    selection: Selection
    made: Made
    coverage: Coverage
    queries: tuple[Query, ...]


def coverage_view(selection: Selection) -> CoverageView:
    """Of a selection. Raises AtlasAbsent and AtlasBroken."""
    asked = Asked()
    covered = units.coverage(atlas(), selection, asked)
    return CoverageView(selection, units.made(atlas()), covered, tuple(asked.queries))


def is_country_of(code: str, source: Source) -> bool:
    """Whether that source has any work of the country. Raises AtlasAbsent and AtlasBroken."""
    lines = ranking_view(Selection(source=source), most=MOST_COUNTRIES).lines
    return any(one.unit.id == code for one in lines)


def science_manifest() -> ScienceManifest:
    """The aggregate of all science beside the corpus. Raises AtlasAbsent and AtlasBroken."""
    return atlas().science


def made_view() -> Made:
    """Of which day the tables are. Raises AtlasAbsent and AtlasBroken."""
    return units.made(atlas())


def region_in_atlas(country: str, code: str) -> Unit | None:
    """A region of which there are figures; None where there are none, or no atlas to read."""
    region = region_id(country, code)
    try:
        named = atlas().names(Level.REGION, [region]) if region else []
    except (AtlasAbsent, AtlasBroken):
        return None
    return Unit(**named[0]) if named else None


def works_view(
    unit: str, selection: Selection, *, partner: str = "", most: int = 50, start: int = 0
) -> WorksView:
    """The works behind a mark: of one unit, or of two together. Raises AtlasAbsent and AtlasBroken."""
    return units.works_view(atlas(), unit, selection, partner=partner, most=most, start=start)


def network_view(selection: Selection, *, most_nodes: int = 200, most_edges: int = 2000) -> NetworkView:
    """Who works with whom among the largest. Raises AtlasAbsent and AtlasBroken."""
    found: NetworkView = _view(networks.network_view, selection, most_nodes=most_nodes, most_edges=most_edges)
    return found


def joined_view(
    selection: Selection,
    *,
    measure: Measure = Measure.WORKS,
    least: float = 0.0,
    most_units: int = 300,
    most_ties: int = MOST_EDGES,
) -> JoinedView:
    """The strongest joined among the largest, by any measure. Raises AtlasAbsent, AtlasBroken and
    UnknownOption."""
    found: JoinedView = _view(
        joined_of, selection, measure=measure, least=least, most_units=most_units, most_ties=most_ties
    )
    return found


def in_a_subject(selection: Selection) -> Selection:
    """As bridges are asked for: in the largest field where none is named. Raises AtlasAbsent, AtlasBroken and
    UnitAbsent."""
    found: Selection = _view(networks.in_a_subject, selection)
    return found


def bridges_view(
    selection: Selection, *, unit: str = "", most: int = 50, across_borders: bool = True
) -> BridgesView:
    """White spaces in a subject; with ``unit``, those of one. Raises AtlasAbsent, AtlasBroken and UnitAbsent.

    Whoever keeps out of lists is not proposed as a person who could start.
    """
    found: BridgesView = _view(
        networks.bridges_view, selection, unit=unit, most=most, across_borders=across_borders
    )
    lines = found.bridges
    gone = _kept_out(one.person for line in lines for one in (*line.unit_people, *line.partner_people))
    return _without(found, gone) if gone else found


def _without(view: BridgesView, gone: set[str]) -> BridgesView:
    """The view without these people."""
    return replace(
        view,
        bridges=tuple(
            replace(
                line,
                unit_people=tuple(one for one in line.unit_people if one.person.id not in gone),
                partner_people=tuple(one for one in line.partner_people if one.person.id not in gone),
            )
            for line in view.bridges
        ),
    )


def compare_view(wanted: Sequence[str], selection: Selection) -> CompareView:
    """Two to five units side by side. Raises AtlasAbsent, AtlasBroken, UnitAbsent and UnknownOption."""
    found: CompareView = _view(networks.compare_view, tuple(wanted), selection)
    return found


def subject_view(selection: Selection, *, most: int = 25) -> SubjectView:
    """A subject and who works on it. Raises AtlasAbsent, AtlasBroken and UnitAbsent."""
    found: SubjectView = _view(networks.subject_view, selection, most=most)
    return found


def subject_tree(selection: Selection) -> tuple[SubjectNode, tuple[SubjectNode, ...]]:
    """A subject and those one depth below it. Raises AtlasAbsent, AtlasBroken and UnitAbsent."""
    found: tuple[SubjectNode, tuple[SubjectNode, ...]] = _view(networks.subject_tree, selection)
    return found


def unit_name(unit: Unit, language: str | None = None) -> str:
    """How a unit is called in ``language`` (default: the active one); an unknown one by its id."""
    chinese = (language or get_language() or "en").startswith("zh")
    return (unit.name_zh if chinese and unit.name_zh else unit.name) or unit.id


def subject_name(subject: SubjectNode | SubjectLine, language: str | None = None) -> str:
    """How a subject is called in ``language`` (default: the active one); a topic in English alone."""
    chinese = (language or get_language() or "en").startswith("zh")
    return subject.name_zh if chinese and subject.name_zh else subject.name
