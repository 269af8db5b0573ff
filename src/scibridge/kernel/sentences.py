"""The words for errors: one sentence for each code, saying what is wrong and what to do about it.

Pages, API and command line all render errors through :func:`sentence` and :func:`field_sentence`.
Refuses logic: an error carries a code and data, and nobody compares these words. Codes that the tree
raises and this catalogue lacks fail a test.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scibridge.engines.errors import ScibridgeError
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotAllowed
from scibridge.kernel.sentence_catalogue import DETAILS, ERRORS, PROBLEMS, REASONS

_UNKNOWN_ERROR = _(
    "This could not be done (%(code)s). Try again; if it happens again, report it with that code."
)
_UNKNOWN_PROBLEM = _("This value cannot be taken (%(code)s).")
_UNKNOWN_REASON = _("You do not have the right to do this (%(reason)s).")
_LONGEST_VALUE = 120


class _Words(dict[str, str]):
    """Data for a sentence; what an error did not carry shows as a dash, never as a crash."""

    def __missing__(self, key: str) -> str:
        return "—"


def _in_words(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        separator = "、" if (get_language() or "").startswith("zh") else ", "
        return separator.join(str(one) for one in value)
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _words(data: Mapping[str, Any], **more: str) -> _Words:
    return _Words({key: _in_words(value) for key, value in data.items()} | more)


def reason_sentence(reason: str, data: Mapping[str, Any] | None = None) -> str:
    """Why an access rule refused, and what would help."""
    return str(REASONS.get(reason, _UNKNOWN_REASON)) % _words(data or {}, reason=reason)


def field_sentence(problem: FieldProblem) -> str:
    """What is wrong with one field and what to write instead; the field's name is not repeated."""
    return str(PROBLEMS.get(problem.code, _UNKNOWN_PROBLEM)) % _words(problem.data, code=problem.code)


def sentence(error: ScibridgeError) -> str:
    """What happened and what to do, in the active language. Problems of single fields are named in turn."""
    if isinstance(error, NotAllowed):
        return reason_sentence(error.reason, error.data)
    if isinstance(error, InvalidInput):
        listed = [f"{problem.field}: {field_sentence(problem)}" for problem in error.problems]
        return " ".join([str(ERRORS[error.code]), *listed])
    if error.code == "rejected_value":
        inner = str(error.data.get("problem", ""))
        return field_sentence(
            FieldProblem("", inner, {k: v for k, v in error.data.items() if k != "problem"})
        )
    detail = DETAILS.get((error.code, str(error.data.get("reason", ""))))
    return str(detail or ERRORS.get(error.code, _UNKNOWN_ERROR)) % _words(error.data, code=error.code)
