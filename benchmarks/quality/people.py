"""People ranking: hold out each author's newest work, ask with it, and look for its author among all.

The held-out works are not in the index, and neither are the profiles made from them: an author's profile here
is the name alone, so that only the evidence speaks.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import SEED, Figure, Sample, compared

from scibridge.engines.matching.documents import Document, Filters, Kind, Query, TextFields
from scibridge.engines.text.lexicon import Lexicon

QUERIES = 400
LEAST_WORKS = 3
VOTES = "plain vote counting over the same ranking"


def measure(data: Path, lexicon: Lexicon, corpus: Sequence[Document]) -> Iterator[Figure]:
    """Recall and reciprocal rank of the authors of the held-out works, beside counting votes."""
    del data
    works = {one.id: one for one in corpus if one.kind is Kind.WORK}
    people = {alias: one for one in corpus if one.kind is Kind.PERSON for alias in one.aliases}
    held_out = _held_out(works, people)
    documents = [one for one in works.values() if one.id not in held_out]
    people_documents = [
        replace(one, texts={"en": TextFields(title=one.texts["en"].title)}, year=None)
        for one in {one.id: one for one in people.values()}.values()
    ]
    ours, plain = {}, {}
    with asking.asking([*documents, *people_documents], lexicon) as index:
        for work in held_out:
            (language, fields), *_ = works[work].texts.items()
            texts = {language: f"{fields.title}\n{fields.body}"}
            query = Query(texts, filters=Filters(kinds=(Kind.PERSON,)), limit=asking.DEPTH)
            ours[work] = index.people(query)
            found = index.ranked(Query(texts, filters=Filters(kinds=(Kind.WORK,)), limit=asking.DEPTH))
            plain[work] = plainly.most_votes([_authors(works[one], people) for one in found])
    methods = ((asking.NAME, ours), (VOTES, plain))
    for depth in (10, 100):
        one, other = [
            (
                name,
                Sample(
                    np.array([float(len(set(found[w][:depth]) & wanted)) for w, wanted in held_out.items()]),
                    np.array([float(len(wanted)) for wanted in held_out.values()]),
                ),
            )
            for name, found in methods
        ]
        yield compared("Authors of held-out works", f"recall@{depth}", one, other, "work")
    one, other = [
        (name, Sample.mean([_first(found[work], wanted) for work, wanted in held_out.items()]))
        for name, found in methods
    ]
    yield compared("Authors of held-out works", "MRR of the first", one, other, "work")


def _first(ranking: Sequence[str], wanted: set[str]) -> float:
    return next((1 / place for place, one in enumerate(ranking, 1) if one in wanted), 0.0)


def _authors(work: Document, people: dict[str, Document]) -> list[str]:
    return [people[one.key].id for one in work.contributors if one.kind is Kind.PERSON and one.key in people]


def _held_out(works: dict[str, Document], people: dict[str, Document]) -> dict[str, set[str]]:
    """Works that are the newest of some author with enough others → those authors; a seeded draw of them."""
    by_author: dict[str, list[Document]] = defaultdict(list)
    for work in works.values():
        for author in _authors(work, people):
            by_author[author].append(work)
    newest: dict[str, set[str]] = defaultdict(set)
    for author, own in by_author.items():
        if len(own) >= LEAST_WORKS:
            last = max(own, key=lambda one: (one.year or 0, one.id))
            if any(fields.body for fields in last.texts.values()):
                newest[last.id].add(author)
    names = sorted(newest)
    np.random.default_rng(SEED).shuffle(names)
    return {name: newest[name] for name in names[:QUERIES]}
