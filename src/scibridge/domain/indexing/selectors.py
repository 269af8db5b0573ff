"""Reads: what waits, and the index and lexicon that answer queries in this process."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings

from scibridge.domain.indexing.models import IndexChange
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.text.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A row of the change list as it was read: cleared only while row and version are still these."""

    row: int
    document_id: str
    version: int


def waiting_changes(limit: int) -> tuple[WaitingChange, ...]:
    """The oldest changes, at most ``limit``."""
    rows = IndexChange.objects.order_by("pk").values_list("pk", "document_id", "version")[:limit]
    return tuple(WaitingChange(*row) for row in rows)


def waiting_count() -> int:
    """How many documents wait."""
    return IndexChange.objects.count()


@cache
def _open_index(directory: str) -> MatchIndex:
    return MatchIndex.open(settings.INDEX_DIRECTORY)


def current_index() -> MatchIndex:
    """The serving index, brought to its newest commit. Raises the index's own error where there is none."""
    index = _open_index(str(settings.INDEX_DIRECTORY))
    index.reload()
    return index


@cache
def current_lexicon() -> Lexicon:
    """The Chinese–English lexicon, loaded once per process."""
    return Lexicon.default(settings.CACHE_DIRECTORY)
