"""Words of a record without a note on every line: one note says for a list or a page what is missing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from scibridge.domain.places.models import Place
from scibridge.engines.matching.documents import Stage
from scibridge.kernel.bilingual import CHINESE, ENGLISH, html_language, show, versions
from scibridge.web.landing import clipped
from scibridge.web.naming import address_of, name_of, readers_language
from scibridge.web.templatetags.house import words

register = template.Library()
# An address has to fit into what people paste.
LONGEST_QUESTION = 400


@register.simple_tag(takes_context=True)
def said(context: Any, value: Any) -> SafeString | str:
    """Bilingual words; the note on a missing language only where the page has not said it for all of it."""
    shown = show(value)
    if not shown.fallback or not context.get("only_language"):
        return words(value)
    return format_html('<span lang="{}">{}</span>', shown.language, shown.text)


@register.inclusion_tag("web/parts/only_language.html", takes_context=True)
def language_notice(context: Any) -> dict[str, Any]:
    """One line under the title of a page whose whole content is in the other language, and the way there."""
    code = context.get("only_language") or ""
    other = next((one for one in context["alternates"] if not one["active"]), None)
    return {"code": code, "other": other, "lang": html_language(code) if code else ""}


@register.simple_tag
def list_language_note(rows: Iterable[Any], name: str) -> SafeString | str:
    """One line above a list, where some or all of its rows lack the reader's language."""
    lacking = [show(getattr(row, name)).fallback for row in rows]
    if not any(lacking):
        return ""
    chinese = readers_language() == CHINESE
    if all(lacking):
        note = _("These exist in English only.") if chinese else _("These exist in Chinese only.")
    else:
        note = (
            _("What has no Chinese version is shown in English.")
            if chinese
            else _("What has no English version is shown in Chinese.")
        )
    return format_html('<p class="quiet small">{}</p>', note)


@register.filter
def place_name(place: Place) -> SafeString:
    """What the reader calls a place, marked where only the other language knows it."""
    if place.is_country:
        return format_html("{}", name_of(place))
    shown = show(place.name)
    if not shown.fallback:
        return format_html("{}", shown.text)
    return format_html('<span lang="{}">{}</span>', shown.language, shown.text)


@register.filter
def place_address(place: Place) -> str:
    """The page of a place."""
    return address_of(place)


@register.filter
def bilingual_name(value: LazyI18nString | str | Mapping[str, str] | None) -> str:
    """The name in the reader's other language, where it has one that differs."""
    texts = dict(value) if isinstance(value, Mapping) else versions(value)
    other = texts.get(ENGLISH if readers_language() == CHINESE else CHINESE, "")
    return other if other != show(value).text else ""


@register.filter
def stage_of(level: int) -> str:
    """The stage of a readiness level, as a code."""
    return str(Stage.of_readiness(level))


@register.filter
def question(posting: Any) -> str:
    """What a posting asks the match page: its title and first words, in the language it has."""
    told = getattr(posting, "problem", None) or getattr(posting, "summary", None)
    return clipped(f"{show(posting.title).text}. {show(told).text}", LONGEST_QUESTION)
