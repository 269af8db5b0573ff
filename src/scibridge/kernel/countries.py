"""Countries and areas: ISO 3166 alpha-2 codes and their names in both languages, from CLDR through Babel."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# CLDR also lists groupings and user-assigned codes; these are not places an organisation can be in.
_NOT_COUNTRIES = frozenset(
    {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
)
_LOCALES = {"en": "en", "zh-hans": "zh_Hans_CN"}


@cache
def country_names(language: str = "en") -> dict[str, str]:
    """ISO 3166 alpha-2 code (and XK) → name in ``en`` or ``zh-hans``."""
    locale = "zh-hans" if language.lower().startswith("zh") else "en"
    territories = Locale.parse(_LOCALES[locale]).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


def country_name(code: str, language: str | None = None) -> str:
    """The name of a country in ``language`` (default: the active one); an unknown code stays as it is."""
    return country_names(language or get_language() or "en").get(code.upper(), code)


def is_country(code: str) -> bool:
    """Whether ``code`` is an upper-case alpha-2 code in use."""
    return code in country_names("en")
