"""One OpenAlex object to the rows of the lake.

Two generations of the schema are read: that of 2023 (``host_venue``, ``concepts``) and that of 2024 on
(``primary_topic``, ``topics``, ``keywords``, ``countries``). What is absurd is left out and counted;
what cannot be a record at all is refused with a reason. Source: docs.openalex.org, "Work object".
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

import orjson

from scibridge.sources.cleaning import clean, plain

MOST_AUTHORS: Final = 5_000
MOST_TITLE_CHARACTERS: Final = 5_000
MOST_ABSTRACT_CHARACTERS: Final = 100_000
MOST_KEYWORDS: Final = 50
MOST_TOPICS: Final = 100
MOST_NAME_CHARACTERS: Final = 300
MOST_COUNT: Final = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1400, 2100
_ADDRESS: Final = "https://openalex.org/"
_ADDRESS_LENGTH: Final = len(_ADDRESS)
_ID = re.compile(r"(?:https?://openalex\.org/)?(?:[a-z]+/)?([A-Z])([0-9]{1,18})", re.IGNORECASE)
_WORK_ADDRESSES = re.compile(r"^https://openalex\.org/W([0-9]{1,18})$", re.MULTILINE)
_ORCID = re.compile(r"(?:https?://orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SDG = re.compile(r"sdg/([0-9]{1,2})$")
_NO_ORGANISATION: Final = (None,) * 5
_NO_LEVELS: Final = (None,) * 6

_Columns = tuple[Any, ...]
Rows = dict[str, list[_Columns]]


class Refused(ValueError):
    """The object cannot be a record: ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def number_of(identifier: object, letter: str) -> int | None:
    """The number in an OpenAlex id or address of that ``letter`` (``https://openalex.org/W123`` → 123)."""
    if not isinstance(identifier, str):
        return None
    digits = identifier[_ADDRESS_LENGTH + 1 :]
    if (
        identifier[:_ADDRESS_LENGTH] == _ADDRESS
        and identifier[_ADDRESS_LENGTH] == letter
        and digits.isdigit()
    ):
        # The usual form, recognised at a tenth of the cost.
        return int(digits) if digits.isascii() and len(digits) <= 18 else None
    match = _ID.fullmatch(identifier)
    return int(match.group(2)) if match and match.group(1).upper() == letter else None


def rebuilt(inverted: Mapping[str, Sequence[int]]) -> str:
    """The text of an inverted index (word → positions); gaps are closed."""
    words: list[str | None] = [None] * sum(map(len, inverted.values()))
    try:
        for word, places in inverted.items():
            for place in places:
                words[place] = word
        return " ".join(words)  # type: ignore[arg-type]
    except (IndexError, TypeError):
        # Gaps, or a place taken twice: the slower way.
        pass
    placed = {place: word for word, places in inverted.items() for place in places}
    return " ".join([placed[place] for place in sorted(placed)])


def work_rows(data: Mapping[str, Any], warnings: Counter[str]) -> Rows:
    """The rows of a work in ``works``, ``authorships``, ``works_topics`` and ``citations``.

    Raises Refused (``no_id``, ``wrong_shape``); ``warnings`` counts what was left out or cut.
    """
    number = number_of(data.get("id"), "W")
    if number is None:
        raise Refused("no_id")
    try:
        return _work_rows(number, data, warnings)
    except Refused:
        raise
    except (TypeError, AttributeError, ValueError, KeyError, OverflowError) as problem:
        raise Refused("wrong_shape") from problem


def institution_rows(data: Mapping[str, Any], warnings: Counter[str]) -> Rows:
    """The row of an institution. Raises Refused (``no_id``, ``no_title``, ``wrong_shape``)."""
    number = number_of(data.get("id"), "I")
    if number is None:
        raise Refused("no_id")
    try:
        name = _text(data.get("display_name"), MOST_TITLE_CHARACTERS, "long_title", warnings)
        international = (data.get("international") or {}).get("display_name") or {}
        chinese = next(
            (international[code] for code in ("zh-hans", "zh-cn", "zh") if international.get(code)), None
        )
        row = (
            name,
            clean(chinese)[:MOST_NAME_CHARACTERS] if chinese else None,
            _word(data.get("ror")),
            _country(data.get("country_code"), warnings),
            _word(data.get("type")),
        )
    except (TypeError, AttributeError, KeyError) as problem:
        raise Refused("wrong_shape") from problem
    if not name:
        raise Refused("no_title")
    return {"institutions": [(number, _digest(row), _updated(data), *row)]}


def _work_rows(number: int, data: Mapping[str, Any], warnings: Counter[str]) -> Rows:
    title = _text(
        data.get("title") or data.get("display_name"), MOST_TITLE_CHARACTERS, "long_title", warnings
    )
    inverted = data.get("abstract_inverted_index")
    abstract = (
        _text(rebuilt(inverted), MOST_ABSTRACT_CHARACTERS, "long_abstract", warnings) if inverted else ""
    )
    if not title:
        warnings["no_title"] += 1
    authors = data.get("authorships") or []
    authorships, countries = _authorships(number, authors, warnings)
    topics = _topics(number, data, warnings)
    citations = [(number, cited) for cited in _cited(data.get("referenced_works") or ())]
    content = (
        _doi(data.get("doi")),
        title,
        abstract or None,
        _word(data.get("language")),
        _word(data.get("type")),
        *_when(data, warnings),
        min(max(int(data.get("cited_by_count") or 0), 0), MOST_COUNT),
        bool(data.get("is_retracted")),
        _venue(data),
        _keywords(data),
        countries,
        sorted(
            {
                int(found.group(1))
                for one in data.get("sustainable_development_goals") or ()
                if (found := _SDG.search(one.get("id") or ""))
            }
        ),
        len(authors),
    )
    digest = _digest((content, authorships, topics, citations))
    row = (number, digest, _updated(data), *content)
    return {"works": [row], "authorships": authorships, "works_topics": topics, "citations": citations}


def _updated(data: Mapping[str, Any]) -> str:
    """When OpenAlex last changed the object, ISO 8601; the order of versions."""
    return str(data.get("updated_date") or "")[:40]


def _text(value: object, most: int, warning: str, warnings: Counter[str]) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("wrong_shape")
    if len(value) > most:
        warnings[warning] += 1
        value = value[:most]
    return plain(value)


def _word(value: object) -> str | None:
    """A short code or address as it is; nothing for nothing. Raises Refused for what is no text."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refused("wrong_shape")
    return clean(value)[:MOST_NAME_CHARACTERS] or None


def _name(value: object) -> str | None:
    """As :func:`_word`, for names people gave."""
    return None if value is None or value == "" else _word(value)


def _country(value: object, warnings: Counter[str]) -> str | None:
    """An ISO 3166 alpha-2 code; anything else is left out and counted."""
    if not value:
        return None
    if isinstance(value, str) and _COUNTRY.fullmatch(value):
        return value
    warnings["absurd_country"] += 1
    return None


def _doi(value: object) -> str | None:
    if not isinstance(value, str) or "10." not in value:
        return None
    return clean(value[value.index("10.") :])[:MOST_NAME_CHARACTERS].lower() or None


def _cited(addresses: Sequence[str]) -> list[int]:
    """Numbers of works; what is no work's address is left out."""
    found = _WORK_ADDRESSES.findall("\n".join(addresses))
    if len(found) == len(addresses):
        return [int(digits) for digits in found]
    numbers = (number_of(one, "W") for one in addresses)
    return [number for number in numbers if number is not None]


def _when(data: Mapping[str, Any], warnings: Counter[str]) -> tuple[int | None, date | None]:
    year, published = data.get("publication_year"), None
    try:
        published = date.fromisoformat(data.get("publication_date") or "")
    except ValueError:
        published = None
    if year is None and published is not None:
        year = published.year
    if year is None:
        return None, None
    if not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        warnings["absurd_year"] += 1
        return None, None
    return year, published if published is not None and published.year == year else None


def _venue(data: Mapping[str, Any]) -> str | None:
    """The journal or repository: ``primary_location.source`` now, ``host_venue`` before."""
    location = data.get("primary_location") or {}
    name = (location.get("source") or {}).get("display_name") or (data.get("host_venue") or {}).get(
        "display_name"
    )
    return plain(name)[:500] if name else None


def _keywords(data: Mapping[str, Any]) -> list[str]:
    words = [
        plain(one.get("display_name") or one.get("keyword") or "")[:MOST_NAME_CHARACTERS]
        for one in data.get("keywords") or ()
    ]
    return list(dict.fromkeys(word for word in words if word))[:MOST_KEYWORDS]


def _authorships(
    number: int, authors: list[Mapping[str, Any]], warnings: Counter[str]
) -> tuple[list[_Columns], list[str]]:
    """A row for each author and organisation of theirs; and the countries of all authors, those cut too."""
    if len(authors) > MOST_AUTHORS:
        warnings["authors_cut"] += 1
    rows: list[_Columns] = []
    countries: set[str | None] = set()
    for position, entry in enumerate(authors):
        if entry.get("countries"):
            countries.update(_country(code, warnings) for code in entry["countries"])
        organisations = [
            _organisation(
                one.get("id"),
                one.get("display_name"),
                one.get("ror"),
                one.get("country_code"),
                one.get("type"),
            )
            for one in entry.get("institutions") or ()
        ]
        if absurd := sum(one[3] == "" for one in organisations):
            warnings["absurd_country"] += absurd
            organisations = [(*one[:3], one[3] or None, one[4]) for one in organisations]
        countries.update(one[3] for one in organisations)
        if position >= MOST_AUTHORS:
            continue
        author = entry.get("author") or {}
        raw = entry.get("raw_affiliation_strings") or entry.get("raw_affiliation_string") or None
        raw_text = clean("; ".join(raw) if isinstance(raw, list) else raw)[:1000] if raw else None
        orcid = _ORCID.fullmatch(author["orcid"]) if author.get("orcid") else None
        person = (
            number,
            position,
            _role(entry.get("author_position")),
            number_of(author.get("id"), "A"),
            _name(author.get("display_name") or entry.get("raw_author_name")),
            orcid.group(1) if orcid else None,
        )
        rows.extend((*person, *one, raw_text) for one in organisations or (_NO_ORGANISATION,))
    return rows, sorted(code for code in countries if code)


# The same institutions and concepts come again and again: what was judged once is remembered. A list or an
# object cannot be remembered and is a TypeError, as it would be a refusal.
@lru_cache(maxsize=1 << 16)
def _organisation(identifier: object, name: object, ror: object, country: object, kind: object) -> _Columns:
    """Columns of an institution; an absurd country is an empty text."""
    known = Counter[str]()
    code = _country(country, known)
    return number_of(identifier, "I"), _name(name), _word(ror), "" if known else code, _word(kind)


@lru_cache(maxsize=1 << 16)
def _concept(identifier: object, name: object) -> tuple[int | None, str | None]:
    return number_of(identifier, "C"), _name(name)


@lru_cache(maxsize=16)
def _role(position: object) -> str | None:
    return _word(position)


def _topics(number: int, data: Mapping[str, Any], warnings: Counter[str]) -> list[_Columns]:
    """Topics with their subfield, field and domain; where there are none, the concepts."""
    primary = data.get("primary_topic")
    topics, concepts = list(data.get("topics") or ([primary] if primary else ())), data.get("concepts") or ()
    if len(topics) > MOST_TOPICS or len(concepts) > MOST_TOPICS:
        warnings["topics_cut"] += 1
    rows: list[_Columns] = []
    for rank, one in enumerate(topics[:MOST_TOPICS]):
        levels: list[Any] = []
        for level in ("subfield", "field", "domain"):
            part = one.get(level) or {}
            identifier = str(part.get("id") or "").rsplit("/", 1)[-1]
            known = identifier.isascii() and identifier.isdigit() and len(identifier) < 10
            levels += [int(identifier) if known else None, _name(part.get("display_name"))]
        topic, score = number_of(one.get("id"), "T"), float(one.get("score") or 0.0)
        rows.append((number, rank, "topic", topic, _name(one.get("display_name")), score, None, *levels))
    if rows:
        return rows
    for rank, one in enumerate(concepts[:MOST_TOPICS]):
        score = float(one.get("score") or 0.0)
        if score > 0:
            depth = one.get("level")
            depth = depth if isinstance(depth, int) and 0 <= depth <= 9 else None
            concept = _concept(one.get("id"), one.get("display_name"))
            rows.append((number, rank, "concept", *concept, score, depth, *_NO_LEVELS))
    return rows


def _digest(content: object) -> str:
    """16 hexadecimal digits of BLAKE2b over JSON."""
    return hashlib.blake2b(orjson.dumps(content), digest_size=8).hexdigest()
