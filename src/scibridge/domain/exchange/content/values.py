"""One value of one field: from what people send to the stored form, and to JSON. Each reader raises BadValue.

Readers accept the JSON form they write, so that a snapshot can be read back.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any

from babel.core import get_global
from babel.numbers import get_territory_currencies
from i18nfield.strings import LazyI18nString

from scibridge.domain.exchange.states import Tier
from scibridge.kernel.bilingual import CHINESE, ENGLISH, bilingual, versions
from scibridge.kernel.countries import is_country

Reader = Callable[[object], Any]
LINE, TITLE, TEXT = 500, 300, 20_000
_LANGUAGES = {"en": ENGLISH, "zh": CHINESE, "zh-hans": CHINESE, "zh-cn": CHINESE, "zh_hans": CHINESE}
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
# Control characters, and marks that reorder the text around them: never meant, and a way to deceive a reader.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class BadValue(Exception):
    """The value cannot be taken: a stable code, the data its sentence needs, and where inside the field."""

    def __init__(self, code: str, at: str = "", **data: object) -> None:
        super().__init__(code)
        self.code, self.at, self.data = code, at, data


def clean_text(value: str) -> str:
    """NFC, line ends as ``\\n``, nothing unseen, no space around. Raises BadValue for broken Unicode."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadValue("invalid_characters") from None
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSEEN.sub("", text).strip()


def plain(most: int) -> Reader:
    """One line of text in no particular language, at most ``most`` characters."""

    def read(value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise BadValue("not_text")
        text = " ".join(clean_text(value).split())
        if len(text) > most:
            raise BadValue("too_long", most=most, length=len(text))
        return text

    return read


def words(most: int, *, lines: bool = True) -> Reader:
    """Bilingual text, at most ``most`` characters per language.

    Takes a mapping of language to text, or one text, whose language is told by its script.
    """

    def read(value: object) -> LazyI18nString:
        if value is None:
            return bilingual()
        if isinstance(value, LazyI18nString):
            value = versions(value)
        if isinstance(value, str):
            value = {CHINESE if _HAN.search(value) else ENGLISH: value}
        if not isinstance(value, Mapping):
            raise BadValue("not_text")
        found: dict[str, str] = {}
        for given, text in value.items():
            language = _LANGUAGES.get(str(given).lower())
            if language is None:
                raise BadValue("unknown_language", str(given), value=str(given), choices=("en", "zh-hans"))
            if text is not None and not isinstance(text, str):
                raise BadValue("not_text", language)
            cleaned = clean_text(text or "")
            cleaned = cleaned if lines else " ".join(cleaned.split())
            if len(cleaned) > most:
                raise BadValue("too_long", language, most=most, length=len(cleaned))
            found[language] = cleaned
        return bilingual(found.get(ENGLISH, ""), found.get(CHINESE, ""))

    return read


def code(codes: type[StrEnum], default: str = "") -> Reader:
    """One of ``codes``; nothing is ``default``."""
    choices = tuple(one.value for one in codes)

    def read(value: object) -> str:
        if value is None or value == "":
            return default
        if not isinstance(value, str) or value not in choices:
            raise BadValue("unknown_code", value=str(value), choices=choices)
        return str(value)

    return read


def items(read_one: Reader, most: int) -> Reader:
    """A list of values, each once, at most ``most``."""

    def read(value: object) -> list[Any]:
        if value is None or value == "":
            return []
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise BadValue("not_a_list")
        found = [_read_at(read_one, one, str(place)) for place, one in enumerate(value)]
        if len(found) > most:
            raise BadValue("too_many", most=most)
        unique: list[Any] = []
        for one in found:
            if one not in ("", None) and one not in unique:
                unique.append(one)
        return unique

    return read


def _read_at(read_one: Reader, value: object, at: str) -> Any:
    try:
        return read_one(value)
    except BadValue as bad:
        raise BadValue(bad.code, f"{at}.{bad.at}".rstrip("."), **bad.data) from None


def whole(low: int, high: int) -> Reader:
    """A whole number from ``low`` to ``high``, or none."""

    def read(value: object) -> int | None:
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,18}\s*", value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValue("not_whole", value=str(value))
        if not low <= value <= high:
            raise BadValue("out_of_range", value=value, low=low, high=high)
        return value

    return read


def figure(value: object) -> float | None:
    """A finite number, or none. Thousands separators are refused: 1,5 means two things in two countries."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise BadValue("not_a_number", value=str(value))
    try:
        number = float(value.strip().replace("−", "-")) if isinstance(value, str) else float(value)
    except (ValueError, OverflowError):
        raise BadValue("not_a_number", value=str(value)) from None
    if not math.isfinite(number):
        raise BadValue("not_a_number", value=str(value))
    return number


def decimal(low: str, high: str, places: int = 2) -> Reader:
    """A decimal from ``low`` to ``high`` rounded to nothing: more than ``places`` places are refused."""

    def read(value: object) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise BadValue("not_a_number", value=str(value))
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            raise BadValue("not_a_number", value=str(value)) from None
        if not number.is_finite():
            raise BadValue("not_a_number", value=str(value))
        if not Decimal(low) <= number <= Decimal(high):
            raise BadValue("out_of_range", value=str(value), low=low, high=high)
        exact = number.quantize(Decimal(1).scaleb(-places))
        if exact != number:
            raise BadValue("too_many_places", value=str(value), most=places)
        return exact

    return read


def day(value: object) -> date | None:
    """A date as ``YYYY-MM-DD``, or none."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise BadValue("not_a_date", value=str(value))


def flag(value: object) -> bool:
    """Yes or no; nothing is no."""
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    known = {
        "true": True,
        "yes": True,
        "1": True,
        "是": True,
        "false": False,
        "no": False,
        "0": False,
        "否": False,
    }
    answer = known.get(str(value).strip().lower())
    if answer is None:
        raise BadValue("not_yes_or_no", value=str(value))
    return answer


def country(value: object) -> str:
    """An ISO 3166 alpha-2 code."""
    text = str(value or "").strip().upper()
    if text and not is_country(text):
        raise BadValue("unknown_country", value=str(value))
    return text


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes that are legal tender somewhere today, from CLDR."""
    return frozenset(
        currency
        for territory in get_global("territory_currencies")
        for currency in get_territory_currencies(territory)
    )


def currency(value: object) -> str:
    """An ISO 4217 code in use."""
    text = str(value or "").strip().upper()
    if text and text not in currencies():
        raise BadValue("unknown_currency", value=str(value))
    return text


def topic(value: object) -> dict[str, Any]:
    """An OpenAlex topic: ``{"id": "T10018", "name": {"en": "…"}}``; the name may be missing."""
    if isinstance(value, str):
        value = {"id": value}
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), str):
        raise BadValue("not_a_topic", value=str(value)[:100])
    found = re.fullmatch(r"(?:https://openalex\.org/)?([Tt]\d{1,9})", value["id"].strip())
    if found is None:
        raise BadValue("not_a_topic", value=value["id"][:100])
    return {"id": found.group(1).upper(), "name": versions(words(LINE, lines=False)(value.get("name")))}


def tiers(defaults: Mapping[str, Tier]) -> Reader:
    """The tier of every field that may be held back: the owner's choice, else what is the default today.

    Defaults are written out, so that a later default cannot open what was closed.
    """
    choices = tuple(one.value for one in Tier)

    def read(value: object) -> dict[str, str]:
        if value is None or value == "":
            value = {}
        if not isinstance(value, Mapping):
            raise BadValue("not_a_mapping")
        for name, tier in value.items():
            if name not in defaults:
                raise BadValue("not_confidential", str(name), value=str(name), choices=tuple(defaults))
            if tier not in choices:
                raise BadValue("unknown_code", str(name), value=str(tier), choices=choices)
        return {name: Tier(value.get(name, default)).value for name, default in sorted(defaults.items())}

    return read


def to_json(value: object) -> Any:
    """The JSON form of a read value."""
    if isinstance(value, LazyI18nString):
        return versions(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [to_json(one) for one in value]
    if isinstance(value, dict):
        return {name: to_json(one) for name, one in value.items()}
    return value
