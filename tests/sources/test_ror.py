"""The ROR dump: read as a stream, version 1 refused by name, damage told apart."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scibridge.sources import ror
from scibridge.sources.failures import RorSchemaOne, SourceAbsent, SourceUnreadable
from scibridge.sources.ror import (
    ExternalId,
    Location,
    OrganisationName,
    OrganisationRecord,
    Rejection,
    Relation,
    read_ror,
)


def record(**changes: Any) -> dict[str, Any]:
    """A record of schema version 2.1."""
    return {
        "id": "https://ror.org/03cve4549",
        "names": [
            {"value": "清华大学", "lang": "zh", "types": ["label"]},
            {"value": "Tsinghua \u202eUniversity", "lang": "en", "types": ["ror_display", "label"]},
            {"value": "THU", "lang": None, "types": ["acronym"]},
            {"value": " ", "lang": None, "types": ["alias"]},
        ],
        "types": ["education"],
        "status": "active",
        "established": 1911,
        "locations": [
            {
                "geonames_id": 1816670,
                "geonames_details": {
                    "name": "Beijing",
                    "country_code": "CN",
                    "country_subdivision_name": "Beijing",
                    "country_subdivision_code": "BJ",
                    "lat": 39.9075,
                    "lng": 116.39723,
                },
            }
        ],
        "external_ids": [
            {"type": "grid", "all": ["grid.12527.33", "grid.1.1"], "preferred": "grid.12527.33"}
        ],
        "relationships": [{"type": "parent", "id": "https://ror.org/01mv9t934", "label": "Ministry"}],
        "domains": ["Tsinghua.EDU.cn"],
        "links": [
            {"type": "wikipedia", "value": "w"},
            {"type": "website", "value": "https://www.tsinghua.edu.cn"},
        ],
        "admin": {"last_modified": {"date": "2025-01-02", "schema_version": "2.1"}},
    } | changes


def dump(path: Path, content: object, name: str = "v2.0-ror-data.json", **others: object) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, value in {name: content, **others}.items():
            archive.writestr(member, value if isinstance(value, str) else json.dumps(value, indent=2))
    return path


def test_a_record_field_by_field(tmp_path: Path) -> None:
    (found,) = read_ror(dump(tmp_path / "d.zip", [record()]))
    assert isinstance(found, OrganisationRecord)
    assert found == OrganisationRecord(
        ror="https://ror.org/03cve4549",
        names=(
            OrganisationName("清华大学", "zh", ("label",)),
            OrganisationName("Tsinghua University", "en", ("ror_display", "label")),
            OrganisationName("THU", "", ("acronym",)),
        ),
        types=("education",),
        status="active",
        established=1911,
        locations=(Location("CN", "Beijing", "Beijing", "BJ", 39.9075, 116.39723, 1816670),),
        external_ids=(ExternalId("grid", "grid.12527.33", True), ExternalId("grid", "grid.1.1", False)),
        relations=(Relation("parent", "https://ror.org/01mv9t934", "Ministry"),),
        domains=("tsinghua.edu.cn",),
        website="https://www.tsinghua.edu.cn",
        last_modified="2025-01-02",
        fingerprint=found.fingerprint,
    )
    assert found.display_name == "Tsinghua University"
    (again,) = read_ror(dump(tmp_path / "e.zip", [dict(reversed(record().items()))]))
    assert isinstance(again, OrganisationRecord)
    assert again.fingerprint == found.fingerprint


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("text", "not_an_object"),
        ({}, "wrong_shape"),
        (record(names=[]), "wrong_shape"),
        (record(names="THU"), "wrong_shape"),
        (record(status="asleep"), "wrong_shape"),
        (record(id="https://example.org/1"), "wrong_shape"),
        (record(types="education"), "wrong_shape"),
        (record(external_ids=[{"type": "grid", "all": "grid.1.1"}]), "wrong_shape"),
        (record(locations=[None]), "wrong_shape"),
    ],
)
def test_a_broken_record_costs_itself_alone(tmp_path: Path, broken: object, reason: str) -> None:
    first, second, third = read_ror(dump(tmp_path / "d.zip", [record(), broken, record()]))
    assert isinstance(first, OrganisationRecord)
    assert isinstance(third, OrganisationRecord)
    assert isinstance(second, Rejection)
    assert (second.number, second.reason) == (2, reason)


def test_insane_places_and_years_are_left_out(tmp_path: Path) -> None:
    place = {"geonames_id": 1, "geonames_details": {"lat": 391, "lng": "x", "country_code": "CN"}}
    (found,) = read_ror(dump(tmp_path / "d.zip", [record(locations=[place], established=-400)]))
    assert isinstance(found, OrganisationRecord)
    assert (found.locations[0].latitude, found.locations[0].longitude, found.established) == (
        None,
        None,
        None,
    )


def test_what_json_allows_and_orjson_does_not_is_a_rejection(tmp_path: Path) -> None:
    text = json.dumps(record()).replace("1911", "NaN")
    first, second = read_ror(dump(tmp_path / "d.zip", f"[{text},{json.dumps(record())}]"))
    assert isinstance(first, Rejection)
    assert first.reason == "not_json"
    assert isinstance(second, OrganisationRecord)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64, 1 << 20])
def test_records_are_whole_wherever_blocks_end(
    tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ror, "_BLOCK", block)
    small = {"id": "https://ror.org/03cve4549", "status": "active", "names": [{"value": "清华"}]}
    found = list(read_ror(dump(tmp_path / "d.zip", [small] * 5)))
    assert [type(one) for one in found] == [OrganisationRecord] * 5


def test_version_one_is_refused_by_name(tmp_path: Path) -> None:
    old = [{"id": "https://ror.org/03cve4549", "name": "THU", "country": {"country_code": "CN"}}]
    with pytest.raises(RorSchemaOne) as refusal:
        list(read_ror(dump(tmp_path / "d.zip", old, name="v1.json")))
    assert refusal.value.data["member"] == "v1.json"


def test_of_both_versions_the_second_is_read(tmp_path: Path) -> None:
    old = [{"id": "x", "name": "y" * 100_000, "country": {}}]
    path = dump(
        tmp_path / "d.zip", old, "v1.66-ror-data.json", **{"v1.66-ror-data_schema_v2.json": [record()]}
    )
    assert [type(one) for one in read_ror(path)] == [OrganisationRecord]


def test_the_empty_dump_has_no_records(tmp_path: Path) -> None:
    assert list(read_ror(dump(tmp_path / "d.zip", []))) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": 1}', "not_a_list"),
        ("", "not_a_list"),
        ("   ", "not_a_list"),
        ("[" + json.dumps(record())[:-30], "truncated"),
        ("[" + json.dumps(record()), "truncated"),
        ('[{"id": oops, "names": []}, {"id": 2}]', "broken_json"),
        ("[" * 200_000, "broken_json"),
    ],
)
def test_what_is_no_dump_inside(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(SourceUnreadable) as refusal:
        list(read_ror(dump(tmp_path / "d.zip", content)))
    assert refusal.value.reason == reason


def test_what_is_no_dump_outside(tmp_path: Path) -> None:
    with pytest.raises(SourceAbsent):
        list(read_ror(tmp_path / "absent.zip"))
    text, whole = tmp_path / "text.zip", dump(tmp_path / "d.zip", [record()] * 50)
    text.write_text("no zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-60])
    changed = bytearray(whole.read_bytes())
    changed[120] ^= 0xFF
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(bytes(changed))
    other = dump(tmp_path / "other.zip", "x", name="readme.txt")
    for path, reason in (
        (text, "not_a_zip"),
        (cut, "truncated"),
        (damaged, "damaged"),
        (other, "no_json_inside"),
    ):
        with pytest.raises(SourceUnreadable) as refusal:
            list(read_ror(path))
        assert refusal.value.reason == reason


@pytest.mark.realdata
def test_the_real_dump(real_data: Path) -> None:
    told: list[tuple[int, int]] = []
    found = list(read_ror(real_data / "ror" / "v2.9-subset-ror-data.zip", lambda *step: told.append(step)))
    records = [one for one in found if isinstance(one, OrganisationRecord)]
    assert (len(found), len(records), len({one.ror for one in records})) == (35_990, 35_990, 35_990)
    assert sum(one.status == "active" for one in records) == 35_075
    assert sum(any(name.language == "zh" for name in one.names) for one in records) == 1_130
    assert sum(len(one.relations) for one in records) == 41_243
    assert told
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]


@pytest.mark.realdata
def test_the_real_file_of_version_one(real_data: Path) -> None:
    with pytest.raises(RorSchemaOne):
        next(read_ror(real_data / "ror" / "v1-only-subset-ror-data.zip"))
