"""Index terms as rows: what a set of needs asks for, and where a set of documents says it.

Owns the tables that :mod:`against_all` joins; refuses ranking. Lengths are those the index divides by, which
keeps them in one byte (``kept_length``), so that both give the same scores.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa

from scibridge.engines.matching.documents import Document
from scibridge.engines.matching.entries import indexed_texts
from scibridge.engines.matching.planning import Plan

Numbers = np.ndarray[Any, np.dtype[np.integer[Any]]]
NEEDS: Final = pa.schema([("need", pa.int32()), ("id", pa.string()), ("mass", pa.float64())])
ASKED: Final = pa.schema([("need", pa.int32()), ("term", pa.int32()), ("value", pa.float64())])
TERMS: Final = pa.schema([("term", pa.int32()), ("text", pa.string())])
# ``entry`` tells the languages of a document apart; ``pieces`` are pairs of characters and bare figures.
POSTINGS: Final = pa.schema(
    [
        ("term", pa.int32()),
        ("document", pa.int64()),
        ("entry", pa.int8()),
        ("pieces", pa.bool_()),
        ("times", pa.int32()),
        ("length", pa.int32()),
    ]
)
DOCUMENTS: Final = pa.schema(
    [
        ("document", pa.int64()),
        ("entry", pa.int8()),
        ("id", pa.string()),
        ("words", pa.int64()),
        ("pieces", pa.int64()),
    ]
)
_EXACT: Final = 24
_BYTES: Final = 256
_UNASKED: Final = -1


def _length_of(byte: int) -> int:
    """The length a byte stands for: four significant bits above 24, as in Lucene's SmallFloat and tantivy."""
    bits = byte - _EXACT
    if bits < 0:
        return byte
    shift = (bits >> 3) - 1
    return _EXACT + (bits & 7 if shift < 0 else (bits & 7 | 8) << shift)


_LENGTHS: Final = tuple(_length_of(byte) for byte in range(_BYTES))
_KEPT: Final = np.array(_LENGTHS)


@lru_cache(maxsize=4_096)
def kept_length(length: int) -> int:
    """The length of an entry as the index keeps it: exact up to 40, then rounded down to one of 216."""
    return _LENGTHS[bisect_right(_LENGTHS, length) - 1]


def kept_lengths(lengths: Numbers) -> Numbers:
    """The same of many."""
    return _KEPT[np.searchsorted(_KEPT, lengths, side="right") - 1]


@dataclass(frozen=True, slots=True)
class AskedNeed:
    """A need as it is put to all documents: index term → value, and the greatest score it can come near."""

    id: str
    values: Mapping[str, float]
    mass: float

    @classmethod
    def of(cls, need_id: str, plan: Plan) -> Self:
        """What a plan asks for."""
        values = {term: sum(value for _, value in parts) for term, parts in plan.parts.items()}
        return cls(need_id, values, plan.mass)


def asked_tables(needs: Iterable[AskedNeed]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """``NEEDS``, ``ASKED`` and ``TERMS``, needs and terms numbered as they come."""
    numbers: dict[str, int] = {}
    held: list[tuple[int, str, float]] = []
    rows: list[tuple[int, int, float]] = []
    for place, need in enumerate(needs):
        held.append((place, need.id, need.mass))
        for term, value in need.values.items():
            rows.append((place, numbers.setdefault(term, len(numbers)), value))
    return (
        _table(held, NEEDS),
        _table(rows, ASKED),
        _table([(number, term) for term, number in numbers.items()], TERMS),
    )


def posted(documents: Iterable[Document], first: int, terms: Mapping[str, int]) -> tuple[pa.Table, pa.Table]:
    """``POSTINGS`` of the asked terms by document, and ``DOCUMENTS``, numbered from ``first``."""
    held: list[tuple[int, int, str, int, int]] = []
    found = (array("i"), array("i"))
    for number, document in enumerate(documents, first):
        for entry, texts in enumerate(indexed_texts(document).values()):
            words, pieces = (text.split() for text in texts)
            for said, numbers in zip((words, pieces), found, strict=True):
                numbers.extend(map(terms.get, said, repeat(_UNASKED)))
            held.append((number, entry, document.id, len(words), len(pieces)))
    entries = _table(held, DOCUMENTS)
    counted = [
        _counted(np.frombuffer(numbers, dtype=np.int32), entries, column, len(terms))
        for numbers, column in zip(found, ("words", "pieces"), strict=True)
    ]
    postings = pa.concat_tables(counted)
    return postings.sort_by("document") if counted[1].num_rows else postings, entries


def _counted(numbers: Numbers, entries: pa.Table, column: str, terms: int) -> pa.Table:
    """``POSTINGS`` of one field from the terms of one entry after the other, ``_UNASKED`` among them."""
    lengths = entries[column].to_numpy()
    keys = np.repeat(np.arange(len(lengths)) * terms, lengths) + numbers
    keys, times = np.unique(keys[numbers != _UNASKED], return_counts=True)
    rows, term = np.divmod(keys, max(terms, 1))
    columns = (
        term,
        entries["document"].to_numpy()[rows],
        entries["entry"].to_numpy()[rows],
        np.full(len(keys), column == "pieces"),
        times,
        kept_lengths(lengths)[rows],
    )
    arrays = [pa.array(one, field.type) for one, field in zip(columns, POSTINGS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=POSTINGS)


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
