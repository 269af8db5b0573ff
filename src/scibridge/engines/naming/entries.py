"""How names lie in tantivy: one entry per name, its terms beginning with the kind of what bears it.

A kind has its own stretch of the term dictionaries, so that a beginning typed for people never walks over the
names of works. ``rank`` orders names that answer equally well: the better known first, then the shorter.
``same`` is equal for records that share a strong key (a ROR, an ORCID), so that one thing known from two
sources answers once.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import orjson
import tantivy

from scibridge.engines.naming.sounding import sounds
from scibridge.engines.naming.writing import folded, is_unspaced, joined, words

MOST_NAMES: Final = 60
MOST_KNOWN: Final = 100_000_000
_LENGTH_BITS: Final = 9
_LONGEST: Final = (1 << _LENGTH_BITS) - 1


class Named(NamedTuple):
    """A thing and what it is called.

    ``names`` begin with those it is shown by; ``codes`` (identifiers) are found whole alone. ``known`` is how
    well known it is among its kind. ``spoken``: its Chinese names are found by their sound; ``turned``: they
    are of a person. ``first`` puts it before another record of the same thing.
    """

    id: str
    kind: str
    key: int
    same: int
    names: tuple[str, ...]
    codes: tuple[str, ...] = ()
    known: int = 0
    spoken: bool = False
    turned: bool = False
    first: bool = False


def build_schema() -> tantivy.Schema:
    """The schema; terms of ``whole``, ``word`` and ``sound`` are ``<kind>:<term>``."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for name in ("whole", "code", "word", "sound"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("key", "same", "rank"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def entries(named: Named) -> list[tantivy.Document]:
    """One tantivy document per distinct name; a thing without a name has none."""
    found: dict[str, tantivy.Document] = {}
    kind, schema = named.kind, _schema()
    for name in named.names[:MOST_NAMES]:
        written = folded(name)
        if not written or written in found:
            continue
        wholes = (joined(written), *short_forms(written)) if named.spoken else (joined(written),)
        entry = {
            "id": named.id,
            "kind": kind,
            "whole": _terms(kind, wholes),
            "word": _terms(kind, words(written)),
            "key": named.key,
            "same": named.same,
            "rank": pack_rank(named.known, len(written), first=named.first),
            "stored": orjson.dumps((named.id, name)),
        }
        if named.spoken and (heard := _terms(kind, sounds(written, turned=named.turned))):
            entry["sound"] = heard
        if named.codes and not found:
            entry["code"] = _terms(kind, [joined(folded(code)) for code in named.codes])
        found[written] = tantivy.Document.from_dict(entry, schema)
    return list(found.values())


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    return build_schema()


def short_forms(written: str) -> tuple[str, ...]:
    """What Chinese speakers make of the name of a university: 北京大学 is 北大."""
    if len(written) == 4 and written.endswith("大学") and is_unspaced(written[0]):
        return (f"{written[0]}大",)
    return ()


def pack_rank(known: int, length: int, *, first: bool) -> int:
    """One number that orders by how well known, then by shortness; the lowest bit is ``first``."""
    return (min(max(known, 0), MOST_KNOWN) << _LENGTH_BITS | _LONGEST - min(length, _LONGEST)) << 1 | first


def unpack_rank(rank: int) -> tuple[int, int, bool]:
    """How well known, how long, whether first."""
    return rank >> 1 + _LENGTH_BITS, _LONGEST - (rank >> 1 & _LONGEST), bool(rank & 1)


def _terms(kind: str, terms: Iterable[str]) -> str:
    """The terms as one text, since every value handed over has its price; none holds a space."""
    written = f" {kind}:".join(filter(None, terms))
    return f"{kind}:{written}" if written else ""
