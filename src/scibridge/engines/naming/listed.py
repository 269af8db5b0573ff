"""Short lists that are searched whole (challenges, countries): the same ways of answering, no index."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from scibridge.engines.naming.searching import How
from scibridge.engines.naming.sounding import syllables
from scibridge.engines.naming.writing import Asked, folded, is_unspaced, joined, words

_ORDER = tuple(How)


def answering(asked: Asked, listed: Mapping[str, Iterable[str]], limit: int) -> list[str]:
    """The keys one of whose names answers, the best way of answering first, then in the list's order."""
    found = []
    for key, names in listed.items():
        ways = [how for name in names if (how := _how(asked, name)) is not None]
        if ways:
            found.append((min(_ORDER.index(how) for how in ways), key))
    return [key for _, key in sorted(found, key=lambda pair: pair[0])[:limit]]


def _how(asked: Asked, name: str) -> How | None:
    written = folded(name)
    whole = joined(written)
    if not asked or not whole:
        return None
    if whole == asked.joined:
        return How.EXACT
    if len(asked.joined) < 2 and not asked.unspaced:
        return None
    if whole.startswith(asked.joined):
        return How.BEGINS
    held = _words(written)
    begun = all(any(word.startswith(one) for word in held) for one in asked.beginnings)
    if begun and set(asked.words) <= held and (asked.beginnings or asked.words):
        return How.WORDS
    if is_unspaced(written) and any(sound.startswith(asked.joined) for sound in _sounds(written)):
        return How.SOUND
    return None


@lru_cache(maxsize=2_000)
def _words(written: str) -> frozenset[str]:
    return frozenset(words(written))


@lru_cache(maxsize=2_000)
def _sounds(written: str) -> tuple[str, ...]:
    """From the first syllable, and the initials: short names need no more."""
    parts = syllables(written)
    return "".join(parts), "".join(part[0] for part in parts)
