"""External identifiers of organisations, people and results, each checked by its own checksum.

Owns forms and checksums; refuses look-ups. Every ``normalise`` takes what people paste (addresses, spaces,
hyphens) and returns the stored form, or raises :class:`InvalidIdentifier`.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from scibridge.engines.errors import ScibridgeError, UnknownOption


class Scheme(StrEnum):
    """The schemes the platform understands."""

    ROR = "ror"
    ORCID = "orcid"
    ISNI = "isni"
    LEI = "lei"
    USCC = "uscc"
    WIKIDATA = "wikidata"
    GRID = "grid"
    FUNDREF = "fundref"
    OPENALEX = "openalex"
    DOI = "doi"


class InvalidIdentifier(ScibridgeError):
    """Not an identifier of that scheme: ``reason`` is ``form`` or ``checksum``."""

    code = "invalid_identifier"

    def __init__(self, scheme: Scheme, value: str, reason: str) -> None:
        super().__init__(scheme=scheme.value, value=value, reason=reason)
        self.reason = reason


def _form(scheme: Scheme, pattern: str, value: str, text: str) -> re.Match[str]:
    match = re.fullmatch(pattern, text)
    if match is None:
        raise InvalidIdentifier(scheme, value, "form")
    return match


def _iso7064_mod11_2(digits: str) -> str:
    """The check character of ISO/IEC 7064 MOD 11-2, as ORCID and ISNI use it."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    result = (12 - total % 11) % 11
    return "X" if result == 10 else str(result)


def _sixteen(scheme: Scheme, value: str, text: str) -> str:
    compact = re.sub(r"[\s\-‐-―]", "", text).upper()
    _form(scheme, r"[0-9]{15}[0-9X]", value, compact)
    if _iso7064_mod11_2(compact[:15]) != compact[15]:
        raise InvalidIdentifier(scheme, value, "checksum")
    return compact


def _orcid(value: str) -> str:
    text = re.sub(r"^(https?://)?(www\.)?orcid\.org/", "", value.strip(), flags=re.IGNORECASE)
    compact = _sixteen(Scheme.ORCID, value, text)
    return "-".join(compact[start : start + 4] for start in range(0, 16, 4))


def _isni(value: str) -> str:
    text = re.sub(r"^(https?://)?(www\.)?isni\.org/(isni/)?|^ISNI:?", "", value.strip(), flags=re.IGNORECASE)
    return _sixteen(Scheme.ISNI, value, text)


_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def _ror(value: str) -> str:
    text = re.sub(r"^(https?://)?(www\.)?ror\.org/", "", value.strip(), flags=re.IGNORECASE).lower()
    _form(Scheme.ROR, r"0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", value, text)
    number = 0
    for letter in text[:7]:
        number = number * 32 + _CROCKFORD.index(letter)
    if 98 - (number * 100) % 97 != int(text[7:]):
        raise InvalidIdentifier(Scheme.ROR, value, "checksum")
    return f"https://ror.org/{text}"


def _lei(value: str) -> str:
    text = re.sub(r"\s", "", value).upper()
    _form(Scheme.LEI, r"[0-9A-Z]{18}[0-9]{2}", value, text)
    # ISO 17442: ISO/IEC 7064 MOD 97-10 over letters as 10 to 35.
    if int("".join(str(int(letter, 36)) for letter in text)) % 97 != 1:
        raise InvalidIdentifier(Scheme.LEI, value, "checksum")
    return text


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _uscc(value: str) -> str:
    text = re.sub(r"[\s\-]", "", value).upper()
    _form(Scheme.USCC, rf"[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}", value, text)
    # GB 32100-2015, section 4.2: weights 3^i mod 31.
    total = sum(_USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(text[:17]))
    if _USCC_ALPHABET[(31 - total % 31) % 31] != text[17]:
        raise InvalidIdentifier(Scheme.USCC, value, "checksum")
    return text


def _wikidata(value: str) -> str:
    text = re.sub(
        r"^(https?://)?(www\.)?wikidata\.org/(wiki|entity)/", "", value.strip(), flags=re.IGNORECASE
    )
    return _form(Scheme.WIKIDATA, r"Q[1-9][0-9]{0,11}", value, text.upper()).group()


def _grid(value: str) -> str:
    text = re.sub(
        r"^(https?://)?(www\.)?grid\.ac/institutes/", "", value.strip(), flags=re.IGNORECASE
    ).lower()
    return _form(Scheme.GRID, r"grid\.[0-9]{3,7}\.[0-9a-f]{1,2}", value, text).group()


def _fundref(value: str) -> str:
    text = re.sub(r"^(https?://)?(dx\.)?doi\.org/", "", value.strip(), flags=re.IGNORECASE)
    text = text.removeprefix("10.13039/")
    return _form(Scheme.FUNDREF, r"(100|501)[0-9]{6,10}", value, text).group()


def _openalex(value: str) -> str:
    text = re.sub(r"^(https?://)?(api\.)?openalex\.org/([a-z]+/)?", "", value.strip(), flags=re.IGNORECASE)
    return _form(Scheme.OPENALEX, r"[WAISTCPF][1-9][0-9]{0,12}", value, text.upper()).group()


def _doi(value: str) -> str:
    text = re.sub(r"^(https?://)?(dx\.)?doi\.org/|^doi:\s*", "", value.strip(), flags=re.IGNORECASE)
    return _form(Scheme.DOI, r"10\.[0-9]{4,9}/\S{1,500}", value, text.lower()).group()


_NORMALISERS: dict[Scheme, Callable[[str], str]] = {
    Scheme.ROR: _ror,
    Scheme.ORCID: _orcid,
    Scheme.ISNI: _isni,
    Scheme.LEI: _lei,
    Scheme.USCC: _uscc,
    Scheme.WIKIDATA: _wikidata,
    Scheme.GRID: _grid,
    Scheme.FUNDREF: _fundref,
    Scheme.OPENALEX: _openalex,
    Scheme.DOI: _doi,
}
ORGANISATION_SCHEMES = (
    Scheme.ROR,
    Scheme.ISNI,
    Scheme.LEI,
    Scheme.USCC,
    Scheme.WIKIDATA,
    Scheme.GRID,
    Scheme.FUNDREF,
    Scheme.OPENALEX,
)
PERSON_SCHEMES = (Scheme.ORCID, Scheme.ISNI, Scheme.WIKIDATA, Scheme.OPENALEX)


def normalise(scheme: Scheme | str, value: str) -> str:
    """The stored form of ``value``.

    Raises :class:`InvalidIdentifier` for a wrong form or checksum, :class:`UnknownOption` for a scheme that
    is not in :class:`Scheme`. Sources: ROR "identifier" page (base 32, ISO 7064 mod 97-10), ORCID and ISNI
    (ISO 7064 mod 11-2), ISO 17442, GB 32100-2015.
    """
    try:
        known = Scheme(scheme)
    except ValueError:
        raise UnknownOption("scheme", scheme, tuple(Scheme)) from None
    return _NORMALISERS[known](value)


def is_valid(scheme: Scheme | str, value: str) -> bool:
    """Whether ``value`` normalises under ``scheme``."""
    try:
        normalise(scheme, value)
    except InvalidIdentifier:
        return False
    return True
