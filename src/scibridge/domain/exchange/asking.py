"""What someone asks for, as codes: read strictly, for the API and the command line alike.

A wrong code is refused with the choices; pages, whose addresses grow stale, read theirs leniently.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from scibridge.domain.exchange.content import read_content
from scibridge.domain.exchange.queries import ANSWER_KINDS, words_query
from scibridge.domain.exchange.states import Challenge
from scibridge.engines.matching.documents import Filters, Kind, MustHave, Query, Stage
from scibridge.engines.text.quantities import Operator
from scibridge.engines.text.units import UnknownUnit, parse_unit
from scibridge.kernel.bilingual import engine_versions
from scibridge.kernel.countries import is_country
from scibridge.kernel.errors import FieldProblem, InvalidInput

C = TypeVar("C", bound=StrEnum)
MOST_ANSWERS, DEEPEST, LONGEST_TEXT = 100, 1000, 20_000
FIRST_YEAR, LAST_YEAR = 1000, 2999
# What can be asked for today: the other kinds have no room yet.
ASKED_KINDS = (*ANSWER_KINDS, Kind.NEED)
_LANGUAGES = {"en": "en", "zh": "zh", "zh-hans": "zh", "zh-cn": "zh"}


@dataclass(frozen=True, slots=True)
class Asking:
    """Kinds and filters of a query, checked; ``limit`` and ``offset`` count per kind."""

    kinds: tuple[Kind, ...] = ANSWER_KINDS
    filters: Filters = field(default_factory=Filters)
    limit: int = 20
    offset: int = 0


class _Reading:
    """Reads parameter after parameter and keeps what was wrong."""

    def __init__(self) -> None:
        self.problems: list[FieldProblem] = []

    def refuse(self, field: str, code: str, **data: object) -> None:
        self.problems.append(FieldProblem(field, code, data))

    def codes(self, field: str, values: Sequence[str], choices: Iterable[C]) -> tuple[C, ...]:
        known = {choice.value: choice for choice in choices}
        for value in values:
            if value not in known:
                self.refuse(field, "unknown_code", value=value[:100], choices=tuple(known))
        return tuple(dict.fromkeys(known[value] for value in values if value in known))

    def each(
        self, field: str, values: Sequence[str], read: Callable[[str], str | None], code: str, **data: object
    ) -> tuple[str, ...]:
        found = []
        for value in values:
            stored = read(value)
            if stored is None:
                self.refuse(field, code, value=value[:100], **data)
            else:
                found.append(stored)
        return tuple(dict.fromkeys(found))

    def number(self, field: str, value: int | None, low: int, high: int) -> None:
        if value is not None and not low <= value <= high:
            self.refuse(field, "out_of_range", value=value, low=low, high=high)


def _country(value: str) -> str | None:
    code = value.strip().upper()
    return code if is_country(code) else None


def _topic(value: str) -> str | None:
    code = value.strip().upper().removeprefix("HTTPS://OPENALEX.ORG/")
    return code if code[:1] == "T" and code[1:].isascii() and code[1:].isdigit() and len(code) <= 10 else None


def read_asking(
    *,
    kinds: Sequence[str] = (),
    countries: Sequence[str] = (),
    stages: Sequence[str] = (),
    languages: Sequence[str] = (),
    challenges: Sequence[str] = (),
    topics: Sequence[str] = (),
    year_from: int | None = None,
    year_to: int | None = None,
    must_haves_met: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> Asking:
    """Kinds and filters from codes; an empty list asks for nothing. Raises InvalidInput naming every bad
    one."""
    reading = _Reading()
    reading.number("year_from", year_from, FIRST_YEAR, LAST_YEAR)
    reading.number("year_to", year_to, FIRST_YEAR, LAST_YEAR)
    reading.number("limit", limit, 1, MOST_ANSWERS)
    reading.number("offset", offset, 0, DEEPEST)
    if year_from is not None and year_to is not None and year_from > year_to:
        reading.refuse("year_to", "below_low", low=year_from)
    filters = Filters(
        countries=reading.each("country", countries, _country, "unknown_country"),
        stages=reading.codes("stage", stages, Stage),
        languages=reading.each(
            "language",
            languages,
            lambda value: _LANGUAGES.get(value.strip().lower()),
            "unknown_language",
            choices=("en", "zh"),
        ),
        challenges=tuple(code.value for code in reading.codes("challenge", challenges, Challenge)),
        topics=reading.each("topic", topics, _topic, "not_a_topic"),
        year_from=year_from,
        year_to=year_to,
        must_haves_met=must_haves_met,
    )
    wanted = reading.codes("kind", kinds, ASKED_KINDS)
    if reading.problems:
        raise InvalidInput(reading.problems)
    return Asking(wanted or ANSWER_KINDS, filters, limit, offset)


def check_text(texts: str | Mapping[str, Any], field: str = "text") -> str | dict[str, str]:
    """A text, or language to text, that can be asked with. Raises InvalidInput."""
    if isinstance(texts, str):
        checked: str | dict[str, str] = _words(texts, field)
        if not checked:
            raise InvalidInput([FieldProblem(field, "required")])
        return checked
    if not isinstance(texts, Mapping):
        raise InvalidInput([FieldProblem(field, "not_text")])
    found = {}
    for language, text in texts.items():
        code = _LANGUAGES.get(str(language).lower())
        if code is None:
            data = {"value": str(language)[:50], "choices": ("en", "zh")}
            raise InvalidInput([FieldProblem(f"{field}.{language}"[:60], "unknown_language", data)])
        found[code] = _words(text, f"{field}.{language}")
    if not any(found.values()):
        raise InvalidInput([FieldProblem(field, "required")])
    return {code: text for code, text in found.items() if text}


def _words(text: object, field: str) -> str:
    if not isinstance(text, str):
        raise InvalidInput([FieldProblem(field, "not_text")])
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput([FieldProblem(field, "invalid_characters")]) from None
    if len(text) > LONGEST_TEXT:
        raise InvalidInput([FieldProblem(field, "too_long", {"most": LONGEST_TEXT, "length": len(text)})])
    return text.replace("\x00", "").strip()


def _must_have(place: int, row: Mapping[str, Any]) -> MustHave:
    at = f"must_haves.{place}"
    if row["low"] is None or not row["operator"]:
        missing = "low" if row["low"] is None else "operator"
        raise InvalidInput([FieldProblem(f"{at}.{missing}", "required")])
    try:
        unit = parse_unit(row["unit"])
    except UnknownUnit:
        raise InvalidInput([FieldProblem(f"{at}.unit", "unknown_unit", {"value": row["unit"]})]) from None
    high = row["low"] if row["high"] is None else row["high"]
    return MustHave(engine_versions(row["metric"]), Operator(row["operator"]), row["low"], high, unit)


def fields_query(fields: Mapping[str, object], asking: Asking) -> Query:
    """The query of a need that is not kept: its words, must-haves and readiness. Raises InvalidInput."""
    content = read_content(Kind.NEED, fields)
    filters = replace(asking.filters, kinds=asking.kinds)
    query = words_query(fields, filters=filters, limit=asking.limit)
    if not query.texts and not query.elements:
        raise InvalidInput([FieldProblem("title", "required")])
    return replace(
        query,
        must_haves=tuple(_must_have(*row) for row in enumerate(content.get("must_haves", []))),
        readiness_required=content.get("readiness_required"),
        offset=asking.offset,
    )
