"""Where in a name lies what was typed: runs of the name, marked or not."""

import re
from collections.abc import Callable
from typing import Final

from scibridge.engines.naming.writing import Asked, folded, is_unspaced

Run = tuple[bool, str]
Form = Callable[[str], str]
_PIECES: Final = re.compile(r"[\w'’ʼ]+|[^\w'’ʼ]+")


def marked(name: str, asked: Asked, form: Form | None = None) -> tuple[Run, ...]:
    """The name in runs of (whether it was typed, words); joined they are the name.

    A word is marked as far as it was typed; of scripts without spaces, the characters that were typed in a
    row. What answers by sound or nearly has nothing marked. With ``form``, which gives what inflected words
    have in common, a word is also marked whole where it has the form of one that was typed.
    """
    if not asked:
        return ((False, name),) if name else ()
    forms = {form(word) for word in asked.beginnings} - {""} if form else set()
    runs: list[Run] = []
    for piece in _PIECES.findall(name):
        found = _characters(piece, asked) if is_unspaced(piece) else _word(piece, asked)
        if form and forms and not any(typed for typed, _ in found) and form(piece) in forms:
            found = [(True, piece)]
        runs += found
    return _merged(runs)


def _word(piece: str, asked: Asked) -> list[Run]:
    written = folded(piece)
    typed = max((one for one in asked.beginnings if written.startswith(one)), key=len, default="")
    if not typed and written and asked.joined.startswith(written) and len(written) > 1:
        typed = written
    if not typed:
        return [(False, piece)]
    if len(typed) >= len(written):
        return [(True, piece)]
    end = _end(piece, typed)
    return [(True, piece[:end]), (False, piece[end:])]


def _end(piece: str, typed: str) -> int:
    """How many characters of the piece were typed; folding may make several of one."""
    for end in range(1, len(piece) + 1):
        if len(folded(piece[:end])) >= len(typed):
            return end
    return len(piece)


def _characters(piece: str, asked: Asked) -> list[Run]:
    spans = [word for word in asked.words if word]
    wanted = [False] * len(piece)
    written = [folded(one) or one for one in piece]
    for span in spans:
        for place in range(len(piece) - len(span) + 1):
            if "".join(written[place : place + len(span)]) == span:
                wanted[place : place + len(span)] = [True] * len(span)
    return list(zip(wanted, piece, strict=True))


def _merged(runs: list[Run]) -> tuple[Run, ...]:
    found: list[Run] = []
    for wanted, text in runs:
        if found and found[-1][0] == wanted:
            found[-1] = (wanted, found[-1][1] + text)
        elif text:
            found.append((wanted, text))
    return tuple(found)
