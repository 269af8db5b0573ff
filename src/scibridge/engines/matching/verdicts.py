"""How an answer stands to each must-have: the figure it gives for that metric, compared in the right unit.

A figure counts only when the metric's words belong to it: they name it (as the reader of quantities says), or
they stand in the same sentence with no other figure of the kind in between, or a verb, an adjective or the
unit stands for what they lack. A unit alone is enough where it leaves no doubt and no other figure has it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from scibridge.engines.matching.documents import Document, MustHave
from scibridge.engines.matching.explanation import Outcome, Verdict
from scibridge.engines.matching.measured import Figures, texts_of
from scibridge.engines.text import quantities, tokens, units
from scibridge.engines.text.changes import is_change, measures_change
from scibridge.engines.text.implied import WIDE_UNITS, empty_terms, implied, ways_of
from scibridge.engines.text.languages import CHINESE, ENGLISH
from scibridge.engines.text.lexicon import Lexicon
from scibridge.engines.text.metrics import last_phrase, names_measure
from scibridge.engines.text.normalise import normalise
from scibridge.engines.text.quantities import Operator, Quantity

NAMED: Final = 2
NEARBY: Final = 1
_LANGUAGES: Final = (ENGLISH, CHINESE)
_PREFERENCE: Final = (Outcome.MEETS, Outcome.PARTLY, Outcome.NO, Outcome.UNKNOWN)
_LONGEST_QUOTE: Final = 120
_MOST_WORDINGS: Final = 4
_CLOSE_BEHIND: Final = 30
_LONGEST_CHANGE: Final = 70
_WORKS_IN: Final = re.compile(
    r"\b(?:operat|work|service|use\b|input|qualif|stor|ambient|surviv|measur|adjust|range|environment|appl|install)[a-z]*\b"
    r"|施工|作业|工作|运行|使用|适用|服役|输入|贮存|储存|存储|环境|鉴定|耐受|测量|量程|调节|可调|范围",
    re.IGNORECASE,
)
_ADJUSTABLE: Final = re.compile(
    r"\b(?:adjustable|settable|selectable|tunable|variable)\b|可调|调节", re.IGNORECASE
)
_NOUN_ENDINGS: Final = re.compile(r"(?<=[a-z]{4})(?:age?|th|ment|anc|enc|er|or|al|ion|e)$")
_CLAUSE_END: Final = re.compile(r"[,;，；、]")
_SENTENCE_END: Final = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A must-have and the ways its metric is said: language → sets of index terms; empty when unnamed."""

    must_have: MustHave
    wordings: Mapping[str, tuple[frozenset[str], ...]]
    # Its Chinese names as written: words cut in another way are still those words.
    literals: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        return any(self.wordings.values())


@dataclass(frozen=True, slots=True)
class _Found:
    strength: int
    verdict: Verdict


def wanted(must_haves: Iterable[MustHave], lexicon: Lexicon) -> tuple[Wanted, ...]:
    """Must-haves with their metrics in both languages, through the lexicon where one is missing."""
    found = []
    for one in must_haves:
        metric = tuple(one.metric.items())
        found.append(Wanted(one, _wordings(metric, lexicon), _literals(metric, lexicon)))
    return tuple(found)


def _ways_to_cut(found: Sequence[tokens.Token]) -> Iterator[set[str]]:
    """The terms of a name: the longest, and the shortest that lie within them (电机功率; 电机 + 功率)."""
    yield {token.term for token in tokens.leading(found)}
    yield {one.term for one in found if not any(_lies_within(other, one) for other in found)}


def _lies_within(one: tokens.Token, other: tokens.Token) -> bool:
    inside = other.start <= one.start and one.end <= other.end
    return inside and (one.start, one.end) != (other.start, other.end)


@lru_cache(maxsize=4_096)
def _literals(metric: tuple[tuple[str, str], ...], lexicon: Lexicon) -> tuple[str, ...]:
    given = dict(metric)
    names = [given.get(CHINESE, "")]
    if ENGLISH in given:
        names += [one.text for one in lexicon.translate(given[ENGLISH], ENGLISH)[:_MOST_WORDINGS]]
    return tuple(dict.fromkeys(name for one in names if len(name := normalise(one).strip()) > 1))


@lru_cache(maxsize=4_096)
def _wordings(
    metric: tuple[tuple[str, str], ...], lexicon: Lexicon
) -> Mapping[str, tuple[frozenset[str], ...]]:
    given = {language: text for language, text in metric if text.strip()}
    found = {}
    for language in _LANGUAGES:
        own = [given[language]] if language in given else []
        own += [text for name, text in given.items() if name not in _LANGUAGES]
        carried = [
            frozenset(one.terms)
            for name, text in given.items()
            if name in _LANGUAGES and name != language
            for one in lexicon.translate(text, name)[:_MOST_WORDINGS]
        ]
        sets = [frozenset(terms) for text in own for terms in _ways_to_cut(tokens.analyse(text, language))]
        ways = [way for one in [*sets, *carried] if one for way in ways_of(one)]
        found[language] = tuple(dict.fromkeys(ways))
    return found


def judge(one: Wanted, document: Document, figures: Figures | None = None) -> Verdict:
    """The verdict on one must-have: the best the answer says of that metric, or unknown.

    ``figures`` are those of the document's texts, where they were read before.
    """
    held = figures or {}
    found: list[_Found] = []
    for language, fields in document.texts.items():
        for name, text in texts_of(fields):
            known = held.get(text)
            found.extend(_in_text(one, language, name, text, _figures(text) if known is None else known))
    if not found:
        return Verdict(one.must_have, Outcome.UNKNOWN)
    best = min(found, key=lambda each: (-each.strength, _PREFERENCE.index(each.verdict.outcome)))
    return best.verdict


@lru_cache(maxsize=49_152)
def _figures(text: str) -> tuple[Quantity, ...]:
    return quantities.read(text)


@lru_cache(maxsize=32_768)
def _analysed(text: str, language: str) -> tuple[tokens.Token, ...]:
    return tuple(tokens.analyse(text, language))


def _in_text(
    one: Wanted, language: str, name: str, text: str, figures: Sequence[Quantity]
) -> Iterator[_Found]:
    wish = one.must_have
    for place, figure in enumerate(figures):
        compared = units.compare(wish.operator, wish.low, wish.high, wish.unit, figure)
        if compared.converted_low is None:
            continue
        if _is_change(one, text, figure):
            continue
        strength, start = _belongs(one, language, text, figures, place)
        if not strength:
            continue
        span = (min(start, figure.span[0]), figure.span[1])
        if span[1] - span[0] > _LONGEST_QUOTE:
            span = figure.span
        yield _Found(
            strength,
            Verdict(
                must_have=wish,
                outcome=Outcome.MEETS if _covers(wish, text, figure) else Outcome(compared.outcome_code),
                quote=text[span[0] : span[1]],
                language=language,
                field=name,
                span=span,
                found_low=figure.low,
                found_high=figure.high,
                found_unit=figure.unit,
                converted_low=compared.converted_low,
                converted_high=compared.converted_high,
            ),
        )


def _is_change(one: Wanted, text: str, figure: Quantity) -> bool:
    """Whether the figure says by how much something changed where its level is asked for."""
    if any(map(measures_change, one.must_have.metric.values())):
        return False
    start, end = figure.span
    before, after = text[max(0, start - _LONGEST_CHANGE) : start], text[end : end + _LONGEST_CHANGE]
    return is_change(before, figure.text, after)


def _covers(wish: MustHave, text: str, figure: Quantity) -> bool:
    """Whether the range is one the thing works in and holds the one asked for: −20–60 °C, −10–50 °C."""
    if wish.operator is not Operator.BETWEEN or figure.operator is not Operator.BETWEEN:
        return False
    before = text[max(0, figure.span[0] - _LONGEST_CHANGE) : figure.span[0]]
    if not any(map(_WORKS_IN.search, wish.metric.values())) and not _ADJUSTABLE.search(before):
        return False
    low, high = (units.convert(value, figure.unit, wish.unit) for value in (figure.low, figure.high))
    return low is not None and high is not None and low <= wish.low and wish.high <= high


def _belongs(
    one: Wanted, language: str, text: str, figures: Sequence[Quantity], place: int
) -> tuple[int, int]:
    """(strength, where the metric's words begin); strength 0 when the figure is of something else."""
    figure = figures[place]
    if not one.is_named:
        return NEARBY, figure.span[0]
    begin, end = _sentence(text, figure.span)
    literal = max((text.rfind(name, begin, figure.span[0]) for name in one.literals), default=-1)
    if literal >= 0 and any(name in figure.metric for name in one.literals):
        return NAMED, literal
    sentence = _analysed(text[begin:end], language)
    named = {token.term for token in _analysed(figure.metric, language)}
    core = {token.term for token in _analysed(last_phrase(figure.metric), language)}
    # A text in one language may name its metric in the other; its own comes first.
    others = (ways for name, ways in one.wordings.items() if name != language)
    wordings = tuple(chain(one.wordings.get(language, ()), *others))
    for wording in wordings:
        mentions = [token for token in sentence if token.term in wording]
        if wording <= named:
            return NAMED, _last_start(mentions, begin, figure.span[0], wording)
        if not (named <= wording or core <= wording):
            continue  # the figure is named, and as something else
        before = [token for token in mentions if begin + token.end <= figure.span[0]]
        behind = [token for token in mentions if begin + token.start >= figure.span[1]]
        # The words must stand nearer to this figure than to one before it.
        latest = begin + max((token.start for token in before), default=0)
        if _complete(wording, before) and not _rivals(figures, place, latest):
            return NEARBY, _last_start(mentions, begin, figure.span[0], wording)
        close = figure.span[1] + _CLOSE_BEHIND
        following = figures[place + 1].span[0] if place + 1 < len(figures) else close
        if _complete(wording, [token for token in behind if begin + token.end <= min(close, following)]):
            return NEARBY, figure.span[0]
    if literal >= 0 and not named and not _rivals(figures, place, literal):
        return NEARBY, literal
    return _is_implied(wordings, sentence, text, figures, place), figure.span[0]


def _rivals(figures: Sequence[Quantity], place: int, start: int) -> list[Quantity]:
    """The figures between ``start`` and this one that could be taken for it."""
    near = figures[max(0, place - 3) : place]
    return [other for other in near if start < other.span[0] and _is_alike(other, figures[place])]


def _is_implied(
    wordings: Sequence[frozenset[str]],
    sentence: Sequence[tokens.Token],
    text: str,
    figures: Sequence[Quantity],
    place: int,
) -> int:
    """NEARBY where a verb, an adjective or the unit stands for what the metric's name lacks; else 0."""
    figure = figures[place]
    said, unit, tells = implied(text, figure)
    named = (
        {token.term for token in _analysed(figure.metric, "en")} if names_measure(figure.metric) else set()
    )
    begin = _sentence(text, figure.span)[0]
    following = figures[place + 1].span[0] if place + 1 < len(figures) else len(text)
    close = min(following, figure.span[1] + _CLOSE_BEHIND)
    held = {_root(token.term): begin + token.start for token in sentence if begin + token.end <= close}
    # Chinese may be cut in another way than the name was.
    unseen = {term for wording in wordings for term in wording if term not in held and term[0] >= "\u3400"}
    held |= {term: found for term in unseen if (found := text.find(term, begin, close)) >= 0}
    alone = sum(_is_alike(other, figure) for other in figures) == 1
    for wording in wordings:
        if named and not wording & said and not (wording <= named or named <= wording):
            continue
        told = said | unit | empty_terms() if wording & (said | unit) else said | unit
        if wording <= told and (wording & said or (alone and tells)):
            return NEARBY
        rest = {_root(term) for term in wording - told}
        if not rest or not rest <= held.keys():
            continue
        start = max(held[one] for one in rest)
        is_behind = start >= figure.span[1]
        gap = text[figure.span[1] : start] if is_behind else text[start : figure.span[0]]
        # How long something else takes, how much of something else is in it.
        if (is_behind or (not wording & said and figure.unit in WIDE_UNITS)) and _CLAUSE_END.search(gap):
            continue
        # What a verb says is of its own figure: takes patients of 250 kg, itself weighs 11 kg.
        rivals = _rivals(figures, place, start)
        if wording & said:
            rivals = [other for other in rivals if wording & implied(text, other).said]
        if not rivals:
            return NEARBY
    return 0


def _root(term: str) -> str:
    """The stem without what makes a noun of it: grow and growth, stored and storage."""
    return _NOUN_ENDINGS.sub("", term)


def _is_alike(other: Quantity, figure: Quantity) -> bool:
    """Whether one could be taken for the other: both are of one dimension."""
    return other.unit == figure.unit or units.convert(1.0, other.unit, figure.unit) is not None


def _complete(wording: frozenset[str], mentions: Iterable[tokens.Token]) -> bool:
    return wording <= {token.term for token in mentions}


def _last_start(mentions: Sequence[tokens.Token], begin: int, limit: int, wording: frozenset[str]) -> int:
    """Where the last complete mention before ``limit`` begins."""
    missing, start = set(wording), limit
    for token in reversed(mentions):
        if missing and begin + token.end <= limit and token.term in missing:
            missing.discard(token.term)
            start = min(start, begin + token.start)
    return start


def _sentence(text: str, span: tuple[int, int]) -> tuple[int, int]:
    begin = 0
    for mark in _SENTENCE_END.finditer(text, 0, span[0]):
        begin = mark.end()
    following = _SENTENCE_END.search(text, span[1])
    return begin, following.start() if following else len(text)
