"""Near-duplicates across languages: the same need posted again in the other language, among needs in both.

The pairs are made from TICO-19: each text is a need. The index holds every need in both languages as two
postings; one of them asks what resembles it, and its other version should come first, before all that
resemble it in its own language. The baseline is one index in which all Chinese is glossed.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality import asking, plainly
from benchmarks.quality.figures import Figure, known_item

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.search import similar
from scibridge.engines.text.lexicon import Lexicon

EVERY = 4


def measure(data: Path, lexicon: Lexicon) -> Iterator[Figure]:
    """Both ways, beside the glossed index."""
    lines = (data / "bilingual" / "tico-19" / "tico19_en_zh.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    postings = {
        f"need:{language}{place}": Document(
            f"need:{language}{place}", Kind.NEED, {language: TextFields(body=row[language])}
        )
        for place, row in enumerate(rows)
        for language in ("en", "zh")
    }
    glossed = {
        name: plainly.glossed(one.texts["zh"].body) if "zh" in one.texts else one.texts["en"].body
        for name, one in postings.items()
    }
    plain = plainly.Plain(glossed, "en_stem")
    with asking.asking(postings.values(), lexicon) as index:
        for asked, held in (("zh", "en"), ("en", "zh")):
            wanted = {f"need:{asked}{place}": f"need:{held}{place}" for place in range(0, len(rows), EVERY)}
            ours = {
                name: [
                    one.id
                    for one in similar(
                        index.index, lexicon, postings[name], limit=asking.DEPTH, explain=False
                    ).matches
                ]
                for name in wanted
            }
            beside = {
                name: [one for one in plain.ranked(glossed[name], asking.DEPTH + 1) if one != name]
                for name in wanted
            }
            yield from known_item(
                f"Posted again, {asked} → {held}",
                (asking.NAME, ours),
                (plainly.GLOSSED, beside),
                wanted,
                depths=(1, 5),
            )
