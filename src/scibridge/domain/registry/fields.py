"""The fields that people may write on each kind of record, and the check of each."""

from collections.abc import Mapping
from typing import Any

from scibridge.domain.registry import validators as check
from scibridge.domain.registry.states import (
    AccessMode,
    AccessType,
    NameKind,
    OrganisationStatus,
    OrganisationType,
    RecordKind,
)
from scibridge.kernel.identifiers import ORGANISATION_SCHEMES, PERSON_SCHEMES

_name = check.bilingual_text(300)
_words = check.bilingual_text(10_000, lines=True)
_line = check.text(300)
_place = check.bilingual_text(200)


def _other_name(item: Any) -> check.NameValue | None:
    if isinstance(item, check.NameValue):
        item = {"value": item.value, "language": item.language, "kind": item.kind}
    if isinstance(item, str):
        item = {"value": item}
    if not isinstance(item, Mapping):
        raise check.Rejected("not_a_name")
    value = str(_line(item.get("value")))
    kind = str(check.code(NameKind)(item.get("kind") or NameKind.ALIAS.value))
    return check.NameValue(value, check.language_tag(item.get("language")), kind) if value else None


ORGANISATION_FIELDS: Mapping[str, check.Check] = {
    "name": _name,
    "names": check.each(_other_name),
    "types": check.each(check.code(OrganisationType)),
    "country": check.country,
    "place": _place,
    "region": check.text(200),
    "latitude": check.degrees(90),
    "longitude": check.degrees(180),
    "website": check.website,
    "domains": check.each(check.domain),
    "established": check.whole_number(1, 2100),
    "status": check.code(OrganisationStatus, OrganisationStatus.ACTIVE, OrganisationStatus.INACTIVE),
    "summary": _words,
    "identifiers": check.identifiers(ORGANISATION_SCHEMES),
    "contact_address": check.mail_address,
}
PERSON_FIELDS: Mapping[str, check.Check] = {
    "name": _name,
    "other_names": check.each(_line),
    "country": check.country,
    "biography": _words,
    "expertise": check.keywords,
    "website": check.website,
    "identifiers": check.identifiers(PERSON_SCHEMES),
    "unlisted": check.yes_or_no,
}
AFFILIATION_FIELDS: Mapping[str, check.Check] = {
    "role": check.bilingual_text(200),
    "from_year": check.whole_number(1900, 2200),
    "to_year": check.whole_number(1900, 2200),
}
FACILITY_FIELDS: Mapping[str, check.Check] = {
    "name": _name,
    "description": _words,
    "kinds": check.keywords,
    "techniques": check.keywords,
    "country": check.country,
    "place": _place,
    "latitude": check.degrees(90),
    "longitude": check.degrees(180),
    "website": check.website,
    "access_types": check.each(check.code(AccessType)),
    "access_mode": check.code(AccessMode),
    "eligible_countries": check.each(check.country),
    "eligible_organisation_types": check.each(check.code(OrganisationType)),
    "eligibility_reason": check.bilingual_text(500),
    "how_to_apply": _words,
    "contact_address": check.mail_address,
}
WRITABLE: Mapping[RecordKind, Mapping[str, check.Check]] = {
    RecordKind.ORGANISATION: ORGANISATION_FIELDS,
    RecordKind.PERSON: PERSON_FIELDS,
    RecordKind.FACILITY: FACILITY_FIELDS,
}
# The hidden address, the fields that prove who belongs where, and whether someone wants to be found are not
# for strangers to propose.
_NOT_SUGGESTED = frozenset({"contact_address", "domains", "unlisted"})
SUGGESTIBLE: Mapping[RecordKind, frozenset[str]] = {
    kind: frozenset(fields) - _NOT_SUGGESTED for kind, fields in WRITABLE.items()
}
