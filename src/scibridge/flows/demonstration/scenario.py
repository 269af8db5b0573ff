"""Scenario families: what the demonstration world is about. Written by hand in ``scenarios/*.toml``.

A family holds one need, offers of different quality that answer it, a facility, and the matter its
literature is made of. Texts have slots: words from ``settings`` (one setting per telling), figures from
``figures``, and ``{place}``. A telling is a choice of setting, figures and place: the n-th telling of a
family is always the same.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from scibridge.flows.demonstration.words import Words

ELEMENTS = ("material", "method", "efficacy", "product", "application")
LANGUAGES = {"both": ("en", "zh"), "en": ("en",), "zh": ("zh",)}


@dataclass(frozen=True, slots=True)
class Subfield:
    """A subfield of the OpenAlex topic tree (ASJC code) with the field and domain above it."""

    code: str
    name: str
    field_code: str
    field: str
    domain_code: str
    domain: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the OpenAlex classification; its id is real, since it names a subject, not a thing."""

    id: str
    name: str
    subfield: Subfield


@dataclass(frozen=True, slots=True)
class Condition:
    """A must-have as written: ``value`` may be a slot; ``unit`` is one pint reads, or empty for a count."""

    metric: Words
    operator: str
    value: str
    unit: str
    high: str = ""


@dataclass(frozen=True, slots=True)
class NeedStory:
    """The need of a family, with slots."""

    kinds: tuple[str, ...]
    asked_by: str
    languages: tuple[str, ...]
    places: tuple[str, ...]
    title: Words
    summary: Words
    problem: Words
    today: Words
    shortfall: Words
    elements: Mapping[str, Words]
    conditions: tuple[Condition, ...]
    excluded: tuple[Words, ...]
    confidential: Words
    readiness_now: int
    readiness_required: int
    budget: tuple[int, int]
    currency: str
    deadline: int
    answer_within: int
    ip_position: str
    orientation: str
    research_class: str
    goals: tuple[int, ...]
    eligible: tuple[str, ...]
    eligible_reason: Words
    figures: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OfferStory:
    """An offer of a family, with slots. ``claims`` answer the need's conditions in order; "" is silent."""

    kind: str
    holder: str
    place: str
    languages: tuple[str, ...]
    title: Words
    summary: Words
    description: Words
    elements: Mapping[str, Words]
    advantage: Words
    baseline: Words
    baseline_source: str
    claims: tuple[str, ...]
    readiness: int
    evidence: Words
    ip_status: str
    rights: tuple[str, ...]
    partnerships: tuple[str, ...]
    licence: str
    figures: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Literature:
    """What the works of a family are put together from: noun phrases, and sentences with ranges."""

    subjects: tuple[Words, ...]
    approaches: tuple[Words, ...]
    background: tuple[Words, ...]
    findings: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One scenario family."""

    key: str
    challenges: tuple[str, ...]
    topics: tuple[Topic, ...]
    subject: Words
    keywords: tuple[Words, ...]
    settings: tuple[Mapping[str, Words], ...]
    need: NeedStory
    offers: tuple[OfferStory, ...]
    facility: Words
    techniques: tuple[Words, ...]
    literature: Literature

    def setting(self, telling: int) -> Mapping[str, Words]:
        """The words of the ``telling``-th telling; the first is the one the family is known by."""
        return self.settings[telling % len(self.settings)]

    def figures(self, figures: Mapping[str, tuple[str, ...]], telling: int) -> dict[str, str]:
        """A choice of figures per telling; with the setting, no combination comes twice before all came."""
        turn = sum(divmod(telling, len(self.settings)))
        chosen = {}
        for name, choices in figures.items():
            turn, place = divmod(turn, len(choices))
            chosen[name] = choices[place]
        return chosen


def _words(value: Any) -> Words:
    return Words(*value) if value else Words()


def _all(values: Iterable[Any]) -> tuple[Words, ...]:
    return tuple(_words(value) for value in values)


def _elements(table: Mapping[str, Any]) -> dict[str, Words]:
    unknown = set(table) - set(ELEMENTS)
    if unknown:
        raise ValueError(f"not an element: {sorted(unknown)}")
    return {name: _words(table[name]) for name in ELEMENTS if name in table}


def _figures(table: Mapping[str, list[Any]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(str(choice) for choice in choices) for name, choices in table.items()}


def _condition(row: list[Any]) -> Condition:
    english, chinese, operator, value, unit, *high = row
    return Condition(Words(english, chinese), operator, str(value), unit, str(high[0]) if high else "")


@cache
def subfields() -> dict[str, Subfield]:
    """ASJC code → subfield, for those the families use."""
    text = resources.files(__package__).joinpath("tables/subfields.toml").read_text(encoding="utf-8")
    return {code: Subfield(code, *row) for code, row in tomllib.loads(text).items()}


def _topic(row: str) -> Topic:
    number, *name, code = row.split()
    return Topic(number, " ".join(name), subfields()[code])


def _need(table: Mapping[str, Any]) -> NeedStory:
    return NeedStory(
        kinds=tuple(table["kinds"]),
        asked_by=table["asked_by"],
        languages=LANGUAGES[table.get("languages", "both")],
        places=tuple(table["places"]),
        title=_words(table["title"]),
        summary=_words(table["summary"]),
        problem=_words(table["problem"]),
        today=_words(table["today"]),
        shortfall=_words(table["shortfall"]),
        elements=_elements(table["elements"]),
        conditions=tuple(_condition(row) for row in table["must"]),
        excluded=_all(table.get("excluded", ())),
        confidential=_words(table.get("confidential")),
        readiness_now=table["trl"][0],
        readiness_required=table["trl"][1],
        budget=(table["budget"][0], table["budget"][1]),
        currency=table["budget"][2],
        deadline=table["deadline"],
        answer_within=table.get("answer_within", 30),
        ip_position=table["ip"],
        orientation=table["orientation"],
        research_class=table["research_class"],
        goals=tuple(table["goals"]),
        eligible=tuple(table.get("eligible", ())),
        eligible_reason=_words(table.get("eligible_reason")),
        figures=_figures(table.get("figures", {})),
    )


def _offer(table: Mapping[str, Any]) -> OfferStory:
    return OfferStory(
        kind=table["kind"],
        holder=table["holder"],
        place=table["place"],
        languages=LANGUAGES[table.get("languages", "both")],
        title=_words(table["title"]),
        summary=_words(table["summary"]),
        description=_words(table["description"]),
        elements=_elements(table.get("elements", {})),
        advantage=_words(table["advantage"]),
        baseline=_words(table["baseline"]),
        baseline_source=table.get("source", ""),
        claims=tuple(table["claims"]),
        readiness=table["trl"],
        evidence=_words(table["evidence"]),
        ip_status=table["ip"],
        rights=tuple(table["rights"]),
        partnerships=tuple(table["partners"]),
        licence=table.get("licence", ""),
        figures=_figures(table.get("figures", {})),
    )


def _family(key: str, table: Mapping[str, Any]) -> Family:
    works = table["works"]
    settings = [{name: _words(pair) for name, pair in row.items()} for row in table.get("settings", [])]
    return Family(
        key=key,
        challenges=tuple(table["challenges"]),
        topics=tuple(_topic(row) for row in table["topics"]),
        subject=_words(table["subject"]),
        keywords=_all(table["keywords"]),
        settings=tuple(settings) or ({},),
        need=_need(table["need"]),
        offers=tuple(_offer(row) for row in table["offers"]),
        facility=_words(table["facility"]["name"]),
        techniques=_all(table["facility"]["techniques"]),
        literature=Literature(
            *(_all(works[part]) for part in ("subjects", "approaches", "background", "findings"))
        ),
    )


@cache
def content_digest() -> str:
    """A digest of the tables and scenarios: another text makes another world."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in ("tables", "scenarios"):
        entries = resources.files(__package__).joinpath(folder).iterdir()
        for entry in sorted(entries, key=lambda entry: entry.name):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


@cache
def families() -> tuple[Family, ...]:
    """Every family, in the order of its file name; read once. Raises ``ValueError`` naming a faulty file."""
    folder = resources.files(__package__).joinpath("scenarios")
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            found.append(_family(entry.name[:-5], tomllib.loads(entry.read_text(encoding="utf-8"))))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{entry.name}: {error!r}") from error
    return tuple(found)
