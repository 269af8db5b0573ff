"""How a name, and what someone types for it, is written: folded, joined, in words.

Owns the terms under which names are kept and asked for. ``joined`` leaves out spaces, so that ``Mc Gill``
and ``McGill`` begin alike; words of Han and kana, which have no spaces, are their characters and pairs.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scibridge.engines.text.folding import fold

LONGEST_NAME: Final = 300
LONGEST_JOINED: Final = 120
MOST_WORDS: Final = 12
_APOSTROPHES: Final = re.compile(r"(?<=\w)['’ʼ＇`](?=\w)")
# Letters that no decomposition takes apart, as people type them without their keyboard.
_LETTERS: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ŋ": "n",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
UNSPACED: Final = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS: Final = re.compile(rf"[{UNSPACED}]+|[^\s{UNSPACED}]+")
_UNSPACED: Final = re.compile(rf"[{UNSPACED}]")
# Words that carry nothing beside others, in the languages most names of organisations are in.
_SMALL: Final = frozenset({
    "a", "an", "and", "at", "da", "das", "de", "del", "della", "der", "des", "di", "do", "dos", "du", "e",
    "et", "for", "für", "fur", "i", "in", "la", "le", "les", "of", "on", "the", "to", "und", "von", "y",
})  # fmt: skip


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The name as it is compared, at most 300 characters; apostrophes join (``King's`` is ``kings``)."""
    text = text[: 2 * LONGEST_NAME]
    if text.isascii() and "'" not in text and "`" not in text:
        return fold(text)[:LONGEST_NAME]
    return fold(_APOSTROPHES.sub("", text).translate(_LETTERS)).translate(_LETTERS)[:LONGEST_NAME]


def joined(folded_text: str) -> str:
    """A folded name without its spaces."""
    return folded_text.replace(" ", "")[:LONGEST_JOINED]


def is_unspaced(text: str) -> bool:
    """Whether the text holds characters of a script without spaces."""
    return _UNSPACED.search(text) is not None


def words(folded_text: str) -> tuple[str, ...]:
    """The terms of a folded name, each once: words; of Han and kana every character and every pair."""
    if folded_text.isascii():
        return tuple(dict.fromkeys(folded_text.split()))
    found: dict[str, None] = {}
    for run in _RUNS.findall(folded_text):
        if is_unspaced(run):
            found |= dict.fromkeys(run)
            found |= dict.fromkeys(run[place : place + 2] for place in range(len(run) - 1))
        else:
            found[run] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone typed, read once.

    ``words`` are terms to be found whole, ``beginnings`` those that may go on (every word of a script with
    spaces, since people shorten). Words that carry nothing (``of``, ``the``) are left out beside others.
    """

    text: str
    folded: str
    joined: str
    words: tuple[str, ...]
    beginnings: tuple[str, ...]

    @property
    def unspaced(self) -> bool:
        """Whether it holds Han or kana."""
        return is_unspaced(self.folded)

    def __bool__(self) -> bool:
        return bool(self.joined)


def read(text: str) -> Asked:
    """Read what was typed; empty for nothing but punctuation."""
    whole = folded(text)
    runs = _RUNS.findall(whole)[:MOST_WORDS]
    spaced = [run for run in runs if not is_unspaced(run)]
    telling = [run for run in spaced if run not in _SMALL] or (spaced if len(spaced) == len(runs) else [])
    unspaced: dict[str, None] = {}
    for run in runs:
        if is_unspaced(run):
            pairs = [run[place : place + 2] for place in range(len(run) - 1)]
            unspaced |= dict.fromkeys(pairs or [run])
    return Asked(" ".join(text.split()), whole, joined(whole), tuple(unspaced), tuple(dict.fromkeys(telling)))
