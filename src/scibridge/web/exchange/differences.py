"""What changed between two versions, field by field, as words with what went and what came marked."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scibridge.domain.exchange.selectors import Difference
from scibridge.engines.text.differing import Run, difference
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, html_language
from scibridge.kernel.countries import country_name
from scibridge.web import labels


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


_CODED = {
    "kind": ("need_kind", "offer_kind"),
    "sdgs": ("sdg",),
    "partnerships": ("partnership",),
    "field_tiers": ("tier",),
    "readiness_now": ("readiness",),
    "readiness_required": ("readiness",),
}


def _labelled(field: str, value: Any) -> Any:
    """Codes as their labels; what is no code stays itself."""
    if isinstance(value, list):
        return [_labelled(field, one) for one in value]
    if isinstance(value, dict):
        return {name: _labelled(name, one) for name, one in value.items()}
    if isinstance(value, bool):
        return str(labels.FAMILIES["posting_field"].get(field, field)) if value else ""
    for family in _CODED.get(field, (field,)):
        if family in labels.FAMILIES and value in labels.FAMILIES[family]:
            return str(labels.FAMILIES[family][value])
    if field in ("eligible_countries", "excluded_countries", "territories") and isinstance(value, str):
        return country_name(value)
    return f"{value:g}" if isinstance(value, float) else value


def marked(field: str, before: Any, after: Any) -> tuple[Run, ...]:
    """A value of a content field against the one before it, in words, with what went and what came marked."""
    return difference(_plain(_labelled(field, before)), _plain(_labelled(field, after)))


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
