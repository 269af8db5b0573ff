"""What resembles a published need or offer: found by the index, so from its public face alone."""

from scibridge.domain.indexing.selectors import current_index, current_lexicon
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.matching.documents import Kind


def resembling(kind: Kind, public_id: str, *, limit: int = 4) -> tuple[str, ...]:
    """Public ids of the needs or offers most like this one, best first; none without an index.

    Ids only: whoever shows them asks ``access`` whether they are still open to the reader.
    """
    from scibridge.engines.matching.search import similar

    try:
        found = similar(
            current_index(),
            current_lexicon(),
            f"{kind.value}:{public_id}",
            kinds=(kind,),
            limit=limit,
            explain=False,
        )
    except ScibridgeError:
        # A page without this list is still the page: the index may be under repair.
        return ()
    return tuple(match.id.partition(":")[2] for match in found.matches)
