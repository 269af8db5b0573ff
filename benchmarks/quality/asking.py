"""The product's own matching, asked as the product asks it."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from scibridge.engines.matching.documents import Document, Filters, Kind, Query
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.meaning import Meaning
from scibridge.engines.matching.search import candidates, search
from scibridge.engines.text.lexicon import Lexicon

NAME = "SciBridge"
DEPTH = 100
_AT_ONCE = 1_000


class Asking:
    """An index of its own, and the lexicon."""

    def __init__(self, index: MatchIndex, lexicon: Lexicon) -> None:
        self.index = index
        self.lexicon = lexicon

    def ranked(self, query: Query) -> list[str]:
        """Ids of the things found, best first."""
        things = self.index.snapshot.things
        return [things.document_id(one.address) for one in candidates(self.index, self.lexicon, query)]

    def rankings(self, queries: Mapping[str, Query]) -> dict[str, list[str]]:
        return {name: self.ranked(query) for name, query in queries.items()}

    def people(self, query: Query) -> list[str]:
        """Ids of the people elected, best first."""
        return [one.id for one in search(self.index, self.lexicon, query, explain=False).matches]


@contextmanager
def asking(documents: Iterable[Document], lexicon: Lexicon) -> Iterator[Asking]:
    """Index the documents in a folder that goes away again."""
    home = Path(tempfile.mkdtemp(prefix="scibridge-quality-"))
    try:
        index = MatchIndex(home / "index")
        rest = iter(documents)
        with index.rebuild() as writer:
            while batch := list(islice(rest, _AT_ONCE)):
                writer.put(batch)
        yield Asking(index, lexicon)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def wanted(text: str, language: str, *kinds: Kind, without: tuple[str, ...] = ()) -> Query:
    """A text as a query for the first hundred."""
    return Query({language: text}, filters=Filters(kinds=kinds, exclude_ids=without), limit=DEPTH)


def read_all(meaning: Meaning, documents: Sequence[Document]) -> None:
    """Have both encoders read what they have not."""
    for thoroughly in (False, True):
        meaning.read(documents, thoroughly=thoroughly, progress=lambda _done: None)
