"""Records of the corpus as readers get them: frozen, plain. Ids are OpenAlex's, without the address."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CorpusAffiliation:
    """An organisation as a work or a person names it; ``id`` is ``I…`` or empty."""

    id: str
    name: str
    ror: str
    country: str


@dataclass(frozen=True, slots=True)
class CorpusAuthor:
    """An author of one work, in order; ``id`` is ``A…`` or empty."""

    id: str
    name: str
    orcid: str
    organisations: tuple[CorpusAffiliation, ...]


@dataclass(frozen=True, slots=True)
class CorpusTopic:
    """A topic of a work; ``scheme`` is ``topic`` or, in the older generation of records, ``concept``."""

    id: str
    scheme: str
    name: str
    score: float
    subfield: str
    field: str
    domain: str


@dataclass(frozen=True, slots=True)
class Work:
    """A bibliographic record. ``author_count`` counts all authors, ``authors`` holds those that were kept."""

    id: str
    doi: str
    title: str
    abstract: str
    language: str
    type: str
    year: int | None
    published: date | None
    cited_by: int
    is_retracted: bool
    venue: str
    keywords: tuple[str, ...]
    countries: tuple[str, ...]
    sdgs: tuple[int, ...]
    author_count: int
    fingerprint: str
    authors: tuple[CorpusAuthor, ...] = ()
    topics: tuple[CorpusTopic, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusPerson:
    """An author with what their works say of them; organisations newest first, at most three."""

    id: str
    name: str
    orcid: str
    organisations: tuple[CorpusAffiliation, ...]
    countries: tuple[str, ...]
    works: int
    first_year: int | None
    last_year: int | None
    topics: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CorpusOrganisation:
    """An institution with what the works of its people say of it."""

    id: str
    name: str
    name_zh: str
    ror: str
    country: str
    type: str
    works: int
    first_year: int | None
    last_year: int | None
    topics: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work as a list shows it."""

    id: str
    title: str
    year: int | None
    venue: str
    language: str
    cited_by: int
