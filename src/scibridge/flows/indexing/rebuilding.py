"""The whole index made anew, and the corpus's share of it brought up to date after an import."""

from collections.abc import Callable, Iterator
from itertools import chain

from django.conf import settings

from scibridge.domain.indexing.selectors import waiting_changes
from scibridge.domain.indexing.services import clear_changes
from scibridge.domain.places.services import refresh
from scibridge.engines.matching.documents import Document
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing.corpus_documents import (
    KINDS,
    all_corpus_documents,
    corpus_count,
    corpus_document_id,
    corpus_lake,
)
from scibridge.flows.indexing.platform_documents import all_platform_documents, platform_count

# Documents between commits of an update: long enough to be quick, short enough to let other writers in.
BATCH = 20_000
WAIT_SECONDS = 120.0
Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def rebuild_index(progress: Progress = _silent) -> int:
    """Make the index anew from database and lake while the old one serves; returns how many it holds.

    What changes meanwhile is taken in: changes of the platform are written to both, and what the list held
    when the rebuild began is contained. ``progress`` gets documents done and in all. Raises IndexBusy while
    another rebuild runs.
    """
    lake = corpus_lake()
    index = MatchIndex(settings.INDEX_DIRECTORY)
    total, done = platform_count() + corpus_count(lake), 0
    contained = waiting_changes(limit=10_000_000)
    with index.rebuild(WAIT_SECONDS) as writer:
        for batch in chain(all_platform_documents(), all_corpus_documents(lake)):
            done += writer.put(batch)
            progress(done, total)
    refresh(change.document_id for change in contained)
    clear_changes(contained)
    return done


def update_corpus(progress: Progress = _silent) -> int:
    """Bring the corpus's documents up to date with the lake; returns how many were written or removed.

    Compares fingerprints first, so that running it again writes nothing. Committed in batches: stopped
    half-way, the next run goes on.
    """
    lake = corpus_lake()
    index = MatchIndex.create(settings.INDEX_DIRECTORY)
    indexed = {one: mark for one, mark in index.fingerprints() if one.partition(":")[2][:1] in KINDS}
    fresh: set[str] = set()
    for record_id, mark in lake.fingerprints():
        if indexed.pop(document_id := corpus_document_id(record_id), None) != mark:
            fresh.add(document_id)
    total, done = len(fresh) + len(indexed), 0
    bulk = len(fresh) > BATCH
    for batch in _batches(all_corpus_documents(lake), fresh):
        with index.writer(WAIT_SECONDS, bulk=bulk) as writer:
            done += writer.put(batch)
        progress(done, total)
    if indexed:
        with index.writer(WAIT_SECONDS) as writer:
            done += writer.remove(indexed)
        progress(done, total)
    return done


def _batches(documents: Iterator[list[Document]], wanted: set[str]) -> Iterator[list[Document]]:
    held: list[Document] = []
    if not wanted:
        return
    for batch in documents:
        held += [document for document in batch if document.id in wanted]
        if len(held) >= BATCH:
            yield held
            held = []
    if held:
        yield held
