"""What a moderator should look at twice, read off the content alone: hints, never verdicts.

Takes what the moderator may read, as a mapping of field names to bilingual words and plain values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scibridge.engines.matching.documents import Kind
from scibridge.engines.text.contacts import contacts
from scibridge.kernel.bilingual import CONTENT_LANGUAGES

_SHORT = {"en": 80, "zh-hans": 30}
_MAIN = {Kind.NEED: "problem", Kind.OFFER: "summary"}
_FIGURES = {Kind.NEED: "must_haves", Kind.OFFER: "claims"}
_RESTRICTED = (("eligible_countries", "eligible_reason"), ("excluded_countries", "excluded_reason"))
# Nobody but its own side reads these.
_NOT_PUBLIC = frozenset({"confidential_details", "external_reference", "return_note", "owner_name"})


class Hint(StrEnum):
    """What to look at."""

    MISSING_LANGUAGE = "missing_language"
    NO_MUST_HAVES = "no_must_haves"
    NO_CLAIMS = "no_claims"
    RESTRICTED_WITHOUT_REASON = "restricted_without_reason"
    CONTACT_DATA = "contact_data"
    SHORT_TEXT = "short_text"
    NO_CHALLENGE = "no_challenge"


@dataclass(frozen=True, slots=True)
class HintFound:
    """A hint, the field it is about, and what it quotes or the language it misses."""

    hint: Hint
    field: str
    detail: str = ""


def hints(kind: Kind, values: Mapping[str, Any]) -> tuple[HintFound, ...]:
    """Everything worth a second look, in the order of :class:`Hint`."""
    found = [
        *_languages(kind, values),
        *_figures(kind, values),
        *_restrictions(values),
        *_contacts(values),
        *_lengths(kind, values),
    ]
    if not values.get("challenge"):
        found.append(HintFound(Hint.NO_CHALLENGE, "challenge"))
    order = list(Hint)
    return tuple(sorted(found, key=lambda one: order.index(one.hint)))


def _languages(kind: Kind, values: Mapping[str, Any]) -> Iterable[HintFound]:
    for field in ("title", _MAIN[kind]):
        words = values.get(field) or {}
        if words:
            for language in CONTENT_LANGUAGES:
                if not words.get(language):
                    yield HintFound(Hint.MISSING_LANGUAGE, field, language)


def _figures(kind: Kind, values: Mapping[str, Any]) -> Iterable[HintFound]:
    field = _FIGURES[kind]
    # None is withheld from the moderator: there may be some.
    if values.get(field) is not None and not values[field]:
        yield HintFound(Hint.NO_MUST_HAVES if kind is Kind.NEED else Hint.NO_CLAIMS, field)


def _restrictions(values: Mapping[str, Any]) -> Iterable[HintFound]:
    for field, reason in _RESTRICTED:
        if values.get(field) and not any((values.get(reason) or {}).values()):
            yield HintFound(Hint.RESTRICTED_WITHOUT_REASON, field)


def _contacts(values: Mapping[str, Any]) -> Iterable[HintFound]:
    for field, words in values.items():
        if field in _NOT_PUBLIC or not isinstance(words, Mapping) or not set(words) <= set(CONTENT_LANGUAGES):
            continue
        quotes = [one.quote for text in words.values() for one in contacts(text)]
        for quote in dict.fromkeys(quotes):
            yield HintFound(Hint.CONTACT_DATA, field, quote)


def _lengths(kind: Kind, values: Mapping[str, Any]) -> Iterable[HintFound]:
    field = _MAIN[kind]
    for language, text in (values.get(field) or {}).items():
        if len(text) < _SHORT.get(language, 0):
            yield HintFound(Hint.SHORT_TEXT, field, language)
