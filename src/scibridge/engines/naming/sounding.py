"""How a Chinese name sounds in letters: pinyin, whole and from every syllable, and the initials.

Owns the letters under which a name in Han characters is found; refuses tones.
"""

from functools import lru_cache
from typing import Final

from scibridge.engines.naming.writing import is_unspaced, joined

MOST_SYLLABLES: Final = 24
LONGEST_SOUND: Final = 60


@lru_cache(maxsize=4_000)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of the Han characters, without tones; letters between them stay as they are."""
    from pypinyin import Style, pinyin

    found = pinyin(text[:MOST_SYLLABLES], style=Style.NORMAL)
    return tuple(part for one in found if (part := joined(one[0])))


def pinyin_of(text: str) -> str:
    """The whole sound, joined; empty without Han characters."""
    return "".join(syllables(text))[:LONGEST_SOUND] if is_unspaced(text) else ""


def sounds(text: str, *, turned: bool = False) -> tuple[str, ...]:
    """The terms of a folded name: its pinyin from every syllable on, and its initials.

    ``turned`` adds given name before surname, as Latin scripts write a person. ``ü`` is kept as ``v`` and
    as ``u``, since people type both.
    """
    if not is_unspaced(text):
        return ()
    parts = syllables(text)
    found = ["".join(parts[place:]) for place in range(len(parts))]
    found.append("".join(part[0] for part in parts))
    if turned and len(parts) > 1:
        found.append("".join(parts[1:]) + parts[0])
    found += [one.replace("v", "u") for one in found if "v" in one]
    return tuple(dict.fromkeys(one[:LONGEST_SOUND] for one in found if len(one) > 1))
