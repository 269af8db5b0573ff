"""Rendering of the house's data: bilingual words with their language, codes as labels, figures, addresses."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency
from django import template
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from scibridge.domain.exchange.match_words import unit_in_words
from scibridge.engines.text.languages import detect
from scibridge.kernel.bilingual import Shown, show
from scibridge.kernel.bilingual import html_language as html_code
from scibridge.kernel.countries import country_name
from scibridge.web import addresses, icons, labels
from scibridge.web.folding import constant
from scibridge.web.words import figure, number_locale, percent

register = template.Library()
Words: TypeAlias = LazyI18nString | str | Mapping[str, str] | None


register.filter(figure)
register.filter(percent)


def _only_in(shown: Shown) -> SafeString | str:
    if not shown.fallback:
        return ""
    note = _("only in Chinese") if shown.language.startswith("zh") else _("only in English")
    return format_html(
        ' <span class="only-in" lang="{}">{}</span>', "zh-Hans" if number_locale() != "en" else "en", note
    )


@register.simple_tag
@constant
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of Lucide's, for instance ``{% icon "search" %}``; see :mod:`scibridge.web.icons`."""
    return icons.icon(name, label)


@register.simple_tag
def words(value: Words) -> SafeString | str:
    """Bilingual words in the reader's language, else visibly in the other one, each with its ``lang``."""
    shown = show(value)
    if not shown.text:
        return ""
    if not shown.fallback:
        return conditional_escape(shown.text)
    return format_html('<span lang="{}">{}</span>{}', shown.language, shown.text, _only_in(shown))


@register.simple_tag
def name_of(value: Words) -> SafeString | str:
    """As :func:`words`, without the note: for names inside sentences and lists."""
    shown = show(value)
    if not shown.fallback:
        return conditional_escape(shown.text)
    return format_html('<span lang="{}">{}</span>', shown.language, shown.text)


@register.filter
def as_written(given: LazyI18nString | str) -> SafeString | str:
    """Words whose language nobody stated, marked with what they seem to be where it is not the reader's.

    Where it was stated they are shown as :func:`words` are.
    """
    if isinstance(given, LazyI18nString) and isinstance(given.data, dict):
        return words(given)
    text = str(given.data or "") if isinstance(given, LazyI18nString) else given
    seems = html_code(detect(text))
    return (
        text
        if seems == html_code(get_language() or "en")
        else format_html('<bdi lang="{}">{}</bdi>', seems, text)
    )


@register.simple_tag
def about(thing: Words | Shown) -> SafeString:
    """Unseen words that tell links and buttons of one name apart: what each is about, in its language."""
    shown = thing if isinstance(thing, Shown) else show(thing)
    return format_html(
        '<span class="unseen">{}<span lang="{}">{}</span></span>',
        pgettext("before a value", ": "),
        shown.language,
        shown.text,
    )


_IN_QUOTES = re.compile("“([^“”]+)”")


@register.filter
def marks_quoted(sentence: str) -> SafeString:
    """A sentence of ours that quotes words of others: those marked with their language."""
    page = html_code(get_language() or "en")

    def marked(found: re.Match[str]) -> str:
        language = language_of(found[1])
        return found[0] if language == page else f'“<span lang="{language}">{found[1]}</span>”'

    return mark_safe(_IN_QUOTES.sub(marked, escape(sentence)))  # noqa: S308 - escaped before


@register.filter
def plain_words(value: Words) -> str:
    """The words alone, for titles and attributes."""
    return show(value).text


@register.filter
def has_words(value: Words) -> bool:
    """Whether there are words in any language."""
    return bool(show(value).text)


@register.filter
def have_notes(rows: Any) -> bool:
    """Whether any of the conditions carries a note."""
    return any(show(row.note).text for row in rows)


@register.filter
@constant
def label(code: Any, family: str) -> str:
    """The label of a code of ``family`` (see :mod:`scibridge.web.labels`); an unknown code stays itself."""
    return _label(family, str(code or ""), get_language())


@lru_cache(maxsize=4096)
def _label(family: str, code: str, _language: str | None) -> str:
    return str(labels.label(family, code))


@register.filter(expects_localtime=True)
def full_date(moment: date | None) -> str:
    """A date in the reader's way of writing it, as ``date:"DATE_FORMAT"`` does."""
    if not moment:
        return ""
    return _day(moment.date() if isinstance(moment, datetime) else moment, get_language())


@lru_cache(maxsize=4096)
def _day(moment: date, _language: str | None) -> str:
    # Twenty dates took a tenth of a list's time.
    return str(date_format(moment, "DATE_FORMAT"))


@register.simple_tag
def posting_row(posting: Any, kind: str, level: int = 3, short: bool = False) -> SafeString:
    """A need or an offer in a list: its title, where it leads, and the facts on it; ``short`` leaves the
    challenge out. In Python, for lists show twenty: as a template they took half the page's time."""
    behind, state = posting.organisation, str(posting.state)
    where = behind.country if behind else ""
    facts = (
        _fact(label(posting.kind, f"{kind}_kind")) if posting.kind else "",
        (_fact(name_of(behind.name)) if behind else "") + (_fact(country(where)) if where else ""),
        _fact(label(posting.challenge, "challenge")) if posting.challenge and not short else "",
        _fact(full_date(localtime(posting.published_at))) if posting.published_at else "",
        _fact(_tag(state_tone(state), label(state, "state"))) if state != "published" else "",
        _fact(_tag("warm", _("Demonstration"))) if posting.fictional else "",
    )
    return format_html(
        '<h{0}><a href="{1}">{2}</a></h{0}>\n<ul class="facts">\n{3}</ul>\n',
        level,
        address_of(posting.document_id),
        words(posting.title),
        mark_safe("".join(f"  {one}\n" for one in facts)),  # noqa: S308 - each of them escaped
    )


def _fact(said: str) -> SafeString:
    return format_html("<li>{}</li>", said)


def _tag(tone: str, said: str) -> SafeString:
    return format_html('<span class="tag {}">{}</span>', tone, said)


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return country_name(code) if code else ""


@register.filter
def address_of(document_id: str) -> str:
    """The page of a document of the index."""
    return addresses.document_address(document_id)


@register.filter
def page_address(own_id: str, kind: str) -> str:
    """The page of a record or posting: ``{{ record.public_id|page_address:"person" }}``."""
    return addresses.page_address(kind, own_id)


@register.simple_tag
def only_in(shown: Shown) -> SafeString | str:
    """The visible note beside words that stand in for a missing language."""
    return _only_in(shown)


@register.filter
def html_language(code: str) -> str:
    """The ``lang`` attribute for a language of the engines."""
    return html_code(code) if code else ""


@register.filter
def language_of(text: str) -> str:
    """The ``lang`` attribute of a word that nobody marked: by its script."""
    return html_code("zh" if any("\u3400" <= one <= "\u9fff" for one in text) else "en")


@register.filter
def language_name(tag: str) -> str:
    """A language in the reader's words; one that CLDR does not know stays its code."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(number_locale()) or tag
    except (UnknownLocaleError, ValueError):
        return tag
    # CLDR writes ASCII parentheses after Chinese.
    return name.replace(" (", "（").replace(")", "）") if number_locale() != "en" else name


def _range(low: float | None, high: float | None, unit: str) -> SafeString:
    figures = figure(low) if low == high or high is None else f"{figure(low)}–{figure(high)}"
    return format_html("{}{}{}", figures, "\u00a0" if unit else "", unit_in_words(unit))


@register.simple_tag
def value_range(low: float | None, high: float | None, unit: str) -> SafeString:
    """One or two figures with their unit, kept on one line."""
    return _range(low, high, unit)


@register.simple_tag
def must_have(condition: Any) -> SafeString:
    """A measurable condition in words: metric, operator, value, unit. Takes every shape that has these."""
    shown = show(condition.metric)
    metric = format_html('<span lang="{}">{}</span> ', shown.language, shown.text) if shown.text else ""
    return format_html(
        "{}{} {}",
        metric,
        labels.label("operator", str(condition.operator)),
        _range(condition.low, condition.high, condition.unit),
    )


@register.filter
def outcome_tone(outcome: Any) -> str:
    """The colour of a verdict."""
    return {"meets": "good", "partly": "fair", "no": "bad"}.get(str(outcome), "")


@register.filter
def state_tone(state: str) -> str:
    """The colour of a posting's state."""
    return {"published": "good", "fulfilled": "good", "submitted": "accent", "returned": "warm"}.get(
        state, "fair"
    )


@register.filter
def slugify_id(document_id: str) -> str:
    """An ``id`` attribute for a document."""
    return document_id.replace(":", "-")


@register.filter
def label_number(number: int, family: str) -> str:
    """As :func:`label`, for families whose codes are numbers."""
    return str(labels.FAMILIES[family].get(number, number))


@register.simple_tag
def money(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """A budget in the reader's way of writing it."""
    written = [
        str(
            format_currency(
                one,
                currency,
                "¤#,##0.##",
                locale=number_locale(),
                currency_digits=False,
                decimal_quantization=False,
            )
        )
        for one in dict.fromkeys(one for one in (low, high) if one is not None)
    ]
    return " – ".join(written)


@register.filter
def has_problems(section: Any) -> bool:
    """Whether a part of a form holds an error."""
    return any(
        any(one.errors for one in row.inputs) or (row.formset is not None and any(row.formset.errors))
        for row in section.rows
    )


@register.filter
def is_missing_of(field: Any, row: Any) -> bool:
    """Whether words are written in the other language only."""
    bilingual = field.name.endswith(("_en", "_zh")) and len(row.inputs) > 1
    return bilingual and not field.value() and any(one.value() for one in row.inputs if one is not field)


@register.filter
def in_its_language(field: Any) -> SafeString:
    """An input for words, marked with the language they are to be written in."""
    code = field.name.rpartition("_")[2]
    marked = {"lang": html_code(code)} if code in ("en", "zh") else None
    rendered: SafeString = field.as_widget(attrs=marked)
    return rendered


@register.simple_tag
def row_field(form: Any, field: Any) -> SafeString:
    """One input of a row, labelled with the field's name and, for words, the language."""
    name, _sep, code = field.name.rpartition("_")
    label_text = (
        pgettext("a field and its language", "%(field)s (%(language)s)")
        % {"field": labels.label("posting_field", name), "language": labels.label("language", code)}
        if code in ("en", "zh")
        else str(labels.label("posting_field", field.name))
    )
    errors = format_html_join("", "<li>{}</li>", ((error,) for error in field.errors))
    return format_html(
        '<div class="field{}"><label class="small" for="{}">{}</label>{}{}</div>',
        " wide" if code in ("en", "zh") else "",
        field.id_for_label,
        label_text,
        in_its_language(field),
        format_html('<ul class="errorlist">{}</ul>', errors) if field.errors else "",
    )


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if mapping else None
