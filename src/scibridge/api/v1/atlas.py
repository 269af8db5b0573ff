"""/atlas: who works with whom, on what; every answer with coverage, the day of its tables and statements."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from scibridge.api.bodies import respond
from scibridge.api.callers import READING
from scibridge.api.cursors import cursor_at, page_json, place_of
from scibridge.api.v1.parameters import only_known
from scibridge.api.v1.schemas.atlas import (
    BridgesFilters,
    BridgesOut,
    CompareFilters,
    CompareOut,
    CountryFilters,
    CoverageOut,
    IndicatorList,
    NetworkFilters,
    NetworkOut,
    PairsFilters,
    PairsOut,
    RankingFilters,
    RankingOut,
    RecomputeOut,
    ScienceOut,
    SelectionFilters,
    SubjectOut,
    TopicFilters,
    UnitFilters,
    UnitOut,
)
from scibridge.api.v1.schemas.shared import ProblemDetails, split
from scibridge.engines.atlas.asking import counting_of, level_of, scope_of, source_of, subject_of
from scibridge.engines.atlas.selections import Level, Selection, Source, Subject
from scibridge.engines.atlas.tables import PAIRED
from scibridge.engines.atlas.views import as_data
from scibridge.engines.errors import UnknownOption
from scibridge.flows.atlas import selectors
from scibridge.flows.atlas.labels import INDICATORS, Indicator
from scibridge.flows.atlas.recomputing import recipe

router = Router(tags=["atlas"], auth=READING)
_REFUSED = {frozenset({401, 403, 404, 422, 429, 503}): ProblemDetails}
# The last line of a list that can be asked for.
_DEEPEST = 10_000


def _selection(filters: Any, level: Level | None = None, subject: Subject | None = None) -> Selection:
    """Query parameters as what is asked for; years the wrong way round are meant as they stand in time.

    Raises UnknownOption.
    """
    first = filters.year_from or 0
    last = filters.year_to or 9999
    return Selection(
        level or _paired(filters.level),
        subject_of(getattr(filters, "on", "")) if subject is None else subject,
        min(first, last),
        max(first, last),
        counting_of(getattr(filters, "counting", "full")),
        scope_of(filters.scope),
        _source(filters, level),
    )


def _paired(words: str) -> Level:
    """Of people there is no ranking and no comparison. Raises UnknownOption."""
    level = level_of(words)
    if level not in PAIRED:
        raise UnknownOption("level", words, tuple(one.value for one in PAIRED))
    return level


def _source(filters: Any, level: Level | None) -> Source:
    """All of science is told of countries, without subjects and scope. Raises UnknownOption."""
    source = source_of(getattr(filters, "source", Source.CORPUS.value))
    if source is Source.SCIENCE and (level or level_of(filters.level)) is not Level.COUNTRY:
        raise UnknownOption("source", source.value, (Source.CORPUS.value,))
    return source


def _page(
    request: HttpRequest, filters: Any, name: str, view: Any, lines: Sequence[Any], start: int
) -> HttpResponse:
    """A page of a computed list; one line more than asked for says that there is a next page."""
    shown = lines[: filters.limit]
    end = start + len(shown)
    more = len(lines) > filters.limit and end < _DEEPEST
    following = cursor_at(end, _bound(filters, name)) if more else None
    body, headers = page_json(request, as_data(shown), following)
    told = {one: as_data(getattr(view, one)) for one in ("selection", "made", "coverage", "queries")}
    return respond(request, body | told, headers=headers)


def _bound(filters: Schema, name: str) -> Mapping[str, object]:
    """What a cursor is bound to: the list, how it is narrowed, and the tables it was read from."""
    given = filters.model_dump()
    del given["cursor"], given["limit"]
    return given | {"list": name, "tables": selectors.made_view().number}


@router.get(
    "/coverage",
    response={200: CoverageOut, **_REFUSED},
    operation_id="atlas_coverage",
    summary="What the atlas covers, in a selection",
)
def coverage(request: HttpRequest, filters: Query[SelectionFilters]) -> HttpResponse:
    """Works in the selection, how many could be placed, and of which day the tables are."""
    only_known(request, SelectionFilters)
    return respond(request, as_data(selectors.coverage_view(_selection(filters))))


@router.get(
    "/ranking",
    response={200: RankingOut, **_REFUSED},
    operation_id="atlas_ranking",
    summary="Countries or organisations by output",
)
def ranking(request: HttpRequest, filters: Query[RankingFilters]) -> HttpResponse:
    """Largest first, up to the 10,000th."""
    only_known(request, RankingFilters)
    start = place_of(filters.cursor, _bound(filters, "ranking"))
    view = selectors.ranking_view(_selection(filters), most=filters.limit + 1, start=start)
    return _page(request, filters, "ranking", view, view.lines, start)


@router.get(
    "/pairs",
    response={200: PairsOut, **_REFUSED},
    operation_id="atlas_pairs",
    summary="Who works with whom, the strongest pairs first",
)
def pairs(request: HttpRequest, filters: Query[PairsFilters]) -> HttpResponse:
    """With Salton's and Jaccard's measures and the relative intensity, up to the 10,000th."""
    only_known(request, PairsFilters)
    start = place_of(filters.cursor, _bound(filters, "pairs"))
    view = selectors.pairs_view(_selection(filters), most=start + filters.limit + 1)
    return _page(request, filters, "pairs", view, view.pairs[start:], start)


@router.get(
    "/countries/{code}",
    response={200: UnitOut, **_REFUSED},
    operation_id="atlas_country",
    summary="All about a country",
)
def country(request: HttpRequest, code: str, filters: Query[CountryFilters]) -> HttpResponse:
    """Output, years, partners, leadership, citations, subjects; of all science, output and partners."""
    only_known(request, CountryFilters)
    return _unit(request, code, _selection(filters, Level.COUNTRY), filters.limit)


@router.get(
    "/regions/{region}",
    response={200: UnitOut, **_REFUSED},
    operation_id="atlas_region",
    summary="All about a province or state",
)
def region(request: HttpRequest, region: str, filters: Query[UnitFilters]) -> HttpResponse:
    """By country and subdivision, as `CN-BJ` (ISO 3166-2), of the organisations the registry knows there."""
    only_known(request, UnitFilters)
    return _unit(request, region, _selection(filters, Level.REGION), filters.limit)


@router.get(
    "/organisations/{organisation}",
    response={200: UnitOut, **_REFUSED},
    operation_id="atlas_organisation",
    summary="All about an organisation",
)
def organisation(request: HttpRequest, organisation: str, filters: Query[UnitFilters]) -> HttpResponse:
    """By the id of OpenAlex, `I…`."""
    only_known(request, UnitFilters)
    return _unit(request, organisation, _selection(filters, Level.ORGANISATION), filters.limit)


@router.get(
    "/families/{organisation}",
    response={200: UnitOut, **_REFUSED},
    operation_id="atlas_family",
    summary="All about an organisation with all that belongs to it",
)
def family(request: HttpRequest, organisation: str, filters: Query[UnitFilters]) -> HttpResponse:
    """By the id of OpenAlex, `I…`."""
    only_known(request, UnitFilters)
    return _unit(request, organisation, _selection(filters, Level.FAMILY), filters.limit)


@router.get(
    "/people/{person}",
    response={200: UnitOut, **_REFUSED},
    operation_id="atlas_person",
    summary="Works and co-authors of a person",
)
def person(request: HttpRequest, person: str, filters: Query[UnitFilters]) -> HttpResponse:
    """By the id of OpenAlex, `A…`. What judges a person is not told."""
    only_known(request, UnitFilters)
    return _unit(request, person, _selection(filters, Level.PERSON), filters.limit)


def _unit(request: HttpRequest, unit: str, selection: Selection, limit: int) -> HttpResponse:
    return respond(request, as_data(selectors.unit_view(unit, selection, most_partners=limit)))


@router.get(
    "/topics/{subject}",
    response={200: SubjectOut, **_REFUSED},
    operation_id="atlas_topic",
    summary="A subject, who works on it, and who together",
)
def topic(request: HttpRequest, subject: str, filters: Query[TopicFilters]) -> HttpResponse:
    """`all`, or a domain, field, subfield or topic of OpenAlex: `field:27`."""
    only_known(request, TopicFilters)
    selection = _selection(filters, subject=subject_of(subject))
    return respond(request, as_data(selectors.subject_view(selection, most=filters.limit)))


@router.get(
    "/bridges",
    response={200: BridgesOut, **_REFUSED},
    operation_id="atlas_bridges",
    summary="Missing bridges",
)
def bridges(request: HttpRequest, filters: Query[BridgesFilters]) -> HttpResponse:
    """Two strong in a subject that have no work on it together; who could introduce them, who could start."""
    only_known(request, BridgesFilters)
    view = selectors.bridges_view(
        _selection(filters), unit=filters.of, most=filters.limit, across_borders=not filters.at_home
    )
    return respond(request, as_data(view))


@router.get(
    "/compare",
    response={200: CompareOut, **_REFUSED},
    operation_id="atlas_compare",
    summary="Two to five side by side",
)
def compare(request: HttpRequest, filters: Query[CompareFilters]) -> HttpResponse:
    """Countries, organisations or families, and what joins each two."""
    only_known(request, CompareFilters)
    wanted = split(filters.unit)
    return respond(request, as_data(selectors.compare_view(wanted, _selection(filters))))


@router.get(
    "/network",
    response={200: NetworkOut, **_REFUSED},
    operation_id="atlas_network",
    summary="Who works with whom among the largest, with measures",
)
def network(request: HttpRequest, filters: Query[NetworkFilters]) -> HttpResponse:
    """Degree, strength, betweenness, community and participation of each; where to draw it."""
    only_known(request, NetworkFilters)
    view = selectors.network_view(_selection(filters), most_nodes=filters.nodes, most_edges=filters.edges)
    return respond(request, as_data(view))


@router.get(
    "/science",
    response={200: ScienceOut, **_REFUSED},
    operation_id="atlas_science",
    summary="The aggregate of all science that was imported",
)
def science(request: HttpRequest) -> HttpResponse:
    """Its years and source; its figures come with `source=science`: countries, pairs, compare, network."""
    told = {"science": as_data(selectors.science_manifest()), "made": as_data(selectors.made_view())}
    return respond(request, told)


@router.get(
    "/indicators",
    response={200: IndicatorList, **_REFUSED},
    operation_id="atlas_indicators",
    summary="What each figure means",
)
def indicators(request: HttpRequest) -> HttpResponse:
    """Names and definitions in the reader's language, formulas and sources."""
    items = [_indicator(code, one) for code, one in INDICATORS.items()]
    return respond(request, {"items": items, "next": None})


@router.get(
    "/recompute/{indicator}",
    response={200: RecomputeOut, **_REFUSED},
    operation_id="atlas_recompute",
    summary="How to recompute a figure",
)
def recompute(request: HttpRequest, indicator: str) -> HttpResponse:
    """The SQL, what it reads at each level, and the coverage of the tables."""
    found = recipe(indicator)
    return respond(
        request,
        {
            "indicator": _indicator(found.code, found.indicator),
            "statements": [
                {"name": one.name, "text": one.text, "parameters": list(one.parameters)}
                for one in found.statements
            ],
            "tables": found.tables,
            "made": as_data(found.made),
            "coverage": {level: as_data(one) for level, one in found.coverage.items()},
        },
    )


def _indicator(code: str, one: Indicator) -> dict[str, Any]:
    return {
        "code": code,
        "label": str(one.label),
        "definition": str(one.definition),
        "formula": one.formula,
        "source": one.source,
        "statements": list(one.statements),
    }
