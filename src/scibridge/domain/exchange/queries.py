"""Queries for the index, built from what a reader sees of a need or an offer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scibridge.domain.exchange.content import read_content
from scibridge.domain.exchange.documents import keyword_list
from scibridge.domain.exchange.visible import ComparisonView, NeedView, OfferView, PostingView, Words
from scibridge.engines.matching.documents import Element, Filters, Kind, MustHave, Query
from scibridge.engines.proposals.conditions import named_by_unit
from scibridge.engines.text.implied import tells_what
from scibridge.engines.text.languages import detect
from scibridge.engines.text.quantities import Operator
from scibridge.engines.text.quantities import read as read_quantities
from scibridge.engines.text.units import parse_unit
from scibridge.kernel.bilingual import CHINESE, ENGLISH, engine_versions, versions

# What can answer a need; other needs are asked for by ``similar_needs``.
ANSWER_KINDS = (Kind.OFFER, Kind.WORK, Kind.PERSON, Kind.ORGANISATION, Kind.FACILITY)
_ENGINE_LANGUAGES = {ENGLISH: "en", CHINESE: "zh"}


def _joined(parts: Sequence[Words | None]) -> dict[str, str]:
    texts = {
        engine: "\n".join(part[content] for part in parts if part and part.get(content))
        for content, engine in _ENGINE_LANGUAGES.items()
    }
    return {language: text for language, text in texts.items() if text}


def _must_have(row: ComparisonView) -> MustHave:
    metric = {_ENGINE_LANGUAGES[code]: text for code, text in row.metric.items()}
    return MustHave(metric, Operator(row.operator), row.low, row.high, parse_unit(row.unit))


def must_haves_of(view: NeedView) -> tuple[MustHave, ...]:
    """The conditions of a need that this view shows."""
    return tuple(_must_have(row) for row in view.must_haves or ())


_BOUNDS = frozenset(
    {Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN, Operator.BETWEEN}
)


def must_haves_in(texts: Mapping[str, str]) -> tuple[MustHave, ...]:
    """The conditions that free text states: a bound with a unit whose metric is named, by the text, by a word
    beside the figure or by the unit itself, each once.

    A figure without a bound ("a 20 kWh pack") describes and demands nothing.
    """
    found: dict[tuple[object, ...], MustHave] = {}
    for text in texts.values():
        for one in read_quantities(text):
            if one.operator not in _BOUNDS or not one.unit:
                continue
            spoken = detect(text)
            named = one.metric or tells_what(text, one, spoken) or named_by_unit(one.unit, spoken)
            if named:
                language = detect(named)
                metric = {language if language in ("en", "zh") else "en": named}
                condition = MustHave(metric, one.operator, one.low, one.high, one.unit)
                found.setdefault((named, one.operator, one.low, one.high, one.unit), condition)
    return tuple(found.values())


def text_query(texts: Mapping[str, str]) -> Query:
    """What a free text asks for; conditions it states are judged as must-haves."""
    return Query(texts=texts, must_haves=must_haves_in(texts))


def _query(
    view: PostingView, parts: Sequence[Words | None], filters: Filters, limit: int, offset: int
) -> Query:
    """An element counts once, in English where it has it; its Chinese text then joins the Chinese words."""
    elements = {element: getattr(view, element.value) for element in Element}
    second = [
        {CHINESE: words[CHINESE]} for words in elements.values() if len(words) == len(_ENGINE_LANGUAGES)
    ]
    return Query(
        texts=_joined([view.title, view.keywords, *parts, *second]),
        elements={element: next(iter(words.values())) for element, words in elements.items() if words},
        filters=replace(filters, exclude_ids=(*filters.exclude_ids, view.document_id)),
        limit=limit,
        offset=offset,
    )


def need_query(view: NeedView, *, filters: Filters, limit: int, offset: int = 0) -> Query:
    """What a need asks for: title, problem, shortfall and keywords in both languages, and its conditions."""
    query = _query(view, (view.problem, view.shortfall), filters, limit, offset)
    excluded = view.excluded_approaches or {}
    return replace(
        query,
        must_haves=must_haves_of(view),
        excluded=tuple(phrase for text in excluded.values() for phrase in keyword_list(text)),
        readiness_required=view.readiness_required,
    )


def offer_query(view: OfferView, *, filters: Filters, limit: int) -> Query:
    """What an offer answers: title, summary and keywords in both languages, and its elements."""
    return _query(view, (view.summary,), filters, limit, 0)


_ASKING_WORDS = {Kind.NEED: ("title", "problem", "keywords"), Kind.OFFER: ("title", "summary", "keywords")}


def words_query(
    fields: Mapping[str, object], *, filters: Filters, limit: int, kind: Kind = Kind.NEED
) -> Query:
    """The words of a need, or an offer, that is being written. Raises InvalidInput."""
    names = _ASKING_WORDS[kind]
    asked = {name: fields[name] for name in (*names, *Element) if name in fields}
    values: dict[str, Any] = read_content(kind, {str(name): value for name, value in asked.items()})
    texts = _joined([versions(values[name]) for name in names if name in values])
    elements = {element: engine_versions(values[element]) for element in Element if element in values}
    return Query(
        texts=texts,
        elements={element: next(iter(words.values())) for element, words in elements.items() if words},
        filters=filters,
        limit=limit,
    )
