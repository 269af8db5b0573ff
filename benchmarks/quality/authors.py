"""Authors of the OpenAlex sample know their own newest work: what the method of ``expertise`` was chosen on.

Everybody with at least four works of some length is asked about the newest of them, which is held out, and
about the twenty newest works of others that are most like it by plain TF-IDF and not by the same author.
Nearness is the mean of the three nearest of the author's other works, for both methods.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import Figure, Sample, compared

from scibridge.engines.matching.documents import Document, Kind
from scibridge.engines.matching.expertise import BEST, Texts

LEAST_WORKS = 4
LEAST_LENGTH = 600
STRANGERS = 20


@dataclass(frozen=True)
class _Author:
    key: str
    newest: str
    others: tuple[str, ...]


def measure(corpus: Sequence[Document]) -> Iterator[Figure]:
    """The share of strangers that come behind the author's own newest work."""
    works = {one.id: one for one in corpus if one.kind is Kind.WORK}
    texts = {
        name: f"{fields.title}\n{fields.body}"
        for name, work in works.items()
        for fields in work.texts.values()
    }
    authors = _authors(works, texts)
    asked = {name: texts[name] for one in authors for name in (one.newest, *one.others)}
    plain = plainly.TfIdf(list(texts.values()))
    vectors = {name: plain.vector(text) for name, text in asked.items()}
    ours = Texts.of(texts)

    def beside(works_of: Sequence[str], paper: str) -> float:
        near = sorted((plainly.cosine(vectors[one], vectors[paper]) for one in works_of), reverse=True)
        return sum(near[:BEST]) / BEST

    found: tuple[list[float], list[float]] = ([], [])
    for author in authors:
        strangers = _strangers(author, authors, works, vectors)
        for shares, nearness in zip(found, (ours.expertise, beside), strict=True):
            own = nearness(author.others, author.newest)
            shares.append(sum(own > nearness(author.others, other) for other in strangers) / len(strangers))
    one, other = (Sample.mean(shares) for shares in found)
    plainly_named = (f"{plainly.TFIDF}, mean of {BEST} best", other)
    yield compared(
        "Authors and their newest work", "before strangers'", (asking.NAME, one), plainly_named, "author"
    )


def _authors(works: Mapping[str, Document], texts: Mapping[str, str]) -> list[_Author]:
    """One author for each newest work, the first by key."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for name, work in works.items():
        for one in work.contributors if len(texts.get(name, "")) >= LEAST_LENGTH else ():
            if one.kind is Kind.PERSON and one.key:
                by_key[one.key].append(name)
    found: dict[str, _Author] = {}
    for key, held in sorted(by_key.items()):
        if len(held) >= LEAST_WORKS:
            *others, newest = sorted(held, key=lambda name: (works[name].year or 0, name))
            found.setdefault(newest, _Author(key, newest, tuple(others)))
    return list(found.values())


def _strangers(
    author: _Author,
    authors: Sequence[_Author],
    works: Mapping[str, Document],
    vectors: Mapping[str, Mapping[str, float]],
) -> list[str]:
    own = vectors[author.newest]
    others = [
        one.newest
        for one in authors
        if all(person.key != author.key for person in works[one.newest].contributors)
    ]
    return sorted(others, key=lambda name: (-plainly.cosine(own, vectors[name]), name))[:STRANGERS]
