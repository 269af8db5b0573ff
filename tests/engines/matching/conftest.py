"""A small lexicon of known weights, and makers of documents and indexes."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.text.dictionary import Dictionary
from scibridge.engines.text.lexicon import Lexicon

GLOSSARY = (
    ("固态电解质", "solid electrolyte"),
    ("电池", "battery; cell"),
    ("能量密度", "energy density"),
    ("循环寿命", "cycle life"),
    ("水稻", "rice"),
    ("抗旱", "drought tolerance"),
    ("疫苗", "vaccine"),
    ("基因编辑", "gene editing"),
    ("焚烧", "incineration"),
)
Build = Callable[[Iterable[Document]], MatchIndex]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon(Dictionary({}, {})).with_glossary(GLOSSARY)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """An index of the documents, in a folder of its own."""
    made = 0

    def make(documents: Iterable[Document]) -> MatchIndex:
        nonlocal made
        made += 1
        index = MatchIndex.create(tmp_path / f"matching-{made}")
        with index.writer(5) as writer:
            writer.put(documents)
        return index

    return make


def work(name: str, en: str = "", zh: str = "", summary: str = "", **fields: object) -> Document:
    """A work with a title in one or both languages and an English summary."""
    texts = {}
    if en or summary:
        texts["en"] = TextFields(title=en, summary=summary)
    if zh:
        texts["zh"] = TextFields(title=zh)
    kind = fields.pop("kind", Kind.WORK)
    return Document(id=f"{kind}:{name}", kind=kind, texts=texts, **fields)  # type: ignore[arg-type]
