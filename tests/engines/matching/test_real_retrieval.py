"""Retrieval across languages on real text: an aligned translation finds its original first."""

import json
from pathlib import Path

import pytest

from scibridge.engines.matching.documents import Document, Kind, Query, TextFields
from scibridge.engines.matching.search import search
from scibridge.engines.text.lexicon import Lexicon

EVERY = 8


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return Lexicon.default(tmp_path_factory.mktemp("lexicon"))


@pytest.mark.realdata
@pytest.mark.parametrize(("asked", "held", "floor"), [("zh", "en", 0.88), ("en", "zh", 0.86)])
def test_a_sentence_finds_its_translation_first(real_data: Path, build, dictionary, asked, held, floor):
    lines = (real_data / "bilingual/tico-19/tico19_en_zh.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    index = build(
        Document(f"work:{place}", Kind.WORK, {held: TextFields(summary=row[held])})
        for place, row in enumerate(rows)
    )
    first = 0
    for place in range(0, len(rows), EVERY):
        answer = search(index, dictionary, Query({asked: rows[place][asked]}, limit=1), explain=False)
        first += [match.id for match in answer.matches] == [f"work:{place}"]
    assert first / len(range(0, len(rows), EVERY)) >= floor
