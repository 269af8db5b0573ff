"""Text as it may be kept: without control characters and without marks that reorder what a reader sees."""

import re

# C0 and C1 controls except tab, line feed and carriage return; bidirectional embeddings, overrides and
# isolates (Unicode TR 9, sections 2.1 to 2.4); byte order marks; half surrogates, which UTF-8 cannot carry.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """``text`` without unwanted characters, white space folded to single spaces."""
    # Most text is clean: printable letters and single spaces need no second look.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _UNWANTED.sub("", text)).strip()
