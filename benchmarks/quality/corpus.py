"""The OpenAlex works of the data directory as the product imports and indexes them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scibridge.engines.lake.lake import Lake
from scibridge.engines.matching.documents import Document
from scibridge.flows.corpus import import_openalex
from scibridge.flows.indexing.corpus_documents import all_corpus_documents


@contextmanager
def imported(data: Path) -> Iterator[list[Document]]:
    """Works, people and organisations as documents, by way of a lake that goes away again."""
    home = Path(tempfile.mkdtemp(prefix="scibridge-quality-lake-"))
    try:
        import_openalex(data / "openalex", home / "lake", reject_file=home / "rejected")
        yield [one for batch in all_corpus_documents(Lake(home / "lake")) for one in batch]
    finally:
        shutil.rmtree(home, ignore_errors=True)
