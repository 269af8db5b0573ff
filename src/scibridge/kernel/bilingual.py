"""Bilingual content: one field type for the whole house (``i18nfield``), and how a missing language shows.

Content languages are ``en`` and ``zh-hans`` in the database (Django's codes), ``en`` and ``zh`` in engines.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from i18nfield.strings import LazyI18nString

ENGLISH = "en"
CHINESE = "zh-hans"
CONTENT_LANGUAGES = (ENGLISH, CHINESE)
_ENGINE_CODES = {ENGLISH: "en", CHINESE: "zh"}
_CONTENT_CODES = {code: content for content, code in _ENGINE_CODES.items()}


@dataclass(frozen=True, slots=True)
class Shown:
    """Words for a reader: the text, its BCP 47 language, and whether it stands in for a missing one."""

    text: str
    language: str
    fallback: bool

    def __str__(self) -> str:
        return self.text


def bilingual(en: str = "", zh: str = "") -> LazyI18nString:
    """A bilingual string; empty languages are left out, so that a missing one is seen to be missing."""
    return LazyI18nString({code: text for code, text in ((ENGLISH, en), (CHINESE, zh)) if text})


def versions(value: LazyI18nString | str | None) -> dict[str, str]:
    """Content language → words, languages without words left out; a plain string counts as English."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if not data:
        return {}
    if isinstance(data, str):
        return {ENGLISH: data}
    return {code: str(data[code]) for code in CONTENT_LANGUAGES if data.get(code)}


def engine_versions(value: LazyI18nString | str | None) -> dict[str, str]:
    """As :func:`versions`, keyed ``en`` and ``zh`` as the engines do."""
    return {_ENGINE_CODES[code]: text for code, text in versions(value).items()}


def show(value: LazyI18nString | str | Mapping[str, str] | None, language: str | None = None) -> Shown:
    """The words in ``language`` (the active one by default), or visibly in the other one."""
    wanted = CHINESE if (language or get_language() or ENGLISH).lower().startswith("zh") else ENGLISH
    if isinstance(value, Mapping):
        texts = {_CONTENT_CODES.get(code, code): text for code, text in value.items() if text}
    else:
        texts = versions(value)
    if wanted in texts:
        return Shown(texts[wanted], html_language(wanted), fallback=False)
    for code, text in texts.items():
        return Shown(text, html_language(code), fallback=True)
    return Shown("", html_language(wanted), fallback=False)


def html_language(code: str) -> str:
    """The ``lang`` attribute for a content or engine language code; of ``other`` nothing more is known."""
    if code == "other":
        return "und"
    return "zh-Hans" if code.lower().startswith("zh") else code
