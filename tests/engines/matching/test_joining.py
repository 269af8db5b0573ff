"""Indexes joined by their segments are one index: read, written, deleted from and merged as any other."""

from pathlib import Path

import orjson
import pytest
import tantivy

from scibridge.engines.matching.joining import join

HEAP = 15_000_000


def schema(name: str = "id") -> tantivy.Schema:
    return tantivy.SchemaBuilder().add_text_field(name, tokenizer_name="raw", index_option="basic").build()


def made(folder: Path, *batches: range, without: int | None = None, field: str = "id") -> Path:
    """An index with a segment for each batch of numbers."""
    folder.mkdir(parents=True)
    writer = tantivy.Index(schema(field), str(folder)).writer(HEAP, 1)
    for batch in batches:
        for number in batch:
            writer.add_document(tantivy.Document(**{field: f"{number}"}))
        writer.commit()
    if without is not None:
        writer.delete_documents_by_term(field, f"{without}")
        writer.commit()
    writer.wait_merging_threads()
    return folder


def held(folder: Path) -> set[str]:
    index = tantivy.Index.open(str(folder))
    return {
        term
        for term, number in index.searcher().terms_with_prefix(
            "id", "", filter_query=tantivy.Query.all_query()
        )
        if number
    }


def segments(folder: Path) -> int:
    return len(orjson.loads((folder / "meta.json").read_bytes())["segments"])


def named(*numbers: int) -> set[str]:
    return {f"{number}" for number in numbers}


def test_nothing_is_lost_and_deletions_stay(tmp_path):
    parts = [
        made(tmp_path / "a", range(3), range(3, 5), without=1),
        made(tmp_path / "b", range(10, 12)),
        made(tmp_path / "c"),
    ]
    join(parts, tmp_path / "whole")
    assert held(tmp_path / "whole") == named(0, 2, 3, 4, 10, 11)
    assert segments(tmp_path / "whole") == 3


def test_the_joined_index_takes_documents_deletions_and_merges(tmp_path):
    whole = tmp_path / "whole"
    join([made(tmp_path / "a", range(3), without=0), made(tmp_path / "b", range(10, 12))], whole)
    writer = tantivy.Index.open(str(whole)).writer(HEAP, 1)
    writer.delete_documents_by_term("id", "2")
    writer.delete_documents_by_term("id", "11")
    writer.add_document(tantivy.Document(id="20"))
    writer.commit()
    assert held(whole) == named(1, 10, 20)
    for number in range(21, 29):
        writer.add_document(tantivy.Document(id=f"{number}"))
        writer.commit()
    writer.garbage_collect_files()
    writer.wait_merging_threads()
    assert held(whole) == named(1, 10, *range(20, 29))
    assert segments(whole) < 8


def test_many_segments_are_merged_at_once(tmp_path):
    parts = [made(tmp_path / f"{number}", range(number, number + 1)) for number in range(9)]
    join(parts, tmp_path / "whole")
    assert segments(tmp_path / "whole") == 1
    assert held(tmp_path / "whole") == named(*range(9))


def test_different_schemas_are_refused(tmp_path):
    parts = [made(tmp_path / "a", range(3)), made(tmp_path / "b", range(3), field="other")]
    with pytest.raises(ValueError, match="different schemas"):
        join(parts, tmp_path / "whole")
    assert not (tmp_path / "whole").exists()
    assert held(tmp_path / "a") == named(0, 1, 2)
