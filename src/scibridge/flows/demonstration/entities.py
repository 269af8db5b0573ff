"""What a demonstration world is made of: plain frozen data, every field what the registry and exchange store.

Ids are public ids; ``corpus_id`` is the OpenAlex-shaped id under which the lake knows the same thing.
Codes are those of ``domain.registry.states`` and ``domain.exchange.states``. Everything here is fictional.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scibridge.flows.demonstration.scenario import Topic
from scibridge.flows.demonstration.words import Words


@dataclass(frozen=True, slots=True)
class City:
    """A real city: ISO 3166 alpha-2 country, names, degrees north and east, and the culture of its names."""

    country: str
    culture: str
    name: Words
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; ``parent`` is a public id or empty, ``families`` the scenario families it works on."""

    public_id: str
    corpus_id: str
    name: Words
    acronym: str
    types: tuple[str, ...]
    city: City
    domain: str
    established: int
    parent: str
    summary: Words
    families: tuple[str, ...]
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person at an organisation by years, both inclusive; ``to_year`` None means still there."""

    organisation: str
    role: Words
    from_year: int
    to_year: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person; the first affiliation is the present one."""

    public_id: str
    corpus_id: str
    name: Words
    country: str
    affiliations: tuple[Affiliation, ...]
    biography: Words
    expertise: tuple[Words, ...]
    families: tuple[str, ...]
    fictional: bool = True

    @property
    def organisation(self) -> str:
        """The public id of where the person is now."""
        return self.affiliations[0].organisation


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility others may use, and on what terms."""

    public_id: str
    organisation: str
    name: Words
    description: Words
    techniques: tuple[Words, ...]
    city: City
    access_types: tuple[str, ...]
    access_mode: str
    eligible_countries: tuple[str, ...]
    eligible_organisation_types: tuple[str, ...]
    eligibility_reason: Words
    how_to_apply: Words
    contact_address: str
    family: str
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurable statement; ``low`` equals ``high`` for a single figure; ``unit`` is read by pint."""

    metric: Words
    operator: str
    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Need:
    """A need with everything the exchange keeps; ``deadline_days`` counts from the day of loading."""

    public_id: str
    organisation: str
    author: str
    family: str
    kind: str
    title: Words
    summary: Words
    problem: Words
    current_solution: Words
    shortfall: Words
    elements: Mapping[str, Words]
    must_haves: tuple[Figure, ...]
    excluded_approaches: tuple[Words, ...]
    confidential_details: Words
    readiness_now: int
    readiness_required: int
    budget_low: int
    budget_high: int
    currency: str
    deadline_days: int
    answer_within_days: int
    ip_position: tuple[str, ...]
    eligible_countries: tuple[str, ...]
    eligible_reason: Words
    orientation: str
    research_class: str
    challenge: str
    challenges: tuple[str, ...]
    sdgs: tuple[int, ...]
    topics: tuple[Topic, ...]
    keywords: tuple[Words, ...]
    country: str
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """A measured advantage of an offer: the figure, what it is compared with, where it was shown."""

    figure: Figure
    baseline: Words
    source: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A DOI under the test prefix 10.5555, a patent number no office has given, or an SPDX expression."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A result put forward, with everything the exchange keeps. ``claims`` line up with no need's order."""

    public_id: str
    organisation: str
    author: str
    family: str
    kind: str
    title: Words
    summary: Words
    description: Words
    elements: Mapping[str, Words]
    claims: tuple[Claim, ...]
    readiness: int
    readiness_evidence: Words
    ip_status: str
    rights: tuple[str, ...]
    partnerships: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    inventors: tuple[str, ...]
    facilities: tuple[str, ...]
    challenge: str
    challenges: tuple[str, ...]
    orientation: str
    research_class: str
    sdgs: tuple[int, ...]
    topics: tuple[Topic, ...]
    keywords: tuple[Words, ...]
    confidential_details: Words
    country: str
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who can sign in; ``roles`` are (role, organisation's public id or "" for the platform)."""

    email: str
    name: str
    language: str
    roles: tuple[tuple[str, str], ...]
    person: str
    description: Words
    fictional: bool = True
