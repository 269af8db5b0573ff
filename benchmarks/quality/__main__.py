"""Measure the matching on judged sets: ``python -m benchmarks.quality --data DIR [--only NAME …]``.

Prints one table and writes one JSON file with the commit, the machine, the seed and the checksums of the
data.
A set that is not in the directory is named as missing, never passed over in silence.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.quality import (
    authors,
    bands,
    chinese,
    corpus,
    dense,
    duplicates,
    expertise,
    languages,
    must_haves,
    people,
    report,
    reviews,
)
from benchmarks.quality.figures import Figure
from rich.console import Console

from scibridge.engines.encoding.opening import missing
from scibridge.engines.matching.documents import Document
from scibridge.engines.text.lexicon import Lexicon

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results"
Measure = Callable[[], Iterable[Figure]]
# Set → what it needs of the data directory.
NEEDED = {
    "expertise": "review/goldstandard",
    "reviews": "openalex/synergy_labels",
    "languages": "bilingual",
    "chinese": "csl",
    "duplicates": "bilingual/tico-19",
    "bands": "bilingual/tico-19",
    "people": "openalex/data",
    "authors": "openalex/data",
}


class _Corpus:
    """The imported works, once for the sets that ask for them."""

    def __init__(self, data: Path, stack: ExitStack) -> None:
        self._data, self._stack = data, stack
        self._documents: list[Document] | None = None

    def __call__(self) -> list[Document]:
        if self._documents is None:
            self._documents = self._stack.enter_context(corpus.imported(self._data))
        return self._documents


def measures(
    data: Path, lexicon: Lexicon, works: Callable[[], list[Document]], cache: Path | None = None
) -> dict[str, Measure]:
    """Set → what measures it."""
    return {
        "expertise": lambda: expertise.measure(data),
        "reviews": lambda: reviews.measure(data, lexicon, works()),
        "languages": lambda: languages.measure(data, lexicon),
        "chinese": lambda: chinese.measure(data, lexicon),
        "must_haves": lambda: must_haves.measure(data, lexicon),
        "duplicates": lambda: duplicates.measure(data, lexicon),
        "bands": lambda: bands.measure(data, lexicon),
        "authors": lambda: authors.measure(works()),
        "people": lambda: people.measure(data, lexicon, works()),
        "dense": lambda: dense.measure(data, lexicon, works, cache),
    }


def measured(data: Path, only: list[str], cache: Path | None, console: Console) -> Iterator[Figure]:
    """Every figure of the sets, as they come."""
    with ExitStack() as stack:
        lexicon = Lexicon.default(cache)
        for name, measure in measures(data, lexicon, _Corpus(data, stack), cache).items():
            if only and name not in only:
                continue
            if name == "dense" and (lacking := missing()):
                console.print(f"dense: {lacking} is not installed, not measured (make install-dense)")
                continue
            if name in NEEDED and not (data / NEEDED[name]).exists():
                console.print(f"{name}: {data / NEEDED[name]} is missing, not measured")
                continue
            started = time.perf_counter()
            yield from measure()
            console.print(f"{name}: {time.perf_counter() - started:.0f} s")


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality")
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared" / "data")
    parser.add_argument(
        "--only", nargs="+", default=[], choices=[*measures(Path(), Lexicon.__new__(Lexicon), list)]
    )
    parser.add_argument("--cache", type=Path, help="keep the prepared lexicon and vectors here between runs")
    parser.add_argument("--output", type=Path, default=RESULTS / "quality.json")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no directory {options.data}: give one with --data")
    console = Console(width=200)
    figures = list(measured(options.data, options.only, options.cache, console))
    report.show(figures, console)
    report.write(figures, options.data, options.output)
    console.print(f"written to {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
