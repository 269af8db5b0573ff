"""The fields of needs and offers and of their rows, each with its reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scibridge.domain.exchange.content.identifiers import read_identifier
from scibridge.domain.exchange.content.values import (
    LINE,
    TEXT,
    TITLE,
    BadValue,
    Reader,
    code,
    country,
    currency,
    day,
    decimal,
    figure,
    flag,
    items,
    plain,
    tiers,
    to_json,
    topic,
    whole,
    words,
)
from scibridge.domain.exchange.states import (
    NEED_TIERS,
    OFFER_TIERS,
    Challenge,
    ExportControl,
    IdentifierKind,
    IpPosition,
    IpStatus,
    NeedKind,
    OfferKind,
    Orientation,
    Partnership,
    ResearchClass,
    Right,
)
from scibridge.engines.matching.documents import Kind
from scibridge.engines.text.quantities import Operator
from scibridge.kernel.errors import FieldProblem, InvalidInput

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, its reader, and whether it is bilingual text, a list, or rows of ``row`` fields."""

    name: str
    read: Reader
    bilingual: bool = False
    many: bool = False
    row: tuple["Field", ...] = ()


def _words(name: str, most: int = TEXT, *, lines: bool = True) -> Field:
    return Field(name, words(most, lines=lines), bilingual=True)


def _many(name: str, read_one: Reader, most: int = 50) -> Field:
    return Field(name, items(read_one, most), many=True)


def _rows(name: str, *row: Field) -> Field:
    return Field(name, _read_rows(row), many=True, row=row)


def _read_rows(row: tuple[Field, ...]) -> Reader:
    def read(value: object) -> list[dict[str, Any]]:
        if value is None or value == "":
            return []
        if isinstance(value, str | bytes | Mapping) or not hasattr(value, "__iter__"):
            raise BadValue("not_a_list")
        given = list(value)
        if len(given) > MOST_ROWS:
            raise BadValue("too_many", most=MOST_ROWS)
        rows, problems = [], []
        for place, one in enumerate(given):
            if not isinstance(one, Mapping):
                problems.append(FieldProblem(str(place), "not_a_mapping"))
                continue
            found, wrong = _read_fields(row, one, complete=True)
            rows.append(_with_both_bounds(found))
            problems += [FieldProblem(f"{place}.{bad.field}", bad.code, bad.data) for bad in wrong]
        if problems:
            raise _BadRows(problems)
        return rows

    return read


def _with_both_bounds(row: dict[str, Any]) -> dict[str, Any]:
    """A single figure bounds its metric on both sides."""
    if row.get("high", 0) is None and row.get("operator") != Operator.BETWEEN.value:
        row["high"] = row.get("low")
    return row


class _BadRows(BadValue):
    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__("invalid_rows")
        self.problems = problems


_COMPARISON = (
    _words("metric", LINE, lines=False),
    Field("operator", code(Operator)),
    Field("low", figure),
    Field("high", figure),
    Field("unit", plain(60)),
)
_COMMON = (
    Field("organisation", plain(12)),
    _words("title", TITLE, lines=False),
    _words("material"),
    _words("method"),
    _words("efficacy"),
    _words("product"),
    _words("application"),
    _words("keywords", 1000, lines=False),
    Field("challenge", code(Challenge)),
    Field("orientation", code(Orientation)),
    Field("research_class", code(ResearchClass)),
    _many("sdgs", whole(1, 17)),
    _many("topics", topic),
    _words("confidential_details"),
    Field("external_reference", plain(100)),
    Field("expires_on", day),
)
NEED_FIELDS = (
    Field("kind", code(NeedKind)),
    *_COMMON,
    _words("problem"),
    _words("current_solution"),
    _words("shortfall"),
    _rows("must_haves", *_COMPARISON, _words("note", LINE, lines=False)),
    _words("excluded_approaches"),
    Field("readiness_now", whole(1, 9)),
    Field("readiness_required", whole(1, 9)),
    Field("budget_low", decimal("0", "9999999999999999")),
    Field("budget_high", decimal("0", "9999999999999999")),
    Field("currency", currency),
    Field("deadline", day),
    Field("answer_within_days", whole(1, 365)),
    _many("ip_position", code(IpPosition)),
    _many("eligible_countries", country, 260),
    _words("eligible_reason"),
    _many("excluded_countries", country, 260),
    _words("excluded_reason"),
    Field("field_tiers", tiers(NEED_TIERS)),
)
OFFER_FIELDS = (
    Field("kind", code(OfferKind)),
    *_COMMON,
    _words("summary"),
    _words("description"),
    _rows(
        "claims",
        *_COMPARISON,
        Field("baseline_value", figure),
        _words("baseline", LINE, lines=False),
        _words("source", LINE, lines=False),
        Field("no_comparison", flag),
    ),
    _words("cost_comparison"),
    Field("readiness", whole(1, 9)),
    _words("readiness_evidence"),
    _rows("identifiers", Field("scheme", code(IdentifierKind)), Field("value", plain(520))),
    Field("ip_status", code(IpStatus)),
    _rows(
        "rights",
        Field("right", code(Right)),
        _many("territories", country, 260),
        Field("exclusive", flag),
        _words("field_of_use", LINE, lines=False),
    ),
    _words("background"),
    Field("export_control", code(ExportControl, ExportControl.NOT_ASSESSED.value)),
    _many("partnerships", code(Partnership)),
    _rows("inventors", Field("person", plain(12)), Field("share", decimal("0.01", "100"))),
    _many("facilities", plain(12)),
    Field("field_tiers", tiers(OFFER_TIERS)),
)
ROW_FIELDS = {"must_haves", "claims", "identifiers", "rights", "inventors"}
_FIELDS = {Kind.NEED: NEED_FIELDS, Kind.OFFER: OFFER_FIELDS}


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """The fields of a need or an offer, in the order of forms and templates."""
    return _FIELDS[kind]


def _read_fields(
    fields: tuple[Field, ...], given: Mapping[Any, object], *, complete: bool
) -> tuple[dict[str, Any], list[FieldProblem]]:
    known = {field.name: field for field in fields}
    problems = [
        FieldProblem(str(name), "unknown_field", {"choices": tuple(known)})
        for name in given
        if name not in known
    ]
    found: dict[str, Any] = {}
    for field in fields:
        if field.name not in given and not complete:
            continue
        try:
            found[field.name] = field.read(given.get(field.name))
        except _BadRows as bad:
            problems += [
                FieldProblem(f"{field.name}.{one.field}", one.code, one.data) for one in bad.problems
            ]
        except BadValue as bad:
            problems.append(FieldProblem(f"{field.name}.{bad.at}".rstrip("."), bad.code, bad.data))
    if "scheme" in found and "value" in found:
        try:
            found["value"] = read_identifier(found["scheme"], found["value"])
        except BadValue as bad:
            problems.append(FieldProblem("value", bad.code, bad.data))
    return found, problems


def read_content(kind: Kind, given: Mapping[str, object]) -> dict[str, Any]:
    """Field → stored value for the fields that were given. Raises InvalidInput naming every bad one.

    Rows are always whole: a field missing from a row is empty.
    """
    found, problems = _read_fields(fields_of(kind), given, complete=False)
    if problems:
        raise InvalidInput(problems)
    return found


def content_with_nothing(kind: Kind) -> dict[str, Any]:
    """The whole content of an empty draft."""
    return read_content(kind, {field.name: None for field in fields_of(kind)})


def write_content(values: Mapping[str, object]) -> dict[str, Any]:
    """The JSON form of read values: ``read_content`` takes it back."""
    return {name: to_json(value) for name, value in values.items()}
