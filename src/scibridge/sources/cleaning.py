"""Text as it may be kept: without control characters, without marks that reorder what a reader sees, and
without the mark-up that publishers leave in titles."""

import html
import re

# C0 and C1 controls except tab, line feed and carriage return; bidirectional embeddings, overrides and
# isolates (Unicode TR 9, sections 2.1 to 2.4); byte order marks; half surrogates, which UTF-8 cannot carry.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
# Crossref's face mark-up and the elements of JATS, HTML and MathML seen in titles and abstracts. Only these
# names, so that "p<0.05" and "<or=56" stay.
_INSIDE_WORDS = re.compile(
    r"</?(?:i|b|u|em|strong|italic|bold|sub|sup|scp|tt|ovl|font)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BETWEEN_WORDS = re.compile(
    r"</?(?:p|br|h[1-6]|div|span|ul|ol|li|sec|title|subtitle|abstract|abstracttext|label|a"
    r"|(?:jats|mml|ns\d+):[a-z-]+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """``text`` without unwanted characters, white space folded to single spaces."""
    # Most text is clean: printable letters and single spaces need no second look.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _UNWANTED.sub("", text)).strip()


def plain(text: str) -> str:
    """As :func:`clean`, with entities resolved (twice: ``&amp;ndash;`` occurs) and mark-up taken out."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _BETWEEN_WORDS.sub(" ", _INSIDE_WORDS.sub("", text))
    return clean(text)
