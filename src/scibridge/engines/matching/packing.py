"""Facet codes packed into integer columns, so that counting a thousand candidates costs microseconds.

tantivy hands back integer columns in bulk but no text columns. Challenge codes are open-ended and travel as
12-bit hashes, resolved against the codes the index holds; countries travel exactly, up to
``COUNTRIES_KEPT`` per document.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from scibridge.engines.matching.documents import Document, Kind, Stage

COLUMNS: Final = ("codes", "places", "places_more")
FACETS: Final = ("kind", "country", "stage", "language", "challenge", "year")
KINDS: Final = tuple(Kind)
STAGES: Final = tuple(Stage)
LANGUAGES: Final = ("en", "zh")
CHALLENGES_KEPT: Final = 3
COUNTRIES_KEPT: Final = 12
_PER_COLUMN: Final = 6
_STAGE, _YEAR, _LANGUAGE, _CHALLENGE = 4, 6, 18, 20  # where each begins, in bits
_YEAR_MASK: Final = 4095
_KIND_PLACES: Final[Mapping[str, int]] = {str(kind): place for place, kind in enumerate(KINDS)}
_STAGE_PLACES: Final[Mapping[str, int]] = {str(one): place << _STAGE for place, one in enumerate(STAGES, 1)}
_LANGUAGE_BITS: Final[Mapping[str, int]] = {
    language: 1 << place + _LANGUAGE for place, language in enumerate(LANGUAGES)
}


class Packed(NamedTuple):
    """One candidate's facets as the columns hold them."""

    codes: int
    places: int
    places_more: int

    @property
    def kind(self) -> Kind:
        return kind_of(self.codes)


class Columns(NamedTuple):
    """The facets of candidates, a column each: lists of equal length."""

    codes: list[int]
    places: list[int]
    places_more: list[int]

    @classmethod
    def of(cls, candidates: Sequence[Packed]) -> "Columns":
        """Those of packed candidates."""
        return cls(*map(list, zip(*candidates, strict=True))) if candidates else cls([], [], [])

    @classmethod
    def together(cls, parts: Iterable["Columns"]) -> "Columns":
        """One below the other."""
        held = tuple(parts)
        codes, places, more = ([one for part in held for one in part[place]] for place in range(len(COLUMNS)))
        return cls(codes, places, more)

    def at(self, rows: Sequence[int]) -> "Columns":
        """Some of the rows, in that order."""
        codes, places, more = ([column[row] for row in rows] for column in self)
        return Columns(codes, places, more)


def kind_of(codes: int) -> Kind:
    """The kind in the first column."""
    return KINDS[codes & 15]


def challenge_hash(code: str) -> int:
    """1 to 4095, never 0."""
    return zlib.crc32(code.encode()) % 4095 + 1


def pack(document: Document, languages: Iterable[str]) -> Packed:
    """The columns of a document. Years outside 1–4095 are left out (filters use the exact field)."""
    return packed(
        document.kind, document.stage, document.year, document.challenges, document.countries, languages
    )


def packed(
    kind: str,
    stage: str | None,
    year: int | None,
    challenges: Iterable[str],
    countries: Iterable[str],
    languages: Iterable[str],
) -> Packed:
    """The same, of what a document says."""
    codes = _KIND_PLACES[kind] | (_STAGE_PLACES[stage] if stage else 0)
    if year is not None and 0 < year <= _YEAR_MASK:
        codes |= year << _YEAR
    for language in languages:
        codes |= _LANGUAGE_BITS.get(language, 0)
    if challenges:
        for place, challenge in enumerate(sorted(set(challenges))[:CHALLENGES_KEPT]):
            codes |= challenge_hash(challenge) << (_CHALLENGE + 12 * place)
    return Packed(codes, *_pack_places(tuple(countries)))


@lru_cache(maxsize=20_000)
def _pack_places(given: tuple[str, ...]) -> tuple[int, int]:
    countries = [code for code in dict.fromkeys(given) if _is_country(code)][:COUNTRIES_KEPT]
    return _pack_countries(countries[:_PER_COLUMN]), _pack_countries(countries[_PER_COLUMN:])


def count(candidates: Columns, challenges: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """Facet → value → number of candidates, the most frequent value first, ties by value."""
    names = {challenge_hash(code): code for code in challenges}
    codes = Counter(candidates.codes)
    places = Counter(candidates.places)
    places.update(candidates.places_more)
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for packed, number in codes.items():
        counts["kind"][kind_of(packed)] += number
        if stage := packed >> _STAGE & 3:
            counts["stage"][STAGES[stage - 1]] += number
        if year := packed >> _YEAR & _YEAR_MASK:
            counts["year"][str(year)] += number
        for place, language in enumerate(LANGUAGES):
            if packed >> (_LANGUAGE + place) & 1:
                counts["language"][language] += number
        for place in range(CHALLENGES_KEPT):
            if challenge := packed >> (_CHALLENGE + 12 * place) & 4095:
                counts["challenge"][names.get(challenge, "")] += number
    for packed, number in places.items():
        for country in _unpack_countries(packed):
            counts["country"][country] += number
    return {
        facet: {
            str(value): found[value] for value in sorted(found, key=lambda one: (-found[one], one)) if value
        }
        for facet, found in counts.items()
    }


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def _pack_countries(countries: Iterable[str]) -> int:
    packed = 0
    for place, code in enumerate(countries):
        packed |= ((ord(code[0]) - 64) * 27 + ord(code[1]) - 64) << (10 * place)
    return packed


@lru_cache(maxsize=100_000)
def _unpack_countries(packed: int) -> tuple[str, ...]:
    found = []
    while packed:
        first, second = divmod(packed & 1023, 27)
        found.append(chr(64 + first) + chr(64 + second))
        packed >>= 10
    return tuple(found)
