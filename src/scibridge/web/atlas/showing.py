"""What every page of the atlas shows: its selection, what it rests on, its indicators and statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scibridge.engines.atlas.reading import Query
from scibridge.engines.atlas.selections import Depth, Level, Selection, Source, Subject
from scibridge.engines.atlas.views import Figure, SubjectNode
from scibridge.engines.charting.timelines import Columns, columns
from scibridge.flows.atlas.labels import INDICATORS, Indicator
from scibridge.flows.atlas.selectors import atlas, in_a_subject, subject_name, subject_tree
from scibridge.web.atlas.asking import Here, of_corpus, subject_code, works_address
from scibridge.web.landing import Crumb, Landing, crumb, from_home

SHARES = frozenset({"international_share", "joint_first", "joint_last", "growth", "newcomers"})
ON_TABLES = ("salton", "jaccard", "intensity", "specialisation")


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """An indicator with its figure; a share is shown in per cent."""

    indicator: Indicator
    figure: Figure
    is_share: bool


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """A subject one may narrow to; ``language`` where its name is not in the reader's."""

    code: str
    name: str
    language: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LinkedYear:
    """A column of a chart and the address of the works behind it."""

    mark: Any
    address: str


def shown_figures(figures: Iterable[Figure]) -> tuple[ShownFigure, ...]:
    """With names and definitions."""
    return tuple(ShownFigure(INDICATORS[one.code], one, one.code in SHARES) for one in figures)


def indicators(codes: Iterable[str]) -> tuple[Indicator, ...]:
    """The definitions of these, once each."""
    return tuple(INDICATORS[code] for code in dict.fromkeys(codes))


def distinct(queries: Sequence[Query]) -> tuple[Query, ...]:
    """Each statement once for each set of parameters."""
    return tuple({(one.name, one.level, repr(one.parameters)): one for one in queries}.values())


def year_chart(years: Iterable[tuple[int, float, float]]) -> Columns | None:
    """(year, works, international works) as columns."""
    return columns({year: (works, international) for year, works, international in years})


def linked_years(chart: Columns | None, selection: Selection, unit: str = "") -> tuple[LinkedYear, ...]:
    """The columns, each leading to the works of its year, where there are any: those of a unit, or all. All
    of science has none to show."""
    marks = chart.marks if chart and selection.source is Source.CORPUS else ()
    return tuple(
        LinkedYear(one, works_address(selection, unit, year=one.year) if one.value else "") for one in marks
    )


def subject_choices(selection: Selection) -> tuple[str, list[SubjectChoice]]:
    """The name of the subject asked for, and the fields to choose from, with it where it is none of them;
    of all of science there are none.

    Raises UnitAbsent for a subject the corpus has nothing on.
    """
    if selection.source is Source.SCIENCE:
        return "", []
    _all, fields = subject_tree(replace(selection, subject=Subject()))
    code = subject_code(selection.subject)
    choices = [
        _choice(one, chosen=f"{one.depth}:{one.node}" == code)
        for one in sorted(fields, key=lambda one: one.name)
    ]
    if selection.subject.depth is Depth.ALL:
        return "", choices
    for one in choices:
        if one.chosen:
            return one.name, choices
    own, _below = subject_tree(selection)
    return subject_name(own), [_choice(own, chosen=True), *choices]


def _choice(one: SubjectNode, *, chosen: bool) -> SubjectChoice:
    name = subject_name(one)
    other = name == one.name and not (get_language() or "en").startswith("en")
    return SubjectChoice(f"{one.depth}:{one.node}", name, "en" if other else "", chosen)


def frame(selection: Selection, title: str, steps: Sequence[Crumb] = (), words: str = "") -> dict[str, Any]:
    """The context of every page: where one is, what is asked for, what may be chosen."""
    name, choices = subject_choices(selection)
    up = from_home(crumb(_("Atlas"), "atlas"), *steps) if title != _("Atlas") else from_home()
    return {
        "section": "atlas",
        "title": title,
        "here": Here(selection),
        "selection": selection,
        "subject_name": name,
        "subject_choices": choices,
        "science": atlas().science,
        "levels": (Level.COUNTRY, Level.REGION, Level.ORGANISATION, Level.FAMILY),
        "landing": Landing(title, words, up),
    }


def of_bridges(selection: Selection) -> Selection:
    """As bridges are asked for: of no people, and in one subject, the largest where none is named.

    Raises UnknownOption where all of science is asked.
    """
    selection = of_corpus(selection)
    if selection.level is Level.PERSON:
        selection = replace(selection, level=Level.COUNTRY)
    return in_a_subject(selection)
