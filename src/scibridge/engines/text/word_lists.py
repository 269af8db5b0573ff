"""Lists of English words that tell names from what stands around them, kept in ``metric_words.tsv``."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    lines = Path(__file__).with_name("metric_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: tuple(words.split()) for name, words, _why in rows}


def listed(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(_lists()[name])


def either(name: str) -> str:
    """The words of a list as alternatives of a regular expression, the longer first."""
    return "|".join(sorted(_lists()[name], key=lambda word: (-len(word), word)))
