"""Names of files as data: cleaned for showing and sending, never used to find anything on a disk."""

import re
import unicodedata
from typing import Final

from scibridge.engines.files.kinds import FORMS, FileKind

LONGEST: Final = 120
# Controls, halves of surrogate pairs, private use, and what turns the direction of writing around.
_UNSHOWN: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]+')


def clean_name(given: str, kind: FileKind) -> str:
    """The last part of what was given, fit to show and to save under, with an ending that fits its kind."""
    last = re.split(r"[/\\]", given)[-1]
    shown = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", last)
        if char.isspace() or unicodedata.category(char) not in _UNSHOWN
    )
    name = " ".join(_FORBIDDEN.sub(" ", shown).split()).strip(". ")
    endings = FORMS[kind].endings
    ending = next((one for one in endings if name.lower().endswith(one)), "")
    stem = name[: len(name) - len(ending)].rstrip(". ")[: LONGEST - len(endings[0])]
    return f"{stem or 'file'}{ending.lower() or endings[0]}"
