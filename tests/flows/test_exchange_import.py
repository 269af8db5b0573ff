"""Files of needs and offers: all or nothing, each problem named, the same file twice changes nothing."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.exchange import services
from scibridge.domain.exchange.content import content_with_nothing, fields_of, read_content, write_content
from scibridge.domain.exchange.models import Need, Offer, Revision
from scibridge.domain.exchange.selectors import content_of
from scibridge.domain.exchange.states import NEED_TIERS
from scibridge.domain.registry.models import Organisation
from scibridge.engines.matching.documents import Kind
from scibridge.flows.exchange_import import (
    FileRefused,
    columns,
    import_needs,
    import_offers,
    read_cells,
    template_csv,
    write_cells,
)
from scibridge.kernel.bilingual import bilingual


@pytest.fixture
def actor(db: None) -> Account:
    return Account.objects.create_user("officer@example.org", "a long enough password", name="Officer")


@pytest.fixture
def moderator(db: None) -> Account:
    made = Account.objects.create_user("moderator@example.org", "a long enough password")
    grant_role(account=made, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def account_of(db: None) -> Callable[[Organisation, str], Account]:
    def make(organisation: Organisation, name: str) -> Account:
        made = Account.objects.create_user(f"{name}@example.org", "a long enough password")
        on = organisation.public_id
        grant_role(account=made, role=Role.MEMBER, on_kind=ORGANISATION, on_id=on, actor=None)
        return made

    return make


def need(reference: str, **more: Any) -> dict[str, Any]:
    """The smallest need that can be submitted."""
    return {
        "external_reference": reference,
        "kind": "national",
        "title": {"en": f"Need {reference}", "zh": f"需求 {reference}"},
        "problem": {"zh": "冬季电池电量减半"},
        **more,
    }


def lines(folder: Path, *rows: object, name: str = "needs.jsonl") -> Path:
    path = folder / name
    text = "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def table(folder: Path, rows: list[list[str]], encoding: str = "utf-8", mark: str = ",") -> Path:
    path = folder / "needs.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    return path


HEADER = [
    "external_reference", "kind", "title_zh", "problem_en", "must_have_1_metric_zh", "must_have_1_operator",
    "must_have_1_low", "must_have_1_unit", "sdgs",
]  # fmt: skip
ROW = ["A-1", "market", "固态电解质", "Half the charge, lost", "能量密度", "at_least", "400", "Wh/kg", "7; 9"]


def test_json_lines_twice(actor: Account, tmp_path: Path) -> None:
    path = lines(tmp_path, need("A"), "", need("B", sdgs=[7], topics=["T10018"]))
    seen: list[tuple[int, int]] = []
    first = import_needs(path, actor=actor, progress=lambda done, size: seen.append((done, size)))
    assert (first.read, first.new, first.changed, first.unchanged, first.rejected) == (2, 2, 0, 0, 0)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert first.reject_file is None
    made = Need.objects.get(external_reference="B")
    assert (made.state, made.origin, made.owner, made.sdgs) == ("draft", "file", actor, [7])
    again = import_needs(path, actor=actor)
    assert (again.read, again.new, again.changed, again.unchanged, again.rejected) == (2, 0, 0, 2, 0)
    assert Need.objects.get(external_reference="B").version == made.version


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_with_and_without_a_mark_and_with_any_separator(
    actor: Account, tmp_path: Path, encoding: str, mark: str
) -> None:
    path = table(tmp_path, [HEADER, ["# 说明", *[""] * 8], ROW, [""] * 9], encoding, mark)
    assert import_needs(path, actor=actor).new == 1
    made = Need.objects.get()
    assert made.title.data == {"zh-hans": "固态电解质"}
    assert made.problem.data == {"en": "Half the charge, lost"}
    assert made.sdgs == [7, 9]
    row = made.must_haves.get()
    assert (row.metric.data, row.operator, row.low, row.high, row.unit) == (
        {"zh-hans": "能量密度"}, "at_least", 400.0, 400.0, "Wh/kg",
    )  # fmt: skip
    assert import_needs(path, actor=actor).unchanged == 1


def test_gb18030_is_named_and_read_when_asked_for(actor: Account, tmp_path: Path) -> None:
    path = table(tmp_path, [HEADER, ROW], "gb18030")
    with pytest.raises(FileRefused) as refused:
        import_needs(path, actor=actor)
    assert (refused.value.code, refused.value.data["looks_like"]) == ("file_encoding_other", "gb18030")
    assert Need.objects.count() == 0
    assert import_needs(path, actor=actor, encoding="gb18030").new == 1
    assert Need.objects.get().title.data == {"zh-hans": "固态电解质"}


def refused_files() -> list[Any]:
    return [
        pytest.param("absent.csv", None, "file_absent", id="absent"),
        pytest.param("needs.xlsx", b"PK", "file_format_unknown", id="format"),
        pytest.param("needs.csv", b"", "file_empty", id="empty"),
        pytest.param("needs.csv", b"\n\n", "file_empty", id="blank"),
        pytest.param("needs.csv", "external_reference".encode("utf-16"), "file_encoding_other", id="utf-16"),
        pytest.param("needs.csv", b"external_reference\xff\xff\xff", "file_encoding_wrong", id="binary"),
        pytest.param("needs.csv", b"external_reference,titel_en\n", "columns_unknown", id="unknown column"),
        pytest.param(
            "needs.csv", b"external_reference,kind,kind\n", "columns_repeated", id="repeated column"
        ),
        pytest.param("needs.csv", b"kind,title_en\n", "columns_missing", id="missing column"),
    ]


@pytest.mark.parametrize(("name", "content", "code"), refused_files())
def test_files_refused_as_a_whole(
    actor: Account, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        import_needs(path, actor=actor)
    assert refused.value.code == code


def bad_rows() -> list[Any]:
    return [
        ("{broken", "", "broken_json"),
        ("[1]", "", "not_a_mapping"),
        ('{"external_reference": NaN}', "", "broken_json"),
        ("[" * 100_000, "", "broken_json"),
        (need(""), "external_reference", "required"),
        (need("X", title={}), "title", "required"),
        (need("X", title={"fr": "Besoin"}), "title.fr", "unknown_language"),
        (need("X", title={"en": "x" * 301}), "title.en", "too_long"),
        (need("X", title="\ud800"), "title", "invalid_characters"),
        (need("X", colour="red"), "colour", "unknown_field"),
        (need("X", kind="urgent"), "kind", "unknown_code"),
        (need("X", sdgs=[18]), "sdgs.0", "out_of_range"),
        (need("X", sdgs="7"), "sdgs", "not_a_list"),
        (need("X", topics=["physics"]), "topics.0", "not_a_topic"),
        (need("X", readiness_now=2.5), "readiness_now", "not_whole"),
        (need("X", budget_low="1.234", currency="EUR"), "budget_low", "too_many_places"),
        (need("X", budget_low="5"), "currency", "required"),
        (need("X", currency="DEM"), "currency", "unknown_currency"),
        (need("X", budget_low=5, budget_high=4, currency="CNY"), "budget_high", "below_low"),
        (need("X", deadline="30.06.2027"), "deadline", "not_a_date"),
        (need("X", deadline="2027-02-30"), "deadline", "not_a_date"),
        (need("X", answer_within_days=0), "answer_within_days", "out_of_range"),
        (need("X", eligible_countries=["DE"]), "eligible_reason", "reason_required"),
        (need("X", excluded_countries=["ZZ"]), "excluded_countries.0", "unknown_country"),
        (need("X", field_tiers={"title": "signed_in"}), "field_tiers.title", "not_confidential"),
        (need("X", field_tiers={"budget": "nobody"}), "field_tiers.budget", "unknown_code"),
        (need("X", organisation="azzzzzzzzzzz"), "organisation", "unknown_reference"),
        (need("X", must_haves=[{"operator": "at_least", "low": 1}]), "must_haves.0.metric", "required"),
        (need("X", must_haves=[{"metric": "a", "operator": "at_least"}]), "must_haves.0.low", "required"),
        (
            need("X", must_haves=[{"metric": "a", "operator": "equal", "low": 1, "unit": "flurbs"}]),
            "must_haves.0.unit",
            "unknown_unit",
        ),
        (
            need("X", must_haves=[{"metric": "a", "operator": "equal", "low": "1,5"}]),
            "must_haves.0.low",
            "not_a_number",
        ),
        (
            need("X", must_haves=[{"metric": "a", "operator": "equal", "low": 1, "high": 2}]),
            "must_haves.0.high",
            "only_for_between",
        ),
        (
            need("X", must_haves=[{"metric": "a", "operator": "between", "low": 2, "high": 1}]),
            "must_haves.0.high",
            "not_above",
        ),
        (need("A"), "external_reference", "duplicate_row"),
    ]


@pytest.mark.parametrize(("row", "field", "code"), bad_rows())
def test_a_bad_row_is_named_and_holds_back_the_file(
    actor: Account, tmp_path: Path, row: object, field: str, code: str
) -> None:
    text = row if isinstance(row, str) else json.dumps(row)
    path = lines(tmp_path, need("A"), text, need("B"))
    summary = import_needs(path, actor=actor, reject_file=tmp_path / "rejected.jsonl")
    assert [(one.line, one.field, one.code) for one in summary.problems] == [(2, field, code)]
    message = summary.problems[0].as_dict()["message"]
    assert message
    assert "%(" not in message
    assert "cannot be taken (" not in message
    assert (summary.read, summary.new, summary.rejected) == (3, 0, 3)
    assert summary.reasons == {code: 1, "held_back": 2}
    assert Need.objects.count() == 0
    refused = [json.loads(line) for line in (tmp_path / "rejected.jsonl").read_text("utf-8").splitlines()]
    assert [(one["where"], one["reason"]) for one in refused] == [("needs.jsonl: line 2", code)]


def test_all_problems_of_a_row_are_named_at_once(actor: Account, tmp_path: Path) -> None:
    row = need("X", kind="urgent", sdgs=[18], currency="XX", must_haves=[{"metric": "a", "operator": "is"}])
    summary = import_needs(lines(tmp_path, row), actor=actor)
    assert [(one.field, one.code) for one in summary.problems] == [
        ("kind", "unknown_code"),
        ("sdgs.0", "out_of_range"),
        ("must_haves.0.operator", "unknown_code"),
        ("currency", "unknown_currency"),
    ]


def test_keep_going_takes_the_good_rows(actor: Account, tmp_path: Path) -> None:
    path = lines(tmp_path, need("A"), "{broken", need("B"))
    summary = import_needs(path, actor=actor, keep_going=True)
    assert (summary.read, summary.new, summary.rejected) == (3, 2, 1)
    assert sorted(Need.objects.values_list("external_reference", flat=True)) == ["A", "B"]
    assert summary.reject_file is not None


def test_a_dry_run_writes_nothing_and_says_what_would_happen(actor: Account, tmp_path: Path) -> None:
    path = lines(tmp_path, need("A"), need("B"))
    summary = import_needs(path, actor=actor, dry_run=True, submit=True)
    assert (summary.new, summary.rejected, summary.as_dict()["dry_run"]) == (2, 0, True)
    assert Need.objects.count() == 0


def test_a_changed_row_changes_a_draft_and_leaves_other_fields(actor: Account, tmp_path: Path) -> None:
    import_needs(lines(tmp_path, need("A", sdgs=[7])), actor=actor)
    changed = {"external_reference": "A", "title": {"en": "Better title"}}
    summary = import_needs(lines(tmp_path, changed), actor=actor)
    assert (summary.changed, summary.new) == (1, 0)
    made = Need.objects.get()
    assert (made.title.data, made.sdgs) == ({"en": "Better title"}, [7])


def test_columns_that_are_not_there_are_left_alone(actor: Account, tmp_path: Path) -> None:
    import_needs(lines(tmp_path, need("A", sdgs=[7], field_tiers={"budget": "after_nda"})), actor=actor)
    path = table(tmp_path, [["external_reference", "title_en", "tier_must_haves"], ["A", "New", "signed_in"]])
    assert import_needs(path, actor=actor).changed == 1
    made = Need.objects.get()
    assert made.title.data == {"en": "New", "zh-hans": "需求 A"}
    tiers = {name: tier.value for name, tier in NEED_TIERS.items()}
    assert made.field_tiers == tiers | {"budget": "after_nda", "must_haves": "signed_in"}
    assert (made.problem.data, made.sdgs) == ({"zh-hans": "冬季电池电量减半"}, [7])
    emptied = table(tmp_path, [["external_reference", "title_zh", "tier_budget"], ["A", "", ""]])
    assert import_needs(emptied, actor=actor).changed == 1
    made = Need.objects.get()
    assert made.title.data == {"en": "New"}
    assert made.field_tiers == tiers | {"must_haves": "signed_in"}
    assert import_needs(emptied, actor=actor).unchanged == 1


def test_a_changed_row_of_a_published_need_waits_for_a_moderator(
    actor: Account, moderator: Account, tmp_path: Path
) -> None:
    import_needs(lines(tmp_path, need("A")), actor=actor, submit=True)
    made = Need.objects.get()
    assert made.state == "submitted"
    path = lines(tmp_path, need("A", title={"en": "Better title"}))
    refused = import_needs(path, actor=actor)
    assert [(one.field, one.code) for one in refused.problems] == [("", "closed_for_editing")]
    services.publish_need(made, actor=moderator)
    assert import_needs(path, actor=actor).changed == 1
    assert Need.objects.get().title.data["en"] == "Need A"
    assert Revision.objects.get().changes == {"title": {"en": "Better title"}}
    assert import_needs(path, actor=actor).unchanged == 1


def test_submitting_names_what_is_missing(actor: Account, tmp_path: Path) -> None:
    path = lines(tmp_path, {"external_reference": "A", "title": {"en": "Only a title"}})
    summary = import_needs(path, actor=actor, submit=True)
    assert [(one.field, one.code) for one in summary.problems] == [
        ("kind", "required"),
        ("problem", "required"),
    ]
    assert Need.objects.count() == 0


def test_another_accounts_reference_is_another_need(
    actor: Account, moderator: Account, tmp_path: Path
) -> None:
    path = lines(tmp_path, need("A"))
    import_needs(path, actor=actor)
    assert import_needs(path, actor=moderator).new == 1
    assert Need.objects.count() == 2


def test_formulas_arrive_as_text_and_leave_harmless(actor: Account, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://evil.example";"x")'
    path = table(tmp_path, [HEADER, ["A-1", "market", evil, "'=1+1", "密度", "at_most", "-40", "degC", ""]])
    import_needs(path, actor=actor)
    made = Need.objects.get()
    assert made.title.data == {"en": evil} or made.title.data == {"zh-hans": evil}
    assert made.problem.data == {"en": "=1+1"}
    cells = write_cells(Kind.NEED, write_content(content_of(made)))
    assert cells["title_zh"] == f"'{evil}"
    assert cells["problem_en"] == "'=1+1"
    assert cells["must_have_1_low"] == "-40.0"


def test_offers(actor: Account, tmp_path: Path) -> None:
    offer = {
        "external_reference": "O-1",
        "kind": "software",
        "title": {"en": "A solver"},
        "summary": {"en": "Fast."},
        "identifiers": [{"scheme": "spdx", "value": "mit"}],
        "claims": [
            {
                "metric": {"en": "run time"},
                "operator": "less_than",
                "low": 1,
                "unit": "s",
                "no_comparison": True,
            }
        ],
    }
    summary = import_offers(lines(tmp_path, offer), actor=actor, submit=True)
    assert (summary.new, summary.problems) == (1, [])
    made = Offer.objects.get()
    assert (made.state, made.identifiers.get().value) == ("submitted", "MIT")
    bad = offer | {"external_reference": "O-2", "identifiers": [{"scheme": "doi", "value": "ten"}]}
    summary = import_offers(lines(tmp_path, bad), actor=actor)
    assert [(one.field, one.code) for one in summary.problems] == [
        ("identifiers.0.value", "invalid_identifier")
    ]


def test_csv_rows_with_stray_cells_and_quotes(actor: Account, tmp_path: Path) -> None:
    path = tmp_path / "needs.csv"
    path.write_text(
        'external_reference,kind,title_en\nA,market,one,two\nB,market,"two\nlines"\nC,market,three\n', "utf-8"
    )
    summary = import_needs(path, actor=actor, keep_going=True)
    assert [(one.line, one.field, one.code) for one in summary.problems] == [(2, "", "too_many_cells")]
    assert [(one.external_reference, one.title.data["en"]) for one in Need.objects.order_by("pk")] == [
        ("B", "two lines"),
        ("C", "three"),
    ]


def test_a_very_long_line_is_refused_alone(actor: Account, tmp_path: Path) -> None:
    path = lines(tmp_path, json.dumps(need("A", problem={"en": "x" * 2_100_000})), need("B"))
    summary = import_needs(path, actor=actor, keep_going=True)
    assert [(one.line, one.code) for one in summary.problems] == [(1, "too_long")]
    assert Need.objects.get().external_reference == "B"


@pytest.mark.parametrize("kind", [Kind.NEED, Kind.OFFER])
def test_the_template_is_taken_as_it_is(kind: Kind, actor: Account, tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    path.write_text(template_csv(kind), encoding="utf-8-sig")
    header = next(csv.reader(io.StringIO(template_csv(kind))))
    assert tuple(header) == columns(kind)
    summary = (import_needs if kind is Kind.NEED else import_offers)(path, actor=actor)
    assert (summary.read, summary.rejected) == (0, 0)


def test_an_outsider_cannot_learn_which_references_an_organisation_uses(
    actor: Account, account_of: Callable[[Organisation, str], Account], tmp_path: Path
) -> None:
    body = Organisation.objects.create(name=bilingual("Ministry"), sort_key="ministry", country="KE")
    insider = account_of(body, "insider")
    row = need("A", organisation=body.public_id)
    assert import_needs(lines(tmp_path, row), actor=insider).new == 1
    used = import_needs(lines(tmp_path, row), actor=actor)
    free = import_needs(lines(tmp_path, row | {"external_reference": "B"}), actor=actor)
    assert used.problems == free.problems
    assert [(one.field, one.code) for one in used.problems] == [("", "members_only")]
    colleague = account_of(body, "colleague")
    taken = import_needs(lines(tmp_path, row), actor=colleague)
    assert [(one.field, one.code) for one in taken.problems] == [("external_reference", "taken")]


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
both = st.fixed_dictionaries({"en": text, "zh-hans": text})
number = st.floats(allow_nan=False, allow_infinity=False, width=32)
must_have = st.fixed_dictionaries(
    {
        "metric": both,
        "operator": st.sampled_from(["at_least", "at_most", "equal"]),
        "low": number,
        "unit": st.sampled_from(["", "Wh/kg", "°C", "%"]),
        "note": both,
    }
)
contents = st.fixed_dictionaries(
    {
        "title": both,
        "problem": both,
        "keywords": both,
        "kind": st.sampled_from(["", "market"]),
        "sdgs": st.lists(st.integers(1, 17), unique=True, max_size=4),
        "topics": st.lists(st.integers(1, 99999).map(lambda n: {"id": f"T{n}", "name": {}}), max_size=3),
        "must_haves": st.lists(must_have, max_size=4),
        "budget_low": st.decimals(0, 10**9, places=2).map(str),
        "deadline": st.dates().map(lambda day: day.isoformat()),
        "eligible_countries": st.lists(st.sampled_from(["CN", "DE", "KE"]), unique=True),
        "field_tiers": st.dictionaries(
            st.sampled_from(["budget", "must_haves"]), st.sampled_from(["after_nda"])
        ),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contents)
def test_content_survives_a_table(given_content: dict[str, Any]) -> None:
    content = write_content(content_with_nothing(Kind.NEED) | read_content(Kind.NEED, given_content))
    file = io.StringIO()
    cells = write_cells(Kind.NEED, content)
    writer = csv.DictWriter(file, list(cells))
    writer.writeheader()
    writer.writerow(cells)
    file.seek(0)
    row = next(csv.DictReader(file))
    again = write_content(
        content_with_nothing(Kind.NEED) | read_content(Kind.NEED, read_cells(Kind.NEED, row))
    )
    assert again == content


@pytest.mark.parametrize("name", ["needs.md", "needs.zh-Hans.md", "offers.md", "offers.zh-Hans.md"])
def test_the_guide_names_every_field_and_its_examples_import(
    name: str, actor: Account, tmp_path: Path
) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "import" / name).read_text("utf-8")
    kind = Kind.NEED if name.startswith("needs") else Kind.OFFER
    for field in fields_of(kind):
        assert f"`{field.name}`" in guide
        for part in field.row:
            assert f"`{part.name}`" in guide
    run = import_needs if kind is Kind.NEED else import_offers
    for language, suffix in (("json", "jsonl"), ("csv", "csv")):
        example = guide.split(f"```{language}\n")[1].split("```")[0]
        path = tmp_path / f"example.{suffix}"
        path.write_text(example, "utf-8")
        summary = run(path, actor=actor, submit=True)
        assert [one.as_dict() for one in summary.problems] == []
        assert summary.new == 1
