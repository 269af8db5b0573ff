"""From a need to weighted index terms in every language the index holds.

A *concept* is one thing the query says, for entries of one language: a term of its own words, or a stretch
of them carried over by the lexicon (:mod:`bridging`). A concept has *wordings*: itself, or translations.

Each language's concepts are brought to the same total mass (that of the language with the most entries,
bridged ones less what could not be translated), so that a document is not preferred for its language. A
document in two languages is scored by its better entry, never by both. Everything ends as one flat union
of boosted terms in one field, which tantivy evaluates with block-max WAND.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import tantivy

from scibridge.engines.matching.bridging import bridged, written_alike
from scibridge.engines.matching.documents import Element, Query
from scibridge.engines.matching.drafts import (
    ANY,
    MOST_CONCEPTS,
    Counts,
    Draft,
    Source,
    Statistics,
    figures_in,
    is_within,
    most_informative,
    said,
    scaled,
)
from scibridge.engines.matching.entries import field_of
from scibridge.engines.matching.explanation import Bridge
from scibridge.engines.matching.partition import SHOULD, Partition
from scibridge.engines.text import languages, tokens
from scibridge.engines.text.lexicon import Lexicon

LONGEST_QUERY: Final = 100_000
UNTRANSLATED: Final = 0.5
ENOUGH_OF_ITS_OWN: Final = 0.5
PAIRED: Final = 0.5
MOST_PAIRS: Final = 48
_NEAR: Final = 8  # words that may overlap with one pair: a word and the words within it
_MOST_SCALING: Final = 4.0
_LEAST_IDF: Final = 0.01


class Wording(NamedTuple):
    """One way to say a concept: index terms, and the bridge that led there."""

    concept: int
    terms: tuple[str, ...]
    bridge: Bridge | None


class Concept(NamedTuple):
    """One thing asked for, as entries in ``target`` may answer it. ``mass`` is its greatest possible part."""

    surface: str
    language: str
    target: str
    mass: float
    elements: frozenset[Element] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is searched for. ``parts`` maps an index term to (wording, value); values add up per term."""

    languages: tuple[str, ...]
    concepts: tuple[Concept, ...]
    wordings: tuple[Wording, ...]
    parts: Mapping[str, tuple[tuple[int, float], ...]]
    unanswered: tuple[str, ...]
    elements: tuple[Element, ...] = ()
    _queries: dict[Partition, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def mass(self) -> float:
        """The greatest score a language's entries can come near to."""
        by_target: dict[str, float] = {}
        for one in self.concepts:
            by_target[one.target] = by_target.get(one.target, 0.0) + one.mass
        return max(by_target.values(), default=0.0)

    def query(self, partition: Partition) -> Any | None:
        """The plan as a tantivy query for one partition, built once; None when it holds none of the terms."""
        if partition in self._queries:
            return self._queries[partition]
        clauses = []
        for term, parts in self.parts.items():
            name = field_of(term)
            frequency = partition.frequency(name, term)
            if frequency:
                whole = parts[0][1] if len(parts) == 1 else sum(value for _, value in parts)
                boost = whole / max(partition.own_idf(frequency), _LEAST_IDF)
                clauses.append((SHOULD, tantivy.Query.boost_query(partition.term(name, term), boost)))
        self._queries[partition] = tantivy.Query.boolean_query(clauses) if clauses else None
        return self._queries[partition]


def plan(things: Counts, actors: Counts, lexicon: Lexicon, query: Query) -> Plan:
    """The weighted terms of a query. Pure: the same snapshot, lexicon and query give the same plan."""
    statistics = Statistics(things if things.entry_count else actors)
    sources = _sources(query)
    drafts = {language: _native(source, language, statistics) for language, source in sources.items()}
    own = {language: len(found) for language, found in drafts.items()}
    coverage: dict[str, float] = {}
    for language, source in sources.items():
        for target, entries in statistics.entries.items():
            if target != language and entries and own.get(target, 0) < ENOUGH_OF_ITS_OWN * own[language]:
                carried, coverage[target] = bridged(source, language, target, lexicon, statistics)
                carried += written_alike(drafts[language], carried, target, statistics)
                drafts[target] = carried + drafts.get(target, [])
    unanswered = _unanswered(drafts, sources, statistics)
    _balance(drafts, coverage, statistics)
    elements = tuple(one for one, text in query.elements.items() if text.strip())
    return _assemble(drafts, tuple(sources), unanswered, elements, statistics)


def _sources(query: Query) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    given: list[tuple[str, str, Element | None]] = [(name, text, None) for name, text in query.texts.items()]
    given += [("", text, element) for element, text in query.elements.items()]
    for name, text, element in given:
        clean = text[:LONGEST_QUERY].encode("utf-8", "replace").decode()
        if clean.strip():
            language = name or languages.detect(clean)
            language = language if language in (languages.ENGLISH, languages.CHINESE) else languages.ENGLISH
            sources.setdefault(language, Source()).texts.append((clean, element))
    return sources


def _native(source: Source, language: str, statistics: Statistics) -> list[Draft]:
    first: dict[str, tokens.Token] = {}
    counts: dict[str, int] = {}
    elements: dict[str, set[Element]] = {}
    for text, element in source.texts:
        for token in scoring_tokens(text, language):
            first.setdefault(token.term, token)
            counts[token.term] = counts.get(token.term, 0) + 1
            if element is not None:
                elements.setdefault(token.term, set()).add(element)
    drafts = []
    for term, count in counts.items():
        token = first[term]
        # WTO in a Chinese text stands in entries of every language, so it is rare or common among them all.
        among = language if token.language == language else ANY
        mass = said(count) * statistics.idf(statistics.frequency(term), among)
        held = frozenset(elements.get(term, ()))
        drafts.append(Draft(token.surface, token.language, language, mass, held, [((term,), mass, None)]))
    kept = most_informative(drafts, statistics, MOST_CONCEPTS)
    return _paired(kept, source, statistics) if language == languages.CHINESE else kept


def _paired(drafts: list[Draft], source: Source, statistics: Statistics) -> list[Draft]:
    """Chinese words with the pairs of characters that stand in them and across their bounds.

    Pairs take ``PAIRED`` of the words' mass, each by its informativeness; a pair speaks for the words it
    touches, so that reasons are told in words.
    """
    places = {one.wordings[0][0][0]: place for place, one in enumerate(drafts)}
    touched: dict[str, set[int]] = {}
    first: dict[str, tokens.Token] = {}
    counts: dict[str, int] = {}
    for text, _ in source.texts:
        words = [one for one in scoring_tokens(text, languages.CHINESE) if one.term in places]
        begin = 0
        for pair in tokens.han_pairs(text):
            while begin < len(words) and words[begin].end <= pair.start:
                begin += 1
            near = words[begin : begin + _NEAR]
            over = {places[one.term] for one in near if one.start < pair.end and pair.start < one.end}
            counts[pair.term] = counts.get(pair.term, 0) + 1
            touched.setdefault(pair.term, set()).update(over)
            first.setdefault(pair.term, pair)
    frequencies = {term: statistics.frequency(term) for term in counts}
    values = {
        term: said(count) * statistics.idf(frequencies[term], languages.CHINESE)
        for term, count in counts.items()
        if frequencies[term]
    }
    kept = sorted(values, key=lambda term: (-values[term], term))[:MOST_PAIRS]
    words_mass, pairs_mass = sum(one.mass for one in drafts), sum(values[term] for term in kept)
    if not pairs_mass:
        return drafts
    found = scaled(drafts, 1 - PAIRED)
    for term in kept:
        share = PAIRED * (words_mass or pairs_mass) * values[term] / pairs_mass
        if not touched[term]:
            # Between words that carry no subject: it stands for itself.
            touched[term] = {len(found)}
            found.append(
                Draft(first[term].surface, languages.CHINESE, languages.CHINESE, 0.0, frozenset(), [])
            )
            found[-1].wordings.append(((term,), 0.0, None))
        for place in touched[term]:
            found[place].pairs[term] = share / len(touched[term])
            found[place].mass += share / len(touched[term])
    return found


def scoring_tokens(text: str, language: str) -> tuple[tokens.Token, ...]:
    """The tokens that score: all but the figures with their units, which are compared, not counted."""
    found = tokens.analyse(text, language, figures=True)
    figures = figures_in(text)
    if not figures:
        return found
    return tuple(token for token in found if not is_within(figures, token.start, token.end))


def _balance(drafts: dict[str, list[Draft]], coverage: Mapping[str, float], statistics: Statistics) -> None:
    """Give each language the mass of the one with the most entries; what translation lost stays lost."""
    masses = {target: sum(one.mass for one in found) for target, found in drafts.items()}
    usable = [target for target, mass in masses.items() if mass > 0 and statistics.entries.get(target)]
    if not usable:
        return
    leading = max(usable, key=lambda target: (statistics.entries[target], target))
    for target in usable:
        factor = min(max(masses[leading] / masses[target], 1 / _MOST_SCALING), _MOST_SCALING)
        factor *= coverage.get(target, 1.0) ** UNTRANSLATED
        if factor != 1:
            drafts[target] = scaled(drafts[target], factor)


def _unanswered(
    drafts: Mapping[str, list[Draft]], sources: Mapping[str, Source], statistics: Statistics
) -> tuple[str, ...]:
    """Surfaces of native concepts no entry holds, unless a bridged concept overlaps and is held."""
    carried = [
        one.surface.casefold() for found in drafts.values() for one in found if one.language != one.target
    ]
    missing = [
        one.surface
        for language in sources
        for one in drafts[language]
        if one.language == one.target
        and not any(statistics.frequency(term) for terms, _, _ in one.wordings for term in terms)
    ]
    return tuple(
        surface
        for surface in dict.fromkeys(missing)
        if not any(surface.casefold() in other or other in surface.casefold() for other in carried)
    )


def _assemble(
    drafts: Mapping[str, list[Draft]],
    names: tuple[str, ...],
    unanswered: tuple[str, ...],
    elements: tuple[Element, ...],
    statistics: Statistics,
) -> Plan:
    concepts: list[Concept] = []
    wordings: list[Wording] = []
    values: dict[str, dict[str, list[tuple[int, float]]]] = {}
    pairs: dict[str, list[tuple[int, float]]] = {}
    for target, found in sorted(drafts.items()):
        for draft in found:
            for pair, value in draft.pairs.items():
                pairs.setdefault(pair, []).append((len(wordings), value))
            for terms, value, bridge in draft.wordings:
                place = len(wordings)
                for term, share in _divided(terms, target, statistics):
                    values.setdefault(term, {}).setdefault(target, []).append((place, value * share))
                wordings.append(Wording(len(concepts), terms, bridge))
            concepts.append(Concept(draft.surface, draft.language, target, draft.mass, draft.elements))
    parts = {term: _combined(by_target) for term, by_target in values.items()}
    parts |= {term: tuple(found) for term, found in pairs.items()}
    return Plan(names, tuple(concepts), tuple(wordings), parts, unanswered, elements)


def _divided(terms: tuple[str, ...], target: str, statistics: Statistics) -> Iterable[tuple[str, float]]:
    """A wording's words with their parts of its value, by informativeness."""
    if len(terms) == 1:
        return ((terms[0], 1.0),)
    informative = {term: statistics.idf(statistics.frequency(term), target) for term in terms}
    total = sum(informative.values())
    return ((term, idf / total if total else 1 / len(informative)) for term, idf in informative.items())


def _combined(by_target: Mapping[str, list[tuple[int, float]]]) -> tuple[tuple[int, float], ...]:
    """A term's parts: the strongest whole and the others half, so that overlapping concepts do not pile up.

    A term that serves two languages keeps the parts of the one where it weighs more.
    """
    if len(by_target) == 1:
        (only,) = by_target.values()
        if len(only) == 1:
            return tuple(only)
    best: list[tuple[int, float]] = []
    for found in by_target.values():
        ranked = sorted(found, key=lambda part: (-part[1], part[0]))
        damped = [(place, value if rank == 0 else value / 2) for rank, (place, value) in enumerate(ranked)]
        if sum(value for _, value in damped) > sum(value for _, value in best):
            best = damped
    return tuple(best)
