"""Reviewer expertise: who knows a paper best, against what the reviewers said of themselves.

The gold standard of Stelmakh et al. (2023, arXiv 2303.16750): researchers rated their expertise on papers
they had read, 1 to 5. The loss is theirs: over every pair of papers one reviewer rated differently, the
difference where the predicted order is wrong and half of it where there is a tie, divided by the sum of
differences. Easy pairs: one at least 4, the other at most 2. Hard pairs: both at least 4. Units: reviewers.

The method was chosen on other data (``authors.py``) and then run here once: cosines of stems and neighbouring
pairs, the mean of a reviewer's three best. Before that the share of a search's greatest score was taken, for
the sake of having one way of scoring; its loss was .337.

With an encoder: the product's own fusion measures a cosine against this query's other answers, which is
right for a list and takes away what is compared here, how near a paper is at all. So words and
cosines become z-scores over all pairs of a submission and a paper, and are added with equal weights, since
nothing is known beforehand of which tells more. This too was fixed before it was run.
"""

import csv
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import Figure, Sample, compared

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.entries import key_of
from scibridge.engines.matching.expertise import BEST, Texts
from scibridge.engines.matching.meaning import Meaning, Reader

KNOWN, UNKNOWN = 4.0, 2.0
Ratings = Mapping[str, Mapping[str, float]]
Affinity = Callable[[str, str], float]
# submission → paper of an archive → how near
Scores = Mapping[str, Mapping[str, float]]
TFIDF = f"{plainly.TFIDF}, mean of {BEST} best"


@dataclass(frozen=True)
class _Set:
    """Ratings, submissions, reviewer → archive, and the papers of all archives."""

    ratings: Ratings
    submissions: Mapping[str, TextFields]
    archives: Mapping[str, Mapping[str, TextFields]]
    everything: Mapping[str, TextFields]

    @classmethod
    def read(cls, data: Path) -> "_Set":
        home = data / "review" / "goldstandard"
        ratings = _ratings(home / "evaluations.csv")
        with zipfile.ZipFile(home / "d_20_1.zip") as archive:
            submissions, archives = _texts(archive, ratings)
        everything = {paper: text for held in archives.values() for paper, text in held.items()}
        return cls(ratings, submissions, archives, everything)

    def documents(self) -> list[Document]:
        return [Document(f"work:{p}", Kind.WORK, {"en": fields}) for p, fields in self.everything.items()]


def measure(data: Path) -> Iterator[Figure]:
    """Loss and the two accuracies beside stemmed TF-IDF, which takes the same mean of the three best."""
    held = _Set.read(data)
    yield from _beside(held, (asking.NAME, _words(held)), (TFIDF, _tfidf(held)))


def measure_dense(data: Path, meaning: Meaning) -> Iterator[Figure]:
    """Words and the whole model together, beside each of its parts; then the table beside the model."""
    held = _Set.read(data)
    asking.read_all(meaning, held.documents())
    assert meaning.thorough is not None
    words, table, model = _words(held), _near(held, meaning.quick), _near(held, meaning.thorough)
    together = ("words + model, equal z-scores", _together(held, words, model))
    for other in (("the model alone", model), ("words alone", words), (TFIDF, _tfidf(held))):
        yield from _beside(held, together, other)
    yield from _beside(held, ("the distilled table alone", table), ("the model alone", model))


def _beside(held: _Set, ours: tuple[str, Scores], other: tuple[str, Scores]) -> Iterator[Figure]:
    for name, pairs in (("loss", _loss), ("easy pairs in order", _easy), ("hard pairs in order", _hard)):
        one, two = (
            (method, _sample(held.ratings, _affinity(held, scores), pairs))
            for method, scores in (ours, other)
        )
        yield compared("Reviewer expertise", name, one, two, "reviewer")


def _ratings(path: Path) -> Ratings:
    found: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rated = found.setdefault(row["ParticipantID"], {})
            for place in range(1, 11):
                if row[f"Paper{place}"] and row[f"Expertise{place}"]:
                    rated[row[f"Paper{place}"]] = float(row[f"Expertise{place}"])
    return found


def _texts(
    archive: zipfile.ZipFile, ratings: Ratings
) -> tuple[dict[str, TextFields], dict[str, dict[str, TextFields]]]:
    names = {Path(name).stem.lstrip("~"): name for name in archive.namelist() if "/archives/" in name}
    archives = {}
    for reviewer in ratings:
        lines = archive.read(names[f"{reviewer}1" if f"{reviewer}1" in names else reviewer]).splitlines()
        archives[reviewer] = {one["id"]: _fields(one) for one in map(json.loads, lines)}
    (listed,) = [name for name in archive.namelist() if name.endswith("submissions.json")]
    submissions = json.loads(archive.read(listed))
    rows = submissions.values() if isinstance(submissions, dict) else submissions
    return {one["id"]: _fields(one) for one in rows}, archives


def _fields(paper: Mapping[str, Mapping[str, str]]) -> TextFields:
    content = paper["content"]
    return TextFields(title=content.get("title") or "", body=content.get("abstract") or "")


def _plain(fields: TextFields) -> str:
    return f"{fields.title}\n{fields.body}"


def _words(held: _Set) -> Scores:
    texts = {name: _plain(fields) for name, fields in [*held.everything.items(), *held.submissions.items()]}
    near = Texts.of(texts).nearness
    return {paper: {p: near(p, paper) for p in held.everything} for paper in held.submissions}


def _tfidf(held: _Set) -> Scores:
    model = plainly.TfIdf(
        [_plain(fields) for fields in [*held.everything.values(), *held.submissions.values()]]
    )
    vectors = {paper: model.vector(_plain(fields)) for paper, fields in held.everything.items()}
    asked = {paper: model.vector(_plain(fields)) for paper, fields in held.submissions.items()}
    return {
        paper: {p: plainly.cosine(one, other) for p, other in vectors.items()} for paper, one in asked.items()
    }


def _near(held: _Set, reader: Reader) -> Scores:
    """Cosines of an encoder, from the vectors it has given."""
    keys = [key_of(f"work:{paper}") for paper in held.everything]
    found = {}
    for paper, fields in held.submissions.items():
        cosines = reader.held.similarities(reader.vector(_plain(fields)), keys)
        found[paper] = dict(zip(held.everything, cosines.tolist(), strict=True))
    return found


def _together(held: _Set, *parts: Scores) -> Scores:
    """The sum of z-scores over all pairs of a submission and a paper."""
    summed = np.zeros((len(held.submissions), len(held.everything)))
    for part in parts:
        values = np.array([[part[paper][p] for p in held.everything] for paper in held.submissions])
        summed += (values - values.mean()) / values.std()
    return {
        paper: dict(zip(held.everything, row.tolist(), strict=True))
        for paper, row in zip(held.submissions, summed, strict=True)
    }


def _affinity(held: _Set, scores: Scores) -> Affinity:
    """The mean of a reviewer's best."""
    return lambda reviewer, paper: (
        sum(sorted((scores[paper][p] for p in held.archives[reviewer]), reverse=True)[:BEST]) / BEST
    )


# (rating, rating, affinity, affinity) of a pair, the higher rated first → (above, below) the line
Pair = Callable[[float, float, float, float], tuple[float, float]]


def _sample(ratings: Ratings, affinity: Affinity, counted: Pair) -> Sample:
    above, below = [], []
    for reviewer, rated in ratings.items():
        found = {paper: affinity(reviewer, paper) for paper in rated}
        pairs = [
            counted(rated[high], rated[low], found[high], found[low])
            for one, other in combinations(rated, 2)
            if rated[one] != rated[other]
            for high, low in [(one, other) if rated[one] > rated[other] else (other, one)]
        ]
        above.append(sum(pair[0] for pair in pairs))
        below.append(sum(pair[1] for pair in pairs))
    return Sample(np.array(above, dtype=float), np.array(below, dtype=float))


def _loss(high: float, low: float, first: float, second: float) -> tuple[float, float]:
    weight = high - low
    return weight * _wrong(first, second), weight


def _easy(high: float, low: float, first: float, second: float) -> tuple[float, float]:
    return (1 - _wrong(first, second), 1.0) if high >= KNOWN and low <= UNKNOWN else (0.0, 0.0)


def _hard(high: float, low: float, first: float, second: float) -> tuple[float, float]:
    return (1 - _wrong(first, second), 1.0) if low >= KNOWN else (0.0, 0.0)


def _wrong(first: float, second: float) -> float:
    return 0.5 if first == second else float(first < second)
