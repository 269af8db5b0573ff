"""Must-haves: figures read from sentences, and verdicts on conditions, against what a person reads there.

``must_haves.tsv`` is hand-made in both languages. ``must_haves_second.tsv`` was written after the code it
checked was finished. Both were written by the writers of the reader. The others were written by people who
had not seen it: ``must_haves_worked.tsv`` was then used to better it, ``must_haves_blind.tsv`` was not.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.quality import asking
from benchmarks.quality.figures import Figure, Sample, compared

from scibridge.engines.matching.documents import Document, Kind, MustHave, TextFields
from scibridge.engines.matching.verdicts import judge, wanted
from scibridge.engines.text import quantities, units
from scibridge.engines.text.languages import detect
from scibridge.engines.text.lexicon import Lexicon
from scibridge.engines.text.quantities import Operator, Quantity

HERE = Path(__file__).parent
SETS = {
    "Must-haves, first set": HERE / "must_haves.tsv",
    "Must-haves, second set": HERE / "must_haves_second.tsv",
    "Must-haves, worked through": HERE / "must_haves_worked.tsv",
    "Must-haves, blind": HERE / "must_haves_blind.tsv",
}
PLAIN = "number and unit by one regular expression, first figure that converts"
_PLAIN = re.compile(
    r"([-−]?\d+(?:\.\d+)?)\s?(%|[A-Za-zµμ°℃Ω]{1,5}(?:/[A-Za-z]{1,4})?|[吨元克米天年次]|千克|公斤|小时|分钟)"
)


@dataclass(frozen=True)
class Stated:
    """A figure or a condition: operator, bounds, unit ("" for a counted noun)."""

    operator: Operator
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Case:
    """A sentence, what a person reads in it, and perhaps a condition on it with the right verdict."""

    sentence: str
    figures: tuple[Stated, ...]
    metric: str = ""
    condition: Stated | None = None
    verdict: str = ""


def cases(path: Path) -> list[Case]:
    """The lines of a set."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        sentence, figures, asked, verdict = [*line.split("\t"), "", "", ""][:4]
        stated = tuple(_stated(one) for one in figures.split(" ; ") if one)
        metric, _, condition = asked.partition(" | ")
        found.append(Case(sentence, stated, metric, _stated(condition) if condition else None, verdict))
    return found


def _stated(text: str) -> Stated:
    operator, *bounds, unit = text.split()
    low, high = float(bounds[0]), float(bounds[-1])
    return Stated(Operator(operator), low, high, "" if unit == "-" else units.parse_unit(unit))


def measure(data: Path, lexicon: Lexicon) -> Iterator[Figure]:
    """Precision, recall and F1 of figures with operator and unit; accuracy of verdicts."""
    del data
    for name, path in SETS.items():
        if not path.exists():
            continue
        held = cases(path)
        counts = [_counts(case, _read(case.sentence)) for case in held]
        plain = [_counts(case, _plainly(case.sentence)) for case in held]
        for figure, of in (("precision", _precision), ("recall", _recall), ("F1", _f1)):
            yield compared(
                name, f"figures: {figure}", (asking.NAME, of(counts)), (PLAIN, of(plain)), "sentence"
            )
        judged = [case for case in held if case.condition is not None]
        ours = [(_verdict(case, lexicon), case.verdict) for case in judged]
        beside = [(_plain_verdict(case), case.verdict) for case in judged]
        for figure, of in (("accuracy", _right), ("right where one is given", _right_where_given)):
            pair = (asking.NAME, of(ours)), (PLAIN, of(beside))
            yield compared(name, f"verdicts: {figure}", *pair, "sentence")


def _right(verdicts: Sequence[tuple[str, str]]) -> Sample:
    return Sample.mean([float(given == expected) for given, expected in verdicts])


def _right_where_given(verdicts: Sequence[tuple[str, str]]) -> Sample:
    """Of the verdicts that are more than "unknown"."""
    given = [float(one != "unknown") for one, _ in verdicts]
    right = [float(one != "unknown" and one == expected) for one, expected in verdicts]
    return Sample(np.array(right), np.array(given))


def _read(sentence: str) -> list[Stated]:
    return [Stated(one.operator, one.low, one.high, one.unit) for one in quantities.read(sentence)]


def _plainly(sentence: str) -> list[Stated]:
    found = []
    for match in _PLAIN.finditer(sentence):
        try:
            unit = units.parse_unit(match[2])
        except units.UnknownUnit:
            continue
        value = float(match[1].replace("−", "-"))
        found.append(Stated(Operator.EQUAL, value, value, unit))
    return found


def same(expected: Stated, found: Stated) -> bool:
    """Operator, bounds and unit agree; another unit of the same size is the same."""
    if expected.operator is not found.operator:
        return False
    bounds = [
        value if found.unit == expected.unit else units.convert(value, found.unit, expected.unit)
        for value in (found.low, found.high)
    ]
    return all(
        one is not None and math.isclose(one, other, rel_tol=1e-6)
        for one, other in zip(bounds, (expected.low, expected.high), strict=True)
    )


def _counts(case: Case, found: Sequence[Stated]) -> tuple[int, int, int]:
    """(right, found, expected); each expected figure may be found once."""
    left, right = list(case.figures), 0
    for one in found:
        match = next((other for other in left if same(other, one)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return right, len(found), len(case.figures)


def _precision(counts: Sequence[tuple[int, int, int]]) -> Sample:
    right, found, _ = np.array(counts, dtype=float).T
    return Sample(right, found)


def _recall(counts: Sequence[tuple[int, int, int]]) -> Sample:
    right, _, expected = np.array(counts, dtype=float).T
    return Sample(right, expected)


def _f1(counts: Sequence[tuple[int, int, int]]) -> Sample:
    right, found, expected = np.array(counts, dtype=float).T
    return Sample(2 * right, found + expected)


def must_have(case: Case) -> MustHave:
    """The condition as the product holds it."""
    assert case.condition is not None
    one = case.condition
    return MustHave({detect(case.metric): case.metric}, one.operator, one.low, one.high, one.unit)


def _verdict(case: Case, lexicon: Lexicon) -> str:
    language = "zh" if detect(case.sentence) == "zh" else "en"
    document = Document("work:1", Kind.WORK, {language: TextFields(body=case.sentence)})
    (one,) = wanted([must_have(case)], lexicon)
    found = judge(one, document)
    assert not found.quote or found.quote in case.sentence
    return str(found.outcome)


def _plain_verdict(case: Case) -> str:
    assert case.condition is not None
    one = case.condition
    for figure in _plainly(case.sentence):
        read = Quantity(figure.operator, figure.low, figure.high, figure.unit, (0, 0), "")
        compared_to = units.compare(one.operator, one.low, one.high, one.unit, read)
        if compared_to.converted_low is not None:
            return compared_to.outcome_code
    return units.UNKNOWN
