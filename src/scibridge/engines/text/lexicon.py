"""Terms carried between Chinese and English, each with its probability and where it comes from.

Owns the precedence glossary > learned > dictionary and the segmentation of a text into what can be translated
(probabilistic structured queries: Darwish & Oard 2003). Refuses ranking: what a weight is worth is
matching's affair.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from scibridge.engines.errors import UnknownOption
from scibridge.engines.text import chinese
from scibridge.engines.text.dictionary import Dictionary, load_or_build, unpack
from scibridge.engines.text.glossary import Entry, builtin
from scibridge.engines.text.languages import CHINESE, ENGLISH, HAN
from scibridge.engines.text.learning import LearnedTable
from scibridge.engines.text.normalise import align, normalise
from scibridge.engines.text.tokens import Token, analyse, chinese_terms, english_key, is_stop_word, leading

GLOSSARY, LEARNED, DICTIONARY = "glossary", "learned", "dictionary"
_BUILTIN_SHARE = 0.7  # of the probability, where the general dictionary has renderings too
_PARTS_SHARE, _PARTS_SHARE_CURATED = 0.4, 0.15  # of a phrase's weight, for its words rendered one by one
_WORDS_REMEMBERED = 4_096
_LONGEST = 16  # Han characters of one segment
_MOST_WORDS = 6
_PAIR = 2
_SHORTEST_PART = 4  # letters of a word that is written together with another
_MOST_JOINED, _LONGEST_JOINED, _MOST_MADE = 8, 4, 3  # renderings tried, Han characters, words kept
_JOINED_SHARE = 0.3
_LONGEST_SIMPLE = 4  # Han characters from which a word may be a phrase
_HAN_STRETCH = re.compile(f"[{HAN}]+")
_JOINABLE = re.compile(r"[\s\-]*(?:(?:of|the|and|for|in|a|an|to|on|with|by)\s+)*", re.IGNORECASE)
_PREFIXES = {
    "抗": ("anti",), "反": ("anti", "counter"), "非": ("non",), "微": ("micro",), "超": ("ultra", "super"),
    "多": ("multi", "poly"), "亚": ("sub",), "预": ("pre",), "再": ("re",), "半": ("semi",), "生物": ("bio",),
    "纳米": ("nano",), "光": ("photo",), "电": ("electro",), "热": ("thermo",), "神经": ("neuro",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Translation:
    """One rendering of a term.

    ``terms`` are index terms of the target language (a phrase has several), ``text`` its readable form,
    ``weight`` its probability given the source term (those of one term sum to at most 1), ``origin`` is
    ``glossary``, ``learned`` or ``dictionary``.
    """

    terms: tuple[str, ...]
    text: str
    weight: float
    origin: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch [start, end) of a text that is translated as one; ``translations`` is empty when none is
    known.

    ``words`` are those of an English phrase, each with its own renderings, and ``apart`` is the part of the
    phrase's weight that they deserve: the dictionary's rendering of a phrase may be a rare word (shortness of
    breath → 唈) where people write the parts.
    """

    surface: str
    start: int
    end: int
    translations: tuple[Translation, ...]
    words: tuple["Segment", ...] = ()
    apart: float = 0.0


_Table = Mapping[str, tuple[Translation, ...]]


class Lexicon:
    """Immutable; ``with_glossary`` and ``with_learned`` return another that shares the dictionary."""

    def __init__(
        self,
        dictionary: Dictionary,
        glossary: Mapping[str, _Table] | None = None,
        learned: LearnedTable | None = None,
        builtin_terms: Mapping[str, _Table] | None = None,
    ) -> None:
        nothing: Mapping[str, _Table] = {CHINESE: {}, ENGLISH: {}}
        self._dictionary = dictionary
        self._glossary = glossary or nothing
        self._builtin = builtin_terms or nothing
        self._learned = learned
        self._held = lru_cache(maxsize=_WORDS_REMEMBERED)(self._look_up)

    @classmethod
    def default(cls, cache_directory: Path | None = None) -> "Lexicon":
        """CC-CEDICT under the platform's own glossary; prepared once and kept in ``cache_directory`` if
        given."""
        return cls(load_or_build(cache_directory), builtin_terms=_tables(builtin(), _whole))

    def with_glossary(self, entries: Iterable[Entry | tuple[str, str]]) -> "Lexicon":
        """The lexicon with these entries over all others; a pair is Chinese, English (several with
        semicolons).

        Entries given later stand over those given earlier.
        """
        added = _tables(entries, chinese_terms)
        glossary = {language: {**self._glossary[language], **table} for language, table in added.items()}
        return Lexicon(self._dictionary, glossary, self._learned, self._builtin)

    def with_learned(self, table: LearnedTable) -> "Lexicon":
        """The lexicon with probabilities learned from bilingual records mixed in, the more the oftener
        seen."""
        return Lexicon(self._dictionary, self._glossary, table, self._builtin)

    def translate(self, term: str, source_language: str, limit: int = 5) -> tuple[Translation, ...]:
        """The renderings of a word or phrase as written, likeliest first, at most ``limit``.

        An unknown compound is put together from its parts, if all of them are known.
        """
        _check(source_language)
        if source_language == CHINESE:
            word = "".join(_HAN_STRETCH.findall(normalise(term))) or normalise(term)
            found = self._known(word, CHINESE) or self._composed(word)
        else:
            key = english_key(term)
            found = self._known(" ".join(key), ENGLISH) or self._composed_english(term, len(key))
        return found[:limit]

    def translate_text(self, text: str, source_language: str) -> tuple[Segment, ...]:
        """The text cut into the longest stretches that can be translated, stop words left out, in order.

        Chinese keeps to word boundaries; a word that is not known is cut into known ones. Only the
        stretches in the source language are looked at.
        """
        _check(source_language)
        return tuple(
            self._chinese_segments(text) if source_language == CHINESE else self._english_segments(text)
        )

    def _known(self, key: str, language: str) -> tuple[Translation, ...]:
        if not key:
            return ()
        plain = _irregular().get(key) if language == ENGLISH else None
        if plain is None:
            return self._held(key, language)
        own, other = self._held(key, language), self._held(plain, language)
        return _mixed(own, other, 0.5) if own and other else own or other

    def _look_up(self, key: str, language: str) -> tuple[Translation, ...]:
        if decided := self._glossary[language].get(key):
            return decided
        value = self._general(language).get(key)
        found: tuple[Translation, ...] = ()
        if value is not None:
            found = tuple(Translation(one.terms, one.text, one.weight, DICTIONARY) for one in unpack(value))
        if terms := self._builtin[language].get(key):
            found = _mixed(found, terms, _BUILTIN_SHARE if found else 1.0)
        if self._learned is not None and (glosses := self._learned.renderings(key, language)):
            trust = self._learned.trust(key, language) if found else 1.0
            learned = [Translation(one.terms, one.text, one.weight, LEARNED) for one in glosses]
            found = _mixed(found, learned, trust)
        return found

    def _general(self, language: str) -> Mapping[str, str]:
        return self._dictionary.chinese if language == CHINESE else self._dictionary.english

    def _has(self, key: str, language: str) -> bool:
        if (
            key in self._glossary[language]
            or key in self._builtin[language]
            or key in self._general(language)
        ):
            return True
        return self._learned is not None and bool(self._learned.renderings(key, language))

    def _composed(self, word: str) -> tuple[Translation, ...]:
        """A compound from its parts: 抗 + 精神病 + 药物; empty if a part is unknown or there is but one."""
        parts = [segment.translations[:3] for segment in self._chinese_segments(word)]
        return _products(parts, " ") if len(parts) > 1 and all(parts) else ()

    def _composed_english(self, term: str, size: int) -> tuple[Translation, ...]:
        parts = (
            [segment.translations[:3] for segment in self._english_segments(term)]
            if 1 < size <= _MOST_WORDS
            else []
        )
        return _products(parts, "") if parts and all(parts) else ()

    def _chinese_segments(self, text: str) -> Iterator[Segment]:
        aligned = align(text)
        for stretch in _HAN_STRETCH.finditer(aligned.text):
            pieces = list(self._prefixed(self._pieces(stretch.group())))
            for word, place, translations in pieces:
                start, end = aligned.span(stretch.start() + place, stretch.start() + place + len(word))
                yield Segment(text[start:end], start, end, translations)

    def _pieces(self, stretch: str) -> Iterator[tuple[str, int]]:
        """(word, place) of the stretch: neighbouring words that are known together, else words, else
        their parts."""
        words = list(chinese.cut(stretch))
        index = place = 0
        while index < len(words):
            for count in range(min(_MOST_WORDS, len(words) - index), 0, -1):
                joined = "".join(words[index : index + count])
                if len(joined) <= _LONGEST and self._has(joined, CHINESE):
                    break
            if count == 1 and not self._has(joined, CHINESE) and len(joined) > 1:
                yield from self._parts(joined, place)
            else:
                yield joined, place
            index += count
            place += len(joined)

    def _parts(self, word: str, place: int) -> Iterator[tuple[str, int]]:
        """An unknown word cut into the longest known ones from the left; what is not known stays single."""
        start = 0
        while start < len(word):
            end = next(
                (stop for stop in range(len(word), start + 1, -1) if self._has(word[start:stop], CHINESE)),
                start + 1,
            )
            yield word[start:end], place + start
            start = end

    def _prefixed(
        self, pieces: Iterable[tuple[str, int]]
    ) -> Iterator[tuple[str, int, tuple[Translation, ...]]]:
        """Translations per piece; a prefix joins the word after it where English has the joined word."""
        waiting: tuple[str, int] | None = None
        for word, place in pieces:
            if waiting is not None:
                joined = self._with_prefix(waiting[0], word)
                if joined:
                    yield waiting[0] + word, waiting[1], joined
                    waiting = None
                    continue
                yield from self._single(*waiting)
                waiting = None
            if word in _PREFIXES:
                waiting = (word, place)
            else:
                yield from self._single(word, place)
        if waiting is not None:
            yield from self._single(*waiting)

    def _single(self, word: str, place: int) -> Iterator[tuple[str, int, tuple[Translation, ...]]]:
        if is_stop_word(word, CHINESE):
            return
        found = self._known(word, CHINESE)
        if found and len(word) >= _LONGEST_SIMPLE:
            within = self._words_within(word)
            parts = [self._known(part, CHINESE) for part in within] if len(within) > 1 else []
            found = self._with_parts(found, parts) if parts else found
        yield word, place, found

    def _words_within(self, word: str) -> list[str]:
        """The known words a word is put together from, no single characters; [] where it has none."""
        start, found = 0, []
        while start < len(word):
            last = min(len(word), start + len(word) - 1)
            end = next(
                (stop for stop in range(last, start + 1, -1) if self._has(word[start:stop], CHINESE)), 0
            )
            if not end:
                return []
            found.append(word[start:end])
            start = end
        return found

    @staticmethod
    def _with_parts(
        found: tuple[Translation, ...], parts: list[tuple[Translation, ...]]
    ) -> tuple[Translation, ...]:
        """A Chinese phrase's own renderings and, with less of the weight, its words rendered one by one."""
        if not found or not all(parts):
            return found
        curated = found[0].origin in (GLOSSARY, LEARNED)
        products = _products([part[:3] for part in parts], " ")
        total = sum(one.weight for one in products)
        word_by_word = [replace(one, weight=one.weight / total) for one in products if total]
        return _mixed(found, word_by_word, _PARTS_SHARE_CURATED if curated else _PARTS_SHARE)

    def _with_prefix(self, prefix: str, word: str) -> tuple[Translation, ...]:
        found: list[Translation] = []
        for one in self._known(word, CHINESE)[:5]:
            for letters in _PREFIXES[prefix]:
                key = english_key(letters + one.text) if " " not in one.text else ()
                if len(key) == 1 and self._has(key[0], ENGLISH):
                    found.append(replace(one, terms=key, text=letters + one.text, weight=one.weight))
                    break
        total = sum(one.weight for one in found)
        return tuple(replace(one, weight=round(one.weight / max(total, 1.0), 4)) for one in found)

    def _english_segments(self, text: str) -> Iterator[Segment]:
        tokens = [token for token in leading(analyse(text)) if token.language == ENGLISH]
        index = 0
        while index < len(tokens):
            count = self._longest_phrase(text, tokens, index)
            first, last = tokens[index], tokens[index + count - 1]
            words = [token.term for token in tokens[index : index + count]]
            found = self._known(" ".join(words), ENGLISH)
            within: tuple[Segment, ...] = ()
            if count > 1:
                within = tuple(
                    Segment(one.surface, one.start, one.end, self._known(one.term, ENGLISH))
                    for one in tokens[index : index + count]
                )
                if count == _PAIR:
                    found = _joined(found, within[0].translations, within[1].translations)
            elif not found:
                within = self._written_together(first)
            curated = bool(found) and found[0].origin in (GLOSSARY, LEARNED)
            apart = (_PARTS_SHARE_CURATED if curated else _PARTS_SHARE) if within else 0.0
            yield Segment(text[first.start : last.end], first.start, last.end, found, within, apart)
            index += count

    def _written_together(self, token: Token) -> tuple[Segment, ...]:
        """The two known words that an unknown one is written of: health + care; the longest first one."""
        word = token.surface
        if word.isascii() and word.isalpha():
            for place in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
                parts = (word[:place], word[place:])
                keys = [english_key(part) for part in parts]
                if all(len(key) == 1 and self._has(key[0], ENGLISH) for key in keys):
                    bounds = ((token.start, token.start + place), (token.start + place, token.end))
                    return tuple(
                        Segment(part, *span, self._known(key[0], ENGLISH))
                        for part, span, key in zip(parts, bounds, keys, strict=True)
                    )
        return ()

    def _longest_phrase(self, text: str, tokens: list[Token], index: int) -> int:
        most = 1
        while most < _MOST_WORDS and index + most < len(tokens):
            between = text[tokens[index + most - 1].end : tokens[index + most].start]
            if not _JOINABLE.fullmatch(between):
                break
            most += 1
        for count in range(most, 1, -1):
            if self._has(" ".join(token.term for token in tokens[index : index + count]), ENGLISH):
                return count
        return 1


@lru_cache(maxsize=1)
def _irregular() -> Mapping[str, str]:
    """Index term of an irregular form → that of its plain form, which the dictionary renders."""
    lines = Path(__file__).with_name("irregular.tsv").read_text(encoding="utf-8").splitlines()
    found = {}
    for plain, forms in (line.split("\t") for line in lines):
        for form in forms.split():
            (key,), (other,) = english_key(form) or ("",), english_key(plain) or ("",)
            if key and other and key != other:
                found[key] = other
    return found


def _joined(
    found: tuple[Translation, ...], first: tuple[Translation, ...], second: tuple[Translation, ...]
) -> tuple[Translation, ...]:
    """With the renderings of two words that make one Chinese word together: chest + pain → 胸 + 痛 → 胸痛."""
    words: dict[str, float] = {}
    for one in first[:_MOST_JOINED]:
        for other in second[:_MOST_JOINED]:
            word = one.text + other.text
            if len(word) <= _LONGEST_JOINED and chinese.frequency(word):
                words[word] = words.get(word, 0.0) + (one.weight * other.weight) ** 0.5
    total = sum(words.values())
    made = [
        Translation((word,), word, share / total, DICTIONARY)
        for word, share in sorted(words.items(), key=lambda item: -item[1])[:_MOST_MADE]
    ]
    return _mixed(found, made, _JOINED_SHARE if found else 1.0) if made else found


def _check(language: str) -> None:
    if language not in (CHINESE, ENGLISH):
        raise UnknownOption("source_language", language, (ENGLISH, CHINESE))


def _whole(word: str) -> tuple[str, ...]:
    """The index terms of a built-in entry: the segmenter knows it as one word, so it need not be asked."""
    return (word,) if _HAN_STRETCH.fullmatch(word) and len(word) > 1 else chinese_terms(word)


def _tables(
    entries: Iterable[Entry | tuple[str, str]], terms_of: Callable[[str], tuple[str, ...]]
) -> dict[str, _Table]:
    found: dict[str, dict[str, dict[tuple[str, ...], tuple[str, float]]]] = {CHINESE: {}, ENGLISH: {}}
    for given in entries:
        entry = given if isinstance(given, Entry) else Entry(given[0], tuple(given[1].split(";")))
        word = normalise(entry.chinese)
        terms = terms_of(word)
        weights = entry.weights or (0.0,) * len(entry.english)
        for text, weight in zip(map(normalise, entry.english), weights, strict=True):
            key = english_key(text)
            if key and terms:
                found[CHINESE].setdefault(word, {}).setdefault(key, (text, weight))
                found[ENGLISH].setdefault(" ".join(key), {}).setdefault(terms, (word, weight))
    return {name: {key: _ranked(ways) for key, ways in table.items()} for name, table in found.items()}


def _ranked(found: Mapping[tuple[str, ...], tuple[str, float]]) -> tuple[Translation, ...]:
    """Glossary renderings by their weights; where none is given, each next one is half as likely."""
    given = [weight or 0.5**rank for rank, (_, weight) in enumerate(found.values())]
    total = sum(given)
    ways = [
        Translation(terms, text, round(weight / total - 5e-5, 4), GLOSSARY)
        for (terms, (text, _)), weight in zip(found.items(), given, strict=True)
    ]
    return tuple(sorted(ways, key=lambda one: -one.weight))


def _mixed(
    found: Iterable[Translation], more: Iterable[Translation], trust: float
) -> tuple[Translation, ...]:
    """Both lists in one, ``trust`` of the probability to the second; whoever gave a rendering more owns
    it."""
    merged = {one.terms: replace(one, weight=one.weight * (1 - trust)) for one in found}
    for one in more:
        share = one.weight * trust
        known = merged.get(one.terms)
        if known is None:
            merged[one.terms] = replace(one, weight=share)
        else:
            origin = one.origin if share > known.weight else known.origin
            merged[one.terms] = replace(known, weight=known.weight + share, origin=origin)
    return tuple(sorted(merged.values(), key=lambda one: (-one.weight, one.terms)))


def _products(parts: list[tuple[Translation, ...]], joint: str) -> tuple[Translation, ...]:
    """Every way to render the parts in turn, likeliest first, at most 50 kept on the way."""
    found = [Translation((), "", 1.0, DICTIONARY)]
    for choices in parts:
        found = [
            Translation(
                left.terms + right.terms,
                (left.text + joint + right.text).strip(),
                left.weight * right.weight,
                right.origin if right.origin != DICTIONARY else left.origin,
            )
            for left in found
            for right in choices
        ]
        found = sorted(found, key=lambda one: -one.weight)[:50]
    return tuple(found)


@lru_cache(maxsize=4)
def default(cache_directory: Path | None = None) -> Lexicon:
    """``Lexicon.default``, one per process and folder."""
    return Lexicon.default(cache_directory)
