"""Why a candidate has its score: exact parts of it per query term, and what it leaves open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson

from scibridge.engines.matching.documents import Document, Query, TextFields
from scibridge.engines.matching.entries import index_pieces, index_terms
from scibridge.engines.matching.explanation import (
    Gap,
    Outcome,
    ReadinessDistance,
    TermShare,
    Verdict,
)
from scibridge.engines.matching.partition import Partition
from scibridge.engines.matching.planning import Plan

_TERM: Final = re.compile(r'^Term=Term\(field=\d+, type=Str, "(.*)"\)$', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u\{([0-9a-f]+)\}|.)")
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_MOST_TERM_GAPS: Final = 3
_NOTABLE: Final = 0.08


def index_term_scores(partition: Partition, scored: Any, address: Any) -> dict[str, float]:
    """Index term → its part of the entry's score, as tantivy itself accounts for it."""
    found: dict[str, float] = {}
    _collect(orjson.loads(scored.explain(partition.searcher, address).to_json()), None, found)
    return found


def _collect(node: Mapping[str, Any], boosted: float | None, found: dict[str, float]) -> None:
    description = node["description"]
    value = node["value"] if boosted is None else boosted
    if description.startswith("TermQuery"):
        match = _TERM.match(node["context"][0])
        if match is not None:
            term = _ESCAPE.sub(_unescaped, match.group(1))
            found[term] = found.get(term, 0.0) + value
        return
    below = value if description.startswith("Boost") else None
    for detail in node.get("details", ()):
        _collect(detail, below, found)


def _unescaped(match: re.Match[str]) -> str:
    if match.group(2) is not None:
        return chr(int(match.group(2), 16))
    return _LETTERS.get(match.group(1), match.group(1))


def term_shares(plan: Plan, scores: Mapping[str, float], document: Document) -> tuple[TermShare, ...]:
    """Index term scores as shares of the query's own terms, strongest first; they sum to the scores."""
    held = _terms_by_field(document)
    shares: dict[tuple[str, str, str], list[Any]] = {}
    for term, score in scores.items():
        parts = plan.parts.get(term, ())
        total = sum(value for _, value in parts)
        for place, value in parts:
            wording = plan.wordings[place]
            concept = plan.concepts[wording.concept]
            target = wording.bridge.target if wording.bridge is not None else ""
            entry = shares.setdefault(
                (concept.surface, concept.language, target), [0.0, set(), wording.bridge]
            )
            entry[0] += score * value / total
            entry[1].update(name for name, terms in held.items() if term in terms)
    ordered = sorted(shares.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(
        TermShare(surface, language, share, tuple(name for name in held if name in fields), bridge)
        for (surface, language, _), (share, fields, bridge) in ordered
    )


def _terms_by_field(document: Document) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for fields in document.texts.values():
        for name, text in _named_texts(fields):
            if text:
                found.setdefault(name, set()).update(_index_terms(text))
    return found


@lru_cache(maxsize=16_384)
def _index_terms(text: str) -> frozenset[str]:
    return frozenset([*index_terms(text).split(), *index_pieces(text).split()])


def _named_texts(fields: TextFields) -> Iterable[tuple[str, str]]:
    yield from (("title", fields.title), ("keywords", " ; ".join(fields.keywords)))
    yield from (("summary", fields.summary), ("body", fields.body))
    for element, text in fields.elements.items():
        yield str(element), text


def readiness_distance(query: Query, document: Document) -> ReadinessDistance | None:
    """Levels between what is offered and required; None when nothing is required."""
    if query.readiness_required is None:
        return None
    offered = document.readiness
    distance = None if offered is None else offered - query.readiness_required
    return ReadinessDistance(query.readiness_required, offered, distance)


def gaps(
    plan: Plan,
    scores: Mapping[str, float],
    document: Document,
    verdicts: Sequence[Verdict],
    readiness: ReadinessDistance | None,
    excluded: Sequence[str],
) -> tuple[Gap, ...]:
    """What the answer lacks or nobody knows yet, the gravest first."""
    found = [Gap("excluded_approach", {"approach": approach}) for approach in excluded]
    for verdict in verdicts:
        if verdict.outcome in (Outcome.NO, Outcome.UNKNOWN):
            code = "must_have_not_met" if verdict.outcome is Outcome.NO else "must_have_unknown"
            wish = verdict.must_have
            found.append(Gap(code, {"metric": dict(wish.metric), "unit": wish.unit, "quote": verdict.quote}))
    if readiness is not None and readiness.distance is None:
        found.append(Gap("readiness_unknown", {"required": readiness.required}))
    elif readiness is not None and readiness.distance is not None and readiness.distance < 0:
        found.append(Gap("readiness_short", {"required": readiness.required, "offered": readiness.offered}))
    found.extend(_unanswered(plan, scores))
    held = [language for language, fields in document.texts.items() if fields.title or fields.summary]
    if held and plan.languages and not set(held) & set(plan.languages):
        found.extend(Gap("only_in_language", {"language": language}) for language in held)
    return tuple(found)


def _unanswered(plan: Plan, scores: Mapping[str, float]) -> list[Gap]:
    answered = {plan.wordings[place].concept for term in scores for place, _ in plan.parts.get(term, ())}
    by_target: dict[str, float] = {}
    for place in answered:
        concept = plan.concepts[place]
        by_target[concept.target] = by_target.get(concept.target, 0.0) + concept.mass
    if not by_target:
        return []
    target = max(by_target, key=lambda name: (by_target[name], name))
    concepts = [(place, one) for place, one in enumerate(plan.concepts) if one.target == target]
    met = {element for place, one in concepts if place in answered for element in one.elements}
    found = [
        Gap("element_unanswered", {"element": str(element)})
        for element in plan.elements
        if element not in met
    ]
    total = sum(one.mass for _, one in concepts)
    missing = [one for place, one in concepts if place not in answered and one.mass >= _NOTABLE * total]
    missing.sort(key=lambda one: (-one.mass, one.surface))
    found += [
        Gap("term_unanswered", {"term": one.surface, "language": one.language})
        for one in missing[:_MOST_TERM_GAPS]
    ]
    return found
