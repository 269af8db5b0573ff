"""One OpenAlex object to the rows of the lake.

Two generations of the schema are read: that of 2023 (``host_venue``, ``concepts``) and that of 2024 on
(``primary_topic``, ``topics``, ``keywords``, ``countries``). What is absurd is left out and counted;
what cannot be a record at all is refused with a reason. Source: docs.openalex.org, "Work object".
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, Final

import orjson

from scibridge.sources.cleaning import clean

MOST_AUTHORS: Final = 5_000
MOST_TITLE_CHARACTERS: Final = 5_000
MOST_ABSTRACT_CHARACTERS: Final = 100_000
MOST_KEYWORDS: Final = 50
FIRST_YEAR, LAST_YEAR = 1400, 2100
_NUMBER = re.compile(r"(?:https?://openalex\.org/)?(?:[a-z]+/)?[A-Z]?(\d{1,18})", re.IGNORECASE)
_ADDRESS = "https://openalex.org/"
_ADDRESS_AND_LETTER = len(_ADDRESS) + 1
_SDG = re.compile(r"sdg/(\d{1,2})\b")

Rows = dict[str, list[tuple[Any, ...]]]


class Refused(ValueError):
    """The object cannot be a record: ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def number_of(identifier: object) -> int | None:
    """The number in an OpenAlex id or address (``https://openalex.org/W123`` → 123)."""
    if not isinstance(identifier, str):
        return None
    if (
        identifier.startswith(_ADDRESS)
        and identifier[_ADDRESS_AND_LETTER:].isdecimal()
        and len(identifier) < 40
    ):
        return int(identifier[_ADDRESS_AND_LETTER:])
    match = _NUMBER.fullmatch(identifier)
    return int(match.group(1)) if match else None


def rebuilt(inverted: Mapping[str, Iterable[int]]) -> str:
    """The text of an inverted index (word → positions); gaps are closed."""
    placed = [(place, word) for word, places in inverted.items() for place in places]
    placed.sort(key=itemgetter(0))
    return " ".join([word for _, word in placed])


def work_rows(data: Mapping[str, Any], warnings: Counter[str]) -> Rows:
    """The rows of a work in ``works``, ``authorships``, ``works_topics`` and ``citations``.

    Raises Refused (``no_id``, ``wrong_shape``); ``warnings`` counts what was left out or cut.
    """
    number = number_of(data.get("id"))
    if number is None:
        raise Refused("no_id")
    try:
        return _work_rows(number, data, warnings)
    except (TypeError, AttributeError, ValueError, KeyError) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("wrong_shape") from problem


def institution_rows(data: Mapping[str, Any], warnings: Counter[str]) -> Rows:
    """The row of an institution. Raises Refused (``no_id``, ``no_title``, ``wrong_shape``)."""
    number = number_of(data.get("id"))
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
            clean(chinese) if chinese else None,
            data.get("ror"),
            data.get("country_code"),
            data.get("type"),
        )
    except (TypeError, AttributeError, KeyError) as problem:
        raise Refused("wrong_shape") from problem
    if not name:
        raise Refused("no_title")
    return {"institutions": [(number, _digest(row), str(data.get("updated_date") or ""), *row)]}


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
    authorships = _authorships(number, authors, warnings)
    topics = _topics(number, data)
    citations = [
        (number, cited) for one in data.get("referenced_works") or () if (cited := number_of(one)) is not None
    ]
    content = (
        _doi(data.get("doi")),
        title,
        abstract or None,
        data.get("language"),
        data.get("type"),
        *_when(data, warnings),
        min(max(int(data.get("cited_by_count") or 0), 0), 2**31 - 1),
        bool(data.get("is_retracted")),
        _venue(data),
        _keywords(data),
        _countries(authors),
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
    row = (number, digest, str(data.get("updated_date") or ""), *content)
    return {"works": [row], "authorships": authorships, "works_topics": topics, "citations": citations}


def _text(value: object, most: int, warning: str, warnings: Counter[str]) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("wrong_shape")
    if len(value) > most:
        warnings[warning] += 1
        value = value[:most]
    return clean(value)


def _doi(value: object) -> str | None:
    if not isinstance(value, str) or "10." not in value:
        return None
    return clean(value[value.index("10.") :]).lower() or None


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
    return clean(name)[:500] if name else None


def _keywords(data: Mapping[str, Any]) -> list[str]:
    words = [clean(one.get("display_name") or one.get("keyword") or "") for one in data.get("keywords") or ()]
    return list(dict.fromkeys(word for word in words if word))[:MOST_KEYWORDS]


def _countries(authors: Iterable[Mapping[str, Any]]) -> list[str]:
    found: set[str] = set()
    for author in authors:
        found.update(code for code in author.get("countries") or () if code)
        found.update(
            one["country_code"] for one in author.get("institutions") or () if one.get("country_code")
        )
    return sorted(found)


def _authorships(
    number: int, authors: list[Mapping[str, Any]], warnings: Counter[str]
) -> list[tuple[Any, ...]]:
    if len(authors) > MOST_AUTHORS:
        warnings["authors_cut"] += 1
    rows: list[tuple[Any, ...]] = []
    for position, entry in enumerate(authors[:MOST_AUTHORS]):
        author = entry.get("author") or {}
        raw = entry.get("raw_affiliation_strings") or entry.get("raw_affiliation_string") or None
        raw_text = clean("; ".join(raw) if isinstance(raw, list) else raw)[:1000] if raw else None
        orcid = author.get("orcid")
        person = (
            number,
            position,
            entry.get("author_position"),
            number_of(author.get("id")),
            clean(author.get("display_name") or entry.get("raw_author_name") or "")[:300] or None,
            orcid.rsplit("/", 1)[-1] if orcid else None,
        )
        organisations = [
            (
                number_of(one.get("id")),
                clean(one.get("display_name") or "")[:300] or None,
                one.get("ror"),
                one.get("country_code"),
                one.get("type"),
            )
            for one in entry.get("institutions") or ()
        ]
        nowhere = [(None, None, None, None, None)]
        rows.extend((*person, *organisation, raw_text) for organisation in organisations or nowhere)
    return rows


def _topics(number: int, data: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Topics with their subfield, field and domain; where there are none, the concepts."""
    rows: list[tuple[Any, ...]] = []
    primary = data.get("primary_topic")
    topics = list(data.get("topics") or ([primary] if primary else ()))
    for rank, one in enumerate(topics):
        levels: list[Any] = []
        for level in ("subfield", "field", "domain"):
            part = one.get(level) or {}
            identifier = str(part.get("id") or "").rsplit("/", 1)[-1]
            levels += [int(identifier) if identifier.isdigit() else None, part.get("display_name")]
        name, topic = clean(one.get("display_name") or ""), number_of(one.get("id"))
        rows.append((number, rank, "topic", topic, name, float(one.get("score") or 0.0), None, *levels))
    if rows:
        return rows
    for rank, one in enumerate(data.get("concepts") or ()):
        score = float(one.get("score") or 0.0)
        if score > 0:
            name, concept = clean(one.get("display_name") or ""), number_of(one.get("id"))
            rows.append((number, rank, "concept", concept, name, score, one.get("level"), *([None] * 6)))
    return rows


def _digest(content: object) -> str:
    """16 hexadecimal digits of BLAKE2b over JSON."""
    return hashlib.blake2b(orjson.dumps(content), digest_size=8).hexdigest()
