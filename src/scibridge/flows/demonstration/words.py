"""Bilingual words of the demonstration world, and the templates its texts are rendered from."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A slot is {name}; a range is {380..460} or {0.8..1.4}, drawn with the decimals it is written with.
_SLOT = re.compile(r"\{([A-Za-z_]+|\d+(?:\.\d+)?\.\.\d+(?:\.\d+)?)\}")
# The first letter after the end of a sentence; a figure such as "0.42 kWh" has no space there.
_SENTENCE = re.compile(r"(?<=[a-z)%\d][.?!] )[a-z]")


def _capital(match: re.Match[str]) -> str:
    return match.group().upper()


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in English and Chinese; either may be empty."""

    en: str = ""
    zh: str = ""

    def only(self, languages: Sequence[str]) -> "Words":
        """These words in ``languages`` (``en``, ``zh``) alone."""
        return Words(self.en if "en" in languages else "", self.zh if "zh" in languages else "")

    def rendered(self, english: Mapping[str, str], chinese: Mapping[str, str]) -> "Words":
        """Slots filled, each language from its own values; an English sentence keeps its capital."""
        return Words(_SENTENCE.sub(_capital, fill(self.en, english)), fill(self.zh, chinese))

    def followed(self, by: "Words") -> "Words":
        """These words with others directly behind; a language missing here stays missing."""
        return Words(self.en + by.en if self.en else "", self.zh + by.zh if self.zh else "")

    def __add__(self, other: "Words") -> "Words":
        """Sentences joined, in English by a space; a language missing on the left stays missing."""
        return self.followed(Words(f" {other.en}" if other.en else "", other.zh))


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its slots filled; raises ``KeyError`` for a slot without a value."""
    return _SLOT.sub(lambda match: values[match.group(1)], text)


def capitalised(text: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Range:
    """A figure drawn uniformly from [low, high] with ``decimals`` decimals."""

    low: float
    high: float
    decimals: int

    def drawn(self, chance: float) -> str:
        """The figure at ``chance`` (0 to 1) of the way."""
        return f"{self.low + (self.high - self.low) * chance:.{self.decimals}f}"


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut once into words, slot names and ranges, so that rendering it many times is cheap."""

    parts: tuple[str, ...]
    fields: tuple[str | Range, ...]

    @classmethod
    def of(cls, text: str) -> "Template":
        """The template of ``text``."""
        pieces = _SLOT.split(text)
        return cls(tuple(pieces[::2]), tuple(_field(piece) for piece in pieces[1::2]))

    def rendered(self, values: Mapping[str, str], chances: random.Random) -> str:
        """The text with slots from ``values`` and figures from ``chances``."""
        if not self.fields:
            return self.parts[0]
        written = [self.parts[0]]
        for slot, after in zip(self.fields, self.parts[1:], strict=True):
            written.append(values[slot] if isinstance(slot, str) else slot.drawn(chances.random()))
            written.append(after)
        return "".join(written)


def _field(piece: str) -> str | Range:
    low, dots, high = piece.partition("..")
    return Range(float(low), float(high), len(low.partition(".")[2])) if dots else piece
