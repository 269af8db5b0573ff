"""Demonstration records as the values the registry's and the exchange's services take."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from i18nfield.strings import LazyI18nString

from scibridge.flows.demonstration.entities import (
    Affiliation,
    Claim,
    Facility,
    Figure,
    Need,
    Offer,
    Organisation,
    Person,
)
from scibridge.flows.demonstration.scenario import ELEMENTS, Topic
from scibridge.flows.demonstration.words import Words
from scibridge.kernel.bilingual import CHINESE, ENGLISH, bilingual

REFERENCE = "demonstration:"


def reference(public_id: str) -> str:
    """The own reference under which a demonstration need or offer is recognised on a second loading."""
    return f"{REFERENCE}{public_id}"


def _text(words: Words) -> LazyI18nString:
    return bilingual(words.en, words.zh)


def _lists(items: Iterable[Words]) -> dict[str, list[str]]:
    rows = list(items)
    lists = {ENGLISH: [one.en for one in rows if one.en], CHINESE: [one.zh for one in rows if one.zh]}
    return {language: words for language, words in lists.items() if words}


def _joined(items: Iterable[Words]) -> LazyI18nString:
    rows = list(items)
    return bilingual("; ".join(one.en for one in rows if one.en), "；".join(one.zh for one in rows if one.zh))


def organisation_values(one: Organisation) -> dict[str, Any]:
    """ORGANISATION_FIELDS of the registry."""
    acronym = [{"value": one.acronym, "language": "en", "kind": "acronym"}] if one.acronym else []
    return {
        "name": _text(one.name),
        "names": acronym,
        "types": list(one.types),
        "country": one.city.country,
        "place": _text(one.city.name),
        "latitude": one.city.latitude,
        "longitude": one.city.longitude,
        "website": f"https://{one.domain}/",
        "domains": [one.domain],
        "established": one.established,
        "summary": _text(one.summary),
        "identifiers": [{"scheme": "openalex", "value": one.corpus_id}],
        "contact_address": f"contact@{one.domain}",
    }


def person_values(one: Person) -> dict[str, Any]:
    """PERSON_FIELDS of the registry."""
    return {
        "name": _text(one.name),
        "country": one.country,
        "biography": _text(one.biography),
        "expertise": _lists(one.expertise),
        "identifiers": [{"scheme": "openalex", "value": one.corpus_id}],
    }


def affiliation_values(one: Affiliation) -> dict[str, Any]:
    """AFFILIATION_FIELDS of the registry."""
    return {"role": _text(one.role), "from_year": one.from_year, "to_year": one.to_year}


def facility_values(one: Facility) -> dict[str, Any]:
    """FACILITY_FIELDS of the registry."""
    return {
        "name": _text(one.name),
        "description": _text(one.description),
        "techniques": _lists(one.techniques),
        "country": one.city.country,
        "place": _text(one.city.name),
        "latitude": one.city.latitude,
        "longitude": one.city.longitude,
        "access_types": list(one.access_types),
        "access_mode": one.access_mode,
        "eligible_countries": list(one.eligible_countries),
        "eligible_organisation_types": list(one.eligible_organisation_types),
        "eligibility_reason": _text(one.eligibility_reason),
        "how_to_apply": _text(one.how_to_apply),
        "contact_address": one.contact_address,
    }


def _comparison(figure: Figure) -> dict[str, Any]:
    return {
        "metric": _text(figure.metric),
        "operator": figure.operator,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
    }


def _topics(topics: Sequence[Topic]) -> list[dict[str, Any]]:
    return [{"id": topic.id, "name": {ENGLISH: topic.name}} for topic in topics]


def _shared(one: Need | Offer) -> dict[str, Any]:
    elements = {name: _text(one.elements.get(name, Words())) for name in ELEMENTS}
    return elements | {
        "kind": one.kind,
        "organisation": one.organisation,
        "title": _text(one.title),
        "keywords": _joined(one.keywords),
        "challenge": one.challenge,
        "orientation": one.orientation,
        "research_class": one.research_class,
        "sdgs": list(one.sdgs),
        "topics": _topics(one.topics),
        "confidential_details": _text(one.confidential_details),
        "external_reference": reference(one.public_id),
    }


def need_values(one: Need, today: date) -> dict[str, Any]:
    """The content of a need; the teaser stands before the problem."""
    problem = bilingual(
        f"{one.summary.en}\n\n{one.problem.en}".strip(), f"{one.summary.zh}\n\n{one.problem.zh}".strip()
    )
    return _shared(one) | {
        "problem": problem,
        "current_solution": _text(one.current_solution),
        "shortfall": _text(one.shortfall),
        "must_haves": [_comparison(figure) for figure in one.must_haves],
        "excluded_approaches": _joined(one.excluded_approaches),
        "readiness_now": one.readiness_now,
        "readiness_required": one.readiness_required,
        "budget_low": one.budget_low,
        "budget_high": one.budget_high,
        "currency": one.currency,
        "deadline": today + timedelta(days=one.deadline_days),
        "answer_within_days": one.answer_within_days,
        "ip_position": list(one.ip_position),
        "eligible_countries": list(one.eligible_countries),
        "eligible_reason": _text(one.eligible_reason),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    english, chinese = claim.figure.metric.en, claim.figure.metric.zh
    source = bilingual(claim.source if english else "", claim.source if chinese else "")
    return _comparison(claim.figure) | {"baseline": _text(claim.baseline), "source": source}


def offer_values(one: Offer) -> dict[str, Any]:
    """The content of an offer."""
    return _shared(one) | {
        "summary": _text(one.summary),
        "description": _text(one.description),
        "claims": [_claim(claim) for claim in one.claims],
        "readiness": one.readiness,
        "readiness_evidence": _text(one.readiness_evidence),
        "identifiers": [{"scheme": found.scheme, "value": found.value} for found in one.identifiers],
        "ip_status": one.ip_status,
        "rights": [{"right": right} for right in one.rights],
        "export_control": "unrestricted",
        "partnerships": list(one.partnerships),
        "inventors": [{"person": person} for person in one.inventors],
        "facilities": list(one.facilities),
    }
