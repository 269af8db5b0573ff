"""What is wrong with the words of a page: not in the language they are marked with, codes, odd punctuation.

A text in Chinese may hold Latin letters only as names, units and codes that are the same in every language
(``SAME``), as an address, or as words of somebody else that stand marked elsewhere on the page (so that a
title or the name of a button may repeat them). Every detector is proved by a planted fault.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.utils.translation import trans_real
from tests.walk.document import Document, Element

from scibridge.web import labels

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
# Names, codes and units that are the same in every language.
SAME = re.compile(
    r"\b(?:SciBridge|English|API|ORCID|iD|DOI|ROR|OpenAlex|CC-?CEDICT|CC0|CC|BY|SA|Apache|BM25|TRL|NDA|SPDX|Lucide"
    r"|Wikidata|Research Organization Registry|Authorization|Bearer|Cookie|TXT|CSV|JSON|JSON-LD|XML|Atom|RSS"
    r"|PDF|DOCX|XLSX|PNG|JPEG|LEI|ISNI|GRID|SDGs?|TOTP|WebAuthn|JavaScript|MIT|NASA|HTML|Markdown|ISC"
    r"|[kMG]?Wh(?:/kg)?|kg|mg/L|EUR|CNY|USD|arXiv|PMID|ISBN|ISSN|URL|HTTP|HTTPS|GitHub|Crossref|PubMed|iCal"
    r"|IPC|CPC|zh-Hans|PIN|MTA|GDPR|QR|Enter|Tab|Esc|Ctrl|Alt|Shift|docx|xlsx|odt|WebP|Equal Earth|Passkey"
    r"|Parquet|SVG|Leiden|GraphML|VOSviewer|Pajek|DuckDB|Python|atlas/tables)\b"
)
ADDRESS = re.compile(
    r"https?://\S*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|edu|cn)\b\S*"
)
PUBLIC_ID = re.compile(
    r"\b[0-9a-hj-km-np-tv-z]{12}\b|\b[A-Z]\d{2,}[A-Z]?\b|\b10\.\d{4,}/\S+|\bQ\d+\b|sb_\w+|\b[A-Z2-7]{32}\b"
)
_BLOCKS = {
    "p", "div", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "button",
    "a", "summary", "figcaption", "caption", "option", "main", "section", "article", "header", "footer",
    "nav",
    "form", "body", "ul", "ol", "dl", "table", "tr", "fieldset", "details", "aside", "svg", "select",
    "blockquote", "output",
}  # fmt: skip
_WORDS_IN_ATTRIBUTES = (
    "placeholder",
    "aria-label",
    "title",
    "alt",
    "aria-description",
    "aria-valuetext",
    "label",
)


@dataclass
class Reading:
    """A page with what is known of it: its language, and what may stand in it in any language."""

    document: Document
    language: str
    names: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # The link to this page in the other language is ours.
        marked = [
            one
            for one in self.document.all()
            if one.has("lang") and one.tag != "html" and not one.has("hreflang")
        ]
        own = [one.text for one in marked if not one.get("lang").startswith(self.language[:2])]
        self.elsewhere = sorted({*own, *self.names, *self.asked} - {""}, key=len, reverse=True)

    @cached_property
    def texts(self) -> list[tuple[str, str, Element]]:
        """(text, language, element) of all a reader gets, attributes and title included."""
        return [*((text, one.language, one) for text, one in self.document.texts()), *self.unmarked]

    @cached_property
    def unmarked(self) -> list[tuple[str, str, Element]]:
        """The words of attributes, of title and description, in which nothing can be marked."""
        found: list[tuple[str, str, Element]] = []
        for one in self.document.all():
            if one.unread:
                continue
            spoken = [one.get(name) for name in _WORDS_IN_ATTRIBUTES if one.tag != "link"]
            found += [(words, one.language, one) for words in spoken if words.strip()]
            if one.tag == "input" and one.get("type") in {"submit", "button"}:
                found.append((one.get("value"), one.language, one))
            if one.tag == "meta" and one.get("name") == "description":
                found.append((one.get("content"), one.language, one))
            if one.tag == "title" and not one.inside("svg"):
                found.append((one.text, one.language, one))
        return found

    @cached_property
    def ours(self) -> list[tuple[str, str, Element]]:
        """The same without what somebody else wrote or asked."""
        return [
            (self.without_others(text, element), language, element) for text, language, element in self.texts
        ]

    def without_others(self, text: str, element: Element) -> str:
        """``text`` without names, and in places that cannot be marked without others' words."""
        plain = (
            element.tag in {"title", "meta", "option", "textarea", "input", "button", "a"}
            or text != element.text
        )
        known = self.elsewhere if plain or element.inside("title", "option", "button") else self.names
        for words in known:
            text = text.replace(words, "\ufffc")
            if len(words) > 60:  # cut short in a title or a description
                text = re.sub(re.escape(words[:30]) + r"[^–]*…?", "\ufffc", text)
        for words in self.asked:
            text = text.replace(words, "\ufffc")
        # What a sentence of ours quotes in an attribute is others' words, and cannot be marked there.
        return re.sub("“[^“”]*”", "\ufffc", text) if plain else text


def _plain(text: str) -> str:
    for pattern in (ADDRESS, PUBLIC_ID, SAME):
        text = pattern.sub(" ", text)
    return text


@lru_cache(maxsize=1)
def sentences() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every English sentence that a catalogue translates otherwise: as it is, and as a pattern."""
    plain, patterns = set(), []
    for known, translated in _translations():
        sentence = known.rpartition("\x04")[2]
        if translated == sentence or not re.search(r"[A-Za-z]{2}", sentence) or SAME.fullmatch(sentence):
            continue
        pieces = re.split(r"%\(\w+\)[sd]|\{\w*\}|%[sd]", sentence)
        folded = " ".join(sentence.split())
        if len(pieces) == 1:
            plain.add(folded)
        elif sum(len(piece.strip()) for piece in pieces) >= 8:
            joined = ".+?".join(re.escape(" ".join(piece.split())) for piece in pieces)
            patterns.append(re.compile(joined))
    return frozenset(plain), tuple(patterns)


def _translations() -> Iterator[tuple[str, str]]:
    catalogues = trans_real.translation("zh-hans")._catalog._catalogs  # type: ignore[attr-defined]
    for catalogue in catalogues:
        for known, translated in catalogue.items():
            name = known[0] if isinstance(known, tuple) else known
            if name and isinstance(translated, str):
                yield name, translated


def untranslated(reading: Reading) -> Iterator[str]:
    """On a Chinese page: a sentence that a catalogue knows in Chinese, or English words marked as Chinese."""
    if not reading.language.startswith("zh"):
        return
    plain, patterns = sentences()
    for text, language, element in reading.ours:
        if not language.startswith("zh") or element.inside("textarea"):
            continue
        folded = " ".join(text.split())
        if folded in plain or any(one.fullmatch(folded) for one in patterns):
            yield f"not translated: {folded!r} in {element}"
        elif element.tag != "option" and LATIN_WORD.search(_plain(text)):
            yield f"English marked as Chinese: {folded!r} in {element}"


def chinese_unmarked(reading: Reading) -> Iterator[str]:
    """Chinese words marked as English, on any page."""
    for text, language, element in reading.ours:
        if language == "en" and HAN.search(text) and not element.inside("textarea"):
            yield f"Chinese marked as English: {text!r} in {element}"


def _own_text(element: Element) -> str:
    pieces = [
        child if isinstance(child, str) else "" if child.has("lang") else _own_text(child)
        for child in element.children
    ]
    return "".join(pieces)


def wrong_language(reading: Reading) -> Iterator[str]:
    """A page in another language than its address says; words marked as a language they are not in."""
    html = reading.document.first("html")
    if html is None or html.get("lang") != {"en": "en", "zh-hans": "zh-Hans"}[reading.language]:
        yield f"the page says it is in {html.get('lang') if html else None!r}"
    for one in reading.document.all():
        if not one.has("lang") or one.tag == "html" or one.unread:
            continue
        # What stands inside it in a language of its own is another's matter.
        text, marked = _plain(_own_text(one)), one.get("lang")
        if marked.startswith("zh") and text.strip() and not HAN.search(text) and LATIN_WORD.search(text):
            yield f"marked as Chinese: {one}"
        if marked == "en" and len(HAN.findall(text)) > len(re.findall("[A-Za-z]", text)):
            yield f"marked as English: {one}"


_CODES = frozenset(
    str(code)
    for family, codes in labels.FAMILIES.items()
    for code, label in codes.items()
    if isinstance(code, str) and re.fullmatch(r"[a-z_:]{3,}", str(code)) and str(label) != str(code)
) - {str(label) for codes in labels.FAMILIES.values() for label in codes.values()}
_SNAKE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_INSIDE_OUT = re.compile(
    r"^(?:None|True|False|null|undefined|NaN|nan|\[\]|\{\})$|\{\{|\}\}|\{%|%\}|%\(\w+\)[sd]|\{\w+\}"
    r"|<\w+[ :].*(?:object|QuerySet)|LazyI18nString|Decimal\(|datetime\.|^\['|^\{'"
    r"|&(?:amp|lt|gt|quot|#\d+|nbsp);|VARIABLE_MISSING|Traceback|(?:[:=([,]|\bby|\bfor) ?None\b|\bNoneType\b"
)


def codes(reading: Reading) -> Iterator[str]:
    """Codes instead of labels, and what escaped from the machinery."""
    for text, _language, element in reading.ours:
        bare = ADDRESS.sub(" ", text).strip()
        if element.inside("textarea"):
            continue
        if bare in _CODES - sentences()[0] and not element.inside("code"):
            yield f"a code: {bare!r} in {element}"
        elif found := _SNAKE.search(bare):
            yield f"a code: {found.group()!r} in {element}"
        elif found := _INSIDE_OUT.search(bare):
            yield f"from the inside: {found.group()!r} in {element}"


_HAN = r"[\u3400-\u9fff]"
_WIDE = "，。；：？！、）】》」』”’"
_COUNTED = "年月日号时分秒"  # figures in dates and times stand close
_ODD = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (f"{_HAN}\\s*[,;:?!](?:\\s|$|{_HAN})", "ASCII punctuation after Chinese"),
        (f"{_HAN}\\.(?:\\s|$|{_HAN})", "ASCII full stop after Chinese"),
        (f"{_HAN}\\s?\\(|\\)\\s?{_HAN}", "ASCII parentheses beside Chinese"),
        (f"[\"']{_HAN}|{_HAN}[\"']", "straight quotes beside Chinese"),
        (f"{_HAN}[ \u00a0\u3000]+{_HAN}", "a space between Chinese"),
        (
            f"[{_WIDE}（《「“][ \u00a0]+(?:{_HAN}|[A-Za-z0-9])|{_HAN} +[{_WIDE}（《]",
            "a space beside a wide mark",
        ),
        ("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000]", "full-width digits or letters"),
        (
            "([，。；：？！、])\\1|[，。；：、][，。；：、]|[.,;:][，。；：]|[，。；：][.,;:]",
            "doubled punctuation",
        ),
        (f"\\.\\.\\.|。。。|(?<!…)…(?={_HAN})|--", "dots or dashes of the typewriter"),
        (f"{_HAN}[A-Za-z]|[A-Za-z]{_HAN}", "no space between Chinese and Latin"),
        (
            f"(?![{_COUNTED}]){_HAN}[0-9]|[0-9%](?![{_COUNTED}]){_HAN}",
            "no space between Chinese and a figure",
        ),
    )
)


def odd(text: str) -> list[str]:
    """What is not set as Chinese is, each with the words around it."""
    found = ((pattern.search(text), what) for pattern, what in _ODD)
    return [f"{what}: {text[max(0, one.start() - 12) : one.end() + 12]!r}" for one, what in found if one]


def _runs(reading: Reading) -> Iterator[tuple[str, Element]]:
    """What is read in one go: the words of a block with those inside it that are of the same language."""
    yield from ((reading.without_others(text, one), one) for text, _language, one in reading.unmarked)
    for block in reading.document.all():
        # What others wrote is set as they set it.
        theirs = block.inside("head", "textarea", "q") or "lines" in block.get("class").split()
        if block.tag in _BLOCKS and not block.unread and not theirs:
            for text in _split(block):
                if text.strip():
                    yield text, block


def _split(block: Element) -> list[str]:
    pieces = [""]
    for child in block.children:
        if isinstance(child, str):
            pieces[-1] += re.sub(r"\s+", " ", child)
        elif (
            child.tag in _BLOCKS
            or child.unread
            or child.has("lang")
            or "tag" in child.get("class").split()
            or child.tag in {"code", "input", "br", "kbd"}
        ):
            pieces.append("")
        else:
            inner = _split(child)
            pieces[-1] += inner[0]
            pieces += inner[1:]
    return pieces


def punctuation(reading: Reading) -> Iterator[str]:
    """Chinese that is not set as Chinese is; wide marks in English."""
    for text, block in _runs(reading):
        ours = text
        for words in [*reading.names, *reading.asked]:
            ours = ours.replace(words, "\ufffc")
        if block.language.startswith("zh"):
            yield from (f"{what} in {block}" for what in odd(ours))
        elif block.language == "en" and (found := re.search(r"[，。；：？！、（）【】《》]", ours)):
            yield f"a wide mark in English: {found.group()!r} in {block}"


_DATES = {
    "zh": re.compile(
        r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d"
        r"|\d (?:a|p)\.?m\b|\d{4}[-/]\d\d?[-/]\d\d?"
    ),
    "en": re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?|\d\d?/\d\d?/\d{2,4}"),
}
_FIGURE = re.compile(r"(?<![\w.,/-])\d{5,}(?![\w/-])|\d\.\d{7,}")


def figures(reading: Reading) -> Iterator[str]:
    """Dates and figures that are not written as the page's language writes them."""
    for text, language, element in reading.ours:
        bare = PUBLIC_ID.sub(" ", ADDRESS.sub(" ", text))
        if element.inside("textarea", "time"):
            bare = "" if element.inside("textarea") else bare
        pattern = _DATES.get(language[:2])
        if pattern is not None and (found := pattern.search(bare)):
            yield f"a date: {found.group()!r} in {element}"
        if found := _FIGURE.search(bare):
            yield f"a figure: {found.group()!r} in {element}"


DETECTORS: tuple[Callable[[Reading], Iterator[str]], ...] = (
    untranslated, chinese_unmarked, wrong_language, codes, punctuation, figures,
)  # fmt: skip


def faults(reading: Reading) -> list[str]:
    """Everything wrong with the words of the page."""
    return [f"{detector.__name__}: {fault}" for detector in DETECTORS for fault in detector(reading)]
