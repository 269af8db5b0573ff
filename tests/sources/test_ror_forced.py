"""A ROR dump made to do harm: every wrong type in every place, and files that unpack without end."""

import copy
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scibridge.flows.imports import ImportSummary, RejectFile
from scibridge.flows.registry_import import _batches
from scibridge.sources import ror
from scibridge.sources.failures import SourceUnreadable

RECORD: dict[str, Any] = {
    "id": "https://ror.org/02mhbdp94",
    "names": [{"value": "Universidad", "lang": "es", "types": ["ror_display", "label"]}],
    "types": ["education"],
    "status": "active",
    "established": 1948,
    "locations": [
        {
            "geonames_id": 3688689,
            "geonames_details": {
                "name": "Bogotá",
                "country_code": "CO",
                "country_name": "Colombia",
                "country_subdivision_name": "Bogota D.C.",
                "country_subdivision_code": "DC",
                "lat": 4.6,
                "lng": -74.0,
            },
        }
    ],
    "links": [{"type": "website", "value": "https://example.org"}],
    "external_ids": [{"type": "isni", "all": ["0000 0004 1937 0714"], "preferred": None}],
    "relationships": [{"type": "child", "id": "https://ror.org/013meh722", "label": "Cambridge"}],
    "domains": ["example.org"],
    "admin": {"last_modified": {"date": "2024-01-01"}},
}
SOUND = RECORD | {"id": "https://ror.org/013meh722"}
ODD = [
    None, True, 0, -1, 1.5, "", "x", [], {}, [None], [1], ["x"], [[]], [{}], {"a": 1}, "javascript:alert(1)",
    "a\u202eb", "\u0000", "x" * 5000,
]  # fmt: skip


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(one, (*at, key))


def _with(value: Any, at: tuple[Any, ...]) -> Any:
    if not at:
        return value
    changed = copy.deepcopy(RECORD)
    inner: Any = changed
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return changed


@pytest.fixture
def dump(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "dump.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("dump_schema_v2.json", text)
        return path

    return write


def _read(path: Path, rejects: Path) -> tuple[list[Any], ImportSummary]:
    summary = ImportSummary(source="dump")
    with RejectFile(rejects, summary) as file:
        return [one for batch in _batches(path, summary, file, None) for one in batch], summary


@pytest.mark.parametrize("at", list(_places(RECORD)), ids=lambda at: ".".join(map(str, at)))
def test_a_wrong_value_anywhere_costs_its_record_at_most(
    dump: Callable[[str], Path], tmp_path: Path, at: tuple[Any, ...]
) -> None:
    records = [_with(value, at) for value in ODD]
    for record in records:
        taken, summary = _read(dump(json.dumps([record, SOUND])), tmp_path / "rejected.jsonl")
        assert "https://ror.org/013meh722" in [one.key for one in taken]
        assert summary.read == 2
        for one in taken:
            assert "javascript:" not in one.website
            assert not {"\u202e", "\u0000"} & set(repr(sorted(one.name.values())))


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "[" + "9" * 5000 + "]", '[{"a":' * 3000, '{"id": 1}', "", " " * 100, "[1"],
    ids=["deep", "a number of 5000 digits", "deep objects", "no list", "empty", "spaces", "cut"],
)
def test_what_is_no_dump_is_refused_in_words(dump: Callable[[str], Path], tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceUnreadable):
        _read(dump(text), tmp_path / "rejected.jsonl")


def test_a_dump_that_unpacks_to_too_much_is_refused_at_once(
    dump: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ror, "MOST_BYTES", 1 << 20)
    with pytest.raises(SourceUnreadable, match="too_large"):
        _read(dump(" " * (2 << 20)), tmp_path / "rejected.jsonl")


def test_space_before_the_list_is_not_kept(dump: Callable[[str], Path], tmp_path: Path) -> None:
    taken, _ = _read(dump(" " * (5 << 20) + json.dumps([SOUND])), tmp_path / "rejected.jsonl")
    assert [one.key for one in taken] == ["https://ror.org/013meh722"]
