"""What a document is called, for finding it by name: its titles, other names and identifiers."""

from collections.abc import Mapping
from typing import Any, Final

from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.entries import PLATFORM
from scibridge.engines.naming.entries import Named

_SPOKEN: Final = frozenset({Kind.ORGANISATION, Kind.PERSON, Kind.FACILITY})
# Keys under which the platform names things to itself; nobody types them.
_OWN: Final = "ours:"


def is_named(document: Document) -> bool:
    """Whether it is called anything."""
    return any(fields.title for fields in document.texts.values()) or any(document.names)


def named(record: Mapping[str, Any], key: int, same: int) -> Named:
    """The names of a stored document."""
    texts, kind = record.get("t", {}), record["k"]
    called = [texts[language].get("t") for language in sorted(texts)]
    if "m" in record:
        called += record["m"]
    aliases = record.get("a", ())
    return Named(
        id=record["i"],
        kind=kind,
        key=key,
        same=same,
        names=tuple(filter(None, dict.fromkeys(called) if len(called) > 1 else called)),
        codes=tuple([alias.partition(":")[2] for alias in aliases if not alias.startswith(_OWN)]),
        known=record.get("w", 0),
        spoken=kind in _SPOKEN,
        turned=kind == Kind.PERSON,
        first=record["n"] == PLATFORM,
    )
