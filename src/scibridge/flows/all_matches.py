"""Every published need against every offer and work of the corpus, in the lake."""

import hashlib
from collections.abc import Iterator
from itertools import chain

from django.conf import settings

from scibridge.domain.exchange.access import visible_needs
from scibridge.domain.exchange.queries import need_query
from scibridge.domain.indexing.selectors import current_index, current_lexicon, lexicon_version
from scibridge.engines.matching import planning
from scibridge.engines.matching.against_all import TOP, Matched, Progress, Shelf, match_all
from scibridge.engines.matching.documents import Document, Filters, Kind
from scibridge.engines.matching.entries import SCHEMA_VERSION
from scibridge.engines.matching.postings import AskedNeed
from scibridge.flows.indexing.corpus_documents import corpus_lake, work_document
from scibridge.flows.indexing.platform_documents import platform_documents_of, platform_rows

_FOLDER = "matches"


def match_all_needs(top: int = TOP, progress: Progress | None = None) -> Matched:
    """The best ``top`` offers and works of every need, as a visitor sees them all.

    Stopped, it goes on when run again, as long as needs, offers and corpus are what they were. Raises the
    index's own errors where there is none, IndexBusy while another process does the same, and the lake's.
    """
    lake = corpus_lake()
    offers = list(chain.from_iterable(platform_documents_of(Kind.OFFER)))
    needs = list(chain.from_iterable(platform_documents_of(Kind.NEED)))
    shelves = [Shelf("offers", len(offers), lambda: iter([offers]))]
    shelves += [_works(part.number, part.rows) for part in lake.work_parts()]
    return match_all(
        settings.LAKE_DIRECTORY / _FOLDER,
        _key(lake.generation, [*needs, *offers], top),
        _asked,
        shelves,
        top=top,
        address=settings.LAKE_ENGINE,
        progress=progress,
    )


def _works(part: int, rows: int) -> Shelf:
    def read() -> Iterator[list[Document]]:
        for works in corpus_lake().stream_works(only=part):
            yield [work_document(work) for work in works]

    return Shelf(f"works-{part}", rows, read)


def _asked() -> Iterator[AskedNeed]:
    """Every need as its page puts it to the index."""
    snapshot, lexicon = current_index().snapshot, current_lexicon()
    for rows in platform_rows(Kind.NEED):
        for view in visible_needs(rows, None):
            query = need_query(view, filters=Filters(), limit=1)
            plan = planning.plan(snapshot.things, snapshot.actors, lexicon, query)
            yield AskedNeed.of(view.document_id, plan)


def _key(generation: int, documents: list[Document], top: int) -> str:
    """Another whenever anything is that the answers come from."""
    made_of = f"{SCHEMA_VERSION} {generation} {top} {lexicon_version()}"
    digest = hashlib.sha256(made_of.encode())
    for one in documents:
        digest.update(f"{one.id} {one.fingerprint}\n".encode())
    return digest.hexdigest()[:24]
