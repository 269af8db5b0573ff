"""What an address of the atlas asks for, and the addresses that ask for something else in its place."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from scibridge.engines.atlas.asking import counting_of, level_of, scope_of, source_of, subject_of
from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Selection, Source, Subject
from scibridge.engines.atlas.tables import PAIRED
from scibridge.engines.errors import UnknownOption

_YEARS = range(1000, 3000)
_YEAR_EXAMPLES = ("1990", "2023")


def selection_of(given: QueryDict, level: Level | None = None, subject: Subject | None = None) -> Selection:
    """The selection in a query; ``level`` and ``subject`` where the path says them. Raises UnknownOption.

    All of science is told by country and year alone: of its subject, counting and scope there is one each.
    """
    first, last = sorted((_year(given, "from", 0), _year(given, "to", 9999)))
    level = level or level_of(given.get("level") or Level.COUNTRY.value)
    source = source_of(given.get("source") or Source.CORPUS.value)
    if source is Source.SCIENCE:
        if level is not Level.COUNTRY or subject is not None:
            raise UnknownOption("source", source.value, (Source.CORPUS.value,))
        return Selection(first_year=first, last_year=last, source=source)
    return Selection(
        level,
        subject or subject_of(given.get("on") or ""),
        first,
        last,
        counting_of(given.get("counting") or Counting.FULL.value),
        scope_of(given.get("scope") or Scope.ALL.value),
    )


def paired_of(selection: Selection) -> Selection:
    """The selection, where two of its level may be set against each other: people are not compared. Raises
    UnknownOption."""
    if selection.level not in PAIRED:
        raise UnknownOption("level", selection.level.value, tuple(one.value for one in PAIRED))
    return selection


def of_corpus(selection: Selection) -> Selection:
    """The selection, where the corpus is asked; only of it there are subjects and works. Raises
    UnknownOption."""
    if selection.source is not Source.CORPUS:
        raise UnknownOption("source", selection.source.value, (Source.CORPUS.value,))
    return selection


def _year(given: QueryDict, name: str, without: int) -> int:
    text = (given.get(name) or "").strip()
    if not text:
        return without
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) in _YEARS):
        raise UnknownOption("year", text, _YEAR_EXAMPLES)
    return int(text)


def subject_code(subject: Subject) -> str:
    """As addresses write it: ``field:27``; everything is nothing."""
    return "" if subject.depth is Depth.ALL else f"{subject.depth.value}:{subject.node}"


def query_of(selection: Selection, **more: Any) -> str:
    """The selection as a query with its question mark, without what is usual; the same for the same."""
    values = {
        "from": selection.first_year if selection.first_year > 0 else "",
        "to": selection.last_year if selection.last_year < 9999 else "",
        "on": subject_code(selection.subject),
        "counting": "" if selection.counting is Counting.FULL else selection.counting.value,
        "scope": "" if selection.scope is Scope.ALL else selection.scope.value,
        "source": "" if selection.source is Source.CORPUS else selection.source.value,
    } | more
    told = {name: value for name, value in values.items() if value not in ("", None)}
    return f"?{urlencode(told, doseq=True, safe=':,')}" if told else ""


@dataclass(frozen=True, slots=True)
class Here:
    """A selection, for templates: its parts as the form shows them, and addresses that keep it."""

    selection: Selection

    @property
    def first(self) -> str:
        """The first year, where one was asked for."""
        return str(self.selection.first_year) if self.selection.first_year > 0 else ""

    @property
    def last(self) -> str:
        """The last year, where one was asked for."""
        return str(self.selection.last_year) if self.selection.last_year < 9999 else ""

    @property
    def on(self) -> str:
        """The subject."""
        return subject_code(self.selection.subject)

    @property
    def level(self) -> str:
        """Whose figures."""
        return self.selection.level.value

    @property
    def fractional(self) -> bool:
        """Whether works are shared."""
        return self.selection.counting is Counting.FRACTIONAL

    @property
    def science(self) -> bool:
        """Whether all of science is asked, not the corpus."""
        return self.selection.source is Source.SCIENCE

    @property
    def query(self) -> str:
        """The selection, for an address of the atlas."""
        return query_of(self.selection)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual is asked for, of either source."""
        return bool(query_of(replace(self.selection, source=Source.CORPUS)))


def unit_address(unit: str, selection: Selection) -> str:
    """The page of a country, organisation or person in the same selection."""
    if selection.level is Level.PERSON:
        return reverse("atlas_person", args=[unit]) + query_of(selection)
    if selection.level is Level.COUNTRY:
        return reverse("atlas_country", args=[unit]) + query_of(selection)
    if selection.level is Level.REGION:
        return reverse("atlas_region", args=[unit]) + query_of(selection)
    rolled = {"roll_up": 1} if selection.level is Level.FAMILY else {}
    return reverse("atlas_organisation", args=[unit]) + query_of(selection, **rolled)


def subject_address(depth: str, node: int, selection: Selection) -> str:
    """The page of a subject in the same years and counting."""
    elsewhere = replace(selection, subject=Subject())
    return reverse("atlas_topic", args=[depth, node]) + query_of(elsewhere, level=_level(selection))


def report_address(selection: Selection, unit: str) -> str:
    """The profile report of a country or organisation; without one, of the subject."""
    if not unit:
        elsewhere = query_of(replace(selection, subject=Subject()))
        return reverse("atlas_report", args=["topic", subject_code(selection.subject)]) + elsewhere
    if selection.level in {Level.COUNTRY, Level.REGION}:
        return reverse("atlas_report", args=[selection.level.value, unit]) + query_of(selection)
    rolled = {"roll_up": 1} if selection.level is Level.FAMILY else {}
    return reverse("atlas_report", args=["organisation", unit]) + query_of(selection, **rolled)


def works_address(selection: Selection, unit: str, partner: str = "", year: int = 0) -> str:
    """The works behind a mark: of one, of two together, in one year."""
    narrowed = replace(selection, first_year=year, last_year=year) if year else selection
    told = query_of(narrowed, level=_level(selection), unit=unit, **{"with": partner})
    return reverse("atlas_works") + told


def pair_address(selection: Selection, unit: str, partner: str) -> str:
    """The works of two together; of all of science, which has no works to show, the two side by side."""
    if selection.source is Source.CORPUS:
        return works_address(selection, unit, partner)
    return reverse("atlas_compare") + query_of(selection, **{"with": [unit, partner]})


def _level(selection: Selection) -> str:
    return "" if selection.level is Level.COUNTRY else selection.level.value


def compared_of(given: QueryDict, selection: Selection) -> list[str]:
    """The ids that a comparison names, each once."""
    wanted = (one.strip() for one in given.getlist("with") if one.strip())
    return list(
        dict.fromkeys(
            one.upper() if selection.level in {Level.COUNTRY, Level.REGION} else one for one in wanted
        )
    )
