"""How figures of the atlas are written for their reader."""

from datetime import date, datetime

from babel.numbers import format_decimal, format_percent

from scibridge.web.words import number_locale


def measure(value: float | None) -> str:
    """A measure with three significant digits; a whole number whole; a dash where there is none."""
    if value is None:
        return "–"
    rounded = float(value) if float(value).is_integer() else float(f"{float(value):.3g}")
    return str(format_decimal(rounded, format="#,##0.######", locale=number_locale()))


def day(moment: str) -> date | None:
    """The day of an ISO 8601 time."""
    return datetime.fromisoformat(moment).date() if moment[:1].isdigit() else None


def share(part: float | None, whole: float) -> str:
    """A part of a whole in per cent, to a tenth where it is below ten; a dash where there is no whole."""
    return _written(part / whole) if whole and part is not None else "–"


def per_cent(value: float | None) -> str:
    """A share of one in per cent, to a tenth where it is below ten."""
    return "–" if value is None else _written(value)


def _written(value: float) -> str:
    pattern = "#,##0.#%" if abs(value) < 0.1 else "#,##0%"
    return str(format_percent(value, format=pattern, locale=number_locale()))
