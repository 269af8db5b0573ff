"""The curated pairs of scientific terms, Chinese and English, that ship with the platform.

Owns the file ``glossary.tsv`` and the shape of an entry; knows nothing of weights.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scibridge.engines.errors import ScibridgeError

FILE = Path(__file__).with_name("glossary.tsv")


class GlossaryUnreadable(ScibridgeError):
    """A line of a glossary that is not ``Chinese<TAB>English``; data: ``line``, ``text``."""

    code = "glossary_unreadable"


@dataclass(frozen=True, slots=True)
class Entry:
    """One Chinese term and its English equivalents, the preferred one first.

    ``weights`` say how likely each is, in any unit; without them each next one is half as likely.
    """

    chinese: str
    english: tuple[str, ...]
    weights: tuple[float, ...] = ()


def parse(text: str) -> tuple[Entry, ...]:
    """Entries of a tab-separated glossary: Chinese, then English equivalents separated by semicolons.

    Empty lines and lines beginning with ``#`` are passed over; a line of another shape raises
    ``GlossaryUnreadable`` naming it.
    """
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        chinese, tab, english = line.partition("\t")
        terms = tuple(term.strip() for term in english.split(";") if term.strip())
        if not tab or not chinese.strip() or not terms:
            raise GlossaryUnreadable(line=number, text=line[:80])
        entries.append(Entry(chinese.strip(), terms))
    return tuple(entries)


@lru_cache(maxsize=1)
def builtin() -> tuple[Entry, ...]:
    """The entries that ship with the platform."""
    return parse(FILE.read_text(encoding="utf-8"))
