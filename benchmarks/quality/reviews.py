"""Needs → results: a systematic review's title and abstract ask, the works its authors included answer.

The labels are SYNERGY's (De Bruin et al. 2023). The corpus is every work of the data directory, so the works
of the other reviews stand by as strangers.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import Figure, Sample, compared, found_within, gain_at

from scibridge.engines.matching.documents import Document, Kind, Query
from scibridge.engines.matching.entries import key_of
from scibridge.engines.matching.meaning import Meaning
from scibridge.engines.text.lexicon import Lexicon


def measure(data: Path, lexicon: Lexicon, corpus: Sequence[Document]) -> Iterator[Figure]:
    """Each review by itself and all of them together, beside two plain indexes."""
    relevant, own, texts = _asked(data)
    works = [one for one in corpus if one.kind is Kind.WORK]
    with asking.asking(works, lexicon) as index:
        ours = index.rankings(_queries(texts, own))
    held = {one.id: f"{fields.title}\n{fields.body}" for one in works for fields in one.texts.values()}
    for name, tokenizer in ((plainly.DEFAULT, "default"), (plainly.STEMMED, "en_stem")):
        plain = plainly.Plain(held, tokenizer)
        beside = {
            review: [one for one in plain.ranked(text, asking.DEPTH + 1) if one != own[review]]
            for review, text in texts.items()
        }
        yield from _figures((asking.NAME, ours), (name, beside), relevant)


def measure_dense(
    data: Path, lexicon: Lexicon, corpus: Sequence[Document], quick: Meaning, thorough: Meaning
) -> Iterator[Figure]:
    """What each step of meaning gives beside words alone; the whole model reads the best of each review."""
    relevant, own, texts = _asked(data)
    works = [one for one in corpus if one.kind is Kind.WORK]
    queries = _queries(texts, own)
    with asking.asking(works, lexicon) as index:
        words = ("words alone", index.rankings(queries))
        quick.read(works, thoroughly=False, progress=lambda _done: None)
        keys = {key_of(one.id): one.id for one in works}
        table = {}
        for name, query in queries.items():
            vector = quick.quick.vector(quick.asked(query, lexicon))
            near = [keys[key] for key in quick.quick.held.nearest(vector, asking.DEPTH + 1)]
            table[name] = [one for one in near if one != own[name]]
        yield from _figures(("the distilled table alone", table), words, relevant, each=False)
        for name, meaning in (("words, the table gathers", quick), ("… and the model re-ranks", thorough)):
            meaning.reload()
            index.index.read_with(meaning)
            ours = (name, index.rankings(queries))
            yield from _figures(ours, words, relevant, each=meaning is thorough)


def _asked(data: Path) -> tuple[dict[str, frozenset[str]], dict[str, str], dict[str, str]]:
    """Review → works it included, its own work, the text that asks."""
    home = data / "openalex" / "synergy_labels"
    relevant = _relevant(home / "labels.csv")
    asked = [json.loads(line) for line in (home / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = [one for one in asked if one["dataset"] in relevant]
    own = {one["dataset"]: f"work:{one['review_openalex_id'].rpartition('/')[2]}" for one in asked}
    return relevant, own, {one["dataset"]: f"{one['title']}\n{one['abstract'] or ''}" for one in asked}


def _queries(texts: dict[str, str], own: dict[str, str]) -> dict[str, Query]:
    return {name: asking.wanted(text, "en", Kind.WORK, without=(own[name],)) for name, text in texts.items()}


def _relevant(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["label_included"] == "1" and row["in_works"] == "1":
                found[row["dataset"]].add(f"work:{row['openalex_id'].rpartition('/')[2]}")
    return {review: frozenset(works) for review, works in found.items()}


def _figures(
    ours: tuple[str, Mapping[str, Sequence[str]]],
    plain: tuple[str, Mapping[str, Sequence[str]]],
    relevant: Mapping[str, frozenset[str]],
    *,
    each: bool = True,
) -> Iterator[Figure]:
    """Every review by itself, if wanted, and the mean of them."""
    mean = "SYNERGY, mean of reviews"
    for depth in (10, 100):
        for review, works in relevant.items() if each else ():
            one, other = (
                (name, Sample.mean([found_within(found[review], work, depth) for work in sorted(works)]))
                for name, found in (ours, plain)
            )
            yield compared(f"SYNERGY {review}", f"recall@{depth}", one, other, "included work")
        one, other = (
            (name, Sample.mean([len(w & set(found[r][:depth])) / len(w) for r, w in relevant.items()]))
            for name, found in (ours, plain)
        )
        yield compared(mean, f"recall@{depth}", one, other, "review")
    asked = [(f"SYNERGY {review}", [review]) for review in relevant] if each else []
    for of, reviews in [*asked, (mean, list(relevant))]:
        one, other = (
            (name, Sample.mean([gain_at(found[review], relevant[review], 10) for review in reviews]))
            for name, found in (ours, plain)
        )
        yield compared(of, "nDCG@10", one, other, "review")
