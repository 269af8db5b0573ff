"""The words of a match: labels of its codes, sentences for its gaps, units as readers write them.

Pages, command line and mail render the same explanation; these are the words they share.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.engines.matching.documents import Element, Kind, Stage
from scibridge.engines.matching.explanation import Band, Gap, Outcome
from scibridge.kernel.bilingual import show

KINDS = {
    Kind.OFFER: _("Offers"),
    Kind.WORK: _("Publications"),
    Kind.NEED: _("Needs"),
    Kind.PERSON: _("People"),
    Kind.ORGANISATION: _("Organisations"),
    Kind.FACILITY: _("Facilities"),
    Kind.POSITION: _("Positions"),
    Kind.CALL: _("Calls"),
    Kind.ARTICLE: _("Articles"),
}
ONE_OF_KIND = {
    Kind.OFFER: _("Offer"),
    Kind.WORK: _("Publication"),
    Kind.NEED: _("Need"),
    Kind.PERSON: _("Person"),
    Kind.ORGANISATION: _("Organisation"),
    Kind.FACILITY: _("Facility"),
    Kind.POSITION: _("Position"),
    Kind.CALL: _("Call"),
    Kind.ARTICLE: _("Article"),
}
# What leads to the answers of a kind that the overview does not show at once.
AWAITED = {
    Kind.PERSON: _("See who has worked on this"),
    Kind.ORGANISATION: _("See which organisations have worked on this"),
    Kind.FACILITY: _("See which facilities could serve"),
    Kind.NEED: _("See similar needs"),
}
STAGES = {
    Stage.RESEARCH: _("Research"),
    Stage.DEVELOPMENT: _("Development"),
    Stage.APPLICATION: pgettext_lazy("stage of development", "Application"),
}
ELEMENTS = {
    Element.MATERIAL: _("Material"),
    Element.METHOD: _("Method"),
    Element.EFFICACY: _("Efficacy"),
    Element.PRODUCT: _("Product"),
    Element.APPLICATION: pgettext_lazy("field of use", "Application"),
}
OUTCOMES = {
    Outcome.MEETS: _("Met"),
    Outcome.PARTLY: _("Partly met"),
    Outcome.NO: _("Not met"),
    Outcome.UNKNOWN: _("Not stated"),
}
BANDS = {
    Band.LIKELY: _("Likely answer"),
    Band.POSSIBLE: _("Possible answer"),
    Band.DISTANT: _("Distant"),
}
ADJUSTMENTS = {
    "must_haves": _("Must-haves"),
    "readiness": _("Readiness"),
    "excluded": _("Excluded approach"),
    "evidence": _("Several works agree"),
    "dense": _("Meaning of the whole text"),
}
BRIDGE_ORIGINS = {
    "glossary": _("from the platform's glossary"),
    "learned": _("learned from bilingual records"),
    "dictionary": _("from the dictionary CC-CEDICT"),
}
LANGUAGES = {"en": _("English"), "zh": _("Chinese"), "zh-hans": _("Chinese")}
GAPS = {
    "must_have_not_met": _("“%(metric)s” is not met."),
    "must_have_unknown": _("Nothing is said about “%(metric)s”. Ask."),
    "readiness_short": _("Its readiness is below what you need."),
    "readiness_unknown": _("Its readiness is not stated. Ask."),
    "element_unanswered": _("Your point on “%(element)s” finds no answer here."),
    "term_unanswered": _("It does not mention “%(term)s”."),
    "only_in_language": _("It is written only in %(language)s."),
    "excluded_approach": _("It mentions an approach you exclude: “%(approach)s”."),
}
_UNKNOWN_GAP = _("Something you asked for is missing (%(code)s).")


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _in_words(key: str, value: Any) -> str:
    if key == "element":
        return str(ELEMENTS.get(value, value))
    if key == "language":
        return str(LANGUAGES.get(str(value), value))
    if isinstance(value, Mapping):
        return show({str(code): str(text) for code, text in value.items()}).text
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def gap_sentence(gap: Gap) -> str:
    """The sentence of one gap."""
    data = _Words({key: _in_words(key, value) for key, value in gap.data.items()})
    return str(GAPS.get(gap.code, _UNKNOWN_GAP)) % (data | {"code": gap.code})


def gap_sentences(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Each sentence once, in order."""
    return tuple(dict.fromkeys(gap_sentence(gap) for gap in gaps))


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
