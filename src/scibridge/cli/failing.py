"""Errors as a person reads them, and what the exit codes mean.

0 done · 1 the input or its state is wrong · 2 wrong usage · 3 not there or not available now ·
4 a check found differences · 70 an unexpected fault · 130 stopped by Ctrl-C.
"""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from scibridge.cli.terminal import errors
from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.sentences import field_sentence, sentence

WRONG_INPUT, WRONG_USAGE, NOT_AVAILABLE, DIFFERENCES, FAULT, STOPPED = 1, 2, 3, 4, 70, 130
_NOT_AVAILABLE_CODES = frozenset(
    {"not_found", "unavailable", "index_absent", "index_busy", "lake_busy", "source_absent", "service_failed"}
)


def exit_code(error: ScibridgeError) -> int:
    """The exit code of an error of the tree."""
    return NOT_AVAILABLE if error.code in _NOT_AVAILABLE_CODES else WRONG_INPUT


def report(error: ScibridgeError) -> None:
    """Say on standard error what is wrong and what to do."""
    if isinstance(error, InvalidInput):
        for problem in error.problems:
            errors.print(f"{problem.field}: {field_sentence(problem)}", style="red", markup=False)
    else:
        errors.print(sentence(error), style="red", markup=False)


@contextmanager
def reported(*, debug: bool) -> Iterator[None]:
    """Turn whatever happens inside into words and an exit code."""
    try:
        yield
    except ScibridgeError as error:
        if debug:
            traceback.print_exc()
        report(error)
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        errors.print(_("Stopped. What was finished is kept; run the same command again to go on."))
        sys.exit(STOPPED)
    except BrokenPipeError:
        # The reader of a pipe has seen enough; anything left to print would fail again at exit.
        sys.stdout = None
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last door: whatever it is, the reader gets a sentence
        if debug:
            traceback.print_exc()
        else:
            errors.print(
                _("Something unexpected happened (%(fault)s). Run it again with --debug and report that.")
                % {"fault": f"{type(error).__name__}: {error}"},
                style="red",
                markup=False,
            )
        sys.exit(FAULT)
