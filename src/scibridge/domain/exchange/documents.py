"""Needs and offers as the index knows them: built from what a visitor who is not signed in may read.

Must-haves and claims are written out as sentences in the languages their metric has, so that a verdict can
quote them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scibridge.domain.exchange.access import visible_need, visible_offer
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.visible import ComparisonView, NeedView, OfferView, PostingView, Words
from scibridge.engines.matching.documents import (
    Contributor,
    Document,
    Element,
    Kind,
    Stage,
    TextFields,
    fingerprinted,
)
from scibridge.engines.text.quantities import Operator
from scibridge.kernel.bilingual import CHINESE, CONTENT_LANGUAGES, ENGLISH, versions

_ENGINE_LANGUAGES = {ENGLISH: "en", CHINESE: "zh"}
_PHRASES: Mapping[str, Mapping[Operator, str]] = {
    ENGLISH: {
        Operator.AT_LEAST: "{metric} at least {low} {unit}",
        Operator.MORE_THAN: "{metric} more than {low} {unit}",
        Operator.AT_MOST: "{metric} at most {low} {unit}",
        Operator.LESS_THAN: "{metric} less than {low} {unit}",
        Operator.EQUAL: "{metric} {low} {unit}",
        Operator.ABOUT: "{metric} about {low} {unit}",
        Operator.BETWEEN: "{metric} {low} to {high} {unit}",
    },
    CHINESE: {
        Operator.AT_LEAST: "{metric}不低于 {low} {unit}",
        Operator.MORE_THAN: "{metric}高于 {low} {unit}",
        Operator.AT_MOST: "{metric}不超过 {low} {unit}",
        Operator.LESS_THAN: "{metric}低于 {low} {unit}",
        Operator.EQUAL: "{metric} {low} {unit}",
        Operator.ABOUT: "{metric}约 {low} {unit}",
        Operator.BETWEEN: "{metric} {low} 至 {high} {unit}",
    },
}
# Units as text writes them, where that differs from the name under which they are stored.
_WRITTEN_UNITS = {"degC": "°C", "degF": "°F", "percent": "%", "dimensionless": ""}
_SEPARATORS = re.compile(r"[;；,，、\n]+")


def written_number(value: float) -> str:
    """A number as a reader writes it: no exponent below 10^15, no trailing zeros."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"


def comparison_sentence(row: ComparisonView, language: str) -> str:
    """The statement in a content language; empty where its metric has no name in it."""
    metric = row.metric.get(language, "")
    if not metric:
        return ""
    phrase = _PHRASES[language][Operator(row.operator)]
    unit = _WRITTEN_UNITS.get(row.unit, row.unit)
    low, high = written_number(row.low), written_number(row.high)
    return phrase.format(metric=metric, low=low, high=high, unit=unit).strip()


def keyword_list(text: str) -> tuple[str, ...]:
    """Keywords as people separate them: semicolons, commas, lines, in either script."""
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


def _body(language: str, words: Iterable[Words | None], rows: Iterable[ComparisonView]) -> str:
    parts = [text.get(language, "") for text in words if text]
    parts += [comparison_sentence(row, language) for row in rows]
    return "\n".join(part for part in parts if part)


def _fields(
    view: PostingView,
    language: str,
    summary: Words,
    body: Iterable[Words | None],
    rows: Iterable[ComparisonView],
) -> TextFields:
    elements = {element: getattr(view, element.value).get(language, "") for element in Element}
    return TextFields(
        title=view.title.get(language, ""),
        summary=summary.get(language, ""),
        body=_body(language, body, rows),
        keywords=keyword_list(view.keywords.get(language, "")),
        elements={element: text for element, text in elements.items() if text},
    )


def _texts(
    view: PostingView, summary: Words, body: tuple[Words | None, ...], rows: tuple[ComparisonView, ...] | None
) -> dict[str, TextFields]:
    found = {
        _ENGINE_LANGUAGES[language]: _fields(view, language, summary, body, rows or ())
        for language in CONTENT_LANGUAGES
    }
    return {language: fields for language, fields in found.items() if fields != TextFields()}


def _name(words: Words) -> str:
    return next((words[code] for code in CONTENT_LANGUAGES if words.get(code)), "")


def _contributors(view: OfferView) -> tuple[Contributor, ...]:
    people = [
        Contributor(Kind.PERSON, f"ours:{one.person.id}", _name(one.person.name))
        for one in view.inventors or ()
    ]
    if view.organisation is None:
        return tuple(people)
    organisation = view.organisation
    return (*people, Contributor(Kind.ORGANISATION, f"ours:{organisation.id}", _name(organisation.name)))


def _document(
    view: PostingView,
    kind: Kind,
    texts: dict[str, TextFields],
    readiness: int | None,
    contributors: tuple[Contributor, ...],
    aliases: tuple[str, ...] = (),
) -> Document:
    country = view.organisation.country if view.organisation else ""
    return fingerprinted(
        Document(
            id=view.document_id,
            kind=kind,
            texts=texts,
            countries=(country,) if country else (),
            year=view.published_at.year if view.published_at else None,
            readiness=readiness,
            stage=None if readiness is None else Stage.of_readiness(readiness),
            topics=tuple(topic.id for topic in view.topics),
            challenges=(view.challenge,) if view.challenge else (),
            orientations=(view.orientation,) if view.orientation else (),
            contributors=contributors,
            aliases=aliases,
            # Of needs and offers the newest come first: days, which only grow.
            known=view.published_at.toordinal() if view.published_at else 0,
        )
    )


def need_view_document(view: NeedView) -> Document:
    """A need as this view shows it; its readiness is the level it asks for. Needs vote for nobody."""
    texts = _texts(view, view.problem, (view.shortfall, view.current_solution), view.must_haves)
    return _document(view, Kind.NEED, texts, view.readiness_required, ())


def offer_view_document(view: OfferView) -> Document:
    """An offer as this view shows it; it votes for its inventors and its organisation."""
    body = (view.description, view.readiness_evidence, view.cost_comparison)
    texts = _texts(view, view.summary, body, view.claims)
    identifiers = tuple(f"{one.scheme}:{one.value}" for one in view.identifiers or ())
    return _document(view, Kind.OFFER, texts, view.readiness, _contributors(view), identifiers)


def posting_document(view: PostingView) -> Document:
    """A need or an offer as this view shows it."""
    if isinstance(view, NeedView):
        return need_view_document(view)
    assert isinstance(view, OfferView)  # noqa: S101 - there are two
    return offer_view_document(view)


def written_offer_document(values: Mapping[str, Any]) -> Document:
    """An offer that is being written, from the values read so far: to be judged, never to be indexed."""
    names = ("title", "keywords", "summary", "description", "readiness_evidence", "cost_comparison", *Element)
    words = {str(name): versions(values.get(str(name))) for name in names}
    rows = [
        ComparisonView(versions(row["metric"]), row["operator"], row["low"], row["high"], row["unit"])
        for row in values.get("claims", ())
    ]
    body = [words[name] for name in ("description", "readiness_evidence", "cost_comparison")]
    texts = {
        engine: TextFields(
            title=words["title"].get(language, ""),
            summary=words["summary"].get(language, ""),
            body=_body(language, body, rows),
            elements={one: words[one][language] for one in Element if words[one].get(language)},
        )
        for language, engine in _ENGINE_LANGUAGES.items()
    }
    return Document(id="offer:new", kind=Kind.OFFER, texts=texts)


def need_document(need: Need) -> Document:
    """The public face of a need; rows of ``selectors.needs_for_index`` cost no query."""
    return need_view_document(visible_need(need, None))


def offer_document(offer: Offer) -> Document:
    """The public face of an offer; rows of ``selectors.offers_for_index`` cost no query."""
    return offer_view_document(visible_offer(offer, None))
