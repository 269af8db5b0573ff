"""What resembles a published need or offer: found by the index, so from its public face alone."""

from dataclasses import replace
from typing import Final

from scibridge.domain.indexing.selectors import current_index, current_lexicon
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.matching.documents import Document, Kind

# What a title and keywords have to hold to speak for a need alone, in characters.
_SPEAKING: Final = 40


def resembling(kind: Kind, public_id: str, *, limit: int = 4) -> tuple[str, ...]:
    """Public ids of the needs or offers most like this one, best first; none without an index.

    Ids only: whoever shows them asks ``access`` whether they are still open to the reader.
    """
    from scibridge.engines.matching.search import similar

    try:
        index = current_index()
        document = index.get(f"{kind.value}:{public_id}")
        if document is None:
            return ()
        found = similar(
            index,
            current_lexicon(),
            _briefly(document) if kind is Kind.NEED else document,
            kinds=(kind,),
            limit=limit,
            explain=False,
        )
    except ScibridgeError:
        # A page without this list is still the page: the index may be under repair.
        return ()
    return tuple(match.id.partition(":")[2] for match in found.matches)


def _briefly(need: Document) -> Document:
    """The need by its title and keywords where these say enough: asking with its whole text takes three times
    as long, and nine of ten of the needs found are the same. Offers differ by what their text says."""
    texts = {}
    for language, fields in need.texts.items():
        held = len(fields.title) + sum(len(word) for word in fields.keywords)
        brief = replace(fields, summary="", body="", elements={})
        texts[language] = brief if held >= _SPEAKING else replace(fields, body="", elements={})
    return replace(need, texts=texts)
