"""Reads: what waits, and the index and lexicon that answer queries in this process."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import orjson
from django.conf import settings
from django.db.models import Q

from scibridge.domain.indexing.models import GlossaryTerm, IndexChange
from scibridge.engines.encoding.bert import Bert
from scibridge.engines.encoding.distilled import load, load_or_distil
from scibridge.engines.encoding.encoder import Encoder, Progress
from scibridge.engines.encoding.opening import open_encoder
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.matching.meaning import Meaning, Reader
from scibridge.engines.text.glossary import Entry
from scibridge.engines.text.learning import LearnedTable
from scibridge.engines.text.lexicon import Lexicon

log = logging.getLogger(__name__)
_Mark = tuple[str, int, int] | None


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A row of the change list as it was read: cleared only while row and version are still these."""

    row: int
    document_id: str
    version: int


def waiting_changes(limit: int) -> tuple[WaitingChange, ...]:
    """The oldest changes, at most ``limit``."""
    rows = IndexChange.objects.order_by("pk").values_list("pk", "document_id", "version")[:limit]
    return tuple(WaitingChange(*row) for row in rows)


def waiting_count() -> int:
    """How many documents wait."""
    return IndexChange.objects.count()


def waiting_ids(kinds: Iterable[str]) -> tuple[str, ...]:
    """Documents of these kinds whose entry in the index may be out of date."""
    of_kinds = Q(pk__in=[])
    for kind in kinds:
        of_kinds |= Q(document_id__startswith=f"{kind}:")
    return tuple(IndexChange.objects.filter(of_kinds).values_list("document_id", flat=True))


def waiting_among(document_ids: Sequence[str]) -> frozenset[str]:
    """Those of a few documents whose entry may be out of date."""
    rows = IndexChange.objects.filter(document_id__in=list(document_ids)) if document_ids else None
    return frozenset() if rows is None else frozenset(rows.values_list("document_id", flat=True))


@cache
def _open_index(directory: str) -> MatchIndex:
    return MatchIndex.open(settings.INDEX_DIRECTORY)


def current_index() -> MatchIndex:
    """The serving index, brought to its newest commit. Raises the index's own error where there is none."""
    index = _open_index(str(settings.INDEX_DIRECTORY))
    index.reload()
    index.read_with(current_meaning())
    return index


def current_meaning() -> Meaning | None:
    """What reads the meaning of whole texts, brought to the newest vectors.

    None until ``scibridge index encode`` has read the documents, and where the extra is not installed any
    more; the answers' scorer says which of both ranked.
    """
    folder = Path(settings.VECTOR_DIRECTORY)
    if not folder.is_dir():
        return None
    meaning = _open_meaning(str(folder), settings.ENCODER)
    if meaning is not None:
        meaning.reload()
    return meaning


@cache
def _open_meaning(folder: str, model: str) -> Meaning | None:
    try:
        encoder = open_encoder(model)
    except ScibridgeError as problem:
        log.warning("answers come from words alone: %s", problem)
        return None
    return meaning_of(encoder, Path(folder))


def meaning_of(encoder: Encoder, folder: Path, progress: Progress | None = None) -> Meaning | None:
    """Both readers of an encoder. Without ``progress`` no table is made: None where there is none yet."""
    quick: Encoder | None = encoder
    if isinstance(encoder, Bert):
        quick = load(encoder, folder) if progress is None else load_or_distil(encoder, folder, progress)
    if quick is None:
        return None
    thorough = None if quick is encoder else Reader.open(encoder, folder)
    return Meaning(
        Reader.open(quick, folder),
        thorough,
        current_lexicon(),
        settings.ENCODER_LANGUAGES,
        settings.ENCODER_AT_ONCE,
    )


@cache
def _dictionary() -> Lexicon:
    """The lexicon of the dictionary alone, loaded once per process."""
    return Lexicon.default(settings.CACHE_DIRECTORY)


@lru_cache(maxsize=2)
def _lexicon(learned: _Mark, glossary: _Mark) -> Lexicon:
    lexicon = _dictionary()
    if learned is not None:
        lexicon = lexicon.with_learned(LearnedTable.load(settings.LEARNED_TERMS))
    if glossary is not None:
        rows = orjson.loads(Path(settings.GLOSSARY_TERMS).read_bytes())
        lexicon = lexicon.with_glossary(
            Entry(chinese, tuple(english), tuple(weights)) for chinese, english, weights in rows
        )
    return lexicon


def current_lexicon() -> Lexicon:
    """The Chinese–English lexicon under what was learned and under the glossary, as both are now.

    Raises LearnedTableUnreadable where the learned terms are damaged.
    """
    return _lexicon(*_written())


def lexicon_version() -> str:
    """Names what :func:`current_lexicon` is made of: another after every change of it."""
    return repr(_written())


def _written() -> tuple[_Mark, _Mark]:
    return _mark(Path(settings.LEARNED_TERMS)), _mark(Path(settings.GLOSSARY_TERMS))


def _mark(path: Path) -> _Mark:
    """Another after every change of the file; None where there is none."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return str(path), state.st_ino, state.st_mtime_ns


def glossary_entries() -> list[Entry]:
    """The glossary as the lexicon takes it: one entry a Chinese term, the most usual rendering first."""
    found: dict[str, list[tuple[str, int]]] = {}
    rows = GlossaryTerm.objects.order_by("chinese", "-weight", "english")
    for chinese, english, weight in rows.values_list("chinese", "english", "weight"):
        found.setdefault(chinese, []).append((english, weight))
    return [
        Entry(chinese, tuple(english for english, _ in ways), tuple(float(weight) for _, weight in ways))
        for chinese, ways in found.items()
    ]
