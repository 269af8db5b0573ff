"""Values of records in words, line by line, whatever the shape of the field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scibridge.domain.registry import labels
from scibridge.domain.registry.fields import SUGGESTIBLE
from scibridge.domain.registry.models import Organisation, Person
from scibridge.domain.registry.selectors.curation import Record
from scibridge.domain.registry.states import NameKind, RecordKind
from scibridge.engines.text.languages import detect
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, html_language, versions
from scibridge.kernel.countries import country_name

_CODES: dict[tuple[RecordKind | None, str], Mapping[Any, Any]] = {
    (None, "types"): labels.ORGANISATION_TYPES,
    (None, "access_types"): labels.ACCESS_TYPES,
    (None, "access_mode"): labels.ACCESS_MODES,
    (None, "eligible_organisation_types"): labels.ORGANISATION_TYPES,
    (RecordKind.ORGANISATION, "status"): labels.ORGANISATION_STATUSES,
    (RecordKind.FACILITY, "status"): labels.FACILITY_STATUSES,
}
_COUNTRIES = frozenset({"country", "eligible_countries"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a value; ``language`` where the words are in one."""

    text: str
    language: str = ""


def current(record: Record, field: str) -> Any:
    """What a field of the record says now, in the shape in which corrections are stored."""
    if field == "identifiers":
        rows: Any = record.identifiers.all()  # type: ignore[union-attr]
        return [{"scheme": one.scheme, "value": one.value} for one in rows]
    if field == "names":
        names: Any = record.names.all()  # type: ignore[union-attr]
        shown = {
            (words, html_language(code), NameKind.LABEL.value)
            for code, words in versions(record.name).items()
        }
        held = [(one.value, one.language, one.kind) for one in names]
        return [
            dict(zip(("value", "language", "kind"), one, strict=True)) for one in held if one not in shown
        ]
    value = getattr(record, field)
    return versions(value) if hasattr(value, "localize") else value


def lines(kind: RecordKind, field: str, value: Any) -> list[Line]:
    """The value in words."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, Mapping):
        return [
            Line("、".join(words) if code != "en" else "; ".join(words), html_language(code))
            if isinstance(words, list)
            else Line(str(words), html_language(code))
            for code in CONTENT_LANGUAGES
            if (words := value.get(code))
        ]
    if isinstance(value, list):
        return [line for one in value for line in _one(kind, field, one)]
    return _one(kind, field, value)


def _one(kind: RecordKind, field: str, value: Any) -> list[Line]:
    if isinstance(value, Mapping):
        if "scheme" in value:
            scheme = labels.SCHEMES.get(value["scheme"], value["scheme"])
            return [Line(f"{scheme} {value['value']}")]
        return [Line(str(value.get("value", "")), str(value.get("language", "")))]
    codes = _CODES.get((None, field)) or _CODES.get((kind, field))
    if codes is not None:
        return [Line(str(codes.get(value, value)))]
    if field in _COUNTRIES:
        return [Line(country_name(str(value)) or str(value))]
    if field == "region":
        # Written in one language, and nobody says which.
        return [Line(str(value), html_language(detect(str(value))))]
    return [Line(f"{value:g}" if isinstance(value, float) else str(value))]


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of two records, side by side."""

    label: str
    first: list[Line]
    second: list[Line]
    differs: bool


def side_by_side(kind: RecordKind, first: Organisation | Person, second: Organisation | Person) -> list[Pair]:
    """Every public field that either record fills, in the order of the labels, then what hangs on them."""
    pairs = []
    for field, label in labels.FIELDS.items():
        if field not in SUGGESTIBLE[kind]:
            continue
        own, other = (lines(kind, field, current(one, field)) for one in (first, second))
        if own or other:
            pairs.append(Pair(str(label), own, other, own != other))
    places, others = (_affiliations(one) for one in (first, second))
    if places or others:
        pairs.append(Pair(str(labels.FIELDS["affiliations"]), places, others, places != others))
    origins = [[Line(str(labels.ORIGINS.get(one.origin, one.origin)))] for one in (first, second)]  # type: ignore[call-overload]
    pairs.append(Pair(_("Source of this record"), origins[0], origins[1], origins[0] != origins[1]))
    return pairs


def _affiliations(record: Organisation | Person) -> list[Line]:
    if isinstance(record, Organisation):
        return []
    held: Iterable[Any] = record.affiliations.all()
    return [
        Line(f"{one.organisation} {one.from_year or ''}–{one.to_year or ''}".rstrip(" –")) for one in held
    ]
