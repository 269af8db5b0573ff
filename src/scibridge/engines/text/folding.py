"""One folded form of a name, whatever its script: two names that a reader takes for the same fold alike.

Owns what is left out when names are compared; refuses words, languages and sound.
"""

import re
import unicodedata

from scibridge.engines.text.normalise import normalise

# Accents over Latin, Greek and Cyrillic letters; marks of other scripts carry meaning and stay.
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_PLAIN = re.compile(r"[a-z0-9_]+")
_SEPARATORS = re.compile(r"[^\w\u0300-\U0010ffff]+|[‐-―‘-‟·・,，.。()（）]+")


def fold(text: str) -> str:
    """Case, accents, width, punctuation and traditional characters folded; idempotent."""
    if text.isascii() and text.isprintable():
        return " ".join(_PLAIN.findall(text.lower()))
    text = normalise(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
        text = normalise(text.casefold())
    return " ".join(_SEPARATORS.sub(" ", text.casefold()).split())
