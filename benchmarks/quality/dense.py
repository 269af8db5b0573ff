"""What the extra ``dense`` adds: the same sets once by words alone and once by words and meaning.

The weights of meaning were chosen on which works of the OpenAlex sample cite which, never here. The table
distilled from the model reads everything; the whole model re-reads what is best for a review's question, and
reads all texts of the smaller sets. Chinese reaches it through the lexicon, word by word. Vectors are kept in
the cache: stopped, the next run goes on.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.quality import asking, expertise, reviews
from benchmarks.quality.figures import Figure, known_item

from scibridge.engines.encoding.bert import Bert
from scibridge.engines.encoding.distilled import load_or_distil
from scibridge.engines.encoding.opening import open_encoder
from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.fusing import MEASURED, REREAD
from scibridge.engines.matching.meaning import Meaning, Reader
from scibridge.engines.text.lexicon import Lexicon

EVERY = 4


class Reading:
    """The encoders, with the vectors they have given in a folder: the same text is read once."""

    def __init__(self, lexicon: Lexicon, folder: Path) -> None:
        self._lexicon, self._folder = lexicon, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._whole = open_encoder()
        if not isinstance(self._whole, Bert):
            raise TypeError(f"no table can be distilled from {self._whole.name}")
        self._table = load_or_distil(self._whole, folder)

    def meaning(self, name: str, *, thorough: bool = True, at_once: int = 0) -> Meaning:
        """Vectors under a name of their own, since sets number their documents alike."""
        folder = self._folder / name
        whole = Reader.open(self._whole, folder) if thorough else None
        return Meaning(Reader.open(self._table, folder), whole, self._lexicon, at_once=at_once)


def measure(
    data: Path, lexicon: Lexicon, works: Callable[[], Sequence[Document]], cache: Path | None
) -> Iterator[Figure]:
    """Each set, the difference to words alone paired."""
    with ExitStack() as stack:
        folder = cache or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scibridge-dense-")))
        reading = Reading(lexicon, folder / "vectors")
        if (data / "review" / "goldstandard").exists():
            yield from expertise.measure_dense(data, reading.meaning("expertise"))
        if (data / "openalex" / "synergy_labels").exists():
            quick = reading.meaning("reviews", thorough=False)
            thorough = reading.meaning("reviews", at_once=MEASURED + REREAD)
            yield from reviews.measure_dense(data, lexicon, works(), quick, thorough)
        if (data / "bilingual" / "tico-19").exists():
            yield from _languages(data, lexicon, reading)
        if (data / "csl").exists():
            yield from _chinese(data, lexicon, reading)


def _compared(
    name: str,
    held: Mapping[str, tuple[str, str]],
    asked: Mapping[str, tuple[str, str]],
    lexicon: Lexicon,
    meaning: Meaning,
) -> Iterable[Figure]:
    documents = [
        Document(one, Kind.WORK, {language: TextFields(body=text)}) for one, (language, text) in held.items()
    ]
    queries = {one: asking.wanted(text, language) for one, (language, text) in asked.items()}
    with asking.asking(documents, lexicon) as index:
        words = index.rankings(queries)
        asking.read_all(meaning, documents)
        index.index.read_with(meaning)
        fused = index.rankings(queries)
    wanted = {one: one for one in asked}
    return known_item(name, (f"{asking.NAME} with dense", fused), ("words alone", words), wanted)


def _languages(data: Path, lexicon: Lexicon, reading: Reading) -> Iterator[Figure]:
    lines = (data / "bilingual" / "tico-19" / "tico19_en_zh.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for source, target in (("zh", "en"), ("en", "zh")):
        held = {f"work:{place}": (target, row[target]) for place, row in enumerate(rows)}
        asked = {f"work:{place}": (source, rows[place][source]) for place in range(0, len(rows), EVERY)}
        name = f"TICO-19 sentences, {source} → {target}, every fourth"
        yield from _compared(name, held, asked, lexicon, reading.meaning(f"tico-{target}"))


def _chinese(data: Path, lexicon: Lexicon, reading: Reading) -> Iterator[Figure]:
    lines = (data / "csl" / "csl_dev_test.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    held = {f"work:{place}": ("zh", row["abstract"]) for place, row in enumerate(rows)}
    asked = {f"work:{place}": ("zh", rows[place]["title"]) for place in range(0, len(rows), EVERY)}
    yield from _compared("CSL title → abstract, every fourth", held, asked, lexicon, reading.meaning("csl"))
