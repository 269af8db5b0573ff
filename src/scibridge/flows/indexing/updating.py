"""Taking the change list into the index, and into what stands where."""

from django.conf import settings

from scibridge.domain.indexing.selectors import waiting_changes
from scibridge.domain.indexing.services import clear_changes
from scibridge.domain.places.services import refresh
from scibridge.engines.matching.entries import ACTOR_KINDS
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing.encoding import encode_changed
from scibridge.flows.indexing.platform_documents import platform_documents

BATCH = 2000
WAIT_SECONDS = 60.0


def bring_up_to_date() -> int:
    """Write every waiting change into the index and the places; returns how many were taken in.

    The list is read under the writer's lock and documents are built from the database's present state, so
    that two workers cannot overtake each other; rows go only after the index has committed. Raises the
    index's own errors, and then leaves the list as it was.
    """
    index = MatchIndex.create(settings.INDEX_DIRECTORY)
    taken = 0
    while True:
        with index.writer(wait_seconds=WAIT_SECONDS) as writer:
            changes = waiting_changes(BATCH)
            documents = platform_documents([change.document_id for change in changes])
            writer.remove(change.document_id for change in changes if change.document_id not in documents)
            writer.put(documents.values())
        if not changes:
            return taken
        encode_changed(one for one in documents.values() if one.kind not in ACTOR_KINDS)
        refresh(change.document_id for change in changes)
        clear_changes(changes)
        taken += len(changes)
