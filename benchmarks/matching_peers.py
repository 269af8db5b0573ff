"""The peers of the matching: bare tantivy, bm25s and SQLite's FTS5 over the same index terms.

Each holds documents as terms separated by spaces, analysed once and given to all, and answers a need with the
places of the hundred best. None of them reads a stored text, filters, counts facets or explains.
"""

import importlib.util
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import orjson
import tantivy

from scibridge.engines.matching.entries import index_terms

TOP = 100


class Peer(Protocol):
    """One way to hold terms; made in an empty folder, opened again from it."""

    def __init__(self, home: Path) -> None: ...

    def add(self, first: int, lines: Sequence[str]) -> None:
        """Documents from that place on."""

    def finish(self) -> None:
        """Everything durable on the disk."""

    def ask(self, text: str) -> object:
        """The hundred best for a need, which is analysed here."""


def terms_of(text: str) -> list[str]:
    """The distinct index terms of a need."""
    return list(dict.fromkeys(index_terms(text).split()))


class BareTantivy:
    """A plain union of terms in one field; one writer thread."""

    def __init__(self, home: Path) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        self._index = tantivy.Index(schema.build(), str(home))
        self._writer: Any = None
        self._searcher: Any = None

    def add(self, first: int, lines: Sequence[str]) -> None:
        if self._writer is None:
            self._writer = self._index.writer(256_000_000, 1)
        for place, line in enumerate(lines, first):
            entry = tantivy.Document()
            entry.add_text("id", f"work:W{place}")
            entry.add_text("text", line)
            self._writer.add_document(entry)

    def finish(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None

    def ask(self, text: str) -> object:
        if self._searcher is None:
            self._index.config_reader("manual")
            self._index.reload()
            self._searcher = self._index.searcher()
        schema = self._index.schema
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq"))
            for term in terms_of(text)
        ]
        return self._searcher.search(tantivy.Query.boolean_query(clauses), limit=TOP, count=False).hits


class Fts5:
    """SQLite: a table without content, merged into one segment, ranked by its bm25()."""

    def __init__(self, home: Path) -> None:
        self._connection = sqlite3.connect(home / "fts5.sqlite3")
        self._connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS held"
            " USING fts5(text, content='', detail='none', tokenize='ascii')"
        )

    def add(self, first: int, lines: Sequence[str]) -> None:
        with self._connection:
            self._connection.executemany(
                "INSERT INTO held(rowid, text) VALUES (?, ?)", enumerate(lines, first + 1)
            )

    def finish(self) -> None:
        with self._connection:
            self._connection.execute("INSERT INTO held(held) VALUES ('optimize')")

    def ask(self, text: str) -> object:
        wanted = " OR ".join(f'"{term}"' for term in terms_of(text))
        rows = "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rank LIMIT ?"
        return self._connection.execute(rows, (wanted, TOP)).fetchall()


class Bm25s:
    """bm25s: scores worked out beforehand, in sparse columns mapped into memory; nothing can be added."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._vocabulary: dict[str, int] = {}
        self._ids: list[np.ndarray[Any, np.dtype[np.int32]]] = []
        self._opened: Any = None

    def add(self, first: int, lines: Sequence[str]) -> None:
        del first
        known = self._vocabulary
        for line in lines:
            ids = [known.setdefault(term, len(known)) for term in line.split()]
            self._ids.append(np.array(ids, dtype=np.int32))

    def finish(self) -> None:
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        model.index((self._ids, self._vocabulary), show_progress=False)
        model.save(str(self._home / "bm25s"), show_progress=False)
        (self._home / "vocabulary.json").write_bytes(orjson.dumps(self._vocabulary))
        self._ids.clear()

    def ask(self, text: str) -> object:
        if self._opened is None:
            import bm25s

            self._opened = bm25s.BM25.load(str(self._home / "bm25s"), mmap=True)
            self._vocabulary = orjson.loads((self._home / "vocabulary.json").read_bytes())
        wanted = [[term for term in terms_of(text) if term in self._vocabulary]]
        return self._opened.retrieve(wanted, k=TOP, n_threads=0, show_progress=False)


def peers() -> dict[str, type[Peer]]:
    """Name → peer; bm25s where it is installed, which nothing else needs."""
    found: dict[str, type[Peer]] = {"bare tantivy, top 100": BareTantivy, "SQLite FTS5, top 100": Fts5}
    if importlib.util.find_spec("bm25s"):
        found["bm25s, top 100"] = Bm25s
    return found
