"""Facet codes packed into integer columns, so that counting a thousand candidates costs microseconds.

tantivy hands back integer columns in bulk but no text columns. Challenge codes are open-ended and travel as
12-bit hashes, resolved against the codes the index holds; countries travel exactly, up to
``COUNTRIES_KEPT`` per document.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scibridge.engines.matching.documents import Document, Kind, Stage

COLUMNS: Final = ("codes", "places", "places_more")
KINDS: Final = tuple(Kind)
STAGES: Final = tuple(Stage)
LANGUAGES: Final = ("en", "zh")
CHALLENGES_KEPT: Final = 3
COUNTRIES_KEPT: Final = 12
_PER_COLUMN: Final = 6
_LATEST_YEAR: Final = 4095


@dataclass(frozen=True, slots=True)
class Codes:
    """One candidate's facets, unpacked."""

    kind: Kind
    stage: Stage | None
    year: int | None
    languages: tuple[str, ...]
    challenges: tuple[int, ...]
    countries: tuple[str, ...]


def challenge_hash(code: str) -> int:
    """1 to 4095, never 0."""
    return zlib.crc32(code.encode()) % 4095 + 1


def pack(document: Document, languages: Iterable[str]) -> dict[str, int]:
    """Column name → value. Years outside 1–4095 are left out of the column (filters use the exact field)."""
    codes = KINDS.index(document.kind)
    codes |= (0 if document.stage is None else STAGES.index(document.stage) + 1) << 4
    year = document.year if document.year is not None and 0 < document.year <= _LATEST_YEAR else 0
    codes |= year << 6
    held = set(languages)
    codes |= sum(1 << place for place, language in enumerate(LANGUAGES) if language in held) << 18
    for place, challenge in enumerate(sorted(set(document.challenges))[:CHALLENGES_KEPT]):
        codes |= challenge_hash(challenge) << (20 + 12 * place)
    countries = [code for code in dict.fromkeys(document.countries) if _is_country(code)][:COUNTRIES_KEPT]
    return {
        "codes": codes,
        "places": _pack_countries(countries[:_PER_COLUMN]),
        "places_more": _pack_countries(countries[_PER_COLUMN:]),
    }


def unpack(codes: int, places: int, places_more: int) -> Codes:
    """The facets of one candidate."""
    stage, year, languages = codes >> 4 & 3, codes >> 6 & 4095, codes >> 18 & 3
    challenges = tuple(
        code for place in range(CHALLENGES_KEPT) if (code := codes >> (20 + 12 * place) & 4095)
    )
    return Codes(
        kind=KINDS[codes & 15],
        stage=STAGES[stage - 1] if stage else None,
        year=year or None,
        languages=tuple(language for place, language in enumerate(LANGUAGES) if languages >> place & 1),
        challenges=challenges,
        countries=_unpack_countries(places) + _unpack_countries(places_more),
    )


def count(candidates: Iterable[Codes], challenges: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Facet → value → number of candidates, the most frequent value first, ties by value."""
    names = {challenge_hash(code): code for code in challenges}
    counts: dict[str, dict[str, int]] = {
        facet: {} for facet in ("kind", "country", "stage", "language", "challenge", "year")
    }
    for one in candidates:
        values = {
            "kind": (str(one.kind),),
            "country": one.countries,
            "stage": () if one.stage is None else (str(one.stage),),
            "language": one.languages,
            "challenge": tuple(names[code] for code in one.challenges if code in names),
            "year": () if one.year is None else (str(one.year),),
        }
        for facet, found in values.items():
            for value in found:
                counts[facet][value] = counts[facet].get(value, 0) + 1
    return {
        facet: dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
        for facet, found in counts.items()
    }


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def _pack_countries(countries: Iterable[str]) -> int:
    packed = 0
    for place, code in enumerate(countries):
        packed |= ((ord(code[0]) - 64) * 27 + ord(code[1]) - 64) << (10 * place)
    return packed


def _unpack_countries(packed: int) -> tuple[str, ...]:
    found = []
    while packed:
        first, second = divmod(packed & 1023, 27)
        found.append(chr(64 + first) + chr(64 + second))
        packed >>= 10
    return tuple(found)
