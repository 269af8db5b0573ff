"""One tantivy index of several: their segments are moved into one folder and named by one ``meta.json``.

Segments never change once they are written and bear names that are used once, so nothing is read or copied.
Owns what tantivy keeps beside its segments; refuses indexes of different schemas.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import tantivy

from scibridge.engines.matching import generations

_META: Final = "meta.json"
_MANAGED: Final = ".managed.json"
_HEAP_BYTES: Final = 64_000_000
# tantivy merges that many segments of about one size; left to the next writer, it would wait for them.
_MERGED_FROM: Final = 8


def join(parts: Sequence[Path], target: Path) -> None:
    """Make ``target`` of committed indexes that nobody writes to, and take their segments from them.

    A crash on the way leaves the parts useless and ``target`` without a ``meta.json``, which nothing opens.
    """
    metas = [orjson.loads((part / _META).read_bytes()) for part in parts]
    if any(meta["schema"] != metas[0]["schema"] for meta in metas):
        raise ValueError(f"{target}: indexes of different schemas cannot be joined")
    segments: list[dict[str, Any]] = [segment for meta in metas for segment in meta["segments"]]
    target.mkdir(parents=True)
    files = [_META]
    for part, meta in zip(parts, metas, strict=True):
        for segment in meta["segments"]:
            for path in part.glob(f"{segment['segment_id'].replace('-', '')}.*"):
                path.rename(target / path.name)
                files.append(path.name)
    joined = metas[0] | {"segments": segments, "opstamp": max(meta["opstamp"] for meta in metas)}
    generations.write_durably(target / _MANAGED, orjson.dumps(files))
    generations.sync_directory(target)
    generations.write_durably(target / _META, orjson.dumps(joined))
    generations.sync_directory(target)
    if len(segments) >= _MERGED_FROM:
        _merge(target)


def _merge(target: Path) -> None:
    writer = tantivy.Index.open(str(target)).writer(_HEAP_BYTES, 1)
    writer.commit()
    writer.wait_merging_threads()
