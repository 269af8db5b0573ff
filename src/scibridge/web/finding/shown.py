"""From what was found to what a row or a suggestion shows: selection and marks; words are in templates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from i18nfield.strings import LazyI18nString

from scibridge.domain.registry.selectors import names_of_organisations
from scibridge.engines.matching.documents import Contributor, Kind
from scibridge.engines.matching.entries import index_terms
from scibridge.engines.matching.finding import Found
from scibridge.engines.naming.marking import Run, marked
from scibridge.engines.naming.searching import How
from scibridge.engines.naming.writing import Asked, folded
from scibridge.kernel.bilingual import Shown, show
from scibridge.web.addresses import document_address

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_OURS = "ours:"
Names: TypeAlias = Mapping[str, LazyI18nString]
MOST_NAMES = 3
_SUMMARY, _BEFORE = 220, 70


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with what was typed marked, and their language."""

    runs: tuple[Run, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Result:
    """One row: where it leads, what it is called here, the other name that answered, and who is behind it."""

    kind: Kind
    address: str
    title: Shown
    runs: tuple[Run, ...]
    other: Marked | None
    summary: Shown
    said: tuple[Run, ...]
    behind: tuple[Shown, ...]
    countries: tuple[str, ...]
    year: int | None
    corpus: bool


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """What the text search compares of one word."""
    return index_terms(word)


def language_of_name(name: str) -> str:
    """The language a name of unknown language is marked with: by its script; empty where none is told."""
    if _KANA.search(name):
        return "ja"
    if _HAN.search(name):
        return "zh-Hans"
    return "en" if _LATIN.search(name) else ""


def results(found: Sequence[Found], asked: Asked, names: Names | None = None) -> list[Result]:
    """Rows of what has a page, in the given order; ``names`` as :func:`names_behind` gives them."""
    rows = [_result(one, asked, names or {}) for one in found]
    return [row for row in rows if row.address]


def names_behind(found: Iterable[Found]) -> Names:
    """Key → name, in every language it has, of the organisations of the registry that stand behind these."""
    keys = {one.key for each in found for one in each.document.contributors if one.kind is Kind.ORGANISATION}
    ids = [key.removeprefix(_OURS) for key in keys if key.startswith(_OURS)]
    return {f"{_OURS}{own_id}": name for own_id, name in names_of_organisations(ids).items()}


def _behind(contributor: Contributor, names: Names) -> Shown:
    known = names.get(contributor.key)
    if known is not None:
        shown = show(known)
        return shown if shown.fallback else Shown(shown.text, "", fallback=False)
    return Shown(contributor.name, language_of_name(contributor.name), fallback=False)


def _result(one: Found, asked: Asked, names: Names) -> Result:
    document = one.document
    title = show({language: fields.title for language, fields in document.texts.items()})
    other = one.name if one.name and folded(one.name) != folded(title.text) else ""
    texts = {language: fields.summary or fields.body for language, fields in document.texts.items()}
    wanted = Kind.PERSON if document.kind is Kind.WORK else Kind.ORGANISATION
    behind = [_behind(each, names) for each in document.contributors if each.name and each.kind is wanted]
    summary = _speaking(one, asked) or show(texts)
    return Result(
        kind=document.kind,
        address=document_address(document.id),
        title=title,
        runs=marked(title.text, asked),
        other=Marked(marked(other, asked), language_of_name(other)) if other else None,
        summary=summary,
        said=marked(_short(summary.text), asked, _stem),
        behind=tuple(dict.fromkeys(behind[:MOST_NAMES])),
        countries=document.countries[:MOST_NAMES],
        year=document.year,
        corpus=document.origin == "corpus",
    )


def _speaking(one: Found, asked: Asked) -> Shown | None:
    """Where the text holds what was typed, for what answers by its text alone."""
    if one.how is not How.TEXT:
        return None
    texts = {}
    for language, fields in one.document.texts.items():
        parts = (fields.summary, fields.body, " · ".join(fields.keywords), *fields.elements.values())
        held = next((part for part in parts if any(typed for typed, _ in marked(part, asked, _stem))), "")
        if held:
            texts[language] = _around(held, asked)
    return show(texts) if texts else None


def _around(text: str, asked: Asked) -> str:
    """The text from a little before what was typed."""
    before = ""
    for typed, part in marked(text, asked, _stem):
        if typed:
            break
        before += part
    if len(before) <= _BEFORE:
        return text
    start = len(before) - _BEFORE
    space = before.find(" ", start)
    return "…" + text[space + 1 if space != -1 else start :]


def _short(text: str) -> str:
    """The beginning, whole words where the script has them."""
    text = " ".join(text.split())
    if len(text) <= _SUMMARY:
        return text
    cut = text[:_SUMMARY]
    return (cut.rpartition(" ")[0] if " " in cut[_SUMMARY // 2 :] else cut) + "…"
