"""What is indexed and what is asked: plain, frozen data.

Owns the shapes that pages, API and command line render; knows nothing of how they are stored.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import orjson

from scibridge.engines.text.quantities import Operator


class Kind(StrEnum):
    """What a document is about; the order is the order of display."""

    OFFER = "offer"
    WORK = "work"
    NEED = "need"
    PERSON = "person"
    ORGANISATION = "organisation"
    FACILITY = "facility"
    POSITION = "position"
    CALL = "call"
    ARTICLE = "article"


class Element(StrEnum):
    """The five elements of a need or a result."""

    MATERIAL = "material"
    METHOD = "method"
    EFFICACY = "efficacy"
    PRODUCT = "product"
    APPLICATION = "application"


class Stage(StrEnum):
    """Research (TRL 1–3), development (4–6), application (7–9)."""

    RESEARCH = "research"
    DEVELOPMENT = "development"
    APPLICATION = "application"

    @classmethod
    def of_readiness(cls, level: int) -> "Stage":
        """The stage of a technology readiness level, 1 to 9."""
        return cls.RESEARCH if level <= 3 else cls.DEVELOPMENT if level <= 6 else cls.APPLICATION


@dataclass(frozen=True, slots=True)
class TextFields:
    """A document's words in one language; every field may be empty."""

    title: str = ""
    summary: str = ""
    body: str = ""
    keywords: tuple[str, ...] = ()
    elements: Mapping[Element, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or organisation a work or an offer votes for.

    ``key`` is a stable alias: ``orcid:…``, ``ror:…``, ``openalex:A…``, ``openalex:I…``, ``ours:<public id>``.
    """

    kind: Kind
    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can answer or ask.

    ``id`` is ``<kind>:<public or corpus id>``, unique over the index. ``texts`` maps ``en`` and ``zh`` to
    words. ``countries`` are ISO 3166 alpha-2 codes. ``aliases`` are the keys under which contributors name
    this person or organisation, and identifiers of anything else. ``names`` are what it is called besides its
    titles, ``known`` is how well known it is among its kind. ``origin`` is ``platform`` or ``corpus``.
    ``fingerprint`` is a digest of the content, compared by the doctor.
    """

    id: str
    kind: Kind
    texts: Mapping[str, TextFields]
    countries: tuple[str, ...] = ()
    year: int | None = None
    readiness: int | None = None
    stage: Stage | None = None
    topics: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    orientations: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    known: int = 0
    origin: str = "platform"
    fingerprint: str = ""


def fingerprinted(document: Document) -> Document:
    """The document with the digest of its content: 32 hexadecimal digits of SHA-256 over sorted JSON."""
    plain = replace(document, fingerprint="")
    content = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return replace(plain, fingerprint=hashlib.sha256(content).hexdigest()[:32])


@dataclass(frozen=True, slots=True)
class MustHave:
    """A measurable condition: metric, operator, value(s), unit. ``metric`` may be given per language."""

    metric: Mapping[str, str]
    operator: Operator
    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that exclude; an empty tuple asks for nothing.

    ``contributors`` are keys of people or organisations one of whom stands behind the document; people and
    organisations themselves are not asked for them.
    """

    kinds: tuple[Kind, ...] = ()
    countries: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    languages: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    must_haves_met: bool = False
    exclude_ids: tuple[str, ...] = ()
    only_ids: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A need put to the index: free text or the fields of a Need, in either language or both.

    ``texts`` maps a language (``en``, ``zh`` or ``""`` for "find out") to words. ``limit`` counts per kind
    group: things (offer, work, need, facility …), people, and organisations are ranked together by score but
    each asked kind gets up to ``limit`` answers.
    """

    texts: Mapping[str, str]
    elements: Mapping[Element, str] = field(default_factory=dict)
    must_haves: tuple[MustHave, ...] = ()
    excluded: tuple[str, ...] = ()
    readiness_required: int | None = None
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0
