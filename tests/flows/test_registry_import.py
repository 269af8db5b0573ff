"""ROR dumps into the registry: what is mapped and left out; a second or resumed run changes nothing."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scibridge.domain.accounts.services import ensure_account
from scibridge.domain.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.selectors import organisation_by_identifier, search_organisations
from scibridge.domain.registry.services import edit_organisation
from scibridge.flows import registry_import
from scibridge.flows.registry_import import import_ror
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import NotAllowed
from scibridge.sources import ror as ror_source
from scibridge.sources.failures import RorSchemaOne, SourceUnreadable

pytestmark = pytest.mark.django_db
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def ror(number: int) -> str:
    """A well-formed ROR id for tests."""
    body = "0"
    for place in range(5, -1, -1):
        body += LETTERS[number // 32**place % 32]
    value = sum(LETTERS.index(letter) * 32 ** (6 - place) for place, letter in enumerate(body))
    return f"https://ror.org/{body}{98 - value * 100 % 97:02d}"


def entry(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": ror(number),
        "names": [{"value": f"Institute {number}", "lang": "en", "types": ["ror_display", "label"]}],
        "types": ["facility"],
        "status": "active",
        "established": 1958,
        "locations": [
            {
                "geonames_id": 1,
                "geonames_details": {
                    "country_code": "CN",
                    "country_subdivision_code": "BJ",
                    "country_subdivision_name": "Beijing",
                    "lat": 39.9,
                    "lng": 116.4,
                    "name": "Beijing",
                },
            }
        ],
        "links": [{"type": "website", "value": "https://institute.example/"}],
        "domains": ["institute.example"],
        "external_ids": [],
        "relationships": [],
        "admin": {"last_modified": {"date": "2026-01-01"}},
        **values,
    }


@pytest.fixture
def dump(tmp_path: Path) -> Any:
    """Writes entries as an official dump and gives its path."""

    def write(*entries: Any, name: str = "v2.9-ror-data.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name.replace(".zip", ".json"), json.dumps(list(entries)))
        return path

    return write


def state() -> list[list[tuple[object, ...]]]:
    """The whole registry but for random ids, dates and primary keys."""
    volatile = {"id", "public_id", "created_at", "updated_at", "organisation", "target"}
    found = []
    for model in (Organisation, OrganisationName, OrganisationIdentifier, OrganisationRelation):
        fields = [one.name for one in model._meta.concrete_fields if one.name not in volatile]
        paths = {"organisation": "organisation__source_key", "target": "target__source_key"}
        keys = [paths[one] for one in paths if one in {field.name for field in model._meta.concrete_fields}]
        found.append(sorted(model.objects.values_list(*fields, *keys), key=repr))
    return found


def test_a_record_is_mapped_to_the_registrys_codes(dump: Any) -> None:
    names = [
        {"value": "清華大學", "lang": "zh", "types": ["label"]},
        {"value": "Tsinghua University", "lang": "en", "types": ["label", "ror_display"]},
        {"value": "THU", "lang": None, "types": ["acronym"]},
        {"value": "Qinghua", "lang": "en", "types": ["alias"]},
    ]
    external = [
        {"type": "isni", "all": ["0000 0001 2103 2683", "0000 0004 1936 7301"], "preferred": None},
        {"type": "fundref", "all": ["501100001809", "501100004147"], "preferred": "501100004147"},
    ]
    path = dump(
        entry(
            1,
            names=names,
            types=["education", "funder", "teahouse"],
            external_ids=external,
            domains=["Institute.Example", "ac.cn"],
            links=[
                {"type": "website", "value": "institute.example"},
                {"type": "wikipedia", "value": "http://w"},
            ],
        )
    )
    summary = import_ror(path)
    made = Organisation.objects.get()
    assert (versions(made.name), made.types) == (
        {"en": "Tsinghua University", "zh-hans": "清华大学"},
        ["university", "funder", "other"],
    )
    assert (made.country, versions(made.place), made.region, made.region_code) == (
        "CN",
        {"en": "Beijing"},
        "Beijing",
        "BJ",
    )
    assert (made.website, made.domains, made.established, made.origin) == (
        "http://institute.example",
        ["institute.example"],
        1958,
        "ror",
    )
    assert set(made.names.values_list("value", "language", "kind")) == {
        ("清華大學", "zh", "label"),
        ("Tsinghua University", "en", "label"),
        ("THU", "", "acronym"),
        ("Qinghua", "en", "alias"),
    }
    assert set(made.identifiers.values_list("scheme", "value", "preferred")) == {
        ("ror", ror(1), True),
        ("isni", "0000000121032683", True),
        ("fundref", "501100001809", False),
        ("fundref", "501100004147", True),
    }
    assert summary.as_dict() == {
        "source": str(path),
        "read": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "reasons": {},
        "notes": {"domains_left_out": 1, "identifiers_left_out": 1},
        "reject_file": None,
    }


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([("Institut X", "fr", ["ror_display", "label"])], {"en": "Institut X"}),
        (
            [("Institut X", "fr", ["ror_display", "label"]), ("X Institute", "en", ["label"])],
            {"en": "X Institute"},
        ),
        ([("某研究所", "zh", ["ror_display", "label"])], {"zh-hans": "某研究所"}),
        ([("XI", None, ["acronym"])], {"en": "XI"}),
        (
            [("Institut X", None, ["ror_display", "label"]), ("某所", "zh-Hant", ["label"])],
            {"en": "Institut X", "zh-hans": "某所"},
        ),
    ],
)
def test_which_name_is_shown(dump: Any, names: list[Any], shown: dict[str, str]) -> None:
    given = [{"value": value, "lang": language, "types": types} for value, language, types in names]
    import_ror(dump(entry(1, names=given)))
    assert versions(Organisation.objects.get().name) == shown


def test_withdrawn_and_inactive_are_shown_as_such(dump: Any) -> None:
    import_ror(dump(entry(1, status="withdrawn"), entry(2, status="inactive"), entry(3)))
    assert list(Organisation.objects.order_by("sort_key").values_list("status", flat=True)) == [
        "withdrawn",
        "inactive",
        "active",
    ]
    assert [str(one) for one in search_organisations("institute")] == ["Institute 2", "Institute 3"]


def test_a_second_run_changes_nothing(dump: Any) -> None:
    path = dump(*(entry(number) for number in range(1, 8)))
    first = import_ror(path)
    before = (state(), list(Organisation.objects.values_list("public_id", "updated_at")))
    second = import_ror(path)
    assert (first.new, first.changed, first.unchanged) == (7, 0, 0)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 7)
    assert (state(), list(Organisation.objects.values_list("public_id", "updated_at"))) == before


def test_what_cannot_be_taken_goes_to_the_reject_file(dump: Any, tmp_path: Path) -> None:
    absurd = {
        "established": 20233,
        "locations": [
            {"geonames_details": {"country_code": "XX", "lat": 95, "lng": 0, "name": "Now\u202ehere"}}
        ],
        "links": [{"type": "website", "value": "javascript:alert(1)"}],
        "names": [
            {"value": "Good\x00 name", "lang": "en", "types": ["label"]},
            {"value": "x" * 301, "lang": "en", "types": ["alias"]},
        ],
    }
    path = dump(
        entry(1),
        entry(1, status="inactive"),
        entry(2, **absurd),
        {**entry(3), "id": ror(3)[:-1] + "x"},
        entry(4, names=[]),
        entry(5, names=[{"value": "x" * 400, "lang": "en", "types": ["label"]}]),
        "no record",
        entry(6, status="asleep"),
        entry(7),
    )
    rejects = tmp_path / "out" / "rejects.jsonl"
    summary = import_ror(path, reject_file=rejects)
    assert (summary.read, summary.new, summary.rejected) == (9, 3, 6)
    assert summary.reasons == {
        "duplicate": 1,
        "invalid_ror": 1,
        "no_name": 1,
        "wrong_shape": 2,
        "not_an_object": 1,
    }
    assert summary.reject_file == rejects
    lines = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert [line["reason"] for line in lines].count("wrong_shape") == 2
    assert len(lines) == 6
    odd = Organisation.objects.get(source_key=ror(2))
    assert (
        versions(odd.name),
        versions(odd.place),
        odd.country,
        odd.latitude,
        odd.established,
        odd.website,
    ) == (
        {"en": "Good name"},
        {"en": "Nowhere"},
        "",
        None,
        None,
        "",
    )
    assert Organisation.objects.get(source_key=ror(1)).status == "active"
    assert {"country_left_out", "website_left_out", "names_left_out"} <= set(summary.notes)


def test_relations_resolve_across_batches_and_dangle_where_the_target_is_absent(
    dump: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_import, "BATCH", 2)

    def related(kind: str, number: int) -> dict[str, str]:
        return {"type": kind, "id": ror(number), "label": f"Institute {number}"}

    path = dump(
        entry(1, relationships=[related("child", 5), related("parent", 99), related("related", 1)]),
        *(entry(number) for number in range(2, 5)),
        entry(5, relationships=[related("parent", 1)]),
    )
    summary = import_ror(path)
    assert summary.notes == {"relations_left_out": 1, "relations_resolved": 1, "relations_dangling": 1}
    rows = OrganisationRelation.objects.values_list("organisation__source_key", "kind", "target__source_key")
    assert set(rows) == {
        (ror(1), "child", ror(5)),
        (ror(1), "parent", None),
        (ror(5), "parent", ror(1)),
    }
    later = import_ror(dump(entry(99), name="v3.0-ror-data.zip"))
    assert later.notes == {"relations_resolved": 1}


class Killed(BaseException):
    """Stands for kill −9: nothing in the product catches it."""


def test_a_run_that_is_killed_and_run_again_equals_an_uninterrupted_one(
    dump: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_import, "BATCH", 3)
    relations = [{"type": "parent", "id": ror(9), "label": "Institute 9"}]
    path = dump(*(entry(number, relationships=relations if number < 9 else []) for number in range(1, 11)))
    import_ror(path)
    whole = state()
    Organisation.objects.all().delete()

    real, calls = registry_import.upsert_organisations, []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(registry_import, "upsert_organisations", dying)
    with pytest.raises(Killed):
        import_ror(path)
    assert Organisation.objects.count() == 6
    monkeypatch.setattr(registry_import, "upsert_organisations", real)
    summary = import_ror(path)
    assert (summary.new, summary.unchanged) == (4, 6)
    assert state() == whole


def test_an_edit_on_the_platform_outlives_the_next_release(dump: Any) -> None:
    import_ror(dump(entry(1)))
    made = Organisation.objects.get()
    edit_organisation(organisation=made, actor=None, values={"website": "https://ours.example/"})
    changed = entry(1, links=[{"type": "website", "value": "https://theirs.example/"}], established=1960)
    summary = import_ror(dump(changed))
    made.refresh_from_db()
    assert (made.website, made.established) == ("https://ours.example/", 1960)
    assert made.source_values == {"website": "https://theirs.example/"}
    assert (summary.changed, summary.notes) == (1, {"edited_fields_kept": 1})


def test_a_damaged_dump_keeps_the_whole_batches_before_the_damage(
    dump: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_import, "BATCH", 2)
    path = dump()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ror.json", json.dumps([entry(number) for number in range(1, 6)])[:-40])
    with pytest.raises(SourceUnreadable) as caught:
        import_ror(path)
    assert caught.value.reason == "truncated"
    assert Organisation.objects.count() == 4


def test_schema_one_is_refused_and_nothing_is_written(dump: Any) -> None:
    old = {"id": ror(1), "name": "Old", "country": {"country_code": "CN"}, "types": ["Education"]}
    with pytest.raises(RorSchemaOne):
        import_ror(dump(old))
    assert not Organisation.objects.exists()


def test_only_administrators_and_the_operator_import(dump: Any) -> None:
    with pytest.raises(NotAllowed) as caught:
        import_ror(dump(entry(1)), actor=ensure_account(email="mei@example.org"))
    assert caught.value.reason == "administrators_only"
    assert not Organisation.objects.exists()


def test_progress_grows_towards_the_whole(dump: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ror_source, "_BLOCK", 500)
    seen: list[tuple[int, int]] = []
    path = dump(*(entry(number) for number in range(1, 4)))
    import_ror(path, progress=lambda read, whole: seen.append((read, whole)))
    assert len(seen) > 2
    assert seen == sorted(seen)
    assert all(read <= whole for read, whole in seen)


@pytest.mark.realdata
def test_the_real_dump_twice(real_data: Path) -> None:
    path = real_data / "ror" / "v2.9-subset-ror-data.zip"
    first, second = import_ror(path), import_ror(path)
    assert (first.read, first.new, first.rejected) == (35_990, 35_990, 0)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 35_990)
    assert first.notes["relations_dangling"] == 9_335
    assert first.notes["relations_left_out"] == 3
    statuses = Organisation.objects.order_by("status").values_list("status", flat=True)
    assert {status: list(statuses).count(status) for status in set(statuses)} == {
        "active": 35_075,
        "inactive": 725,
        "withdrawn": 190,
    }
    zurich = organisation_by_identifier("ror", "https://ror.org/05a28rw58")
    assert zurich is None or "ETH" in str(zurich)
    assert [str(one) for one in search_organisations("清華大學", limit=1)] == ["Tsinghua University"]
