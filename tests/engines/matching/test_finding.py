"""Finding by name and by text, counted by kind."""

from collections.abc import Iterable

import pytest
from tests.engines.matching.conftest import Build

from scibridge.engines.matching.documents import Document, Kind, TextFields
from scibridge.engines.matching.finding import MOST_FOUND, Findings, find, suggest
from scibridge.engines.matching.index import MatchIndex
from scibridge.engines.naming.searching import How

KINDS = (Kind.ORGANISATION, Kind.PERSON, Kind.NEED, Kind.OFFER, Kind.WORK)
DOCUMENTS = (
    Document(
        "organisation:o1",
        Kind.ORGANISATION,
        {"en": TextFields("Harbour Institute", keywords=("Port Lab",)), "zh": TextFields("港口研究院")},
        aliases=("ours:o1", "ror:https://ror.org/05a28rw58"),
        names=("Harbour Institute", "港口研究院", "HI", "Port Lab"),
        known=7,
    ),
    Document(
        "organisation:I1",
        Kind.ORGANISATION,
        {"en": TextFields("Harbour Institute")},
        aliases=("ror:https://ror.org/05a28rw58",),
        known=900,
        origin="corpus",
    ),
    Document("person:p1", Kind.PERSON, {"en": TextFields("Wei Zhang", keywords=("quiet rotors",))}),
    Document(
        "need:n1",
        Kind.NEED,
        {"en": TextFields("Quiet rotor for harbour drones", summary="Loud at night near hospitals.")},
        known=739_000,
    ),
    Document("need:n2", Kind.NEED, {"zh": TextFields("港口无人机静音旋翼", body="夜间噪声")}, known=739_100),
    Document("offer:f1", Kind.OFFER, {"en": TextFields("Serrated blade", body="A rotor made quiet.")}),
    Document("work:W1", Kind.WORK, {"en": TextFields("Rotor noise")}, aliases=("doi:10.1000/xyz",), known=3),
)


@pytest.fixture
def index(build: Build) -> MatchIndex:
    return build(DOCUMENTS)


def ids(findings: Findings) -> dict[str, list[str]]:
    return {
        group.kind.value: [one.document.id for one in group.found] for group in findings.groups if group.found
    }


def search(index: MatchIndex, text: str, **options: object) -> Findings:
    return find(index.snapshot, text, KINDS, limit=10, **options)  # type: ignore[arg-type]


def test_names_answer_before_texts_and_every_kind_is_counted(index: MatchIndex) -> None:
    findings = search(index, "rotor")
    assert ids(findings) == {
        "person": ["person:p1"],
        "need": ["need:n1"],
        "offer": ["offer:f1"],
        "work": ["work:W1"],
    }
    assert [(group.kind.value, group.count, group.more) for group in findings.groups] == [
        ("organisation", 0, False),
        ("person", 1, False),
        ("need", 1, False),
        ("offer", 1, False),
        ("work", 1, False),
    ]
    hows = {one.document.id: (one.how, one.name) for group in findings.groups for one in group.found}
    assert hows["offer:f1"] == (How.TEXT, "")
    assert hows["need:n1"] == (How.WORDS, "Quiet rotor for harbour drones")


def test_a_thing_of_two_sources_answers_once_as_the_platforms(index: MatchIndex) -> None:
    findings = search(index, "harbour institute")
    assert ids(findings)["organisation"] == ["organisation:o1"]
    assert findings.groups[0].count == 1


@pytest.mark.parametrize("text", ["hi", "HI", "ganGkou", "港口研究", "port lab", "https://ror.org/05a28rw58"])
def test_every_name_and_identifier_leads_there(index: MatchIndex, text: str) -> None:
    assert ids(search(index, text))["organisation"] == ["organisation:o1"]


def test_a_doi_leads_to_its_work(index: MatchIndex) -> None:
    assert ids(search(index, "10.1000/XYZ")) == {"work": ["work:W1"]}


def test_what_comes_close_is_said_to_and_only_where_nothing_answers(index: MatchIndex) -> None:
    findings = search(index, "harbuor insitute")
    assert findings.close
    assert ids(findings) == {"organisation": ["organisation:o1"]}
    assert not search(index, "harbour").close
    nothing = search(index, "xylophone")
    assert (ids(nothing), nothing.close) == ({}, False)


def test_what_may_not_answer_is_neither_shown_nor_counted(index: MatchIndex) -> None:
    findings = search(index, "quiet", without=("need:n1", "offer:f1", "person:p1"))
    assert ids(findings) == {}
    assert sum(group.count for group in findings.groups) == 0
    _, suggested = suggest(index.snapshot, "quiet", KINDS, limit=8, without=("need:n1",))
    assert suggested == []


def test_removed_documents_leave_no_name_behind(index: MatchIndex) -> None:
    with index.writer() as writer:
        writer.remove(["need:n1", "organisation:o1"])
    assert "need:n1" not in str(ids(search(index, "harbour")))
    assert ids(search(index, "HI")) == {}
    assert set(index.snapshot.names.document_ids()) == {one.id for one in DOCUMENTS} - {
        "need:n1",
        "organisation:o1",
    }


def test_a_new_name_replaces_the_old_one(index: MatchIndex) -> None:
    with index.writer() as writer:
        writer.put([Document("need:n1", Kind.NEED, {"en": TextFields("Silent propeller")})])
    assert ids(search(index, "silent pro")) == {"need": ["need:n1"]}
    assert ids(search(index, "quiet rotor for harbour")) == {}


def test_pages_follow_each_other_and_other_kinds_are_only_counted(build: Build) -> None:
    index = build(_many(25))
    pages = [
        find(index.snapshot, "rotor", KINDS, limit=10, offset=offset, opened=(Kind.NEED,))
        for offset in (0, 10, 20, 30)
    ]
    shown = [one.document.id for page in pages for group in page.groups for one in group.found]
    assert len(shown) == len(set(shown)) == 25
    assert [page.groups[2].count for page in pages] == [25] * 4
    assert [page.groups[4].count for page in pages] == [1] * 4


def test_a_flood_is_counted_up_to_a_bound(build: Build) -> None:
    group = find(build(_many(MOST_FOUND + 20)).snapshot, "rotor", (Kind.NEED,), limit=3).groups[0]
    assert (group.count, group.more, len(group.found)) == (MOST_FOUND, True, 3)


def _many(number: int) -> Iterable[Document]:
    yield Document("work:W1", Kind.WORK, {"en": TextFields("Rotor noise")})
    for place in range(number):
        yield Document(f"need:m{place}", Kind.NEED, {"en": TextFields(f"Rotor number {place}")}, known=place)


def test_suggestions_begin_with_exact_names_and_mix_kinds(index: MatchIndex) -> None:
    _, found = suggest(index.snapshot, "ha", KINDS, limit=4)
    assert [one.document.id for one in found] == ["organisation:o1", "need:n1"]
    _, found = suggest(index.snapshot, "wei zang", KINDS, limit=4)
    assert [(one.document.id, one.how) for one in found] == [("person:p1", How.CLOSE)]


def test_names_that_were_lost_are_noticed(index: MatchIndex) -> None:
    snapshot = index.snapshot
    assert all(mark == "" for _, mark in index.fingerprints())
    assert snapshot.names.holds("need:n1")
    with index.writer() as writer:
        writer.put([Document("need:n3", Kind.NEED, {"en": TextFields("Named")}, fingerprint="ab")])
        writer._writer("names").delete_documents_by_term("id", "need:n3")
    assert dict(index.fingerprints())["need:n3"] == ""
