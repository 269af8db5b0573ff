"""How a place is recognised by its names, and what it is called in an address. Pure."""

import re
from collections.abc import Iterable, Mapping

from pypinyin import Style, lazy_pinyin

from scibridge.domain.registry.names import fold
from scibridge.kernel.bilingual import CHINESE, ENGLISH

_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CITY_ENDINGS = re.compile(r"(?<=..)市$")
LONGEST = 48
# Letters of Latin alphabets that are no letter with an accent.
_SPELT = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("'’ʻʼ`´", "")
)


def folded_names(names: Mapping[str, str]) -> dict[str, str]:
    """Content language → folded name; the Chinese one without the 市 that some write and some leave out."""
    found = {}
    for language in (ENGLISH, CHINESE):
        name = names.get(language, "")
        if language == CHINESE:
            name = _CITY_ENDINGS.sub("", name.strip())
        if folded := fold(name):
            found[language] = folded
    return found


def as_pinyin(name: str) -> str:
    """A Chinese name in Latin letters without tones, in one word: 成都 → ``chengdu``."""
    return "".join(lazy_pinyin(name, style=Style.NORMAL))


def address_word(names: Mapping[str, str]) -> str:
    """What a place is called in an address: its English name, else its Chinese one in pinyin; ``place`` where
    neither leaves a letter."""
    for name in (names.get(ENGLISH, ""), names.get(CHINESE, "")):
        spelt = as_pinyin(_CITY_ENDINGS.sub("", name)) if _HAN.search(name) else name
        word = (
            _NOT_IN_ADDRESS.sub("-", fold(spelt.translate(_SPELT)).translate(_SPELT))
            .strip("-")[:LONGEST]
            .strip("-")
        )
        if word:
            return word
    return "place"


def free_address(word: str, region: str, taken: Iterable[str]) -> str:
    """``word``, else with the region, else with a number: the first that is not taken."""
    held = set(taken)
    if word not in held:
        return word
    if region and (more := f"{word}-{address_word({ENGLISH: region})}"[: LONGEST + 8]) not in held:
        return more
    number = 2
    while f"{word}-{number}" in held:
        number += 1
    return f"{word}-{number}"
