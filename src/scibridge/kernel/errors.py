"""The tree of errors the domain raises. The roof turns them into pages, problem details and exit codes.

Engines raise their own subclasses of :class:`scibridge.engines.errors.ScibridgeError`; both have a ``code``.
"""

import dataclasses
from collections.abc import Mapping, Sequence

from scibridge.engines.errors import ScibridgeError, UnknownOption

__all__ = [
    "Conflict",
    "FieldProblem",
    "IllegalTransition",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "ScibridgeError",
    "Unavailable",
    "UnknownOption",
]


class NotFound(ScibridgeError):
    """Nothing there, or nothing this reader may know of: the two are not told apart."""

    code = "not_found"


class NotAllowed(ScibridgeError):
    """The actor may not; ``reason`` is the access rule's reason code."""

    code = "not_allowed"

    def __init__(self, reason: str, **data: object) -> None:
        super().__init__(reason=reason, **data)
        self.reason = reason


class IllegalTransition(ScibridgeError):
    """A state cannot be left that way."""

    code = "illegal_transition"

    def __init__(self, machine: str, source: str, target: str) -> None:
        super().__init__(machine=machine, source=source, target=target)


class Conflict(ScibridgeError):
    """Someone else changed the thing first, or it exists already."""

    code = "conflict"


class Unavailable(ScibridgeError):
    """Something outside or derived is not there now (index being built, remote service down)."""

    code = "unavailable"


@dataclasses.dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field: its name, a stable code, and the data the sentence needs."""

    field: str
    code: str
    data: Mapping[str, object] = dataclasses.field(default_factory=dict)


class InvalidInput(ScibridgeError):
    """Input that cannot be taken; each problem names its field."""

    code = "invalid_input"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__(problems=tuple(problems))
        self.problems = tuple(problems)
