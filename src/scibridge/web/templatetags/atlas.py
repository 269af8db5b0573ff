"""Figures, names and addresses of the atlas."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from scibridge.engines.atlas.naming import views_of
from scibridge.engines.atlas.reading import Query
from scibridge.engines.atlas.selections import Level, Selection, Source
from scibridge.engines.atlas.subject_names import chinese_subject
from scibridge.engines.atlas.views import BridgeLine, PartnerLine, Unit
from scibridge.flows.atlas.selectors import unit_name
from scibridge.flows.atlas.tables import MOST_ROWS, forms_of
from scibridge.web.atlas import asking
from scibridge.web.atlas.showing import ShownFigure
from scibridge.web.atlas.writing import day, measure, per_cent, share
from scibridge.web.templatetags.house import as_written

register = template.Library()
for _written in (measure, day, share, per_cent):
    register.filter(_written)


@register.simple_tag
def shown_value(one: ShownFigure) -> str:
    """The figure as its indicator is written."""
    return per_cent(one.figure.value) if one.is_share else measure(one.figure.value)


@register.simple_tag
def shown_interval(one: ShownFigure) -> str:
    """From where to where it may lie."""
    around = one.figure.interval
    if around is None:
        return ""
    written = per_cent if one.is_share else measure
    return pgettext("a range of figures", "%(low)s to %(high)s") % {
        "low": written(around.low),
        "high": written(around.high),
    }


@register.filter
def unit_label(unit: Unit) -> SafeString | str:
    """What a country, organisation or person is called, marked with its language where that is another."""
    name = unit_name(unit)
    return name if unit.country == unit.id or name == unit.id else as_written(name)


@register.filter
def unit_words(unit: Unit) -> str:
    """The name alone, for attributes and sentences."""
    return unit_name(unit)


@register.filter
def subject_label(name: str) -> SafeString | str:
    """The name of a subject in the reader's language; topics have one in English only."""
    if (get_language() or "en").startswith("en") or not name.isascii():
        return name
    chinese = chinese_subject(name)
    if chinese:
        return chinese
    return format_html('<span lang="en">{}</span>', name)


@register.simple_tag
def unit_address(unit: str, selection: Selection) -> str:
    """The page of a unit in this selection."""
    return asking.unit_address(unit, selection)


@register.simple_tag
def subject_address(depth: str, node: int, selection: Selection) -> str:
    """The page of a subject in these years and counting."""
    return asking.subject_address(depth, node, selection)


@register.simple_tag
def works_address(selection: Selection, unit: str, partner: str = "", year: int = 0) -> str:
    """The works behind a mark."""
    return asking.works_address(selection, unit, partner, year)


@register.simple_tag
def selected(selection: Selection, **more: Any) -> str:
    """The query of a selection at its level, with more."""
    level = "" if selection.level is Level.COUNTRY else selection.level.value
    return asking.query_of(selection, level=level, **more)


@register.simple_tag
def selected_of_corpus(selection: Selection, **more: Any) -> str:
    """The same, of the corpus: for pages that all of science has nothing for."""
    return selected(replace(selection, source=Source.CORPUS), **more)


@register.simple_tag(takes_context=True)
def source_query(context: Any, selection: Selection, source: str) -> str:
    """The years of this page, of the other source; what a comparison names and the measure stay."""
    given = context["request"].GET
    kept = {"by": given.get("by", ""), "with": given.getlist("with")}
    asked = replace(Selection(), first_year=selection.first_year, last_year=selection.last_year)
    return asking.query_of(replace(asked, source=Source(source)), **kept)


@register.simple_tag
def pair_address(selection: Selection, unit: str, partner: str) -> str:
    """The works behind a pair, or the two side by side."""
    return asking.pair_address(selection, unit, partner)


@register.filter
def parameters(query: Query) -> str:
    """The values of a statement, as one would write them down."""
    return "\n".join(f"{name} = {value!r}" for name, value in query.parameters)


@register.filter
def out_of(part: float, whole: float) -> float:
    """A part of a whole as a share of one, for a bar."""
    return part / whole if whole else 0.0


@register.filter
def sides(line: BridgeLine) -> tuple[Unit, Unit]:
    """Both ends of a missing bridge."""
    return line.unit, line.partner


@register.filter
def with_strongest(unit: str, partners: Sequence[PartnerLine]) -> list[str]:
    """A unit and its two strongest partners."""
    return [unit, *(one.unit.id for one in partners[:2])]


@register.simple_tag
def subject_code_address(code: str, selection: Selection) -> str:
    """The page of the subject ``field:27``."""
    depth, _sep, node = code.partition(":")
    return asking.subject_address(depth, int(node), selection)


@register.simple_tag
def bridge_need(line: BridgeLine, subject: str) -> str:
    """The first sentence of a need that would build the bridge, for an address."""
    words = gettext("Partners wanted for joint research on %(subject)s: %(one)s and %(other)s.")
    return quote(words % {"subject": subject, "one": unit_name(line.unit), "other": unit_name(line.partner)})


@register.simple_tag
def report_address(selection: Selection, unit: str) -> str:
    """The profile report of a unit, or of the subject where there is none, in the same selection."""
    return asking.report_address(selection, unit)


@register.simple_tag
def level_tables(level: str) -> str:
    """What statements call ``cells``, ``pairs`` … at a level, as one would write it down."""
    return "\n".join(f"{name} = {text.strip()}" for name, text in views_of(Level(level)).items())


_FORMS = {
    "csv": "CSV",
    "json": "JSON",
    "parquet": "Parquet",
    "graphml": "GraphML",
    "vosviewer": "VOSviewer",
    "pajek": "Pajek",
}


@register.filter
def forms(table: str) -> list[tuple[str, str]]:
    """Forms in which a table can be taken along, with what they are called."""
    return [(one, _FORMS[one]) for one in forms_of(table)]


@register.simple_tag
def most_rows() -> int:
    """How many lines a file has at most."""
    return MOST_ROWS
