"""Exit codes, and how an error becomes one readable line and a code."""

from enum import IntEnum
from typing import Any

from scibridge.cli.language import _
from scibridge.engines.errors import ScibridgeError


class Exit(IntEnum):
    """What a script can rely on; documented in ``docs/commands.md``."""

    OK = 0
    INPUT = 1
    USAGE = 2
    ABSENT = 3
    REFUSED = 4
    DIFFERS = 5
    INTERNAL = 70
    INTERRUPTED = 130


class CommandFailed(ScibridgeError):
    """A command cannot go on: what to tell, already in words, and the exit code."""

    code = "command_failed"

    def __init__(self, words: str, exit_code: Exit = Exit.INPUT) -> None:
        super().__init__(words=words)
        self.words = words
        self.exit_code = exit_code


_ABSENT = (
    "index_",
    "lake_",
    "atlas_",
    "report_printer_absent",
    "service_",
    "source_absent",
    "file_absent",
    "unavailable",
    "not_found",
)
_REFUSED = ("not_allowed", "conflict", "illegal_transition")


def exit_code_of(error: ScibridgeError) -> Exit:
    """3 for what is not there now, 4 for what is refused, 1 for what is wrong in the input."""
    if isinstance(error, CommandFailed):
        return error.exit_code
    if error.code.startswith(_ABSENT):
        return Exit.ABSENT
    return Exit.REFUSED if error.code in _REFUSED else Exit.INPUT


def line_of(error: ScibridgeError) -> str:
    """What happened and what to do, in one paragraph."""
    if isinstance(error, CommandFailed):
        return error.words
    from scibridge.kernel.sentences import sentence

    return sentence(error)


def sentence_for_crash(error: BaseException, command: str) -> str:
    """For an error nobody foresaw."""
    facts: dict[str, Any] = {"kind": type(error).__name__, "what": str(error)[:300], "command": command}
    return (
        _("Something broke that should not: %(kind)s: %(what)s. Nothing saved is lost.") % facts
        + " "
        + _("Run “%(command)s” again with --debug for the trace, and report it.") % facts
    )
