"""Identifiers of offers: DOI, patent number, SPDX licence expression, each in one normal form."""

import re

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from scibridge.domain.exchange.content.values import BadValue
from scibridge.domain.exchange.states import IdentifierKind
from scibridge.kernel.countries import is_country
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, normalise

# Offices that are not countries: WIPO ST.3.
_OFFICES = frozenset({"WO", "EP", "EA", "AP", "OA", "GC", "XN", "EM"})


def _patent(value: str) -> str:
    """Office (WIPO ST.3), number and optional kind code (ST.16): ``CN112345678B``, ``EP1234567A1``."""
    text = re.sub(r"^ZL", "CN", re.sub(r"[\s./\-,]", "", value).upper())
    found = re.fullmatch(r"([A-Z]{2})([A-Z]{0,2}\d{4,13}X?)([A-Z]\d?)?", text)
    if found is None or not (found.group(1) in _OFFICES or is_country(found.group(1))):
        raise BadValue("invalid_identifier", scheme=IdentifierKind.PATENT.value, value=value, reason="form")
    return text


def read_identifier(scheme: str, value: str) -> str:
    """The normal form. Raises BadValue."""
    if not scheme:
        raise BadValue("required")
    if not value:
        raise BadValue("required")
    if scheme == IdentifierKind.PATENT.value:
        return _patent(value)
    try:
        if scheme == IdentifierKind.DOI.value:
            return normalise(Scheme.DOI, value)
        return str(canonicalize_license_expression(value))
    except (InvalidIdentifier, InvalidLicenseExpression):
        raise BadValue("invalid_identifier", scheme=scheme, value=value, reason="form") from None
