"""Words that speak of a global challenge, in both languages. A cue, not a verdict."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from scibridge.engines.proposals.passages import quote
from scibridge.engines.proposals.proposal import CuedChallenge, Quote

MOST_QUOTES: Final = 3


@lru_cache(maxsize=1)
def cues() -> dict[str, re.Pattern[str]]:
    """Code → the words that speak of it."""
    lines = Path(__file__).with_name("challenges.tsv").read_text(encoding="utf-8").splitlines()
    found = {}
    for code, english, chinese in (line.split("\t") for line in lines if not line.startswith("#")):
        words = [rf"\b{re.escape(one)}\b" for one in english.split("|")]
        found[code] = re.compile("|".join([*words, *map(re.escape, chinese.split("|"))]), re.IGNORECASE)
    return found


def challenges(source: str) -> tuple[CuedChallenge, ...]:
    """The challenges the source speaks of, the one with most different words first."""
    found: list[CuedChallenge] = []
    for code, pattern in cues().items():
        words: dict[str, Quote] = {}
        for match in pattern.finditer(source):
            words.setdefault(match.group().lower(), quote(source, *match.span()))
        if words:
            found.append(CuedChallenge(code, tuple(words.values())[:MOST_QUOTES]))
    return tuple(sorted(found, key=lambda one: (-len(one.quotes), one.quotes[0].start, one.code)))
