"""A source cut into sentences and passages: which language each run is in."""

import re
from collections.abc import Iterator, Sequence

from scibridge.engines.proposals.proposal import Passage, Quote
from scibridge.engines.text.languages import ENGLISH, HAN, LATIN, OTHER, detect

_SENTENCE_END = re.compile(r"[。！？!?]+[”’」』）)\"']*|\n+|\.(?=\s|$)")
_CLAUSE_END = re.compile(r"[，。；！？,;!?\n](?!\d{3})|\.(?=\s|$)")
_FEW_WORDS = 6
_LATIN_ONLY = re.compile(rf"(?:[{LATIN}]|[\W\d_])*")
_HAN_STRETCHES = re.compile(f"[{HAN}]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}|[\u3400-\u9fff]")


def quote(source: str, start: int, end: int) -> Quote:
    """[start, end) without the space around it."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return Quote(start, end, source[start:end])


def sentences(source: str) -> Iterator[tuple[int, int]]:
    """[start, end) of every sentence or line, covering the source."""
    begin = 0
    for mark in _SENTENCE_END.finditer(source):
        yield begin, mark.end()
        begin = mark.end()
    if begin < len(source):
        yield begin, len(source)


def sentence_at(source: str, place: int) -> tuple[int, int]:
    """The sentence that holds ``place``."""
    return next((one for one in sentences(source) if one[0] <= place < one[1]), (0, len(source)))


def clause_end(source: str, place: int) -> int:
    """Where the clause that holds ``place`` ends."""
    mark = _CLAUSE_END.search(source, place)
    return mark.start() if mark else len(source)


def passages(source: str) -> tuple[Passage, ...]:
    """The source by language, sentence by sentence; what has no letters stays with its neighbour."""
    found: list[Passage] = []
    whole = detect(_HAN_STRETCHES.sub(" ", source))
    for start, end in sentences(source):
        piece = source[start:end]
        known = found[-1].language if found else ""
        language = _language(piece, whole) if _LETTERS.search(piece) else known
        if found and language == known:
            found[-1] = Passage(known, found[-1].start, end)
        elif found and not known:
            found[-1] = Passage(language, found[-1].start, end)
        else:
            found.append(Passage(language, start, end))
    return tuple(Passage(one.language or ENGLISH, one.start, one.end) for one in found)


def _language(piece: str, whole: str) -> str:
    """A few words in Latin letters are judged with all such words of the source."""
    found = detect(piece)
    few = len(piece.split()) < _FEW_WORDS and _LATIN_ONLY.fullmatch(piece) is not None
    return whole if found == OTHER and few else found


def language_at(found: Sequence[Passage], place: int) -> str:
    """The language of the passage that holds ``place``."""
    return next((one.language for one in found if one.start <= place < one.end), OTHER)
