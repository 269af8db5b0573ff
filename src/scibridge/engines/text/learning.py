"""Translation probabilities learned from bilingual records: IBM model 1 (Brown et al. 1993), both directions.

Owns the estimate and its file; refuses to decide what it overrides.
"""

import contextlib
import json
import os
import re
import tempfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scibridge.engines.errors import ScibridgeError
from scibridge.engines.text import chinese
from scibridge.engines.text.dictionary import Gloss
from scibridge.engines.text.languages import CHINESE, ENGLISH, HAN
from scibridge.engines.text.normalise import align
from scibridge.engines.text.tokens import analyse, is_stop_word, leading

_LONGEST_SIDE = 80  # terms of one record; the rest of a longer one is not aligned
_CELLS_AT_A_TIME = 2_000_000
_LEAST_PROBABILITY = 0.03
_MOST_KEPT = 8
_HALF_TRUST = 6.0  # sightings after which the learned share weighs as much as the dictionary's
_HAN_STRETCH = re.compile(f"[{HAN}]+")
_FORMAT = "scibridge learned terms 1"

_Ids = npt.NDArray[np.int64]
_Renderings = Mapping[str, tuple[tuple[str, float], ...]]


class LearnedTableUnreadable(ScibridgeError):
    """A file that is not a table of learned terms; data: ``path``."""

    code = "learned_table_unreadable"


@dataclass(frozen=True)
class LearnedTable:
    """P(target term | source term) per source language, how often each source was seen, and readable
    forms."""

    tables: Mapping[str, _Renderings]
    seen: Mapping[str, Mapping[str, int]]
    forms: Mapping[str, str]

    def renderings(self, term: str, language: str) -> tuple[Gloss, ...]:
        """The learned renderings of one index term, likeliest first."""
        found = self.tables.get(language, {}).get(term, ())
        return tuple(Gloss((target,), self.forms.get(target, target), weight) for target, weight in found)

    def trust(self, term: str, language: str) -> float:
        """0 to 1: what part of the weight the learned renderings deserve; half after six sightings."""
        count = self.seen.get(language, {}).get(term, 0)
        return count / (count + _HALF_TRUST)

    def save(self, path: Path) -> None:
        """Write the table as JSON, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"format": _FORMAT, "tables": self.tables, "seen": self.seen, "forms": self.forms}
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".learned-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    @classmethod
    def load(cls, path: Path) -> "LearnedTable":
        """The table from its file; ``LearnedTableUnreadable`` when it is missing, damaged or something
        else."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != _FORMAT:
                raise LearnedTableUnreadable(path=str(path))
            tables = {
                str(language): {
                    str(term): tuple((str(target), float(weight)) for target, weight in found)
                    for term, found in table.items()
                }
                for language, table in content["tables"].items()
            }
            seen = {
                str(one): {str(term): int(n) for term, n in found.items()}
                for one, found in content["seen"].items()
            }
            return cls(tables, seen, {str(term): str(form) for term, form in content["forms"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LearnedTableUnreadable(path=str(path)) from error


class _Vocabulary:
    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.counts: list[int] = []

    def add(self, terms: Iterable[str]) -> list[int]:
        found = []
        for term in terms:
            number = self.ids.setdefault(term, len(self.ids))
            if number == len(self.counts):
                self.counts.append(0)
            self.counts[number] += 1
            found.append(number)
        return found


def _chinese_words(text: str) -> list[str]:
    words = [word for stretch in _HAN_STRETCH.findall(align(text).text) for word in chinese.cut(stretch)]
    return [word for word in dict.fromkeys(words) if not is_stop_word(word, CHINESE)][:_LONGEST_SIDE]


def learn(pairs: Iterable[tuple[str, str]], iterations: int = 5) -> LearnedTable:
    """Estimate both directions from (Chinese, English) records, read once.

    Memory grows with the terms of the records (8 bytes each) and with the distinct pairs of terms seen
    together, not with the number of alignments, which are counted two million at a time.
    """
    sides = {CHINESE: _Vocabulary(), ENGLISH: _Vocabulary()}
    terms = {CHINESE: array("q"), ENGLISH: array("q")}
    ends = {CHINESE: array("q", [0]), ENGLISH: array("q", [0])}
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for zh, en in pairs:
        left = _chinese_words(zh)
        tokens = [token for token in leading(analyse(en)) if token.language == ENGLISH][:_LONGEST_SIDE]
        right = list(dict.fromkeys(token.term for token in tokens))
        if not left or not right:
            continue
        for token in tokens:
            surfaces[token.term][token.surface.lower()] += 1
        for language, words in ((CHINESE, left), (ENGLISH, right)):
            terms[language].extend(sides[language].add(words))
            ends[language].append(len(terms[language]))
    if not terms[CHINESE]:
        return LearnedTable({CHINESE: {}, ENGLISH: {}}, {CHINESE: {}, ENGLISH: {}}, {})
    found = {
        source: _estimate(source, target, sides, terms, ends, iterations)
        for source, target in ((CHINESE, ENGLISH), (ENGLISH, CHINESE))
    }
    seen = {
        language: {term: side.counts[number] for term, number in side.ids.items()}
        for language, side in sides.items()
    }
    forms = {term: min(counts, key=lambda form: (-counts[form], form)) for term, counts in surfaces.items()}
    return LearnedTable(found, seen, forms)


def _estimate(
    source: str,
    target: str,
    sides: Mapping[str, _Vocabulary],
    terms: Mapping[str, "array[int]"],
    ends: Mapping[str, "array[int]"],
    iterations: int,
) -> _Renderings:
    width = len(sides[target].ids)
    keys = np.empty(0, dtype=np.int64)
    for cells, _ in _alignments(source, target, terms, ends, width):
        keys = np.union1d(keys, cells)
    sources = keys // width
    probability = np.ones(len(keys)) / width
    for _ in range(iterations):
        counts = np.zeros(len(keys))
        for cells, groups in _alignments(source, target, terms, ends, width):
            places = np.searchsorted(keys, cells)
            weights = probability[places]
            totals = np.bincount(groups, weights=weights)
            counts += np.bincount(places, weights=weights / totals[groups], minlength=len(keys))
        sums = np.bincount(sources, weights=counts)
        probability = counts / np.maximum(sums[sources], 1e-300)
    return _kept(keys, probability, width, list(sides[source].ids), list(sides[target].ids))


def _alignments(
    source: str, target: str, terms: Mapping[str, "array[int]"], ends: Mapping[str, "array[int]"], width: int
) -> Iterable[tuple[_Ids, _Ids]]:
    """Chunks of (cell = source × width + target, group = which target word it competes for)."""
    left, right = np.array(terms[source], dtype=np.int64), np.array(terms[target], dtype=np.int64)
    cells: list[_Ids] = []
    groups: list[_Ids] = []
    size = group = 0
    for record in range(len(ends[source]) - 1):
        from_terms = left[ends[source][record] : ends[source][record + 1]]
        to_terms = right[ends[target][record] : ends[target][record + 1]]
        cells.append((from_terms[None, :] * width + to_terms[:, None]).ravel())
        groups.append(np.repeat(np.arange(group, group + len(to_terms)), len(from_terms)))
        group += len(to_terms)
        size += len(from_terms) * len(to_terms)
        if size >= _CELLS_AT_A_TIME:
            yield np.concatenate(cells), np.concatenate(groups)
            cells, groups, size, group = [], [], 0, 0
    if cells:
        yield np.concatenate(cells), np.concatenate(groups)


def _kept(
    keys: _Ids, probability: npt.NDArray[np.float64], width: int, sources: list[str], targets: list[str]
) -> _Renderings:
    chosen = np.flatnonzero(probability >= _LEAST_PROBABILITY)
    table: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for place in chosen[np.argsort(-probability[chosen], kind="stable")]:
        found = table[sources[int(keys[place] // width)]]
        if len(found) < _MOST_KEPT:
            found.append((targets[int(keys[place] % width)], round(float(probability[place]) - 5e-5, 4)))
    return {term: tuple(found) for term, found in table.items()}
