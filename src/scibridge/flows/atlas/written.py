"""Figures of the atlas as people read them, in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, pgettext

from scibridge.engines.atlas.intervals import Interval

# Indicators that are shares of one, written in per cent.
SHARES: Final = frozenset({"international_share", "joint_first", "joint_last", "growth", "newcomers"})


def _locale() -> str:
    return "zh_Hans_CN" if (get_language() or "en").startswith("zh") else "en"


def measure(value: float | None) -> str:
    """A measure with three significant digits; a whole number whole; a dash where there is none."""
    if value is None:
        return "–"
    rounded = float(value) if float(value).is_integer() else float(f"{float(value):.3g}")
    return str(format_decimal(rounded, format="#,##0.######", locale=_locale()))


def per_cent(value: float | None) -> str:
    """A share of one in per cent, to a tenth where it is below ten."""
    if value is None:
        return "–"
    pattern = "#,##0.#%" if abs(value) < 0.1 else "#,##0%"
    return str(format_percent(value, format=pattern, locale=_locale()))


def spread(around: Interval | None, written: Callable[[float | None], str]) -> str:
    """From where to where a figure may lie; nothing where that is not known."""
    if around is None:
        return ""
    return pgettext("a range of figures", "%(low)s to %(high)s") % {
        "low": written(around.low),
        "high": written(around.high),
    }


def day_of(moment: str) -> date | None:
    """The day of an ISO 8601 time."""
    return datetime.fromisoformat(moment).date() if moment[:1].isdigit() else None


def day_in_words(day: date | None) -> str:
    """A day as the reader's language writes it."""
    return "–" if day is None else str(format_date(day, "long", locale=_locale()))
