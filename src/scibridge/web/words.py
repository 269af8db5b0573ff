"""The house's data in words without markup: for pages, files, messages and titles alike."""

import re
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language

from scibridge.domain.exchange.match_words import unit_in_words
from scibridge.kernel.bilingual import show
from scibridge.web import labels


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


def condition_in_words(condition: Any) -> str:
    """A measurable condition: metric, operator, value, unit. Takes every shape that has these."""
    low, high = figure(condition.low), figure(condition.high)
    value = low if condition.low == condition.high else f"{low}–{high}"
    parts = [
        show(condition.metric).text,
        str(labels.label("operator", str(condition.operator))),
        f"{value} {unit_in_words(condition.unit)}".strip(),
    ]
    # Chinese words stand without a space between them.
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", " ".join(part for part in parts if part))
