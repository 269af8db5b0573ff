"""Index terms of English and Chinese text, with the places they came from.

English: lower case, accents folded, stop words out, Snowball stems, alphanumeric codes kept whole.
Chinese: jieba in search mode, simplified, stop words out. Other languages in Latin script are analysed
as English is.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from scibridge.engines.text import chinese
from scibridge.engines.text.chinese import add_words, use_cache
from scibridge.engines.text.languages import CHINESE, ENGLISH, HAN, LATIN, OTHER
from scibridge.engines.text.normalise import align, normalise
from scibridge.engines.text.spelling import american

__all__ = [
    "PIECE",
    "Token",
    "add_words",
    "analyse",
    "are_words_added",
    "chinese_terms",
    "chinese_text",
    "english_key",
    "english_stretch",
    "english_text",
    "han_pairs",
    "han_pieces",
    "is_han",
    "is_stop_word",
    "leading",
    "pairs",
    "pieces_of",
    "pieces_text",
    "use_cache",
]

_LONGEST_TERM = 64
_MOST_REMEMBERED = 400_000
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "ο": "omicron",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "ς": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
_WORD = rf"[0-9{LATIN}\u0370-\u03ff\u0300-\u036f]"
_SCANNER = re.compile(
    rf"(?P<latin>{_WORD}+(?:(?:[-‐‑‒–'’]|(?<=[0-9])[.](?=[0-9])|(?<=[A-Za-z])[.](?=[A-Za-z]\b)){_WORD}+)*)"
    rf"|(?P<han>[{HAN}]+)|(?P<other>(?:(?!{_WORD}|[{HAN}])\w)+)"
)
_ASCII_WORDS = re.compile(r"[a-z0-9]+(?:(?:[-']|(?<=[0-9])\.(?=[0-9])|(?<=[a-z])\.(?=[a-z]\b))[a-z0-9]+)*")
# What must not stand before is looked at behind the first digit, so that the search skips to digits.
_FIGURE = re.compile(r"[0-9](?<![0-9A-Za-z.\-].)[0-9.]*[0-9](?![0-9A-Za-z\-])")
_HAN_STRETCH = re.compile(rf"[{HAN}]+")
_ONE_CHARACTER = 2  # letters of the index term of one character
PIECE = "_"  # begins the index term of what is no word, so that neither is taken for the other
_PARTS = re.compile(r"[^-‐‑‒–'’]+")
_MEASURED = re.compile(
    r"[0-9.]+(?:st|nd|rd|th|s|x|m|k|g|kg|mg|ug|ng|t|l|ml|ul|dl|km|cm|mm|um|nm|pm|h|hr|hrs|min|sec|ms|us|ns|w|kw|mw|gw"
    r"|wh|kwh|mwh|gwh|v|kv|mv|a|ma|ah|mah|hz|khz|mhz|ghz|k|c|f|pa|kpa|mpa|gpa|bar|j|kj|mj|ppm|ppb|mol|mmol|um|nmol|mm"
    r"|yr|yrs|wt|vol|usd|eur|rmb|gb|mb|tb|kb|fold|day|days|year|years)"
)


class Token(NamedTuple):
    """One index term. ``start`` and ``end`` are places in the text as given; ``surface`` is what stands
    there.

    Terms may overlap: a Chinese word and the words within it, a code and its parts.
    """

    term: str
    language: str
    start: int
    end: int
    surface: str


_PLACE = attrgetter("start", "end")


@lru_cache(maxsize=1)
def _stop_words() -> dict[str, frozenset[str]]:
    lines = Path(__file__).with_name("stop_words.tsv").read_text(encoding="utf-8").splitlines()
    return {name: frozenset(words.split()) for name, words in (line.split("\t") for line in lines)}


def is_stop_word(word: str, language: str) -> bool:
    """Whether the lower-cased word carries no subject of its own."""
    return word in _stop_words().get(language, frozenset())


class _EnglishTerms(dict[str, tuple[tuple[str, int, int], ...]]):
    """Lower-cased surface → (term, start, end) within it; one per thread, since a stemmer is not shared."""

    def __init__(self) -> None:
        super().__init__()
        import Stemmer

        # Without its own cache, which is sorted again and again to be kept small: this is one.
        self._stemmer = Stemmer.Stemmer("english", 0)
        self._stop = _stop_words()[ENGLISH]

    def __missing__(self, surface: str) -> tuple[tuple[str, int, int], ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        terms = (
            self._plain(surface) if surface.isascii() and surface.isalpha() else tuple(self._terms(surface))
        )
        if len(surface) <= _LONGEST_TERM:
            self[surface] = terms
        return terms

    def _plain(self, word: str) -> tuple[tuple[str, int, int], ...]:
        """The same for letters alone, which most words are."""
        if word in self._stop or not 2 <= len(word) <= _LONGEST_TERM:
            return ()
        return ((self._stemmer.stemWord(american(word)), 0, len(word)),)

    def _terms(self, surface: str) -> Iterable[tuple[str, int, int]]:
        if len(surface) > 4 * _LONGEST_TERM:
            return
        bare = surface[:-2] if surface.endswith(("'s", "’s")) else surface
        parts = [(_fold(one.group()), one.start(), one.end()) for one in _PARTS.finditer(bare)]
        if len(parts) == 1 or any(mark in bare for mark in "'’"):
            whole = _fold(bare.replace("'", "").replace("’", ""))
            if surface not in self._stop and self._kept(whole):
                yield self._stem(whole), 0, len(bare)
            return
        # Hyphened: a code (COVID-19, IL-6, Li-ion, X-ray) is kept whole; its own words count besides.
        short = any(_has_digit(part) or (len(part) <= 2 and part not in self._stop) for part, _, _ in parts)
        if short and len(parts) <= 5:
            whole = "".join(part for part, _, _ in parts)
            if self._kept(whole):
                yield (whole if _has_digit(whole) else self._stem(whole)), 0, len(bare)
        for part, start, end in parts:
            if len(part) >= 3 and part not in self._stop and self._kept(part):
                yield self._stem(part), start, end

    @staticmethod
    def _kept(word: str) -> bool:
        """Words and codes; not bare figures, measured figures (10mg) or single letters."""
        if not 2 <= len(word) <= _LONGEST_TERM or word.replace(".", "").isdigit():
            return False
        return not (word[0].isdigit() and _MEASURED.fullmatch(word)) or word in {"2d", "3d", "4d", "5g", "6g"}

    def _stem(self, word: str) -> str:
        stem: str = word if _has_digit(word) else self._stemmer.stemWord(american(word.replace(".", "")))
        return stem


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(character.isdigit() for character in word)


def _fold(word: str) -> str:
    """ASCII letters where there are any: accents dropped, Greek letters spelt out."""
    if word.isascii():
        return word
    plain = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    plain = plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("œ", "oe")
    return "".join(_GREEK.get(one, one) for one in plain)


class _EnglishWritten(dict[str, str]):
    """Lower-cased ASCII without spaces → its terms separated by spaces: what bulk analysis asks for."""

    def __init__(self, words: _EnglishTerms) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, stretch: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        written = _stretch_written(stretch, self._words)
        if len(stretch) <= _LONGEST_TERM:
            self[stretch] = written
        return written


def _stretch_written(stretch: str, terms: _EnglishTerms) -> str:
    words = (stretch,) if stretch.isalpha() else _ASCII_WORDS.findall(stretch)
    found = [term for word in words for term, _, _ in terms[word]]
    return found[0] if len(found) == 1 else " ".join(found)


class _PerThread(threading.local):
    def __init__(self) -> None:
        self.english: Any = None
        self.written: Any = None


_memory = _PerThread()


def _english_terms() -> _EnglishTerms:
    if _memory.english is None:
        _memory.english = _EnglishTerms()
        _memory.written = _EnglishWritten(_memory.english)
    terms: _EnglishTerms = _memory.english
    return terms


def _english_written() -> _EnglishWritten:
    _english_terms()
    written: _EnglishWritten = _memory.written
    return written


def _chinese_pieces(stretch: str) -> Iterable[tuple[str, int, int]]:
    """(term, start, end) within a stretch of simplified Han characters, stop words out."""
    stop = _stop_words()[CHINESE]
    place = 0
    for word in chinese.cut(stretch):
        if word not in stop:
            for start, end in chinese.searched(word):
                term = word[start:end]
                if term not in stop:
                    yield term, place + start, place + end
        place += len(word)


@lru_cache(maxsize=300_000)
def _terms_of_chinese_word(word: str) -> tuple[str, ...]:
    stop = _stop_words()[CHINESE]
    if word in stop:
        return ()
    return tuple(term for start, end in chinese.searched(word) if (term := word[start:end]) not in stop)


_words_added = threading.Event()
chinese.when_words_change(_words_added.set)
chinese.when_words_change(_terms_of_chinese_word.cache_clear)


def are_words_added() -> bool:
    """Whether this process cuts Chinese by words that others do not know."""
    return _words_added.is_set()


def analyse(text: str, language: str | None = None, *, figures: bool = False) -> tuple[Token, ...]:
    """The index terms of a text in order of their places.

    Each stretch is analysed by its script, so a mixed text gives terms of both languages. ``language`` says
    what the whole text is in and only matters for scripts that are read in no way here: their words are kept,
    in lower case, as ``other``; Han in a text that is Japanese is cut as Chinese is. With ``figures`` bare
    figures are among them, which no lexicon carries.
    """
    if text.isascii() and text.isprintable() and "_" not in text:
        return _analysed_plain(text, figures=figures)
    aligned = align(text)
    other = language if language not in (None, ENGLISH, CHINESE) else OTHER
    found: list[Token] = []
    words = _english_terms()

    def add(term: str, name: str, start: int, end: int) -> None:
        begin, stop = (start, end) if aligned.offsets is None else aligned.span(start, end)
        found.append(Token(term, name, begin, stop, text[begin:stop]))

    for match in _SCANNER.finditer(aligned.text):
        begin = match.start()
        if match.lastgroup == "latin":
            lowered = match.group().lower()
            exact = len(lowered) == len(match.group())
            for term, start, end in words[lowered]:
                add(term, ENGLISH, begin + start if exact else begin, begin + end if exact else match.end())
        elif match.lastgroup == "han":
            for term, start, end in _chinese_pieces(match.group()):
                add(term, CHINESE, begin + start, begin + end)
        elif 2 <= len(match.group()) <= _LONGEST_TERM:
            add(match.group().lower(), str(other), begin, match.end())
    for figure in _FIGURE.finditer(aligned.text) if figures else ():
        add(PIECE + figure.group(), ENGLISH, figure.start(), figure.end())
    found.sort(key=lambda one: (one.start, one.end))
    return tuple(found)


def _analysed_plain(text: str, *, figures: bool) -> tuple[Token, ...]:
    """The same for printable ASCII without underscores, which holds words and figures alone."""
    words, found = _english_terms(), []
    for match in _ASCII_WORDS.finditer(text.lower()):
        begin = match.start()
        for term, start, end in words[match.group()]:
            found.append(Token(term, ENGLISH, begin + start, begin + end, text[begin + start : begin + end]))
    if figures:
        found += [
            Token(PIECE + one.group(), ENGLISH, one.start(), one.end(), one.group())
            for one in _FIGURE.finditer(text)
        ]
    found.sort(key=_PLACE)
    return tuple(found)


def leading(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens that do not overlap: the longest term of a place speaks for it."""
    chosen: list[Token] = []
    for token in sorted(tokens, key=lambda one: (one.start, -one.end)):
        if not chosen or token.start >= chosen[-1].end:
            chosen.append(token)
    return tuple(chosen)


def english_key(text: str) -> tuple[str, ...]:
    """The index terms under which an English word or phrase is looked up; any inflection gives the same."""
    return tuple(one.term for one in leading(analyse(text)) if one.language == ENGLISH)


def chinese_terms(text: str) -> tuple[str, ...]:
    """The index terms that together find a Chinese word or phrase: as few and as long as it is cut into."""
    return tuple(one.term for one in leading(analyse(text)) if one.language in (CHINESE, ENGLISH))


def pairs(tokens: Iterable[Token]) -> tuple[tuple[Token, Token], ...]:
    """Neighbours that nothing but a space or a joint stands between, of one language."""
    return tuple(
        (left, right)
        for left, right in pairwise(leading(tokens))
        if left.language == right.language and right.start - left.end <= (left.language != CHINESE)
    )


def han_pairs(text: str) -> tuple[Token, ...]:
    """Pairs of neighbouring Han characters as they stand, whatever words they belong to."""
    return tuple(one for one in han_pieces(text) if len(one.term) > _ONE_CHARACTER)


def han_pieces(text: str) -> tuple[Token, ...]:
    """Han characters that are no stop words, and pairs of neighbours, in order of their places."""
    aligned, stop = align(text), _stop_words()[CHINESE]
    found = []
    for match in _HAN_STRETCH.finditer(aligned.text):
        for start in range(match.start(), match.end()):
            for end in range(start + 1, min(start + 3, match.end() + 1)):
                piece = aligned.text[start:end]
                if end - start > 1 or piece not in stop:
                    begin, last = aligned.span(start, end)
                    found.append(Token(PIECE + piece, CHINESE, begin, last, text[begin:last]))
    return tuple(found)


def pieces_of(word: str) -> tuple[str, ...]:
    """The index terms that find a word of Han characters by its pairs, or by the one it has."""
    pairs_of = (word[place : place + 2] for place in range(max(1, len(word) - 1)))
    return tuple(dict.fromkeys(PIECE + one for one in pairs_of))


def is_han(text: str) -> bool:
    """Whether it is written in Han characters alone."""
    return _HAN_STRETCH.fullmatch(text) is not None


def pieces_text(text: str) -> str:
    """The index terms of what is no word, separated by spaces: Han characters and pairs of them, bare
    figures."""
    plain = text if text.isascii() else normalise(text)
    terms = [PIECE + figure for figure in _FIGURE.findall(plain)]
    if plain.isascii():
        return " ".join(terms)
    stop = _stop_words()[CHINESE]
    for stretch in _HAN_STRETCH.findall(plain):
        terms += [PIECE + one for one in stretch if one not in stop]
        terms += [PIECE + stretch[place : place + 2] for place in range(len(stretch) - 1)]
    return " ".join(terms)


def english_text(text: str) -> str:
    """The index terms of the Latin-script words of a text, separated by spaces; Han is passed over. For
    bulk."""
    if text.isascii():
        # No word goes over a space, so what stands between two is read once and remembered.
        return " ".join(filter(None, map(_english_written().__getitem__, text.lower().split())))
    words = _english_terms()
    found = [one.group() for one in _SCANNER.finditer(normalise(text).lower()) if one.lastgroup == "latin"]
    return " ".join([term for word in found for term, _, _ in words[word]])


def english_stretch(stretch: str) -> str:
    """The same of lower-case ASCII without spaces, for whoever remembers it."""
    return _stretch_written(stretch, _english_terms())


def chinese_text(text: str) -> str:
    """The index terms of a Chinese text, its Latin words and codes included, separated by spaces. For
    bulk."""
    words = _english_terms()
    terms: list[str] = []
    for match in _SCANNER.finditer(normalise(text)):
        if match.lastgroup == "han":
            for word in chinese.cut(match.group()):
                terms.extend(_terms_of_chinese_word(word))
        elif match.lastgroup == "latin":
            terms.extend(term for term, _, _ in words[match.group().lower()])
    return " ".join(terms)
