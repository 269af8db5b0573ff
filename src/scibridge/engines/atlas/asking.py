"""What people write, as a selection: ``field:27``, ``fractional``."""

from scibridge.engines.atlas.selections import Counting, Depth, Level, Scope, Source, Subject
from scibridge.engines.errors import UnknownOption

_EXAMPLES = ("all", "domain:3", "field:27", "subfield:2728", "topic:10018")


def subject_of(words: str) -> Subject:
    """``field:27`` or ``topic:T10018``; nothing is everything. Raises UnknownOption."""
    if words in {"", Depth.ALL.value}:
        return Subject()
    depth, _, number = words.partition(":")
    digits = number.removeprefix("T")
    known = depth in {one.value for one in Depth} and digits.isascii() and digits.isdigit()
    if not known or len(digits) > 12:
        raise UnknownOption("subject", words, _EXAMPLES)
    return Subject(Depth(depth), int(digits))


def counting_of(words: str) -> Counting:
    """Raises UnknownOption."""
    if words not in {one.value for one in Counting}:
        raise UnknownOption("counting", words, tuple(one.value for one in Counting))
    return Counting(words)


def scope_of(words: str) -> Scope:
    """Raises UnknownOption."""
    if words not in {one.value for one in Scope}:
        raise UnknownOption("scope", words, tuple(one.value for one in Scope))
    return Scope(words)


def source_of(words: str) -> Source:
    """Raises UnknownOption."""
    if words not in {one.value for one in Source}:
        raise UnknownOption("source", words, tuple(one.value for one in Source))
    return Source(words)


def level_of(words: str) -> Level:
    """Raises UnknownOption."""
    if words not in {one.value for one in Level}:
        raise UnknownOption("level", words, tuple(one.value for one in Level))
    return Level(words)
