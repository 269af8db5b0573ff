"""How a figure is computed again by whoever doubts it: its statements, and what they read."""

from dataclasses import dataclass

from scibridge.engines.atlas.naming import views_of
from scibridge.engines.atlas.selections import Level, Selection
from scibridge.engines.atlas.views import Coverage, Made
from scibridge.engines.lake.statements import Statement, atlas_statement
from scibridge.flows.atlas.labels import INDICATORS, Indicator
from scibridge.flows.atlas.selectors import coverage_view
from scibridge.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Recipe:
    """An indicator, its statements, what these call ``cells``, ``pairs`` … at each level; the coverage."""

    code: str
    indicator: Indicator
    statements: tuple[Statement, ...]
    tables: dict[str, dict[str, str]]
    made: Made
    coverage: dict[str, Coverage]


def recipe(code: str) -> Recipe:
    """Of one indicator. Raises NotFound, AtlasAbsent and AtlasBroken."""
    if code not in INDICATORS:
        raise NotFound(kind="indicator", id=code)
    indicator = INDICATORS[code]
    views = {level: coverage_view(Selection(level)) for level in Level}
    return Recipe(
        code,
        indicator,
        tuple(atlas_statement(name) for name in indicator.statements),
        {level.value: views_of(level) for level in Level},
        views[Level.COUNTRY].made,
        {level.value: view.coverage for level, view in views.items()},
    )
