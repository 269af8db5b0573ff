"""How names are compared and ordered: one folded form for search in any script."""

from collections.abc import Iterable

from i18nfield.strings import LazyI18nString

from scibridge.engines.text import folding
from scibridge.kernel.bilingual import versions

LONGEST_FOLDED = 300
LONGEST_SORT_KEY = 200


def fold(text: str) -> str:
    """Case, accents, width, punctuation and traditional characters folded; at most 300 characters.

    Two names that a reader takes for the same fold to the same string. Idempotent.
    """
    return folding.fold(text)[:LONGEST_FOLDED].strip()


def sort_key(name: LazyI18nString | str) -> str:
    """What lists are ordered by: the folded English name, else the other one."""
    texts = versions(name)
    return fold(next(iter(texts.values()), ""))[:LONGEST_SORT_KEY]


def folded_lines(values: Iterable[str]) -> str:
    """The folded values, each once, one per line; a needle without a line break cannot match across two."""
    return "\n".join(dict.fromkeys(one for one in map(fold, values) if one))
