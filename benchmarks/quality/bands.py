"""What the words "likely", "possible" and "distant" are worth: the share of right answers that bear each.

On TICO-19 sentences both ways, where one text of the whole set is right and the first ten answers are looked
at. The bounds of the bands were set on SDG targets and CSL titles.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.quality import asking
from benchmarks.quality.figures import Figure, Sample, compared

from scibridge.engines.matching.documents import Document, Filters, Kind, Query, TextFields
from scibridge.engines.matching.explanation import Band
from scibridge.engines.matching.search import search
from scibridge.engines.text.lexicon import Lexicon

LOOKED_AT = 10
EVERY = 4


def measure(data: Path, lexicon: Lexicon) -> Iterator[Figure]:
    """The precision of each band; units are the queries."""
    lines = (data / "bilingual" / "tico-19" / "tico19_en_zh.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    counts: dict[Band, list[tuple[int, int]]] = {band: [] for band in Band}
    for asked, held in (("zh", "en"), ("en", "zh")):
        documents = (
            Document(f"work:{place}", Kind.WORK, {held: TextFields(body=row[held])})
            for place, row in enumerate(rows)
        )
        with asking.asking(documents, lexicon) as index:
            for place in range(0, len(rows), EVERY):
                query = Query(
                    {asked: rows[place][asked]}, filters=Filters(kinds=(Kind.WORK,)), limit=LOOKED_AT
                )
                found = search(index.index, lexicon, query, explain=False).matches
                for band in Band:
                    ids = [one.id for one in found if one.band is band]
                    counts[band].append((f"work:{place}" in ids, len(ids)))
    for band, pairs in counts.items():
        right, all_of_it = np.array(pairs, dtype=float).T
        ours = (asking.NAME, Sample(right, all_of_it))
        yield compared(f"Band: {band.value}", f"right among the first {LOOKED_AT}", ours, None, "query")
