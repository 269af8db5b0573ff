"""From what people type to what is stored: one check per field, each problem named by field and code.

Every check takes any value and returns the stored form, or raises :class:`Rejected`. Services, forms and
imports share them. Refuses the database: what must be unique or exist is the services' concern.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from i18nfield.strings import LazyI18nString

from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, versions
from scibridge.kernel.countries import is_country
from scibridge.kernel.errors import FieldProblem, InvalidInput
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, normalise

Check = Callable[[Any], Any]
# Controls except line break and tab, and the characters that reorder what is read.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_BREAKS = re.compile(r"[\n\t\u2028\u2029]")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Anyone can have an address here, so these prove nothing about who employs whom.
PUBLIC_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.co.jp",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.com",
        "mail.ru",
        "yandex.com",
        "yandex.ru",
        "proton.me",
        "protonmail.com",
        "zoho.com",
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "139.com",
        "189.cn",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
        "naver.com",
        "daum.net",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
        "rediffmail.com",
        "fastmail.com",
    ]
)
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org", "go", "or", "mil", "sch"})
MOST_LIST_ITEMS = 100


class Rejected(ScibridgeError):
    """A value that cannot be stored; becomes a FieldProblem when the field's name is known."""

    code = "rejected_value"

    def __init__(self, problem: str, **data: object) -> None:
        super().__init__(problem=problem, **data)
        self.problem = problem
        self.details = data


def clean(
    values: Mapping[str, Any], checks: Mapping[str, Check], required: Sequence[str] = ()
) -> dict[str, Any]:
    """The stored form of every given field. Raises InvalidInput naming all problems at once.

    ``required`` fields must be given and not be empty; fields outside ``checks`` are refused by name.
    """
    cleaned: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for field, value in values.items():
        if field not in checks:
            problems.append(FieldProblem(field, "unknown_field", {"choices": tuple(checks)}))
            continue
        try:
            cleaned[field] = checks[field](value)
        except Rejected as rejected:
            problems.append(FieldProblem(field, rejected.problem, rejected.details))
    known = {problem.field for problem in problems}
    for field in required:
        missing = field not in cleaned or not (
            versions(cleaned[field]) if _is_text(cleaned[field]) else cleaned[field]
        )
        if field not in known and missing:
            problems.append(FieldProblem(field, "required"))
    if problems:
        raise InvalidInput(problems)
    return cleaned


def _is_text(value: object) -> bool:
    return isinstance(value, LazyI18nString)


def text(most: int, *, lines: bool = False) -> Check:
    """Plain text of at most ``most`` characters, trimmed; with ``lines`` it may break."""

    def check(value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Rejected("not_text")
        kept: str = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if _FORBIDDEN.search(kept) or (not lines and _LINE_BREAKS.search(kept)):
            raise Rejected("control_characters")
        if len(kept) > most:
            raise Rejected("too_long", most=most, length=len(kept))
        return kept

    return check


def bilingual_text(most: int, *, lines: bool = False) -> Check:
    """Words in one or both content languages: a mapping, a LazyI18nString, or plain English."""
    one = text(most, lines=lines)

    def check(value: Any) -> LazyI18nString:
        if isinstance(value, LazyI18nString | str) or value is None:
            value = versions(value)
        if not isinstance(value, Mapping):
            raise Rejected("not_text")
        unknown = sorted(str(code) for code in value if code not in CONTENT_LANGUAGES)
        if unknown:
            raise Rejected("unknown_language", value=unknown[0], choices=CONTENT_LANGUAGES)
        return LazyI18nString({code: kept for code, words in value.items() if (kept := one(words))})

    return check


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Sequence | set | frozenset):
        raise Rejected("not_a_list")
    if len(value) > MOST_LIST_ITEMS:
        raise Rejected("too_many", most=MOST_LIST_ITEMS)
    return sorted(value) if isinstance(value, set | frozenset) else list(value)


def each(check: Check) -> Check:
    """A list whose items pass ``check``; empty and repeated ones are dropped, order is kept."""

    def checked(value: Any) -> list[Any]:
        return list(dict.fromkeys(kept for one in _items(value) if (kept := check(one))))

    return checked


def keywords(value: Any) -> dict[str, list[str]]:
    """Content language → keywords."""
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise Rejected("not_keywords")
    unknown = sorted(str(code) for code in value if code not in CONTENT_LANGUAGES)
    if unknown:
        raise Rejected("unknown_language", value=unknown[0], choices=CONTENT_LANGUAGES)
    one = each(text(100))
    return {code: words for code in CONTENT_LANGUAGES if (words := one(value.get(code)))}


def code(codes: type[StrEnum], *allowed: StrEnum) -> Check:
    """One of ``codes`` (of ``allowed``, when given)."""
    choices = tuple(one.value for one in allowed or tuple(codes))

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise Rejected("unknown_code", value=str(value)[:50], choices=choices)
        return str(value)

    return check


def country(value: Any) -> str:
    """An ISO 3166 alpha-2 code in upper case, or nothing."""
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not is_country(value.upper()):
        raise Rejected("not_a_country", value=str(value)[:20])
    return value.upper()


def whole_number(low: int, high: int) -> Check:
    """A whole number from ``low`` to ``high``, or nothing."""

    def check(value: Any) -> int | None:
        if value in (None, ""):
            return None
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise Rejected("not_a_number") from None
        if isinstance(value, bool) or (isinstance(value, float) and value != number):
            raise Rejected("not_a_number")
        if not low <= number <= high:
            raise Rejected("out_of_range", low=low, high=high)
        return number

    return check


def yes_or_no(value: Any) -> bool:
    """Yes, or no where nothing is said."""
    if value in (None, ""):
        return False
    if not isinstance(value, bool):
        raise Rejected("not_yes_or_no", value=str(value)[:20])
    return value


def degrees(limit: float) -> Check:
    """Degrees from −limit to limit, or nothing."""

    def check(value: Any) -> float | None:
        if value in (None, ""):
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise Rejected("not_a_number") from None
        if isinstance(value, bool):
            raise Rejected("not_a_number")
        if not -limit <= number <= limit:  # also refuses NaN
            raise Rejected("out_of_range", low=-limit, high=limit)
        return number

    return check


def website(value: Any) -> str:
    """An http or https address, or nothing."""
    address: str = text(1000)(value)
    if address:
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError:
            raise Rejected("not_an_address") from None
    return address


def mail_address(value: Any) -> str:
    """An e-mail address, or nothing."""
    address = str(text(254)(value))
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Rejected("not_a_mail_address") from None
    return address


def domain(value: Any) -> str:
    """A host name in lower-case ASCII that is one organisation's: no public mail service, no bare suffix."""
    host = str(text(253)(value)).lower().rstrip(".")
    if host and not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise Rejected("not_a_domain") from None
    if not host:
        return ""
    if not _DOMAIN.fullmatch(host):
        raise Rejected("not_a_domain")
    labels = host.split(".")
    if host in PUBLIC_MAIL or (len(labels) == 2 and labels[0] in _SECOND_LEVEL and len(labels[1]) == 2):
        raise Rejected("public_domain", value=host)
    return host


def language_tag(value: Any) -> str:
    """A BCP 47 tag, or nothing."""
    tag = str(text(35)(value))
    if tag and not _LANGUAGE.fullmatch(tag):
        raise Rejected("not_a_language")
    return tag


@dataclass(frozen=True, slots=True, order=True)
class IdentifierValue:
    """An identifier in its normal form."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class NameValue:
    """One name of an organisation."""

    value: str
    language: str
    kind: str


def identifiers(schemes: Sequence[Scheme]) -> Check:
    """A list of ``{"scheme", "value"}`` (or IdentifierValue), each by its own checksum."""

    def one(item: Any) -> IdentifierValue:
        if isinstance(item, IdentifierValue):
            item = {"scheme": item.scheme, "value": item.value}
        if not isinstance(item, Mapping) or not isinstance(item.get("value"), str):
            raise Rejected("not_an_identifier")
        scheme = item.get("scheme")
        if scheme not in [known.value for known in schemes]:
            raise Rejected(
                "unknown_code", value=str(scheme)[:50], choices=tuple(known.value for known in schemes)
            )
        try:
            return IdentifierValue(str(scheme), normalise(str(scheme), item["value"]))
        except InvalidIdentifier as error:
            raise Rejected(
                "invalid_identifier", scheme=str(scheme), value=item["value"][:100], reason=error.reason
            ) from None

    return each(one)
