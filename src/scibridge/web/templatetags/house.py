"""Rendering of the house's data: bilingual words with their language, codes as labels, figures, addresses."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal, format_percent
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from scibridge.kernel.bilingual import Shown, show
from scibridge.kernel.countries import country_name
from scibridge.web import labels
from scibridge.web.addresses import document_address

register = template.Library()
Words = LazyI18nString | str | Mapping[str, str] | None


def _locale() -> str:
    return "zh_Hans_CN" if (get_language() or "en").startswith("zh") else "en"


def _only_in(shown: Shown) -> SafeString | str:
    if not shown.fallback:
        return ""
    note = _("only in Chinese") if shown.language.startswith("zh") else _("only in English")
    return format_html(' <span class="only-in" lang="{}">{}</span>', "zh-Hans" if _locale() != "en" else "en", note)


@register.simple_tag
def words(value: Words) -> SafeString | str:
    """Bilingual words in the reader's language, else visibly in the other one, each with its ``lang``."""
    shown = show(value)
    if not shown.text:
        return ""
    if not shown.fallback:
        return format_html("{}", shown.text)
    return format_html('<span lang="{}">{}</span>{}', shown.language, shown.text, _only_in(shown))


@register.simple_tag
def name_of(value: Words) -> SafeString | str:
    """As :func:`words`, without the note: for names inside sentences and lists."""
    shown = show(value)
    if not shown.fallback:
        return format_html("{}", shown.text)
    return format_html('<span lang="{}">{}</span>', shown.language, shown.text)


@register.filter
def plain_words(value: Words) -> str:
    """The words alone, for titles and attributes."""
    return show(value).text


@register.filter
def has_words(value: Words) -> bool:
    """Whether there are words in any language."""
    return bool(show(value).text)


@register.filter
def label(code: Any, family: str) -> str:
    """The label of a code of ``family`` (see :mod:`scibridge.web.labels`); an unknown code stays itself."""
    return str(labels.label(family, str(code or "")))


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return country_name(code) if code else ""


@register.filter
def figure(value: float | None) -> str:
    """A figure with at most six significant digits, written as the reader's language does."""
    if value is None:
        return ""
    return str(format_decimal(float(f"{float(value):.6g}"), format="#,##0.##########", locale=_locale()))


@register.filter
def percent(share: float) -> str:
    """A share of one, in whole per cent."""
    return str(format_percent(share, format="#,##0%", locale=_locale()))


@register.filter
def address_of(document_id: str) -> str:
    """The page of a document of the index."""
    return document_address(document_id)


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if mapping else None
