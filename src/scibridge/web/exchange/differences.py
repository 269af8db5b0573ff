"""What changed between two versions, field by field, as words with what went and what came marked."""

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scibridge.domain.exchange.selectors import Difference
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, html_language

_PIECES = re.compile(r"[A-Za-z0-9_.]+|\s+|.", re.DOTALL)
_MOST_PIECES = 4000


@dataclass(frozen=True, slots=True)
class Change:
    """A field in one language (empty for what has none), as runs of (``same|gone|new``, words)."""

    field: str
    language: str
    runs: tuple[tuple[str, str], ...]


def _runs(before: str, after: str) -> tuple[tuple[str, str], ...]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > _MOST_PIECES:
        return (("gone", before), ("new", after))
    runs: list[tuple[str, str]] = []
    for code, start, end, start_new, end_new in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if code == "equal":
            runs.append(("same", "".join(old[start:end])))
            continue
        runs += [("gone", "".join(old[start:end])), ("new", "".join(new[start_new:end_new]))]
    return tuple(run for run in runs if run[1])


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return " · ".join(f"{_plain(one)}" for one in value.values() if one not in (None, "", [], {}))
    return json.dumps(value, ensure_ascii=False)


def _is_words(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(CONTENT_LANGUAGES)


def shown_differences(differences: Iterable[Difference]) -> list[Change]:
    """One change per field and language."""
    changes = []
    for one in differences:
        if _is_words(one.before) or _is_words(one.after):
            before: Any = one.before or {}
            after: Any = one.after or {}
            for code in CONTENT_LANGUAGES:
                if before.get(code, "") != after.get(code, ""):
                    runs = _runs(before.get(code, ""), after.get(code, ""))
                    changes.append(Change(one.field, html_language(code), runs))
        else:
            changes.append(Change(one.field, "", _runs(_plain(one.before), _plain(one.after))))
    return changes
