"""All needs against all documents: the best of each, joined in the lake rather than searched one by one.

Stopped or killed at any moment, what was finished is kept, and the next run of the same ``key`` goes on from
there: first the documents of a shelf as postings, then one slice of them after the other against one block of
needs after the other, then the best of all. Memory is bounded by one part and one block. The scores are those
of the words, as the index gives them; must-haves and meaning move nothing here.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scibridge.engines.lake.connecting import sweep_spills
from scibridge.engines.lake.sessions import LOCAL, Session, session_at
from scibridge.engines.lake.statements import matching_statement
from scibridge.engines.lake.writing import write_batches
from scibridge.engines.matching import generations
from scibridge.engines.matching.documents import Document
from scibridge.engines.matching.limits import Limits
from scibridge.engines.matching.postings import (
    ASKED,
    DOCUMENTS,
    NEEDS,
    POSTINGS,
    TERMS,
    AskedNeed,
    asked_tables,
    posted,
)

TOP: Final = 50
DOCUMENTS_AT_FIRST: Final = 1_000
NEEDS_AT_ONCE: Final = 1_000
DOCUMENTS_AT_ONCE: Final = 50_000
ANSWERS: Final = pa.schema(
    [
        ("need", pa.string()),
        ("place", pa.int32()),
        ("document", pa.string()),
        ("score", pa.float64()),
        ("share", pa.float64()),
    ]
)
_BEST: Final = pa.schema([("need", pa.int32()), ("document", pa.int64()), ("score", pa.float64())])
_HOPEFUL: Final = pa.schema([("need", pa.int32()), ("document", pa.int64())])
_MEANS: Final = pa.schema(
    [("words_mean", pa.float64()), ("pieces_mean", pa.float64()), ("entries", pa.int32())]
)
_ON_A_SHELF: Final = 1_000_000_000
_LOCK: Final = "all"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some of the documents, read again from the beginning where reading them was not finished."""

    name: str
    documents: int
    read: Callable[[], Iterator[list[Document]]]


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of it: ``table`` holds ``ANSWERS``, ``share`` of the greatest score a need can come near."""

    table: Path
    needs: int
    documents: int
    answers: int


def match_all(
    root: Path,
    key: str,
    needs: Callable[[], Iterable[AskedNeed]],
    shelves: Iterable[Shelf],
    *,
    top: int = TOP,
    address: str = LOCAL,
    progress: Progress | None = None,
) -> Matched:
    """The best ``top`` documents of every need, in ``root``. ``key`` names needs, documents and ``top``.

    ``progress`` gets the step (``read``, ``match``), how much of it is done and how much there is.
    Raises IndexBusy while another process does the same; LakeBroken, LakeFull, SparkAbsent, SparkGone.
    """
    root.mkdir(parents=True, exist_ok=True)
    with generations.locked(root, _LOCK, 0.0):
        sweep_spills(root)
        for other in root.glob("run-*"):
            if other.name != f"run-{key}":
                shutil.rmtree(other, ignore_errors=True)
        run = _Run(root / f"run-{key}", tuple(shelves), top, progress or (lambda _step, _done, _all: None))
        if not run.table.is_file():
            run.ask(needs)
            run.post()
            with session_at(address, root) as session:
                run.match(session)
        run.tidy()
        return Matched(run.table, *run.counted())


class _Run:
    """One run: a folder whose files are each whole or not there."""

    def __init__(self, folder: Path, shelves: tuple[Shelf, ...], top: int, progress: Progress) -> None:
        self.table = folder / "answers.parquet"
        self._folder, self._shelves, self._top, self._progress = folder, shelves, top, progress

    def ask(self, needs: Callable[[], Iterable[AskedNeed]]) -> None:
        """Note what the needs ask for; a run that goes on asks what it asked when it began."""
        if not self._file("asked").is_file():
            tables = asked_tables(needs())
            for name, schema, table in zip(
                ("needs", "terms", "asked"),
                (NEEDS, TERMS, ASKED),
                (tables[0], tables[2], tables[1]),
                strict=True,
            ):
                self._write(self._file(name), schema, table)

    def post(self) -> None:
        """Read the documents of every shelf that was not read yet."""
        table = pq.read_table(self._file("terms"))
        terms = dict(zip(table.column("text").to_pylist(), table.column("term").to_pylist(), strict=True))
        done, everything = 0, sum(shelf.documents for shelf in self._shelves)
        for place, shelf in enumerate(self._shelves):
            # Written last: where it lies, all postings of the shelf do.
            finished = self._folder / "documents" / f"{place:05d}.parquet"
            if not finished.is_file():
                self._write(
                    finished, DOCUMENTS, pa.concat_tables(self._posted(place, shelf, terms, done, everything))
                )
            done += shelf.documents
            self._progress("read", done, everything)

    def _posted(
        self, place: int, shelf: Shelf, terms: Mapping[str, int], done: int, everything: int
    ) -> Iterator[pa.Table]:
        # Of a reading that was stopped nothing may stay: the shelf may be cut into other parts this time.
        for path in (self._folder / "postings").glob(f"{place:05d}-*"):
            path.unlink()
        yield DOCUMENTS.empty_table()
        number = place * _ON_A_SHELF
        documents = chain.from_iterable(shelf.read())
        for part, batch in enumerate(_batched(documents, DOCUMENTS_AT_ONCE)):
            postings, held = posted(batch, number, terms)
            self._write(self._folder / "postings" / f"{place:05d}-{part:05d}.parquet", POSTINGS, postings)
            number += len(batch)
            done += len(batch)
            self._progress("read", min(done, everything), everything)
            yield held

    def match(self, session: Session) -> None:
        """Every slice of a part against every block of needs, then the best of all."""
        self._name(session, "documents", self._parts("documents"), DOCUMENTS)
        session.take("means", means := _answer(session, "means", {}, _MEANS))
        asked = pq.read_table(self._file("asked"))
        needs = pq.read_metadata(self._file("needs")).num_rows
        limits = Limits(asked, needs, means["entries"][0].as_py(), self._top)
        blocks = [(first, min(first + NEEDS_AT_ONCE, needs)) for first in range(0, needs, NEEDS_AT_ONCE)]
        slices = list(_slices(self._parts("postings")))
        opened: Path | None = None
        best: list[Path] = []
        for place, (part, begin, end) in enumerate(slices):
            for block, (first, last) in enumerate(blocks):
                # Named by their bounds: what another version cut otherwise is neither taken up nor counted.
                path = self._folder / "best" / f"{first}-{last}" / f"{begin}-{end}.parquet"
                if not path.is_file():
                    if part != opened:
                        session.read("postings", [part])
                        session.define("weighed", matching_statement("weighed").text)
                        opened = part
                    held = pc.and_(pc.greater_equal(asked["need"], first), pc.less(asked["need"], last))
                    session.take("asked", asked.filter(held))
                    session.take("limits", limits.table(first, last))
                    self._join(session, (begin, end), path)
                best.append(path)
                limits.learn(pq.read_table(path, columns=["need", "score"]))
                self._progress("match", place * len(blocks) + block + 1, len(slices) * len(blocks))
        self._name(session, "best", best, _BEST)
        session.read("needs", [self._file("needs")])
        session.write(matching_statement("best_of_all"), {"top": self._top}, self.table, ANSWERS)

    def _join(self, session: Session, bounds: tuple[int, int], path: Path) -> None:
        """The best of a slice for a block: what may come among them, and of that what does."""
        hopeful = _answer(session, "hopeful", {"first": bounds[0], "last": bounds[1]}, _HOPEFUL)
        session.take("hopeful", hopeful)
        session.write(matching_statement("best_of_part"), {"top": self._top}, path, _BEST)

    def tidy(self) -> None:
        """Only what was found is kept, and what counts it."""
        for name in ("postings", "best", "nothing"):
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def counted(self) -> tuple[int, int, int]:
        """Needs, documents and answers."""
        # Numbers do not go over the bounds of a shelf.
        documents = sum(
            pc.count_distinct(pq.read_table(path, columns=["document"]).column(0)).as_py()
            for path in self._parts("documents")
        )
        needs, answers = (pq.read_metadata(path).num_rows for path in (self._file("needs"), self.table))
        return needs, documents, answers

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.parquet"

    def _parts(self, name: str) -> list[Path]:
        return sorted((self._folder / name).rglob("*.parquet"))

    def _write(self, path: Path, schema: pa.Schema, table: pa.Table) -> None:
        write_batches(self._folder.parent, path, schema, table.to_batches())

    def _name(self, session: Session, name: str, paths: list[Path], schema: pa.Schema) -> None:
        if not paths:
            # A file without rows, since a session cannot make a view of what was a table.
            paths = [self._folder / "nothing" / f"{name}.parquet"]
            self._write(paths[0], schema, schema.empty_table())
        session.read(name, paths)


def _answer(session: Session, name: str, values: Mapping[str, Any], schema: pa.Schema) -> pa.Table:
    batches = [batch.cast(schema) for batch in session.rows(matching_statement(name), values)]
    return pa.Table.from_batches(batches, schema)


def _slices(parts: Iterable[Path]) -> Iterator[tuple[Path, int, int]]:
    """Part, first and last document: after the first no more at once than were looked at before.

    Limits that others have set leave out most documents; without any, each that shares a word is joined.
    """
    seen = 0
    for part in parts:
        documents = pq.read_table(part, columns=["document"])["document"]
        if not len(documents):
            continue
        first, last = documents[0].as_py(), documents[-1].as_py()
        while first <= last:
            until = min(first + max(seen, DOCUMENTS_AT_FIRST) - 1, last)
            yield part, first, until
            seen, first = seen + until - first + 1, until + 1


def _batched(documents: Iterable[Document], most: int) -> Iterator[list[Document]]:
    held: list[Document] = []
    for one in documents:
        held.append(one)
        if len(held) == most:
            yield held
            held = []
    if held:
        yield held
