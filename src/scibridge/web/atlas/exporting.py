"""The tables of the atlas to take away: for a spreadsheet, or whole as data with statements and coverage."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.networks import FEWEST, MOST
from scibridge.engines.atlas.selections import Level, Selection
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    PairsView,
    RankingView,
    RankLine,
    Unit,
    UnitView,
    YearLine,
    as_data,
)
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas.labels import INDICATORS
from scibridge.flows.atlas.selectors import (
    bridges_view,
    compare_view,
    pairs_view,
    ranking_view,
    unit_name,
    unit_view,
)
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import compared_of, selection_of
from scibridge.web.atlas.showing import of_bridges
from scibridge.web.downloads import FORMS, csv_file, json_file
from scibridge.web.rates import rated

MOST_ROWS = 10_000
Table = tuple[list[Any], Iterable[Sequence[Any]]]


@require_safe
@rated
@answered
def export(request: HttpRequest, table: str, form: str) -> HttpResponseBase:
    """One table in one form; the query says of what, as on the page."""
    if table not in _TABLES or form not in FORMS:
        raise Http404
    read, rows = _TABLES[table]
    view = read(request.GET)
    name = f"atlas-{table}"
    return json_file(name, as_data(view)) if form == "json" else csv_file(name, *rows(view))


def _paired(given: QueryDict) -> Selection:
    selection = selection_of(given)
    if selection.level is Level.PERSON:
        raise UnknownOption("level", selection.level.value, ("country", "organisation", "family"))
    return selection


def _ranking(given: QueryDict) -> RankingView:
    return ranking_view(_paired(given), most=MOST_ROWS)


def _pairs(given: QueryDict) -> PairsView:
    return pairs_view(_paired(given), most=MOST_ROWS)


def _unit(given: QueryDict) -> UnitView:
    return unit_view(given.get("unit", ""), selection_of(given), most_partners=MOST_ROWS)


def _bridges(given: QueryDict) -> BridgesView:
    selection = of_bridges(selection_of(given))
    return bridges_view(selection, unit=given.get("of", ""), most=1000)


def _compare(given: QueryDict) -> CompareView:
    selection = _paired(given)
    wanted = compared_of(given, selection)
    if not FEWEST <= len(wanted) <= MOST:
        raise UnknownOption("with", len(wanted), tuple(map(str, range(FEWEST, MOST + 1))))
    return compare_view(wanted, selection)


def _named(unit: Unit) -> tuple[str, str]:
    return unit.id, unit_name(unit)


def _outputs() -> list[str]:
    found = [_("Works"), _("Works, fractional"), _("International works"), _("Works with others")]
    return [*found, _("of these, first author here"), _("of these, last author here")]


def _output(one: RankLine | YearLine) -> tuple[Any, ...]:
    return one.works, one.share, one.international, one.joint, one.joint_first, one.joint_last


def _ranking_rows(view: RankingView) -> Table:
    header = [_("No."), _("Id"), _("Name"), *_outputs()]
    return header, ((one.rank, *_named(one.unit), *_output(one)) for one in view.lines)


def _strengths() -> list[str]:
    return [str(INDICATORS[one].label) for one in ("salton", "jaccard", "intensity")]


def _pair_rows(view: PairsView | CompareView) -> Table:
    header = [_("Id"), _("Name"), _("Id of the partner"), _("Partner"), _("Joint works")]
    header += [_("Joint works, fractional"), _("Works"), _("Works of the partner"), *_strengths()]
    return header, (
        (
            *_named(one.unit),
            *_named(one.partner),
            one.works,
            one.weight,
            one.unit_works,
            one.partner_works,
            one.salton,
            one.jaccard,
            one.intensity,
        )
        for one in view.pairs
    )


def _year_rows(view: UnitView) -> Table:
    header = [_("Year"), *_outputs()]
    return header, ((one.year or None, *_output(one)) for one in view.years)


def _partner_rows(view: UnitView) -> Table:
    header = [_("Id of the partner"), _("Partner"), _("Joint works"), _("Joint works, fractional")]
    header += [_("Works of the partner"), *_strengths(), _("First year"), _("Last year")]
    return header, (
        (
            *_named(one.unit),
            one.works,
            one.weight,
            one.partner_works,
            one.salton,
            one.jaccard,
            one.intensity,
            one.first_year,
            one.last_year,
        )
        for one in view.partners
    )


def _subject_rows(view: UnitView) -> Table:
    header = [_("Depth"), _("Id"), pgettext("of science", "Subject"), _("Works"), _("Works, fractional")]
    header += [_("International works"), str(INDICATORS["specialisation"].label)]
    return header, (
        (
            one.depth,
            one.node,
            one.name,
            one.works,
            one.share,
            one.international,
            one.specialisation,
        )
        for one in view.subjects
    )


def _bridge_rows(view: BridgesView) -> Table:
    header = [_("Id"), _("Name"), _("Id of the partner"), _("Partner"), _("Score")]
    header += [_("Expected joint works"), _("Closeness"), _("Works"), _("Works of the partner")]
    return header, (
        (
            *_named(one.unit),
            *_named(one.partner),
            one.score,
            one.expected,
            one.closeness,
            one.unit_works,
            one.partner_works,
        )
        for one in view.bridges
    )


_TABLES: dict[str, tuple[Callable[[QueryDict], Any], Callable[[Any], Table]]] = {
    "ranking": (_ranking, _ranking_rows),
    "pairs": (_pairs, _pair_rows),
    "years": (_unit, _year_rows),
    "partners": (_unit, _partner_rows),
    "subjects": (_unit, _subject_rows),
    "bridges": (_bridges, _bridge_rows),
    "compare": (_compare, _pair_rows),
}
