"""Views of the atlas: the engine's own dataclasses, described from there, so that pages, API and command line
cannot differ; and how an answer is narrowed."""

from ninja import Schema
from pydantic import Field, RootModel

from scibridge.api.v1.schemas.shared import Out
from scibridge.engines.atlas.reading import Query
from scibridge.engines.atlas.science import ScienceManifest
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    Coverage,
    Made,
    NetworkView,
    PairLine,
    RankLine,
    SubjectView,
    UnitView,
)

MOST_LINES = 1000
_LEVELS = "country, region, organisation, or family: an organisation with all that belongs to it."


class YearFilters(Schema):
    """Years, inclusive."""

    year_from: int | None = Field(None, ge=1000, le=2999, description="From this year.")
    year_to: int | None = Field(None, ge=1000, le=2999, description="To this year.")


class SubjectFilters(YearFilters):
    """Which works."""

    on: str = Field("", description="A domain, field, subfield or topic of OpenAlex: field:27, topic:10018.")
    counting: str = Field("full", description="full: a work counts 1 for each; fractional: shared equally.")
    scope: str = Field("all", description="all, or international: works of two countries or more.")


class SelectionFilters(SubjectFilters):
    """Which works, and whose."""

    level: str = Field("country", description=_LEVELS)


class UnitFilters(SubjectFilters):
    """How the figures of one country, organisation or person are narrowed."""

    limit: int = Field(50, ge=1, le=MOST_LINES, description="Partners at most.")


class CountryFilters(UnitFilters):
    """Those of a country may also be asked of all of science."""

    source: str = Field("corpus", description="corpus, or science: the imported aggregate of all science.")


class PairsFilters(SelectionFilters):
    """A list of pairs."""

    source: str = Field("corpus", description="corpus, or science: the imported aggregate of all science.")
    limit: int = Field(20, ge=1, le=100)
    cursor: str = ""


class RankingFilters(SelectionFilters):
    """A list of units."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str = ""


class TopicFilters(YearFilters):
    """Who works on a subject."""

    level: str = Field("country", description=_LEVELS)
    scope: str = Field("all", description="all, or international.")
    limit: int = Field(25, ge=1, le=MOST_LINES, description="Leaders and pairs at most.")


class BridgesFilters(SelectionFilters):
    """Missing bridges."""

    of: str = Field("", description="Only those of one: CN, I99065089.")
    at_home: bool = Field(False, description="Also two of one country.")
    limit: int = Field(20, ge=1, le=MOST_LINES)


class CompareFilters(SelectionFilters):
    """Two to five side by side."""

    unit: list[str] = Field([], description="Two to five ids, repeated or with commas: CN,US.")
    source: str = Field("corpus", description="corpus, or science.")


class NetworkFilters(SelectionFilters):
    """Who works with whom among the largest."""

    source: str = Field("corpus", description="corpus, or science.")
    nodes: int = Field(200, ge=2, le=500, description="Nodes at most.")
    edges: int = Field(2000, ge=1, le=10_000, description="Edges at most, the strongest first.")


class UnitOut(RootModel[UnitView]):
    """All about one country, organisation, family or person. A figure that is `suppressed` would tell of few
    people; its value is null."""


class SubjectOut(RootModel[SubjectView]):
    """A subject: its years (year, works, international works), who works on it, and who together."""


class BridgesOut(RootModel[BridgesView]):
    """Two strong in a subject without a joint work on it, and who could start."""


class CompareOut(RootModel[CompareView]):
    """Two to five side by side, and what joins each two."""


class NetworkOut(RootModel[NetworkView]):
    """Nodes with their measures; edges name nodes by position."""


class CoverageOut(Out):
    """What a selection rests on."""

    selection: Selection
    made: Made
    coverage: Coverage
    queries: list[Query]


class RankingOut(CoverageOut):
    """Units by output, a page at a time."""

    items: list[RankLine]
    next: str | None


class PairsOut(CoverageOut):
    """Pairs by joint works, a page at a time."""

    items: list[PairLine]
    next: str | None


class ScienceOut(Out):
    """The aggregate of all science that was imported; `directory` is empty where none was."""

    science: ScienceManifest
    made: Made


class StatementOut(Out):
    """A statement; its parameters in the order of the question marks."""

    name: str
    text: str
    parameters: list[str]


class IndicatorLine(Out):
    """An indicator."""

    code: str
    label: str
    definition: str
    formula: str
    source: str
    statements: list[str]


class IndicatorList(Out):
    """All indicators."""

    items: list[IndicatorLine]
    next: str | None


class RecomputeOut(Out):
    """How an indicator is computed: its statements, and what they call cells, pairs … at each level.

    That is a SELECT over the Parquet files in `atlas/tables` of the home folder.
    """

    indicator: IndicatorLine
    statements: list[StatementOut]
    tables: dict[str, dict[str, str]]
    made: Made
    coverage: dict[str, Coverage] = Field(description="Level to its coverage of the whole corpus.")
