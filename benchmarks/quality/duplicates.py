"""Near-duplicates across languages: the same need posted again in the other language, among needs in both.

The pairs are made from TICO-19: each text is a need. First a list: the index holds every need in both
languages as two postings; one of them asks what resembles it, and its other version should come first, before
all that resemble it in its own language. The baseline is one index in which all Chinese is glossed.

Then a verdict, as moderators see it: half of the needs are posted twice, a quarter in each language alone,
and what is named a duplicate should be one. The least share was looked at on the first two of every four
needs; the others are asked here. The baseline names what is each other's best answer in the glossed index.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import Figure, Sample, compared, known_item

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.repeated import repeated
from scibridge.engines.matching.search import similar
from scibridge.engines.text.lexicon import Lexicon

EVERY = 4


def measure(data: Path, lexicon: Lexicon) -> Iterator[Figure]:
    """Both ways, beside the glossed index."""
    lines = (data / "bilingual" / "tico-19" / "tico19_en_zh.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    postings = {
        f"need:{language}{place}": Document(
            f"need:{language}{place}", Kind.NEED, {language: TextFields(body=row[language])}
        )
        for place, row in enumerate(rows)
        for language in ("en", "zh")
    }
    glossed = {
        name: plainly.glossed(one.texts["zh"].body) if "zh" in one.texts else one.texts["en"].body
        for name, one in postings.items()
    }
    plain = plainly.Plain(glossed, "en_stem")
    yield from _listed(postings, glossed, plain, len(rows), lexicon)
    yield from _named(postings, glossed, len(rows), lexicon)


def _listed(
    postings: Mapping[str, Document],
    glossed: Mapping[str, str],
    plain: plainly.Plain,
    number: int,
    lexicon: Lexicon,
) -> Iterator[Figure]:
    with asking.asking(postings.values(), lexicon) as index:
        for asked, held in (("zh", "en"), ("en", "zh")):
            wanted = {f"need:{asked}{place}": f"need:{held}{place}" for place in range(0, number, EVERY)}
            ours = {
                name: [
                    one.id
                    for one in similar(
                        index.index, lexicon, postings[name], limit=asking.DEPTH, explain=False
                    ).matches
                ]
                for name in wanted
            }
            beside = {
                name: [one for one in plain.ranked(glossed[name], asking.DEPTH + 1) if one != name]
                for name in wanted
            }
            yield from known_item(
                f"Posted again, {asked} → {held}",
                (asking.NAME, ours),
                (plainly.GLOSSED, beside),
                wanted,
                depths=(1, 5),
            )


def _named(
    every: Mapping[str, Document], glossed: Mapping[str, str], number: int, lexicon: Lexicon
) -> Iterator[Figure]:
    posted = [
        (place, language, other)
        for place in range(number)
        for language, other in (("en", "zh"), ("zh", "en"))
        if place % 2 == 0 or (place % 8 in (1, 7)) == (language == "en")
    ]
    names = [f"need:{language}{place}" for place, language, _ in posted]
    with asking.asking([every[name] for name in names], lexicon) as index:
        ours = {name: repeated(index.index, lexicon, every[name]) for name in names}
    found = {name: one.document.id if one is not None else "" for name, one in ours.items()}
    beside = _each_others_best(names, glossed)
    asked = [one for one in posted if one[0] % EVERY >= EVERY // 2]
    right: tuple[list[float], list[float]] = ([], [])
    named: tuple[list[float], list[float]] = ([], [])
    twice = [float(place % 2 == 0) for place, _, _ in asked]
    for place, language, other in asked:
        for method, answers in enumerate((found, beside)):
            answer = answers[f"need:{language}{place}"]
            right[method].append(float(answer == f"need:{other}{place}" and place % 2 == 0))
            named[method].append(float(bool(answer)))
    for figure, below in (
        ("precision of those named", named),
        ("recall of those posted twice", (twice, twice)),
    ):
        one, two = (
            (name, Sample(np.array(right[method]), np.array(below[method])))
            for method, name in enumerate((asking.NAME, f"each other's best; {plainly.GLOSSED}"))
        )
        yield compared("Duplicates in the other language", figure, one, two, "posting")


def _each_others_best(names: Sequence[str], glossed: Mapping[str, str]) -> dict[str, str]:
    """Name → the posting in the other language that it finds first, where that finds it first too."""
    sides = {
        language: plainly.Plain(
            {one: glossed[one] for one in names if one.startswith(f"need:{language}")}, "en_stem"
        )
        for language in ("en", "zh")
    }
    best = {
        one: next(iter(sides["zh" if one.startswith("need:en") else "en"].ranked(glossed[one], 1)), "")
        for one in names
    }
    return {one: other if other and best[other] == one else "" for one, other in best.items()}
