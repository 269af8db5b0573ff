"""From a need to weighted index terms in every language the index holds.

A *concept* is one thing the query says, for entries of one language: a term of its own words, or a stretch
of them carried over by the lexicon. A concept has *wordings*: itself, or up to ``MOST_WORDINGS``
translations.

All wordings of a bridged concept share one inverse document frequency, that of their weighted union, as in
probabilistic structured queries (Darwish & Oard 2003), so that a rare mistranslation cannot outshout the
right one. A wording is credited (p / p of the likeliest)^``CREDIT``: with 0 every synonym counts as the
likeliest does (Pirkola 1998), with 1 in proportion to its probability; a document uses one of them, and
which one depends on its writer more than on the question. The union counts with the same credits, so a word
with many renderings, all of them common, tells little. A wording of several words counts as one: its words
divide its weight by their informativeness.

Each language's concepts are brought to the same total mass (that of the language with the most entries,
bridged ones less what could not be translated), so that a document is not preferred for its language. A
document in two languages is scored by its better entry, never by both. Everything ends as one flat union
of boosted terms in one field, which tantivy evaluates with block-max WAND.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from math import log
from typing import Any, Final, NamedTuple, Protocol

import tantivy

from scibridge.engines.matching.documents import Element, Query
from scibridge.engines.matching.entries import field_of
from scibridge.engines.matching.explanation import Bridge
from scibridge.engines.matching.partition import SHOULD, Partition
from scibridge.engines.text import languages, quantities, tokens
from scibridge.engines.text.lexicon import Lexicon, Segment, Translation

ANY: Final = ""
MOST_CONCEPTS: Final = 56
MOST_WORDINGS: Final = 16
FEWEST_WORDINGS: Final = 4
MOST_BRIDGED_TERMS: Final = 256
LONGEST_QUERY: Final = 100_000
CREDIT: Final = 0.35
USAGE: Final = 0.15
UNTRANSLATED: Final = 0.5
REPETITION: Final = 1000.0
LEAST_PROBABILITY: Final = 0.002
ONE_CHARACTER: Final = 0.1
UNRELATED: Final = 0.5
ENOUGH_OF_ITS_OWN: Final = 0.5
PAIRED: Final = 0.5
MOST_PAIRS: Final = 48
_PAIR: Final = 2
_RENDERINGS_KEPT: Final = 32_768
_NEAR: Final = 8  # words that may overlap with one pair: a word and the words within it
_MOST_SCALING: Final = 4.0
_LEAST_IDF: Final = 0.01
_NAME: Final = re.compile(r"[0-9]|[A-Z].*[A-Z]")
_DIGIT: Final = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿]")


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


@dataclass(slots=True)
class _Source:
    """The query's words in one language."""

    texts: list[tuple[str, Element | None]] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """A concept in the making: its wordings with their values before scaling."""

    surface: str
    language: str
    target: str
    mass: float
    elements: frozenset[Element]
    wordings: list[tuple[tuple[str, ...], float, Bridge | None]]
    pairs: dict[str, float] = field(default_factory=dict)


class _Stretch(NamedTuple):
    """What of the query is carried over as one, how often it is said and in which elements."""

    segment: Segment
    count: float = 0.0
    elements: frozenset[Element] = frozenset()


class Counts(Protocol):
    """What planning asks of a partition."""

    @property
    def entry_count(self) -> int:
        """Entries of all languages."""
        ...

    @property
    def entries_by_language(self) -> dict[str, int]:
        """Language → entries."""
        ...

    def frequency(self, field: str, value: str) -> int:
        """Entries that hold the term."""
        ...


class _Statistics:
    """Document frequencies of one partition, each asked once."""

    def __init__(self, partition: Counts) -> None:
        self._partition = partition
        self._frequencies: dict[str, int] = {}
        self.entries = partition.entries_by_language
        self._everything = sum(self.entries.values())

    def frequency(self, term: str) -> int:
        found = self._frequencies.get(term)
        if found is None:
            found = self._frequencies[term] = self._partition.frequency(field_of(term), term)
        return found

    def joint_frequency(self, terms: tuple[str, ...], language: str) -> float:
        """Entries thought to hold all the words: fewer than the rarest, more than if they were unrelated."""
        if len(terms) == 1:
            return self.frequency(terms[0])
        rarest, *others = sorted(self.frequency(term) for term in terms)
        total = max(self.entries.get(language, 0), others[-1] if others else rarest, 1)
        joint = float(rarest)
        for frequency in others:
            joint *= (frequency / total) ** UNRELATED
        return joint

    def idf(self, frequency: float, language: str) -> float:
        entries = self._everything if language == ANY else self.entries.get(language, 0)
        total = max(frequency, entries)
        return log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def plan(things: Counts, actors: Counts, lexicon: Lexicon, query: Query) -> Plan:
    """The weighted terms of a query. Pure: the same snapshot, lexicon and query give the same plan."""
    statistics = _Statistics(things if things.entry_count else actors)
    sources = _sources(query)
    drafts = {language: _native(source, language, statistics) for language, source in sources.items()}
    own = {language: len(found) for language, found in drafts.items()}
    coverage: dict[str, float] = {}
    for language, source in sources.items():
        for target, entries in statistics.entries.items():
            if target != language and entries and own.get(target, 0) < ENOUGH_OF_ITS_OWN * own[language]:
                bridged, coverage[target] = _bridged(source, language, target, lexicon, statistics)
                bridged += _written_alike(drafts[language], bridged, target, statistics)
                drafts[target] = bridged + drafts.get(target, [])
    unanswered = _unanswered(drafts, sources, statistics)
    _balance(drafts, coverage, statistics)
    elements = tuple(one for one, text in query.elements.items() if text.strip())
    return _assemble(drafts, tuple(sources), unanswered, elements, statistics)


def _sources(query: Query) -> dict[str, _Source]:
    sources: dict[str, _Source] = {}
    given: list[tuple[str, str, Element | None]] = [(name, text, None) for name, text in query.texts.items()]
    given += [("", text, element) for element, text in query.elements.items()]
    for name, text, element in given:
        clean = text[:LONGEST_QUERY].encode("utf-8", "replace").decode()
        if clean.strip():
            language = name or languages.detect(clean)
            language = language if language in (languages.ENGLISH, languages.CHINESE) else languages.ENGLISH
            sources.setdefault(language, _Source()).texts.append((clean, element))
    return sources


def _native(source: _Source, language: str, statistics: _Statistics) -> list[_Draft]:
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
        drafts.append(_Draft(token.surface, token.language, language, mass, held, [((term,), mass, None)]))
    kept = _most_informative(drafts, statistics, MOST_CONCEPTS)
    return _paired(kept, source, statistics) if language == languages.CHINESE else kept


def _paired(drafts: list[_Draft], source: _Source, statistics: _Statistics) -> list[_Draft]:
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
    found = _scaled(drafts, 1 - PAIRED)
    for term in kept:
        share = PAIRED * (words_mass or pairs_mass) * values[term] / pairs_mass
        if not touched[term]:
            # Between words that carry no subject: it stands for itself.
            touched[term] = {len(found)}
            found.append(
                _Draft(first[term].surface, languages.CHINESE, languages.CHINESE, 0.0, frozenset(), [])
            )
            found[-1].wordings.append(((term,), 0.0, None))
        for place in touched[term]:
            found[place].pairs[term] = share / len(touched[term])
            found[place].mass += share / len(touched[term])
    return found


def scoring_tokens(text: str, language: str) -> tuple[tokens.Token, ...]:
    """The tokens that score: all but the figures with their units, which are compared, not counted."""
    found = tokens.analyse(text, language, figures=True)
    figures = _figures(text)
    if not figures:
        return found
    return tuple(token for token in found if not _within(figures, token.start, token.end))


def _figures(text: str) -> list[tuple[int, int]]:
    return [figure.span for figure in quantities.read(text) if figure.unit] if _DIGIT.search(text) else []


def _within(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(begin <= start and end <= stop for begin, stop in spans)


def said(count: float) -> float:
    """The weight of saying something so many times: BM25's third factor, k3 = 1000 as for long queries."""
    return (REPETITION + 1) * count / (REPETITION + count)


def _most_informative(drafts: list[_Draft], statistics: _Statistics, most: int) -> list[_Draft]:
    if len(drafts) <= most:
        return drafts

    # A term no entry holds is kept, so that it can be named as unanswered, but never crowds out another; nor
    # do the bare figures of a long text, which tell what was counted rather than what it is about.
    def rank(draft: _Draft) -> tuple[bool, bool, float, str]:
        known = any(statistics.frequency(term) for terms, _, _ in draft.wordings for term in terms)
        return not known, draft.surface.replace(".", "").isdigit(), -draft.mass, draft.surface

    return sorted(drafts, key=rank)[:most]


def _bridged(
    source: _Source, language: str, target: str, lexicon: Lexicon, statistics: _Statistics
) -> tuple[list[_Draft], float]:
    """Concepts of the other language, and the part of what was said that has any there.

    A phrase leaves ``Segment.apart`` of its weight to each of its words, and all of it where no entry holds
    it.
    """
    stretches = _stretches(source, language, lexicon)
    carried = {name: _carried(one.segment, language, target, statistics) for name, one in stretches.items()}
    everything = sum(said(one.count) for one in stretches.values())
    asked = dict(stretches)
    for name, one in stretches.items():
        left = one.segment.apart if carried[name] is not None else 1.0
        for word in one.segment.words:
            inner = word.surface.casefold()
            if inner not in carried:
                carried[inner] = _carried(word, language, target, statistics)
            known = asked.get(inner) or _Stretch(word)
            asked[inner] = _Stretch(word, known.count + left * one.count, known.elements | one.elements)
    drafts = []
    for name, one in asked.items():
        draft = carried[name]
        if draft is not None:
            (scaled,) = _scaled((draft,), said(one.count * (1 - one.segment.apart)))
            drafts.append(replace(scaled, elements=one.elements))
    translated = sum(
        said(one.count)
        for name, one in stretches.items()
        if carried[name] or any(carried[word.surface.casefold()] for word in one.segment.words)
    )
    return _bounded(drafts, statistics), translated / everything if everything else 0.0


def _stretches(source: _Source, language: str, lexicon: Lexicon) -> dict[str, _Stretch]:
    """What is carried over as one, by its words in lower case."""
    found: dict[str, _Stretch] = {}
    for text, element in source.texts:
        figures = _figures(text)
        for segment in lexicon.translate_text(text, language):
            # "no less than 400 Wh/kg" is compared in any language; its "less" asks for nothing.
            if not _within(figures, segment.start, segment.end):
                name = segment.surface.casefold()
                known = found.get(name) or _Stretch(segment)
                elements = known.elements if element is None else known.elements | {element}
                found[name] = _Stretch(known.segment, known.count + 1, elements)
    return found


def _bounded(drafts: list[_Draft], statistics: _Statistics) -> list[_Draft]:
    """The most informative, with as many wordings each as keep all within ``MOST_BRIDGED_TERMS``."""
    kept = _most_informative(drafts, statistics, MOST_CONCEPTS)
    for most in range(MOST_WORDINGS, FEWEST_WORDINGS - 1, -1):
        terms = [len({term for terms, _, _ in one.wordings[:most] for term in terms}) for one in kept]
        if sum(terms) <= MOST_BRIDGED_TERMS:
            break
    within = sum(total <= MOST_BRIDGED_TERMS for total in accumulate(terms))
    return [replace(one, wordings=one.wordings[:most]) for one in kept[:within]]


def _carried(segment: Segment, language: str, target: str, statistics: _Statistics) -> _Draft | None:
    """A segment said once as a concept of the other language; None when nothing there can answer it."""
    ranked = []
    for one in segment.translations:
        if one.terms and one.weight >= LEAST_PROBABILITY:
            terms, part = _as_indexed(one, target, statistics)
            number = statistics.joint_frequency(terms, target)
            if number:
                # What the index really uses is the likelier rendering: p × usage^USAGE, made to sum to one.
                ranked.append((part * one.weight * number**USAGE, number, terms, one))
    ranked = sorted(ranked, key=lambda way: (-way[0], way[2]))[:MOST_WORDINGS]
    total = sum(share for share, *_ in ranked)
    if not total:
        return None
    chances = [share / total for share, *_ in ranked]
    credited = [(chance / chances[0]) ** CREDIT for chance in chances]
    union = sum(credit * number for credit, (_, number, _, _) in zip(credited, ranked, strict=True))
    mass = statistics.idf(union, target)
    wordings: list[tuple[tuple[str, ...], float, Bridge | None]] = []
    for chance, credit, (_, _, terms, one) in zip(chances, credited, ranked, strict=True):
        bridge = Bridge(segment.surface, language, one.text, target, round(chance, 4), one.origin)
        wordings.append((terms, mass * credit, bridge))
    return _Draft(segment.surface, language, target, mass, frozenset(), wordings)


def _as_indexed(one: Translation, target: str, statistics: _Statistics) -> tuple[tuple[str, ...], float]:
    """The terms by which entries hold a rendering, and what part of its probability they deserve.

    A Chinese word of two characters is looked for as it is, others by their characters: what a dictionary
    writes as one word stands in texts within others (手 in 洗手) or with its parts apart, and the segmenter
    has its own opinion of long ones. A character by itself tells less than a word.
    """
    pieces = _pieces_of(one.text) if target == languages.CHINESE else ()
    if not pieces:
        return one.terms, 1.0
    if len(one.text) == 1:
        return pieces, ONE_CHARACTER
    if len(one.text) == _PAIR and all(map(statistics.frequency, one.terms)):
        return one.terms, 1.0
    return (pieces if all(map(statistics.frequency, pieces)) else one.terms), 1.0


@lru_cache(maxsize=_RENDERINGS_KEPT)
def _pieces_of(rendering: str) -> tuple[str, ...]:
    """Empty for what is not in Han characters alone."""
    return tokens.pieces_of(rendering) if tokens.is_han(rendering) else ()


def _written_alike(
    native: Iterable[_Draft], carried: Iterable[_Draft], target: str, statistics: _Statistics
) -> list[_Draft]:
    """What both write in Latin letters: names and codes (CRISPR, IL-6), words no lexicon carries."""
    known = [one.surface.casefold() for one in carried]
    found = []
    for one in native:
        term = one.wordings[0][0][0]
        frequency = statistics.frequency(term)
        if one.language != languages.ENGLISH or not frequency:
            continue
        if _NAME.search(one.surface) or not any(one.surface.casefold() in surface for surface in known):
            mass = statistics.idf(frequency, ANY)
            found.append(replace(one, target=target, mass=mass, wordings=[((term,), mass, None)]))
    return found


def _scaled(drafts: Iterable[_Draft], factor: float) -> list[_Draft]:
    return [
        replace(
            one,
            mass=one.mass * factor,
            wordings=[(terms, value * factor, bridge) for terms, value, bridge in one.wordings],
            pairs={term: value * factor for term, value in one.pairs.items()},
        )
        for one in drafts
    ]


def _balance(drafts: dict[str, list[_Draft]], coverage: Mapping[str, float], statistics: _Statistics) -> None:
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
            drafts[target] = _scaled(drafts[target], factor)


def _unanswered(
    drafts: Mapping[str, list[_Draft]], sources: Mapping[str, _Source], statistics: _Statistics
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
    drafts: Mapping[str, list[_Draft]],
    names: tuple[str, ...],
    unanswered: tuple[str, ...],
    elements: tuple[Element, ...],
    statistics: _Statistics,
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


def _divided(terms: tuple[str, ...], target: str, statistics: _Statistics) -> Iterable[tuple[str, float]]:
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
