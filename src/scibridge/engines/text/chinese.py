"""Chinese words: jieba's segmentation with the platform's own terms, simplified characters in, words out.

Owns the one segmenter of the process. The platform's glossary is always part of it, so that what was indexed
and what is asked are cut alike; words added later change how new texts are cut and call for a new index.
"""

import functools
import logging
import os
import stat
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scibridge.engines.text.glossary import builtin
from scibridge.engines.text.normalise import normalise

_LONGEST_ADDED = 24
_lock = threading.RLock()
_cache_directory: Path | None = None
_tokenizer: Any = None


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
        searched.cache_clear()


def frequency(word: str) -> int:
    """How often the word stands in the segmenter's corpus; 0 when unknown."""
    return int(segmenter().FREQ.get(word, 0))


def cut(stretch: str) -> Iterator[str]:
    """The words of a stretch of simplified Han characters, in order, covering it."""
    words: Iterator[str] = segmenter().cut(stretch)
    return words


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
