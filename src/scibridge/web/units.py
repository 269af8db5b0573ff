"""Units as a reader writes them: from the registry's names (``degC``, ``metric_ton``) to symbols and words."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_SYMBOLS = {
    "percent": "%",
    "permille": "‰",
    "degC": "°C",
    "degF": "°F",
    "kelvin": "K",
    "ohm": "Ω",
    "angstrom": "Å",
    "metric_ton": "t",
    "hectare": "ha",
    "dalton": "Da",
    "decibel_level": "dB",
    "molar": "mol/L",
    "byte": "B",
    "second": "s",
    "minute": "min",
    "hour": "h",
    "kilogram": "kg",
    "gram": "g",
    "meter": "m",
    "kilometer": "km",
    "liter": "L",
    "watt_hour": "Wh",
    "kilowatt_hour": "kWh",
    "um": "µm",
    "ug": "µg",
    "uL": "µL",
    "us": "µs",
    "umol": "µmol",
}
_WORDS = {
    "day": pgettext_lazy("unit of time", "days"),
    "week": pgettext_lazy("unit of time", "weeks"),
    "month": pgettext_lazy("unit of time", "months"),
    "year": pgettext_lazy("unit of time", "years"),
    "cycle": _("cycles"),
    "fold": _("fold"),
    "jin": pgettext_lazy("unit of mass", "jin"),
    "mu_of_land": pgettext_lazy("unit of area", "mu"),
}
_POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAME = re.compile(r"[A-Za-z_]+")
_POWER = re.compile(r"\s*\*\*\s*(-?\d+)")


def _one(match: re.Match[str]) -> str:
    name = match.group()
    return str(_SYMBOLS.get(name) or _WORDS.get(name) or name)


def unit_in_words(unit: str) -> str:
    """``mg/m**3`` → ``mg/m³``, ``degC`` → ``°C``; what is not known stays as written."""
    powers = _POWER.sub(lambda found: found.group(1).translate(_POWERS), unit)
    return _NAME.sub(_one, powers).replace(" * ", "·").replace(" / ", "/").replace("*", "·")
