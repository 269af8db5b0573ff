"""Across languages: TICO-19 sentences, cuts of them, SDG targets, organisation names, Chinese ↔ English."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import SEED, Figure, known_item

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.text.lexicon import Lexicon

SHORTEST, LONGEST = 10, 20  # characters of a cut query
_ENGLISH_PER_HAN = 3  # English letters that say as much as a Han character


def measure(data: Path, lexicon: Lexicon) -> Iterator[Figure]:
    """Every set both ways; the right answer is the text of the same number."""
    home = data / "bilingual"
    sentences = [(row["zh"], row["en"]) for row in _lines(home / "tico-19" / "tico19_en_zh.jsonl")]
    yield from _both_ways("TICO-19 sentences", sentences, sentences, lexicon)
    cut = _cut(sentences)
    yield from _both_ways(f"TICO-19 cut to {SHORTEST}–{LONGEST} characters", cut, sentences, lexicon)
    rows = _table(home / "sdg" / "sdg_en_zh.tsv")
    targets = _once([(row["zh"], row["en"]) for row in rows if row["kind"] == "target"])
    yield from _both_ways("SDG targets", targets, targets, lexicon)
    names = _once([(row["zh"], row["en"]) for row in _table(home / "org-names" / "ror_names_en_zh.tsv")])
    yield from _both_ways("Organisation names", names, names, lexicon)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _once(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs both sides of which stand once: the others have no one right answer."""
    return [
        pair
        for pair in pairs
        if all(pair) and all([one[side] for one in pairs].count(pair[side]) == 1 for side in (0, 1))
    ]


def _cut(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A stretch out of each sentence: whole words in English, characters in Chinese; seeded."""
    generator = np.random.default_rng(SEED)
    found = []
    for zh, en in pairs:
        size, share = int(generator.integers(SHORTEST, LONGEST + 1)), float(generator.random())
        begin = int(share * max(0, len(zh) - size))
        words, letters = en.split(), size * _ENGLISH_PER_HAN
        first = int(share * max(0, len(words) - letters / 6))
        taken: list[str] = []
        for word in words[first:]:
            taken.append(word)
            if len(" ".join(taken)) >= letters:
                break
        found.append((zh[begin : begin + size], " ".join(taken)))
    return found


def _both_ways(
    name: str, asked: list[tuple[str, str]], held: list[tuple[str, str]], lexicon: Lexicon
) -> Iterator[Figure]:
    for way, source, target in (("zh → en", 0, 1), ("en → zh", 1, 0)):
        language, other = (("zh", "en"), ("en", "zh"))[source]
        wanted = {str(place): f"work:{place}" for place in range(len(asked))}
        documents = (
            Document(f"work:{place}", Kind.WORK, {other: TextFields(body=pair[target])})
            for place, pair in enumerate(held)
        )
        with asking.asking(documents, lexicon) as ours:
            queries = {str(p): asking.wanted(pair[source], language) for p, pair in enumerate(asked)}
            rankings = ours.rankings(queries)
        # The Chinese side is carried over, whichever it is: the query's or the collection's.
        texts = {f"work:{p}": pair[1] if target else plainly.glossed(pair[0]) for p, pair in enumerate(held)}
        plain = plainly.Plain(texts, "en_stem").rankings(
            {str(p): plainly.glossed(pair[0]) if target else pair[1] for p, pair in enumerate(asked)}
        )
        yield from known_item(f"{name}, {way}", (asking.NAME, rankings), (plainly.GLOSSED, plain), wanted)
