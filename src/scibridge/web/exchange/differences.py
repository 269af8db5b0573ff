"""What changed between two versions, field by field, as words with what went and what came marked."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scibridge.domain.exchange.selectors import Difference
from scibridge.engines.text.differing import Run, difference
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, html_language


@dataclass(frozen=True, slots=True)
class Change:
    """A field in one language (empty for what has none), as runs of (``same|gone|new``, words)."""

    field: str
    language: str
    runs: tuple[Run, ...]


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
                    runs = difference(before.get(code, ""), after.get(code, ""))
                    changes.append(Change(one.field, html_language(code), runs))
        else:
            changes.append(Change(one.field, "", difference(_plain(one.before), _plain(one.after))))
    return changes
