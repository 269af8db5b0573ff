"""Chinese in Chinese: the abstract that belongs to a title, to keywords, to a stretch of itself (CSL)."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import SEED, Figure, known_item

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.text.lexicon import Lexicon

STRETCH = 12  # characters remembered of an abstract
SHORTEST, LONGEST = 10, 20  # characters of a stretch that is asked with as it stands


def measure(data: Path, lexicon: Lexicon) -> Iterator[Figure]:
    """Four ways to ask for an abstract, beside character bigrams."""
    lines = (data / "csl" / "csl_dev_test.jsonl").read_text(encoding="utf-8").splitlines()
    records = {f"work:{place}": json.loads(line) for place, line in enumerate(lines)}
    abstracts = {name: one["abstract"] for name, one in records.items()}
    asked = {
        "title → abstract": {name: one["title"] for name, one in records.items()},
        "keywords → abstract": {name: " ".join(one["keywords"]) for name, one in records.items()},
        f"known item, {STRETCH} characters": _stretches(abstracts),
        f"cut to {SHORTEST}–{LONGEST} characters": _cut(abstracts),
    }
    documents = (Document(name, Kind.WORK, {"zh": TextFields(body=text)}) for name, text in abstracts.items())
    plain = plainly.Plain({name: plainly.bigrams(text) for name, text in abstracts.items()}, "whitespace")
    wanted = {name: name for name in records}
    with asking.asking(documents, lexicon) as ours:
        for name, texts in asked.items():
            rankings = ours.rankings({one: asking.wanted(text, "zh") for one, text in texts.items()})
            beside = plain.rankings({one: plainly.bigrams(text) for one, text in texts.items()})
            yield from known_item(f"CSL {name}", (asking.NAME, rankings), (plainly.BIGRAMS, beside), wanted)


def _stretches(abstracts: dict[str, str]) -> dict[str, str]:
    """What someone remembers of a text: two stretches of half the length from different places; seeded."""
    generator, found, half = np.random.default_rng(SEED), {}, STRETCH // 2
    for name, text in abstracts.items():
        middle = max(half, len(text) // 2)
        first = int(generator.integers(0, max(1, middle - half)))
        second = middle + int(generator.integers(0, max(1, len(text) - middle - half)))
        found[name] = f"{text[first : first + half]} {text[second : second + half]}"
    return found


def _cut(abstracts: dict[str, str]) -> dict[str, str]:
    """One stretch out of an abstract, wherever its words begin and end; seeded."""
    generator, found = np.random.default_rng(SEED), {}
    for name, text in abstracts.items():
        size = int(generator.integers(SHORTEST, LONGEST + 1))
        begin = int(generator.integers(0, max(1, len(text) - size)))
        found[name] = text[begin : begin + size]
    return found
