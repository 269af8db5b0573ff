"""The tables of the atlas to take away: for spreadsheets, for programs, and for those that draw networks.

What stands in a file, and in which form, is said in ``flows.atlas.tables``; here it is read from the address
as the page reads it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.exports import MEDIA
from scibridge.engines.atlas.networks import FEWEST, MOST
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    PairsView,
    RankingView,
    SubjectView,
    UnitView,
)
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas.selectors import (
    bridges_view,
    compare_view,
    pairs_view,
    ranking_view,
    subject_view,
    unit_view,
)
from scibridge.flows.atlas.tables import MOST_BRIDGES, MOST_ROWS, forms_of, name_of_file, written
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import compared_of, paired_of, selection_of
from scibridge.web.atlas.showing import of_bridges
from scibridge.web.rates import rated

# The view, and how many rows it has where there are more.
Read = Callable[[QueryDict], tuple[Any, int]]


@require_safe
@rated
@answered
def export(request: HttpRequest, table: str, form: str) -> HttpResponse:
    """One table in one form; the query says of what, as on the page."""
    if table not in _READERS or form not in forms_of(table):
        raise Http404
    view, first = _READERS[table](request.GET)
    response = HttpResponse(written(table, view, form, first=first), content_type=MEDIA[form][0])
    name = name_of_file(table, view, form, first=first)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _paired(given: QueryDict) -> Selection:
    return paired_of(selection_of(given))


def _cut(lines: Sequence[Any], most: int) -> int:
    return most if len(lines) > most else 0


def _ranking(given: QueryDict) -> tuple[RankingView, int]:
    view = ranking_view(_paired(given), most=MOST_ROWS + 1)
    return replace(view, lines=view.lines[:MOST_ROWS]), _cut(view.lines, MOST_ROWS)


def _pairs(given: QueryDict) -> tuple[PairsView, int]:
    view = pairs_view(_paired(given), most=MOST_ROWS + 1)
    return replace(view, pairs=view.pairs[:MOST_ROWS]), _cut(view.pairs, MOST_ROWS)


def _corpus(given: QueryDict) -> tuple[SubjectView, int]:
    return subject_view(_paired(given), most=1), 0


def _unit(given: QueryDict) -> tuple[UnitView, int]:
    view = unit_view(given.get("unit", ""), selection_of(given), most_partners=MOST_ROWS)
    return view, MOST_ROWS if view.partners_in_all > MOST_ROWS else 0


def _bridges(given: QueryDict) -> tuple[BridgesView, int]:
    selection = of_bridges(selection_of(given))
    view = bridges_view(selection, unit=given.get("of", ""), most=MOST_BRIDGES + 1)
    return replace(view, bridges=view.bridges[:MOST_BRIDGES]), _cut(view.bridges, MOST_BRIDGES)


def _compare(given: QueryDict) -> tuple[CompareView, int]:
    selection = _paired(given)
    wanted = compared_of(given, selection)
    if not FEWEST <= len(wanted) <= MOST:
        raise UnknownOption("with", len(wanted), tuple(map(str, range(FEWEST, MOST + 1))))
    return compare_view(wanted, selection), 0


_READERS: dict[str, Read] = {
    "ranking": _ranking,
    "pairs": _pairs,
    "corpus_years": _corpus,
    "figures": _unit,
    "years": _unit,
    "partners": _unit,
    "subjects": _unit,
    "bridges": _bridges,
    "compare": _compare,
    "compare_figures": _compare,
}
