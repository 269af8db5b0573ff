"""One written form for analysis: compatibility forms folded, traditional characters simplified.

Owns what makes two spellings of one text the same text; refuses language, words and case. ``normalise``
is for analysis and display-free comparison; ``align`` keeps the way back to the characters of the original.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

# Controls, format characters (bidi overrides, zero-width, soft hyphen), surrogates and private use:
# never words.
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_SPACE_CONTROLS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"
_HANGUL_JAMO = range(0x1160, 0x1200)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Aligned:
    """A normalised text and its way back.

    ``offsets`` has one entry per character of ``text`` plus one: where that character begins in the original.
    ``None`` means that both are the same string.
    """

    text: str
    original: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The [start, end) of the original that became [start, end) here; never empty for a non-empty
        span."""
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        stop = self.offsets[end]
        begin = self.offsets[start]
        while stop <= begin and end < len(self.offsets) - 1:
            end += 1
            stop = self.offsets[end]
        return begin, stop


@lru_cache(maxsize=1)
def _converter() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """The characters that simplification changes, found by asking the converter once."""
    characters = [
        chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))
    ]
    converted = _converter().convert("\n".join(characters)).split("\n")
    return frozenset(one for one, other in zip(characters, converted, strict=True) if one != other)


@lru_cache(maxsize=1)
def _invisible() -> dict[int, str | None]:
    """A translation table: invisible characters vanish, except those that separate words."""
    table: dict[int, str | None] = {
        code: None
        for code in (
            *range(0x3000),
            *range(0xFE00, 0x10000),
            *range(0x1BC00, 0x1BD00),
            *range(0x1D100, 0x1D200),
        )
        if unicodedata.category(chr(code)) in _INVISIBLE_CATEGORIES
    }
    table |= dict.fromkeys(range(0xD800, 0xE000), None)
    table |= dict.fromkeys(range(0xE0000, 0xE0080), None)
    table |= {ord(character): " " for character in _SPACE_CONTROLS}
    return table


_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_MAYBE_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff0-\uffff\U0001bc00-\U0001bcff\U0001d100-\U0001d1ff"
    r"\U000e0000-\U000e007f]"
)


def simplify(text: str) -> str:
    """Traditional characters to simplified ones (OpenCC ``t2s``), to a fixed point; surrogates must be
    gone."""
    if text.isascii() or _HAN.search(text) is None or _traditional().isdisjoint(text):
        return text
    for _ in range(3):
        simplified = _converter().convert(text)
        if simplified == text:
            break
        text = simplified
    return text


def visible(text: str) -> str:
    """The text without control, format and surrogate characters; those that separate become spaces."""
    return text if _MAYBE_INVISIBLE.search(text) is None else text.translate(_invisible())


def normalise(text: str) -> str:
    """NFKC, simplified characters, nothing invisible, single spaces, no space at the ends; case is kept.

    Idempotent. NFKC folds full-width letters and digits, ligatures and squared units (㎡ → m2).
    """
    if not text.isascii():
        for _ in range(4):
            folded = simplify(unicodedata.normalize("NFKC", visible(text)))
            if folded == text:
                break
            text = folded
    return " ".join(visible(text).split())


def _clusters(text: str) -> list[tuple[int, int]]:
    """[start, end) of every base character with the marks that may compose with it."""
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place < len(text):
            character = text[place]
            if not character.isascii() and (
                unicodedata.combining(character)
                or ord(character) in _HANGUL_JAMO
                or unicodedata.category(character) in _INVISIBLE_CATEGORIES
            ):
                continue
        found.append((start, place))
        start = place
    return found


def align(text: str) -> Aligned:
    """The text folded as by ``normalise``, but with its spaces, and the offsets into the original kept."""
    if text.isascii():
        return Aligned(text if _MAYBE_INVISIBLE.search(text) is None else _spaced(text), text, None)
    plain = _MAYBE_INVISIBLE.search(text) is None and unicodedata.is_normalized("NFKC", text)
    if plain:
        folded, offsets = text, None
    else:
        folded, offsets = _folded(text)
    simplified = simplify(folded)
    if len(simplified) != len(folded):
        simplified = "".join(one if len(one) == 1 else old for old in folded for one in (simplify(old),))
    return Aligned(simplified, text, offsets)


def _spaced(text: str) -> str:
    """ASCII controls as spaces, one for one."""
    return "".join(character if character.isprintable() else " " for character in text)


def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        folded = unicodedata.normalize("NFKC", visible(text[start:end]))
        parts.append(folded)
        offsets.extend([start] * len(folded))
    offsets.append(len(text))
    return "".join(parts), tuple(offsets)
