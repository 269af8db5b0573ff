"""One tantivy index as it stood at one moment: everything the ranking asks of it."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log
from typing import Any, Final, NamedTuple

import orjson
import tantivy

from scibridge.engines.matching import packing
from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.entries import FIRST, MARK, MARKED, PIECES, TEXT, key_of, mark
from scibridge.engines.matching.measured import Figures, restored
from scibridge.engines.matching.storing import from_record, record_of

TermQuery = tantivy.Query.term_query
MUST: Final = tantivy.Occur.Must
SHOULD: Final = tantivy.Occur.Should
MUST_NOT: Final = tantivy.Occur.MustNot
_KEYS_PER_STRIDE: Final = 4_000
_KEY_SPACE: Final = 1 << 63
_ENTRIES: Final = 8  # of one document at most, and then some
_DOCUMENTS_KEPT: Final = 8_192
_BACKINGS_KEPT: Final = 32_768
_FREQUENCIES_KEPT: Final = 65_536


class Backing(NamedTuple):
    """The id of a thing, and kind → keys of those who stand behind it."""

    document_id: str
    keys: Mapping[str, frozenset[str]]


class Hit(NamedTuple):
    """A candidate: its score, where it lies, the hash of its id."""

    score: float
    address: Any
    key: int


class Partition:
    """A read-only view of one tantivy index; safe to share between threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        # Several parts of one search, and searches that follow each other, read the same entries.
        self._document = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._read_document)
        self._figures = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._read_figures)
        self._backing = lru_cache(maxsize=_BACKINGS_KEPT)(self._read_backing)
        self._means: dict[str, float] = {}
        # Planning and the query it ends in ask for the same terms, and so do the questions that follow.
        self._frequency = lru_cache(maxsize=_FREQUENCIES_KEPT)(self._searcher.doc_freq)

    @property
    def schema(self) -> Any:
        return self._schema

    @property
    def searcher(self) -> Any:
        return self._searcher

    @cached_property
    def entry_count(self) -> int:
        """Entries of all languages."""
        return int(self._searcher.num_docs)

    @cached_property
    def entries_by_language(self) -> dict[str, int]:
        """Language → entries."""
        return {language: self.frequency("entry", language) for language in packing.LANGUAGES}

    @cached_property
    def count_by_kind(self) -> dict[Kind, int]:
        """Kind → documents."""
        buckets = self._buckets("kind", len(Kind))
        return {Kind(code): number for code, number in buckets.items()}

    @cached_property
    def entries_per_document(self) -> float:
        """1 when no document is in two languages."""
        documents = sum(self.count_by_kind.values())
        return self.entry_count / documents if documents else 1.0

    @cached_property
    def challenges(self) -> tuple[str, ...]:
        """The challenge codes documents carry."""
        return tuple(sorted(self._buckets("challenge", 500)))

    def frequency(self, field: str, value: str | int) -> int:
        """Entries that hold the term."""
        if field in MARKED:
            field, value = MARK, mark(field, str(value))
        found: int = self._frequency(field, value)
        return found

    def mean_length(self, field: str, terms: Iterable[str]) -> float:
        """Terms of an entry in a field, as BM25 divides by them; 0 where no entry holds any of ``terms``."""
        if field not in self._means:
            held = next((term for term in terms if self.frequency(field, term)), None)
            if held is None:
                return 0.0
            query = self.term(field, held)
            address = self._searcher.search(query, limit=1, count=False).hits[0][1]
            details = orjson.loads(query.explain(self._searcher, address).to_json())["details"]
            (factor,) = (one for one in details if one["description"].startswith("freq /"))
            (mean,) = (one for one in factor["details"] if one["description"].startswith("avgdl"))
            self._means[field] = float(mean["value"])
        return self._means[field]

    def term(self, field: str, value: str | int) -> Any:
        """A query for one code or term."""
        if field in MARKED:
            field, value = MARK, mark(field, str(value))
        return TermQuery(self._schema, field, value, "freq" if field in (TEXT, PIECES) else "basic")

    def own_idf(self, frequency: int) -> float:
        """The inverse document frequency tantivy itself will multiply by."""
        total = max(self.entry_count, frequency)
        return log(1 + (total - frequency + 0.5) / (frequency + 0.5))

    def search(self, query: Any, limit: int) -> list[Hit]:
        """The best entries, best first; at equal scores in the order tantivy gives."""
        return list(map(Hit, *self.hits(query, limit)))

    def hits(self, query: Any, limit: int) -> tuple[list[float], list[Any], list[int]]:
        """As :meth:`search`, a column each: scores, addresses, keys."""
        if limit < 1 or not self.entry_count:
            return [], [], []
        found = self._searcher.search(query, limit=limit, count=False).hits
        addresses = [address for _, address in found]
        keys = list(self._searcher.fast_field_values("key", addresses)) if addresses else []
        return [score for score, _ in found], addresses, keys

    def columns(self, addresses: Sequence[Any]) -> packing.Columns:
        """The facets of entries, in bulk."""
        if not addresses:
            return packing.Columns([], [], [])
        return packing.Columns(
            *(list(self._searcher.fast_field_values(name, list(addresses))) for name in packing.COLUMNS)
        )

    def codes(self, addresses: Sequence[Any]) -> list[packing.Packed]:
        """The same, entry by entry."""
        return list(map(packing.Packed, *self.columns(addresses)))

    def places(self, addresses: Sequence[Any]) -> list[int]:
        """The order of the entries' ids, in bulk; equal where only the ids themselves can tell."""
        return list(self._searcher.fast_field_values("place", list(addresses))) if addresses else []

    def sames(self, addresses: Sequence[Any]) -> list[int]:
        """What tells apart things, not records, in bulk."""
        return list(self._searcher.fast_field_values("same", list(addresses))) if addresses else []

    def document(self, address: Any) -> Document:
        """The document an entry belongs to."""
        return self._document(address.segment_ord, address.doc)

    def figures(self, address: Any) -> Figures:
        """The figures of its texts; empty where they were not kept with it."""
        return self._figures(address.segment_ord, address.doc)

    def backing(self, address: Any) -> Backing:
        """Its id and who stands behind it, without the rest of it."""
        return self._backing(address.segment_ord, address.doc)

    def document_id(self, address: Any) -> str:
        """Its id alone."""
        return self.backing(address).document_id

    def _read_document(self, segment: int, number: int) -> Document:
        return from_record(self._stored(segment, number))

    def _read_figures(self, segment: int, number: int) -> Figures:
        kept = self._stored(segment, number).get("q")
        return restored(self._document(segment, number), kept) if kept else {}

    def _read_backing(self, segment: int, number: int) -> Backing:
        record = self._stored(segment, number)
        keys: dict[str, set[str]] = {}
        for kind, key, _name in record.get("b", ()):
            if key:
                keys.setdefault(kind, set()).add(key)
        return Backing(record["i"], {kind: frozenset(held) for kind, held in keys.items()})

    def _stored(self, segment: int, number: int) -> dict[str, Any]:
        return record_of(self._searcher.doc(tantivy.DocAddress(segment, number)).get_first("stored"))

    def get(self, document_id: str) -> Document | None:
        """The document of that id."""
        hits = self._searcher.search(self.term("key", key_of(document_id)), limit=_ENTRIES, count=False).hits
        found = (self.document(address) for _, address in hits)
        return next((document for document in found if document.id == document_id), None)

    def by_aliases(self, keys: Sequence[str], filters: Sequence[tuple[Any, Any]] = ()) -> Iterator[Document]:
        """Documents any of whose aliases is among the keys, in no particular order."""
        if not keys or not self.entry_count:
            return
        aliases = tantivy.Query.term_set_query(self._schema, "alias", list(keys))
        query = tantivy.Query.boolean_query([(MUST, aliases), (MUST, self.term("entry", FIRST)), *filters])
        # A platform and a corpus document may both hold a key, so there can be more documents than keys.
        for _, address in self._searcher.search(query, limit=4 * len(keys) + 10, count=False).hits:
            yield self.document(address)

    def all_documents(self) -> Iterator[Document]:
        """Every document once, in strides of the key space so that memory stays small."""
        if not self.entry_count:
            return
        strides = max(1, self.entry_count // _KEYS_PER_STRIDE)
        bounds = [_KEY_SPACE * place // strides for place in range(strides + 1)]
        first = self.term("entry", FIRST)
        for low, high in itertools.pairwise(bounds):
            stride = tantivy.Query.range_query(
                self._schema, "key", tantivy.FieldType.Unsigned, low, high, include_upper=False
            )
            query = tantivy.Query.boolean_query([(MUST, first), (MUST, stride)])
            limit = self.entry_count
            hits = self._searcher.search(query, limit=min(limit, 20 * _KEYS_PER_STRIDE), count=False).hits
            addresses = sorted((address for _, address in hits), key=lambda one: (one.segment_ord, one.doc))
            for address in addresses:
                yield self.document(address)

    def holds(self, document_id: str) -> bool:
        """Whether a committed document has the id."""
        return bool(self.entry_count) and self.frequency("key", key_of(document_id)) > 0

    def keyed(self, document_ids: Iterable[str]) -> Any:
        """A query for documents by id."""
        return tantivy.Query.term_set_query(self._schema, "key", [key_of(one) for one in document_ids])

    def _buckets(self, field: str, size: int) -> dict[str, int]:
        if not self.entry_count:
            return {}
        found = self._searcher.aggregate(
            self.term("entry", FIRST), {"values": {"terms": {"field": field, "size": size}}}
        )
        return {bucket["key"]: bucket["doc_count"] for bucket in found["values"]["buckets"]}
