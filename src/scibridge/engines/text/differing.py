"""What changed between two texts, in words: runs that stayed, went and came.

Words of scripts with spaces are compared whole, Han and kana by the character. Long texts are compared by
sentences first. Owns the comparison; refuses fields, languages and markup.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_PIECES: Final = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
_SENTENCES: Final = re.compile(r".+?(?:[。！？!?；;\n]+|\.(?=\s)|$)\s*", re.DOTALL)
_MOST_PIECES: Final = 3_000
# What stays between two changes and says nothing by itself is read as part of the change.
_SLIGHT: Final = re.compile(r"[\W_]*|[\u3400-\u9fff]")


class Fate(StrEnum):
    """What became of a run."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


Run = tuple[Fate, str]


def difference(before: str, after: str) -> tuple[Run, ...]:
    """Runs that joined without the new ones are ``before``, and without those that went ``after``."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) <= _MOST_PIECES:
        return _joined(_smoothed(_compared(old, new)))
    found: list[Run] = []
    held_old: list[str] = []
    held_new: list[str] = []
    for fate, sentence in (
        *_compared(_SENTENCES.findall(before), _SENTENCES.findall(after)),
        (Fate.SAME, ""),
    ):
        if fate is Fate.GONE:
            held_old.append(sentence)
        elif fate is Fate.NEW:
            held_new.append(sentence)
        else:
            found += _within("".join(held_old), "".join(held_new))
            held_old, held_new = [], []
            found.append((fate, sentence))
    return _joined(found)


def sides(runs: Iterable[Run]) -> tuple[str, str]:
    """Both texts again."""
    given = list(runs)
    return (
        "".join(text for fate, text in given if fate is not Fate.NEW),
        "".join(text for fate, text in given if fate is not Fate.GONE),
    )


def _within(before: str, after: str) -> list[Run]:
    """Sentences that changed, word by word where they are not too many."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if before and after and len(old) + len(new) <= _MOST_PIECES:
        return _smoothed(_compared(old, new))
    return [(Fate.GONE, before), (Fate.NEW, after)]


def _compared(old: list[str], new: list[str]) -> list[Run]:
    runs: list[Run] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for code, start, end, start_new, end_new in matcher.get_opcodes():
        if code == "equal":
            runs += [(Fate.SAME, piece) for piece in old[start:end]]
        else:
            runs += [(Fate.GONE, piece) for piece in old[start:end]]
            runs += [(Fate.NEW, piece) for piece in new[start_new:end_new]]
    return runs


def _smoothed(runs: list[Run]) -> list[Run]:
    """Without islands: slight pieces between two changes go and come with them."""
    given = list(_joined(runs))
    found: list[Run] = []
    for place, (fate, text) in enumerate(given):
        island = 0 < place < len(given) - 1 and fate is Fate.SAME and _SLIGHT.fullmatch(text)
        around = given[place - 1][0] is not Fate.SAME and place + 1 < len(given)
        if island and around and "\n" not in text:
            found += [(Fate.GONE, text), (Fate.NEW, text)]
        else:
            found.append((fate, text))
    return found


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs of one fate together; between two that stayed, what went before what came."""
    found: list[Run] = []
    gone = new = ""
    for fate, text in (*runs, (Fate.SAME, "")):
        if fate is Fate.GONE:
            gone += text
        elif fate is Fate.NEW:
            new += text
        else:
            found += [(Fate.GONE, gone), (Fate.NEW, new), (fate, text)]
            gone = new = ""
    whole: list[Run] = []
    for fate, text in found:
        if not text:
            continue
        if whole and whole[-1][0] is fate:
            whole[-1] = (fate, whole[-1][1] + text)
        else:
            whole.append((fate, text))
    return tuple(whole)
