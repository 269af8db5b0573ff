"""The house's data in words without markup: for pages, files, messages and titles alike."""

import re
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, pgettext, pgettext_lazy

from scibridge.domain.exchange.match_words import unit_in_words
from scibridge.kernel.bilingual import show
from scibridge.web import labels

# Django's own sentence for a text cut short; its Chinese ends in three full stops.
CUT_SHORT = pgettext_lazy("String to return when truncating text", "%(truncated_text)s…")


def number_locale() -> str:
    """Whose way of writing numbers the reader's language is."""
    return "zh_Hans_CN" if (get_language() or "en").startswith("zh") else "en"


def figure(value: float | None) -> str:
    """A figure with at most six significant digits, written as the reader's language does."""
    if value is None:
        return ""
    return _decimal(float(f"{float(value):.6g}"), number_locale())


def percent(share: float) -> str:
    """A share of one, in whole per cent."""
    return _percent(round(share, 4), number_locale())


@lru_cache(maxsize=10_000)
def _decimal(value: float, locale: str) -> str:
    return str(format_decimal(value, format="#,##0.##########", locale=locale))


@lru_cache(maxsize=10_000)
def _percent(share: float, locale: str) -> str:
    return str(format_percent(share, format="#,##0%", locale=locale))


def condition_in_words(condition: Any, *, quoted: bool = False) -> str:
    """A measurable condition: metric, operator, value, unit. Takes every shape that has these.

    ``quoted`` puts the metric into quotation marks, for sentences of ours around words of others.
    """
    metric = show(condition.metric).text
    low, high = figure(condition.low), figure(condition.high)
    value = low if condition.low == condition.high else f"{low}–{high}"
    parts = [
        f"“{metric}”" if quoted and metric else metric,
        str(labels.label("operator", str(condition.operator))),
        f"{value} {unit_in_words(condition.unit)}".strip(),
    ]
    # Chinese words and marks stand without a space between them.
    return re.sub("(?<=[\u3400-\u9fff”]) (?=[\u3400-\u9fff])", "", " ".join(part for part in parts if part))


def two_sentences(first: Any, second: Any) -> str:
    """One after the other, with a space between where the language has one."""
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": first, "second": second}
