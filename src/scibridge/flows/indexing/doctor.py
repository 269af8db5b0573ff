"""Comparing index, lake and database: what is missing, out of date, or left over, and what to do about it.

A document whose names are lost is out of date; names without a document are left over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from django.conf import settings

from scibridge.domain.indexing.models import IndexChange
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing.corpus_documents import corpus_fingerprints
from scibridge.flows.indexing.platform_documents import all_platform_documents

EXAMPLES = 5
Progress = Callable[[int], None]


class Difference(StrEnum):
    """How an entry of the index can differ from its source."""

    MISSING = "missing"
    STALE = "stale"
    SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of difference and where the truth lies: ``database``, ``lake``, or ``index`` for a surplus."""

    source: str
    difference: Difference
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the examination found. ``waiting`` changes are no differences: the worker has yet to come."""

    in_database: int
    in_lake: int
    in_index: int
    waiting: int
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether index, lake and database say the same."""
        return not self.findings


class _Comparison:
    """Takes what should be there, one by one, from what is there."""

    def __init__(self, indexed: Mapping[str, str], waiting: frozenset[str]) -> None:
        self._left = dict(indexed)
        self._waiting = waiting
        self._found: dict[tuple[str, Difference], list[str]] = {}

    def expect(self, source: str, document_id: str, fingerprint: str) -> None:
        """Compare one entry."""
        present = self._left.pop(document_id, None)
        if present is None:
            self._note(source, Difference.MISSING, document_id)
        elif present != fingerprint:
            self._note(source, Difference.STALE, document_id)

    def findings(self) -> tuple[Finding, ...]:
        """The differences, with what is left over as surplus."""
        for document_id in self._left:
            self._note("index", Difference.SURPLUS, document_id)
        self._left.clear()
        return tuple(
            Finding(source, difference, len(ids), tuple(sorted(ids)[:EXAMPLES]))
            for (source, difference), ids in sorted(self._found.items())
        )

    def _note(self, source: str, difference: Difference, document_id: str) -> None:
        if document_id not in self._waiting:
            self._found.setdefault((source, difference), []).append(document_id)


def _platform_fingerprints() -> Iterator[tuple[str, str]]:
    return ((document.id, document.fingerprint) for batch in all_platform_documents() for document in batch)


def examine(progress: Progress = lambda done: None) -> Report:
    """Compare every entry; reads all three, writes nothing. ``progress`` gets the entries compared so far.

    Raises the index's own errors where there is none that can be read.
    """
    waiting = frozenset(IndexChange.objects.values_list("document_id", flat=True))
    index = MatchIndex.open(settings.INDEX_DIRECTORY)
    indexed = dict.fromkeys(index.snapshot.names.document_ids(), "") | dict(index.fingerprints())
    comparison = _Comparison(indexed, waiting)
    counts = {"database": 0, "lake": 0}
    sources: Iterable[tuple[str, tuple[str, str]]] = chain(
        (("database", one) for one in _platform_fingerprints()),
        (("lake", one) for one in corpus_fingerprints()),
    )
    for done, (source, (document_id, fingerprint)) in enumerate(sources, start=1):
        comparison.expect(source, document_id, fingerprint)
        counts[source] += 1
        if done % 1000 == 0:
            progress(done)
    return Report(
        in_database=counts["database"],
        in_lake=counts["lake"],
        in_index=len(indexed),
        waiting=len(waiting),
        findings=comparison.findings(),
    )
