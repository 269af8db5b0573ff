"""Chinese words: jieba's segmentation with the platform's own terms, simplified characters in, words out.

Owns the one segmenter of the process. The platform's glossary is always part of it, so that what was indexed
and what is asked are cut alike; words added later change how new texts are cut and call for a new index.
"""

import functools
import logging
import math
import os
import stat
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scibridge.engines.text.glossary import builtin
from scibridge.engines.text.normalise import normalise

_LONGEST_ADDED = 24
_lock = threading.RLock()
_cache_directory: Path | None = None
_tokenizer: Any = None
_forget: list[Callable[[], None]] = []


def use_cache(directory: Path) -> None:
    """Keep the prepared word list under ``directory``; takes effect before the first text is cut."""
    global _cache_directory  # noqa: PLW0603 one segmenter per process
    _cache_directory = directory


def _private_folder() -> Path | None:
    """A folder of this user alone under the temporary one, or None: a planted word list is never loaded."""
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"scibridge-words-{owner}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(state.st_mode) and stat.S_IMODE(state.st_mode) & 0o077 == 0
    return folder if private and (not hasattr(os, "getuid") or state.st_uid == owner) else None


def _build() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba imports pkg_resources, which warns of its own end
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    jieba.default_logger.handlers.clear()
    jieba.default_logger.propagate = False
    folder = _cache_directory or _private_folder()
    tokenizer = jieba.Tokenizer()
    if folder is None:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
    else:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(folder)
        tokenizer.cache_file = "words.cache"
        tokenizer.initialize()
    return tokenizer


def segmenter() -> Any:
    """The process's segmenter, prepared on first use."""
    global _tokenizer  # noqa: PLW0603 one segmenter per process
    if _tokenizer is None:
        with _lock:
            if _tokenizer is None:
                tokenizer = _build()
                _insert(tokenizer, (entry.chinese for entry in builtin()))
                _tokenizer = tokenizer
    return _tokenizer


def _insert(tokenizer: Any, words: Iterable[str]) -> None:
    for word in words:
        plain = normalise(word)
        if 2 <= len(plain) <= _LONGEST_ADDED and all("\u3400" <= one <= "\u9fff" for one in plain):
            tokenizer.add_word(plain, max(tokenizer.FREQ.get(plain, 0), tokenizer.suggest_freq(plain)))


def add_words(words: Iterable[str]) -> None:
    """Teach the segmenter terms of the field (2 to 24 Han characters; others are passed over).

    Texts cut before keep their old words: index anew after adding many.
    """
    with _lock:
        _insert(segmenter(), words)
        for forget in (searched.cache_clear, _unknown.cache_clear, _log_frequencies.cache_clear, *_forget):
            forget()


def when_words_change(forget: Callable[[], None]) -> None:
    """Have ``forget`` called after words were added: for what remembers how texts were cut."""
    _forget.append(forget)


def frequency(word: str) -> int:
    """How often the word stands in the segmenter's corpus; 0 when unknown."""
    return int(segmenter().FREQ.get(word, 0))


class _LogFrequencies(dict[str, float | None]):
    """Word → log of its share; ``None`` for what only begins a word."""

    def __init__(self, tokenizer: Any) -> None:
        total = math.log(tokenizer.total)
        super().__init__(
            (word, math.log(count) - total if count else None) for word, count in tokenizer.FREQ.items()
        )
        self.least = -total


@functools.lru_cache(maxsize=1)
def _log_frequencies() -> _LogFrequencies:
    return _LogFrequencies(segmenter())


def cut(stretch: str) -> list[str]:
    """The words of a stretch of simplified Han characters, in order, covering it.

    The likeliest path through the word list, as jieba's; single characters left over are joined by its hidden
    Markov model. Written out here because one pass with ready logarithms takes half of jieba's time.
    """
    logs = _log_frequencies()
    length = len(stretch)
    score = [0.0] * (length + 1)
    ends = [0] * length
    for start in range(length - 1, -1, -1):
        place = start + 1
        piece = stretch[start]
        share = logs.get(piece)
        best = (share if share is not None else logs.least) + score[place]
        best_end = place
        known = piece in logs
        while known and place < length:
            place += 1
            piece = stretch[start:place]
            if piece not in logs:
                break
            share = logs[piece]
            if share is not None and share + score[place] >= best:
                best, best_end = share + score[place], place
        score[start], ends[start] = best, best_end
    return _joined(stretch, ends)


def _joined(stretch: str, ends: list[int]) -> list[str]:
    words: list[str] = []
    place = loose = 0
    while place < len(stretch):
        end = ends[place]
        if end - place > 1:
            if loose < place:
                words.extend(_unknown(stretch[loose:place]))
            words.append(stretch[place:end])
            loose = end
        place = end
    if loose < len(stretch):
        words.extend(_unknown(stretch[loose:]))
    return words


@functools.lru_cache(maxsize=200_000)
def _unknown(characters: str) -> tuple[str, ...]:
    """Words among characters that stand alone on the likeliest path."""
    if len(characters) == 1 or segmenter().FREQ.get(characters):
        return tuple(characters)
    from jieba import finalseg

    return tuple(finalseg.cut(characters))


@functools.lru_cache(maxsize=200_000)
def searched(word: str) -> tuple[tuple[int, int], ...]:
    """The places within a word that are words themselves (2 and 3 characters), the word itself last."""
    known = segmenter().FREQ
    length = len(word)
    found = [
        (start, start + size)
        for size in (2, 3)
        if length > size
        for start in range(length - size + 1)
        if known.get(word[start : start + size])
    ]
    return (*found, (0, length))
