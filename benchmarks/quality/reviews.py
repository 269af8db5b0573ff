"""Needs → results: a systematic review's title and abstract ask, the works its authors included answer.

The labels are SYNERGY's (De Bruin et al. 2023). The corpus is every work of the data directory, so the works
of the other reviews stand by as strangers.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import Figure, Sample, compared, found_within, gain_at

from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.text.lexicon import Lexicon


def measure(data: Path, lexicon: Lexicon, corpus: Sequence[Document]) -> Iterator[Figure]:
    """Each review by itself and all of them together, beside two plain indexes."""
    home = data / "openalex" / "synergy_labels"
    relevant = _relevant(home / "labels.csv")
    asked = [json.loads(line) for line in (home / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = [one for one in asked if one["dataset"] in relevant]
    works = [one for one in corpus if one.kind is Kind.WORK]
    own = {one["dataset"]: f"work:{one['review_openalex_id'].rpartition('/')[2]}" for one in asked}
    texts = {one["dataset"]: f"{one['title']}\n{one['abstract'] or ''}" for one in asked}
    with asking.asking(works, lexicon) as index:
        queries = {
            name: asking.wanted(text, "en", Kind.WORK, without=(own[name],)) for name, text in texts.items()
        }
        ours = index.rankings(queries)
    held = {one.id: f"{fields.title}\n{fields.body}" for one in works for fields in one.texts.values()}
    for name, tokenizer in ((plainly.DEFAULT, "default"), (plainly.STEMMED, "en_stem")):
        plain = plainly.Plain(held, tokenizer)
        beside = {
            review: [one for one in plain.ranked(text, asking.DEPTH + 1) if one != own[review]]
            for review, text in texts.items()
        }
        yield from _figures(ours, (name, beside), relevant)


def _relevant(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["label_included"] == "1" and row["in_works"] == "1":
                found[row["dataset"]].add(f"work:{row['openalex_id'].rpartition('/')[2]}")
    return {review: frozenset(works) for review, works in found.items()}


def _figures(
    ours: dict[str, list[str]],
    plain: tuple[str, dict[str, list[str]]],
    relevant: dict[str, frozenset[str]],
) -> Iterator[Figure]:
    methods = ((asking.NAME, ours), plain)
    for depth in (10, 100):
        for review, works in relevant.items():
            one, other = [
                (name, Sample.mean([found_within(found[review], work, depth) for work in sorted(works)]))
                for name, found in methods
            ]
            yield compared(f"SYNERGY {review}", f"recall@{depth}", one, other, "included work")
        one, other = [
            (
                name,
                Sample.mean(
                    [
                        len(works & set(found[review][:depth])) / len(works)
                        for review, works in relevant.items()
                    ]
                ),
            )
            for name, found in methods
        ]
        yield compared("SYNERGY, mean of reviews", f"recall@{depth}", one, other, "review")
    for review, works in [*relevant.items(), ("", frozenset[str]())]:
        asked = {review: works} if review else relevant
        one, other = [
            (name, Sample.mean([gain_at(found[each], held, 10) for each, held in asked.items()]))
            for name, found in methods
        ]
        of = f"SYNERGY {review}" if review else "SYNERGY, mean of reviews"
        yield compared(of, "nDCG@10", one, other, "review")
