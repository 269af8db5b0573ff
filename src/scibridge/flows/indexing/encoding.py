"""Having the sentence encoder read what the index holds. Resumable: what was read stays read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings

from scibridge.domain.indexing.selectors import current_index, current_meaning, meaning_of
from scibridge.engines.encoding.encoder import Progress
from scibridge.engines.encoding.opening import open_encoder
from scibridge.engines.matching.documents import Document
from scibridge.engines.matching.entries import PLATFORM, key_of
from scibridge.engines.matching.meaning import Meaning, Reader

# Records no document speaks for, beside each that one does, before the file is written anew.
_MOST_SPENT = 0.5


def prepared(progress: Progress) -> Meaning:
    """The encoder ready to read; ``progress`` watches its table being made, the first time.

    Raises the encoder's own errors where it is not installed or not the one that was examined.
    """
    folder = Path(settings.VECTOR_DIRECTORY)
    folder.mkdir(parents=True, exist_ok=True)
    meaning = meaning_of(open_encoder(settings.ENCODER), folder, progress)
    assert meaning is not None  # noqa: S101 - a table is made where progress is given
    return meaning


def encode_all(meaning: Meaning, progress: Callable[[int, int], None], *, thoroughly: bool) -> int:
    """Read every thing of the index whose text has no vector yet; returns how many were read.

    The platform's own come first, since the thorough encoder may be stopped long before the end.
    """
    things = current_index().snapshot.things
    total = sum(things.count_by_kind.values())
    documents = _ours_first(things.all_documents) if thoroughly else things.all_documents()
    read = meaning.read(
        documents, thoroughly=thoroughly, progress=lambda done: progress(min(done, total), total)
    )
    reader = meaning.thorough if thoroughly else meaning.quick
    if reader is not None:
        _forget_the_gone(reader, things.all_documents)
    return read


def encode_changed(documents: Iterable[Document]) -> int:
    """Read changed documents quickly, where documents are read at all."""
    meaning = current_meaning()
    if meaning is None or not len(meaning):
        return 0
    return meaning.read(documents, thoroughly=False, progress=lambda _done: None)


def _ours_first(documents: Callable[[], Iterator[Document]]) -> Iterator[Document]:
    yield from (one for one in documents() if one.origin == PLATFORM)
    yield from (one for one in documents() if one.origin != PLATFORM)


def _forget_the_gone(reader: Reader, documents: Callable[[], Iterator[Document]]) -> None:
    held = reader.held
    keys = {key_of(one.id) for one in documents()}
    if held.records > (1 + _MOST_SPENT) * max(len(keys), 1):
        held.keep(keys)
