"""What a document is called, for finding it by name: its titles, other names and identifiers."""

from typing import Final

from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.entries import PLATFORM, key_of, same_of
from scibridge.engines.naming.entries import Named

_SPOKEN: Final = frozenset({Kind.ORGANISATION, Kind.PERSON, Kind.FACILITY})
# Keys under which the platform names things to itself; nobody types them.
_OWN: Final = "ours:"


def named(document: Document) -> Named:
    """The names of a document."""
    titles = (document.texts[language].title for language in sorted(document.texts))
    return Named(
        id=document.id,
        kind=document.kind.value,
        key=key_of(document.id),
        same=same_of(document),
        names=tuple(dict.fromkeys(name for name in (*titles, *document.names) if name)),
        codes=tuple(alias.partition(":")[2] for alias in document.aliases if not alias.startswith(_OWN)),
        known=document.known,
        spoken=document.kind in _SPOKEN,
        turned=document.kind is Kind.PERSON,
        first=document.origin == PLATFORM,
    )
